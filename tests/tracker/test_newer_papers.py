"""Newer papers: what reference data say of others costs a unit nothing, and changes nothing of it."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from models.event import Event
from models.ping import Location, to_ping
from models.reference import Kind, ReferenceVersion, decode, version_key
from models.thresholds import Thresholds
from models.times import from_iso
from streams.judging.fleet import Fleet
from streams.judging.interface import Arrival
from streams.judging.state import Unit, encode_unit
from streams.judging.world import World
from streams.tracker.holding import Holding
from streams.tracker.judged import Judged
from tests.builders import GENERATOR, PROCESSOR, ROAD_M, UNIT, Track, a_manifest, a_permit, a_vehicle, a_zone, at
from tests.tracker.test_kept import STANDING

PAPERS: tuple[tuple[Kind, dict[str, Any]], ...] = (
    ("zones", GENERATOR), ("zones", PROCESSOR), ("vehicles", a_vehicle()), ("vehicles", a_vehicle("unit-2", "99-9999")),
    ("permits", a_permit()), ("permits", a_permit(permit_no="P-2", vehicles=[{"plate": "99-9999", "province": "ระยอง"}])),
    ("manifests", a_manifest()),
    ("permits", a_permit(permit_no="P-3", vehicles=[{"plate": "66-6666", "province": "ระยอง"}])),
    ("manifests", a_manifest(manifest_no="M-3", permit_no="P-3")),
)  # fmt: skip
OTHERS: dict[str, tuple[Kind, dict[str, Any]]] = {
    "a manifest of another truck": ("manifests", a_manifest(manifest_no="M-9", permit_no="P-2", plate="99-9999")),
    "another permit": ("permits", a_permit(permit_no="P-2", status="suspended", vehicles=[])),
    "another unit": ("vehicles", a_vehicle("unit-3", "88-8888")),
}
MINE: dict[str, tuple[Kind, dict[str, Any]]] = {
    "its own permit": ("permits", a_permit(status="suspended")),
    "a manifest of its permit": ("manifests", a_manifest(manifest_no="M-9")),
    "the permit of its manifest, which does not name it": ("permits", a_permit(permit_no="P-3", status="suspended", vehicles=[{"plate": "66-6666", "province": "ระยอง"}])),
    "its own vehicle": ("vehicles", a_vehicle(plate="77-7777")),
    "a zone": ("zones", a_zone("Z-NEW", "rest_area", 99_000, 99_000)),
}
BEGINS = 16


def told(papers: Sequence[tuple[Kind, dict[str, Any]]], before: World | None, minute: float) -> World:
    before = World((), Thresholds(), ZoneInfo("Asia/Bangkok")) if before is None else before
    versions: list[ReferenceVersion] = []
    for kind, raw in papers:
        body = decode(kind, raw)
        versions.append(
            ReferenceVersion(
                kind=kind, key=version_key(body), received_ms=from_iso(at(minute)), body=body,
                seq=before.count + len(versions) + 1,
                version_from_ms=None,
            )
        )  # fmt: skip
    return before.followed_by(versions)


class Told:
    """A truck on its way, judged ping by ping; each minute of its way a paper is told, the same as before from the second on."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.asked = 0
        self.holding = Holding(0, {STANDING.topic: STANDING}, units=Fleet({UNIT: Unit(unit_id=UNIT)}), partitions=1)

    async def run(self, paper: tuple[Kind, dict[str, Any]] | None) -> "Told":
        world = told(PAPERS, None, -99.0)
        self.holding.reference_seq = world.seq
        connection: Any = _Empty()
        for minute, row in enumerate(Track().stand(8).go(ROAD_M, 0, kmh=30).pings):
            if paper is not None and minute >= BEGINS:
                world = told([paper], world, minute)
            judged = Judged(self.holding, world, connection)
            await judged.follow({UNIT: [Arrival(ping=to_ping(msgspec.convert(row, Location), from_iso(row["utc_ts"])))]})
            await judged.lapse(from_iso(row["utc_ts"]))
            self.asked += UNIT in judged.units
            self.events += judged.events
            self.holding.units |= judged.units
        return self


class _Empty:
    async def fetch(self, *_: Any) -> Sequence[Any]:
        return ()


@pytest.mark.parametrize("says", OTHERS)
async def test_papers_of_others_end_no_lull(says: str) -> None:
    """Nothing is judged that would not have been, and the unit is left as it would have been."""
    calm, disturbed = await Told().run(None), await Told().run(OTHERS[says])
    assert disturbed.asked == calm.asked < BEGINS + 10
    assert disturbed.events == calm.events
    assert encode_unit(disturbed.holding.units[UNIT]) == encode_unit(calm.holding.units[UNIT])


@pytest.mark.parametrize("says", MINE)
async def test_papers_of_its_own_end_it(says: str) -> None:
    """Its next ping is judged under them."""
    calm, disturbed = await Told().run(None), await Told().run(MINE[says])
    assert disturbed.asked > calm.asked
