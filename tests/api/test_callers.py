"""Who is let in, and what a session or a token is good for."""

from collections.abc import Callable

from tests.api.town import Client, Town

from stationmaster.api import caller
from stationmaster.web import session


def test_nobody_is_told_how_to_get_in(client_of: Callable[[str], Client]) -> None:
    answer = client_of("").get("/api/v1/me")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["way_out"]


def test_me(client_of: Callable[[str], Client], town: Town) -> None:
    ada, agent = client_of("ada").ask("/me"), client_of("agent").ask("/me")
    assert ada["role"] == "admin"
    assert ada["csrf"] == town.ours.sessions["ada"].session.csrf
    assert ada["workspace"]["slug"] == "ours"
    assert client_of("rey").ask("/me")["abilities"]["approve"] == "own"
    assert (agent["role"], agent["csrf"], agent["stations"]) == (None, None, ["desk"])
    assert agent["abilities"] == {"read": "all"}


def test_a_session_needs_its_own_token_to_change_something(town: Town, ada: Client) -> None:
    ours = town.ours
    [waiting] = ours.submit(ours.scoring(ours.leads[0]))
    body = {"reason": "not_now"}
    for token in (None, "", "nonsense", town.theirs.sessions["ada"].session.csrf):
        ada.headers.pop("X-CSRF-Token", None)
        if token is not None:
            ada.headers["X-CSRF-Token"] = token
        answer = ada.tell(f"/proposals/{waiting.id}/reject", body)
        assert (answer.status_code, answer.json()["field"]) == (403, "csrf")
    assert ada.ask(f"/proposals/{waiting.id}")["status"] == "waiting"
    ada.headers["X-CSRF-Token"] = ours.sessions["ada"].session.csrf
    assert ada.tell(f"/proposals/{waiting.id}/reject", body).status_code == 200


def test_a_revoked_token_is_nobody(client_of: Callable[[str], Client], town: Town) -> None:
    ada = client_of("ada")
    made = ada.tell("/tokens", {"name": "Short", "stations": ["desk"], "days": 1}).json()
    worker = client_of("").as_agent(made["secret"])
    assert worker.ask("/me")["actor"]["id"] == made["id"]
    assert ada.delete(f"/api/v1/tokens/{made['id']}").status_code == 204
    assert worker.get("/api/v1/me").status_code == 401
    assert client_of("").as_agent("smt_nonsense").get("/api/v1/me").status_code == 401


def test_an_agent_never_decides_and_its_try_is_kept(agent: Client, ada: Client, town: Town) -> None:
    ours = town.ours
    [waiting] = ours.submit(ours.scoring(ours.leads[1]))
    item = {"id": waiting.id, "digest": waiting.digest}
    tries = {
        f"/proposals/{waiting.id}/approve": {"digest": waiting.digest},
        f"/proposals/{waiting.id}/reject": {"reason": "other"},
        f"/proposals/{waiting.id}/edit": {
            "digest": waiting.digest,
            "operations": [{"operation": 0, "values": {"score": 1}}],
        },
        f"/proposals/{waiting.id}/choose": {"digest": waiting.digest, "choice": 0},
        f"/proposals/{waiting.id}/renew": {},
        "/proposals/approve": {"items": [item]},
        "/proposals/reject": {"ids": [waiting.id], "reason": "other"},
    }
    for path, body in tries.items():
        answer = agent.tell(path, body)
        assert (answer.status_code, answer.json()["field"]) == (403, "actor"), path
    rows = ada.ask("/audit", action="decision.refused", actor=ours.token_id)["items"]
    assert len(rows) == len(tries)
    assert all(waiting.id in row["detail"]["proposals"] for row in rows)
    assert ada.ask(f"/proposals/{waiting.id}")["status"] == "waiting"


def test_an_agent_does_not_see_what_is_for_people(agent: Client, town: Town) -> None:
    ours = town.ours
    [own] = ours.workspace.line.submit(
        [ours.scoring(ours.leads[2])], actor=ours.people["rob"], station=""
    )
    assert agent.get(f"/api/v1/proposals/{own.id}").status_code == 404
    for path in (
        "/queue", "/queue/groups", "/audit", "/audit/verification", "/audit/export", "/people",
        "/tokens", "/runs", "/policy/switches", "/policy/sources", f"/proposals/{own.id}/view",
        f"/proposals/{own.id}/explanation", f"/records/lead/{ours.leads[2].id}/proposals",
    ):  # fmt: skip
        assert agent.get(f"/api/v1{path}").status_code == 403, path
    other = agent.get("/api/v1/proposals", params={"station": "back_office"})
    assert other.status_code == 403


def test_roles_open_what_they_open(client_of: Callable[[str], Client]) -> None:
    allowed = {
        "/people": {"ada"},
        "/tokens": {"ada", "rob"},
        "/audit": {"ada", "rob", "max"},
        "/audit/export": {"ada", "rob", "max"},
        "/queue": {"ada", "rob", "max", "rey", "vic"},
        "/policy/switches": {"ada", "rob", "max", "rey", "vic"},
    }
    for name in ("ada", "rob", "max", "rey", "vic"):
        client = client_of(name)
        for path, who in allowed.items():
            expected = 200 if name in who else 403
            assert client.get(f"/api/v1{path}").status_code == expected, (name, path)


def test_the_cookie_is_the_one_the_pages_set() -> None:
    assert caller.COOKIE == session.COOKIE
