"""The server is restarted under an open page: `e2e/restart.mjs` looks, here the server goes, alerts come, and it is back."""

import time
from typing import Any

import pytest

from models.times import to_iso
from ops.settings import Settings
from tests.dashboard.incidents.seed import tell
from tests.dashboard.seed import BASE_MS, put_unit, unit_body
from tests.dashboard.walking import Standing, walk


async def test_nothing_is_missed_or_doubled(settings: Settings, rows: Any, chromium_path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.live.MOST_MISSED", 5)
    now = to_iso(time.time_ns() // 1_000_000)
    await put_unit(rows, unit_body("U1", utc_ts=now, recv_utc_ts=now))

    async def tell_of(*numbers: int) -> None:
        for number in numbers:
            await tell(rows, f"A{number}", number, trip_id=f"T{number}", unit_id=f"U{number}")

    async def tell_three_more() -> None:
        await tell_of(2, 3)
        await tell(rows, "A1", 1, trip_id="T1", version=2, close_reason="moved_on", ended_at=to_iso(BASE_MS + 240_000))

    async with Standing(settings) as server:
        await walk("restart", chromium_path, server.url, {
            "stop": server.end,
            "start": server.begin,
            "tell the first": lambda: tell_of(1),
            "tell three more": tell_three_more,
            "tell too many": lambda: tell_of(4, 5, 6, 7, 8, 9),
            "tell the last": lambda: tell_of(10),
        })
