"""The machine and the programs on it, as far as they decide how fast all is."""

import os
import platform
import subprocess
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Final

import psutil

from faults.servers.kafka import VERSION as KAFKA

_LIBRARIES: Final = ("aiokafka", "asyncpg", "confluent-kafka", "msgspec", "numpy", "shapely", "faust-streaming")

_TIMES: Final = 15


def described() -> dict[str, str | float | int]:
    """Processor, cores, memory, how soon the disk has something, versions, the commit that is measured."""
    told: dict[str, str | float | int] = {
        "processor": _processor(), "cores": os.cpu_count() or 1,
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}", "python": platform.python_version(), "kafka": KAFKA,
        "fsync_ms": round(_fsync_ms(), 2), "load_before": round(os.getloadavg()[0], 2), "commit": _commit(),
    }  # fmt: skip
    return told | {name: version(name) for name in _LIBRARIES}


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if not info.exists():
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name"))
    return next(names, platform.machine())


def _fsync_ms() -> float:
    """How long the disk of the temporary files takes to have a page, in the middle of several times."""
    took_s = []
    with tempfile.TemporaryFile() as file:
        for _ in range(_TIMES):
            file.write(bytes(8192))
            file.flush()
            began_s = time.perf_counter()
            os.fsync(file.fileno())
            took_s.append(time.perf_counter() - began_s)
    return median(took_s) * 1000


def _commit() -> str:
    asked = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(asked, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "none"
