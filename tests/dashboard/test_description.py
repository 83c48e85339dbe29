"""openapi.json: every route is in it, with types, and what is answered fits them."""

import re
from typing import Any

import httpx
import msgspec

from dashboard import answers
from dashboard.app import build_app
from dashboard.feed import Feed
from dashboard.incidents import answers as desk
from models.event import Event
from ops.http import Health
from ops.metrics import build_metrics
from ops.settings import load
from tests.dashboard.seed import alert_data, put_alert, put_event, put_trip, put_unit, trip_data, unit_body
from tests.dashboard.wait import until

# The pages, their files, and the pages of health, which are no part of the API.
OUTSIDE = {"/", "/{path:path}", "/o", "/o/{token:str}", "/a/{incident_id:str}/{token:str}", "/healthz", "/readyz", "/metrics"}


async def test_every_route_is_described(api: httpx.AsyncClient) -> None:
    async def no_connection() -> Any:
        raise OSError

    settings = load(None, {})
    app = build_app(None, settings, Feed(no_connection, lambda: 0), Health(), build_metrics(), lambda: 0)
    described = (await api.get("/openapi.json")).json()
    served = {route.path for route in app.routes} - OUTSIDE
    assert {re.sub(r":\w+}", "}", path) for path in served} == set(described["paths"])
    assert len(served) >= 14
    for path, item in described["paths"].items():
        for method, call in item.items():
            told = {status: answer.get("content", {}) for status, answer in call["responses"].items()}
            assert all(body["schema"] for status in told if status < "300" for body in told[status].values()), (method, path)
            assert {status for status in told if not told[status]} <= {"204"}, (method, path)
            assert all(list(told[status]) == ["application/problem+json"] for status in told if status >= "300"), (method, path)


def test_the_types_of_the_answers_know_every_field_of_the_contract() -> None:
    """A field that the tracker writes and the description does not know would be found here."""
    full = alert_data("A1", ended_at=None, manifest_no="M", zone_id="Z", close_reason="arrived", vendor="043", trip_ids=[], state="open")
    assert set(full) == set(answers.Alert.__struct_fields__)
    completed = trip_data(
        "T1", from_trip_id=None, destination_zone_id="Z", processor_factory_no="9", arrived_at="", completed_at="",
        destination_zone_ids=[], distance_km=1.0, duration_s=1.0, max_gap_s=1.0, unseen_s=1.0, unseen_km=1.0, quantity_t=1.0,
        weigh_out_t=1.0, weigh_in_t=1.0, verdict="verified", alert_ids=[], evidence_sha256="", final_after="", ended_at="",
        reason="returned", state="ended",
    )  # fmt: skip
    assert set(completed) == set(answers.Trip.__struct_fields__)


FORMS: tuple[Any, ...] = (
    ("alerts", answers.Page[answers.Alert]),
    ("alerts/A1", answers.AlertStory),
    ("trips", answers.Page[answers.Trip]),
    ("trips/T1", answers.TripStory),
    ("units", answers.Page[answers.Unit]),
    ("units/U1/track", answers.Track),
    ("zones", answers.ZoneCollection),
    ("unresolved", answers.UnresolvedList),
    ("settings", answers.PageSettings),
    ("summary", answers.Summary),
    ("events", answers.EventPage),
    ("incidents", desk.IncidentPage),
    ("shelves", answers.Page[desk.Shelf]),
    ("people/names", desk.Names),
)


async def test_answers_have_the_described_form(api: httpx.AsyncClient, rows: Any) -> None:
    await put_unit(rows, unit_body("U1"))
    await put_trip(rows, trip_data("T1"))
    await put_alert(rows, alert_data("A1"))
    await put_event(rows, "wastetrack.alert.opened", alert_data("A1"))
    for path, form in FORMS:
        answer = await api.get(f"/api/v1/{path}")
        assert answer.status_code == 200, path
        msgspec.json.decode(answer.content, type=form)


async def test_events_are_the_very_events(api: httpx.AsyncClient, rows: Any) -> None:
    event_id = await put_event(rows, "wastetrack.alert.opened", alert_data("A1"))
    items: list[Any] = []

    async def is_told() -> bool:
        items[:] = (await api.get("/api/v1/events")).json()["items"]
        return bool(items)

    await until(is_told, "no transaction that began before holds it back")
    event = msgspec.convert(items[0], Event)
    assert (event.id, event.data) == (event_id, alert_data("A1"))
