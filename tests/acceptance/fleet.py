"""A simulated fleet with its papers, and what an undisturbed replay says of it."""

import asyncio
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from geofences.geometry_check import geometry_problem
from models.event import Event
from models.reference_json import from_folder
from models.thresholds import Thresholds
from simulator.cli_options import SimulateOptions, plan_of
from simulator.pings import simulate
from simulator.plates import OUTAGE_VENDOR, VENDORS
from simulator.scenario import write_papers
from simulator.send import publish_world
from simulator.world import World, build_world
from streams.judging.world import World as JudgingWorld
from streams.replay import Line, Replay

CODES = tuple(dict.fromkeys((*VENDORS, OUTAGE_VENDOR)))


class Fleet(NamedTuple):
    """A fleet, what its devices sent in order of arrival, and what is true of it."""

    world: World
    sent: list[dict[str, Any]]
    refused: int
    replayed: list[Event]

    def publish(self, bootstrap: str) -> int:
        """Puts its papers on the reference topics; how many."""
        return asyncio.run(publish_world(self.world, {"bootstrap_servers": bootstrap}))


def build_fleet(folder: Path, units: int = 40, minutes: int = 60, seed: int = 3) -> Fleet:
    """A fleet of an hour's departures, most trucks with an incident, until the last is home."""
    world = build_world(plan_of(SimulateOptions(to="folder", units=units, minutes=minutes, seed=seed, incidents="0.8"), 0))
    sent = [arrival.location for arrival in simulate(world.units, world.plan) if arrival.raw is None]
    write_papers(world, folder)
    reference = from_folder(folder, geometry_problem)
    assert not reference.rejected
    replayed: list[Event] = []
    replay = Replay(JudgingWorld(reference.versions, Thresholds(), ZoneInfo("Asia/Bangkok")), replayed.append, lambda _: None)
    for number, location in enumerate(sent):
        replay.feed(Line(file="fleet", number=number, body=msgspec.json.encode(location)))
    replay.finish()
    return Fleet(world, sent, len(sent) - replay.pings, replayed)
