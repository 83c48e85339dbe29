"""Saved views: kept for each person under a name, found again, replaced and taken away."""

from typing import Any

import httpx
import pytest

from dashboard.lookups import views

VIEW = {"name": "ลาดกระบัง 30 วัน", "address": "?view=search&q=70-1234"}


async def names(api: httpx.AsyncClient) -> list[str]:
    return [one["name"] for one in (await api.get("/api/v1/views")).json()["items"]]


async def test_a_view_is_saved_found_replaced_and_taken_away(api: httpx.AsyncClient):
    saved = await api.post("/api/v1/views", json=VIEW)
    assert saved.status_code == 201
    assert saved.json()["address"] == VIEW["address"]
    again = await api.post("/api/v1/views", json={"name": " ลาดกระบัง  30 วัน ", "address": "?view=playback"})
    listed = (await api.get("/api/v1/views")).json()["items"]
    assert [(one["view_id"], one["address"]) for one in listed] == [(again.json()["view_id"], "?view=playback")]
    place = f"/api/v1/views/{listed[0]['view_id']}"
    assert (await api.delete(place)).status_code == 204
    assert await names(api) == []
    assert (await api.delete(place)).status_code == 404


async def test_what_others_saved_is_neither_shown_nor_taken_away(api: httpx.AsyncClient, rows: Any):
    other = await rows.fetchval(
        "INSERT INTO saved_views (person, name, address, saved_ms) VALUES ('somebody', 'theirs', '?', 0) RETURNING view_id"
    )
    assert await names(api) == []
    assert (await api.delete(f"/api/v1/views/{other}")).status_code == 404
    assert await rows.fetchval("SELECT count(*) FROM saved_views") == 1


async def test_a_person_s_views_are_so_many(api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(views, "MAX_VIEWS", 2)
    statuses = [(await api.post("/api/v1/views", json=VIEW | {"name": name})).status_code for name in ("a", "b", "b", "c")]
    assert statuses == [201, 201, 201, 400]


REFUSED: tuple[Any, ...] = (
    ("no name", {"name": "  "}, "'name'"),
    ("a name too long to be read", {"name": "x" * 81}, "'name'"),
    ("another host", {"address": "https://example.org/?view=search"}, "'address'"),
    ("an address too long to be one", {"address": "?" + "x" * 8_000}, "'address'"),
)


@pytest.mark.parametrize(("changes", "detail"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
async def test_what_is_no_view_is_refused(api: httpx.AsyncClient, changes: dict[str, str], detail: str):
    answer = await api.post("/api/v1/views", json=VIEW | changes)
    assert answer.status_code == 400
    assert detail in answer.json()["detail"]
