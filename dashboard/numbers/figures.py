"""Figures of a day put together from what storage counted. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from dashboard.answers import ClockTick
from dashboard.estates import Estate, EstateMap
from dashboard.numbers.answers import Blindness, Delay, EstateFigures, Fleet, RuleFigures, TripFigures
from dashboard.numbers.precision import precision_of
from dashboard.numbers.vendors import Heard, nearest_rank, receipt_lags_ms
from storage.numbers import RuleCounts, TripCounts
from storage.numbers_outcomes import OutcomeCount

_NOWHERE: Final = Estate(zone_id="", name_th="", name_en="")


def trip_figures(counts: Iterable[TripCounts]) -> TripFigures:
    """The trips of all origins together."""
    each = list(counts)
    return TripFigures(
        started=sum(one.started for one in each), completed=sum(one.completed for one in each),
        open=sum(one.open for one in each), ended=sum(one.ended for one in each), late=sum(one.late for one in each),
    )  # fmt: skip


def estate_figures(counts: Iterable[TripCounts], estates: EstateMap) -> list[EstateFigures]:
    """The trips by estate, the one with most first and those from outside any last."""
    by_estate: dict[Estate, list[TripCounts]] = {}
    for one in counts:
        by_estate.setdefault(estates.of_zone(one.origin_zone_id) or _NOWHERE, []).append(one)
    figures = [(estate, trip_figures(each)) for estate, each in by_estate.items()]
    figures.sort(key=lambda pair: (pair[0] is _NOWHERE, -pair[1].started, pair[0].zone_id))
    return [
        EstateFigures(
            zone_id=estate.zone_id or None, name_th=estate.name_th, name_en=estate.name_en, started=trips.started,
            completed=trips.completed, open=trips.open, ended=trips.ended, late=trips.late,
        )
        for estate, trips in figures
    ]  # fmt: skip


def rule_figures(counts: Iterable[RuleCounts], outcomes: Iterable[OutcomeCount]) -> list[RuleFigures]:
    """The rules that told on the day or were judged in the days before, the one with most alerts first."""
    judged: dict[str, Counter[str]] = {}
    for one in outcomes:
        judged.setdefault(one.rule, Counter())[one.outcome] += one.incidents
    told = {one.rule: one for one in counts if one.rule is not None}
    figures = [_rule(rule, told.get(rule), judged.get(rule, Counter())) for rule in sorted({*told, *judged})]
    return sorted(figures, key=lambda one: -one.alerts)


def delay_of(counts: RuleCounts | None) -> Delay:
    """How long the alerts whose breach is seen in fixes took."""
    if counts is None:
        return Delay(n=0, p50_s=None, p99_s=None)
    return Delay(n=counts.observed, p50_s=_seconds(counts.delay_p50_ms), p99_s=_seconds(counts.delay_p99_ms))


def all_rules(counts: Iterable[RuleCounts]) -> RuleCounts | None:
    """The counts of all rules together."""
    return next((one for one in counts if one.rule is None), None)


def unseen_share(counts: Sequence[TripCounts]) -> float | None:
    """The part of the completed trips' time that nobody saw; None where none was completed."""
    driven_s = sum(one.driven_s for one in counts)
    return min(1.0, sum(one.unseen_s for one in counts) / driven_s) if driven_s > 0 else None


def _rule(rule: str, counts: RuleCounts | None, outcomes: Counter[str]) -> RuleFigures:
    precision, delay = precision_of(outcomes), delay_of(counts)
    if counts is None:
        return RuleFigures(
            rule=rule, alerts=0, immediate=0, today=0, record=0, open=0, refuted=0, to_alert=delay, precision=precision
        )
    return RuleFigures(
        rule=rule, alerts=counts.alerts, immediate=counts.immediate, today=counts.today, record=counts.record,
        open=counts.open, refuted=counts.refuted, to_alert=delay, precision=precision,
    )  # fmt: skip


def blindness(trips: Sequence[TripCounts], rules: Sequence[RuleCounts], fleet: Fleet | None) -> Blindness:
    """How blind the centre is: the fleet now, and the alerts and completed trips of the day."""
    return Blindness(
        fleet=fleet, to_alert=delay_of(all_rules(rules)), unseen_s=sum(one.unseen_s for one in trips),
        driven_s=sum(one.driven_s for one in trips), unseen_share=unseen_share(trips),
    )  # fmt: skip


def fleet_figures(clock: ClockTick, heard: Sequence[Heard], now_ms: int) -> Fleet:
    """How much of the fleet is seen now, by the page's clock, and how long its newest fixes took to come."""
    lags_ms = receipt_lags_ms(heard, now_ms)
    receipt = Delay(
        n=len(lags_ms), p50_s=_seconds(nearest_rank(lags_ms, 0.5)), p99_s=_seconds(nearest_rank(lags_ms, 0.99))
    )
    return Fleet(
        heard=clock.units_heard, unseen=clock.units_unseen,
        unseen_share=clock.units_unseen / clock.units_heard if clock.units_heard else None, lag_s=clock.lag_s,
        data_age_s=clock.data_age_s, receipt=receipt,
    )  # fmt: skip


def _seconds(span_ms: int | None) -> float | None:
    return None if span_ms is None else span_ms / 1000
