"""A tracker that does not get on though nobody keeps it says so and ends; one that waits for a neighbour never does."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pytest

from models.topics import PINGS, TRIPS
from ops.progress import PATIENCE, Patience
from ops.watchman import NotGettingOn
from storage.facts import NewFact, appended_facts
from storage.outbox import OutboxRow, appended_outbox
from storage.together import change
from streams.tracker.run import Tracker
from tests.fixtures.kafka import unique
from tests.tracker.bench import (
    database_of,
    gateway_records,
    producing,
    publish_reference,
    send,
    settings,
    tracking,
    until,
)
from tests.tracker.road import fleet, reference
from wastetrack.commands.across import run_service
from wastetrack.failure import Failure


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patience of seconds in place of minutes."""
    short: Mapping[str, Patience] = {
        part: msgspec.structs.replace(patience, says_s=1.0, ends_s=3.0) for part, patience in PATIENCE.items()
    }
    monkeypatch.setattr("ops.progress.PATIENCE", short)
    monkeypatch.setattr("ops.watchman.LOOK_S", 0.2)


async def nothing(*_: Any) -> bool:
    return False


@pytest.mark.usefixtures("hurried")
async def test_records_that_are_read_and_never_written(
    apache: Callable[[int], str], database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker = apache(2)
    async with producing(broker) as producer:
        await publish_reference(producer, reference(2))
        tracker, never = Tracker(settings(broker, database, WASTETRACK_GROUP=unique("tracker"))), asyncio.Event()
        running = asyncio.create_task(tracker.run(never))
        await until(lambda: tracker.health.ready, "ready")
        assert tracker.path is not None
        hang = asyncio.Event()
        monkeypatch.setattr(tracker.path._poll, "judge", lambda *_: hang.wait())
        await send(producer, gateway_records(fleet(2)), 2)
        await until(lambda: tracker.health.stuck, "it says so")
        assert "stored offset stays" in str(tracker.health.stuck)
        with pytest.raises(NotGettingOn, match=PINGS.name):
            await running


@pytest.mark.usefixtures("hurried")
async def test_messages_that_nobody_sends_and_facts_that_nobody_weighs(
    apache: Callable[[int], str], database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each by its name, and no more of it once they have gone."""
    monkeypatch.setattr("ops.progress.PATIENCE", {
        part: msgspec.structs.replace(patience, says_s=1.0, ends_s=600.0) for part, patience in PATIENCE.items()
    })  # fmt: skip
    async with tracking(settings(apache(2), database, WASTETRACK_GROUP=unique("tracker"))) as tracker, database_of(database) as db:
        assert tracker._relay is not None
        assert tracker._judge is not None
        with monkeypatch.context() as patched:
            patched.setattr(tracker._relay, "_look", nothing)
            await change(db, appended_outbox([OutboxRow(owner=0, topic=TRIPS.name, key=b"U", body=b"{}")]))
            await until(lambda: "outbox (owner 0)" in str(tracker.health.stuck), "the relay is named")
        await until(lambda: tracker.health.stuck is None, "the relay gets on")
        with monkeypatch.context() as patched:
            patched.setattr(tracker._judge, "weigh_once", nothing)
            await db.execute("UPDATE offsets SET watermark_ms = 1000")
            await change(db, appended_facts([NewFact(partition=0, receipt_ms=1, key="vendor:1", body=b"{}")]))
            await until(lambda: "facts (first)" in str(tracker.health.stuck), "the judge is named")
            await db.execute("DELETE FROM facts")
        await until(lambda: tracker.health.stuck is None, "the judge gets on")


def test_it_ends_with_a_code_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a supervisor tells it from a mistake in the settings."""
    monkeypatch.setattr("wastetrack.commands.across.start_logs", lambda *_: None)

    async def stalled() -> None:
        raise NotGettingOn("pings (gps.pings 0): …")

    with pytest.raises(Failure, match="does not get on: pings") as ended:
        run_service("tracker", settings("127.0.0.1:1", "postgresql://127.0.0.1/none"), stalled)
    assert ended.value.exit_code == 70
