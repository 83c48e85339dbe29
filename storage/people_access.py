"""What is shown instead of a password: cookies of browsers that are signed in, and tokens; digests of both alone."""

from collections.abc import Sequence
from typing import Any

import msgspec


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """Who a cookie or a token stands for: a person by `name`, else a token by its own; what that one may do."""

    name: str
    role: str
    scope: tuple[str, ...]
    kind: str
    """`person`, `program` or `wall`."""
    stage: str = "whole"


class TokenRow(msgspec.Struct, frozen=True, kw_only=True):
    """A token as a list shows it."""

    token_id: str
    kind: str
    name: str
    role: str
    scope: tuple[str, ...]
    made_by: str
    created_ms: int
    expires_ms: int
    used_ms: int | None
    revoked_ms: int | None


_USED_EVERY_MS = 60_000


async def open_session(
    connection: Any, digest: bytes, *, stage: str, now_ms: int, expires_ms: int, name: str | None = None,
    token_id: str | None = None,
) -> None:  # fmt: skip
    """Keeps a session of a person or of a token; those that are over are forgotten at the same time."""
    await connection.execute(
        "DELETE FROM people_sessions WHERE digest IN"
        " (SELECT digest FROM people_sessions WHERE expires_ms <= $1 FOR UPDATE SKIP LOCKED)",
        now_ms,
    )
    await connection.execute(
        "INSERT INTO people_sessions (digest, name, token_id, stage, created_ms, expires_ms)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        digest, name, token_id, stage, now_ms, expires_ms,
    )  # fmt: skip


async def read_session(connection: Any, digest: bytes, now_ms: int) -> Access | None:
    """Whose session this is now; None where it is over, its person has left or its token is revoked."""
    row = await connection.fetchrow(
        """
        SELECT coalesce(p.name, t.name) AS name, coalesce(p.role, t.role) AS role, coalesce(p.scope, t.scope) AS scope,
               coalesce(t.kind, 'person') AS kind, s.stage
        FROM people_sessions AS s LEFT JOIN people AS p USING (name) LEFT JOIN people_tokens AS t USING (token_id)
        WHERE s.digest = $1 AND s.expires_ms > $2 AND p.closed_ms IS NULL AND t.revoked_ms IS NULL
          AND (t.expires_ms IS NULL OR t.expires_ms > $2)
        """,
        digest,
        now_ms,
    )
    return None if row is None else msgspec.convert(dict(row), Access)


async def end_session(connection: Any, digest: bytes) -> bool:
    """Ends one session; says whether there was one."""
    return bool(await connection.execute("DELETE FROM people_sessions WHERE digest = $1", digest) != "DELETE 0")


async def end_sessions_of(connection: Any, name: str) -> int:
    """Ends all sessions of a person and says how many there were."""
    rows = await connection.fetch("DELETE FROM people_sessions WHERE name = $1 RETURNING 1", name)
    return len(rows)


async def put_pending_key(connection: Any, digest: bytes, sealed_key: bytes) -> None:
    """Keeps with a session the key of a second factor that was shown and is not confirmed."""
    await connection.execute("UPDATE people_sessions SET totp_key = $2 WHERE digest = $1", digest, sealed_key)


async def read_pending_key(connection: Any, digest: bytes) -> bytes | None:
    """The key that was shown in a session, None where none was."""
    key: bytes | None = await connection.fetchval("SELECT totp_key FROM people_sessions WHERE digest = $1", digest)
    return key


async def add_token(
    connection: Any, token_id: str, digest: bytes, *, kind: str, name: str, role: str, scope: Sequence[str],
    made_by: str, now_ms: int, expires_ms: int,
) -> bool:  # fmt: skip
    """Keeps a token, unless there is or was one of its name that may or sees something else; says whether it did.

    What a token does and keeps stands under its name alone.
    """
    added = await connection.fetchval(
        """
        INSERT INTO people_tokens (token_id, digest, kind, name, role, scope, made_by, created_ms, expires_ms)
        SELECT $1, $2, $3, $4, $5, $6::text[], $7, $8, $9 WHERE NOT EXISTS (
            SELECT FROM people_tokens WHERE kind = $3 AND name = $4 AND (role <> $5 OR scope <> $6::text[])
        ) RETURNING true
        """,
        token_id, digest, kind, name, role, list(scope), made_by, now_ms, expires_ms,
    )  # fmt: skip
    return bool(added)


async def read_token(connection: Any, digest: bytes, kind: str, now_ms: int) -> tuple[TokenRow, Access] | None:
    """The token of this digest that is in force, and what it may do; notes about each minute that it is used."""
    row = await connection.fetchrow(
        f"SELECT {_TOKEN} FROM people_tokens"  # noqa: S608 - a constant
        " WHERE digest = $1 AND kind = $2 AND revoked_ms IS NULL AND expires_ms > $3",
        digest, kind, now_ms,
    )  # fmt: skip
    if row is None:
        return None
    token = msgspec.convert(dict(row), TokenRow)
    if token.used_ms is None or now_ms - token.used_ms >= _USED_EVERY_MS:
        await connection.execute("UPDATE people_tokens SET used_ms = $2 WHERE token_id = $1", token.token_id, now_ms)
    return token, Access(name=token.name, role=token.role, scope=token.scope, kind=token.kind)


async def list_tokens(connection: Any) -> list[TokenRow]:
    """All tokens, the newest first."""
    rows = await connection.fetch(f"SELECT {_TOKEN} FROM people_tokens ORDER BY created_ms DESC, token_id")  # noqa: S608
    return [msgspec.convert(dict(row), TokenRow) for row in rows]


async def revoke_token(connection: Any, token_id: str, now_ms: int) -> TokenRow | None:
    """Ends a token and the sessions that it opened; gives it, None where no such token is in force."""
    row = await connection.fetchrow(
        f"UPDATE people_tokens SET revoked_ms = $2 WHERE token_id = $1 AND revoked_ms IS NULL RETURNING {_TOKEN}",  # noqa: S608
        token_id, now_ms,
    )  # fmt: skip
    if row is None:
        return None
    await connection.execute("DELETE FROM people_sessions WHERE token_id = $1", token_id)
    return msgspec.convert(dict(row), TokenRow)


_TOKEN = "token_id, kind, name, role, scope, made_by, created_ms, expires_ms, used_ms, revoked_ms"  # noqa: S105 - columns
