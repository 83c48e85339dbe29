"""The first administrator: made at the first start with sign-in, its one-time password shown once."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from dashboard.people.accounts import make_first
from models.times import to_iso
from storage.away import NOT_YET

RETRY_S: Final = 1.0


async def make_first_when_ready(pool: Any, now: Callable[[], int], say: Callable[[str], None]) -> None:
    """Waits for the database and its tables, makes an administrator where there is no account, and says how to sign in.

    Ends when there is one.
    """
    while True:
        try:
            async with pool.acquire() as connection:
                given = await make_first(connection, now())
        except NOT_YET:
            await asyncio.sleep(RETRY_S)
            continue
        if given is not None:
            say(
                f"the first administrator is {given.name!r}, with a one-time password that holds until "
                f"{to_iso(given.until_ms)} and is shown this once: {given.password}"
            )
        return
