"""Units as a tracker would have left them: a small fleet judged up to a moment, and what it sent right after."""

import json
import time
from collections import defaultdict
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from models.decode import Accepted, decode_message
from models.ping import Location, Ping, to_ping
from models.reference import ReferenceVersion, decode, version_key
from models.thresholds import Thresholds
from models.times import MINUTE_MS
from simulator.pings import simulate
from simulator.send import papers
from simulator.unit import FleetPlan
from simulator.world import World as SimulatedWorld
from simulator.world import build_world
from storage.unit_states import NEVER_MS
from streams.judging.follow import follow, next_deadline
from streams.judging.interface import Arrival, NeedsPast, Past
from streams.judging.state import Unit, encode_unit
from streams.judging.world import World
from streams.tracker.bounds import bound_of, is_broken, is_worn

_KEPT_MS: Final = 15 * MINUTE_MS
_DRIVEN_MIN: Final = 120


class Example(NamedTuple):
    """One unit: its plate, its state as last saved and when, its newest stored pings, the pings that wait, and
    whether these tell anything, of the unit or to the rules across units.
    """

    unit_id: str
    plate: str
    saved_ms: int
    body: bytes
    bound_ms: int
    stored: list[Ping]
    waiting: list[tuple[Location, int]]
    tells: bool


class Fleet(NamedTuple):
    """The papers of a fleet, its units as they were at `cut_ms`, and what they sent until `until_ms`."""

    world: SimulatedWorld
    cut_ms: int
    until_ms: int
    examples: list[Example]


class _Judged:
    """One unit while it is judged."""

    def __init__(self, unit_id: str) -> None:
        self.unit = Unit(unit_id=unit_id)
        self.saved_ms = -1
        self.body = b""
        self.bound_ms = NEVER_MS
        self.pings: list[Ping] = []
        self.events = 0

    def take(self, ping: Ping, world: World) -> bool:
        """Judges a ping; says whether it told anything, of the unit or to the rules across units."""
        arrival = Arrival(ping=ping)
        outcome = follow(self.unit, [arrival], world)
        if isinstance(outcome, NeedsPast):
            outcome = follow(self.unit, [arrival], world, Past(pings=tuple(self.pings)))
        assert not isinstance(outcome, NeedsPast)
        self.unit = outcome.unit
        self.pings += [stored.ping for stored in outcome.stored if stored.standing == "judged"]
        due_ms = next_deadline(outcome.unit, world)
        if outcome.save:
            self.saved_ms, self.body = ping.receipt_ms, encode_unit(outcome.unit)
        if outcome.save or is_broken(self.bound_ms, due_ms) or is_worn(self.bound_ms, due_ms, ping.receipt_ms):
            self.bound_ms = bound_of(due_ms)
        self.events += len(outcome.events)
        return bool(outcome.events or outcome.facts)


def judged_fleet(units: int, seed: int, waiting_s: float) -> Fleet:
    """A fleet two hours under way; what was received for `waiting_s` from a telling ping on waits."""
    now_ms = time.time_ns() // 1_000_000
    plan = FleetPlan(
        units=units, seed=seed, start_ms=now_ms - _DRIVEN_MIN * MINUTE_MS, minutes=_DRIVEN_MIN // 2, share=0.0
    )
    fleet = build_world(plan)
    # One spelling of each plate, so that it can be found in a saved state and put another in its place.
    codes = {unit.unit_id: unit for unit in fleet.units}
    for row in fleet.vehicles:
        row["plate"], row["province"] = codes[row["unit_id"]].plate, codes[row["unit_id"]].province
    world = World(_versions(fleet), Thresholds(), ZoneInfo("Asia/Bangkok"))
    came: list[tuple[int, Location]] = []
    for arrival in simulate(fleet.units, fleet.plan):
        if arrival.due_ms > now_ms:
            break
        came += [(arrival.due_ms, one) for one in _locations(arrival.location)]
    cut_ms = _telling_ms(came, world, now_ms - round(waiting_s * 1000))
    until_ms = cut_ms + round(waiting_s * 1000)
    judged: dict[str, _Judged] = {}
    waiting: dict[str, list[tuple[Location, int]]] = defaultdict(list)
    for receipt_ms, location in came:
        if receipt_ms < cut_ms:
            judged.setdefault(location.unit_id, _Judged(location.unit_id)).take(to_ping(location, receipt_ms), world)
        elif receipt_ms < until_ms:
            waiting[location.unit_id].append((location, receipt_ms))
    examples = [
        Example(
            unit_id, codes[unit_id].plate, one.saved_ms, one.body, one.bound_ms,
            [ping for ping in one.pings if ping.utc_ms > cut_ms - _KEPT_MS], waiting[unit_id],
            any(one.take(to_ping(*came), world) for came in waiting[unit_id]),
        )
        for unit_id, one in judged.items()
        if one.body and unit_id in codes
    ]  # fmt: skip
    return Fleet(fleet, cut_ms, until_ms, examples)


def _telling_ms(came: list[tuple[int, Location]], world: World, before_ms: int) -> int:
    """When the last ping of which something was told was received, before a time."""
    judged: dict[str, _Judged] = {}
    telling_ms = -1
    for receipt_ms, location in came:
        one = judged.setdefault(location.unit_id, _Judged(location.unit_id))
        before = one.events
        one.take(to_ping(location, receipt_ms), world)
        if one.events > before and receipt_ms < before_ms:
            telling_ms = receipt_ms
    return telling_ms


def _locations(location: dict[str, object]) -> list[Location]:
    found = decode_message(json.dumps(location).encode()).records
    return [one.location for one in found if isinstance(one, Accepted)]


def _versions(fleet: SimulatedWorld) -> list[ReferenceVersion]:
    told = [(kind, decode(kind, paper.value)) for kind, some in papers(fleet) for paper in some]
    return [
        ReferenceVersion(
            kind=kind, key=version_key(record), version_from_ms=record.version_from_ms, received_ms=0, body=record,
            seq=number,
        )
        for number, (kind, record) in enumerate(told, 1)
    ]  # fmt: skip
