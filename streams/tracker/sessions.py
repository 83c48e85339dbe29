"""Database sessions that end by themselves when this process stands still: a frozen one must not keep its locks."""

import hashlib
from typing import Any, Final
from urllib.parse import urlencode

IN_TRANSACTION_MS: Final = 5_000
"""Shorter than a consumer group takes to notice: whoever takes over finds no lock of the one before."""

BETWEEN_QUERIES_MS: Final = 15_000

_AT_WORK_MS: Final = 30_000


def session_name(instance: str) -> str:
    """The name under which a tracker's sessions are known to the database."""
    return f"wastetrack-{hashlib.sha256(instance.encode()).hexdigest()[:12]}"


def guarded(dsn: str, instance: str, *, between_queries: bool = False) -> str:
    """The DSN with the tracker's name and limits: a transaction that waits for its client ends after 5 s.

    With `between_queries` a session that asks nothing for 15 s ends too.
    """
    limits: dict[str, str | int] = {
        "application_name": session_name(instance), "idle_in_transaction_session_timeout": IN_TRANSACTION_MS,
    }  # fmt: skip
    if between_queries:
        limits["idle_session_timeout"] = BETWEEN_QUERIES_MS
    return f"{dsn}{'&' if '?' in dsn else '?'}{urlencode(limits)}"


async def let_work(connection: Any) -> None:
    """Lets the caller's transaction wait for its client for 30 s: with many units it has more to do than 5 s allow."""
    await connection.execute(f"SET LOCAL idle_in_transaction_session_timeout = {_AT_WORK_MS}")
