"""Case 7: rows a second that the gateway accepts over HTTP, in calls of 100, 1,000 and 9,000, and their p99."""

import asyncio
import base64
import time
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Final

import httpx

from benchmarks.speed.bench import Bench
from benchmarks.speed.living import percentile
from benchmarks.speed.loading import lines_of
from benchmarks.speed.measures import Finding, Rounds
from benchmarks.speed.services import NotMeasured
from simulator.plates import VENDORS
from simulator.send import ON_TIME_PATH
from streams.gateway.accounts import add_vendor
from wastetrack.vendor_accounts import opened_accounts

NAME: Final = "gateway"
ROWS: Final = (100, 1_000, 9_000)
_AT_ONCE: Final = 4
_PINGS: Final = 45_000
_WARM_S: Final = 1.0
_LEAST: Final = 12
"""So many calls are timed, however long they take."""


def run(bench: Bench) -> Finding:
    """One gateway; vendors call over kept connections, several at once, each size of call in turn."""
    size, ground = bench.size, bench.ground
    folder = bench.traffic(bench.plan, _PINGS)
    bench.begin(folder, clock="wall")
    rounds = Rounds()
    with ground.service("gateway", clock="wall") as gateway:
        gateway.until(gateway.ready, "ready")
        word = base64.b64encode(asyncio.run(_account(ground.database)).encode()).decode()
        headers = {"Content-Type": "application/json", "Authorization": f"Basic {word}"}
        url = f"http://127.0.0.1:{gateway.port}{ON_TIME_PATH}"
        for number in range(max(1, size.rounds - 1)):
            for rows in ROWS:
                bodies = list(_bodies(list(lines_of(folder, _PINGS)), rows))
                cpu_s = gateway.cpu_s()
                accepted, took_ms, seconds = asyncio.run(_call(url, headers, bodies, size.live_s / 2))
                cpu_s = gateway.cpu_s() - cpu_s
                rounds.add(f"rows_in_{rows}", "rows/s", accepted / seconds)
                rounds.add(f"p99_in_{rows}", "ms", percentile(took_ms, 0.99))
                rounds.add(f"cpu_in_{rows}", "us/row", cpu_s / accepted * 1e6)
                bench.say(f"round {number + 1}: calls of {rows:,}: {accepted / seconds:,.0f} rows a second")
    return Finding(
        case=NAME, title="The gateway over HTTP", measures=rounds.measures(), around={"calls_at_once": _AT_ONCE},
    )  # fmt: skip


async def _account(dsn: str) -> str:
    """Name and password of a vendor that may speak for every unit of the traffic."""
    async with opened_accounts(dsn) as directory:
        made = await add_vendor(directory, "bench", list(VENDORS), [], time.time_ns() // 1_000_000)
    return f"bench:{made.password}"


def _bodies(lines: list[bytes], rows: int) -> Iterator[bytes]:
    """Calls of so many rows each, until all pings have gone into one."""
    source = iter(lines)
    while part := list(islice(source, rows)):
        if len(part) == rows:
            yield b'{"vender_id":"043","locations_count":%d,"locations":[%s]}' % (rows, b",".join(part))


async def _call(
    url: str, headers: dict[str, str], bodies: list[bytes], seconds: float
) -> tuple[int, list[int], float]:
    """Rows accepted, how long each call took in ms, and in what time; the first second does not count."""
    took_ms: list[int] = []
    accepted, began_s = 0, time.monotonic() + _WARM_S
    ends_s = began_s + seconds
    todo = cycle(bodies)

    async def one_caller(client: httpx.AsyncClient) -> None:
        nonlocal accepted
        while (sent_s := time.monotonic()) < ends_s or len(took_ms) < _LEAST:
            answer = await client.post(url, content=next(todo), headers=headers)
            if answer.status_code != httpx.codes.OK or answer.json()["rejected"]:
                raise NotMeasured(f"the gateway answered {answer.status_code}: {answer.text[:300]}")
            if sent_s >= began_s:
                accepted += answer.json()["accepted"]
                took_ms.append(round((time.monotonic() - sent_s) * 1000))

    async with httpx.AsyncClient(timeout=30, trust_env=False) as client:
        await asyncio.gather(*(one_caller(client) for _ in range(_AT_ONCE)))
    return accepted, took_ms, time.monotonic() - began_s
