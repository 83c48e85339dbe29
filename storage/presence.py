"""Whether PostgreSQL answers and has our tables: what a service's readiness asks again and again."""

import asyncio
from typing import Any, Final, Literal

import asyncpg
import msgspec

from storage.away import AWAY
from storage.pool import is_migrated

PATIENCE_S: Final = 3.0


class Missing(msgspec.Struct, frozen=True):
    """What is not there, and the reason in one line, empty where the name says it all."""

    what: Literal["database", "schema"]
    why: str = ""


async def missing(pool: Any) -> Missing | None:
    """What is not there now, None when all is; ends within some seconds and raises nothing of the database's."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            migrated = await is_migrated(pool)
    except (*AWAY, asyncpg.PostgresError) as error:
        return Missing("database", " ".join(str(error).split()) or type(error).__name__)
    return None if migrated else Missing("schema")
