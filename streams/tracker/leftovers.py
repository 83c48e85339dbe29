"""Leftovers: a tracker that was killed leaves its folder behind; the next one takes it away."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

import psutil

_PREFIX: Final = "wastetrack-tracker-"


def own_prefix() -> str:
    """How the name of this process's own folder begins."""
    return f"{_PREFIX}{os.getpid()}-"


def sweep(among: Path | None = None) -> None:
    """Takes away the folders of trackers that do not run any more; what cannot be taken away stays."""
    for folder in (among or Path(tempfile.gettempdir())).glob(f"{_PREFIX}*-*"):
        number = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if number.isdigit() and not psutil.pid_exists(int(number)):
            shutil.rmtree(folder, ignore_errors=True)
