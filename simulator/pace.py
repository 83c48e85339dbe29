"""How fast a fleet's pings go out: by their own time at a factor, at a steady rate, or at once."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from itertools import groupby, islice
from typing import Final, NamedTuple

from models.times import MINUTE_MS
from simulator.pings import Arrival

LARGEST_HANDFUL: Final = 2000
LARGEST_WHILE_PACED: Final = 20_000


class Pace(NamedTuple):
    """`factor` seconds of the fleet pass in one of ours; `rate` pings a second instead; neither: as fast as it goes.

    What is due before `at_once_until_ms` goes at once. The fleet never runs ahead of the present.
    """

    factor: float | None = None
    rate: float | None = None
    at_once_until_ms: int | None = None
    tick_s: float = 1.0

    def due_until_ms(self, from_ms: int, elapsed_s: float, now_ms: int) -> int:
        """The fleet's time after so many seconds, when it began at `from_ms`: everything due until then goes out."""
        ahead_ms = from_ms + round(elapsed_s * 1000 * (self.factor or 1.0))
        return min(ahead_ms, max(now_ms, from_ms))


async def handfuls(arrivals: Iterator[Arrival], pace: Pace, stop: asyncio.Event) -> AsyncIterator[list[Arrival]]:
    """The pings in order, a handful at a time, each when its time has come; ends early when `stop` is set.

    A handful lies within one minute of the fleet's time: its vendors' calls go out side by side, and a receiver on the
    pings' own clock must not see one vendor's next quarter of an hour before another's last.
    """
    async for some in _due(arrivals, pace, stop):
        for _, minute in groupby(some, key=lambda arrival: arrival.due_ms // MINUTE_MS):
            if stop.is_set():
                return
            yield list(minute)


async def _due(arrivals: Iterator[Arrival], pace: Pace, stop: asyncio.Event) -> AsyncIterator[list[Arrival]]:
    if pace.at_once_until_ms is not None:
        ready, arrivals = _before(arrivals, pace.at_once_until_ms)
        for start in range(0, len(ready), LARGEST_HANDFUL):
            if stop.is_set():
                return
            yield ready[start : start + LARGEST_HANDFUL]
    if pace.factor is None:
        async for handful in _counted(arrivals, pace, stop):
            yield handful
        return
    first = next(arrivals, None)
    if first is None:
        return
    began_s = time.monotonic()
    from_ms = first.due_ms if pace.at_once_until_ms is None else pace.at_once_until_ms
    waiting: Arrival | None = first
    while waiting is not None and not stop.is_set():
        until_ms = pace.due_until_ms(from_ms, time.monotonic() - began_s, round(time.time() * 1000))
        due: list[Arrival] = []
        while waiting is not None and waiting.due_ms <= until_ms and len(due) < LARGEST_WHILE_PACED:
            due.append(waiting)
            waiting = next(arrivals, None)
        if due:
            yield due
        await pause(pace.tick_s, stop)


async def _counted(arrivals: Iterator[Arrival], pace: Pace, stop: asyncio.Event) -> AsyncIterator[list[Arrival]]:
    """So many at every tick, or as many as go when no rate is set."""
    size = LARGEST_HANDFUL if pace.rate is None else max(1, round(pace.rate * pace.tick_s))
    tick_s = pace.tick_s if pace.rate is None or pace.rate * pace.tick_s >= 1 else 1 / pace.rate
    next_s = time.monotonic()
    while not stop.is_set():
        handful = list(islice(arrivals, size))
        if not handful:
            return
        yield handful
        if pace.rate is not None:
            next_s += tick_s
            await pause(next_s - time.monotonic(), stop)


def _before(arrivals: Iterator[Arrival], until_ms: int) -> tuple[list[Arrival], Iterator[Arrival]]:
    """The pings due before a time, and an iterator over the rest."""
    ready: list[Arrival] = []
    for arrival in arrivals:
        if arrival.due_ms >= until_ms:
            return ready, _with(arrival, arrivals)
        ready.append(arrival)
    return ready, arrivals


def _with(first: Arrival, rest: Iterator[Arrival]) -> Iterator[Arrival]:
    yield first
    yield from rest


async def pause(for_s: float, stop: asyncio.Event) -> None:
    """Waits so long, or until `stop` is set."""
    if for_s <= 0:
        await asyncio.sleep(0)
        return
    try:
        await asyncio.wait_for(stop.wait(), for_s)
    except TimeoutError:
        return
