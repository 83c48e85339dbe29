"""vendor-outage: a GPS vendor's units fall silent together; its server is down, not its trucks."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from itertools import islice, takewhile
from typing import Literal, Protocol

import msgspec

from alerts.wording import duration_en, duration_th
from models.alert import Evidence, Finding
from models.thresholds import VendorOutage
from models.times import FOR_EVER_MS, MINUTE_MS

RULE = "vendor-outage"
Reason = Literal["outage", "too_few", "too_small_a_share"]


class Silence(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A unit was under way at one ping, and not heard until the next one, None while it is not heard at all."""

    from_ms: int
    unit_id: str
    to_ms: int | None = None
    trip_id: str | None = None


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How many of a vendor's units fell silent together, of how many under way and heard shortly before."""

    silent: int
    under_way: int


class Fleet(Protocol):
    """A vendor's units: their silences in order, and which were under way at a time and heard shortly before."""

    silences: list[Silence]

    def under_way_at(self, at_ms: int) -> int:
        """How many were under way."""

    def is_under_way(self, unit_id: str, at_ms: int) -> bool:
        """Whether one of them was."""


class Outage(msgspec.Struct, frozen=True, kw_only=True):
    """An outage from its first silence to its end, None while it goes on; with the units that fell silent in it."""

    started_ms: int
    ended_ms: int | None
    count: Count
    units: tuple[str, ...]
    trip_ids: tuple[str, ...]


def judge(count: Count, limits: VendorOutage) -> Reason:
    """Whether so many silences together are the vendor's."""
    if count.silent < limits.units:
        return "too_few"
    return "outage" if count.silent > limits.share * count.under_way else "too_small_a_share"


def find_outages(
    fleet: Fleet, known: Sequence[Outage], since_ms: int, settled_ms: int, now_ms: int, limits: VendorOutage
) -> list[Outage]:
    """A vendor's outages by its units' silences: those `known` that began before `since_ms`, then all others; in order.

    Of one that began before `settled_ms` not all is known any more: while it goes on, what came to it is added, and for
    so long its end may come to be another.
    """
    silences = fleet.silences
    found: list[Outage] = []
    free_ms = since_ms
    for outage in known:
        first = bisect_left(silences, outage.started_ms, key=_from_ms)
        begins_so = first < len(silences) and silences[first].from_ms == outage.started_ms
        if outage.started_ms >= settled_ms and begins_so:  # under other thresholds its silences may count no more
            found.append(_lasting(silences[first:], _begun(fleet, first, limits), now_ms, limits))
        else:
            found.append(_going_on(silences[first:], outage, settled_ms, now_ms, limits))
        free_ms = max(free_ms, _end_or_never(found[-1]))
    first = bisect_left(silences, free_ms, key=_from_ms)
    for number in range(first, len(silences) - limits.units + 1):
        begins_ms = silences[number].from_ms
        if begins_ms < free_ms:
            continue
        most = bisect_right(silences, begins_ms + _within_ms(limits), lo=number, key=_from_ms) - number
        # Counted unit by unit there are never more silent, and never fewer under way.
        if judge(Count(silent=most, under_way=fleet.under_way_at(begins_ms)), limits) != "outage":
            continue
        begun = _begun(fleet, number, limits)
        if judge(begun.count, limits) == "outage":
            found.append(_lasting(silences[number:], begun, now_ms, limits))
            free_ms = _end_or_never(found[-1])
    return found


def finding(vendor: str, outage: Outage, limits: VendorOutage) -> Finding:
    """What is to be said of an outage, and of its end."""
    started_ms, ended_ms, count = outage.started_ms, outage.ended_ms, outage.count
    until_s = ((ended_ms or started_ms) - started_ms) / 1000
    lasted_en = f", for {duration_en(until_s)}" if ended_ms is not None else ""
    lasted_th = f" เป็นเวลา {duration_th(until_s)}" if ended_ms is not None else ""
    return Finding(
        rule=RULE, episode=episode_of(vendor, started_ms), severity="high", urgency="today", certainty="possible",
        started_ms=started_ms, ended_ms=ended_ms, close_reason=None if ended_ms is None else "signal_restored",
        reason_en=f"{count.silent} of {count.under_way} trucks of GPS vendor {vendor} fell silent together{lasted_en}.",
        reason_th=f"รถ {count.silent} จาก {count.under_way} คันของผู้ให้บริการ GPS รหัส {vendor} ขาดสัญญาณพร้อมกัน{lasted_th}",
        evidence=Evidence(
            thresholds={
                "share": limits.share, "units": limits.units, "silent_s": limits.silent_s, "within_s": limits.within_s,
            },
            measured={"silent": count.silent, "under_way": count.under_way},
        ),
    )  # fmt: skip


def episode_of(vendor: str, started_ms: int) -> str:
    """What tells an outage from all others."""
    return f"{vendor}@{started_ms}"


def longest_ms(started_ms: int, limits: VendorOutage) -> int:
    """When an outage ends though a few of its units are silent still."""
    return started_ms + int(limits.longest_min * MINUTE_MS)


def _begun(fleet: Fleet, number: int, limits: VendorOutage) -> Outage:
    """What began with a silence, an outage or not: how many units fell silent with it."""
    begins_ms = fleet.silences[number].from_ms
    until_ms = begins_ms + _within_ms(limits)
    together = takewhile(lambda silence: silence.from_ms <= until_ms, islice(fleet.silences, number, None))
    silent = {silence.unit_id for silence in together}
    # Those that set out after the first silence are not among the units under way then.
    later = sum(not fleet.is_under_way(unit_id, begins_ms) for unit_id in silent)
    count = Count(silent=len(silent), under_way=fleet.under_way_at(begins_ms) + later)
    return Outage(started_ms=begins_ms, ended_ms=None, count=count, units=(), trip_ids=())


def _lasting(silences: Sequence[Silence], begun: Outage, now_ms: int, limits: VendorOutage) -> Outage:
    """The outage with the units that fell silent in it, until the last of them is heard.

    Once it has lasted long, until only a few are silent still.
    """
    started_ms, units, trip_ids = begun.started_ms, {*begun.units}, {*begun.trip_ids}
    back: list[int] = []
    ended_ms = None
    for silence in silences:
        ended_ms = _end_ms(back, started_ms, silence.from_ms, limits) if back else None
        if ended_ms is not None:
            break
        heappush(back, _heard_ms(silence))
        units.add(silence.unit_id)
        trip_ids |= {silence.trip_id} if silence.trip_id is not None else set()
    if ended_ms is None:
        ended_ms = _end_ms(back, started_ms, now_ms, limits)
    count = Count(silent=len(units), under_way=max(begun.count.under_way, len(units)))
    return Outage(
        started_ms=started_ms, ended_ms=ended_ms, count=count, units=tuple(sorted(units)),
        trip_ids=tuple(sorted(trip_ids)),
    )  # fmt: skip


def _going_on(
    silences: Sequence[Silence], outage: Outage, settled_ms: int, now_ms: int, limits: VendorOutage
) -> Outage:
    """An outage of old as it goes on; of one that ended lately, when it did, in whatever order its units told of it."""
    if outage.ended_ms is None:
        return _lasting(silences, outage, now_ms, limits)
    if outage.ended_ms < settled_ms:
        return outage
    until_ms = outage.ended_ms
    back = [_heard_ms(silence) for silence in takewhile(lambda silence: silence.from_ms < until_ms, silences)]
    if not back:
        return outage
    heapify(back)
    return msgspec.structs.replace(outage, ended_ms=_end_ms(back, outage.started_ms, now_ms, limits))


def _heard_ms(silence: Silence) -> int:
    return FOR_EVER_MS if silence.to_ms is None else silence.to_ms


def _end_ms(back: list[int], at_ms: int, until_ms: int, limits: VendorOutage) -> int | None:
    """When by a time the outage is over, given when each of its units is heard again; those heard are taken out."""
    few_from_ms = longest_ms(at_ms, limits)
    while back:
        few_ms = max(at_ms, few_from_ms)
        if len(back) < limits.units and few_ms < back[0]:
            return few_ms if few_ms <= until_ms else None
        if back[0] > until_ms:
            return None
        at_ms = heappop(back)
    return at_ms


def _from_ms(silence: Silence) -> int:
    return silence.from_ms


def _within_ms(limits: VendorOutage) -> int:
    return int(limits.within_s * 1000)


def _end_or_never(outage: Outage) -> int:
    return FOR_EVER_MS if outage.ended_ms is None else outage.ended_ms
