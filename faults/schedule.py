"""The schedule: seeded faults at random instants, several at a time, and the wait until all is well again."""

import asyncio
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import asyncpg
import msgspec

from faults.evidence import Injected, Lines
from faults.kinds.kind import Kind
from faults.service import now_ms
from faults.stage import Stage
from faults.watch import Watch

BACK_S: Final = 30.0
_WITHIN_S: Final = 4.0
_AT_ONCE: Final = (3, 3, 4, 5, 6)
_LOOK_S: Final = 0.25
_CAUGHT_UP_S: Final = 2.0
_LEAST_LAG: Final = 60
_ONCE_AT: Final = 0.6
_FAILURES: Final = (OSError, RuntimeError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)


class _Broken(msgspec.Struct, frozen=True):
    name: str
    target: str
    began_ms: int
    failure: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({f'did not come about: {self.failure}' if self.failure else self.target})"


async def run_schedule(
    stage: Stage, watch: Watch, kinds: Sequence[Kind], seconds: float, rng: random.Random, lines: Lines,
    say: Callable[[str], None],
) -> int:  # fmt: skip
    """Breaks things until the time is over, at most a handful at once; gives how many came about. All is mended."""
    count = 0
    once = [kind for kind in kinds if not kind.weight]
    cards = deck([kind for kind in kinds if kind.weight] or list(kinds), rng)
    began_ms = now_ms()
    while (passed_s := (now_ms() - began_ms) / 1000) < seconds:
        due_once = once and passed_s >= seconds * _ONCE_AT
        hand = [once.pop()] if due_once else _hand(cards, rng)
        broken = await asyncio.gather(*(_break(stage, kind, rng) for kind in hand))
        ended_ms = now_ms()
        back_ms, missing = await _until_back(stage, watch, ended_ms)
        for one in broken:
            lines.write(
                Injected(
                    name=one.name, target=one.target, began_ms=one.began_ms, ended_ms=ended_ms, back_ms=back_ms,
                    failure=one.failure,
                )
            )  # fmt: skip
        count += sum(not one.failure for one in broken)
        told = " + ".join(str(one) for one in broken)
        took = f"NOT BACK ({missing})" if back_ms is None else f"back after {(back_ms - ended_ms) / 1000:.1f} s"
        say(f"{told}: {took}; {stage.load.pings} pings")
    return count


def deck(kinds: Sequence[Kind], rng: random.Random) -> Iterator[Kind]:
    """The kinds as often as their weights say, in an order that begins anew when all have come."""
    while True:
        cards = [kind for kind in kinds for _ in range(_times(kind.weight, rng))]
        rng.shuffle(cards)
        yield from cards or kinds


def _times(weight: float, rng: random.Random) -> int:
    return int(weight) + (rng.random() < weight % 1)


def _hand(cards: Iterator[Kind], rng: random.Random) -> list[Kind]:
    """The next few kinds; one that wants to be alone is."""
    hand: list[Kind] = []
    for _ in range(rng.choice(_AT_ONCE)):
        kind = next(cards)
        if kind.alone:
            return [kind]
        hand.append(kind)
    return hand


async def _break(stage: Stage, kind: Kind, rng: random.Random) -> _Broken:
    own = random.Random(rng.random())
    await asyncio.sleep(own.uniform(0, _WITHIN_S))
    began_ms = now_ms()
    try:
        target = await kind.inject(stage, own)
    except _FAILURES as error:
        return _Broken(kind.name, "", began_ms, f"{type(error).__name__}: {error}")
    return _Broken(kind.name, target, began_ms)


async def _until_back(stage: Stage, watch: Watch, ended_ms: int) -> tuple[int | None, str]:
    """When every service was ready, a call had been answered and the lag was gone; else None and what was missing."""
    most = max(_LEAST_LAG, round(stage.load.rate * _CAUGHT_UP_S))
    missing = ""
    while now_ms() - ended_ms < BACK_S * 1000:
        waiting, lag = await stage.not_ready(), await watch.lag()
        answered = stage.load.acked_at_ms > ended_ms
        if answered and not waiting and lag is not None and lag <= most:
            return now_ms(), ""
        missing = f"lag {lag}, not ready: {', '.join(waiting) or 'none'}, a call was answered: {answered}"
        await asyncio.sleep(_LOOK_S)
    return None, missing
