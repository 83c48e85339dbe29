"""The one who gathers beside the map: a fault of its own ends nothing else, is said, and is got over."""

import asyncio
from typing import Any

import pytest
import structlog

from dashboard.incidents import follower as follower_module
from dashboard.incidents.follower import Follower
from dashboard.incidents.gathering import gather_next
from storage.pool import connect
from tests.dashboard.incidents.seed import NOW_MS, tell
from tests.dashboard.wait import until


async def test_a_fault_is_said_and_got_over(db: Any, rows: Any, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follower_module, "RETRY_S", 0)
    faults: list[Exception] = [ValueError("one"), OSError("the database went away")]

    async def at_first_broken(*given: Any) -> bool:
        if faults:
            raise faults.pop(0)
        return await gather_next(*given)

    monkeypatch.setattr(follower_module, "gather_next", at_first_broken)
    follower = Follower(lambda: connect(database), lambda: NOW_MS)
    with structlog.testing.capture_logs() as lines:
        running = asyncio.create_task(follower.run())
        await tell(rows, "A1")

        async def gathered() -> bool:
            assert not running.done()
            return bool(await db.fetchval("SELECT count(*) FROM incidents") == 1)

        await until(gathered, "it goes on")
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert [line["error"] for line in lines if line["log_level"] == "error"] == ["ValueError('one')"]


async def test_one_that_makes_no_turn_for_long_is_said_to_be_stuck(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    follower = Follower(lambda: connect(database), lambda: NOW_MS)
    assert follower.stuck() is None, "before it began"
    follower._mark_turn()
    assert follower.stuck() is None
    monkeypatch.setattr(follower_module, "STUCK_S", -1.0)
    assert "not been gathered" in (follower.stuck() or "")
