"""Counting one local day: asks storage for it and puts its figures together."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from dashboard.answers import ClockTick
from dashboard.estates import Estates
from dashboard.numbers.answers import Fleet, Numbers
from dashboard.numbers.days import day_at, days_up_to, span_of
from dashboard.numbers.desk import count_load
from dashboard.numbers.figures import blindness, estate_figures, fleet_figures, rule_figures, trip_figures
from dashboard.numbers.load import Budget
from dashboard.numbers.precision import LEAST_JUDGED
from dashboard.numbers.vendors import Account, Heard, VendorRow, by_vendor
from models.reach import Reach
from models.times import from_iso, to_iso
from ops.condition import condition
from storage.numbers import HeardRow, count_open_before, read_heard, read_rule_counts, read_trip_counts
from storage.numbers_outcomes import read_outcomes
from storage.vendors import load_vendors

JUDGED_DAYS: Final = 30
"""Over so many days, the asked one last, officers' outcomes are counted: of a single day they are too few."""


class Counting:
    """Counts days in one time zone, against one budget."""

    def __init__(self, timezone: str, budget: Budget, estates: Estates) -> None:
        self.timezone = timezone
        self.zone = ZoneInfo(timezone)
        self.budget = budget
        self._estates = estates

    async def numbers(self, pool: Any, day: date, clock: ClockTick, reach: Reach | None = None) -> Numbers:
        """The figures of a day as far as a scope reaches, counted now, which is the time that `clock` tells."""
        now_ms = from_iso(clock.server_at)
        from_ms, to_ms = span_of(day, self.zone)
        is_today = day == day_at(now_ms, self.zone)
        judged_from = days_up_to(day, JUDGED_DAYS)[0]
        trips = await read_trip_counts(pool, from_ms, to_ms, reach)
        rules = await read_rule_counts(pool, from_ms, to_ms, reach)
        outcomes = await read_outcomes(pool, span_of(judged_from, self.zone)[0], to_ms, reach)
        vendors, fleet = await self._units(pool, clock, now_ms, reach) if is_today else (None, None)
        end_ms = min(to_ms, max(now_ms, from_ms)) if is_today else to_ms
        return Numbers(
            day=day.isoformat(), timezone=self.timezone, from_=to_iso(from_ms), to=to_iso(end_ms), is_today=is_today,
            counted_at=clock.server_at, trips=trip_figures(trips),
            open_before=await count_open_before(pool, from_ms, reach) if is_today else None,
            estates=estate_figures(trips, await self._estates.in_force(pool, now_ms)),
            rules=rule_figures(rules, outcomes),
            judged_from=judged_from.isoformat(), least_judged=LEAST_JUDGED,
            vendors=vendors,
            blindness=blindness(trips, rules, fleet),
            load=await count_load(
                pool, from_ms, end_ms, self.budget, now_ms=now_ms if is_today else None, reach=reach
            ),
        )  # fmt: skip

    async def _units(
        self, pool: Any, clock: ClockTick, now_ms: int, reach: Reach | None
    ) -> tuple[list[VendorRow], Fleet]:
        accounts = [Account(name=one.name, codes=one.codes, units=one.units) for one in await load_vendors(pool)]
        # Ten thousand units take a tenth of a second, in which live streams have other things to do.
        rows = await read_heard(pool, reach)
        return await asyncio.to_thread(_count_units, rows, accounts, clock, now_ms, is_whole=reach is None)


def _count_units(
    rows: Sequence[HeardRow], accounts: Sequence[Account], clock: ClockTick, now_ms: int, *, is_whole: bool
) -> tuple[list[VendorRow], Fleet]:
    heard = [
        Heard(unit_id=row.unit_id, heard_ms=from_iso(row.heard_at), fix_ms=from_iso(row.utc_ts), on_trip=row.on_trip)
        for row in rows
    ]
    if not is_whole:
        found = condition((one.heard_ms for one in heard), None, now_ms)
        clock = msgspec.structs.replace(clock, units_heard=found.heard, units_unseen=found.unseen)
    return by_vendor(heard, accounts, now_ms), fleet_figures(clock, heard, now_ms)
