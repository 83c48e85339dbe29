"""The same wish gives the same bytes; another seed another fleet."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from models.decode import decode_message
from simulator.cli_options import SimulateOptions, plan_of, run_simulate
from simulator.country import NoSuchFleet
from simulator.incidents import KINDS
from simulator.pings import simulate
from simulator.scenario import write_scenario
from simulator.unit import FleetPlan
from simulator.world import build_world
from tests.simulator.conftest import PLAN

SMALL = replace(PLAN, units=9, minutes=60, share=0.5, rounds=1)


def written(plan: FleetPlan, folder: Path, packed: bool = True) -> dict[str, bytes]:
    write_scenario(build_world(plan), folder, packed=packed)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path):
    first, second = written(SMALL, tmp_path / "a"), written(SMALL, tmp_path / "b")
    assert set(first) == {
        "permits.json",
        "zones.geojson",
        "vehicles.json",
        "manifests.json",
        "pings.ndjson.gz",
        "labels.json",
    }
    assert first == second


def test_another_seed_gives_another_fleet_on_the_same_roads(tmp_path: Path):
    first, second = written(SMALL, tmp_path / "a"), written(replace(SMALL, seed=12), tmp_path / "b")
    assert first["pings.ndjson.gz"] != second["pings.ndjson.gz"]
    assert first["zones.geojson"] == second["zones.geojson"]


def test_writing_again_leaves_one_pings_file(tmp_path: Path):
    written(SMALL, tmp_path, packed=True)
    files = written(SMALL, tmp_path, packed=False)
    assert "pings.ndjson" in files
    assert "pings.ndjson.gz" not in files


def test_a_scenario_of_others_is_left_alone(tmp_path: Path):
    """What somebody recorded may be there once only; it has no labels."""
    recorded = tmp_path / "pings.ndjson"
    recorded.write_bytes(b"{}\n")
    with pytest.raises(FileExistsError, match=r"pings\.ndjson there was written by no simulation"):
        write_scenario(build_world(SMALL), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [recorded.name]
    assert recorded.read_bytes() == b"{}\n"


def test_every_truck_is_heard():
    plan = replace(SMALL, share=0.0)
    alone = {a.location["unit_id"] for a in simulate(build_world(plan).units, plan)}
    assert len(alone) == plan.units


def test_pings_are_made_as_they_are_asked_for():
    plan = replace(PLAN, units=120, minutes=10**6, share=0.0)
    arrivals = simulate(build_world(replace(plan, minutes=1)).units, plan)
    dues = [next(arrivals).due_ms for _ in range(500)]
    assert dues == sorted(dues)


def test_vendors_habits_are_all_there(tmp_path: Path):
    lines = written(SMALL, tmp_path, packed=False)["pings.ndjson"].splitlines()
    heads = {tuple(msgspec.json.decode(line))[:1] for line in lines if line.startswith(b"{") and line.endswith(b"}")}
    assert {("vender_id",), ("vendor_id",), ("unit_id",)} <= heads
    assert all(decode_message(line).records for line in lines)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_can_be_asked_for_by_name(kind: str):
    share, kinds = 1.0, (kind,)
    world = build_world(replace(SMALL, units=8, share=share, kinds=kinds))
    assert {unit.kind for unit in world.units} - {"clean"} == {kind}


@pytest.mark.parametrize(
    ("change", "says"),
    (
        ({"units": 0}, "at least one truck"),
        ({"minutes": 0}, "at least one truck"),
        ({"period_s": 0.5}, "1 to 60 s"),
        ({"factor": -1.0}, "over 0"),
        ({"incidents": "1.5"}, "between 0 and 1"),
        ({"incidents": "flying"}, "no incident is called flying"),
        ({"start": "soon"}, "write a time such as"),
    ),
)
def test_a_wish_that_cannot_be_is_told_in_one_line(change: dict[str, object], says: str, tmp_path: Path):
    options = SimulateOptions(**{"to": str(tmp_path), "units": 3, **change})  # type: ignore[arg-type]
    with pytest.raises(NoSuchFleet, match=says) as told:
        run_simulate(options, 0, print)
    assert "\n" not in str(told.value)


def test_a_folder_starts_on_a_fixed_day_and_a_live_fleet_meets_the_present(tmp_path: Path):
    now_ms = 1_800_000_000_000
    assert plan_of(SimulateOptions(to=str(tmp_path)), now_ms) == plan_of(SimulateOptions(to=str(tmp_path)), 0)
    assert plan_of(SimulateOptions(to="gateway", factor=1.0), now_ms).start_ms == now_ms
    faster = plan_of(SimulateOptions(to="gateway", factor=60.0, minutes=600), now_ms)
    assert faster.start_ms + 600 * 60_000 == now_ms + 600 * 1000


def test_simulate_says_what_it_wrote(tmp_path: Path):
    said: list[str] = []
    run_simulate(SimulateOptions(to=str(tmp_path), units=4, minutes=30, incidents="none"), 0, said.append)
    assert len(said) == 1
    assert "4 trucks" in said[0]
    assert (tmp_path / "labels.json").exists()
