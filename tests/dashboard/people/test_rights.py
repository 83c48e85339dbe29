"""Every route stands in the one table, and each role may do what the table says and no more."""

import re
from typing import Any, cast

import httpx
import pytest

from dashboard.app import build_app
from dashboard.feed import Feed
from dashboard.people.person import Person
from dashboard.people.rights import RIGHTS, closed_to, right_of
from models.role import ROLES, Role
from ops.http import Health
from ops.metrics import build_metrics
from ops.settings import load
from tests.dashboard.people.bench import signed_in, with_token
from tests.dashboard.test_errors import check_problem


def routes() -> set[tuple[str, str]]:
    """Every route of the application, by method and path."""

    async def no_connection() -> Any:
        raise OSError

    app = build_app(None, load(None, {}), Feed(no_connection, lambda: 0), Health(), build_metrics(), lambda: 0)
    return {(method, route.path_format) for route in app.routes for method in cast("Any", route).methods if method != "OPTIONS"}


ROUTES = sorted(routes())
PUBLIC = {"/", "/{path}", "/o", "/o/{token}", "/a/{incident_id}/{token}", "/healthz", "/readyz", "/metrics"}
SIGN_IN = "/api/v1/sign-"
ROAD = ("/api/v1/road/", "/api/v1/answers/")
"""Opened by the link to a case, which stands for a person or a party itself."""
ONE_S_OWN = {"/api/v1/lookups/area", "/api/v1/views", "/api/v1/views/{view_id}"}
"""Sent as changes, and yet a viewer's: a question with a drawn area, and views that somebody saves for itself."""


def test_the_table_names_every_route_and_no_other():
    assert set(ROUTES) == set(RIGHTS)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_what_a_route_takes(method: str, path: str):
    takes = right_of(method, path).takes
    if path in PUBLIC or path.startswith(ROAD):
        assert takes == "anybody"
    elif path.startswith(SIGN_IN):
        assert takes in {"visitor", "viewer"}
    elif method == "GET" or path in ONE_S_OWN:
        assert takes in ROLES
    else:
        assert takes in ROLES[1:], "a change takes an officer at least"


def test_a_route_that_nobody_wrote_down_is_an_administrators_alone():
    assert right_of("POST", "/api/v1/new").takes == "administrator"
    assert right_of("OPTIONS", "/api/v1/new").takes == "anybody"


def asked(path: str) -> str:
    return re.sub(r"{\w+}", "1", path)


async def test_nobody_is_let_in_anywhere_without_signing_in(guarded: httpx.AsyncClient) -> None:
    for method, path in ROUTES:
        answer = await guarded.request(method, asked(path))
        if path in {"/o", "/o/{token}", "/a/{incident_id}/{token}"}:
            assert answer.status_code in {200, 403, 503}, (method, path)
        elif path in PUBLIC or path.startswith(SIGN_IN):
            assert answer.status_code != 403, (method, path)
        elif path.startswith(ROAD):
            assert answer.status_code in {400, 401}, (method, path)
        else:
            check_problem(answer, 401)
            assert answer.headers["www-authenticate"] == "Bearer"


async def test_each_role_may_do_what_the_table_says_and_no_more(guarded: httpx.AsyncClient, rows: Any) -> None:
    for role in ROLES:
        browser = await signed_in(rows, f"a-{role}", role)
        program = await with_token(rows, f"p-{role}", role)
        for method, path in ROUTES:
            if path in PUBLIC or path.startswith((SIGN_IN, *ROAD)) or path == "/api/v1/live":
                continue  # a stream has no end to wait for
            may = ROLES.index(role) >= ROLES.index(cast("Role", right_of(method, path).takes))
            for headers in (browser, program):
                answer = await guarded.request(method, asked(path), headers=headers)
                assert (answer.status_code != 403) == may, (role, method, path, answer.text)
                assert answer.status_code != 401, (role, method, path)


async def test_what_a_scope_closes_is_told_at_the_sign_in_and_nothing_else_is_closed(guarded: httpx.AsyncClient, rows: Any) -> None:
    for role in ROLES:
        headers = await signed_in(rows, f"kept-{role}", role, ("estate:Z-1",))
        closed = (await guarded.get("/api/v1/sign-in", headers=headers)).json()["closed"]
        for method, path in ROUTES:
            if path in PUBLIC or path.startswith(SIGN_IN) or path == "/api/v1/live":
                continue
            answer = await guarded.request(method, asked(path), headers=headers)
            is_closed = answer.status_code == 403 and "kept to some estates" in answer.text
            assert is_closed == (f"{method} {path.removeprefix('/api/v1')}" in closed), (role, method, path, answer.text)


def test_who_has_no_scope_is_told_of_nothing_closed():
    assert closed_to(Person(name="malee", role="officer")) == []


async def test_a_refusal_names_what_it_takes_in_both_languages(guarded: httpx.AsyncClient, rows: Any) -> None:
    problem = check_problem(await guarded.get("/api/v1/people", headers=await signed_in(rows, "somchai", "officer")), 403)
    assert "administrator" in problem["detail"]
    assert "ผู้ดูแลระบบ" in problem["detail_th"]


async def test_without_sign_in_everybody_may_do_all(api: httpx.AsyncClient) -> None:
    for method, path in ROUTES:
        if path not in PUBLIC and path != "/api/v1/live" and not path.startswith(ROAD):
            answer = await api.request(method, asked(path))
            assert answer.status_code != 401, (method, path)
    state = (await api.get("/api/v1/sign-in")).json()
    assert state == {
        "required": False, "way": None, "demo": False, "next": "none", "is_wall": False, "closed": [],
        "person": {"name": "local", "role": "administrator", "scope": []},
    }  # fmt: skip
