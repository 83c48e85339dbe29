"""Follows a truck that comes to a processor outside a trip: where it stops next after it has stood there."""

from alerts import secondary_movement
from alerts.secondary_movement import Stay, has_left, noted_inside, noted_outside
from models.fix import Fix, Run
from models.thresholds import Rulebook
from streams.judging.bearer import bearer_of
from streams.judging.desk import Desk, Here
from streams.judging.places import Place
from streams.judging.state import Fold


def watch_processors(fold: Fold, here: Here, desk: Desk) -> None:
    """Takes note of a stay at a processor outside a trip, and judges the first stop after it."""
    stay = fold.stay
    if stay is None and "processor" not in [place.zone.kind for place in here.places]:
        return
    if fold.trip is not None or desk.world.vehicle(desk.unit_id, here.fix.utc_ms) is None:
        fold.stay = None
        return
    if stay is not None:
        stay = _followed(fold, stay, here, desk)
    fold.stay = _entered(fold, here) if stay is None else stay


def _entered(fold: Fold, here: Here) -> Stay | None:
    """A stay that begins with this fix. What is first seen inside has not been seen to come without a trip."""
    if here.before is None or here.jumped:
        return None
    return _stay_in([p for p in here.places if p.zone.zone_id not in here.zone_ids_before], fold)


def _stay_in(places: list[Place], fold: Fold) -> Stay | None:
    zone_ids = [place.zone.zone_id for place in places if place.zone.kind == "processor"]
    fresh = [zone_id for zone_id in zone_ids if zone_id != fold.emptied_zone_id]
    return Stay(zone_id=min(fresh)) if fresh else None


def _followed(fold: Fold, stay: Stay, here: Here, desk: Desk) -> Stay | None:
    rules = desk.rules(None)
    if stay.zone_id in here.zone_ids:
        place = next(place for place in here.places if place.zone.zone_id == stay.zone_id)
        run = here.run if desk.world.holds(place, here.run.x, here.run.y, here.run.lat) else None
        return noted_inside(stay, run, rules.secondary_movement)
    if stay.stood is None:
        return None
    stay = noted_outside(stay, here.fix)
    return stay if not _is_next_stop(stay, here.run, rules) else _judge_stop(fold, stay, here, desk, rules)


def _is_next_stop(stay: Stay, run: Run, rules: Rulebook) -> bool:
    another = stay.stood is not None and run.first_ms != stay.stood.first_ms
    return another and run.duration_ms >= rules.stop.min_s * 1000 and has_left(stay, rules.departure.fixes)


def _judge_stop(fold: Fold, stay: Stay, here: Here, desk: Desk, rules: Rulebook) -> Stay | None:
    """Says a stop in no registered zone; what is left of the stay, or the one that begins with the stop."""
    run, at_ms = here.run, here.fix.utc_ms
    places = desk.world.holding(run.x, run.y, run.lat, at_ms)
    if any(place.zone.zone_id == stay.zone_id for place in places):
        return stay
    registered = [place for place in places if place.zone.kind not in secondary_movement.UNREGISTERED_KINDS]
    if registered:
        return _stay_in(registered, fold)
    _say(stay, run, here.fix, desk, rules)
    return None


def _say(stay: Stay, stop: Run, fix: Fix, desk: Desk, rules: Rulebook) -> None:
    zone = desk.world.zone(stay.zone_id, fix.utc_ms)
    if stay.stood is None or stay.left is None:
        return
    said = secondary_movement.finding(
        stay.stood, stay.left, stop, bearer_of(None, fix.utc_ms, desk), stay.zone_id,
        zone.name_en if zone and zone.name_en else stay.zone_id,
        zone.name_th if zone and zone.name_th else stay.zone_id, rules.secondary_movement,
    )  # fmt: skip
    desk.say(said, None)
