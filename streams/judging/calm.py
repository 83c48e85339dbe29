"""Calm: whether a unit that has just been judged in full has a lull before it, and how far that reaches.

Each condition names what a rule could speak of otherwise; the order is that of the judging's steps. To find none where
there is one costs time alone, so whatever is rare is left out.
"""

from zlib import crc32

from alerts.signal_lost import steps_ms
from geofences.projection import metres_per_unit
from models.thresholds import Rulebook
from models.times import SECOND_MS
from streams.judging.calm_drive import calm_drive
from streams.judging.calm_stop import calm_stop
from streams.judging.deadlines import trip_due_ms
from streams.judging.desk import Desk
from streams.judging.device_check import device_due_ms
from streams.judging.limits import limits_of
from streams.judging.lull import FOLDED, LONGEST_MS, Lull
from streams.judging.overnight import hold_due_ms
from streams.judging.state import Fold, Unit
from streams.judging.up_to_date import is_up_to_date
from streams.judging.world import World


def lull_of(unit: Unit, world: World) -> Lull | None:
    """The lull that begins with the newest ping of a unit; None where its next one has to be judged."""
    fold, last, run = unit.fold, unit.fold.last, unit.fold.run
    if last is None or run is None or not _is_plain(unit, world):
        return None
    desk = Desk(unit.unit_id, world, unit.excuses, unit.rulings)
    around = world.around(last.x, last.y, last.lat, last.utc_ms)
    desk.estate_zone_id = around.estate_zone_id
    if around.zone_ids != fold.last_zone_ids or not is_up_to_date(fold, around, desk) or _may_turn_back(fold, desk):
        return None
    numbers, scale = world.numbers(last.x, last.y, last.lat), metres_per_unit(last.lat)
    if fold.moving:
        ground = calm_drive(fold, last, run, around, desk)
    else:
        ground = calm_stop(fold, last, run, around, scale, desk)
    if ground is None:
        return None
    turn = crc32(unit.unit_id.encode())
    until_ms = min(
        (ground.until_ms, last.utc_ms + _longest_ms(turn), world.around_lasts_ms(numbers), *trip_due_ms(fold, desk),
         *hold_due_ms(fold, desk), *device_due_ms(fold, desk))
    )  # fmt: skip
    until_ms = world.ride_lasts_ms(unit.unit_id, last.utc_ms, until_ms)
    if until_ms <= max(last.utc_ms, fold.receipt_ms, unit.lapsed_ms):
        return None
    trip, rules = fold.trip, desk.rules(fold.trip)
    gap_ms, silent_ms = _gaps_ms(fold, rules, world)
    return Lull(
        world=world, limits=limits_of(world.thresholds, rules), knows_vendor=unit.vendor is not None,
        most=_first_folded(turn), is_driving=fold.moving,
        utc_ms=last.utc_ms, receipt_ms=fold.receipt_ms, until_ms=until_ms, gap_ms=gap_ms,
        silent_ms=silent_ms, x=ground.x, y=ground.y, reach=ground.reach, scale=scale, spans=ground.spans,
        drifts=ground.drifts, numbers=numbers, edges=ground.edges, power_on=fold.power_on,
        routes=None if trip is None else world.plan(trip.permits, trip.manifests, last.utc_ms).corridors,
    )  # fmt: skip


def _longest_ms(turn: int) -> int:
    """How long a lull may last: up to an eighth less, each unit its own part of that.

    A tracker that begins meets all its units within a second or a minute. Were they judged in full again at one time
    half an hour later, and folded at one time after eight pings, all others would wait for it.
    """
    return LONGEST_MS - turn % (LONGEST_MS // 8)


def _first_folded(turn: int) -> int:
    """How many pings are folded the first time, five to twelve."""
    return FOLDED // 2 + 1 + turn % FOLDED


def _is_plain(unit: Unit, world: World) -> bool:
    """Whether nothing is under way that any next ping takes on, wherever it lies."""
    fold, clock, rulings = unit.fold, unit.clock, unit.rulings
    return (
        fold.last is not None
        and fold.at_ms == fold.last.utc_ms
        and fold.heard_ms <= fold.at_ms
        and fold.rival is None
        and not (fold.pending or fold.frozen or fold.zone_visits)
        and not (unit.by_clock or clock.waiting or [count for count in clock.hours if count.ahead])
        and not (rulings.handed_over or rulings.follows or rulings.bridged)
        and not (unit.excuses and _is_excused(unit))
        and not world.may_share_plate(unit.unit_id)
    )


def _is_excused(unit: Unit) -> bool:
    return any(excuse.until_ms is None or excuse.until_ms >= unit.fold.at_ms for excuse in unit.excuses)


def _may_turn_back(fold: Fold, desk: Desk) -> bool:
    """Whether a departure may be undone still; of one from which the truck has come too far the next fix forgets it."""
    return fold.undo is not None and fold.undo.furthest_m <= desk.rules(fold.trip).departure.undo_far_m


def _gaps_ms(fold: Fold, rules: Rulebook, world: World) -> tuple[int, int]:
    """How far apart pings may be, and less than how far apart their receipts, so that no silence is judged."""
    common = world.thresholds.common
    gaps_s = [rules.impossible_move.confirm_min * 60]
    silent_s = LONGEST_MS / SECOND_MS
    if fold.outing_ms >= 0:
        silent_s = common.vendor_outage.silent_s
        gaps_s.append(silent_s)
    if fold.trip is not None:
        silent_s = min(silent_s, rules.signal_lost.refuted_s, min(steps_ms(rules.signal_lost)) / SECOND_MS)
        gaps_s += [rules.verdict.gap_s, rules.verdict.unseen_s, rules.signal_lost.refuted_s]
    return int(min(gaps_s) * SECOND_MS) - 1, int(silent_s * SECOND_MS)
