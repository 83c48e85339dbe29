"""Wrong tries over the database: each is counted before it is looked at, so that many at once gain nothing."""

from typing import Any

from dashboard.people.credentials import digest
from dashboard.people.lock_out import ACCOUNT, ADDRESS, FORGOTTEN_MS, Limit, one_less, one_more, wait_ms
from dashboard.people.sign_in import must_wait
from storage.people import forget_tries, read_tries, write_tries


class Tries:
    """The tries of one account from one address."""

    def __init__(self, name: str, address: str) -> None:
        self._limits: dict[str, Limit] = {
            f"account {digest(name).hex()}": ACCOUNT,
            f"address {address}": ADDRESS,
        }

    async def count_one(self, connection: Any, now_ms: int) -> None:
        """Counts a try as a wrong one; raises a 429 problem where it may not be looked at yet."""
        async with connection.transaction():
            known = await read_tries(connection, list(self._limits))
            wait = max(wait_ms(limit, known[key], now_ms) for key, limit in self._limits.items())
            if wait > 0:
                raise must_wait(wait)
            for key, tries in known.items():
                await write_tries(connection, key, one_more(tries, now_ms))
            await forget_tries(connection, now_ms - FORGOTTEN_MS)

    async def take_back(self, connection: Any, now_ms: int) -> None:
        """The try that was counted was right: the account begins anew, the address is one better."""
        known = await read_tries(connection, list(self._limits))
        for key, limit in self._limits.items():
            better = one_less(known[key], now_ms)
            forgiven = better if limit is ADDRESS else type(better)(failures=0, last_ms=better.last_ms)
            await write_tries(connection, key, forgiven)
