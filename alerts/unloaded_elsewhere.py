"""unloaded-elsewhere: a load stood where it may not, and its truck is back for the next without having delivered it."""

from alerts.wording import duration_en, duration_th
from models.alert import Evidence, Finding
from models.fix import Run, shown
from models.thresholds import Stops
from models.times import to_iso

RULE = "unloaded-elsewhere"


def finding(off_site: Run, back: Run, zone_id: str, name_en: str, name_th: str, limits: Stops) -> Finding:
    """What is to be said of a stop `back` at a generator after an off-site stop of the same trip."""
    seconds = off_site.duration_ms / 1000
    return Finding(
        rule=RULE, episode="trip", severity="critical", urgency="today", certainty="likely",
        started_ms=back.first_ms, ended_ms=back.first_ms, zone_id=zone_id, lat=back.lat, lon=back.lon,
        reason_en=(
            f"Back at {name_en} without having been at its destination, after standing {duration_en(seconds)} "
            "at no permitted stopping place: the load may have been left there."
        ),
        reason_th=(
            f"รถกลับมาที่ {name_th} โดยไม่ได้ไปถึงปลายทาง หลังจอดในที่ที่ไม่ได้รับอนุญาตนาน {duration_th(seconds)} "
            "อาจทิ้งกากไว้ ณ จุดนั้น"
        ),
        evidence=Evidence(
            thresholds={"stop_radius_m": limits.radius_m, "stop_min_s": limits.min_s},
            measured={
                "off_site_lat": off_site.lat, "off_site_lon": off_site.lon,
                "off_site_from": to_iso(off_site.first_ms), "off_site_to": to_iso(off_site.last_ms),
                "off_site_min": round(seconds / 60, 1),
            },
            pings=(shown(off_site.first), shown(back.first)),
        ),
    )  # fmt: skip
