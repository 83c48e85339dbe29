"""The cases that the rules across units remember."""

from collections.abc import Sequence
from typing import Any

import msgspec

from storage.together import Change


class CaseRow(msgspec.Struct, frozen=True, kw_only=True):
    """One case as saved: its shard, its key, how it was written."""

    shard: int
    key: str
    format: int
    body: bytes


async def load_cases(connection: Any, shard: int) -> list[CaseRow]:
    """All cases of a shard."""
    rows = await connection.fetch("SELECT shard, key, format, body FROM cases WHERE shard = $1 ORDER BY key", shard)
    return [CaseRow(**dict(row)) for row in rows]


def saved_cases(rows: Sequence[CaseRow]) -> Change:
    """Saves cases as they stand now."""
    return Change(
        """
        INSERT INTO cases (shard, key, format, body)
        SELECT * FROM unnest($1::integer[], $2::text[], $3::smallint[], $4::bytea[])
        ON CONFLICT (shard, key) DO UPDATE SET format = excluded.format, body = excluded.body
        """,
        (
            [row.shard for row in rows],
            [row.key for row in rows],
            [row.format for row in rows],
            [row.body for row in rows],
        ),
    )
