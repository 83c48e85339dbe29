"""Taking: one tracker at a time takes partitions over, and one that stands still in the midst of it is put out."""

from typing import Any, Final

_TAKING: Final = 0x77747_006
"""The advisory lock of those who take partitions; each purpose has a key of its own (storage/guard.py)."""

FROZEN_S: Final = 30.0


async def try_taking(connection: Any) -> bool:
    """Whether the caller's transaction is now the one that takes partitions; it is so to its end."""
    return bool(await connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", _TAKING))


async def most_partitions(connection: Any) -> int:
    """The greatest number of partitions under which any was ever taken, 0 before the first."""
    return int(await connection.fetchval("SELECT coalesce(max(partitions), 0) FROM offsets"))


async def end_frozen_taker(connection: Any) -> int:
    """Ends the session that takes partitions if the server has waited for its client for 30 s; says how many ended.

    One that is at work, moving units for however long, is left alone.
    """
    ended = await connection.fetch(
        """
        SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE locktype = 'advisory' AND granted AND datname = current_database() AND pid <> pg_backend_pid()
          AND (classid::bigint << 32) + objid::bigint = $1
          AND wait_event_type = 'Client' AND state_change < now() - make_interval(secs => $2)
        """,
        _TAKING,
        FROZEN_S,
    )
    return len(ended)
