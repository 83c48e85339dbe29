"""Where a load may have been left: an off-site stop of a trip, and then a stop back at a generator."""

from alerts import unloaded_elsewhere
from models.fix import Fix, Run
from models.times import HOUR_MS
from streams.judging.desk import Desk
from streams.judging.places import Place
from streams.judging.state import Trip


def note_off_site_stop(trip: Trip, stop: Run) -> None:
    """Remembers a stop that was raised and is over; of several the longest."""
    if trip.off_site is None or stop.duration_ms > trip.off_site.duration_ms:
        trip.off_site = stop


def judge_unloading(trip: Trip, stop: Run, fix: Fix, places: tuple[Place, ...], desk: Desk) -> None:
    """Says, once a trip, that the truck stops at a generator after an off-site stop and before any processor."""
    if trip.off_site is None or trip.unloaded_elsewhere or trip.visits:
        return
    back = [p for p in places if p.zone.kind == "generator" and not _is_to_load(trip, p.zone.zone_id, fix.utc_ms, desk)]
    if not back:
        return
    trip.unloaded_elsewhere = True
    zone = back[0].zone
    said = unloaded_elsewhere.finding(
        trip.off_site, stop, zone.zone_id, zone.name_en or zone.zone_id, zone.name_th or zone.zone_id,
        desk.rules(trip).stop,
    )  # fmt: skip
    desk.say(said, trip, only_warn=desk.world.has_unresolved_permit(trip.plate_key, fix.utc_ms))


def _is_to_load(trip: Trip, zone_id: str, at_ms: int, desk: Desk) -> bool:
    """Whether manifests send the truck on to load there. Where it has loaded already, those are of its next round."""
    if zone_id in trip.generators:
        return False
    window_ms = int(desk.rules(trip).departure.manifest_h * HOUR_MS)
    return bool(desk.world.manifests_there(trip.plate_key, zone_id, at_ms, trip.manifests, window_ms, window_ms))
