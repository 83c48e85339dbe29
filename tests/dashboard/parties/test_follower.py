"""Parties told by themselves, at once or after hours: due times are rows, the clock is the test's, restarts change nothing."""

from pathlib import Path
from typing import Any

import pytest

from dashboard.incidents.answers import MergeForm
from dashboard.incidents.case_acting import merge
from dashboard.parties.concerned import parties_of
from dashboard.parties.follower import note_rules, plan_next, tell_due
from dashboard.parties.given import PartyDesk
from dashboard.people.person import Person
from dashboard.repeats import Call
from dashboard.road.surroundings import Surroundings
from models.times import HOUR_MS, MINUTE_MS
from storage.parties import READER
from storage.pool import connect
from tests.dashboard.conftest import running
from tests.dashboard.incidents.seed import gather_all, log_of, tell
from tests.dashboard.parties.seed import ADDRESSES, CARRIER, GENERATOR, settings_of
from tests.dashboard.road.seed import put_case
from tests.dashboard.seed import BASE_MS
from tests.dashboard.wait import until

CARRIER_ALONE = ADDRESSES.partition("[generator")[0]
AT_ONCE = '[told]\ndefault = "at_once"\n'
AFTER = "[told]\ndefault = { after_hours = 24 }\n"
NOW_MS = BASE_MS + HOUR_MS


class Desk:
    """A dashboard's follower, begun anew at each look, with a clock that the test moves."""

    def __init__(self, pool: Any, rows: Any, db: Any, database: str, folder: Path) -> None:
        self.pool, self.rows, self.db, self._database, self._folder = pool, rows, db, database, folder
        self.now_ms = NOW_MS

    async def look(self, parties: str, after_ms: int = 0) -> list[str]:
        """One look so much later; gives who was told."""
        self.now_ms += after_ms
        desk = PartyDesk(settings_of(self._database, self._folder, parties))
        while await plan_next(self.pool, desk, self.now_ms):
            pass
        return [due.party for due in await tell_due(self.pool, desk, Surroundings(), self.now_ms)]

    async def change(self, **changes: Any) -> None:
        """The alert changes, and its incident with it."""
        await tell(self.rows, "A1", **changes)
        await gather_all(self.db, self.now_ms)

    async def state(self) -> list[tuple[str, str, str | None]]:
        rows = await self.rows.fetch("SELECT party, state, outcome FROM party_dues ORDER BY party")
        return [tuple(row) for row in rows]


@pytest.fixture
async def desk(pool: Any, rows: Any, database: str, tmp_path: Path) -> Any:
    """A follower that has begun, and then a case that is to be looked at today."""
    db = await connect(database)
    found = Desk(pool, rows, db, database, tmp_path)
    assert await found.look(ADDRESSES) == []
    await put_case(rows, db, urgency="today")
    yield found
    await db.close()


async def test_at_once_is_told_at_the_first_look_to_both_and_once(desk: Desk) -> None:
    assert await desk.look(ADDRESSES + AT_ONCE) == [CARRIER, GENERATOR]
    assert await desk.look(ADDRESSES + AT_ONCE, MINUTE_MS) == []
    await desk.change(version=2, severity="critical", urgency="today")
    assert await desk.look(ADDRESSES + AT_ONCE, 100 * HOUR_MS) == []
    audited = await desk.rows.fetch("SELECT person, what FROM audit WHERE what LIKE 'party%' ORDER BY about")
    assert [tuple(row) for row in audited] == [("wastetrack", "party told at once")] * 2
    told = [(act, who) for _, act, who in await log_of(desk.rows) if act == "party_told"]
    assert told == [("party_told", None)] * 2
    assert await desk.rows.fetchval("SELECT state FROM incidents") == "new", "to tell a party takes nothing in hand"


async def test_after_hours_is_told_when_they_are_over_whoever_looks(desk: Desk) -> None:
    parties = CARRIER_ALONE + AFTER
    for after_ms, told in ((0, []), (23 * HOUR_MS, []), (HOUR_MS - 1, []), (1, [CARRIER]), (24 * HOUR_MS, [])):
        assert await desk.look(parties, after_ms) == told, after_ms
    # The generator has no address: that is noted, and nothing else.
    assert await desk.state() == [(CARRIER, "told", "told"), (GENERATOR, "stopped", "no_address")]
    assert await desk.rows.fetchval("SELECT count(*) FROM messages") == 1


@pytest.mark.parametrize(
    ("parties", "stands"), ((ADDRESSES, {}), (ADDRESSES + AT_ONCE, {"urgency": "immediate"}), (ADDRESSES + '[told]\ndefault = "at_once"\nroute-deviation = "on_release"\n', {}))
)
async def test_what_waits_for_release_is_never_told_by_itself(desk: Desk, parties: str, stands: dict[str, str]) -> None:
    if stands:
        await desk.change(version=2, **stands)
    assert await desk.look(parties) == []
    assert await desk.look(parties, 1_000 * HOUR_MS) == []
    assert await desk.rows.fetchval("SELECT count(*) FROM messages") == 0


@pytest.mark.parametrize(
    ("happens", "outcome"),
    (
        ({"version": 2, "urgency": "immediate"}, "immediate"),
        ({"version": 2, "urgency": "today", "close_reason": "late_evidence"}, "closed"),
    ),
)
async def test_what_happens_before_the_hours_are_over_stops_it(desk: Desk, happens: dict[str, Any], outcome: str) -> None:
    assert await desk.look(CARRIER_ALONE + AFTER) == []
    await desk.change(**happens)
    assert await desk.look(CARRIER_ALONE + AFTER, 25 * HOUR_MS) == []
    assert await desk.state() == [(CARRIER, "stopped", outcome), (GENERATOR, "stopped", "no_address")]
    assert await desk.rows.fetchval("SELECT count(*) FROM messages") == 0


async def test_a_shelf_holds_it_back_and_no_longer_than_it_holds(desk: Desk) -> None:
    await desk.rows.execute("UPDATE incidents SET shelved_until_ms = $1", NOW_MS + 48 * HOUR_MS)
    assert await desk.look(CARRIER_ALONE + AFTER) == []
    assert await desk.look(CARRIER_ALONE + AFTER, 25 * HOUR_MS) == []
    assert await desk.look(CARRIER_ALONE + AFTER, 24 * HOUR_MS) == [CARRIER]


async def test_what_was_there_before_parties_were_set_up_is_told_to_nobody(pool: Any, rows: Any, database: str, tmp_path: Path) -> None:
    db = await connect(database)
    try:
        await put_case(rows, db, urgency="today")
        found = Desk(pool, rows, db, database, tmp_path)
        assert await found.look(ADDRESSES + AT_ONCE) == []
        assert await found.look(ADDRESSES + AT_ONCE, HOUR_MS) == []
        assert await rows.fetchval("SELECT count(*) FROM party_dues") == 0
        assert await rows.fetchval("SELECT position FROM cursors WHERE name = $1", READER) is not None
    finally:
        await db.close()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    ((AFTER, AT_ONCE, [CARRIER]), (AFTER, "[told]\ndefault = { after_hours = 48 }\n", [CARRIER]), (AFTER, "", [])),
    ids=("at once", "hours that are over too when it is due", "by release"),
)
async def test_what_is_due_goes_by_the_settings_of_then(desk: Desk, before: str, after: str, told: list[str]) -> None:
    assert await desk.look(CARRIER_ALONE + before) == []
    looks = [await desk.look(CARRIER_ALONE + after, after_ms) for after_ms in (49 * HOUR_MS, MINUTE_MS)]
    assert [party for look in looks for party in look] == told


async def test_what_is_due_to_a_part_of_a_case_goes_on_while_the_case_is_open(desk: Desk) -> None:
    assert await desk.look(CARRIER_ALONE + AFTER) == []
    await tell(desk.rows, "A2", 5, trip_id="T2", unit_id="U2", plate="71-9999", urgency="today")
    await gather_all(desk.db, desk.now_ms)
    ids = {row["trip_id"]: row["incident_id"] for row in await desk.rows.fetch("SELECT trip_id, incident_id FROM incidents")}
    form = MergeForm(version=1, into=ids["T2"], into_version=1)
    reply = await merge(desk.pool, ids["T1"], form, Call(Person(name="malee", role="officer"), None, b""), desk.now_ms)
    assert reply.status == 200, reply
    assert await desk.look(CARRIER_ALONE + AFTER, HOUR_MS) == []
    assert await desk.look(CARRIER_ALONE + AFTER, 23 * HOUR_MS) == [CARRIER]
    assert await desk.rows.fetchval("SELECT incident_id FROM party_asks") == ids["T1"], "of its own truck, and of no other"


async def test_one_that_cannot_be_told_holds_up_nobody(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await tell(desk.rows, "A2", 5, trip_id="T2", unit_id="U2", plate="71-9999", urgency="today")
    await gather_all(desk.db, desk.now_ms)
    assert await desk.look(CARRIER_ALONE + AFTER) == []
    await desk.rows.execute("INSERT INTO party_dues (incident_id, party, way, began_ms, due_ms, state)"
                            " SELECT incident_id, $1, 'after_hours', 0, 1, 'waiting' FROM incidents WHERE trip_id = 'T2'", CARRIER)
    async def fails_of_one(connection: Any, summary: Any, *rest: Any) -> Any:
        if summary.trip_id == "T2":
            raise ValueError("a row of reference data that nobody can read")
        return await parties_of(connection, summary, *rest)

    monkeypatch.setattr("dashboard.parties.concerned.parties_of", fails_of_one)
    assert await desk.look(CARRIER_ALONE + AFTER, 24 * HOUR_MS) == [CARRIER]


async def test_an_address_that_came_later_is_used_when_the_incident_changes(desk: Desk) -> None:
    assert await desk.look(CARRIER_ALONE + AT_ONCE) == [CARRIER]
    await desk.change(version=2, urgency="today", severity="critical")
    assert await desk.look(ADDRESSES + AT_ONCE) == [GENERATOR]


async def test_by_which_rules_parties_are_told_stands_in_the_audit_whenever_that_changes(pool: Any, rows: Any, database: str, tmp_path: Path) -> None:
    later = AFTER + 'signal-lost = "at_once"\n'
    noted = [
        await note_rules(pool, PartyDesk(settings_of(database, tmp_path, parties)))
        for parties in (ADDRESSES, ADDRESSES, ADDRESSES + later, CARRIER_ALONE + later, ADDRESSES)
    ]
    assert noted == [True, False, True, False, True]
    said = await rows.fetch("SELECT why FROM audit WHERE what = 'rules of telling parties' ORDER BY seq")
    assert [row["why"] for row in said] == [
        "default on_release, confirmed_needs_answer true",
        "default after_hours 24 h, signal-lost at_once, confirmed_needs_answer true",
        "default on_release, confirmed_needs_answer true",
    ]


async def test_a_dashboard_that_runs_tells_by_itself(rows: Any, database: str, tmp_path: Path) -> None:
    async with running(settings_of(database, tmp_path, ADDRESSES + AT_ONCE)) as api:

        async def has_begun() -> bool:
            return await rows.fetchval("SELECT position FROM cursors WHERE name = $1", READER) is not None

        await until(has_begun, "the follower has begun")
        db = await connect(database)
        try:
            await put_case(rows, db, urgency="today")
        finally:
            await db.close()

        async def told() -> bool:
            return 'wastetrack_parties_told_total{way="at_once"} 2.0' in (await api.get("/metrics")).text

        await until(told, "both parties were told", 20)
    assert await rows.fetchval("SELECT count(*) FROM messages WHERE state = 'due'") == 2
