"""`wastetrack simulate` as a process, where it cannot begin: one line, and nothing was published before it."""

import subprocess
import sys
from pathlib import Path

import pytest


def simulated(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wastetrack", "simulate", *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_a_fleet_for_the_gateway_needs_an_account_before_anything_goes_out():
    done = simulated("--to", "gateway", "--units", "1")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "wastetrack: --account: write the NAME:PASSWORD that `wastetrack gateway add-vendor` made\n"


def test_a_folder_that_is_a_file_is_named(tmp_path: Path):
    file = tmp_path / "file"
    file.touch()
    done = simulated("--to", str(file), "--units", "1", "--minutes", "60")
    assert (done.returncode, done.stderr) == (1, f"wastetrack: cannot write {file}: File exists\n")


def test_an_incident_that_is_none_is_answered_with_all_that_may_be_written():
    done = simulated("--to", "nowhere", "--incidents", "foo")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("wastetrack: no incident is called foo; there are: clean, detour_dump, ")
    assert done.stderr.endswith("; or none\n")


@pytest.mark.parametrize(
    ("options", "said"),
    (
        (("--days", "1", "--minutes", "60"), "--days and --minutes say the same in two ways: write one of them"),
        (("--factor", "2", "--rate", "5"), "--factor and --rate say the same in two ways: write one of them"),
        (("--rate", "5"), "--factor and --rate are for a fleet that drives live: a folder has its own time"),
    ),
)
def test_no_option_is_passed_over(options: tuple[str, ...], said: str, tmp_path: Path):
    done = simulated("--to", str(tmp_path / "folder"), *options)
    assert (done.returncode, done.stderr) == (2, f"wastetrack: {said}\n")
    assert not (tmp_path / "folder").exists()
