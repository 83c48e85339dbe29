"""Facts going out: named one by one, since one that was written while others were weighed must stay."""

from collections.abc import Sequence
from typing import Any


async def delete_facts(connection: Any, seqs: Sequence[int]) -> None:
    """Drops these facts, inside the caller's transaction."""
    if seqs:
        await connection.execute("DELETE FROM facts WHERE seq = ANY($1::bigint[])", list(seqs))


async def count_facts(connection: Any) -> int:
    """How many facts wait to be weighed."""
    return int(await connection.fetchval("SELECT count(*) FROM facts"))


async def newest_watermark(connection: Any, topics: Sequence[str]) -> int | None:
    """The newest receipt that any partition of these topics has passed; None when none is known."""
    query = "SELECT max(watermark_ms) FROM offsets WHERE topic = ANY($1::text[])"
    found = await connection.fetchval(query, list(topics))
    return None if found is None else int(found)
