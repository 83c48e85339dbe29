"""unauthorised-stop: a loaded truck stands where it may not."""

import msgspec

from alerts.wording import duration_en, duration_th, in_minutes
from models.alert import CloseReason, Evidence, Finding, Severity
from models.fix import Fix, Run, shown
from models.thresholds import UnauthorisedStop

RULE = "unauthorised-stop"


class StandingStop(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A stop that has been raised, as it stands, and whether its permit's unresolved zones let it only warn."""

    run: Run
    severity: Severity
    off_corridor: bool
    only_warn: bool


def severity_of(duration_ms: int, *, off_corridor: bool, limits: UnauthorisedStop) -> Severity | None:
    """How bad a stop of this length outside permitted zones is; None while it may still be lawful."""
    minutes = duration_ms / 60_000
    if off_corridor:
        return "high" if minutes >= limits.off_corridor_min else None
    if minutes >= limits.high_min:
        return "high"
    return "warning" if minutes >= limits.on_corridor_min else None


def finding(
    run: Run,
    last: Fix,
    severity: Severity,
    *,
    off_corridor: bool,
    limits: UnauthorisedStop,
    close_reason: CloseReason | None,
) -> Finding:
    """What is to be said of a stop, and of its end."""
    seconds = run.duration_ms / 1000
    where_en = "off the permitted route" if off_corridor else "on the permitted route"
    where_th = "นอกเส้นทางที่ได้รับอนุญาต" if off_corridor else "บนเส้นทางที่ได้รับอนุญาต"
    return Finding(
        rule=RULE, episode=str(run.first_ms), severity=severity,
        urgency="today" if severity == "warning" else "immediate",
        certainty="observed", started_ms=run.first_ms, ended_ms=None if close_reason is None else run.last_ms,
        close_reason=close_reason, lat=run.lat, lon=run.lon,
        reason_en=f"Standing {duration_en(seconds)} {where_en}, at no permitted stopping place.",
        reason_th=f"รถจอด{where_th}นาน {duration_th(seconds)} โดยไม่ใช่จุดจอดที่ได้รับอนุญาต",
        evidence=Evidence(
            thresholds={
                "off_corridor_min": limits.off_corridor_min, "on_corridor_min": limits.on_corridor_min,
                "high_min": limits.high_min,
            },
            measured={"minutes": in_minutes(seconds), "off_corridor": off_corridor, "fixes": run.fixes},
            pings=(shown(run.first), shown(last)) if last.utc_ms != run.first_ms else (shown(last),),
        ),
    )  # fmt: skip
