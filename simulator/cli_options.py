"""`wastetrack simulate`: from what was written on the command line to a fleet that drives."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from models.times import DAY_MS, MINUTE_MS, from_iso, to_iso
from simulator.country import NoSuchFleet
from simulator.incidents import KINDS
from simulator.pace import Pace, handfuls
from simulator.scenario import write_scenario
from simulator.send import Credentials, GatewaySender, publish_world, send_to_topic
from simulator.unit import FleetPlan
from simulator.world import World, build_world, pings_of

FOLDER_START: Final = "2026-03-02T22:00:00.000Z"
"""When a scenario folder's day begins if nothing is said: 05:00 of a Tuesday in Bangkok, so that it repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulateOptions:
    """What `wastetrack simulate` was asked. `to`: `gateway`, `topic`, or a folder."""

    to: str
    units: int = 60
    seed: int = 1
    days: float | None = None
    minutes: int | None = None
    period_s: float = 60.0
    incidents: str = "0.5"
    start: str | None = None
    factor: float | None = 1.0
    rate: float | None = None
    packed: bool = True
    gateway_url: str = "http://127.0.0.1:8080"
    credentials: Credentials = field(default_factory=dict)
    kafka_options: Mapping[str, Any] | None = None
    topic: str = "gps.raw"
    publish_papers: bool = True


def run_simulate(options: SimulateOptions, now_ms: int, say: Callable[[str], None]) -> None:
    """Does what was asked and says so; raises NoSuchFleet, NotSent or NotPublished, each one line for people."""
    world = build_world(plan_of(options, now_ms))
    if options.to not in {"gateway", "topic"}:
        folder = Path(options.to)
        written = write_scenario(world, folder, packed=options.packed)
        say(
            f"{folder}: {len(world.units)} trucks, {written.pings} pings, {written.bad} broken on purpose, "
            f"{written.trips} labels; run it until {written.until}"
        )
        return
    asyncio.run(drive_live(options, world, asyncio.Event(), say))


async def drive_live(options: SimulateOptions, world: World, stop: asyncio.Event, say: Callable[[str], None]) -> None:
    """Sends a fleet until it is home or `stop` is set; raises NotSent or NotPublished."""
    if options.publish_papers and options.kafka_options is not None:
        say(f"papers published: {await publish_world(world, options.kafka_options)}")
    pace = Pace(factor=None if options.rate is not None else options.factor, rate=options.rate)
    pings = handfuls(pings_of(world), pace, stop)
    if options.to == "topic":
        if options.kafka_options is None:
            raise NoSuchFleet("a topic needs a broker: set WASTETRACK_KAFKA")
        sent = await send_to_topic(pings, options.kafka_options, options.topic)
    else:
        sent = await GatewaySender(options.gateway_url, options.credentials, stop).run(pings)
    say(f"sent: {sent.pings} pings in {sent.calls} messages, {sent.refused} refused")


def plan_of(options: SimulateOptions, now_ms: int) -> FleetPlan:
    """The fleet that was asked for; raises NoSuchFleet."""
    minutes = options.minutes if options.minutes is not None else round((options.days or 1 / 3) * DAY_MS / MINUTE_MS)
    if options.units < 1 or minutes < 1:
        raise NoSuchFleet("a fleet needs at least one truck and one minute: see --units, --days and --minutes")
    if not 1 <= options.period_s <= 60:
        raise NoSuchFleet("devices report every 1 to 60 s: see --period")
    if (options.factor is not None and options.factor <= 0) or (options.rate is not None and options.rate <= 0):
        raise NoSuchFleet("time and rate go forward: --factor and --rate are over 0")
    share, kinds = wanted_incidents(options.incidents)
    return FleetPlan(
        units=options.units,
        seed=options.seed,
        start_ms=_start_ms(options, minutes, now_ms),
        minutes=minutes,
        period_s=options.period_s,
        share=share,
        kinds=kinds,
    )


def wanted_incidents(text: str) -> tuple[float, tuple[str, ...]]:
    """`0.3` is a share of the trucks, names are the incidents of all trucks, `none` is none; raises NoSuchFleet."""
    if text == "none":
        return 0.0, KINDS
    try:
        share = float(text)
    except ValueError:
        kinds = tuple(name.strip().replace("-", "_") for name in text.split(",") if name.strip())
        return 1.0, kinds
    if not 0 <= share <= 1:
        raise NoSuchFleet(f"--incidents {text}: a share lies between 0 and 1; or write names: {', '.join(KINDS)}")
    return share, KINDS


def _start_ms(options: SimulateOptions, minutes: int, now_ms: int) -> int:
    """A folder starts on a fixed day; a live fleet so that it meets the present at its end, never after it."""
    if options.start is not None:
        try:
            return from_iso(options.start)
        except ValueError as error:
            raise NoSuchFleet(f"--start {options.start}: write a time such as {to_iso(now_ms)}") from error
    if options.to not in {"gateway", "topic"}:
        return from_iso(FOLDER_START)
    if options.rate is not None or options.factor is None:
        return now_ms - (minutes + 12 * 60) * MINUTE_MS
    return now_ms - round(minutes * MINUTE_MS * max(0.0, 1 - 1 / options.factor))
