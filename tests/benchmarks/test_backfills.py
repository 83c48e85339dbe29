"""Pings held back in runs: the same pings, in the order of their new receipts, as large a share late as was asked."""

from itertools import islice

import pytest

from benchmarks.speed.backfills import held_back
from benchmarks.traffic.plan import Plan
from benchmarks.traffic.writing import Traffic
from models.decode import Accepted, decode_message
from models.times import MINUTE_MS, from_iso


def lines(minutes: int = 400) -> list[bytes]:
    traffic = Traffic(Plan(units=40, permits=4, zones=30, seed=2, share=0.0))
    return [line.encode() for line in islice(traffic.lines(), 40 * minutes)]


def read(line: bytes) -> tuple[str, str, int, int]:
    (found,) = decode_message(line).records
    assert isinstance(found, Accepted)
    one = found.location
    return one.unit_id, one.utc_ts, from_iso(one.utc_ts), from_iso(one.recv_utc_ts or "")


@pytest.mark.parametrize("share", (0.01, 0.1, 0.5))
def test_about_the_share_is_late_and_every_ping_is_there_once(share: float) -> None:
    before = lines()
    after = [read(line) for line in held_back(before, share, 1)]
    assert sorted(row[:2] for row in after) == sorted(read(line)[:2] for line in before)
    late = sum(received_ms - at_ms > 5 * MINUTE_MS for *_, at_ms, received_ms in after) / len(after)
    assert 0.5 * share < late < 1.4 * share


def test_pings_stand_in_the_order_of_their_receipt() -> None:
    received_ms = [read(line)[3] for line in held_back(lines(), 0.3, 1)]
    assert received_ms == sorted(received_ms)


def test_a_device_sends_what_it_held_back_in_order_of_time() -> None:
    by_receipt: dict[tuple[str, int], list[int]] = {}
    for unit_id, _, at_ms, received_ms in map(read, held_back(lines(), 0.3, 1)):
        by_receipt.setdefault((unit_id, received_ms), []).append(at_ms)
    runs = [run for run in by_receipt.values() if len(run) > 1]
    assert runs
    assert all(run == sorted(run) and len(run) <= 60 for run in runs)


def test_the_same_seed_holds_back_the_same() -> None:
    assert list(held_back(lines(60), 0.3, 1)) == list(held_back(lines(60), 0.3, 1))
