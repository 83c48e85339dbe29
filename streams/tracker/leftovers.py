"""Leftovers: a tracker that was killed leaves its folder behind; the next one of the machine takes it away.

Where several containers share a folder for temporary files, each has to have its own (TMPDIR): numbers of processes say
nothing there.
"""

import contextlib
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
    """Takes away this user's folders of trackers that do not run any more; what cannot be taken away stays."""
    for folder in (among or Path(tempfile.gettempdir())).glob(f"{_PREFIX}*-*"):
        number = folder.name.removeprefix(_PREFIX).partition("-")[0]
        with contextlib.suppress(OSError, ValueError, OverflowError):
            if folder.lstat().st_uid == os.getuid() and not psutil.pid_exists(int(number)):
                shutil.rmtree(folder, ignore_errors=True)
