"""One request of a signed-in person: who, in which workspace, and how to answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from stationmaster.core.actor import Person
from stationmaster.identity.permissions import Ability, Grant, grant
from stationmaster.identity.sessions import Session
from stationmaster.web import render
from stationmaster.web.changes import Setting
from stationmaster.web.moments import zone_named
from stationmaster.web.rail import Rail, rail_for
from stationmaster.wiring import Stationmaster, Workspace

NOTICE = "notice"
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Visit:
    request: Request
    app: Stationmaster
    session: Session

    @property
    def person(self) -> Person:
        return self.session.person

    @cached_property
    def workspace(self) -> Workspace:
        return self.app.workspace(self.person.workspace)

    @cached_property
    def now(self) -> datetime:
        return self.app.clock()

    @cached_property
    def stations(self) -> Mapping[str, str]:
        """Station name to title."""
        return {name: station.title for name, station in self.workspace.stations.items()}

    @cached_property
    def people(self) -> Callable[[str], str]:
        """Names of people and stations by the id that a source or an approver carries."""
        members = self.app.identity.people.all(self.workspace.id)
        names = {m.person.id: m.person.name for m in members}
        names |= {f"station:{name}": title for name, title in self.stations.items()}
        return lambda id: names.get(id, "")

    @cached_property
    def setting(self) -> Setting:
        return Setting(
            crm=self.workspace.manifest.label,
            stations=self.stations,
            people=self.people,
            may_decide=self.may(Ability.APPROVE),
            may_undo=self.may(Ability.UNDO),
        )

    @property
    def is_partial(self) -> bool:
        """Whether htmx asks for a part of a page."""
        return self.request.headers.get("hx-request") == "true"

    @property
    def in_queue(self) -> bool:
        """Whether the answer lands beside the queue, not on a page of its own."""
        return self.request.query_params.get("from") == "queue"

    @property
    def zone(self) -> ZoneInfo | None:
        return zone_named(unquote(self.request.cookies.get("zone", "")))

    def may(self, ability: Ability) -> bool:
        """For showing and hiding only; what is done is checked where it is done."""
        return grant(self.person, ability) is not Grant.NONE

    @cached_property
    def rail(self) -> Rail:
        return rail_for(self.workspace, self.stations, self.may)

    def context(self, here: str = "") -> dict[str, object]:
        """What every template may use."""
        cookies = self.request.cookies
        theme = cookies.get("theme", "")
        return {
            "here": here,
            "at_station": "",
            "person": self.person,
            "may": self.may,
            "Ability": Ability,
            "rail": self.rail if not self.is_partial else None,
            "now": self.now,
            "zone": self.zone,
            "theme": theme if theme in THEMES else "",
            "csrf_field": Markup('<input type="hidden" name="csrf" value="{}">').format(
                self.session.csrf
            ),
            "in_queue": self.in_queue,
            "notice": unquote(cookies.get(NOTICE, "")),
        }

    def page(
        self,
        name: str,
        here: str = "",
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> HTMLResponse:
        response = render.html(name, {**self.context(here), **values}, status, headers)
        if not self.is_partial and NOTICE in self.request.cookies:
            response.delete_cookie(NOTICE, path="/")
        return response

    def go(self, path: str, notice: str = "") -> Response:
        """To another page, which says `notice` once."""
        response: Response
        if self.is_partial:
            response = Response(status_code=204, headers={"HX-Redirect": path})
        else:
            response = RedirectResponse(path, status_code=303)
        if notice:
            response.set_cookie(
                NOTICE, quote(notice[:800]), max_age=60, path="/", httponly=True, samesite="lax"
            )
        return response


@dataclass(frozen=True)
class Posted(Visit):
    """A request that changes something; its form's token was checked."""

    form: FormData

    def text(self, name: str) -> str:
        """A field of the form; "" where there is none."""
        value = self.form.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        return [value for value in self.form.getlist(name) if isinstance(value, str)]

    @property
    def in_queue(self) -> bool:
        return self.text("from") == "queue"
