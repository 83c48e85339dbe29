"""The tracker's small pure parts, each by a table of examples."""

import hashlib
from random import Random

import asyncpg
import msgspec
import pytest
from aiokafka.errors import KafkaConnectionError
from hypothesis import given
from hypothesis import strategies as st

from models.alert import Evidence, Finding
from models.event import Event, build_event
from models.ping import Ping
from models.times import MINUTE_MS
from models.trip import TripView
from storage.breaks import Break
from streams.due_queue import DueQueue
from streams.judging.published import Published, archive_of
from streams.judging.state import Unit
from streams.tracker.clocks import AFLOAT_S, FRESH_S, SETTLED_S, ReceiptClock, deadline_clock
from streams.tracker.event_rows import key_of
from streams.tracker.live import SILENT_MS, live_unit, rows_of_message
from streams.tracker.losses import ADVICE, RecordsMissing
from streams.tracker.raw_entries import RawEntry, chained, pack_entries, unpack_entries
from streams.tracker.sessions import guarded
from streams.tracker.turns import LATE_S, MOST, Turns
from streams.tracker.waiting import NotThere, waits_for
from tests.tracker.road import START_MS, reference, unit, world

NOW, OLD = 1_000_000, 400_000


@pytest.mark.parametrize(
    ("wall_ms", "newest_ms", "settled_ms", "before_ms", "caught_up", "quiet", "expected"),
    (
        (NOW, OLD, 0, 0, True, False, NOW),  # nothing waits: the machine's clock
        (NOW, OLD, 0, 0, False, False, OLD),  # a backlog: what has been read of it
        (NOW, OLD, 0, OLD + 5, False, False, OLD + 5),  # never back
        (NOW, NOW + 7, 0, 0, True, False, NOW + 7),  # the gateway's clock is ahead of ours
        (None, OLD, NOW, 0, True, True, NOW),  # by pings: others have gone on, here nothing has come
        (None, OLD, NOW, 0, True, False, OLD),  # by pings: something has just come, more may be on the way
        (None, OLD, NOW, 0, False, True, OLD),  # by pings: something waits to be read
    ),
)  # fmt: skip
def test_the_clock_of_a_partition(
    wall_ms: int | None, newest_ms: int, settled_ms: int, before_ms: int, caught_up: bool, quiet: bool, expected: int
) -> None:
    found = deadline_clock(wall_ms, newest_ms, settled_ms, before_ms, caught_up=caught_up, quiet=quiet)
    assert found == expected


def test_a_receipt_counts_for_other_partitions_only_after_a_while() -> None:
    clock = ReceiptClock()
    clock.see(500, 10.0)
    clock.see(400, 10.5)
    assert clock.settled_ms(10.0 + SETTLED_S - 0.1) == -1
    assert clock.settled_ms(10.0 + SETTLED_S) == 500


def test_what_a_partition_is_said_to_have_passed_goes_by_when_the_broker_said_so() -> None:
    """Of another one it was said later; here something may have come since."""
    clock = ReceiptClock()
    clock.see(500, 10.0)
    clock.see(900, 11.0)
    assert clock.settled_ms(11.0 + SETTLED_S) == 900
    assert clock.settled_ms(10.0 + SETTLED_S) == 500
    clock.see(950, 11.0 + SETTLED_S + FRESH_S)
    assert clock.settled_ms(0.0) == 900, "so long ago nobody asks of it"


def test_a_receipt_that_others_have_passed_counts_soon_but_not_of_what_was_said_before() -> None:
    """What lies beyond it is there: all that came before is there too, or on the way with it."""
    clock = ReceiptClock()
    clock.settle(500, 10.0)
    clock.settle(500, 12.0)
    clock.settle(400, 12.0)
    assert clock.settled_ms(10.0 + AFLOAT_S - 0.1) == -1
    assert clock.settled_ms(10.0 + AFLOAT_S) == 500, "once known it stays known"
    clock.settle(900, 11.0)
    assert clock.settled_ms(11.0) == 500
    assert clock.settled_ms(11.0 + AFLOAT_S) == 900
    clock.settle(950, 11.0 + AFLOAT_S + FRESH_S)
    assert clock.settled_ms(0.0) == 900, "so long ago nobody asks of it"


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.none() | st.integers(0, 50))), st.integers(0, 50))
def test_deadlines_are_a_sorted_table(words: list[tuple[str, int | None]], now_ms: int) -> None:
    """Whatever was said before, each unit's last word counts, in the order of time, then unit; taken out, it is gone."""
    deadlines, last = DueQueue(), {}
    for name, due_ms in words:
        deadlines.put(name, due_ms)
        last[name] = due_ms
    due = sorted((at_ms, name) for name, at_ms in last.items() if at_ms is not None and at_ms <= now_ms)
    assert deadlines.up_to(now_ms) == [name for _, name in due]
    assert deadlines.up_to(now_ms) == []
    assert len(deadlines) == sum(at_ms is not None and at_ms > now_ms for at_ms in last.values())


def test_late_pings_wait_but_get_a_tenth_of_the_time() -> None:
    turns = Turns()
    assert turns.choose(behind=False) == "all"
    spent = {"pings": 0.0, "late": 0.0, "all": 0.0}
    for _ in range(2000):
        turn = turns.choose(behind=True)
        turns.spent(turn, 0.1)
        spent[turn] += 0.1
    assert spent["all"] == 0
    assert 0.09 < spent["late"] / (spent["late"] + spent["pings"]) < 0.11
    assert turns.choose(behind=False) == "all"


@pytest.mark.parametrize(
    ("says", "a_second", "late_share", "at_once", "late_waits", "expected"),
    (
        ("none come: no turn is lost on them", 10_000, 0.0, 1, False, {"all"}),
        ("one in a hundred, one by one: they come with the others", 10_000, 0.01, 1, False, {"all"}),
        ("one in a hundred, twenty at once", 10_000, 0.01, 20, False, {"all"}),
        ("a small fleet, of which one is late now and then", 1_000, 0.002, 1, False, {"all"}),
        ("one in twenty: they have turns of their own, a tenth of the time", 10_000, 0.05, 20, False, {"pings", "late"}),
        ("some are left over: so too", 10_000, 0.01, 1, True, {"pings", "late"}),
    ),
)
def test_few_late_pings_come_with_the_others(
    says: str, a_second: int, late_share: float, at_once: int, late_waits: bool, expected: set[str]
) -> None:
    """A turn of their own costs a backlog of pings more than they are worth, where there are hardly any."""
    turns, chosen, waiting, random = Turns(), list[str](), 0, Random(1)
    for _ in range(2000):
        turn = turns.choose(behind=True, late_waits=late_waits)
        seconds = 0.04 if turn == "late" else 0.015
        came = round(a_second * seconds)
        waiting += sum(at_once for _ in range(came) if random.random() < late_share / at_once)
        late, waiting = (0, waiting) if turn == "pings" else (waiting, 0)
        turns.spent(turn, seconds, late, 0.01, 0 if turn == "late" else came)
        chosen.append(turn)
    assert set(chosen[500:]) == expected, says


def late_after(polls: int, each_s: float, *, besides_s: float = 0.0, brought: int = MOST) -> int:
    """How many late records a poll may bring after so many polls of a backlog."""
    turns = Turns()
    for _ in range(polls):
        late = min(brought, turns.late_records)
        turns.spent("all", late * each_s + 5.0, late, late * each_s + besides_s)
    return turns.late_records


def test_late_pings_keep_those_in_time_waiting_for_a_moment_only() -> None:
    """However long one of them takes to judge, and whatever the database takes: fewer come at once, and more again."""
    assert late_after(30, 0.00001) == MOST
    assert late_after(30, 0.0003) > 500
    assert late_after(30, 0.0003) * 0.0003 <= LATE_S
    assert late_after(30, 0.1) == late_after(30, 0.0003, besides_s=9.0) == 500, "some go on, whatever it takes"
    assert late_after(30, 0.1, brought=3) == MOST, "a few say nothing of many"
    turns = Turns()
    for each_s in (0.1, 0.00001):
        for _ in range(20):
            turns.spent("late", 1.0, turns.late_records, turns.late_records * each_s)
    assert turns.late_records == MOST


def test_the_digest_chains_batches_however_they_are_cut() -> None:
    """One link a batch; the bytes, their order and their place in the chain all count."""
    entries = [RawEntry(n, hashlib.sha256(b"%d" % n).digest(), b"sealed", "vendor", "http/r/0") for n in range(4)]
    assert unpack_entries(pack_entries(entries)) == entries
    two = chained(chained(b"", entries[:2]), entries[2:])
    assert two == hashlib.sha256(chained(b"", entries[:2]) + entries[2].sha256 + entries[3].sha256).digest()
    assert len({two, chained(b"", entries), chained(b"", reversed(entries)), chained(b"x", entries)}) == 4


@pytest.mark.parametrize(
    ("data", "expected"),
    (
        ({"unit_id": "U", "plate": "P", "province": "R"}, "U"),  # the unit first
        ({"plate": "70-1", "province": "ระยอง"}, "70-1|ระยอง"),  # then plate and province
        ({"vendor": "043"}, "043"),  # a vendor's outage: what it is about
    ),
)
def test_the_key_of_an_event(data: dict[str, str], expected: str) -> None:
    event: Event = build_event("wastetrack.alert.opened", START_MS, "043", data)
    assert key_of(event) == expected


def ping(*, speed: float = 0.0, engine: bool | None = None) -> Ping:
    return Ping(unit_id=unit(0), utc_ms=START_MS, receipt_ms=START_MS + 1500, lat=13.0, lon=101.0, speed_kmh=speed, engine_on=engine)


@pytest.mark.parametrize(
    ("speed", "engine", "later_ms", "expected"),
    (
        (60.0, True, 0, "moving"),
        (0.0, True, 0, "idle"),
        (0.0, False, 0, "parked"),
        (0.0, None, 0, "parked"),
        (60.0, True, SILENT_MS + 1500, "silent"),
        (60.0, True, SILENT_MS + 1499, "moving"),
    ),
)
def test_how_a_unit_looks(speed: float, engine: bool | None, later_ms: int, expected: str) -> None:
    found = live_unit(Unit(unit_id=unit(0)), ping(speed=speed, engine=engine), world(reference(1)), START_MS + later_ms)
    assert (found.state, found.plate, found.carrier, found.trip_id, found.urgency) == (expected, "70-0000", "C", None, None)


def finding(urgency: str, severity: str, *, ended_ms: int | None = None, trip_id: str | None = None, closed: bool = False) -> Published:
    alert = Finding(
        rule="r", episode="e", severity=severity, urgency=urgency, certainty="observed", started_ms=1, reason_en="", reason_th="",  # type: ignore[arg-type]  # texts of a table
        evidence=Evidence(), ended_ms=ended_ms, trip_id=trip_id, close_reason="cleared" if closed else None,
    )  # fmt: skip
    return Published(entity_id="A", key="a", version=1, touched_ms=1, alert=alert)


TRIP = Published(
    entity_id="T", key="t", version=1, touched_ms=1,
    trip=TripView(state="on_the_way", unit_id="U", plate="P", province="R", permit_no="P-1", item_nos=(), manifest_nos=(), generator_factory_no=None, origin_zone_id="Z", started_ms=1),
)  # fmt: skip


@pytest.mark.parametrize(
    ("published", "expected"),
    (
        ((), (None, None, None)),
        ((TRIP,), ("T", None, None)),
        ((TRIP, finding("today", "critical"), finding("immediate", "high")), ("T", "immediate", "high")),  # urgency first
        ((TRIP, finding("immediate", "high", closed=True)), ("T", None, None)),  # what is closed is over
        ((TRIP, finding("today", "critical", ended_ms=1, trip_id="T")), ("T", "today", "critical")),  # a fact of this trip
        ((TRIP, finding("today", "critical", ended_ms=1, trip_id="O")), ("T", None, None)),  # a fact of an earlier one
        ((finding("immediate", "critical", ended_ms=1),), (None, "immediate", "critical")),  # a fact of no trip
        ((finding("immediate", "critical", ended_ms=1, closed=True),), (None, None, None)),  # refuted
        ((TRIP, finding("immediate", "critical", ended_ms=1)), ("T", None, None)),  # a trip has begun since
        ((finding("today", "warning"),), (None, "today", "warning")),  # a state outside a trip
    ),
)
def test_the_gravest_alert_that_stands_is_shown(published: tuple[Published, ...], expected: tuple[str | None, ...]) -> None:
    found = live_unit(Unit(unit_id=unit(0), published=archive_of(published)), ping(), world(reference(1)), START_MS + MINUTE_MS)
    assert (found.trip_id, found.urgency, found.severity) == expected


def test_a_live_message_makes_rows() -> None:
    found = live_unit(Unit(unit_id=unit(0)), ping(), world(reference(1)), START_MS)
    (row,) = rows_of_message(msgspec.json.encode([found]))
    assert (row.unit_id, row.utc_ms) == (unit(0), START_MS)
    assert msgspec.json.decode(row.body)["lat"] == 13.0


@pytest.mark.parametrize(
    ("dsn", "expected"),
    (
        ("postgresql://u:p@h/d", "postgresql://u:p@h/d?application_name=wastetrack-"),
        ("postgresql:///d?host=/tmp", "postgresql:///d?host=/tmp&application_name=wastetrack-"),
    ),
)
def test_a_session_has_a_name_and_limits(dsn: str, expected: str) -> None:
    found = guarded(dsn, "ผู้ติดตาม 1")
    assert found.startswith(expected)
    assert found.isascii()
    assert found.endswith("&idle_in_transaction_session_timeout=5000")


@pytest.mark.parametrize(
    ("error", "expected"),
    (
        (KafkaConnectionError(), "Kafka"),
        (ConnectionRefusedError(), "PostgreSQL"),
        (TimeoutError(), "PostgreSQL"),  # a table that is locked, a database that is slow
        (asyncpg.DiskFullError(), "PostgreSQL"),
        (NotThere("gps.late has 3 partitions"), "gps.late has 3 partitions"),
        (RecordsMissing([Break(topic="gps.pings", partition=1, kind="lost", from_offset=5, to_offset=7, digest=b"", found_ms=1)]), f"gps.pings[1] lacks 2 records, offsets 5 to 6: {ADVICE}"),
        (asyncpg.exceptions.DataError("a value that it cannot take"), None),  # nobody's fault but ours: no waiting mends it
        (asyncpg.UndefinedColumnError(), None),
    ),
)
def test_for_whom_one_waits_after_a_failure(error: BaseException, expected: str | None) -> None:
    assert waits_for(error) == expected
