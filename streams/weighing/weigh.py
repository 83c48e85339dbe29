"""weigh: facts in the order of their receipt, each to the cases that it concerns; then what falls due."""

from collections.abc import Sequence

from models.observation import Fact, Load, Observation, Outing, Presence, Sighting, Stand
from streams.judging.world import World
from streams.weighing.docket import VENDOR, Docket, Seen
from streams.weighing.gates import judge_gate
from streams.weighing.outages import judge_vendor, take
from streams.weighing.plates import judge_plate
from streams.weighing.sites import judge_land, lands_of
from streams.weighing.weighed import Weighed

GATE = "gate:"
LAND = "land:"
PLATE = "plate:"


def weigh(docket: Docket, facts: Sequence[Fact], now_ms: int, world: World) -> Weighed:
    """Weighs facts in the order of receipt, then what falls due up to `now_ms`; `docket` is changed.

    What each case comes to is a function of the facts that are known of it and of the reference data, not of the
    order in which they came. A fact that comes after its time was passed is weighed as of the time that was reached:
    a case never goes back.
    """
    out = Weighed(recalled=docket.recalled)
    now_ms = max(now_ms, docket.reached_ms)
    if docket.reference_seq != world.seq:
        before_ms = max(facts[0].receipt_ms - 1 if facts else now_ms, docket.reached_ms)
        for zone_id in world.gates_changed_since(docket.reference_seq):
            _judge(docket, GATE + zone_id, before_ms, world, out)
        docket.reference_seq = world.seq
    for fact in facts:
        _fall_due(docket, fact.receipt_ms - 1, world, out)
        _take(docket, fact, max(fact.receipt_ms, docket.reached_ms), world, out)
    _fall_due(docket, now_ms, world, out)
    docket.reached_ms = now_ms
    return out


def next_due(docket: Docket) -> int | None:
    """When something falls due without another fact."""
    return docket.dues.next_ms()


def _take(docket: Docket, fact: Fact, now_ms: int, world: World, out: Weighed) -> None:
    now, was = fact.observation, fact.was
    if isinstance(now, Outing) or isinstance(was, Outing):
        take(docket, fact, now_ms, world.thresholds.common.vendor_outage, out)
        return
    belongs = _concerned(now, world)
    for key in [*belongs, *(key for key in _concerned(was, world) if key not in belongs)]:
        case = docket.case(key)
        if was is not None:
            case.seen.pop(f"{fact.unit_id} {was.name}", None)
        if now is not None and key in belongs:
            case.seen[f"{fact.unit_id} {now.name}"] = Seen(unit_id=fact.unit_id, observation=now)
        loads = isinstance(now, Load) or isinstance(was, Load)
        _judge(docket, key, now_ms, world, out, late=fact.late, loads=loads)


def _concerned(observation: Observation | None, world: World) -> list[str]:
    """The cases that an observation belongs to: the gates of the permits that have to do with the truck; land; a plate.

    What a device saw of a trip that another one of its plate leads is that one's to tell.
    """
    match observation:
        case Presence():
            return [GATE + zone_id for zone_id in world.gates_of(observation.plate_key)]
        case Load():
            gates = [] if observation.follows else world.gates_of(observation.plate_key, observation.permits)
            plates = [PLATE + observation.plate_key] if observation.shared else []
            return [GATE + zone_id for zone_id in gates] + plates
        case Sighting():
            return [PLATE + observation.plate_key]
        case Stand(follows=True):
            return []
        case Stand():
            gates = [GATE + zone_id for zone_id in world.gates_of(observation.plate_key)]
            return gates + [LAND + name for name in lands_of(observation)]
        case None:
            return []


def _fall_due(docket: Docket, until_ms: int, world: World, out: Weighed) -> None:
    while (due_ms := docket.dues.next_ms()) is not None and due_ms <= until_ms:
        for key in docket.dues.up_to(due_ms):
            _judge(docket, key, due_ms, world, out, loads=False)


def _judge(
    docket: Docket, key: str, now_ms: int, world: World, out: Weighed, *, late: bool = False, loads: bool = True
) -> None:
    """Brings a case up to a time; `loads`: what its trucks carry may have changed."""
    if key.startswith(VENDOR):
        judge_vendor(docket, key, now_ms, world.thresholds.common.vendor_outage, out)
        return
    if key.startswith(PLATE):
        judge_plate(docket.case(key), key.removeprefix(PLATE), world, now_ms, out, late=late)
    elif key.startswith(LAND):
        judge_land(docket.case(key), key.removeprefix(LAND), world, now_ms, out, late=late)
    else:
        gate = key.removeprefix(GATE)
        judge_gate(docket.case(key), gate, world, now_ms, docket.since_ms, out, late=late, loads=loads)
    docket.dues.put(key, docket.case(key).due_ms)
    out.changed.add(key)
