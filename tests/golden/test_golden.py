"""The golden scenarios, to the byte, by the program as a person runs it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from models.event import ALERT_TYPES, Event, decode_event, entity_of
from streams.compare import version_faults
from tests.builders import at
from tests.golden.rewrite import HERE
from tests.golden.scenarios import GOLDEN
from wastetrack.cli import app


def last_words(events: list[Event]) -> list[str]:
    """Of each trip, then of each alert, the newest version in words."""
    newest = {entity_of(event): event for event in events}
    trips = [event for event in newest.values() if event.type not in ALERT_TYPES]
    alerts = [event for event in newest.values() if event.type in ALERT_TYPES]
    words = [[trip.type.rpartition(".")[2], trip.data.get("verdict") or trip.data.get("reason")] for trip in trips]
    words += [[alert.data["rule"], alert.data["severity"], alert.data.get("close_reason")] for alert in alerts]
    return [" ".join(word for word in row if word) for row in words]


@pytest.mark.parametrize("name", GOLDEN)
def test_a_golden_scenario(name: str, tmp_path: Path) -> None:
    golden, folder, out = GOLDEN[name], HERE / name, tmp_path / "events.ndjson"
    until = [] if golden.until is None else ["--until", at(golden.until)]
    result = CliRunner().invoke(app, ["replay", str(folder), "--out", str(out), *until])
    assert result.exit_code == 0, result.output
    events = [decode_event(line) for line in out.read_bytes().splitlines()]
    kept = [words for words in last_words(events) if not words.endswith("late_evidence")]
    assert sorted(kept) == sorted(golden.ends), golden.says
    assert version_faults(events) == []
    assert out.read_bytes() == (folder / "expected.ndjson").read_bytes(), "see python -m tests.golden.rewrite"


@pytest.mark.parametrize("name", GOLDEN)
def test_its_folder_is_what_the_scenario_says(name: str, tmp_path: Path) -> None:
    GOLDEN[name].scene.write(tmp_path / name)
    written = {file.name: file.read_bytes() for file in (tmp_path / name).iterdir()}
    kept = {file.name: file.read_bytes() for file in (HERE / name).iterdir() if file.name != "expected.ndjson"}
    assert kept == written
    assert len(GOLDEN[name].scene.pings) <= 140


def test_no_folder_stands_there_without_its_scenario() -> None:
    assert {folder.name for folder in HERE.iterdir() if folder.is_dir()} - {"__pycache__"} == set(GOLDEN)
