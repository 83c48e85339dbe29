"""Every list and single answer of the API, over rows as the tracker writes them."""

from typing import Any

import httpx
import msgspec
import pytest

from dashboard import answers, unresolved_names
from models.times import to_iso
from storage.partitions import ensure_days
from storage.reference import load_all
from tests.dashboard.seed import (
    BASE_MS,
    alert_data,
    put_alert,
    put_event,
    put_reference,
    put_trip,
    put_unit,
    trip_data,
    unit_body,
)


async def ids_of_all_pages(api: httpx.AsyncClient, path: str, key: str, **query: Any) -> list[str]:
    """The ids of a list, page by page."""
    seen: list[str] = []
    cursor = None
    while True:
        answer = await api.get(path, params=query | ({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.text
        page = answer.json()
        seen += [item[key] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            return seen


async def test_alerts_come_newest_detection_first_and_page_without_loss_or_repeat(api: httpx.AsyncClient, rows: Any) -> None:
    for number in range(7):
        await put_alert(rows, alert_data(f"A{number}", minute=number // 2))  # two share a time
    assert await ids_of_all_pages(api, "/api/v1/alerts", "alert_id", limit=2) == ["A6", "A5", "A4", "A3", "A2", "A1", "A0"]


async def test_a_page_stays_stable_while_newer_alerts_come(api: httpx.AsyncClient, rows: Any) -> None:
    for number in range(4):
        await put_alert(rows, alert_data(f"A{number}", minute=number))
    first = (await api.get("/api/v1/alerts", params={"limit": 2})).json()
    await put_alert(rows, alert_data("A9", minute=9))
    second = (await api.get("/api/v1/alerts", params={"limit": 2, "cursor": first["next"]})).json()
    assert [item["alert_id"] for item in first["items"] + second["items"]] == ["A3", "A2", "A1", "A0"]
    assert second["next"] is None


ALERTS_ASKED: tuple[Any, ...] = (
    ({"state": "open"}, ["A2", "A1"]),
    ({"state": "closed"}, ["A3"]),
    ({"state": "all"}, ["A3", "A2", "A1"]),
    ({}, ["A3", "A2", "A1"]),
    ({"urgency": "today"}, ["A2"]),
    ({"rule": "signal-lost"}, ["A2"]),
    ({"unit_id": "U2"}, ["A3"]),
    ({"trip_id": "T2"}, ["A3"]),
    ({"state": "closed", "unit_id": "U1"}, []),
    ({"rule": "'; DROP TABLE alerts; --"}, []),
)


async def test_alerts_are_filtered(api: httpx.AsyncClient, rows: Any) -> None:
    await put_alert(rows, alert_data("A1", 1))
    await put_alert(rows, alert_data("A2", 2, urgency="today", rule="signal-lost"))
    await put_alert(rows, alert_data("A3", 3, unit_id="U2", trip_id="T2"), "closed")
    for query, expected in ALERTS_ASKED:
        assert await ids_of_all_pages(api, "/api/v1/alerts", "alert_id", **query) == expected, query


async def test_an_alert_is_shown_as_written_with_its_state_and_history(api: httpx.AsyncClient, rows: Any) -> None:
    opened, closed = alert_data("A1"), alert_data("A1", version=2, close_reason="returned_to_route", ended_at=to_iso(BASE_MS))
    await put_event(rows, "wastetrack.alert.opened", opened)
    await put_event(rows, "wastetrack.alert.closed", closed, BASE_MS + 60_000)
    await put_event(rows, "wastetrack.alert.opened", alert_data("A2"))
    await put_alert(rows, closed, "closed")
    answer = await api.get("/api/v1/alerts/A1")
    assert answer.json() == closed | {
        "state": "closed",
        "history": [
            {"version": 1, "type": "wastetrack.alert.opened", "time": "2026-11-02T00:00:00.000Z"},
            {"version": 2, "type": "wastetrack.alert.closed", "time": "2026-11-02T00:01:00.000Z"},
        ],
    }
    msgspec.json.decode(answer.content, type=answers.AlertStory)


TRIPS_ASKED: tuple[Any, ...] = (
    ({}, ["T4", "T3", "T2", "T1"]),
    ({"state": "open"}, ["T2", "T1"]),
    ({"state": "completed"}, ["T3"]),
    ({"state": "ended"}, ["T4"]),
    ({"unit_id": "U2"}, ["T2"]),
    ({"plate": "70-1234"}, ["T4", "T3", "T1"]),
    ({"plate": "๗๐ ๑๒๓๔"}, ["T4", "T3", "T1"]),
    ({"permit_no": "กอ1 2569 000417"}, ["T4", "T2", "T1"]),
)


async def test_trips_are_filtered_in_any_spelling(api: httpx.AsyncClient, rows: Any) -> None:
    await put_trip(rows, trip_data("T1", 1))
    await put_trip(rows, trip_data("T2", 2, unit_id="U2", plate="71-9999"), "arrived", plate_key="719999|TH-21")
    await put_trip(rows, trip_data("T3", 3, permit_no="P-9"), "completed")
    await put_trip(rows, trip_data("T4", 4), "ended")
    for query, expected in TRIPS_ASKED:
        assert await ids_of_all_pages(api, "/api/v1/trips", "trip_id", limit=1, **query) == expected, query


async def test_a_trip_comes_with_history_and_alerts(api: httpx.AsyncClient, rows: Any) -> None:
    await put_trip(rows, trip_data("T1"))
    await put_event(rows, "wastetrack.trip.started", trip_data("T1"))
    await put_event(rows, "wastetrack.alert.opened", alert_data("A1"))
    await put_alert(rows, alert_data("A1", 1))
    await put_alert(rows, alert_data("A2", 2))
    await put_alert(rows, alert_data("A3", 3, trip_id="T2"))
    answer = await api.get("/api/v1/trips/T1")
    story = msgspec.json.decode(answer.content, type=answers.TripStory)
    assert [told.type for told in story.history] == ["wastetrack.trip.started"]
    assert [alert.alert_id for alert in story.alerts] == ["A2", "A1"]
    assert story.state == "on_the_way"


async def test_units_page_by_unit(api: httpx.AsyncClient, rows: Any) -> None:
    for unit_id in ("U3", "U1", "U2", "หน่วย 4"):
        await put_unit(rows, unit_body(unit_id))
    assert await ids_of_all_pages(api, "/api/v1/units", "unit_id", limit=3) == ["U1", "U2", "U3", "หน่วย 4"]
    assert (await api.get("/api/v1/units")).json()["items"][0] == unit_body("U1")


async def put_ping(rows: Any, unit_id: str, minute: int, **changes: Any) -> None:
    at_ms = BASE_MS + minute * 60_000
    values: dict[str, Any] = {
        "unit_id": unit_id, "utc_ms": at_ms, "receipt_ms": at_ms + 1000, "recv_ms": at_ms + 900, "lat": 12.67,
        "lon": 101.0 + minute / 1000, "speed_kmh": 40.5, "course_deg": 90.0, "fix": 1, "shift_ms": 0,
        "standing": 0, "topic": "gps.pings", "partition": 0, "offset": minute,
    } | changes  # fmt: skip
    await ensure_days(rows, [values["receipt_ms"]])
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(f"${place}" for place in range(1, len(values) + 1))
    await rows.execute(f"INSERT INTO pings ({names}) VALUES ({marks})", *values.values())


async def test_a_track_is_the_fixes_of_a_period_oldest_first(api: httpx.AsyncClient, rows: Any) -> None:
    for minute in (3, 1, 2, 5):
        await put_ping(rows, "U1", minute)
    await put_ping(rows, "U1", 2, standing=1, offset=99)  # a repeat
    await put_ping(rows, "U2", 2)
    answer = await api.get(
        "/api/v1/units/U1/track", params={"from": "2026-11-02T00:01:00Z", "to": "2026-11-02T07:05:00+07:00"}
    )
    track = answer.json()
    assert [fix["utc_ts"] for fix in track["fixes"]] == [to_iso(BASE_MS + minute * 60_000) for minute in (1, 2, 3)]
    assert track["fixes"][0] == {
        "utc_ts": "2026-11-02T00:01:00.000Z", "recv_utc_ts": "2026-11-02T00:01:00.900Z", "lat": 12.67, "lon": 101.001,
        "speed": 40.5, "course": 90.0, "fix": 1,
    }  # fmt: skip


async def test_a_track_without_a_period_is_the_day_up_to_the_newest_ping(api: httpx.AsyncClient, rows: Any) -> None:
    for minute in (0, 60 * 24 - 1, 60 * 24):
        await put_ping(rows, "U1", minute)
    await put_unit(rows, unit_body("U1", 60 * 24))
    track = (await api.get("/api/v1/units/U1/track")).json()
    assert [fix["utc_ts"] for fix in track["fixes"]] == ["2026-11-02T23:59:00.000Z", "2026-11-03T00:00:00.000Z"]


async def test_a_track_of_many_days_is_one_call_and_of_too_many_fixes_several(
    api: httpx.AsyncClient, rows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    minutes = [0, 60 * 24 * 2, 60 * 24 * 5, 60 * 24 * 5 + 1, 60 * 24 * 9]
    for minute in minutes:
        await put_ping(rows, "U1", minute)
    whole = (await api.get("/api/v1/units/U1/track", params={"from": "2026-11-01T00:00:00Z", "to": "2026-12-01T00:00:00Z"})).json()
    times = [fix["utc_ts"] for fix in whole["fixes"]]
    assert (times, whole["next"]) == ([to_iso(BASE_MS + minute * 60_000) for minute in minutes], None)
    monkeypatch.setattr("dashboard.units.MAX_TRACK_FIXES", 2)
    found: list[str] = []
    begin: str | None = "2026-11-01T00:00:00Z"
    while begin is not None:
        part = (await api.get("/api/v1/units/U1/track", params={"from": begin, "to": "2026-12-01T00:00:00Z"})).json()
        assert len(part["fixes"]) <= 2
        found += [fix["utc_ts"] for fix in part["fixes"]]
        begin = part["next"]
    assert found == times


def zone_feature(zone_id: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[101, 12], [101.1, 12], [101.1, 12.1], [101, 12]]]},
        "properties": {"zone_id": zone_id, "kind": "generator", "name_th": "โรงงาน", "name_en": "Factory", "factory_no": None} | properties,
    }  # fmt: skip


async def test_zones_in_force_are_geojson_with_known_fields_alone(api: httpx.AsyncClient, rows: Any) -> None:
    await put_reference(rows, "zones", "Z1", zone_feature("Z1", name_en="old"), received_ms=1)
    await put_reference(rows, "zones", "Z1", zone_feature("Z1", name_en="new"), received_ms=2)
    await put_reference(rows, "zones", "Z1", zone_feature("Z1", name_en="to come"), version_from_ms=9_000_000_000_000, received_ms=3)
    await put_reference(rows, "zones", "Z2", zone_feature("Z2"), received_ms=1)
    await put_reference(rows, "zones", "Z2", None, received_ms=2)
    point = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [101, 12]}, "properties": {"zone_id": "Z3", "kind": "fuel", "radius_m": 80, "keeper": "somebody"}}
    await put_reference(rows, "zones", "Z3", point, received_ms=1)
    collection = (await api.get("/api/v1/zones")).json()
    assert collection["type"] == "FeatureCollection"
    assert [feature["properties"] for feature in collection["features"]] == [
        zone_feature("Z1", name_en="new")["properties"],
        {"zone_id": "Z3", "kind": "fuel", "name_th": "", "name_en": "", "factory_no": None, "radius_m": 80.0},
    ]
    assert collection["features"][0]["geometry"] == zone_feature("Z1")["geometry"]


PERMIT: dict[str, Any] = {
    "permit_no": "กอ.1-2569-000417", "status": "approved", "valid_from": "2026-01-01", "valid_to": "2026-12-31",
    "generator": {"factory_no": "72190300225401", "name_th": "ก", "name_en": "G", "zone_id": "Z-GEN-1"},
    "items": [{"item_no": 1, "waste_code": "110302HA", "waste_name_th": "กาก", "management_code": "072", "quantity_t": 120.0,
               "monthly_t": [10.0] * 12, "processor": {"factory_no": "9", "name_th": "ป", "name_en": "", "zone_id": "Z-PROC-1"}, "consent": "accepted"}],
    "routes": [{"route_id": "R1", "item_nos": [1], "corridor_m": 300.0, "line": {"type": "LineString", "coordinates": [[101.13, 12.67], [101.02, 12.75]]}}],
    "vehicles": [{"plate": "70-1234", "province": "ระยอง"}], "allowed_stop_zone_ids": ["Z-X"],
    "time_windows": [{"days": [1, 2, 3, 4, 5], "from": "06:00", "to": "20:30"}],
}  # fmt: skip


async def test_a_permit_is_found_in_any_spelling_and_shown_as_written(api: httpx.AsyncClient, rows: Any) -> None:
    await put_reference(rows, "permits", "กอ12569000417", PERMIT | {"driver_name": "somebody"})
    for spelling in ("กอ.1-2569-000417", "กอ1 2569 000417", "กอ.๑-๒๕๖๙-๐๐๐๔๑๗"):
        assert (await api.get(f"/api/v1/permits/{spelling}")).json() == PERMIT, spelling


async def test_a_permit_shows_the_status_of_now(api: httpx.AsyncClient, rows: Any) -> None:
    await put_reference(rows, "permits", "กอ12569000417", PERMIT | {"status": "revoked", "status_since": "2200-01-01T00:00:00Z"})
    assert (await api.get("/api/v1/permits/กอ.1-2569-000417")).json()["status"] == "approved"


async def test_what_does_not_resolve_is_listed(api: httpx.AsyncClient, rows: Any) -> None:
    await put_reference(rows, "permits", "กอ12569000417", PERMIT)
    for zone_id in ("Z-GEN-1", "Z-PROC-1"):
        await put_reference(rows, "zones", zone_id, zone_feature(zone_id))
    items = (await api.get("/api/v1/unresolved")).json()["items"]
    assert [(item["kind"], item["key"], item["field"], item["value"]) for item in items] == [
        ("permits", "กอ.1-2569-000417", "allowed_stop_zone_ids", "Z-X")
    ]
    assert "Z-X" in items[0]["message_en"]
    assert "Z-X" in items[0]["message_th"]


async def test_names_are_looked_up_again_only_when_the_reference_data_changes(rows: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    read = 0

    async def counted(connection: Any) -> Any:
        nonlocal read
        read += 1
        return await load_all(connection)

    monkeypatch.setattr(unresolved_names, "load_all", counted)
    names = unresolved_names.UnresolvedNames()
    await put_reference(rows, "permits", "กอ12569000417", PERMIT)
    before = await names.of(rows)
    assert await names.of(rows) == before
    assert read == 1
    for zone_id in ("Z-GEN-1", "Z-PROC-1", "Z-X"):
        await put_reference(rows, "zones", zone_id, zone_feature(zone_id))
    assert len(before) == 3
    assert await names.of(rows) == []
    assert read == 2


async def test_the_summary_counts(api: httpx.AsyncClient, rows: Any) -> None:
    assert (await api.get("/api/v1/summary")).json() == {
        "units": 0, "moving": 0, "trips_open": 0, "alerts_open": 0, "alerts_immediate": 0, "data_at": None,
    }  # fmt: skip
    await put_unit(rows, unit_body("U1", 1))
    await put_unit(rows, unit_body("U2", 7, state="parked"))
    await put_trip(rows, trip_data("T1"))
    await put_trip(rows, trip_data("T2"), "completed")
    await put_alert(rows, alert_data("A1"))
    await put_alert(rows, alert_data("A2", urgency="today"))
    await put_alert(rows, alert_data("A3"), "closed")
    assert (await api.get("/api/v1/summary")).json() == {
        "units": 2, "moving": 1, "trips_open": 1, "alerts_open": 2, "alerts_immediate": 1, "data_at": "2026-11-02T00:07:00.000Z",
    }  # fmt: skip


async def test_the_page_learns_its_settings(api: httpx.AsyncClient) -> None:
    told = (await api.get("/api/v1/settings")).json()
    assert (told["timezone"], told["calendar"], told["demo"]) == ("Asia/Bangkok", "buddhist", False)
    assert told["version"][0].isdigit()
