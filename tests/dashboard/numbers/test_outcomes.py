"""What officers made of alerts, as the numbers tell it: precision by rule, and what nobody has closed."""

import json
from typing import Any

import httpx

from models.shelf import Shelf
from models.times import DAY_MS, HOUR_MS, MINUTE_MS, to_iso
from storage.shelves import save_shelf
from tests.dashboard.numbers.test_figures import of_day, today_is
from tests.dashboard.seed import BASE_MS, alert_data, put_alert


async def put_incident(
    rows: Any, incident_id: str, *rules: str, outcome: str | None = None, closed_ms: int | None = None, alert_ids: tuple[str, ...] = (),
    estate: str | None = None,
) -> None:
    await rows.execute(
        "INSERT INTO incidents (incident_id, seq, version, about, subject, state, touched, outcome, closed_by, closed_ms, rank,"
        " peak, urgency, started_ms, changed_ms, body)"
        " VALUES ($1, 0, 1, 'trip', $1, $2, true, $3, $4, $5, 0, 0, 'immediate', 0, 0, $6::text::jsonb)",
        incident_id, "new" if closed_ms is None else "closed", outcome, "somchai" if outcome else None, closed_ms,
        json.dumps({"rules": list(rules), "estate_zone_id": estate}),
    )  # fmt: skip
    for alert_id in alert_ids:
        await rows.execute("INSERT INTO incident_alerts (alert_id, incident_id) VALUES ($1, $2)", alert_id, incident_id)


async def precisions(api: httpx.AsyncClient, day: str = "2026-11-02") -> dict[str, Any]:
    return {one["rule"]: one["precision"] for one in (await of_day(api, day))["rules"]}


async def test_an_outcome_counts_once_for_each_rule_of_its_incident(api: httpx.AsyncClient, rows: Any) -> None:
    for number in range(20):
        outcome = "confirmed" if number < 15 else ("lawful", "device_fault", "false")[number % 3]
        rules = ("route-deviation", "signal-lost") if number < 19 else ("route-deviation",)
        await put_incident(rows, f"I{number}", *rules, outcome=outcome, closed_ms=BASE_MS)
    found = await precisions(api)
    deviation = found["route-deviation"]
    assert (deviation["n"], deviation["confirmed"], deviation["share"]) == (20, 15, 0.75)
    assert deviation["lawful"] + deviation["device_fault"] + deviation["false"] == 5
    assert deviation["low"] < 0.75 < deviation["high"]
    assert (found["signal-lost"]["n"], found["signal-lost"]["share"]) == (19, None)


async def test_what_nobody_judged_counts_nowhere(api: httpx.AsyncClient, rows: Any) -> None:
    await put_incident(rows, "open", "route-deviation")
    await put_incident(rows, "closed by itself", "route-deviation", closed_ms=BASE_MS)
    assert await precisions(api) == {}


async def test_judgements_of_thirty_days_count_the_asked_one_last(api: httpx.AsyncClient, rows: Any) -> None:
    for number, days in enumerate((-30, -29, 0, 1)):
        await put_incident(rows, f"I{number}", "route-deviation", outcome="false", closed_ms=BASE_MS + days * DAY_MS)
    assert (await precisions(api))["route-deviation"]["n"] == 2
    assert (await precisions(api, "2026-11-03"))["route-deviation"]["n"] == 2
    assert (await precisions(api, "2026-10-31"))["route-deviation"]["n"] == 2


async def test_stale_is_what_is_open_for_a_day_in_an_incident_that_nobody_closed(api: httpx.AsyncClient, rows: Any) -> None:
    now = 2 * 24 * 60
    cases: tuple[tuple[str, int, dict[str, Any], str, int | None], ...] = (
        ("stale", now - 24 * 60 - 60, {}, "open", None),
        ("older", 0, {"urgency": "today"}, "open", None),
        ("young", now - 23 * 60, {}, "open", None),
        ("record", 0, {"urgency": "record"}, "open", None),
        ("over", 0, {}, "closed", None),
        ("handled", 0, {}, "open", BASE_MS),
    )
    for alert_id, minute, changes, state, closed_ms in cases:
        await put_alert(rows, alert_data(alert_id, minute, **changes), state)
        outcome = None if closed_ms is None else "lawful"
        await put_incident(rows, f"I-{alert_id}", "route-deviation", outcome=outcome, closed_ms=closed_ms, alert_ids=(alert_id,))
    await today_is(api, rows, now)
    load = (await of_day(api, None))["load"]
    assert load["stale"] == 2
    assert [(one["alert_id"], one["detected_at"]) for one in load["stale_alerts"]] == [
        ("older", to_iso(BASE_MS)), ("stale", to_iso(BASE_MS + (now - 25 * 60) * 60_000)),
    ]  # fmt: skip


async def test_each_desk_has_the_alarms_of_its_estates(api: httpx.AsyncClient, rows: Any) -> None:
    await rows.execute("INSERT INTO desks VALUES ('east', 'ตะวันออก', 'East', 1, false), ('rest', 'ที่เหลือ', 'Rest', 2, true)")
    await rows.execute("INSERT INTO desk_estates VALUES ('E-1', 'east')")
    for alert_id, estate in (("A1", "E-1"), ("A2", "E-1"), ("A3", "E-2"), ("A4", None)):
        await put_alert(rows, alert_data(alert_id))
        await put_incident(rows, f"I-{alert_id}", "route-deviation", alert_ids=(alert_id,), estate=estate)
    await put_alert(rows, alert_data("not gathered yet"))
    desks = (await of_day(api))["load"]["desks"]
    assert [(desk["desk_id"], desk["name_en"], desk["alarms"]) for desk in desks] == [("east", "East", 2), ("rest", "Rest", 3)]


def shelf_of(unit_id: str, from_min: int, to_min: int, **changes: Any) -> Shelf:
    fields: dict[str, Any] = {
        "shelf_id": f"{unit_id}-{from_min}", "kind": "unit", "key": unit_id, "reason": "กล่องเสีย", "made_by": "somchai",
        "made_ms": BASE_MS + from_min * MINUTE_MS, "until_ms": BASE_MS + to_min * MINUTE_MS, "needs_second": False,
    }  # fmt: skip
    return Shelf(**(fields | changes))


# A shelf of a unit, an alarm of it five minutes after BASE_MS, and whether it is counted apart.
ON_A_SHELF: tuple[tuple[str, Shelf, dict[str, Any], bool], ...] = (
    ("shelved when it was detected", shelf_of("U1", 0, 60), {"urgency": "today"}, True),
    ("detected before it was shelved", shelf_of("U1", 6, 60), {"urgency": "today"}, False),
    ("detected when the shelf was over", shelf_of("U1", -60, 5), {"urgency": "today"}, False),
    ("lifted before", shelf_of("U1", 0, 60, lifted_by="x", lifted_ms=BASE_MS + 4 * MINUTE_MS), {"urgency": "today"}, False),
    ("lifted after", shelf_of("U1", 0, 60, lifted_by="x", lifted_ms=BASE_MS + 6 * MINUTE_MS), {"urgency": "today"}, True),
    ("another unit's", shelf_of("U2", 0, 60), {"urgency": "today"}, False),
    ("immediate, shelved by one", shelf_of("U1", 0, 60), {}, False),
    ("immediate, confirmed before", shelf_of("U1", 0, 60, confirmed_by="x", confirmed_ms=BASE_MS), {}, True),
    ("immediate, confirmed after", shelf_of("U1", 0, 60, confirmed_by="x", confirmed_ms=BASE_MS + HOUR_MS), {}, False),
)


async def test_what_a_shelf_held_is_counted_apart_from_the_load(api: httpx.AsyncClient, rows: Any) -> None:
    for line, shelf, changes, apart in ON_A_SHELF:
        await save_shelf(rows, shelf)
        await put_alert(rows, alert_data("A", 5, **changes))
        (desk,) = (await of_day(api))["load"]["desks"]
        assert (desk["alarms"], desk["shelved"]) == ((0, 1) if apart else (1, 0)), line
        assert sum(hour["alarms"] for hour in desk["hours"]) == desk["alarms"]
        assert (await of_day(api))["load"]["top_units"][0]["alarms"] == 1, "it is still to be mended"
        await rows.execute("DELETE FROM shelves")
        await rows.execute("DELETE FROM alerts")
