"""Manifests told while a tracker works, one a second: each is kept as if it had been read from its topic."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterator
from typing import Final

import msgspec

from benchmarks.speed.ground import Ground
from benchmarks.speed.services import NotMeasured
from benchmarks.speed.tracking import STORED
from benchmarks.traffic.country import WITH_MANIFESTS
from benchmarks.traffic.plan import Plan
from benchmarks.traffic.writing import manifest
from models.times import HOUR_MS
from storage.pool import connect
from storage.reference import TopicPlace, save_version
from streams.reference.records import read_record

_EVERY_S: Final = 1.0
_AHEAD_MS: Final = 6 * HOUR_MS
"""So long before it is to leave a truck has its manifest: it drives by others for all of what is measured."""


@contextlib.contextmanager
def manifests_told(ground: Ground, plan: Plan) -> Iterator[None]:
    """Tells a manifest a second for the length of the block, to truck after truck; raises NotMeasured if it cannot."""
    ended, failed = threading.Event(), list[Exception]()

    def tell() -> None:
        try:
            asyncio.run(_tell(ground.database, plan, ended))
        except Exception as error:  # noqa: BLE001 - whoever waits for the thread says it
            failed.append(error)

    thread = threading.Thread(target=tell, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
    if failed:
        raise NotMeasured("no manifests were told") from failed[0]


async def _tell(database: str, plan: Plan, ended: threading.Event) -> None:
    connection = await connect(database)
    try:
        number, due_s = 0, time.monotonic()
        while not ended.wait(max(0.0, due_s - time.monotonic())):
            permit = WITH_MANIFESTS * number % plan.permits
            # Of a traffic that is gone through faster than it was sent, so much was heard by now.
            now_ms = plan.start_ms + int(await connection.fetchval(STORED)) * plan.period_ms // plan.units
            row = manifest(permit, permit, now_ms + _AHEAD_MS)
            version = read_record("manifests", None, msgspec.json.encode(row), now_ms)
            await save_version(connection, version, TopicPlace(topic="bench.told", partition=0, offset=number))
            number, due_s = number + 1, due_s + _EVERY_S
    finally:
        await connection.close()
