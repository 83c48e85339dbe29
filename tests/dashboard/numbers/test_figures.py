"""The figures of a day over the real API, on rows as the tracker writes them. 07:00 in Bangkok is BASE_MS."""

from typing import Any

import httpx
import msgspec
import pytest

from dashboard.numbers.answers import Numbers
from models.times import HOUR_MS, MINUTE_MS, to_iso
from tests.dashboard.seed import (
    BASE_MS,
    alert_data,
    put_alert,
    put_reference,
    put_trip,
    put_unit,
    trip_data,
    unit_body,
)
from tests.dashboard.wait import until

DAY = "2026-11-02"
LONG_AGO = -10 * 24 * 60


def zone(zone_id: str, kind: str, west: float, east: float, **names: str) -> dict[str, Any]:
    ring = [[west, 12.0], [east, 12.0], [east, 12.2], [west, 12.2], [west, 12.0]]
    properties = {"zone_id": zone_id, "kind": kind, "name_th": "", "name_en": "", "factory_no": None} | names
    return {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": properties}


async def of_day(api: httpx.AsyncClient, day: str | None = DAY) -> Any:
    answer = await api.get("/api/v1/numbers", params={"day": day} if day else {})
    assert answer.status_code == 200, answer.text
    msgspec.json.decode(answer.content, type=Numbers)
    return answer.json()


async def today_is(api: httpx.AsyncClient, rows: Any, minute: int = 0, **changes: Any) -> None:
    """Makes a time of the pings the dashboard's now, by a unit heard then."""
    await put_unit(rows, unit_body("U1", minute, **changes))

    async def is_known() -> bool:
        data_at = (await api.get("/api/v1/health")).json()["data_at"]
        return data_at is not None and data_at >= to_iso(BASE_MS + minute * MINUTE_MS)

    await until(is_known, "the clock is that of the pings")


async def test_an_empty_system_counts_nothing(api: httpx.AsyncClient) -> None:
    found = await of_day(api)
    assert found["trips"] == {"started": 0, "completed": 0, "open": 0, "ended": 0, "late": 0}
    assert (found["estates"], found["rules"], found["vendors"], found["is_today"]) == ([], [], None, False)
    assert found["blindness"]["to_alert"] == {"n": 0, "p50_s": None, "p99_s": None}
    assert (found["blindness"]["unseen_share"], found["load"]["desks"][0]["alarms"], found["load"]["desks"][0]["over"]) == (None, 0, [])
    assert (found["from"], found["to"]) == ("2026-11-01T17:00:00.000Z", "2026-11-02T17:00:00.000Z")


@pytest.mark.parametrize("path", ("/api/v1/numbers", "/api/v1/numbers/trend", "/api/v1/numbers/rules.csv"))
async def test_what_is_no_day_is_refused(api: httpx.AsyncClient, path: str) -> None:
    answer = await api.get(path, params={"day": "yesterday"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert "yesterday" in answer.json()["detail"]


async def test_trips_count_on_the_local_day_of_their_departure_by_state(api: httpx.AsyncClient, rows: Any) -> None:
    await put_trip(rows, trip_data("before", -7 * 60 - 1))
    await put_trip(rows, trip_data("first", -7 * 60))
    await put_trip(rows, trip_data("last", 17 * 60 - 1), "arrived")
    await put_trip(rows, trip_data("after", 17 * 60))
    await put_trip(rows, trip_data("done", unseen_s=600.0, duration_s=6000.0), "completed")
    await put_trip(rows, trip_data("back", reason="returned"), "ended")
    await put_trip(rows, trip_data("undone", reason="superseded"), "ended")
    found = await of_day(api)
    assert found["trips"] == {"started": 4, "completed": 1, "open": 2, "ended": 1, "late": 0}
    assert found["open_before"] is None
    blind = found["blindness"]
    assert (blind["unseen_s"], blind["driven_s"], blind["unseen_share"]) == (600.0, 6000.0, 0.1)


async def test_a_trip_is_late_by_the_rule_unless_that_was_refuted(api: httpx.AsyncClient, rows: Any) -> None:
    for number, (rule, close_reason) in enumerate((("not-arrived", None), ("not-arrived", "arrived"), ("not-arrived", "late_evidence"), ("signal-lost", None))):
        await put_trip(rows, trip_data(f"T{number}"))
        await put_alert(rows, alert_data(f"A{number}", 2 * 24 * 60, rule=rule, trip_id=f"T{number}", close_reason=close_reason))
    assert (await of_day(api))["trips"]["late"] == 2


async def test_trips_are_counted_by_the_estate_of_their_generator(api: httpx.AsyncClient, rows: Any) -> None:
    await put_reference(rows, "zones", "E-1", zone("E-1", "estate", 101.0, 101.5, name_th="นิคมหนึ่ง", name_en="Estate One"))
    await put_reference(rows, "zones", "G-IN", zone("G-IN", "generator", 101.1, 101.2))
    await put_reference(rows, "zones", "G-IN-2", zone("G-IN-2", "generator", 101.3, 101.4))
    await put_reference(rows, "zones", "G-OUT", zone("G-OUT", "generator", 101.6, 101.7))
    for number, origin in enumerate(("G-OUT", "G-OUT", "G-OUT", "G-IN", "G-IN-2", "unknown")):
        await put_trip(rows, trip_data(f"T{number}", origin_zone_id=origin))
    assert [(one["zone_id"], one["name_th"], one["name_en"], one["started"]) for one in (await of_day(api))["estates"]] == [
        ("E-1", "นิคมหนึ่ง", "Estate One", 2), (None, "", "", 4),
    ]  # fmt: skip
    await put_reference(rows, "zones", "E-2", zone("E-2", "estate", 101.55, 101.8, name_th="นิคมสอง"))
    assert [(one["zone_id"], one["started"]) for one in (await of_day(api))["estates"]] == [("E-2", 3), ("E-1", 2), (None, 1)]


async def test_alerts_count_on_the_day_of_their_detection_by_rule(api: httpx.AsyncClient, rows: Any) -> None:
    await put_alert(rows, alert_data("before", -7 * 60 - 1))
    await put_alert(rows, alert_data("A1"))
    await put_alert(rows, alert_data("A2", close_reason="returned_to_route"), "closed")
    await put_alert(rows, alert_data("A3", close_reason="late_evidence"), "closed")
    await put_alert(rows, alert_data("B1", rule="signal-lost", urgency="today", certainty="possible"))
    await put_alert(rows, alert_data("C1", rule="quota-exceeded", urgency="record"))
    found = {one["rule"]: one for one in (await of_day(api))["rules"]}
    assert list(found) == ["route-deviation", "quota-exceeded", "signal-lost"]
    deviation = found["route-deviation"]
    assert [deviation[key] for key in ("alerts", "immediate", "today", "record", "open", "refuted")] == [3, 3, 0, 0, 1, 1]
    assert (found["signal-lost"]["today"], found["quota-exceeded"]["record"]) == (1, 1)
    assert found["signal-lost"]["to_alert"] == {"n": 0, "p50_s": None, "p99_s": None}
    assert deviation["precision"] == {
        "confirmed": 0, "lawful": 0, "device_fault": 0, "false": 0, "n": 0, "share": None, "low": None, "high": None,
    }  # fmt: skip


async def test_from_fix_to_alert_is_measured_where_fixes_show_the_breach(api: httpx.AsyncClient, rows: Any) -> None:
    for number, seconds in enumerate((10, 20, 30, 400)):
        await put_alert(rows, alert_data(f"A{number}", detected_at=to_iso(BASE_MS + seconds * 1000)))
    await put_alert(rows, alert_data("silence", certainty="possible", detected_at=to_iso(BASE_MS + HOUR_MS)))
    await put_alert(rows, alert_data("ahead", rule="power-cut", started_at=to_iso(BASE_MS + 1000), detected_at=to_iso(BASE_MS)))
    found = await of_day(api)
    by_rule = {one["rule"]: one["to_alert"] for one in found["rules"]}
    assert by_rule["route-deviation"] == {"n": 4, "p50_s": 20.0, "p99_s": 400.0}
    assert by_rule["power-cut"] == {"n": 1, "p50_s": 0.0, "p99_s": 0.0}
    assert found["blindness"]["to_alert"] == {"n": 5, "p50_s": 20.0, "p99_s": 400.0}


async def test_today_knows_what_is_now_and_a_day_before_does_not(api: httpx.AsyncClient, rows: Any) -> None:
    await today_is(api, rows, 90, trip_id="T1", recv_utc_ts=to_iso(BASE_MS + 90 * MINUTE_MS + 4000))
    await put_unit(rows, unit_body("043" + "0" * 24, 60))
    await put_trip(rows, trip_data("T1", LONG_AGO))
    today = await of_day(api, None)
    assert (today["day"], today["is_today"], today["open_before"]) == (DAY, True, 1)
    assert today["to"] >= to_iso(BASE_MS + 90 * MINUTE_MS)
    assert today["to"] < "2026-11-02T17:00:00.000Z"
    assert [(row["vendor"], row["units"], row["heard"], row["silent_5_min"]) for row in today["vendors"]] == [("043", 1, 0, 1), (None, 1, 1, 0)]
    assert today["blindness"]["fleet"]["receipt"] == {"n": 2, "p50_s": 0.0, "p99_s": 4.0}
    assert len(today["load"]["desks"][0]["hours"]) == 9
    before = await of_day(api, "2026-11-01")
    assert (before["is_today"], before["open_before"], before["vendors"], before["blindness"]["fleet"]) == (False, None, None, None)
    assert (before["load"]["stale"], len(before["load"]["desks"][0]["hours"])) == (None, 24)


async def test_the_desk_s_load_counts_what_calls_an_officer(api: httpx.AsyncClient, rows: Any) -> None:
    await put_unit(rows, unit_body("U1", 2 * 24 * 60, plate="70-1234"))  # the day is over
    for number in range(12):
        await put_alert(rows, alert_data(f"A{number}", number // 2))
    await put_alert(rows, alert_data("B", 300, rule="signal-lost", urgency="today", unit_id="U2"))
    await put_alert(rows, alert_data("R", 300, rule="quota-exceeded", urgency="record", unit_id="U3"))
    load = (await of_day(api))["load"]
    assert load["budget"] == {"mean_per_hour": 5, "peak_per_hour": 15, "in_10_min": 10, "chatter_per_hour": 2}
    (desk,) = load["desks"]
    assert (desk["desk_id"], desk["alarms"], desk["over"], desk["peak"]["alarms"]) == ("centre", 13, ["in_10_min"], 12)
    assert desk["in_10_min"] == {"alarms": 12, "begins_at": to_iso(BASE_MS)}
    assert [hour["alarms"] for hour in desk["hours"]] == [0] * 7 + [12] + [0] * 4 + [1] + [0] * 11
    assert desk["hours"][7]["begins_at"] == to_iso(BASE_MS)
    assert load["top_units"] == [{"unit_id": "U1", "plate": "70-1234", "alarms": 12}, {"unit_id": "U2", "plate": None, "alarms": 1}]
    assert load["top_rules"] == [{"rule": "route-deviation", "alarms": 12}, {"rule": "signal-lost", "alarms": 1}]
    assert load["chattering"] == [
        {"unit_id": "U1", "plate": "70-1234", "rule": "route-deviation", "in_hour": 12, "begins_at": to_iso(BASE_MS), "alarms": 12}
    ]
