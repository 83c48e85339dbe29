"""Replay: lines in order of arrival, deadlines between them, several files, the clock's end, and bad lines."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from models.event import decode_event
from models.times import from_iso
from streams.compare import version_faults
from streams.replay import Line, merged, read_lines
from tests.builders import (
    ROAD_M,
    Scene,
    Track,
    a_clean_trip,
    a_permit,
    a_ping,
    a_vehicle,
    at,
    judge,
)  # fmt: skip
from tests.judging.stories import stories
from wastetrack.cli import app


def run(*arguments: str | Path) -> Any:
    return CliRunner().invoke(app, ["replay", *map(str, arguments)])


def a_folder(tmp_path: Path, scene: Scene | None = None) -> Path:
    (scene or Scene(a_clean_trip().pings)).write(tmp_path / "scene")
    return tmp_path / "scene"


def types(output: bytes | str) -> list[str]:
    body = output.encode() if isinstance(output, str) else output
    return [decode_event(line).type.removeprefix("wastetrack.") for line in body.splitlines()]


CLEAN = ["trip.started", "trip.arrived", "trip.completed"]


def test_a_folder_gives_events_one_a_line(tmp_path: Path) -> None:
    result = run(a_folder(tmp_path))
    assert result.exit_code == 0
    assert types(result.stdout) == CLEAN
    assert "60 pings judged, 0 bad" in result.stderr


def test_to_a_file_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    for name in ("a", "b"):
        assert run(folder, "--out", tmp_path / name).exit_code == 0
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == judge(Scene(a_clean_trip().pings)).lines()


def test_gzipped_pings(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    plain = folder / "pings.ndjson"
    (folder / "pings.ndjson.gz").write_bytes(gzip.compress(plain.read_bytes()))
    plain.unlink()
    assert types(run(folder).stdout) == CLEAN


def test_other_rules_replace_the_folders(tmp_path: Path) -> None:
    stop = Track().stand(15).go(10_000).stand(22).go(ROAD_M)
    folder = a_folder(tmp_path, Scene(stop.pings, rules="[unauthorised-stop]\non_corridor_min = 30\n"))
    (tmp_path / "other.toml").write_text("[unauthorised-stop]\non_corridor_min = 10\n")
    assert "alert.opened" not in types(run(folder).stdout)
    assert "alert.opened" in types(run(folder, "--rules", tmp_path / "other.toml").stdout)


@pytest.mark.parametrize(
    ("says", "until", "expected"),
    (
        ("lines received after it are not read", 20, ["trip.started"]),
        ("a line received at it is", 35, ["trip.started", "trip.arrived"]),
        ("the clock runs on to it", 300, CLEAN),
    ),
)
def test_until(says: str, until: float, expected: list[str], tmp_path: Path) -> None:
    assert types(run(a_folder(tmp_path), "--until", at(until)).stdout) == expected, says


def test_the_clock_runs_on_past_the_last_line() -> None:
    pings = Track().stand(15).go(ROAD_M).pings
    assert judge(Scene(pings)).life() == ["started", "arrived"]
    assert judge(Scene(pings), until=35 + 120).life() == ["started", "arrived", "completed"]


def test_of_a_message_what_was_received_by_then_is_read() -> None:
    pings = Track().stand(15).go(3000).pings
    line = {"locations": pings}
    told = judge(Scene([line]), until=17)
    assert told.life() == ["started"]
    assert judge(Scene([line]), until=15).life() == []


@pytest.mark.parametrize(
    ("says", "line"),
    (
        ("no JSON", b'{"unit_id": '),
        ("no ping", b'{"hello": 1}'),
        ("no position", b'{"unit_id": "x", "utc_ts": "2026-11-02T01:00:00Z"}'),
        ("no time", b'{"unit_id": "x", "utc_ts": "soon", "lat": 12.7, "lon": 101.1}'),
        ("no place on earth", b'{"unit_id": "x", "utc_ts": "2026-11-02T01:00:00Z", "lat": 912.7, "lon": 101.1}'),
        ("not UTF-8", b"\xff\xfe"),
    ),
)
def test_a_bad_line_costs_only_itself(says: str, line: bytes, tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    pings = folder / "pings.ndjson"
    lines = pings.read_bytes().splitlines()
    pings.write_bytes(b"\n".join([*lines[:20], line, b"", *lines[20:]]) + b"\n")
    result = run(folder)
    assert result.exit_code == 0, says
    assert types(result.stdout) == CLEAN
    assert "pings.ndjson:21:" in result.stderr
    assert "60 pings judged, 1 bad" in result.stderr


def test_a_bad_record_costs_nothing_of_its_neighbours_in_the_same_message() -> None:
    pings = a_clean_trip().pings
    broken = {"locations": [pings[20], {"unit_id": "x"}, pings[21]]}
    told = judge(Scene([*pings[:20], broken, *pings[22:]]))
    assert told.lines() == judge(Scene(pings)).lines()
    assert [(bad.line, bad.file) for bad in told.bad] == [(21, "pings.ndjson")]


@pytest.mark.parametrize(
    ("says", "arguments", "hint"),
    (
        ("no folder", ["nowhere"], "nowhere"),
        ("no such pings", ["{folder}", "--pings", "nothing.ndjson"], "nothing.ndjson"),
        ("pings that are not called so", ["{folder}", "pings.ndjson"], "--pings before pings.ndjson"),
        ("no such time", ["{folder}", "--until", "soon"], "soon"),
        ("no such rules", ["{folder}", "--rules", "nothing.toml"], "nothing.toml"),
    ),
)
def test_wrong_use_is_one_line_and_exit_2(says: str, arguments: list[str], hint: str, tmp_path: Path) -> None:
    from wastetrack.failure import Failure

    folder = a_folder(tmp_path)
    result = run(*(argument.format(folder=folder) for argument in arguments))
    assert isinstance(result.exception, Failure | SystemExit), says
    if isinstance(result.exception, Failure):
        assert hint in str(result.exception)
        assert "\n" not in str(result.exception)


def test_several_files_are_merged_by_receipt(tmp_path: Path) -> None:
    pings = a_clean_trip().pings
    folder = a_folder(tmp_path, Scene(pings))
    for name, part in (("a", pings[::2]), ("b", pings[1::2])):
        (tmp_path / name).write_text("".join(json.dumps(ping) + "\n" for ping in part))
    whole = run(folder).stdout
    assert run(folder, "--pings", tmp_path / "a", "--pings", tmp_path / "b").stdout == whole
    assert run(folder, "--pings", tmp_path / "a", tmp_path / "b", "--until", "2030-01-01").stdout == run(folder, "--until", "2030-01-01").stdout


@settings(max_examples=30)
@given(stories(), st.lists(st.integers(0, 3), min_size=1, max_size=20))
def test_parting_a_file_changes_nothing(tmp_path_factory: pytest.TempPathFactory, story: list[dict[str, Any]], parts: list[int]) -> None:
    """However the lines are dealt to files, merging them by receipt gives them back."""
    folder = tmp_path_factory.mktemp("parts")
    files: dict[int, list[str]] = {}
    for number, ping in enumerate(story):
        files.setdefault(parts[number % len(parts)], []).append(json.dumps(ping) + "\n")
    for name, lines in files.items():
        (folder / str(name)).write_text("".join(lines))
    found = [json.loads(line.body) for line in merged(folder / str(name) for name in files)]
    assert [ping["utc_ts"] for ping in found] == [ping["utc_ts"] for ping in story]
    assert sorted(map(json.dumps, found)) == sorted(map(json.dumps, story))


def test_each_files_own_order_is_kept(tmp_path: Path) -> None:
    """A late line is read when its file comes to it, not before."""
    a = [a_ping(10, 0), a_ping(2, 0, recv=30), a_ping(11, 0, recv=20)]
    b = [a_ping(minute, 0, unit_id="u2") for minute in (5, 15, 25, 35)]
    for name, part in (("a", a), ("b", b)):
        (tmp_path / name).write_text("".join(json.dumps(ping) + "\n" for ping in part))
    order = [(json.loads(line.body)["utc_ts"]) for line in merged([tmp_path / "a", tmp_path / "b"])]
    assert order == [at(5), at(10), at(15), at(25), at(2), at(11), at(35)]


def test_a_clock_gone_wrong_does_not_hold_back_a_files_other_lines(tmp_path: Path) -> None:
    a = [a_ping(0, 0), a_ping(60 * 24 * 300, 0), a_ping(10, 0), a_ping(20, 0)]
    b = [a_ping(minute, 0, unit_id="u2") for minute in (5, 15, 25)]
    for name, part in (("a", a), ("b", b)):
        (tmp_path / name).write_text("".join(json.dumps(ping) + "\n" for ping in part))
    order = [(json.loads(line.body)["utc_ts"]) for line in merged([tmp_path / "a", tmp_path / "b"])]
    assert [text for text in order if text < at(1000)] == [at(0), at(5), at(10), at(15), at(20), at(25)]


def test_blank_lines_are_no_lines_and_numbers_are_the_files(tmp_path: Path) -> None:
    (tmp_path / "p").write_bytes(b"\n{}\n\n  \n[]\r\n")
    assert list(read_lines(tmp_path / "p")) == [Line(file="p", number=2, body=b"{}"), Line(file="p", number=5, body=b"[]")]


# ---- the arrival clock -----------------------------------------------------------------------------------------------


def test_a_record_of_next_year_does_not_move_the_clock() -> None:
    pings = Track().stand(15).go(10_000).pings
    told = judge(Scene([*pings[:20], a_ping(60 * 24 * 300, 0), *pings[20:]]))
    assert told.newest() == []
    assert [bad.line for bad in told.bad] == [21]


def test_two_more_of_its_own_confirm_it() -> None:
    """A truck alone comes back after three days."""
    pings = a_clean_trip().pings
    later = [a_ping(3 * 24 * 60 + minute, 0, speed=0.0) for minute in range(3)]
    told = judge(Scene([*pings, *later]))
    assert told.bad == []
    assert [bad.line for bad in judge(Scene([*pings, *later[:2]])).bad] == [61, 62]


def test_another_unit_confirms_it_at_once() -> None:
    pings = a_clean_trip().pings
    later = [a_ping(3 * 24 * 60, 0, unit_id=unit) for unit in ("u2", "u3")]
    assert judge(Scene([*pings, *later])).bad == []


# ---- the order decided -----------------------------------------------------------------------------------------------


def test_deadlines_come_before_the_line_that_passes_them_by_time_and_unit() -> None:
    units = ("unit-3", "unit-1", "unit-2")
    plates = {unit: f"80-{number}" for number, unit in enumerate(units)}
    pings = [dict(p, unit_id=unit) for unit in units for p in Track().stand(15).go(8000).pings]
    pings.sort(key=lambda ping: ping["utc_ts"])
    scene = Scene(
        [*pings, a_ping(60, 90_000, unit_id="stranger")],
        vehicles=[a_vehicle(unit, plate) for unit, plate in plates.items()],
        permits=[a_permit(vehicles=[{"plate": plate, "province": "ระยอง"} for plate in plates.values()])],
    )
    told = judge(scene)
    silences = [(event.time, event.data["unit_id"]) for event in told.events if event.data.get("rule") == "signal-lost"]
    assert silences == sorted(silences)
    assert len(silences) == 9
    assert version_faults(told.events) == []


def test_an_event_has_the_time_of_the_ping_or_deadline_that_caused_it() -> None:
    told = judge(Scene(Track().stand(15).go(ROAD_M).pings), until=300)
    assert [(event.type.rpartition(".")[2], event.time) for event in told.events] == [
        ("started", at(16)), ("arrived", at(35)), ("completed", at(155)),
    ]  # fmt: skip
    assert from_iso(told.events[0].time) % 1000 == 0


def test_without_manifests_json_nothing_is_said_of_manifests() -> None:
    told = judge(Scene(a_clean_trip().pings))
    assert told.newest() == []
    assert told.trips()[0][1]["manifest_nos"] == []
