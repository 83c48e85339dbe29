"""The papers of a trip's page: permits in force when it began, manifests as last told, the truck, the places."""

from collections.abc import Iterable

from dashboard.answers import Permit, ZoneFeature
from dashboard.permits import shown_permit
from dashboard.trip_page import answers
from dashboard.trip_page.told import Told
from dashboard.trip_page.way import Way
from dashboard.zones import zone_feature
from models.manifest import Manifest
from models.reach import Reach, sees_manifest, sees_zone
from models.reference import permit_status, timeline
from models.times import to_iso
from streams.judging.world import World


def permits_of(told: Told, way: Way, world: World, reach: Reach | None) -> list[Permit]:
    """The permits under which it drove that may be read, as in force when it began; that it is told under first."""
    papers = [key for key in way.papers.permits if reach is None or key in reach.papers]
    keys = sorted(papers, key=lambda key: (key != told.permit_key, key))
    found = []
    for key in keys:
        permit = world.permit(key, told.started_ms)
        if permit is not None:
            status = permit_status(timeline(world.versions("permits", key)), told.started_ms)
            found.append(shown_permit(permit, status or permit.status, reach))
    return found


def manifests_of(told: Told, world: World, reach: Reach | None) -> list[answers.Manifest]:
    """The manifests that it is told to carry and that are seen, as they were last told."""
    known = (world.newest_manifest(key) for key in told.manifest_keys)
    seen = (manifest for manifest in known if manifest is not None and sees_manifest(reach, manifest))
    return [_manifest(manifest, told, world) for manifest in seen]


def vehicle_of(told: Told, world: World) -> answers.Vehicle | None:
    """The truck of its unit when it began; None where no row holds."""
    vehicle = world.vehicle(told.unit_id, told.started_ms)
    if vehicle is None:
        return None
    return answers.Vehicle(
        unit_id=vehicle.unit_id, plate=vehicle.plate, province=vehicle.province, carrier=vehicle.carrier,
        vehicle_type=vehicle.vehicle_type, valid_from=vehicle.valid_from.isoformat(),
        valid_to=None if vehicle.valid_to is None else vehicle.valid_to.isoformat(),
    )  # fmt: skip


def zones_of(zone_ids: Iterable[str], told: Told, world: World, reach: Reach | None) -> list[ZoneFeature]:
    """These zones as they were when it began, else as they were last in force by its end; unknown ones are left out.

    In a scope those that are shown, and the ends that the trip itself tells.
    """
    ends = {told.origin_zone_id, *told.destination_zone_ids}
    found = []
    for zone_id in sorted(set(zone_ids)):
        zone = world.zone(zone_id, told.started_ms) or world.zone(zone_id, told.until_ms)
        if zone is not None and (zone_id in ends or sees_zone(reach, zone_id, zone.kind)):
            found.append(zone_feature(zone))
    return found


def _manifest(manifest: Manifest, told: Told, world: World) -> answers.Manifest:
    permit = world.permit(manifest.permit_key, told.started_ms)
    item = None if permit is None else permit.item(manifest.item_no)
    return answers.Manifest(
        manifest_no=manifest.manifest_no, permit_no=manifest.permit_no, item_no=manifest.item_no,
        waste_code=None if item is None else item.waste_code,
        waste_name_th=None if item is None else item.waste_name_th,
        plate=manifest.plate, province=manifest.province, status=manifest.status,
        planned_depart=to_iso(manifest.planned_depart_ms), planned_arrive=_time(manifest.planned_arrive_ms),
        received_at=_time(manifest.received_at_ms), quantity_t=manifest.quantity_t, weigh_out_t=manifest.weigh_out_t,
        weigh_in_t=manifest.weigh_in_t,
    )  # fmt: skip


def _time(at_ms: int | None) -> str | None:
    return None if at_ms is None else to_iso(at_ms)
