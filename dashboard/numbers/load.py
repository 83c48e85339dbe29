"""Alarm load: how many alarms a desk gets, against what a person can bear. Pure.

The figures are those that control rooms use (EEMUA publication 191, ANSI/ISA-18.2): a mean and a peak an hour, and a
number in ten minutes over which nobody keeps up.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Final, Literal, TypeVar

import msgspec

from dashboard.desks.watching import owner_of
from models.desk import Desk
from models.times import HOUR_MS, MINUTE_MS
from ops.settings import Settings

TEN_MIN_MS: Final = 10 * MINUTE_MS

Excess = Literal["mean", "peak", "in_10_min"]
Key = TypeVar("Key", bound=Hashable)


class Budget(msgspec.Struct, frozen=True, kw_only=True):
    """What a desk can bear; `chatter_per_hour` is how often one rule may tell of one unit in an hour."""

    mean_per_hour: int
    peak_per_hour: int
    in_10_min: int
    chatter_per_hour: int


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """One alert that calls an officer, at the time of its detection; on a shelf it was if one held it then."""

    at_ms: int
    rule: str
    unit_id: str | None
    estate_zone_id: str | None = None
    on_shelf: bool = False


class Most(msgspec.Struct, frozen=True):
    """The most that fell into any stretch of some length, and when the first such stretch begins; None of nothing."""

    n: int
    from_ms: int | None


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """A desk's alarms: in all, by hour from the start, the mean of an hour, the worst hour and ten minutes.

    `over` names what is over the budget.
    """

    alarms: int
    hours: tuple[int, ...]
    mean_per_hour: float
    peak: Most
    in_10_min: Most
    over: tuple[Excess, ...]


class Chatter(msgspec.Struct, frozen=True, kw_only=True):
    """A unit of which one rule told again and again: at most so often within an hour, so often in all."""

    unit_id: str
    rule: str
    in_hour: Most
    alarms: int


def budget_of(settings: Settings) -> Budget:
    """The budget as set."""
    return Budget(
        mean_per_hour=settings.alarms_mean_per_hour, peak_per_hour=settings.alarms_peak_per_hour,
        in_10_min=settings.alarms_in_10_min, chatter_per_hour=settings.alarms_chatter_per_hour,
    )  # fmt: skip


def by_desk(alarms: Iterable[Alarm], desks: Sequence[Desk]) -> list[tuple[Desk, list[Alarm]]]:
    """The alarms of each of these desks, at least one, by whom their estates belong to."""
    found: dict[str, list[Alarm]] = {desk.desk_id: [] for desk in desks}
    for alarm in alarms:
        found[owner_of(desks, alarm.estate_zone_id)].append(alarm)
    return [(desk, found[desk.desk_id]) for desk in desks]


def load_of(at_ms: Iterable[int], from_ms: int, to_ms: int, budget: Budget) -> Load:
    """The load of one desk by the times of its alarms within [from, to)."""
    times = sorted(at for at in at_ms if from_ms <= at < to_ms)
    by_hour = Counter((at - from_ms) // HOUR_MS for at in times)
    begun = -(-max(to_ms - from_ms, 0) // HOUR_MS)
    # Of a day that has just begun a mean by the minute would cry out at the first alarm.
    mean = len(times) * HOUR_MS / max(to_ms - from_ms, HOUR_MS)
    peak, rush = most_within(times, HOUR_MS), most_within(times, TEN_MIN_MS)
    found: tuple[tuple[Excess, bool], ...] = (
        ("mean", mean > budget.mean_per_hour),
        ("peak", peak.n > budget.peak_per_hour),
        ("in_10_min", rush.n > budget.in_10_min),
    )
    return Load(
        alarms=len(times), hours=tuple(by_hour[hour] for hour in range(begun)), mean_per_hour=mean, peak=peak,
        in_10_min=rush, over=tuple(name for name, is_over in found if is_over),
    )  # fmt: skip


def most_within(times_ms: Sequence[int], width_ms: int) -> Most:
    """The most of some times, in order, that lie within less than `width_ms` of each other; of several the first."""
    most, since, first = 0, None, 0
    for last, at_ms in enumerate(times_ms):
        while at_ms - times_ms[first] >= width_ms:
            first += 1
        if last - first + 1 > most:
            most, since = last - first + 1, times_ms[first]
    return Most(most, since)


def chattering(alarms: Iterable[Alarm], budget: Budget) -> list[Chatter]:
    """The units of which one rule told more often within an hour than the budget has it, the worst first."""
    times: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for alarm in alarms:
        if alarm.unit_id is not None:
            times[alarm.unit_id, alarm.rule].append(alarm.at_ms)
    found = [
        Chatter(unit_id=unit_id, rule=rule, in_hour=most_within(sorted(at_ms), HOUR_MS), alarms=len(at_ms))
        for (unit_id, rule), at_ms in times.items()
    ]
    loud = [each for each in found if each.in_hour.n > budget.chatter_per_hour]
    return sorted(loud, key=lambda each: (-each.in_hour.n, -each.alarms, each.unit_id, each.rule))


def top(keys: Iterable[Key], count: int) -> list[tuple[Key, int]]:
    """The keys that come most often, with how often; of as many the one that sorts first."""
    counted = Counter(keys)
    return sorted(counted.items(), key=lambda each: (-each[1], str(each[0])))[:count]
