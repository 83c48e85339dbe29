"""`wastetrack verify`: a store as the tracker left it agrees; whatever is changed in it is found and named."""

from typing import Any, Final

import pytest

from models.times import DAY_MS
from ops.personal import Sealer, new_key
from streams.judging.lull import Lull
from streams.verify.report import Report, Scope
from streams.verify.run import verify
from tests.tracker.bench import count, database_of, settings
from tests.tracker.road import START_MS, unit
from tests.verify.conftest import TRUCKS

CHOSEN: Final = settings("127.0.0.1:1", "postgresql://127.0.0.1/none")


async def verified(db: Any, scope: Scope | None = None, sealer: Sealer | None = None) -> Report:
    return await verify(db, CHOSEN, scope or Scope(), sealer or Sealer.from_settings(CHOSEN), lambda *_: None)


async def test_what_a_tracker_left_agrees(filled: str) -> None:
    async with database_of(filled) as db:
        report = await verified(db)
        assert [str(one) for one in report.differences] == []
        assert report.notes == []
        assert report.pings == report.records == report.judged == await count(db, "pings")
        assert report.events == await count(db, "events") > TRUCKS


async def test_judging_anew_has_no_lulls(filled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lull that were wrong would be as wrong when pings are judged anew: so there is none."""
    monkeypatch.setattr(Lull, "takes", lambda *_: True)
    async with database_of(filled) as db:
        assert [str(one) for one in (await verified(db)).differences] == []


SIGNAL: Final = "rule = 'signal-lost'"
TAMPERED: Final = {
    "an alert's severity, in its row": (f"UPDATE alerts SET severity = 'info' WHERE {SIGNAL}", ["signal-lost alert", "severity 'info'", "'warning'"]),
    "an alert's severity, in all that was told of it": (
        """UPDATE events SET body = jsonb_set(body, '{data,severity}', '"info"') WHERE body -> 'data' ->> 'rule' = 'signal-lost';
        UPDATE alerts SET severity = 'info', data = jsonb_set(data, '{severity}', '"info"') WHERE rule = 'signal-lost'""",
        ["with other contents", "severity 'info'", "explain"],
    ),
    "the newest event of an alert": (
        "DELETE FROM events WHERE body -> 'data' ->> 'rule' = 'signal-lost' AND type = 'wastetrack.alert.closed'",
        ["signal-lost alert", "events up to version", "table events"],
    ),
    "an event in the midst": (
        "DELETE FROM events WHERE type = 'wastetrack.trip.started'", ["trip", "version 2 after 0", "the event of version 1"],
    ),
    "an alert with all its events": (
        "DELETE FROM events WHERE body -> 'data' ->> 'rule' = 'signal-lost'; DELETE FROM alerts WHERE rule = 'signal-lost'",
        ["signal-lost alert of", "stored is nothing", "should be warning"],
    ),
    "a trip's row": ("DELETE FROM trips", ["trip", "no row", "newest event"]),
    "an alert that nobody raised": (
        """INSERT INTO alerts SELECT 'A', rule, severity, urgency, state, unit_id, trip_id, started_ms, detected_ms, version, data
        FROM alerts WHERE rule = 'signal-lost' LIMIT 1""",
        ["alert A", "no event"],
    ),
    "a verdict": (
        """UPDATE events SET body = jsonb_set(body, '{data,verdict}', '"verified"') WHERE body -> 'data' ->> 'verdict' = 'verified_with_alerts';
        UPDATE trips SET data = jsonb_set(data, '{verdict}', '"verified"') WHERE data ->> 'verdict' = 'verified_with_alerts'""",
        ["trip", "verdict 'verified'", "'verified_with_alerts'"],
    ),
    "a ping": ('DELETE FROM pings WHERE "offset" = 60', ["ping of", "stored is nothing", "gps.pings[0]@60"]),
    "a ping's place": ('UPDATE pings SET lat = lat + 0.01 WHERE "offset" = 60', ["ping of", "13.01", "gps.pings[0]@60"]),
    "what no rule reads of a ping": (
        """UPDATE pings SET rest = '\\x9bcb4014000000000000c0c0c0c0c0c0c0c0c0c0' WHERE "offset" = 60""",
        ["ping of", "km/h, alt 5", "gps.pings[0]@60"],
    ),
    "a ping that nobody sent": (
        """INSERT INTO pings SELECT unit_id, utc_ms + 1000, receipt_ms + 1000, recv_ms, lat, lon, speed_kmh, course_deg, fix, hdop,
        num_sats, engine_on, ext_power_on, shift_ms, standing, topic, partition, 100000 FROM pings WHERE "offset" = 60""",
        ["ping of", "no record of it", "gps.pings[0]@100000"],
    ),
    "a flipped byte of what was received": (
        "UPDATE raw_batches SET body = set_byte(body, 200, 255 - get_byte(body, 200)) WHERE first_offset = 25",
        ["gps.pings[0]"],
    ),
    "a flipped bit of a record's digest": ("DIGEST", ["gps.pings[0]", "offsets 25 to 49", "raw_batches"]),
    "a flipped bit of the chain": (
        "UPDATE raw_batches SET digest = set_byte(digest, 0, 255 - get_byte(digest, 0)) WHERE first_offset = 25",
        ["bytes of gps.pings[0]", "offsets 25 to 49", "was changed"],
    ),
    "the first batch": ("DELETE FROM raw_batches WHERE first_offset = 0", ["bytes of gps.pings[0]", "offsets 25 to 49", "one before it is missing"]),
    "the last batch": (
        "DELETE FROM raw_batches WHERE first_offset = (SELECT max(first_offset) FROM raw_batches)",
        ["bytes of gps.pings[0]", "the last batches are missing"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERED)
async def test_whatever_is_changed_is_named(what: str, filled: str) -> None:
    statements, words = TAMPERED[what]
    async with database_of(filled) as db:
        if statements == "DIGEST":
            await flip_a_digest(db)
        else:
            await db.execute(statements)
        lines = [str(one) for one in (await verified(db)).differences]
        assert lines
        assert [word for word in words if not any(word in line for line in lines)] == [], "\n".join(lines)
        assert not [line for line in lines if "\n" in line]


async def flip_a_digest(db: Any) -> None:
    from streams.tracker.raw_entries import RawEntry, pack_entries, unpack_entries

    body = await db.fetchval("SELECT body FROM raw_batches WHERE first_offset = 25")
    entries = unpack_entries(body)
    one = entries[3]
    entries[3] = RawEntry(one.offset, bytes([one.sha256[0] ^ 1]) + one.sha256[1:], one.sealed, one.sender, one.source)
    await db.execute("UPDATE raw_batches SET body = $1 WHERE first_offset = 25", pack_entries(entries))


async def test_without_the_key_the_chain_alone_is_checked_and_it_says_so(filled: str) -> None:
    async with database_of(filled) as db:
        report = await verify(db, CHOSEN, Scope(), None, lambda *_: None)
        assert report.differences == []
        assert ["no personal key" in note for note in report.notes] == [True]
        other = Sealer.from_settings(settings("127.0.0.1:1", "postgresql://127.0.0.1/none", WASTETRACK_PERSONAL_KEY=new_key()))
        report = await verified(db, sealer=other)
        assert report.differences == []
        assert ["another key" in note for note in report.notes] == [True]


async def test_only_what_is_asked_for_is_named(filled: str) -> None:
    async with database_of(filled) as db:
        await db.execute("UPDATE trips SET permit_no = 'P-2'")
        everything = (await verified(db)).differences
        assert len(everything) == TRUCKS
        one = (await verified(db, Scope(units=frozenset({unit(1)})))).differences
        assert [unit(1) in str(each) for each in one] == [True]
        assert (await verified(db, Scope(to_ms=START_MS - DAY_MS))).differences == []
        assert (await verified(db, Scope(from_ms=START_MS + DAY_MS))).differences == []
        assert len((await verified(db, Scope(from_ms=START_MS, to_ms=START_MS + DAY_MS))).differences) == TRUCKS
