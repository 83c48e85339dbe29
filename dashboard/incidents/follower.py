"""The one of a process who gathers alerts into incidents, beside the live feed and on a connection of its own."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog

from dashboard.estates import Estates
from dashboard.incidents.gathering import gather_next, unshelve_over
from storage import events
from storage.away import NOT_YET

POLL_S: Final = 0.5
HELD_BACK_POLL_S: Final = 0.1  # an event was announced, yet an older transaction is still open
HELD_BACK_LOOKS: Final = 10
RETRY_S: Final = 1.0
STUCK_S: Final = 60.0

_log = structlog.get_logger("dashboard")


class Follower:
    """Follows the durable order of events; goes on where anybody of its name was after a break."""

    def __init__(self, connect: Callable[[], Awaitable[Any]], now: Callable[[], int]) -> None:
        self._connect = connect
        self._now = now
        self._estates = Estates()
        self._wake = asyncio.Event()
        self._turned_s: float | None = None

    def stuck(self) -> str | None:
        """Why the gathering does not get on, None while it does or waits for the database."""
        if self._turned_s is None or asyncio.get_running_loop().time() - self._turned_s < STUCK_S:
            return None
        return f"alerts have not been gathered into incidents for {STUCK_S:.0f} s"

    async def run(self) -> None:
        """Follows until cancelled; a database that is away, or has not all its tables, is tried again each second."""
        self._mark_turn()
        while True:
            try:
                await self._follow()
            except NOT_YET as error:
                _log.debug("the gathering of incidents waits for postgresql", error=repr(error))
                self._mark_turn()
            except Exception as error:  # noqa: BLE001 - the map goes on without it, and health says so
                _log.error("alerts cannot be gathered into incidents", error=repr(error))
            await asyncio.sleep(RETRY_S)

    async def _follow(self) -> None:
        connection = await self._connect()
        try:
            await connection.add_listener(events.CHANNEL, self._woken)
            looks = 0
            while True:
                looks = HELD_BACK_LOOKS if self._wake.is_set() else max(looks - 1, 0)
                self._wake.clear()
                await self._turn(connection)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), HELD_BACK_POLL_S if looks else POLL_S)
        finally:
            connection.terminate()

    async def _turn(self, connection: Any) -> None:
        while await gather_next(connection, self._estates, self._now()):
            self._mark_turn()
        while await unshelve_over(connection, self._now()):
            self._mark_turn()
        self._mark_turn()

    def _woken(self, *_: object) -> None:
        self._wake.set()

    def _mark_turn(self) -> None:
        self._turned_s = asyncio.get_running_loop().time()
