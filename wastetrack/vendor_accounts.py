"""Vendor accounts over one database connection, for a command that makes them and ends."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from storage.away import NOT_YET
from storage.pool import connect
from storage.vendors import Vendor, load_vendor, save_vendor
from streams.gateway.accounts import DirectoryAway


class VendorAccounts:
    """The accounts of the gateway, read and kept over one connection."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def get(self, name: str) -> Vendor | None:
        """The account of this name, if there is one."""
        return await load_vendor(self._connection, name)

    async def add(self, vendor: Vendor) -> bool:
        """Keeps an account, in place of an older one of that name; says whether the name is new."""
        try:
            return await save_vendor(self._connection, vendor)
        except NOT_YET as error:
            raise DirectoryAway("PostgreSQL did not take the account: run `wastetrack migrate` first") from error


@contextlib.asynccontextmanager
async def opened_accounts(dsn: str) -> AsyncIterator[VendorAccounts]:
    """The accounts for the length of the block; raises DatabaseUnavailable."""
    connection = await connect(dsn)
    try:
        yield VendorAccounts(connection)
    finally:
        await connection.close()
