"""signal-lost: a loaded truck that we no longer hear, away from any permitted place."""

import msgspec

from alerts.wording import duration_en, duration_th, in_minutes
from models.alert import CloseReason, Evidence, Finding, Severity
from models.fix import Fix, shown
from models.thresholds import SignalLost

RULE = "signal-lost"


class Excuse(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An outage of the unit's vendor that covers its silence; `until_ms` is None while the outage goes on."""

    alert_id: str
    from_ms: int
    until_ms: int | None


def severity_of(silent_ms: int, limits: SignalLost) -> Severity | None:
    """How bad so long a silence is; None while it may still be the network."""
    minutes = silent_ms / 60_000
    if minutes >= limits.critical_min:
        return "critical"
    if minutes >= limits.high_min:
        return "high"
    return "warning" if minutes >= limits.warning_min else None


def steps_ms(limits: SignalLost) -> tuple[int, int, int]:
    """After how long a silence reaches each severity, in ms."""
    return int(limits.warning_min * 60_000), int(limits.high_min * 60_000), int(limits.critical_min * 60_000)


def reached_ms(silent_ms: int, limits: SignalLost) -> int:
    """The longest of the steps that a silence has reached: what is certain of one that goes on."""
    return max((step for step in steps_ms(limits) if step <= silent_ms), default=0)


def excused_until_ms(excuses: tuple[Excuse, ...], silent_from_ms: int, limits: SignalLost) -> int | None:
    """Until when an outage excuses a silence that began at this time: while it lasts, and at most `excused_min`."""
    if not excuses:
        return None
    longest_ms = silent_from_ms + int(limits.excused_min * 60_000)
    ends = [
        longest_ms if excuse.until_ms is None else min(longest_ms, excuse.until_ms)
        for excuse in excuses
        if excuse.from_ms <= silent_from_ms
        and (excuse.until_ms is None or silent_from_ms <= excuse.until_ms)
    ]
    return max(ends, default=None)


def finding(
    last: Fix, silent_from_ms: int, severity: Severity, silent_ms: int, limits: SignalLost, *, back: Fix | None,
    close_reason: CloseReason | None, back_ms: int | None, during_outage: bool,
) -> Finding:  # fmt: skip
    """What is to be said of a silence after `last`, and of its end at `back_ms` (with the fix that ended it)."""
    seconds = silent_ms / 1000
    immediate = severity != "warning" and not during_outage
    return Finding(
        rule=RULE, episode=str(silent_from_ms), severity=severity, urgency="immediate" if immediate else "today",
        certainty="possible", started_ms=silent_from_ms, ended_ms=back_ms, close_reason=close_reason,
        lat=last.lat, lon=last.lon,
        reason_en=f"No signal for {duration_en(seconds)} on the road with a load.",
        reason_th=f"ขาดสัญญาณ GPS นาน {duration_th(seconds)} ระหว่างขนส่ง",
        evidence=Evidence(
            thresholds={
                "warning_min": limits.warning_min, "high_min": limits.high_min, "critical_min": limits.critical_min,
            },
            measured={"silent_min": in_minutes(seconds), "vendor_outage": during_outage},
            pings=(shown(last),) if back is None else (shown(last), shown(back)),
        ),
    )  # fmt: skip
