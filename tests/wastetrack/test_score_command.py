"""`wastetrack score` as a process: what it prints, and how it ends."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from simulator.scenario import write_scenario
from simulator.unit import FleetPlan
from simulator.world import build_world

START_MS: Final = 1_772_488_800_000


def run(*arguments: str | Path, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wastetrack", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, input=stdin)


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A simulated folder, and the events of its replay."""
    folder = tmp_path_factory.mktemp("scenario")
    written = write_scenario(build_world(FleetPlan(units=8, seed=1, start_ms=START_MS, minutes=300)), folder)
    events = folder / "events.ndjson"
    assert run("replay", folder, "--until", written.until, "--out", events).returncode == 0
    return folder, events


def test_what_is_as_labelled_scores_full(scenario: tuple[Path, Path]):
    done = run("score", *scenario, "--strict")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Everything is as labelled." in done.stdout


def test_it_prints_one_object(scenario: tuple[Path, Path]):
    found = json.loads(run("score", *scenario, "--json").stdout)
    assert found["recall"]["share"] == 1.0
    assert found["completions_seen"] == found["completions_expected"] > 0
    assert all(row["delay"]["median_s"] >= 0 for row in found["rules"] if row["labelled"])


def test_what_is_missing_is_named_and_ends_a_strict_run_with_1(scenario: tuple[Path, Path]):
    folder, events = scenario
    without = "\n".join(line for line in events.read_text("utf-8").splitlines() if ".alert." not in line)
    done = run("score", folder, "-", "--strict", stdin=without)
    assert "missed" in done.stdout
    assert done.returncode == 1
    assert "not as" in done.stderr
    assert run("score", folder, "-", stdin=without).returncode == 0


WRONG = [
    ("no labels", "{folder}/nothing", "{events}", "holds no labels.json"),
    ("labels that are none", "{events}", "{events}", "holds no labels: "),
    ("no events", "{folder}", "{folder}/nothing", "No such file"),
    ("events that are none", "{folder}", "{folder}/permits.json", "permits.json:1 is no event"),
]


@pytest.mark.parametrize(("labels", "events", "words"), [pytest.param(*case[1:], id=case[0]) for case in WRONG])
def test_wrong_files_are_one_line(scenario: tuple[Path, Path], labels: str, events: str, words: str):
    names = {"folder": scenario[0], "events": scenario[1]}
    done = run("score", labels.format(**names), events.format(**names))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert words in done.stderr


def test_labels_may_lie_beside_the_folder(scenario: tuple[Path, Path], tmp_path: Path):
    folder = tmp_path / "night"
    folder.mkdir()
    (tmp_path / "night.labels.json").write_bytes((scenario[0] / "labels.json").read_bytes())
    assert run("score", folder, scenario[1]).returncode == 0
