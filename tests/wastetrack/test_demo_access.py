"""What a running demo tells a person: a settings file for commands, and a line that posts a ping as copied."""

import os
import subprocess
from pathlib import Path

import pytest

from models.decode import decode_message
from ops.settings import load
from simulator.demo import demo_world
from simulator.world import World
from wastetrack.demo_access import ping_line, ways_in, write_settings

SUMMARY = '{"units":63,"moving":30,"trips_open":28,"alerts_open":2,"alerts_immediate":1,"data_at":"2026-03-04T02:10:05.120Z"}'


@pytest.fixture(scope="module")
def world() -> World:
    return demo_world(1_772_590_000_000)


def test_commands_read_the_demo_s_settings_and_no_secret_stands_in_them(tmp_path: Path):
    secret = tmp_path / "a folder" / 'with "quotes".secret'
    secret.parent.mkdir()
    secret.write_text("postgresql://u:hidden@127.0.0.1:5/demo\n")
    file = write_settings(tmp_path, "127.0.0.1:9", "pings", {"database": secret})
    read = load(file, {})
    assert (read.kafka, read.clock, read.database) == ("127.0.0.1:9", "pings", "postgresql://u:hidden@127.0.0.1:5/demo")
    assert "hidden" not in file.read_text()


def test_the_line_as_copied_posts_a_new_unit_s_ping_at_the_demo_s_time(tmp_path: Path, world: World):
    curl = tmp_path / "curl"
    curl.write_text(f"#!/bin/sh\ncase \"$1\" in -s) echo '{SUMMARY}' ;; *) printf '%s\\n' \"$@\" ;; esac\n")
    curl.chmod(0o755)
    line = ping_line("http://127.0.0.1:1", "http://127.0.0.1:2", "-pa_ss", world)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    said = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True, env=os.environ | {"PATH": path})
    *words, body = said.stdout.splitlines()
    assert words == ["-u", "demo:-pa_ss", "http://127.0.0.1:1/gps/add/locations", "-d"]
    (record,) = decode_message(body.encode()).records
    assert record.location.utc_ts == "2026-03-04T02:10:05.120Z"  # type: ignore[union-attr]
    assert record.location.unit_id not in {unit.unit_id for unit in world.units}  # type: ignore[union-attr]


def test_it_says_what_a_later_time_does_and_names_the_settings_file(world: World):
    said = "\n".join(ways_in(Path("/tmp/demo/settings.toml"), "http://127.0.0.1:1", "http://127.0.0.1:2", "secret", world))
    assert "moves the whole demo" in said
    assert "--config /tmp/demo/settings.toml" in said
