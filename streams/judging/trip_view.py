"""view_of: a trip as it is told, from what is remembered of it and the reference data in force."""

from models.manifest import Manifest
from models.trip import TripView
from streams.judging.state import Trip
from streams.judging.world import World


def settled_permits(trip: Trip, world: World) -> tuple[str, ...]:
    """The permits that still fit: all of them on the way; once arrived, those that name the destination."""
    if trip.state not in ("arrived", "completed") or not trip.visits:
        return trip.permits
    reached = trip.visits[-1].zone_id
    fitting = tuple(
        key
        for key in trip.permits
        if (permit := world.permit(key, trip.started_ms))
        and any(item.processor.zone_id == reached for item in permit.items)
    )
    return fitting or trip.permits


def view_of(trip: Trip, world: World, unit_id: str) -> TripView:
    """The trip as its event says it; of several permits the smallest valid one is named, else the smallest."""
    permits = settled_permits(trip, world)
    manifests = [m for m in (world.manifest(key, trip.started_ms) for key in trip.manifests) if m is not None]
    valid = [key for key in permits if world.faults(key, trip.manifests, trip.started_ms) is None]
    written = sorted(
        p.permit_no for p in (world.permit(key, trip.started_ms) for key in valid or permits) if p is not None
    )
    chosen = next(
        (
            p
            for p in (world.permit(key, trip.started_ms) for key in permits)
            if p and written and p.permit_no == written[0]
        ),
        None,
    )
    completed = trip.state == "completed"
    duration_ms = max(0, trip.ended_ms - trip.started_ms - trip.excused_ms) if trip.ended_ms is not None else 0
    rules = world.thresholds.at(trip.estate_zone_id).verdict
    return TripView(
        state=trip.state,
        started_ms=trip.started_ms,
        unit_id=unit_id,
        plate=trip.plate,
        province=trip.province,
        permit_no=written[0] if written else None,
        item_nos=world.item_nos(permits, trip.manifests, trip.started_ms),
        manifest_nos=tuple(sorted(m.manifest_no for m in manifests)),
        generator_factory_no=chosen.generator.factory_no or None if chosen else None,
        origin_zone_id=trip.origin_zone_id,
        visits=trip.visits,
        from_trip_id=trip.from_trip_id,
        end_reason=trip.end_reason,
        ended_ms=trip.ended_ms,
        distance_km=round(trip.distance_m / 1000, 3) if completed else 0.0,
        max_gap_s=trip.max_gap_ms / 1000 if completed else 0.0,
        unseen_s=trip.unseen_ms / 1000 if completed else 0.0,
        unseen_km=round(trip.unseen_m / 1000, 3) if completed else 0.0,
        seen_well=completed
        and not trip.gap_too_long
        and duration_ms <= rules.mean_s * 1000 * (trip.fixes - trip.excused_fixes),
        quantity_t=_sum(manifests, "quantity_t"),
        weigh_out_t=_sum(manifests, "weigh_out_t"),
        weigh_in_t=_sum(manifests, "weigh_in_t"),
    )


def _sum(manifests: list[Manifest], field: str) -> float | None:
    known = [value for m in manifests if (value := getattr(m, field)) is not None]
    return round(sum(known), 6) if known and len(known) == len(manifests) else None
