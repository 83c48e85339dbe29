"""The fold: one ping after another, in the order of their time, from what was known of a unit to what is known now."""

from typing import Final

from geofences.projection import metres_per_unit, to_plane
from models.fix import Fix, follow_run
from models.ping import Ping
from models.thresholds import Fixes
from streams.judging.deadlines import expire
from streams.judging.desk import Desk, Here
from streams.judging.device_check import watch_device
from streams.judging.freezing import watch_for_freezing
from streams.judging.gate import watch_gate
from streams.judging.hand_over import take_hand_overs
from streams.judging.moving import is_moving
from streams.judging.observing import note_presence, note_stand
from streams.judging.overnight import watch_hold
from streams.judging.restricted import watch_restricted_zones
from streams.judging.road import ENDING, ROAD
from streams.judging.secondary import watch_processors
from streams.judging.seen import count_heard, note_silence
from streams.judging.state import Fold
from streams.judging.visits import watch_visits

# The flow: what each fix goes through, in this order. A silence is judged by what was before it. Arrival comes before
# the gate, so that a plant which is both processor and generator is left empty, and the gate before the road, so that
# the first fix outside is a trip's. What leaves a processor outside a trip is known once the gate has spoken.
STEPS: Final = (
    watch_device, watch_restricted_zones, *ENDING, watch_visits, watch_gate, watch_for_freezing, watch_processors,
    *ROAD, watch_hold, note_presence, note_stand,
)  # fmt: skip


def fold_ping(fold: Fold, ping: Ping, desk: Desk) -> None:
    """Takes one ping into the fold; it must be later than every ping before it."""
    expire(fold, ping.utc_ms, desk)
    if desk.rulings.handed_over:
        take_hand_overs(fold, fold.at_ms, ping.utc_ms, desk)
    desk.at_ms = ping.utc_ms
    heard_before_ms = fold.at_ms
    fold.at_ms, fold.receipt_ms = ping.utc_ms, ping.receipt_ms
    if not ping.is_fix:
        trip = fold.trip
        if trip is not None:
            count_heard(trip, heard_before_ms, ping.utc_ms)
            if trip.state == "on_the_way":
                note_silence(trip, heard_before_ms, ping.utc_ms, fold.last, None, desk)
        return
    if ping.utc_ms // 1000 == fold.second:
        return
    fold.second = ping.utc_ms // 1000
    here = _here(fold, ping, heard_before_ms, desk)
    fold.moving = is_moving(here, desk.rules(fold.trip).fixes)
    for step in STEPS:
        step(fold, here, desk)
    if desk.trace is not None:
        desk.trace.judged(here.fix, here.zone_ids, here.run, fold, len(desk.said))
    fold.last, fold.last_zone_ids = here.fix, here.zone_ids
    if here.fix.ext_power_on is not None:
        fold.power_on = here.fix.ext_power_on


def _here(fold: Fold, ping: Ping, heard_before_ms: int, desk: Desk) -> Here:
    x, y = to_plane(ping.lon, ping.lat)
    scale = metres_per_unit(ping.lat)
    places = desk.world.holding(x, y, ping.lat, ping.utc_ms)
    desk.estate_zone_id = desk.world.estate(places)
    rules = desk.rules(fold.trip)
    fix = Fix(
        utc_ms=ping.utc_ms,
        receipt_ms=ping.receipt_ms,
        recv_ms=ping.recv_ms,
        lat=ping.lat,
        lon=ping.lon,
        x=x,
        y=y,
        speed_kmh=ping.speed_kmh,
        doubtful=is_doubtful(ping, rules.fixes),
        ext_power_on=ping.ext_power_on,
    )
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
        places=places,
        zone_ids=tuple(place.zone.zone_id for place in places),
        scale=scale,
    )


def is_doubtful(ping: Ping, limits: Fixes) -> bool:
    """Whether a rule that counts fixes asks for one more: a poor hdop, or 1 to 3 satellites (0 means unknown)."""
    if ping.hdop is not None and ping.hdop > limits.doubtful_hdop:
        return True
    return ping.num_sats is not None and 1 <= ping.num_sats <= limits.doubtful_sats
