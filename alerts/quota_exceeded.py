"""quota-exceeded: what has left under an item of a permit nears or exceeds what it permits in a month or a year."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

import msgspec

from alerts.wording import tonnes
from models.alert import SEVERITY_RANK, Evidence, EvidencePing, Finding
from models.manifest import Manifest
from models.permit import PermitItem
from models.thresholds import QuotaExceeded

RULE = "quota-exceeded"
Period = Literal["month", "year"]
Level = Literal["warning", "high"]

# Sums are kept in whole grams, so that ten times 1.2 t are 12 t and not a hair more.
_GRAMS = 1_000_000
_EN: Mapping[Period, str] = {"month": "the month", "year": "the year"}
_TH: Mapping[Period, str] = {"month": "เดือนนั้น", "year": "ปีนั้น"}


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """Tonnes of one item that left at a departure, its local day, and what the item permitted then (None: not stated).

    `key` names the departure, and is the alert's episode; a departure may have several loads.
    """

    key: str
    departed_ms: int
    departed_on: date
    permit_no: str
    item_no: int
    tonnes: float
    month_limit_t: float | None
    year_limit_t: float | None
    pings: tuple[EvidencePing, ...] = ()


class Passed(msgspec.Struct, frozen=True, kw_only=True):
    """A level that a load passes, or that had been passed before it: of which period, at which sum."""

    load: Load
    period: Period
    sum_t: float
    limit_t: float
    level: Level


def tonnes_of(manifest: Manifest) -> float | None:
    """What a manifest counts: its quantity, which is known at departure; where none is stated, what was weighed out."""
    return manifest.weigh_out_t if manifest.quantity_t is None else manifest.quantity_t


def limits_t_of(item: PermitItem, day: date) -> tuple[float | None, float | None]:
    """What an item permits in the month and in the year of a local day; None where it does not say."""
    return (item.monthly_t[day.month - 1] if item.monthly_t else None), item.quantity_t


def level_of(sum_t: float, limit_t: float, limits: QuotaExceeded) -> Level | None:
    """The level that a sum reaches; a limit of 0 permits nothing, so the first gram is over it."""
    sum_g, limit_g = round(sum_t * _GRAMS), round(limit_t * _GRAMS)
    if sum_g <= 0 or sum_g < round(limits.warning_share * limit_g):
        return None
    return "high" if sum_g > round(limits.high_share * limit_g) else "warning"


def judge(loads: Iterable[Load], limits: QuotaExceeded) -> dict[str, Passed]:
    """By departure the worst level that its loads pass, for each departure at which one is passed or was before it.

    `loads` are all loads of the items from the beginning of the year on, in any order; the answer depends on their set.
    """
    grams: dict[tuple[str, int, Period, int], int] = {}
    worst: dict[str, Passed] = {}
    for load in sorted(loads, key=_in_order):
        for passed in _passed(load, grams, limits):
            known = worst.get(load.key)
            if known is None or _badness(passed) > _badness(known):
                worst[load.key] = passed
    return worst


def _passed(load: Load, grams: dict[tuple[str, int, Period, int], int], limits: QuotaExceeded) -> list[Passed]:
    """The levels that stand passed once a load is added to the sums of its month and of its year."""
    day = load.departed_on
    of_period: tuple[tuple[Period, int, float | None], ...] = (
        ("month", day.year * 12 + day.month, load.month_limit_t), ("year", day.year, load.year_limit_t),
    )  # fmt: skip
    found: list[Passed] = []
    for period, name, limit_t in of_period:
        account = (load.permit_no, load.item_no, period, name)
        grams[account] = grams.get(account, 0) + round(load.tonnes * _GRAMS)
        sum_t = grams[account] / _GRAMS
        level = None if limit_t is None else level_of(sum_t, limit_t, limits)
        if limit_t is not None and level is not None:
            found.append(Passed(load=load, period=period, sum_t=sum_t, limit_t=limit_t, level=level))
    return found


def _in_order(load: Load) -> tuple[int, str, str, int, float]:
    return load.departed_ms, load.key, load.permit_no, load.item_no, load.tonnes


def _badness(passed: Passed) -> tuple[int, float]:
    share = passed.sum_t / passed.limit_t if passed.limit_t else float("inf")
    return SEVERITY_RANK[passed.level], share


def finding(passed: Passed, limits: QuotaExceeded) -> Finding:
    """What is to be said of a departure at which a level is passed; the caller adds unit, plate and trip."""
    load, left, limit = passed.load, tonnes(passed.sum_t), tonnes(passed.limit_t)
    item_en = f"item {load.item_no} of permit {load.permit_no}"
    item_th = f"รายการที่ {load.item_no} ของใบอนุญาตเลขที่ {load.permit_no}"
    if passed.level == "high":
        reason_en = f"With this load {left} t of {item_en} have left in {_EN[passed.period]}; {limit} t are permitted."
        reason_th = f"เมื่อรวมเที่ยวนี้ ขนออกตาม{item_th} ใน{_TH[passed.period]}แล้ว {left} ตัน เกินกว่าที่อนุญาต {limit} ตัน"
    else:
        reason_en = f"With this load {left} of the {limit} t permitted in {_EN[passed.period]} for {item_en} have left."
        reason_th = f"เมื่อรวมเที่ยวนี้ ขนออกตาม{item_th} ใน{_TH[passed.period]}แล้ว {left} ตัน ใกล้เต็มปริมาณที่อนุญาต {limit} ตัน"
    return Finding(
        rule=RULE, episode=load.key, severity=passed.level, urgency="record", certainty="likely",
        started_ms=load.departed_ms, ended_ms=load.departed_ms, permit_no=load.permit_no,
        reason_en=reason_en, reason_th=reason_th,
        evidence=Evidence(
            thresholds={
                "warning_share": limits.warning_share, "high_share": limits.high_share, "limit_t": passed.limit_t,
            },
            measured={
                "period": passed.period, "item_no": load.item_no, "sum_t": passed.sum_t, "load_t": load.tonnes,
            },
            pings=load.pings,
        ),
    )  # fmt: skip
