"""The traffic of the measuring: the same for one seed, in time order, a ping a unit and minute, and few misdeeds."""

from collections import Counter
from itertools import islice, pairwise
from pathlib import Path

import msgspec
import numpy as np
import pytest

from benchmarks.traffic.country import Country
from benchmarks.traffic.driving import MISDEEDS, Fleet
from benchmarks.traffic.plan import Plan
from benchmarks.traffic.writing import Traffic
from models.reference_json import from_scenario
from models.times import MINUTE_MS, from_iso

SMALL = Plan(units=60, permits=6, zones=30, vertices=12, seed=3)


def written(plan: Plan, folder: Path, pings: int = 300) -> dict[str, bytes]:
    Traffic(plan).write(folder, pings)
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def rows(plan: Plan, pings: int) -> list[dict[str, object]]:
    return [msgspec.json.decode(line) for line in islice(Traffic(plan).lines(), pings)]


def test_the_same_plan_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    once, again = written(SMALL, tmp_path / "a"), written(SMALL, tmp_path / "b")
    other = written(msgspec.structs.replace(SMALL, seed=4), tmp_path / "c")
    assert once == again
    assert all(once[name] != other[name] for name in ("pings.ndjson", "permits.json", "zones.geojson"))


def test_a_shorter_folder_is_the_beginning_of_a_longer_one(tmp_path: Path) -> None:
    short = written(SMALL, tmp_path / "short", 100)["pings.ndjson"]
    long = written(SMALL, tmp_path / "long", 300)["pings.ndjson"]
    assert long.startswith(short)
    assert short.count(b"\n") == 100


def test_papers_are_ones_that_a_replay_accepts_whole(tmp_path: Path) -> None:
    written(SMALL, tmp_path)
    reference = from_scenario(tmp_path)
    assert not reference.rejected
    assert len(reference.versions) >= SMALL.units + SMALL.permits + SMALL.zones


def test_pings_come_in_the_order_of_their_receipt() -> None:
    received_ms = [from_iso(str(row["recv_utc_ts"])) for row in rows(msgspec.structs.replace(SMALL, share=0.0), 600)]
    assert received_ms == sorted(received_ms)


def test_each_unit_sends_once_a_minute() -> None:
    sent = rows(msgspec.structs.replace(SMALL, share=0.0), 5 * SMALL.units)
    of_unit = Counter(str(row["unit_id"]) for row in sent)
    assert set(of_unit.values()) == {5}
    first = [from_iso(str(row["utc_ts"])) for row in sent if row["unit_id"] == sent[0]["unit_id"]]
    assert {after - before for before, after in pairwise(first)} == {MINUTE_MS}


def test_about_the_asked_share_misbehaves_in_every_way() -> None:
    fleet = Fleet(Country(Plan(units=20_000, permits=100, zones=60, share=0.02)))
    ways = Counter(fleet.misdeed[fleet.misdeed >= 0].tolist())
    assert 0.015 < sum(ways.values()) / 20_000 < 0.025
    assert len(ways) == len(MISDEEDS)


@pytest.mark.parametrize("vertices", (12, 500))
def test_finer_routes_are_the_same_roads(vertices: int) -> None:
    coarse, fine = Country(SMALL), Country(msgspec.structs.replace(SMALL, vertices=vertices))
    assert fine.routes.shape[1] == vertices
    assert np.allclose(coarse.routes[:, [0, -1]], fine.routes[:, [0, -1]])
    assert np.allclose(coarse.lengths_m, fine.lengths_m, rtol=0.01)


def test_lawful_trucks_stay_within_their_corridor() -> None:
    traffic = Traffic(msgspec.structs.replace(SMALL, share=0.0))
    from shapely import LineString, Point

    roads = [LineString(route) for route in traffic.country.routes]
    units = {unit_id: index for index, unit_id in enumerate(traffic.country.unit_ids)}
    for row in islice(traffic.lines(), 0, 60 * SMALL.units, 7):
        place = msgspec.json.decode(row)
        road = roads[traffic.country.permit_of_unit[units[place["unit_id"]]]]
        assert road.distance(Point(place["lon"], place["lat"])) * 111_320 < 100
