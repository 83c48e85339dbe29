"""`wastetrack replay` and `compare` as a user runs them."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.speed.services import NotMeasured


def replay_s(folders: Sequence[Path]) -> float:
    """How long replays of these folders take, all at once; each writes its events beside its folder."""
    began_s = time.perf_counter()
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "wastetrack", "replay", str(folder), "--out", str(events_of(folder))],
            env=_environ(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )
        for folder in folders
    ]  # fmt: skip
    for child in running:
        _, said = child.communicate()
        if child.returncode:
            raise NotMeasured(f"wastetrack replay ended with {child.returncode}: {said.decode()[-2000:]}")
    return time.perf_counter() - began_s


def events_of(folder: Path) -> Path:
    """Where the replay of a folder writes."""
    return folder.with_suffix(".events")


def compare(ours: Path, theirs: Path) -> None:
    """Returns when `wastetrack compare` finds the same trips, alerts and verdicts in both; raises NotMeasured."""
    words = [sys.executable, "-m", "wastetrack", "compare", str(ours), str(theirs)]
    done = subprocess.run(words, env=_environ(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotMeasured(f"the trackers told something else than a replay:\n{done.stdout[-3000:]}{done.stderr[-500:]}")


def _environ() -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if not name.startswith("WASTETRACK_")}
