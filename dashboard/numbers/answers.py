"""What the numbers' routes answer, as types. Times are ISO-8601 UTC, spans are in seconds, shares go from 0 to 1."""

import msgspec

from dashboard.numbers.load import Budget, Excess
from dashboard.numbers.precision import Precision
from dashboard.numbers.vendors import VendorRow
from models.alert import Urgency


class TripFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The trips that departed on the day, by what has become of them; `late` by the rule `not-arrived`."""

    started: int
    completed: int
    open: int
    ended: int
    late: int


class EstateFigures(TripFigures, frozen=True, kw_only=True):
    """The same of one industrial estate; `zone_id` null of trips from outside any."""

    zone_id: str | None
    name_th: str
    name_en: str


class Delay(msgspec.Struct, frozen=True, kw_only=True):
    """Half of `n` took no longer than `p50_s`, 99 of 100 no longer than `p99_s`; null of nothing."""

    n: int
    p50_s: float | None
    p99_s: float | None


class RuleFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The alerts of one rule on the day, and its precision over the days that `judged_from` begins."""

    rule: str
    alerts: int
    immediate: int
    today: int
    record: int
    open: int
    refuted: int
    to_alert: Delay
    precision: Precision


class Fleet(msgspec.Struct, frozen=True, kw_only=True):
    """How much of the fleet is seen now, as `GET /api/v1/health` says; `receipt` is of each unit's newest fix."""

    heard: int
    unseen: int
    unseen_share: float | None
    lag_s: float | None
    data_age_s: float | None
    receipt: Delay


class Blindness(msgspec.Struct, frozen=True, kw_only=True):
    """How blind the centre is: the fleet now (null of a day before), the day's alerts and its completed trips.

    `to_alert` counts alerts whose breach is seen in fixes, `unseen_share` the part of the trips' time that nobody saw.
    """

    fleet: Fleet | None
    to_alert: Delay
    unseen_s: float
    driven_s: float
    unseen_share: float | None


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """The most alarms in a stretch of time, and when the first such stretch begins; null of nothing."""

    alarms: int
    begins_at: str | None


class HourFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The alarms of an hour."""

    begins_at: str
    alarms: int


class ChatterFigures(msgspec.Struct, frozen=True, kw_only=True):
    """A unit of which one rule told too often within an hour."""

    unit_id: str
    plate: str | None
    rule: str
    in_hour: int
    begins_at: str | None
    alarms: int


class StaleAlert(msgspec.Struct, frozen=True, kw_only=True):
    """An alert that is open for over 24 h."""

    alert_id: str
    rule: str
    urgency: Urgency
    unit_id: str | None
    plate: str | None
    detected_at: str


class TopUnit(msgspec.Struct, frozen=True, kw_only=True):
    """A unit of which many alarms tell."""

    unit_id: str
    plate: str | None
    alarms: int


class TopRule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule of which many alarms come."""

    rule: str
    alarms: int


class DeskLoad(msgspec.Struct, frozen=True, kw_only=True):
    """A desk's alarms of the day; `over` names what is over the budget. Those that a shelf held are `shelved` alone."""

    desk_id: str
    name_th: str
    name_en: str
    alarms: int
    shelved: int
    mean_per_hour: float
    peak: Stretch
    in_10_min: Stretch
    over: tuple[Excess, ...]
    hours: list[HourFigures]


class LoadFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The alarms of the day, by desk as desks are arranged now, and what makes most of them.

    `stale` counts the alerts open for over 24 h now, null of a day before; `stale_alerts` are the oldest of them.
    """

    budget: Budget
    desks: list[DeskLoad]
    chattering: list[ChatterFigures]
    stale: int | None
    stale_alerts: list[StaleAlert]
    top_units: list[TopUnit]
    top_rules: list[TopRule]


class Numbers(msgspec.Struct, frozen=True, kw_only=True):
    """All figures of one local day, counted at `counted_at`; while it lasts, `is_today` and `to` is now.

    `open_before` counts trips still open that departed earlier, and `vendors` the units now: null of a day before.
    """

    day: str
    timezone: str
    from_: str = msgspec.field(name="from")
    to: str
    is_today: bool
    counted_at: str
    trips: TripFigures
    open_before: int | None
    estates: list[EstateFigures]
    rules: list[RuleFigures]
    judged_from: str
    least_judged: int
    vendors: list[VendorRow] | None
    blindness: Blindness
    load: LoadFigures


class DayFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One day of a trend, counted at `counted_at`; `unseen_share` is null where no trip was completed."""

    day: str
    counted_at: str
    trips: int
    completed: int
    late: int
    immediate: int
    today: int
    record: int
    unseen_share: float | None
    to_alert: Delay


class Trend(msgspec.Struct, frozen=True, kw_only=True):
    """Days one after the other, the newest last; `counted_at` is when the one counted longest ago was."""

    timezone: str
    counted_at: str
    days: list[DayFigures]
