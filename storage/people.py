"""The people who may sign in, and the wrong tries of those who may not.

Whoever locks more than one of these in a transaction does so in this order, that nobody waits in a circle: the turn
(`take_turn_at_people`), one row of `people`, rows of `people_tries` by key, rows of `people_sessions` and
`people_tokens`, and last, as all others do too, the head of the audit. Sessions that are over are swept by passing over
those that somebody has locked. Slow hashes are made before a transaction, and what they were made of is read again in
it.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

LOCK_KEY: Final = 0x77747_016
"""The advisory lock of whoever changes who administrates."""


class PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    """One account; `one_time_until_ms` stands with a password that somebody else made, `totp_key` is sealed."""

    name: str
    role: str
    scope: tuple[str, ...]
    password_hash: str
    one_time_until_ms: int | None
    totp_key: bytes | None
    totp_step: int
    created_ms: int
    signed_in_ms: int | None
    closed_ms: int | None


class ListedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """One account as a list shows it, with how many browsers are signed in."""

    name: str
    role: str
    scope: tuple[str, ...]
    has_own_password: bool
    has_code: bool
    sessions: int
    created_ms: int
    signed_in_ms: int | None
    closed_ms: int | None


class Tries(msgspec.Struct, frozen=True, kw_only=True):
    """How often it was wrong in a row, and when last."""

    failures: int
    last_ms: int


async def read_person(connection: Any, name: str, *, lock: bool = False) -> PersonRow | None:
    """The account of a name; with `lock` nobody else changes it before the transaction ends."""
    # Sessions may still be opened for it: what refers to a row takes a lock on it that this one lets pass.
    locking = " FOR NO KEY UPDATE" if lock else ""
    row = await connection.fetchrow(f"SELECT * FROM people WHERE name = $1{locking}", name)  # noqa: S608 - constants
    return None if row is None else msgspec.convert(dict(row), PersonRow)


async def list_people(connection: Any, now_ms: int) -> list[ListedPerson]:
    """All accounts by name, those that have left last."""
    rows = await connection.fetch(
        """
        SELECT name, role, scope, one_time_until_ms IS NULL AS has_own_password, totp_key IS NOT NULL AS has_code,
               (SELECT count(*) FROM people_sessions AS s
                WHERE s.name = people.name AND s.stage = 'whole' AND s.expires_ms > $1) AS sessions,
               created_ms, signed_in_ms, closed_ms
        FROM people ORDER BY closed_ms IS NOT NULL, name
        """,
        now_ms,
    )
    return [msgspec.convert(dict(row), ListedPerson) for row in rows]


async def has_people(connection: Any) -> bool:
    """Whether there is any account."""
    return bool(await connection.fetchval("SELECT EXISTS (SELECT FROM people)"))


async def names_who_act(connection: Any) -> list[str]:
    """The names of those who may work on alerts and have not left."""
    rows = await connection.fetch("SELECT name FROM people WHERE role <> 'viewer' AND closed_ms IS NULL ORDER BY name")
    return [row["name"] for row in rows]


async def names_who_do_not(connection: Any) -> list[str]:
    """The names of those who may only look, or have left."""
    rows = await connection.fetch("SELECT name FROM people WHERE role = 'viewer' OR closed_ms IS NOT NULL")
    return [row["name"] for row in rows]


async def take_turn_at_people(connection: Any) -> None:
    """Until the transaction ends nobody else adds or closes an account, changes a role or makes a token."""
    # No lock of the table: whoever has locked a row and would write it could wait for us, and we for the row.
    await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK_KEY)


async def administrators(connection: Any) -> list[str]:
    """The names of those who administrate and have not left."""
    rows = await connection.fetch(
        "SELECT name FROM people WHERE role = 'administrator' AND closed_ms IS NULL AND scope = '{}' ORDER BY name"
    )
    return [row["name"] for row in rows]


async def add_person(
    connection: Any, name: str, role: str, scope: Sequence[str], password_hash: str, one_time_until_ms: int, now_ms: int
) -> bool:
    """Makes an account with a one-time password; False where the name is taken."""
    done = await connection.execute(
        "INSERT INTO people (name, role, scope, password_hash, one_time_until_ms, created_ms)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (name) DO NOTHING",
        name, role, list(scope), password_hash, one_time_until_ms, now_ms,
    )  # fmt: skip
    return bool(done == "INSERT 0 1")


async def set_role(connection: Any, name: str, role: str, scope: Sequence[str]) -> None:
    """Gives an account a role and the parties whose rows it sees."""
    await connection.execute("UPDATE people SET role = $2, scope = $3 WHERE name = $1", name, role, list(scope))


async def set_one_time_password(connection: Any, name: str, password_hash: str, until_ms: int) -> None:
    """Gives an account a one-time password, takes its second factor away, and opens it again if it was closed."""
    await connection.execute(
        "UPDATE people SET password_hash = $2, one_time_until_ms = $3, totp_key = NULL, totp_step = 0, closed_ms = NULL"
        " WHERE name = $1",
        name, password_hash, until_ms,
    )  # fmt: skip


async def set_own_password(connection: Any, name: str, password_hash: str) -> None:
    """Gives an account the password that its owner chose."""
    await connection.execute(
        "UPDATE people SET password_hash = $2, one_time_until_ms = NULL WHERE name = $1", name, password_hash
    )


async def set_totp(connection: Any, name: str, sealed_key: bytes) -> None:
    """Gives an account a second factor of which no code was taken yet."""
    await connection.execute("UPDATE people SET totp_key = $2, totp_step = 0 WHERE name = $1", name, sealed_key)


async def take_step(connection: Any, name: str, step: int) -> bool:
    """Notes that the code of this step was taken; False where it, or that of a later one, was taken before."""
    done = await connection.execute("UPDATE people SET totp_step = $2 WHERE name = $1 AND totp_step < $2", name, step)
    return bool(done == "UPDATE 1")


async def mark_signed_in(connection: Any, name: str, now_ms: int) -> None:
    """Notes when somebody signed in last."""
    await connection.execute("UPDATE people SET signed_in_ms = $2 WHERE name = $1", name, now_ms)


async def close_person(connection: Any, name: str, now_ms: int) -> None:
    """Closes an account; its name is kept."""
    await connection.execute("UPDATE people SET closed_ms = $2 WHERE name = $1", name, now_ms)


async def read_tries(connection: Any, keys: Sequence[str]) -> dict[str, Tries]:
    """The wrong tries under these keys, locked until the transaction ends, those without any too."""
    # In one statement: between a look and a lock somebody else might forget the row.
    rows = await connection.fetch(
        "INSERT INTO people_tries SELECT key, 0, 0 FROM unnest($1::text[]) AS key ORDER BY key"
        " ON CONFLICT (key) DO UPDATE SET failures = people_tries.failures RETURNING key, failures, last_ms",
        list(keys),
    )
    return {row["key"]: Tries(failures=row["failures"], last_ms=row["last_ms"]) for row in rows}


async def write_tries(connection: Any, key: str, tries: Tries) -> None:
    """Writes the wrong tries under a key."""
    await connection.execute(
        "UPDATE people_tries SET failures = $2, last_ms = $3 WHERE key = $1", key, tries.failures, tries.last_ms
    )


async def forget_tries(connection: Any, before_ms: int) -> None:
    """Forgets what was last tried before this time."""
    # What somebody else is just trying is left to that one: two who wait for each other would both fail.
    await connection.execute(
        "DELETE FROM people_tries WHERE key IN"
        " (SELECT key FROM people_tries WHERE last_ms < $1 FOR UPDATE SKIP LOCKED)",
        before_ms,
    )
