"""From decoded records to Kafka's: topics, receipts, headers; and with an arrival clock, who waits."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from models.decode import Accepted, Refused, decode_message, encode_location
from models.ping import Location
from models.times import DAY_MS, from_iso, to_iso
from models.topics import DEAD, LATE, PINGS, RAW
from ops.raw_bytes import open_raw
from streams.arrival_clock import ArrivalClock
from streams.gateway.records import LATE_AFTER_MS, WAIT_MS, HttpOrigin, Intake, KafkaOrigin, Record
from streams.gateway.sink import partition_of
from tests.gateway.bench import SEALER, memory_bench

T = 1_800_000_000_000
HTTP = HttpOrigin("r", "acme")
KAFKA = KafkaOrigin("gps.raw", 2, 5, "")


def accepted(unit: str = "u", at_ms: int = T, recv_ms: int | None = None) -> Accepted:
    location = Location(unit_id=unit, utc_ts=to_iso(at_ms), recv_utc_ts=None if recv_ms is None else to_iso(recv_ms), lat=1.0, lon=2.0)
    (one,) = decode_message(encode_location(location)).records
    assert isinstance(one, Accepted)
    return one


def shown(records: list[Record]) -> list[tuple[str, str, int]]:
    return [(record.topic, record.key.decode(), record.timestamp_ms - T) for record in records]


def test_a_ping_is_late_over_five_minutes_after_its_fix_or_by_the_backup_call() -> None:
    intake = Intake(SEALER, None)
    assert shown(intake.pings(accepted(), HTTP, T + 300_000)) == [(PINGS.name, "u", 300_000)]
    assert shown(intake.pings(accepted(), HTTP, T + 300_001)) == [(LATE.name, "u", 300_001)]
    assert shown(intake.pings(accepted(), HTTP, T - 7 * 3_600_000)) == [(PINGS.name, "u", -7 * 3_600_000)]
    assert shown(intake.pings(accepted(), HTTP, T, backup=True)) == [(LATE.name, "u", 0)]


def test_the_source_leads_back_to_the_message_and_the_place_in_it() -> None:
    intake = Intake(SEALER, None)
    for origin, source, sender in ((HTTP, b"http/r/0", b"acme"), (KAFKA, b"gps.raw/2/5/0", b"")):
        (record,) = intake.pings(accepted(), origin, T)
        assert dict(record.headers)["source"] == source
        assert dict(record.headers)["sender"] == sender


MOMENTS = st.integers(0, 9_200_000_000_000)
NEAR = st.integers(-2, 2).map(lambda off_ms: T - LATE_AFTER_MS + off_ms)
FOUND = st.builds(
    lambda index, unit, at_ms, recv_ms: Accepted(
        index, Location(unit_id=unit, utc_ts=to_iso(at_ms), recv_utc_ts=recv_ms and to_iso(recv_ms), lat=1.0, lon=2.0), f"{index} {unit}".encode()
    ),
    st.integers(0, 9_999), st.sampled_from(("a", "043é", "ก", "0" * 27)), MOMENTS | NEAR, st.none() | MOMENTS | NEAR,
)  # fmt: skip


def opened(records: list[Record]) -> list[tuple[object, ...]]:
    """Records with what is sealed in them laid open: it is sealed differently each time."""
    return [
        (
            one.topic, one.key, one.value if one.topic != RAW.name else open_raw(one.value, SEALER), one.timestamp_ms,
            *((name, open_raw(value, SEALER) if name == "raw" else value) for name, value in one.headers),
        )
        for one in records
    ]  # fmt: skip


@given(st.lists(FOUND, max_size=6), st.booleans(), st.booleans())
def test_records_made_together_are_those_made_one_by_one(found: list[Accepted], backup: bool, with_clock: bool) -> None:
    together, singly = (Intake(SEALER, ArrivalClock() if with_clock else None) for _ in range(2))
    records = together.posted_all(found, HTTP, T, backup=backup)
    assert opened(records) == opened([record for one in found for record in singly.posted(one, HTTP, T, backup=backup)])
    if not with_clock:
        assert opened(records) == [as_the_contract_says(one, backup) for one in found]


def as_the_contract_says(one: Accepted, backup: bool) -> tuple[object, ...]:
    """The record of an accepted one that was received at T in the call `r` of acme, written down anew."""
    late = backup or T - from_iso(one.location.utc_ts) > LATE_AFTER_MS
    return (
        LATE.name if late else PINGS.name, one.location.unit_id.encode(), encode_location(one.location), T,
        ("sender", b"acme"), ("source", f"http/r/{one.index}".encode()),
        ("sha256", hashlib.sha256(one.raw).hexdigest().encode()), ("raw", one.raw),
    )  # fmt: skip


def test_with_an_arrival_clock_receipts_are_the_claims_and_a_leap_waits() -> None:
    intake = Intake(SEALER, ArrivalClock())
    far = T + 3 * DAY_MS
    assert shown(intake.pings(accepted("a", T, T + 1000), HTTP, 0)) == [(PINGS.name, "a", 1000)]
    assert shown(intake.pings(accepted("a", T - 400_000), HTTP, 0)) == [(LATE.name, "a", 1000)]
    assert intake.pings(accepted("x", far), KAFKA, 0) == []
    assert intake.waiting == 1
    released = intake.pings(accepted("y", far + 5), HTTP, 0, backup=True)
    assert shown(released) == [(PINGS.name, "x", far - T), (LATE.name, "y", far + 5 - T)]
    assert [dict(record.headers)["source"] for record in released] == [b"gps.raw/2/5/0", b"http/r/0"]
    assert intake.waiting == 0


def test_what_was_never_confirmed_becomes_a_dead_letter_after_a_minute() -> None:
    intake = Intake(SEALER, ArrivalClock())
    intake.pings(accepted("a"), KAFKA, T)
    intake.pings(accepted("x", T + 3 * DAY_MS), KAFKA, 0, since_ms=T)
    intake.pings(accepted("y", T + 9 * DAY_MS), KAFKA, 0, since_ms=T + 1)
    assert intake.given_up(T + WAIT_MS - 1) == []
    (letter,) = intake.given_up(T + WAIT_MS)
    assert (letter.topic, letter.key) == (DEAD.name, b"x")
    assert b'"reason":"ahead_of_the_clock"' in letter.value
    assert intake.given_up(T + WAIT_MS) == []
    assert intake.waiting == 1


def test_a_posted_leap_goes_to_gps_raw_sealed_and_is_the_same_record_when_it_is_read_there() -> None:
    intake = Intake(SEALER, ArrivalClock())
    far = accepted("x", T + 3 * DAY_MS)
    assert shown(intake.posted(accepted("a"), HTTP, T)) == [(PINGS.name, "a", 0)]
    (aside,) = intake.posted(far, HTTP, T + 7, backup=True)
    assert (aside.topic, aside.key, aside.timestamp_ms) == (RAW.name, b"x", T + 7)
    assert dict(aside.headers) == {"sender": b"acme", "sealed": b"1", "backup": b"1"}
    assert far.raw not in aside.value
    assert intake.opened(aside.value) == far.raw
    assert intake.opened(b"{}") == b"{}"
    assert not intake.unsettled


def test_what_was_let_go_is_due_with_every_write_until_one_succeeds() -> None:
    intake = Intake(SEALER, ArrivalClock())
    for one in (accepted("a"), accepted("x", T + DAY_MS + 1)):
        intake.pings(one, KAFKA, 0)
    both = intake.posted(accepted("y", T + DAY_MS), HTTP, 0)
    _, waiting = both
    assert (intake.waiting, intake.unsettled) == (0, True)
    assert intake.due(both) == both
    assert shown(both) == [(PINGS.name, "y", DAY_MS), (PINGS.name, "x", DAY_MS + 1)]
    assert intake.due([]) == [waiting]
    intake.written(both)
    assert (intake.due([]), intake.unsettled) == ([], False)


def test_a_refused_record_without_a_unit_has_an_empty_key() -> None:
    record = Intake(SEALER, None).dead(Refused(0, "not_json", "", b"\xff"), KAFKA, T)
    assert (record.topic, record.key, record.timestamp_ms) == (DEAD.name, b"", T)
    assert b'"source":{"index":0,"topic":"gps.raw","partition":2,"offset":5}' in record.value


async def test_a_failed_write_loses_nothing_that_the_arrival_clock_let_go() -> None:
    unit_a, unit_x, unit_y = (f"043{letter}{'0' * 23}" for letter in "axy")
    intake = Intake(SEALER, ArrivalClock())
    async with memory_bench(intake) as bench:
        assert (await bench.post(accepted(unit_a).raw)).json()["accepted"] == 1
        intake.pings(accepted(unit_x, T + DAY_MS + 1), KAFKA, T)
        bench.sink.failures = 1  # type: ignore[attr-defined]  # a MemorySink here
        confirming = accepted(unit_y, T + DAY_MS).raw
        assert (await bench.post(confirming)).status_code == 503
        assert (await bench.post(confirming)).status_code == 200
        assert {record.key.decode() for record in await bench.written(PINGS.name)} == {unit_a, unit_x, unit_y}


def test_the_partition_is_the_one_that_every_murmur2_producer_chooses() -> None:
    # The keys and values of Kafka's own test of its murmur2.
    hashes = {b"21": -973932308, b"foobar": -790332482, b"a-little-bit-long-string": -985981536, b"abc": 479470107}
    for key, value in hashes.items():
        assert partition_of(key, 7) == (value & 0x7FFFFFFF) % 7
