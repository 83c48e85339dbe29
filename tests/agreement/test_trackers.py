"""Two trackers that share the units come to what one replay comes to: every golden scenario and all across units."""

import asyncio
import contextlib
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.event import Event
from ops.personal import Sealer
from streams.compare import differences, order_differences
from streams.verify.report import Scope
from streams.verify.run import verify
from tests.agreement.orders import received_ms
from tests.agreement.scenes import ACROSS, ALL, together
from tests.fixtures.kafka import unique
from tests.golden.scenarios import GOLDEN
from tests.tracker.bench import (
    count,
    database_of,
    gateway_records,
    producing,
    publish_reference,
    send,
    settings,
    told,
    until,
)
from tests.tracker.process import Process, ended
from tests.tracker.road import offline

PARTITIONS = 4
RUNS_ON_MIN = 3 * 24 * 60.0


def judged(events: list[Event], units: set[str]) -> list[Event]:
    """What a replay can say too: it knows no unit that never sent a ping."""
    return [event for event in events if event.data.get("rule") != "device-check-overdue" or event.data["unit_id"] in units]


def alone(events: list[Event], pings: list[dict[str, Any]]) -> list[Event]:
    """The events of units with all their pings in time, in scenes of one truck without papers that concern others."""
    late = {ping["unit_id"] for ping in pings if received_ms(ping) - received_ms({"utc_ts": ping["utc_ts"]}) > 300_000}
    single = [f"{number:03d}" for number, (name, scene) in enumerate(ALL.items()) if name in GOLDEN and _is_of_one_truck(scene)]
    return [event for event in events if str(event.data.get("unit_id"))[:3] in single and event.data["unit_id"] not in late]


def _is_of_one_truck(scene: Any) -> bool:
    return len({ping["unit_id"] for ping in scene.pings}) == 1 and not scene.reference.get("manifests")


async def test_two_trackers_say_what_a_replay_says(apache: Callable[[int], str], database: str, tmp_path: Path) -> None:
    pings, papers = together(ALL, RUNS_ON_MIN)
    events = await tracked(apache(PARTITIONS), database, tmp_path, pings, papers, killed=None)
    expected = offline(pings, papers)
    assert differences(events, expected) == []
    steady = alone(expected, pings)
    assert len({event.data["unit_id"] for event in steady}) > 15
    assert order_differences(alone(events, pings), steady) == []
    chosen = settings("127.0.0.1:1", database)
    async with database_of(database) as db:
        report = await verify(db, chosen, Scope(), Sealer.from_settings(chosen), lambda *_: None)
        assert [str(one) for one in report.differences] == []
        assert (report.judged, report.notes) == (len(pings), [])


@pytest.mark.parametrize("killed", (0, 1), ids=("the one that judges", "the other one"))
async def test_so_does_the_one_that_is_left(killed: int, apache: Callable[[int], str], database: str, tmp_path: Path) -> None:
    pings, papers = together(ACROSS, RUNS_ON_MIN)
    events = await tracked(apache(PARTITIONS), database, tmp_path, pings, papers, killed=killed)
    assert differences(events, offline(pings, papers)) == []


async def tracked(
    broker: str, database: str, folder: Path, pings: list[dict[str, Any]], papers: Any, *, killed: int | None
) -> list[Event]:
    """The events of two trackers, of which one is killed in mid-stream where it is said which."""
    group = unique("tracker")
    rows = gateway_records(pings)
    third = len(rows) // 3
    expected = offline(pings, papers)
    units = {ping["unit_id"] for ping in pings}
    async with producing(broker) as producer, database_of(database) as db:
        await publish_reference(producer, papers)
        one = Process(folder, "one", broker, database, WASTETRACK_GROUP=group)
        with ended(one):
            await until(one.ready, "the first is ready, and judges")
            two = Process(folder, "two", broker, database, WASTETRACK_GROUP=group)
            with ended(two):
                await until(lambda: one.ready() and two.ready(), "both are ready")
                await send(producer, rows[:third], PARTITIONS)
                sending = asyncio.create_task(send(producer, rows[third:], PARTITIONS))
                if killed is not None:
                    await until(lambda: _stored(db, third // 2), "they are in the middle of it")
                    (one, two)[killed].signal(signal.SIGKILL)
                await sending
                await until(lambda: _stored(db, len(rows)), "all pings are stored")
                found: list[Event] = []

                async def same() -> bool:
                    found[:] = judged(await told(db), units)
                    return not differences(found, expected)

                async def settled() -> bool:
                    return not await count(db, "facts") and not await count(db, "outbox")

                with contextlib.suppress(AssertionError):  # the difference says more
                    await until(same, "the events of a replay", 40)
                await until(settled, "everything has been weighed and sent")
                await same()
                return found


async def _stored(db: Any, number: int) -> bool:
    return await count(db, "pings") >= number
