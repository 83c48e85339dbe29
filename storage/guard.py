"""A lock that one session of all holds: whoever has it does what only one may do at a time."""

from typing import Any, Final

JUDGE: Final = 0x77747_010
"""The rules across units; the shard is added to it."""


async def try_hold(connection: Any, key: int) -> bool:
    """Whether this session has the lock now; it keeps it until it ends or lets go."""
    return bool(await connection.fetchval("SELECT pg_try_advisory_lock($1)", key))


async def let_go(connection: Any, key: int) -> None:
    """Gives the lock back."""
    await connection.execute("SELECT pg_advisory_unlock($1)", key)
