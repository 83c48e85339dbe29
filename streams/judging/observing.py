"""Observing: what of a unit rules across units weigh: where it stops, and when it is at a gate that concerns it."""

import msgspec

from models.fix import Run
from models.observation import Presence, Stand
from streams.judging.desk import Desk, Here
from streams.judging.state import Fold, Inside


def note_presence(fold: Fold, here: Here, desk: Desk) -> None:
    """Notes coming into and leaving the zones of the generators and processors that have to do with the truck.

    Out for no longer than an arrival takes to lapse it has not left: scatter at the fence is one presence.
    """
    if not fold.inside and not here.zone_ids:
        return
    vehicle = desk.world.vehicle(desk.unit_id, here.fix.utc_ms)
    concerned = desk.world.sites_of(vehicle.plate_key) if vehicle is not None else frozenset()
    now = concerned.intersection(here.zone_ids)
    if not fold.inside and not now:
        return
    lapse_ms = desk.rules(fold.trip).arrival.lapse_s * 1000
    inside: list[Inside] = []
    for was in fold.inside:
        out_for_long = here.fix.utc_ms - was.last_ms > lapse_ms
        if was.zone_id in now and not (was.is_out and out_for_long):
            inside.append(_stayed(was, fold, here, desk))
        elif was.zone_id not in now:
            gone = msgspec.structs.replace(was, is_out=True)
            if not was.is_out:
                _tell(gone, desk)
            if not out_for_long:
                inside.append(gone)
    came_into = now.difference([one.zone_id for one in inside])
    for zone_id in sorted(came_into) if came_into else ():
        came = Inside(zone_id=zone_id, first_ms=here.fix.utc_ms, last_ms=here.fix.utc_ms)
        inside.append(came)
        _tell(came, desk)
    fold.inside = tuple(inside)


def note_stand(fold: Fold, here: Here, desk: Desk) -> None:
    """Notes a stop once it is one, and again when it has ended."""
    stop_ms = desk.rules(fold.trip).stop.min_s * 1000
    if fold.stood_ms >= 0 and here.run.first_ms != fold.stood_ms:
        ended, fold.stood_ms = here.ended_run, -1
        if ended is not None and ended.duration_ms >= stop_ms:
            _tell_stand(fold, ended, here.fix.utc_ms, desk, last_ms=ended.last_ms)
    if fold.stood_ms < 0 and here.run.duration_ms >= stop_ms:
        fold.stood_ms = here.run.first_ms
        _tell_stand(fold, here.run, here.fix.utc_ms, desk, last_ms=None)


def restate_observations(fold: Fold, desk: Desk) -> None:
    """Says again what goes on, so that a second judging from here knows what it took over."""
    for inside in fold.inside:
        _tell(inside, desk)
    if fold.stood_ms >= 0 and fold.run is not None:
        _tell_stand(fold, fold.run, fold.at_ms, desk, last_ms=None)


def _stayed(was: Inside, fold: Fold, here: Here, desk: Desk) -> Inside:
    run, rules = here.run, desk.rules(fold.trip)
    now = msgspec.structs.replace(was, last_ms=here.fix.utc_ms, is_out=False)
    if was.is_out:
        _tell(now, desk)
    if was.stopped_ms is not None or run.duration_ms < rules.stop.min_s * 1000 or run.last_ms < was.first_ms:
        return now
    place = next((place for place in here.places if place.zone.zone_id == was.zone_id), None)
    if place is None or not desk.world.holds(place, run.x, run.y, run.lat):
        return now
    now = msgspec.structs.replace(now, stopped_ms=run.first_ms)
    _tell(now, desk)
    return now


def _tell(inside: Inside, desk: Desk) -> None:
    vehicle = desk.world.vehicle(desk.unit_id, inside.first_ms)
    if vehicle is not None:
        desk.observe(
            Presence(
                zone_id=inside.zone_id, plate=vehicle.plate, province=vehicle.province, plate_key=vehicle.plate_key,
                first_ms=inside.first_ms, last_ms=inside.last_ms if inside.is_out else None,
                stopped_ms=inside.stopped_ms,
            )
        )  # fmt: skip


def _tell_stand(fold: Fold, run: Run, at_ms: int, desk: Desk, *, last_ms: int | None) -> None:
    vehicle = desk.world.vehicle(desk.unit_id, run.first_ms)
    if vehicle is None:
        return
    trip = fold.trip if fold.trip is not None and fold.trip.started_ms <= run.first_ms else None
    places = desk.world.holding(run.x, run.y, run.lat, at_ms)
    desk.observe(
        Stand(
            plate=vehicle.plate, province=vehicle.province, plate_key=vehicle.plate_key, lat=run.lat, lon=run.lon,
            first_ms=run.first_ms, last_ms=last_ms, trip_key=None if trip is None else trip.key,
            registered=any(place.zone.kind != "province" for place in places),
            on_route=trip is not None and desk.world.is_on_route(trip.permits, trip.manifests, run, at_ms),
            follows=desk.belongs(run.first_ms),
        )
    )  # fmt: skip
