"""Kept: a tracker keeps the pings of lulls, and one unit's fault in that is none of the partition's."""

from typing import Any

import msgspec
import pytest

from models.ping import Location, Ping, to_ping
from models.times import from_iso
from models.topics import PINGS
from streams.judging.catch_up import caught_up
from streams.judging.fleet import Fleet
from streams.judging.interface import Arrival
from streams.judging.lull import Lull
from streams.judging.state import Unit
from streams.judging.world import World
from streams.tracker.holding import Holding, Standing
from streams.tracker.judged import Judged
from tests.builders import Scene, Track

UNITS = ("unit-1", "unit-2")
STANDING = Standing(
    topic=PINGS.name, partition=0, token=1, next_offset=0, digest=b"", watermark_ms=0, idle=False, newest_ms=0, heard_s=0.0
)


async def test_where_no_lull_can_be_made_out_pings_are_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails for one unit is judged in full, and leaves the other alone."""
    keeps = Fleet.keeps

    def failing(self: Fleet, ping: Ping, world: World, sender: str = "") -> bool:
        if ping.unit_id == "unit-1":
            raise KeyError(ping.unit_id)
        return keeps(self, ping, world, sender)

    monkeypatch.setattr(Fleet, "keeps", failing)
    holding = Holding(0, {PINGS.name: STANDING}, units=Fleet({name: Unit(unit_id=name) for name in UNITS}))
    connection: Any = None
    judged = Judged(holding, Scene().world(), connection)
    arrivals = {name: [_arrival(row) for row in Track(0, -9_000, 900, unit_id=name).stand(3).pings] for name in UNITS}
    await judged.follow(arrivals)
    assert {name: judged.units[name].fold.at_ms for name in UNITS} == {
        name: came[-1].ping.utc_ms for name, came in arrivals.items()
    }
    assert not judged.refused


async def test_a_lull_that_cannot_be_folded_costs_its_unit_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What came goes to gps.dead, and the unit is judged anew by what is stored; the other goes on."""
    holding = Holding(0, {PINGS.name: STANDING}, units=Fleet({name: Unit(unit_id=name) for name in UNITS}))
    rows = {name: Track(0, -9_000, 900, unit_id=name).stand(20).pings for name in UNITS}
    connection: Any = None
    first = Judged(holding, Scene().world(), connection)
    await first.follow({name: [_arrival(row) for row in rows[name][:8]] for name in UNITS})
    holding.units |= first.units
    world = first.world
    kept = [holding.units.keeps(_arrival(rows[name][8]).ping, world) for name in UNITS]
    assert kept == [True, True]

    def failing(unit: Unit, lull: Lull) -> Unit:
        if unit.unit_id == "unit-1":
            raise KeyError(unit.unit_id)
        return caught_up(unit, lull)

    monkeypatch.setattr("streams.judging.fleet.caught_up", failing)
    with pytest.raises(KeyError):
        holding.units.get("unit-1")
    judged = Judged(holding, world, connection)
    nowhere = {name: [_arrival(rows[name][9] | {"fix": 0})] for name in UNITS}  # a lull takes no such ping
    await judged.follow(nowhere)
    assert [(ping.unit_id, reason) for ping, reason, _ in judged.refused] == [("unit-1", "judging_failed")]
    assert holding.anew == {"unit-1": first.units["unit-1"].fold.at_ms}
    assert judged.units["unit-2"].fold.at_ms == nowhere["unit-2"][0].ping.utc_ms


def _arrival(row: dict[str, Any]) -> Arrival:
    return Arrival(ping=to_ping(msgspec.convert(row, Location), from_iso(row["utc_ts"])))
