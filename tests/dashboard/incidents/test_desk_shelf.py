"""A shelf in two officers' browsers: `e2e/shelf.mjs` looks, here alerts come and the hour of the shelf goes by."""

import time
from typing import Any

import pytest

from models.times import HOUR_MS
from tests.dashboard.incidents.conftest import Sits
from tests.dashboard.incidents.seed import tell
from tests.dashboard.walking import walk


async def test_what_is_shelved_is_counted_and_is_back_by_itself(
    sits: Sits, rows: Any, chromium_path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead_ms = 0

    def now_ms() -> int:
        return time.time_ns() // 1_000_000 + ahead_ms

    async def pass_the_time() -> None:
        nonlocal ahead_ms
        ahead_ms = HOUR_MS

    monkeypatch.setattr("dashboard.serve.now_ms", now_ms)
    async with sits("somchai", "officer") as one, sits("wipa", "officer") as other:
        await tell(rows, "A1")
        await walk("shelf", chromium_path, one.base_url, {
            "tell another": lambda: tell(rows, "A2", 5, trip_id="T2"),
            "let the time pass": pass_the_time,
        }, WASTETRACK_OTHER_URL=str(other.base_url))
