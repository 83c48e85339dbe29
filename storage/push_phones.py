"""Phones that take messages: of each person the sealed addresses at which their browsers' push services are reached."""

from collections.abc import Collection
from typing import Any, Final

import msgspec

MOST_PHONES: Final = 5
"""So many of a person are kept, the newest: a browser that was set up anew leaves its old address behind."""


class PhoneRow(msgspec.Struct, frozen=True, kw_only=True):
    """A phone; `phone_id` is a digest of the address that `sealed` holds."""

    phone_id: str
    person: str
    made_ms: int
    sealed: bytes


async def keep_phone(connection: Any, phone: PhoneRow) -> bool:
    """Keeps a phone for a person, also one that another person had; False where it was theirs already."""
    async with connection.transaction():
        before = await connection.fetchval("SELECT person FROM push_phones WHERE phone_id = $1", phone.phone_id)
        await connection.execute(
            "INSERT INTO push_phones (phone_id, person, made_ms, sealed) VALUES ($1, $2, $3, $4)"
            " ON CONFLICT (phone_id) DO UPDATE SET person = excluded.person, made_ms = excluded.made_ms,"
            " sealed = excluded.sealed",
            phone.phone_id, phone.person, phone.made_ms, phone.sealed,
        )  # fmt: skip
        await connection.execute(
            "DELETE FROM push_phones WHERE person = $1 AND phone_id NOT IN (SELECT phone_id FROM push_phones"
            " WHERE person = $1 ORDER BY made_ms DESC, phone_id LIMIT $2)",
            phone.person,
            MOST_PHONES,
        )
    return bool(before != phone.person)


async def read_phones(connection: Any, person: str, since_ms: int = 0) -> list[PhoneRow]:
    """The phones of a person that were heard of since a time, newest first."""
    rows = await connection.fetch(
        "SELECT phone_id, person, made_ms, sealed FROM push_phones"
        " WHERE person = $1 AND made_ms >= $2 ORDER BY made_ms DESC, phone_id",
        person,
        since_ms,
    )
    return [PhoneRow(**dict(row)) for row in rows]


async def forget_phones(connection: Any, phone_ids: Collection[str]) -> None:
    """Forgets phones, whosever they are."""
    await connection.execute("DELETE FROM push_phones WHERE phone_id = ANY($1::text[])", list(phone_ids))


async def forget_phones_of(connection: Any, person: str) -> None:
    """Forgets all phones of a person."""
    await connection.execute("DELETE FROM push_phones WHERE person = $1", person)
