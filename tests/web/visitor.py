"""Fills in forms as a browser without scripts would."""

import re
from collections.abc import Mapping
from html import unescape

from starlette.testclient import TestClient


def csrf_in(html: str) -> str:
    """The form token of a page."""
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', html)
    assert found, "the page carries no form token"
    return found.group(1)


class Visitor:
    """Fills in forms as a browser without scripts would, and follows where they lead."""

    def __init__(self, client: TestClient):
        self.client = client
        self.token = csrf_in(client.get("/queue").text)

    def post(self, address: str, **data: object) -> str:
        """The page that came of it."""
        answer = self.client.post(address, data={"csrf": self.token, **data})
        if answer.status_code == 303:
            return self.client.get(answer.headers["location"]).text
        self.status = answer.status_code
        return answer.text

    def form(self, address: str, action: str) -> dict[str, list[str]]:
        """What a form holds as it is shown."""
        page = self.client.get(address).text
        form = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.S)
        assert form, f"no form for {action}"
        return filled(form.group(1))


def filled(html: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>", html):
        attributes: Mapping[str, str] = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        off = attributes.get("type") in ("checkbox", "radio") and " checked" not in tag
        if "name" in attributes and not off:
            found.setdefault(attributes["name"], []).append(unescape(attributes.get("value", "")))
    for name, inner in re.findall(r'<select\b[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.S):
        options = re.findall(r'<option value="([^"]*)"( selected)?', inner)
        chosen = [v for v, on in options if on] or [options[0][0]]
        found.setdefault(name, []).append(chosen[0])
    for name, inner in re.findall(
        r'<textarea\b[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', html, re.S
    ):
        found.setdefault(name, []).append(unescape(inner))
    return found
