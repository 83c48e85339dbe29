"""Vendor accounts and their tokens over one database connection, for a command that changes them and ends."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

from storage.away import NOT_YET
from storage.pool import connect
from storage.vendor_tokens import VendorToken, add_vendor_token, list_vendor_tokens, revoke_vendor_token
from storage.vendors import Vendor, load_vendor, save_vendor
from streams.gateway.accounts import DirectoryAway


class VendorAccounts:
    """The accounts of the gateway and their tokens, read and kept over one connection."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def get(self, name: str) -> Vendor | None:
        """The account of this name, if there is one."""
        return await load_vendor(self._connection, name)

    async def add(self, vendor: Vendor) -> bool:
        """Keeps an account, in place of an older one of that name; says whether the name is new."""
        with _taken("the account"):
            return await save_vendor(self._connection, vendor)

    async def add_token(self, token_id: str, vendor: str, digest: bytes, now_ms: int) -> bool:
        """Keeps a token of an account; says whether there is such an account."""
        with _taken("the token"):
            return await add_vendor_token(self._connection, token_id, vendor, digest, now_ms)

    async def revoke_token(self, token_id: str, now_ms: int) -> VendorToken | None:
        """Ends a token and gives it; None where no such token is in force."""
        with _taken("the end of the token"):
            return await revoke_vendor_token(self._connection, token_id, now_ms)

    async def tokens(self, vendor: str | None) -> list[VendorToken]:
        """The tokens of an account, or of all, the newest first."""
        with _taken("the question"):
            return await list_vendor_tokens(self._connection, vendor)


@contextlib.contextmanager
def _taken(what: str) -> Iterator[None]:
    try:
        yield
    except NOT_YET as error:
        raise DirectoryAway(f"PostgreSQL did not take {what}: run `wastetrack migrate` first") from error


@contextlib.asynccontextmanager
async def opened_accounts(dsn: str) -> AsyncIterator[VendorAccounts]:
    """The accounts for the length of the block; raises DatabaseUnavailable."""
    connection = await connect(dsn)
    try:
        yield VendorAccounts(connection)
    finally:
        await connection.close()
