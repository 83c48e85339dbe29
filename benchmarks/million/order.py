"""What is asked of a run, and how it is shared out among shards."""

from typing import Final

import msgspec

from benchmarks.traffic.plan import Plan
from models.times import MINUTE_MS, SECOND_MS

MILLION: Final = 1_000_000
_SAMPLE_UNITS: Final = 500


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """So many units under so many permits, each sending once a minute for `minutes`, in as many shards as asked.

    Every shard has its share of the units and permits, and all `zones`: the traffic's country is a tenth of Thailand,
    so that these lie as densely as ten times as many would there.
    """

    units: int = MILLION
    minutes: int = 60
    shards: int = 20
    permits: int = 50_000
    zones: int = 2_000
    seed: int = 1

    @property
    def is_whole(self) -> bool:
        """Whether it is the million for an hour, and not a look at less."""
        return self.units >= MILLION and self.minutes >= 60


class Shard(msgspec.Struct, frozen=True, kw_only=True):
    """One share: its traffic and for how many periods of it."""

    number: int
    plan: Plan
    periods: int


def shards_of(order: Order) -> list[Shard]:
    """Shares that differ by a unit and a permit at most, each with traffic of its own."""
    return [
        Shard(
            number=number, periods=order.minutes,
            plan=Plan(
                units=_share(order.units, order.shards, number), zones=order.zones, seed=_seed(order, number),
                permits=max(1, _share(order.permits, order.shards, number)),
            ),
        )
        for number in range(order.shards)
    ]  # fmt: skip


def sample(order: Order) -> Shard:
    """A look at a few units of the first shard for as long, for what takes too long to be asked of all."""
    first = shards_of(order)[0]
    units = min(_SAMPLE_UNITS, first.plan.units)
    permits = max(1, first.plan.permits * units // first.plan.units)
    return msgspec.structs.replace(first, plan=msgspec.structs.replace(first.plan, units=units, permits=permits))


def each_second(order: Order) -> Shard:
    """The same sample with a ping a second, for ten minutes at most."""
    part = sample(order)
    plan = msgspec.structs.replace(part.plan, period_ms=SECOND_MS, delay_ms=SECOND_MS)
    periods = min(part.periods, 10) * MINUTE_MS // SECOND_MS
    return msgspec.structs.replace(part, plan=plan, periods=periods)


def _share(whole: int, shards: int, number: int) -> int:
    return whole * (number + 1) // shards - whole * number // shards


def _seed(order: Order, number: int) -> int:
    return order.seed * 10_000 + number
