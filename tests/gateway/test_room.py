"""The gateway's hands are so large: what comes beyond is told to come again, and nothing of it is held."""

import contextlib
import gzip
from collections.abc import AsyncIterator

import pytest

from ops.metrics import GATEWAY_IN_HAND_BYTES, GATEWAY_IN_HAND_CALLS, build_metrics
from streams.gateway.body import read_body
from streams.gateway.room import Full, Room
from tests.gateway.bench import memory_bench


def test_calls_and_bytes_are_counted_and_given_back() -> None:
    metrics = build_metrics()
    room = Room(metrics, most_calls=2, most_bytes=100)
    with contextlib.ExitStack() as calls:
        first, second = calls.enter_context(room.entered()), calls.enter_context(room.entered())
        with pytest.raises(Full), room.entered():
            pass
        first(40)
        first(60)  # the same call has grown
        with pytest.raises(Full):
            second(41)
        second(40)
        told = [metrics.read(metric) for metric in (GATEWAY_IN_HAND_CALLS, GATEWAY_IN_HAND_BYTES)]
        assert told == [2, 100]
    assert [metrics.read(metric) for metric in (GATEWAY_IN_HAND_CALLS, GATEWAY_IN_HAND_BYTES)] == [0, 0]
    with room.entered() as hold:
        hold(100)


@pytest.mark.parametrize("encoding", ("", "gzip"))
async def test_a_body_is_held_only_as_far_as_there_is_room(encoding: str) -> None:
    """Plain or packed: what has been unpacked when there is no room left is all that was ever held of it."""
    sizes: list[int] = []

    async def chunks() -> AsyncIterator[bytes]:
        body = gzip.compress(b"x" * 1_000_000) if encoding else b"x" * 1_000_000
        for start in range(0, len(body), 200):
            yield body[start : start + 200]

    def hold(size: int) -> None:
        sizes.append(size)
        if size > 500_000:
            raise Full

    with pytest.raises(Full):
        await read_body(chunks(), encoding, None, 2_000_000, hold)
    assert 500_000 < sizes[-1] < 1_000_000


async def test_a_call_beyond_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.gateway.desk.Room", lambda metrics, **_: Room(metrics, most_calls=0))
    async with memory_bench() as bench:
        answer = await bench.post({"locations": []})
    assert (answer.status_code, answer.headers["Retry-After"], answer.json()["code"]) == (503, "2", 0)
