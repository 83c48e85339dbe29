"""One truck judged without a replay: by `follow` itself, with what a store would keep."""

from typing import Any

import msgspec

from models.event import Event
from models.observation import Fact
from models.ping import Location, Ping, to_ping
from models.ruling import Ruling
from models.times import MINUTE_MS, from_iso
from streams.judging.follow import follow, lapse, reconsider, rule
from streams.judging.interface import Arrival, NeedsPast, Outcome, Past
from streams.judging.state import Unit, encode_unit
from streams.judging.world import World


class Follower:
    """One unit judged ping by ping, with what a store would keep of it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.unit = Unit(unit_id="unit-1")
        self.saved, self.stored = encode_unit(self.unit), list[Ping]()
        self.checkpoints: list[tuple[int, bytes]] = []
        self.events: list[Event] = []
        self.facts: list[Fact] = []

    def take(self, pings: list[Ping]) -> list[Event]:
        before = encode_unit(self.unit)
        coming = [Arrival(ping=ping) for ping in pings]
        outcome = follow(self.unit, coming, self.world)
        while isinstance(outcome, NeedsPast):
            outcome = follow(self.unit, coming, self.world, self.past(outcome.before_ms))
        assert encode_unit(self.unit) == before, "follow changed what it was given"
        self.keep(outcome)
        return outcome.events

    def past(self, before_ms: int) -> Past:
        earlier = [c for c in self.checkpoints if c[0] < before_ms]
        at_ms, body = earlier[-1] if earlier else (-1, None)
        return Past(checkpoint_ms=at_ms, checkpoint=body, pings=tuple(p for p in self.stored if p.utc_ms > at_ms))

    def keep(self, outcome: Outcome) -> None:
        self.unit = outcome.unit
        self.stored += [s.ping for s in outcome.stored if s.standing == "judged"]
        if outcome.drop_after_ms is not None:
            self.checkpoints = [c for c in self.checkpoints if c[0] <= outcome.drop_after_ms]
        self.checkpoints += outcome.checkpoints
        if outcome.save:
            self.saved = encode_unit(outcome.unit)
        self.events += outcome.events
        self.facts += outcome.facts

    def look(self, now_ms: int) -> None:
        """The clock comes to a time."""
        outcome = lapse(self.unit, self.world, now_ms)
        while isinstance(outcome, NeedsPast):
            outcome = lapse(self.unit, self.world, now_ms, self.past(outcome.before_ms))
        self.keep(outcome)

    def hear(self, ruling: Ruling, now_ms: int) -> None:
        """The rules across units have found something of the unit."""
        outcome = rule(self.unit, ruling, self.world, now_ms)
        while isinstance(outcome, NeedsPast):
            outcome = rule(self.unit, ruling, self.world, now_ms, self.past(outcome.before_ms))
        self.keep(outcome)

    def again(self, world: World, now_ms: int, since_ms: int | None) -> None:
        """Other reference data become known."""
        self.world = world
        outcome = reconsider(self.unit, world, now_ms, since_ms=since_ms)
        while isinstance(outcome, NeedsPast):
            outcome = reconsider(self.unit, world, now_ms, self.past(outcome.before_ms), since_ms=since_ms)
        self.keep(outcome)


def arrivals(pings: list[dict[str, Any]], delays: list[float]) -> list[Ping]:
    """The pings in order of arrival, each so many minutes late."""
    found = []
    for ping, delay in zip(pings, delays * len(pings), strict=False):
        location = msgspec.convert(ping, Location)
        found.append(to_ping(location, from_iso(ping["utc_ts"]) + round(delay * MINUTE_MS)))
    return sorted(found, key=lambda p: p.receipt_ms)
