"""What a vendor is told of itself: lag, what was refused and why, wrong clocks, silent units; never of another one."""

import asyncio
import time
from collections.abc import Callable, Collection
from typing import Any, Final, Protocol

from models.thresholds import Arrivals
from models.times import from_iso, to_iso
from storage.vendor_units import MOST_NAMED, UnitsHeard
from streams.gateway.accounts import Account
from streams.gateway.time_warnings import warning_of
from streams.gateway.vendor_book import Noted, VendorBook

KEPT_S: Final = 10.0
"""So long an account gets the same look at its units: it goes through all units of the fleet."""


class UnitDirectory(Protocol):
    """Where units are looked up; raises accounts.DirectoryAway."""

    async def units_heard(self, codes: Collection[str], units: Collection[str], now_ms: int) -> UnitsHeard:
        """The units of these codes and of these ids, as they were heard last."""


class VendorStatus:
    """Answers from the gateway's own book and the newest places of the account's units."""

    def __init__(
        self, book: VendorBook, directory: UnitDirectory, now_ms: Callable[[], int], fleet_ms: Callable[[], int],
        limits: Arrivals | None = None, monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        """`fleet_ms` is the time by which units are silent, which on the pings' clock is theirs."""
        self._book, self._directory = book, directory
        self._now_ms, self._fleet_ms = now_ms, fleet_ms
        self._limits, self._monotonic_s = limits or Arrivals(), monotonic_s
        self._looked: dict[str, tuple[float, Account, int, UnitsHeard]] = {}
        self._one_at_a_time = asyncio.Lock()

    async def of(self, account: Account) -> dict[str, Any]:
        """The account's state now; raises accounts.DirectoryAway."""
        at_ms, heard = await self._heard(account)
        return status_of(self._book.of(account.name, self._now_ms()), heard, at_ms, self._limits)

    async def _heard(self, account: Account) -> tuple[int, UnitsHeard]:
        async with self._one_at_a_time:
            looked = self._looked.get(account.name)
            if looked is None or looked[1] != account or self._monotonic_s() - looked[0] >= KEPT_S:
                at_ms = self._fleet_ms()
                heard = await self._directory.units_heard(account.codes, account.units, at_ms)
                looked = self._looked[account.name] = (self._monotonic_s(), account, at_ms, heard)
            return looked[2], looked[3]


def status_of(noted: Noted, heard: UnitsHeard, at_ms: int, limits: Arrivals) -> dict[str, Any]:
    """The state as it is told. Pure."""
    newest = heard.newest_utc_ts
    return {
        "at": to_iso(at_ms),
        "units": heard.units,
        "newest_utc_ts": newest,
        "newest_recv_utc_ts": heard.newest_recv_utc_ts,
        "lag_s": None if newest is None else round((at_ms - from_iso(newest)) / 1000, 3),
        "silent": {
            "over_5_min": heard.silent_5_min,
            "over_1_h": heard.silent_1_h,
            "over_24_h": heard.silent_24_h,
            "named": [{"unit_id": one.unit_id, "heard_at": one.heard_at} for one in heard.silent],
        },
        "counted_since": to_iso(noted.since_ms),
        "last_call_at": None if noted.last_call_ms is None else to_iso(noted.last_call_ms),
        "accepted": noted.accepted,
        "rejected": dict(sorted(noted.rejected.items())),
        "clock_errors": {
            "units": len(noted.clocks),
            "named": [
                {
                    "unit_id": one.unit_id,
                    "ahead_s": round(one.ahead_ms / 1000, 3),
                    "warning": warning_of(one.received_ms + one.ahead_ms, one.received_ms, limits),
                    "received_at": to_iso(one.received_ms),
                }
                for one in noted.clocks[:MOST_NAMED]
            ],
        },
    }
