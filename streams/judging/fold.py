"""The fold: one ping after another, in the order of their time, from what was known of a unit to what is known now."""

from typing import Final

from geofences.projection import metres_per_unit, to_plane
from models.fix import Fix, follow_run
from models.ping import Ping
from models.thresholds import Fixes
from streams.judging.companion import hear_companion, heard_until_ms, leave_to_leader, note_sighting
from streams.judging.deadlines import expire
from streams.judging.desk import Desk, Here
from streams.judging.device_check import watch_device
from streams.judging.freezing import watch_for_freezing
from streams.judging.gate import watch_gate
from streams.judging.hand_over import take_hand_overs
from streams.judging.journey import plan_journey
from streams.judging.moving import is_moving
from streams.judging.observing import note_presence, note_stand
from streams.judging.outings import is_under_way, note_outing
from streams.judging.overnight import watch_hold
from streams.judging.places import Around
from streams.judging.restricted import watch_restricted_zones
from streams.judging.road import ENDING, ROAD
from streams.judging.secondary import watch_processors
from streams.judging.seen import hear
from streams.judging.sieve import Passed, is_ordinary, note_own, settle, sift
from streams.judging.state import Fold
from streams.judging.visits import watch_visits

# The flow: what each fix that the sieve lets pass goes through, in this order. A silence is judged by what was before
# it. Arrival comes before the gate, so that a plant which is both processor and generator is left empty, and the gate
# before the road, so that the first fix outside is a trip's. What leaves a processor outside a trip is known once the
# gate has spoken.
STEPS: Final = (
    watch_device, watch_restricted_zones, *ENDING, watch_visits, watch_gate, plan_journey, watch_for_freezing,
    watch_processors, *ROAD, watch_hold, note_presence, note_stand,
)  # fmt: skip


def fold_ping(fold: Fold, ping: Ping, desk: Desk) -> None:
    """Takes one ping into the fold; it must be later than every ping before it."""
    before_ms, before_receipt_ms, trip_before = fold.at_ms, fold.receipt_ms, fold.trip
    _take(fold, ping, desk)
    if fold.outing_ms >= 0 or is_under_way(fold):
        note_outing(fold, before_ms, before_receipt_ms, trip_before, desk)


def _take(fold: Fold, ping: Ping, desk: Desk) -> None:
    expire(fold, ping.utc_ms, desk)
    if desk.rulings.handed_over:
        take_hand_overs(fold, fold.at_ms, ping.utc_ms, desk)
    if desk.rulings.follows:
        leave_to_leader(fold, ping.utc_ms, desk)
    hear_companion(fold, ping.utc_ms, desk)
    desk.at_ms = ping.utc_ms
    heard_before_ms = heard_until_ms(fold)
    fold.at_ms, fold.receipt_ms = ping.utc_ms, ping.receipt_ms
    if not ping.is_fix:
        hear(fold, heard_before_ms, ping.utc_ms, desk)
        return
    if ping.utc_ms // 1000 == fold.second:
        return
    fold.second = ping.utc_ms // 1000
    x, y = to_plane(ping.lon, ping.lat)
    scale = metres_per_unit(ping.lat)
    around = _around(x, y, ping.lat, ping.utc_ms, desk)
    rules = desk.rules(fold.trip)
    fix = _fix(ping, x, y, rules.fixes)
    if desk.world.may_share_plate(desk.unit_id):
        note_sighting(fold, fix, desk)
    if is_ordinary(fold, fix, scale, rules.impossible_move):
        _judge(fold, _here(fold, fix, around, scale, heard_before_ms, desk), desk)
    else:
        _judge_sifted(fold, fix, scale, heard_before_ms, desk)


def _judge_sifted(fold: Fold, fix: Fix, scale: float, heard_before_ms: int, desk: Desk) -> None:
    """Judges what the sieve lets pass: this fix, others that it held, or none."""
    _judge_held(fold, settle(fold, fix.utc_ms, desk), fix, heard_before_ms, desk)
    desk.at_ms = fix.utc_ms
    _around(fix.x, fix.y, fix.lat, fix.utc_ms, desk)
    passed = sift(fold, fix, scale, desk)
    if fix not in passed.fixes:
        hear(fold, heard_before_ms, fix.utc_ms, desk)
    _judge_held(fold, passed, fix, heard_before_ms, desk)


def _judge_held(fold: Fold, passed: Passed, newest: Fix, heard_before_ms: int, desk: Desk) -> None:
    for number, fix in enumerate(passed.fixes):
        desk.at_ms = fix.utc_ms
        around = _around(fix.x, fix.y, fix.lat, fix.utc_ms, desk)
        # The silence before a held fix was told when the fix came.
        heard_ms = heard_before_ms if fix is newest else fix.utc_ms
        jumped = passed.jumped and number == 0
        here = _here(fold, fix, around, metres_per_unit(fix.lat), heard_ms, desk, jumped=jumped)
        _judge(fold, here, desk)


def _judge(fold: Fold, here: Here, desk: Desk) -> None:
    rules = desk.rules(fold.trip)
    fold.moving = is_moving(here, rules.fixes)
    note_own(fold, here.fix, rules.impossible_move, jumped=here.jumped)
    for step in STEPS:
        step(fold, here, desk)
    if desk.trace is not None:
        desk.trace.judged(here.fix, here.zone_ids, here.run, fold, len(desk.said))
    fold.last, fold.last_zone_ids = here.fix, here.zone_ids
    if here.fix.ext_power_on is not None:
        fold.power_on = here.fix.ext_power_on


def _around(x: float, y: float, lat: float, at_ms: int, desk: Desk) -> Around:
    """The zones that hold a place; among them is the estate whose thresholds hold there."""
    around = desk.world.around(x, y, lat, at_ms)
    desk.estate_zone_id = around.estate_zone_id
    return around


def _fix(ping: Ping, x: float, y: float, limits: Fixes) -> Fix:
    return Fix(
        utc_ms=ping.utc_ms,
        receipt_ms=ping.receipt_ms,
        recv_ms=ping.recv_ms,
        lat=ping.lat,
        lon=ping.lon,
        x=x,
        y=y,
        speed_kmh=ping.speed_kmh,
        doubtful=is_doubtful(ping, limits),
        ext_power_on=ping.ext_power_on,
    )


def _here(
    fold: Fold, fix: Fix, around: Around, scale: float, heard_before_ms: int, desk: Desk, *,
    jumped: bool = False,
) -> Here:  # fmt: skip
    rules = desk.rules(fold.trip)
    stop_ms = int(rules.stop.min_s * 1000)
    run, ended, fold.young = follow_run(fold.run, fold.young, fix, rules.stop.radius_m, scale, stop_ms)
    fold.run = run
    return Here(
        fix=fix,
        before=fold.last,
        zone_ids_before=fold.last_zone_ids,
        heard_before_ms=heard_before_ms,
        power_was=fold.power_on,
        run=run,
        ended_run=ended,
        places=around.places,
        zone_ids=around.zone_ids,
        scale=scale,
        jumped=jumped,
    )


def is_doubtful(ping: Ping, limits: Fixes) -> bool:
    """Whether a rule that counts fixes asks for one more: a poor hdop, or 1 to 3 satellites (0 means unknown)."""
    if ping.hdop is not None and ping.hdop > limits.doubtful_hdop:
        return True
    return ping.num_sats is not None and 1 <= ping.num_sats <= limits.doubtful_sats
