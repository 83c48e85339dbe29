"""wrong-destination: a load stops at a factory or yard that its permit does not name."""

from alerts.wording import duration_en, duration_th, in_minutes
from models.alert import Evidence, Finding
from models.fix import Fix, Run, shown
from models.thresholds import Stops

RULE = "wrong-destination"
KINDS = frozenset({"generator", "processor", "depot"})


def finding(
    run: Run, last: Fix, zone_id: str, name_en: str, name_th: str, expected: tuple[str, ...], limits: Stops
) -> Finding:
    """What is to be said of a stop of a trip inside such a zone; `expected` are the zones of its processors."""
    seconds = run.duration_ms / 1000
    return Finding(
        rule=RULE, episode=str(run.first_ms), severity="critical", urgency="immediate", certainty="observed",
        started_ms=run.first_ms, ended_ms=run.first_ms, zone_id=zone_id, lat=run.lat, lon=run.lon,
        reason_en=f"Stopped {duration_en(seconds)} at {name_en}, which is not on the trip's permit or manifests.",
        reason_th=f"รถจอดที่ {name_th} นาน {duration_th(seconds)} ซึ่งไม่ใช่สถานที่ตามใบอนุญาตหรือใบกำกับการขนส่งของเที่ยวนี้",
        evidence=Evidence(
            thresholds={"stop_radius_m": limits.radius_m, "stop_min_s": limits.min_s},
            measured={"minutes": in_minutes(seconds), "permitted_zone_ids": list(expected)},
            pings=(shown(run.first), shown(last)),
        ),
    )  # fmt: skip
