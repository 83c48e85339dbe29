"""Events into incidents over a real database: batches, restarts, several who gather, and what was there before."""

import asyncio
from typing import Any

import pytest

from dashboard.estates import Estates
from dashboard.incidents import gathering
from dashboard.incidents.gathering import PAST, READER, gather_next
from models.times import DAY_MS
from storage.cursors import load_cursor
from storage.pool import connect
from tests.dashboard.incidents.seed import NOW_MS, gather_all, log_of, standing, tell
from tests.dashboard.seed import put_reference, put_trip, trip_data


async def test_alerts_of_a_trip_become_one_incident_and_a_later_trip_another(db: Any, rows: Any) -> None:
    await tell(rows, "A1")
    await tell(rows, "A2", 5, rule="signal-lost", urgency="today")
    await gather_all(db)
    await tell(rows, "A3", 9)
    await tell(rows, "A4", 30, trip_id="T2")
    await gather_all(db)
    assert await standing(db) == [("new", "T1", 3, ["A1", "A2", "A3"]), ("new", "T2", 1, ["A4"])]
    assert [act for _, act, _ in await log_of(db)].count("join") == 2


async def test_events_read_again_change_nothing(db: Any, rows: Any) -> None:
    for number in range(5):
        await tell(rows, f"A{number}", number, trip_id=f"T{number % 2}")
    await gather_all(db)
    before = await db.fetch("SELECT * FROM incidents ORDER BY incident_id"), await log_of(db)
    await db.execute("UPDATE cursors SET position = '0-0' WHERE name = $1", READER)
    await gather_all(db, NOW_MS + 5)
    assert (await db.fetch("SELECT * FROM incidents ORDER BY incident_id"), await log_of(db)) == before


async def test_an_update_is_told_and_makes_nobody_lose_a_race(db: Any, rows: Any) -> None:
    await tell(rows, "A1")
    await gather_all(db)
    before = await db.fetchrow("SELECT seq, version FROM incidents")
    await tell(rows, "A1", version=2, reason_en="further off")
    await gather_all(db)
    after = await db.fetchrow("SELECT seq, version, body FROM incidents")
    assert after["version"] == before["version"]
    assert after["seq"] > before["seq"]
    assert b"further off" in after["body"]


async def test_refuted_and_untouched_closes_itself_and_touched_stays(db: Any, rows: Any) -> None:
    await tell(rows, "A1", trip_id="T1")
    await tell(rows, "A2", 1, trip_id="T2")
    await gather_all(db)
    await db.execute("UPDATE incidents SET touched = true, state = 'acknowledged' WHERE subject = 'T2'")
    for number in (1, 2):
        await tell(rows, f"A{number}", trip_id=f"T{number}", version=2, close_reason="late_evidence")
    await gather_all(db)
    assert [(state, version) for state, _, version, _ in await standing(db)] == [("closed", 2), ("acknowledged", 2)]
    told = await db.fetch("SELECT outcome, outcome_reason, closed_by, body FROM incidents ORDER BY subject")
    assert (told[0]["outcome"], told[0]["closed_by"]) == (None, None)
    assert "later evidence" in told[0]["outcome_reason"]
    assert b'"refuted_alerts": 1' in told[1]["body"]
    await tell(rows, "A1", trip_id="T1", version=3)
    await gather_all(db)
    assert (await standing(db))[0][:3] == ("new", "T1", 3)


async def test_an_alert_that_was_refuted_before_it_was_read_makes_no_incident(db: Any, rows: Any) -> None:
    await tell(rows, "A1")
    await tell(rows, "A1", version=2, close_reason="late_evidence")
    await gather_all(db)
    assert await standing(db) == []


class Killed(Exception):
    """In place of the end of the process."""


# Where the gathering is killed: before it writes anything, and when all but the commit is done.
MOMENTS = ("save_incidents", "append_log", "tell")


@pytest.mark.parametrize("moment", MOMENTS)
async def test_killed_in_between_it_loses_and_doubles_nothing(
    moment: str, db: Any, rows: Any, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await tell(rows, "A1")
    await gather_all(db)
    await tell(rows, "A2", 1)
    before = await load_cursor(db, READER)

    async def killed(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(gathering, moment, killed)
        dying = await connect(database)
        with pytest.raises(Killed):
            await gather_all(dying)
        dying.terminate()
    assert await load_cursor(db, READER) == before
    assert [line for line in await log_of(db) if line[1] == "join"] == []
    await gather_all(db)
    assert await standing(db) == [("new", "T1", 2, ["A1", "A2"])]
    assert [act for _, act, _ in await log_of(db)] == ["open", "join"]


async def test_several_who_gather_at_once_put_each_alert_into_one_incident(
    db: Any, rows: Any, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "PAGE", 3)
    for number in range(40):
        await tell(rows, f"A{number}", number, trip_id=f"T{number % 4}")
    others = [await connect(database) for _ in range(3)]
    await asyncio.gather(*(gather_all(connection) for connection in (db, *others)))
    for connection in others:
        await connection.close()
    found = await standing(db)
    assert [(subject, version, len(alerts)) for _, subject, version, alerts in found] == [(f"T{n}", 10, 10) for n in range(4)]
    assert len(await log_of(db)) == 40


async def test_what_was_there_before_the_desk_is_gathered_and_put_away_where_it_is_past(
    database: str, rows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over: closed. Open, but a day before the newest event: closed. The rest is new, and what comes later as well."""
    monkeypatch.setattr(gathering, "PAGE", 2)
    days = DAY_MS // 60_000
    await tell(rows, "OLD", -2 * days, trip_id="T-OLD")
    await tell(rows, "OVER", -10, trip_id="T-OVER")
    await tell(rows, "OVER", -10, trip_id="T-OVER", version=2, close_reason="returned_to_route")
    await tell(rows, "OPEN", -5, trip_id="T-OPEN")
    connection = await connect(database)
    await gather_all(connection)
    found = await connection.fetch("SELECT subject, state, outcome_reason, seq > 0 AS told FROM incidents ORDER BY started_ms")
    assert [tuple(row) for row in found] == [
        ("T-OLD", "closed", PAST, False), ("T-OVER", "closed", PAST, False), ("T-OPEN", "new", None, True),
    ]  # fmt: skip
    await tell(rows, "LATE", trip_id="T-LATE")
    await tell(rows, "LATE", trip_id="T-LATE", version=2, close_reason="returned_to_route")
    await gather_all(connection)
    assert (await standing(connection))[-1][:2] == ("new", "T-LATE")
    await connection.close()


async def test_the_estate_is_that_of_the_trip_s_origin_else_of_the_place(db: Any, rows: Any) -> None:
    def square(west: float) -> dict[str, Any]:
        ring = [[west, 12.6], [west + 0.1, 12.6], [west + 0.1, 12.7], [west, 12.7], [west, 12.6]]
        return {"type": "Polygon", "coordinates": [ring]}

    def zone(zone_id: str, kind: str, geometry: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {"type": "Feature", "geometry": geometry, "properties": {"zone_id": zone_id, "kind": kind, **more}}

    await put_reference(rows, "zones", "Z-EST-1", zone("Z-EST-1", "estate", square(101.1)))
    await put_reference(rows, "zones", "Z-EST-2", zone("Z-EST-2", "estate", square(101.5)))
    gate = {"type": "Point", "coordinates": [101.55, 12.65]}
    await put_reference(rows, "zones", "Z-GEN-1", zone("Z-GEN-1", "generator", gate, radius_m=100))
    await put_trip(rows, trip_data("T1"))
    await tell(rows, "A1", trip_id="T1")  # at 101.13, inside the first estate; its trip left the second
    await tell(rows, "A2", trip_id=None)
    await tell(rows, "A3", trip_id=None, unit_id="U3", lon=103.0)
    await gather_all(db)
    found = await db.fetch("SELECT subject, body FROM incidents ORDER BY subject")
    assert [row["subject"] for row in found] == ["T1", "U1", "U3"]
    assert [b'"Z-EST-2"' in found[0]["body"], b'"Z-EST-1"' in found[1]["body"], b"Z-EST" in found[2]["body"]] == [True, True, False]


async def test_a_log_is_only_added_to(db: Any, rows: Any) -> None:
    await tell(rows, "A1")
    await gather_all(db)
    for statement in ("UPDATE incident_log SET who = 'x'", "DELETE FROM incident_log", "TRUNCATE incident_log CASCADE"):
        with pytest.raises(Exception, match="only added to"):
            await db.execute(statement)


async def test_there_is_nothing_to_do_where_nothing_happened(db: Any) -> None:
    assert await gather_next(db, Estates(), NOW_MS) is False


UNDONE: tuple[Any, ...] = (
    ("read at once", False, ["open"]),
    ("read one after the other", True, ["open", "refute", "bear_out"]),
)


@pytest.mark.parametrize(("line", "between", "acts"), UNDONE, ids=[row[0] for row in UNDONE])
async def test_an_incident_follows_its_alert_off_a_trip_that_late_pings_undid(
    db: Any, rows: Any, line: str, between: bool, acts: list[str]
) -> None:
    """A trip that is superseded takes its alerts back, and those that still hold are told again of the trip that stands."""
    await tell(rows, "A1")
    await gather_all(db)
    await db.execute("UPDATE incidents SET touched = true, state = 'assigned', assignee = 'malee', state_by = 'malee'")
    await tell(rows, "A1", version=2, close_reason="late_evidence")
    if between:
        await gather_all(db)
    await tell(rows, "A1", version=3, trip_id="T2")
    await gather_all(db)
    assert [(state, subject) for state, subject, _, _ in await standing(db)] == [("assigned", "T2")], line
    assert tuple(await db.fetchrow("SELECT trip_id, assignee FROM incidents")) == ("T2", "malee")
    assert [act for _, act, _ in await log_of(db)] == acts
    await tell(rows, "A2", 5, trip_id="T2", rule="signal-lost")
    await gather_all(db)
    assert [alerts for _, _, _, alerts in await standing(db)] == [["A1", "A2"]], "what comes of that trip joins it"


async def test_an_incident_of_a_trip_that_never_was_closes_or_says_so(db: Any, rows: Any) -> None:
    for number, state in ((1, "new"), (2, "assigned")):
        await tell(rows, f"A{number}", number, trip_id=f"T{number}")
        await gather_all(db)
        touched = state != "new"
        await db.execute("UPDATE incidents SET touched = $2, state = $3 WHERE subject = $1", f"T{number}", touched, state)
        await tell(rows, f"A{number}", number, trip_id=f"T{number}", version=2, close_reason="late_evidence")
    await gather_all(db)
    assert [(state, subject) for state, subject, _, _ in await standing(db)] == [("closed", "T1"), ("assigned", "T2")]
    assert [act for _, act, _ in await log_of(db)].count("withdraw") == 1
    assert [act for _, act, _ in await log_of(db)].count("refute") == 1
