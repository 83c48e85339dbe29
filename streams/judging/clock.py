"""The clock of a device: refuses what comes from the future, and takes 7 h off one that sends Thai time as UTC."""

from typing import Final, Literal

import msgspec

from models.ping import Ping
from models.thresholds import Arrivals
from models.times import HOUR_MS
from streams.judging.state import Clock, hour_count

SHIFT_MS: Final = 7 * HOUR_MS
Refusal = Literal["time_ahead", "clock_unproven"]


class Admission(msgspec.Struct, frozen=True, kw_only=True):
    """Pings that may be judged, in order, and those that may not, each with its reason."""

    admitted: tuple[Ping, ...] = ()
    refused: tuple[tuple[Ping, Refusal], ...] = ()


def admit(clock: Clock, ping: Ping, limits: Arrivals) -> Admission:
    """Judges a ping's time against its receipt and what the device's clock has shown in the last 24 h.

    Of its records at least 3 that lie about 7 h ahead, and more than those near their receipt, prove a clock that
    shows local time as UTC: then 7 h are taken off all but the near ones. Records that far ahead wait for the third.
    """
    lead_s = (ping.utc_ms - ping.receipt_ms) / 1000
    near, ahead = count_record(clock, ping, limits)
    refused = _expired(clock, ping.receipt_ms)
    if near:
        return Admission(admitted=(ping,), refused=refused)
    aheads = sum(count.ahead for count in clock.hours)
    proven = aheads >= limits.clock_records and aheads > sum(count.near for count in clock.hours)
    if ahead and aheads < limits.clock_records:
        clock.waiting = (*clock.waiting, ping)
        return Admission(refused=refused)
    waiting, clock.waiting = (clock.waiting, ()) if ahead else ((), clock.waiting)
    if proven:
        shifted = [_shifted(record) for record in (*waiting, ping)]
        late: tuple[tuple[Ping, Refusal], ...] = tuple(
            (p, "time_ahead") for p in shifted if p.utc_ms - p.receipt_ms > limits.ahead_s * 1000
        )
        admitted = tuple(p for p in shifted if p.utc_ms - p.receipt_ms <= limits.ahead_s * 1000)
        return Admission(admitted=admitted, refused=(*refused, *late))
    if lead_s > limits.ahead_s:
        ahead_of_time: tuple[tuple[Ping, Refusal], ...] = tuple((record, "time_ahead") for record in (*waiting, ping))
        return Admission(refused=(*refused, *ahead_of_time))
    return Admission(admitted=(ping,), refused=refused)


def leftovers(clock: Clock) -> tuple[tuple[Ping, Refusal], ...]:
    """The records that still wait when nothing more comes."""
    return tuple((record, "clock_unproven") for record in clock.waiting)


def _shifted(ping: Ping) -> Ping:
    return msgspec.structs.replace(ping, utc_ms=ping.utc_ms - SHIFT_MS, shift_ms=SHIFT_MS)


def count_record(clock: Clock, ping: Ping, limits: Arrivals) -> tuple[bool, bool]:
    """Counts one record for what the clock shows: whether it is near its receipt, whether about 7 h ahead of it."""
    lead_s = (ping.utc_ms + ping.shift_ms - ping.receipt_ms) / 1000
    near, ahead = abs(lead_s) <= limits.ahead_s, limits.clock_from_s <= lead_s <= limits.clock_to_s
    hour, hours = ping.receipt_ms // HOUR_MS, clock.hours
    if hours and hours[0].hour <= hour - 24:
        hours = tuple(count for count in hours if count.hour > hour - 24)
    if hours and hours[-1].hour == hour:
        last = hours[-1]
        hours = (*hours[:-1], hour_count(hour, last.near + near, last.ahead + ahead))
    else:
        hours = (*hours, hour_count(hour, int(near), int(ahead)))
    clock.hours = hours
    return near, ahead


def _expired(clock: Clock, receipt_ms: int) -> tuple[tuple[Ping, Refusal], ...]:
    if not clock.waiting or receipt_ms - clock.waiting[0].receipt_ms <= 24 * HOUR_MS:
        return ()
    old = tuple(p for p in clock.waiting if receipt_ms - p.receipt_ms > 24 * HOUR_MS)
    clock.waiting = clock.waiting[len(old) :]
    return tuple((p, "clock_unproven") for p in old)
