"""`wastetrack replay` as a process, where its input or output fails: one line, and never a trace."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.scenario import write_scenario
from simulator.unit import FleetPlan
from simulator.world import build_world

START_MS = 1_772_488_800_000


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose replay has events to write."""
    folder = tmp_path_factory.mktemp("scenario")
    write_scenario(build_world(FleetPlan(units=5, seed=1, start_ms=START_MS, minutes=240)), folder)
    return folder


def replayed(scenario: Path, *options: str, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wastetrack", "replay", str(scenario), *options]
    return subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=120, check=False)


def test_a_reader_that_goes_away_ends_it_in_silence(scenario: Path):
    read, write = os.pipe()
    os.close(read)
    try:
        done = replayed(scenario, stdout=write)
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (1, "")


def test_output_that_takes_nothing_is_named(scenario: Path):
    done = replayed(scenario, "--out", "/dev/full")
    assert (done.returncode, done.stderr) == (1, "wastetrack: cannot write /dev/full: No space left on device\n")


def test_pings_that_end_in_the_middle_are_named(scenario: Path, tmp_path: Path):
    cut = tmp_path / "cut.ndjson.gz"
    cut.write_bytes((scenario / "pings.ndjson.gz").read_bytes()[:20_000])
    done = replayed(scenario, "--pings", str(cut), "--out", str(tmp_path / "events"))
    assert done.returncode == 1
    assert done.stderr.startswith("wastetrack: cannot read the pings to their end: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ("permits.json", "zones.geojson", "vehicles.json"))
def test_a_folder_without_a_file_that_every_trip_needs_is_refused(scenario: Path, tmp_path: Path, name: str):
    folder = tmp_path / "folder"
    shutil.copytree(scenario, folder)
    (folder / name).unlink()
    done = replayed(folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"wastetrack: {folder} holds no {name}: a scenario needs ")
    assert done.stderr.count("\n") == 1


def test_figures_for_an_estate_that_is_not_there_are_named(scenario: Path, tmp_path: Path):
    rules = tmp_path / "rules.toml"
    rules.write_text('[estate."NOPE".signal-lost]\nwarning_min = 10\n')
    done = replayed(scenario, "--rules", str(rules), "--out", str(tmp_path / "events"))
    assert done.returncode == 0
    assert done.stderr.splitlines()[0] == f'wastetrack: {rules}: [estate."NOPE"…] has no effect: no estate has that zone_id'
