"""What a killed tracker left behind goes, and nothing else."""

import os
from pathlib import Path

import psutil

from streams.tracker.leftovers import own_prefix, sweep


def test_only_folders_of_trackers_that_do_not_run_are_taken_away(tmp_path: Path) -> None:
    gone = next(number for number in range(2**22 - 1, 1, -1) if not psutil.pid_exists(number))
    mine, other = tmp_path / f"{own_prefix()}abc", tmp_path / f"wastetrack-tracker-{os.getppid()}-abc"
    left, anybodys = tmp_path / f"wastetrack-tracker-{gone}-abc", tmp_path / "wastetrack-tracker-notes-abc"
    huge = tmp_path / f"wastetrack-tracker-{10**30}-abc"
    for folder in (mine, other, left, anybodys, huge):
        (folder / "v1").mkdir(parents=True)
    sweep(tmp_path)
    assert {*tmp_path.iterdir()} == {mine, other, anybodys, huge}
