"""Dashboards asked by different people over one database, as several instances are."""

import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from dashboard.people.person import Person
from models.role import Role
from ops.settings import Settings
from tests.dashboard.conftest import running
from tests.dashboard.seed import put_reference

Asking = Callable[[str, Role], Any]


@contextlib.asynccontextmanager
async def asking_as(settings: Settings, name: str, role: Role) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a dashboard at which everybody is this person."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("dashboard.app.LOCAL", Person(name=name, role=role))
        async with running(settings) as client:
            yield client


@pytest.fixture
async def asking(settings: Settings) -> AsyncIterator[Asking]:
    """Gives a client for a person; all dashboards end with the test."""
    async with contextlib.AsyncExitStack() as stack:

        async def ask(name: str, role: Role) -> httpx.AsyncClient:
            return await stack.enter_async_context(asking_as(settings, name, role))

        yield ask


async def put_zone(rows: Any, zone_id: str, kind: str = "estate", lat: float = 12.7, **more: Any) -> None:
    """A zone of this kind at 101.1 east, 900 m around, in force from the beginning."""
    body = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [101.1, lat]},
        "properties": {"zone_id": zone_id, "kind": kind, "name_th": zone_id, "name_en": zone_id, "radius_m": 900},
    }
    await put_reference(rows, "zones", zone_id, body, **more)


def desk_said(*zone_ids: str, order: int = 1, rest: bool = False, name: str = "ตะวันออก") -> dict[str, Any]:
    """The body that puts a desk."""
    return {"name_th": name, "name_en": "East", "zone_ids": list(zone_ids), "order": order, "for_the_rest": rest}


async def seen(api: httpx.AsyncClient) -> int:
    """The version of the desks now."""
    version: int = (await api.get("/api/v1/desks")).json()["version"]
    return version


async def put_desk(api: httpx.AsyncClient, desk_id: str, said: dict[str, Any], version: int | None = None) -> httpx.Response:
    """Puts a desk over the version that stands, or that is said to have been seen."""
    body = said | {"version": await seen(api) if version is None else version}
    return await api.put(f"/api/v1/desks/{desk_id}", json=body)


async def remove_desk(api: httpx.AsyncClient, desk_id: str, version: int | None = None) -> httpx.Response:
    """Takes a desk away in the same way."""
    params = {"version": await seen(api) if version is None else version}
    return await api.delete(f"/api/v1/desks/{desk_id}", params=params)


async def here(api: httpx.AsyncClient, desk_id: str, page_id: str, sound: str = "on") -> httpx.Response:
    """A page tells that it is at a desk."""
    return await api.post(f"/api/v1/desks/{desk_id}/here", json={"page_id": f"page-{page_id}", "sound": sound})


async def state_of(api: httpx.AsyncClient) -> dict[str, Any]:
    """The state as it is answered."""
    answer = await api.get("/api/v1/desks/state")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def watched_by(state: dict[str, Any]) -> dict[str, list[str]]:
    """The estates that each desk watches now, `+` for what lies in none; under `-` those that nobody watches."""
    found = {
        desk["desk_id"]: [zone for share in desk["watches"] for zone in (*share["zone_ids"], *(["+"] if share["rest"] else []))]
        for desk in state["desks"]
    }
    nobody = state["unwatched"]
    return found | {"-": nobody["zone_ids"] + (["+"] if nobody["rest"] else [])}
