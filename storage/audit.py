"""The audit: who did what about what, when and why, in rows that are only ever added."""

import contextlib
import hashlib
from collections.abc import AsyncIterator
from typing import Any, Final

import asyncpg

from storage.audit_chain import AuditRow, Walk, digest_of

MAX_TEXT: Final = 2000
_BATCH: Final = 1000


async def audit(connection: Any, person: str, what: str, about: str = "", why: str = "") -> None:
    """Adds a row, in the caller's transaction if there is one; `connection` may be a pool. Times are the database's.

    Writers wait for each other until the end of their transactions: the row should be the last thing in one.
    """
    async with _transaction(connection) as own:
        head = await own.fetchrow(
            "SELECT seq, digest, (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS at_ms"
            " FROM audit_head FOR UPDATE"
        )
        fields: dict[str, Any] = {
            "seq": head["seq"] + 1, "at_ms": head["at_ms"], "person": _plain(person), "what": _plain(what),
            "about": _plain(about), "why": _plain(why), "before": head["digest"],
        }  # fmt: skip
        digest = digest_of(**fields)
        await own.execute("INSERT INTO audit VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", *fields.values(), digest)
        await own.execute("UPDATE audit_head SET seq = $1, digest = $2", fields["seq"], digest)


async def read_audit(pool: Any, *, limit: int, before_seq: int | None = None) -> list[AuditRow]:
    """At most `limit` rows, newest first, those before this one."""
    rows = await pool.fetch(
        "SELECT * FROM audit WHERE $1::bigint IS NULL OR seq < $1 ORDER BY seq DESC LIMIT $2", before_seq, limit
    )
    return [AuditRow(**dict(row)) for row in rows]


async def walk_audit(connection: Any) -> tuple[Walk, int, bytes]:
    """Follows the whole audit in one snapshot; gives the walk, and number and digest of the newest row written."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        head = await connection.fetchrow("SELECT seq, digest FROM audit_head")
        seq, digest = (head["seq"], head["digest"]) if head is not None else (0, b"")
        walk = Walk()
        async for row in connection.cursor("SELECT * FROM audit ORDER BY seq", prefetch=_BATCH):
            walk.take(AuditRow(**dict(row)), seq)
        walk.end(seq, digest)
    return walk, seq, digest


async def digest_at(connection: Any, seq: int) -> bytes | None:
    """The digest of a row, None where there is none."""
    found: bytes | None = await connection.fetchval("SELECT digest FROM audit WHERE seq = $1", seq)
    return found


@contextlib.asynccontextmanager
async def _transaction(place: Any) -> AsyncIterator[Any]:
    if isinstance(place, asyncpg.Pool):
        async with place.acquire() as connection, connection.transaction():
            yield connection
    else:
        async with place.transaction():
            yield place


def _plain(text: str) -> str:
    """The text as the database can hold it, on one line; one too long ends with the digest of the whole."""
    plain = " ".join(text.replace("\x00", "").split())
    if len(plain) <= MAX_TEXT:
        return plain
    seal = f"… sha256:{hashlib.sha256(plain.encode('utf-8', 'surrogatepass')).hexdigest()}"
    return plain[: MAX_TEXT - len(seal)] + seal
