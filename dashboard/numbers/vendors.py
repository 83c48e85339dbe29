"""Silent units by GPS vendor, and how long a fix takes to be received. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from models.times import DAY_MS
from models.vendor import vendor_of
from ops.condition import HEARD_MS, UNSEEN_MS

Hearing = Literal["heard", "silent_5_min", "silent_1_h", "silent_24_h"]


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """When a unit was heard last, the time of that fix, and whether it is on a trip."""

    unit_id: str
    heard_ms: int
    fix_ms: int
    on_trip: bool


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A vendor's account at the gateway: the unit codes and the whole units for which it speaks."""

    name: str
    codes: tuple[str, ...]
    units: tuple[str, ...]


class VendorRow(msgspec.Struct, frozen=True, kw_only=True):
    """One vendor's units, each counted once: heard within 5 min, or silent for over 5 min, 1 h or 24 h.

    `silent_on_trip` of them are silent for over 5 min while on a trip. `vendor` is the first three characters of
    27-character units, else the account; null where nobody is known.
    """

    vendor: str | None
    accounts: tuple[str, ...]
    units: int
    heard: int
    silent_5_min: int
    silent_1_h: int
    silent_24_h: int
    silent_on_trip: int


def hearing(heard_ms: int, now_ms: int) -> Hearing:
    """How a unit is heard that was heard last at a time."""
    age_ms = now_ms - heard_ms
    if age_ms <= UNSEEN_MS:
        return "heard"
    if age_ms <= HEARD_MS:
        return "silent_5_min"
    return "silent_1_h" if age_ms <= DAY_MS else "silent_24_h"


def by_vendor(units: Iterable[Heard], accounts: Sequence[Account], now_ms: int) -> list[VendorRow]:
    """A row for each vendor of these units, the one with most silent units first."""
    senders = {unit_id: account.name for account in accounts for unit_id in account.units}
    counts: defaultdict[str | None, Counter[str]] = defaultdict(Counter)
    for unit in units:
        count = counts[vendor_of(unit.unit_id, senders.get(unit.unit_id, ""))]
        heard = hearing(unit.heard_ms, now_ms)
        count[heard] += 1
        count["silent_on_trip"] += unit.on_trip and heard != "heard"
    rows = [_row(vendor, count, accounts) for vendor, count in counts.items()]
    return sorted(rows, key=lambda row: (row.heard - row.units, -row.units, row.vendor is None, row.vendor or ""))


def receipt_lags_ms(units: Iterable[Heard], now_ms: int) -> list[int]:
    """How long the newest fix of each unit heard within the hour took until it was received, in order."""
    return sorted(max(0, unit.heard_ms - unit.fix_ms) for unit in units if now_ms - unit.heard_ms <= HEARD_MS)


def nearest_rank(ordered: Sequence[int], share: float) -> int | None:
    """The least value that at least this share of the ordered ones does not exceed; None of nothing."""
    rank = -(-len(ordered) * round(share * 1000) // 1000)
    return ordered[max(rank, 1) - 1] if ordered else None


def _row(vendor: str | None, count: Counter[str], accounts: Sequence[Account]) -> VendorRow:
    named = tuple(account.name for account in accounts if vendor in account.codes or vendor == account.name)
    heard, short, long, gone = (count[name] for name in ("heard", "silent_5_min", "silent_1_h", "silent_24_h"))
    return VendorRow(
        vendor=vendor, accounts=named, units=heard + short + long + gone, heard=heard, silent_5_min=short,
        silent_1_h=long, silent_24_h=gone, silent_on_trip=count["silent_on_trip"],
    )  # fmt: skip
