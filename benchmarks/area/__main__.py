"""How long a look-up of an area takes over a month of a fleet: `python -m benchmarks.area --units 10000 --days 30`.

One day is made, gone through and packed as the dashboard does it; the others are the same day again, the newest two not
yet packed. Database and dashboard share the cores, and are asked over HTTP as the page asks; each question is put three
times, and of the last two the longer time is told, by the clock and by the processor.
"""

import argparse
import asyncio
import contextlib
import socket
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import httpx
import numpy as np
import psutil

from benchmarks.area.filling import BEGIN_MS, fill, sizes
from benchmarks.area.fleet import COUNTRY, TOWN
from dashboard.serve import serve_dashboard
from faults.servers.postgres import PostgresServer
from models.times import DAY_MS, HOUR_MS, to_iso
from ops.settings import load
from storage.migrate import migrate
from storage.pool import connect

SIDES_KM: Final = (1, 5, 15, 30)
_KM: Final = 1 / 111.2
_CORNERS: Final = 12
Ring = list[tuple[float, float]]


def square(middle: tuple[float, float], side_km: float) -> Ring:
    """A square of this side, a little turned, as nobody draws along the grid."""
    return _ring(middle, side_km / np.sqrt(2), 4, 0.1)


def blob(middle: tuple[float, float], side_km: float) -> Ring:
    """A shape of many corners, some of which point inwards."""
    return _ring(middle, side_km / 2, _CORNERS, 0.0, 0.3)


def _ring(middle: tuple[float, float], radius_km: float, corners: int, turned: float, dented: float = 0.0) -> Ring:
    lon, lat = middle
    angles = [2 * np.pi * (number + 0.5) / corners + turned for number in range(corners)]
    radii = [radius_km * _KM * (1 - dented * (number % 2)) for number in range(corners)]
    ring = [
        (float(lon + radius * np.cos(angle) / np.cos(np.radians(lat))), float(lat + radius * np.sin(angle)))
        for radius, angle in zip(radii, angles, strict=True)
    ]
    return [*ring, ring[0]]


async def _measure(dsn: str, days: int, servers: psutil.Process) -> None:
    questions = [
        (f"{side_km} km {where}", square(middle, side_km))
        for where, middle in (("in town", TOWN), ("in the country", COUNTRY))
        for side_km in SIDES_KM
    ]
    questions.append(("30 km in town, 12 corners", blob(TOWN, 30)))
    print(f"{'area':<28}{'inside':>8}{'passed':>8}{'s':>8}{'cpu s':>8}")
    async with _dashboard(dsn) as api:
        for name, ring in questions:
            body = {
                "polygon": {"type": "Polygon", "coordinates": [ring]}, "why": "benchmark",
                "from": to_iso(BEGIN_MS + 10 * HOUR_MS // 3), "to": to_iso(BEGIN_MS + days * DAY_MS),
            }  # fmt: skip
            took_s, worked_s = [], []
            for _ in range(3):
                began_s, busy_s = time.monotonic(), _cpu_s(servers)
                answer = await api.post("/api/v1/lookups/area", json=body)
                took_s.append(time.monotonic() - began_s)
                worked_s.append(_cpu_s(servers) - busy_s)
                answer.raise_for_status()
            found = answer.json()
            counts = f"{found['inside_count']:>8,}{found['passed_count']:>8,}"
            print(f"{name:<28}{counts}{max(took_s[1:]):>8.2f}{max(worked_s[1:]):>8.2f}", flush=True)


def _cpu_s(servers: psutil.Process) -> float:
    """The processor time of the database's sessions that are open, and of this process."""
    used = [process.cpu_times() for process in servers.children()]
    return time.process_time() + sum(one.user + one.system for one in used)


@contextlib.asynccontextmanager
async def _dashboard(dsn: str) -> AsyncIterator[httpx.AsyncClient]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    stop = asyncio.Event()
    serving = asyncio.create_task(serve_dashboard(load(None, {"WASTETRACK_DATABASE": dsn}), "127.0.0.1", port, stop))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=120) as api:
        while True:
            with contextlib.suppress(httpx.TransportError):
                if (await api.get("/readyz")).status_code == 200:
                    break
            await asyncio.sleep(0.2)
        yield api
        stop.set()
        await serving


async def _run(dsn: str, servers: psutil.Process, wish: argparse.Namespace) -> None:
    began_s = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - began_s:6.1f} s  {line}", flush=True)

    db: Any = await connect(dsn, command_s=None)
    try:
        await fill(db, wish.units, wish.days, wish.seed, say)
        rows, size = await sizes(db)
        say(f"{rows:,} passages, {size / 2**30:.1f} GiB")
    finally:
        await db.close()
    await _measure(dsn, wish.days, servers)


def main() -> None:
    """Fills a database of its own, asks, and takes it away."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.area", description=__doc__)
    parser.add_argument("--units", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wastetrack-area-") as name:
        server = PostgresServer(Path(name))
        server.start()
        try:
            migrate(server.dsn)
            asyncio.run(_run(server.dsn, server.master(), wish))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
