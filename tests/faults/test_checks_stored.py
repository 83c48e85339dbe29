"""The checks that read the database, over rows that somebody has tampered with."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from faults.checks import chain, once, versions
from faults.checks.accounted import Message, unaccounted
from faults.evidence import Evidence
from faults.reading import reading
from faults.whereabouts import Kept, Part, Sighting, add_letter
from models.dead_letter import Source
from models.decode import Refused
from models.event import encode_event
from ops.dead_letters import dead_letter
from ops.personal import Sealer
from ops.raw_bytes import seal_raw
from ops.settings import load
from storage.batches import BatchRows, write_batch
from storage.events import NewEvent
from storage.offsets import take
from storage.pool import connect
from storage.raw_batches import RawBatch
from streams.tracker.raw_entries import RawEntry, chained, pack_entries
from tests.faults.made import AT, alert, forged, trip
from tests.storage import rows
from tests.tracker.bench import PERSONAL_KEY

SEALER = Sealer.from_settings(load(None, {"WASTETRACK_PERSONAL_KEY": PERSONAL_KEY}))


@pytest.fixture
async def db(database: str) -> AsyncIterator[Any]:
    connection = await connect(database)
    yield connection
    await connection.close()


async def test_a_check_cannot_write(database: str, tmp_path: Path) -> None:
    evidence = Evidence(bootstrap="b", database=database, folder=tmp_path, group="g", personal_key=PERSONAL_KEY)
    async with reading(evidence) as connection:
        with pytest.raises(Exception, match="read-only"):
            await connection.execute("DELETE FROM pings")


async def written(db: Any, *stored: Any, **more: Any) -> None:
    token = (await take(db, [("gps.pings", 0)], "one"))["gps.pings", 0].token
    await write_batch(db, BatchRows(offsets=[rows.step(token=token, **more)], pings=stored))


async def test_pings_stand_once(db: Any) -> None:
    repeated = rows.stored(offset=1, receipt_ms=AT + 1, standing=1)
    await written(db, rows.stored(offset=0), repeated, rows.stored(utc_ms=AT + 1000, offset=2), following=3)
    assert await once.doubled(db) == []
    await written(db, rows.stored(offset=0, standing=1), expected=3, following=4)
    assert [breach.what for breach in await once.doubled(db)] == ["a record's ping stored more than once"]
    await written(db, rows.stored(offset=4), expected=4, following=5)
    assert [breach.what for breach in await once.doubled(db)][1:] == ["the same ping judged more than once"]


async def test_pings_that_waited_for_one_record_are_no_doubles(db: Any) -> None:
    waited = [rows.stored(offset=9, receipt_ms=AT + n, standing=int(n > 0), shift_ms=25_200_000) for n in range(3)]
    await written(db, *waited)
    assert await once.doubled(db) == []


def entry(offset: int, raw: bytes = b"") -> RawEntry:
    raw = raw or b"bytes %d" % offset
    return RawEntry(offset, hashlib.sha256(raw).digest(), seal_raw(raw, SEALER))


def batch(before: bytes, *entries: RawEntry, **changes: Any) -> RawBatch:
    made = RawBatch(
        topic="gps.pings", partition=0, first_offset=entries[0].offset, last_offset=entries[-1].offset, receipt_ms=AT,
        records=len(entries), body=pack_entries(entries), digest=chained(before, entries),
    )
    return msgspec.structs.replace(made, **changes)


FIRST = batch(b"", entry(0), entry(1))
SECOND = batch(FIRST.digest, entry(2))
OTHER = RawEntry(1, entry(1).sha256, seal_raw(b"others", SEALER))


@pytest.mark.parametrize(
    ("batches", "following", "digest", "expected"),
    (
        ([FIRST, SECOND], 3, SECOND.digest, []),
        ([], 0, b"", []),
        ([FIRST], 3, FIRST.digest, ["the chain ends elsewhere"]),
        ([FIRST, SECOND], 3, FIRST.digest, ["the last digest is another one"]),
        ([SECOND], 3, SECOND.digest, ["offsets without bytes", "a digest that does not follow from the one before"]),
        ([FIRST, batch(FIRST.digest, entry(1))], 2, batch(FIRST.digest, entry(1)).digest, ["offsets whose bytes stand twice"]),
        ([batch(b"", entry(0), OTHER), SECOND], 3, SECOND.digest, ["bytes that are not those of their digest"]),
        ([batch(b"", entry(0), entry(5, b"bytes 1"), last_offset=1), SECOND], 3, SECOND.digest, ["a batch that does not hold what it says"]),
        ([batch(b"", entry(0), entry(1, b"x")), SECOND], 3, SECOND.digest, ["a digest that does not follow from the one before"]),
        ([msgspec.structs.replace(FIRST, body=b"\xc1"), SECOND], 3, SECOND.digest, ["bytes that cannot be read"]),
    ),
    ids=(
        "whole", "empty", "an end missing", "another end", "a batch missing", "a batch twice", "bytes exchanged",
        "an offset exchanged", "a record exchanged", "a body spoilt",
    ),
)
async def test_the_chain_holds_to_its_end(db: Any, batches: list[RawBatch], following: int, digest: bytes, expected: list[str]) -> None:
    token = (await take(db, [("gps.pings", 0)], "one"))["gps.pings", 0].token
    step = rows.step(token=token, following=following, digest=digest)
    await write_batch(db, BatchRows(offsets=[step], raw_batches=batches))
    assert [breach.what for breach in await chain.broken(db, SEALER)] == expected


@pytest.mark.parametrize(
    ("told", "stands", "expected"),
    (
        ([trip(1), trip(2), alert(1)], [trip(2), alert(1)], []),
        ([trip(1), trip(3)], [trip(3)], ["the table of events"]),
        ([trip(2), trip(1)], [trip(2)], ["the table of events"]),
        ([trip(1), trip(2)], [trip(1)], ["the newest version is not what stands of a trip or alert"]),
        ([trip(1)], [forged(trip(1))], ["the newest version is not what stands of a trip or alert"]),
        ([trip(1)], [], ["the newest version is not what stands of a trip or alert"]),
        ([], [alert(1)], ["the newest version is not what stands of a trip or alert"]),
    ),
)
async def test_the_tables_tell_one_story(db: Any, told: Any, stands: Any, expected: list[str]) -> None:
    token = (await take(db, [("gps.pings", 0)], "one"))["gps.pings", 0].token
    batch_rows = BatchRows(
        offsets=[rows.step(token=token)],
        events=[NewEvent(event_id=e.id, type=e.type, subject=e.subject, at_ms=AT, body=encode_event(e)) for e in told],
        trips=[rows.trip(e.data["trip_id"], data=msgspec.json.encode(e.data)) for e in stands if ".trip." in e.type],
        alerts=[rows.alert(e.data["alert_id"], data=msgspec.json.encode(e.data)) for e in stands if ".alert." in e.type],
    )
    await write_batch(db, batch_rows)
    assert [breach.what for breach in await versions.stored(db)] == expected


PING = b'{"unit_id": "U1", "utc_ts": "2026-10-26T03:33:20Z", "lat": 13.5, "lon": 100.5}'


@pytest.mark.parametrize(
    ("raw", "reason", "letters", "dead"),
    ((PING, "ahead_of_receipt", 1, 1), (PING, "no reason at all", 0, 0), (b"poison", "not_json", 1, 0)),
)
def test_a_dead_letter_speaks_for_its_record_and_the_ping_in_it(raw: bytes, reason: str, letters: int, dead: int) -> None:
    kept = Kept(stored=set(), dead=set(), waiting=set(), letters=set())
    add_letter(kept, dead_letter(Refused(3, reason, "", raw, "U1"), Source(index=3, topic="gps.raw", partition=1, offset=7), AT, SEALER), SEALER)
    add_letter(kept, b"no letter", SEALER)
    assert kept.letters == {Part("gps.raw", 1, 7, 3) for _ in range(letters)}
    assert kept.dead == {Sighting("U1", 1_792_985_600_000, 13.5, 100.5) for _ in range(dead)}
    assert kept.thrown_out == []


def test_a_good_ping_among_the_dead_letters_is_a_breach_of_its_own() -> None:
    kept = Kept(stored=set(), dead=set(), waiting=set(), letters=set())
    source = Source(index=0, topic="gps.raw", partition=1, offset=7)
    add_letter(kept, dead_letter(Refused(0, "judging_failed", "KeyError", PING, "U1"), source, AT, SEALER), SEALER)
    (breach,) = unaccounted([Message("gps.raw", 1, 7, PING)], kept)
    assert (breach.what, breach.count) == ("a good ping thrown out by a fault of the program", 1)
    assert "U1" in breach.example
    assert "KeyError" in breach.example
