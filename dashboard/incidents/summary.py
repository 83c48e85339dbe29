"""What the alerts of an incident say together."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from models.incident import GatheredAlert, Summary

_SURENESS: Final = {"observed": 0, "likely": 1, "possible": 2}

Value = TypeVar("Value")


def summarise(alerts: Sequence[GatheredAlert], estate_zone_id: str | None = None) -> Summary:
    """The summary of some alerts, at least one.

    Urgency, severity, certainty and reason are those of the worst alert that is open, else of the worst of all; what
    it does not say of truck, place and permit the next worst says. It began with the first that was not refuted.
    """
    ordered = worst_first(alerts)
    worst = ordered[0]
    located = next((alert for alert in ordered if alert.lat is not None and alert.lon is not None), worst)
    standing = [alert for alert in alerts if not alert.is_refuted] or alerts

    def first(of: Callable[[GatheredAlert], Value | None]) -> Value | None:
        return next((value for alert in ordered if (value := of(alert)) is not None), None)

    return Summary(
        urgency=worst.urgency,
        severity=worst.severity,
        certainty=worst.certainty,
        rules=tuple(dict.fromkeys(alert.rule for alert in ordered)),
        alert_ids=tuple(alert.alert_id for alert in sorted(alerts, key=lambda one: (one.detected_ms, one.alert_id))),
        open_alerts=sum(alert.is_open for alert in alerts),
        refuted_alerts=sum(alert.is_refuted for alert in alerts),
        started_ms=min(alert.started_ms for alert in standing),
        detected_ms=min(alert.detected_ms for alert in standing),
        reason_th=worst.reason_th,
        reason_en=worst.reason_en,
        trip_id=first(lambda alert: alert.trip_id),
        unit_id=first(lambda alert: alert.unit_id),
        plate=first(lambda alert: alert.plate),
        province=first(lambda alert: alert.province),
        zone_id=first(lambda alert: alert.zone_id),
        vendor=first(lambda alert: alert.vendor),
        permit_no=first(lambda alert: alert.permit_no),
        lat=located.lat,
        lon=located.lon,
        estate_zone_id=estate_zone_id,
    )


def worst_first(alerts: Sequence[GatheredAlert]) -> list[GatheredAlert]:
    """Alerts in the order in which they speak for an incident, on every page: the first is the one that is shown.

    What goes on before what has ended, what has ended before what was refuted; then the worst, the surest, the newest.
    """
    return sorted(alerts, key=_badness)


def plates_of(alerts: Sequence[GatheredAlert]) -> tuple[str, ...]:
    """The plates that some alerts name, each once, that of the worst alert first."""
    named = (alert.plate for alert in worst_first(alerts) if alert.plate is not None)
    return tuple(dict.fromkeys(named))


def _badness(alert: GatheredAlert) -> tuple[Any, ...]:
    standing = 0 if alert.is_open else 2 if alert.is_refuted else 1
    return standing, alert.rank, _SURENESS[alert.certainty], -alert.detected_ms, alert.alert_id
