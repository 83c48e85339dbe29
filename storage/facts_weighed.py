"""Facts going out: named one by one, since one that was written while others were weighed must stay."""

from collections.abc import Sequence
from typing import Any

from storage.together import Change


def deleted_facts(seqs: Sequence[int]) -> Change:
    """Drops these facts."""
    return Change("DELETE FROM facts WHERE seq = ANY($1::bigint[])", (seqs,))


def set_aside(seqs: Sequence[int]) -> Change:
    """Keeps facts that could not be weighed out of the way of all others."""
    return Change("UPDATE facts SET aside = true WHERE seq = ANY($1::bigint[])", (seqs,))


async def take_up_again(connection: Any) -> None:
    """Lets facts that were set aside be weighed again: whoever tries now may know how."""
    await connection.execute("UPDATE facts SET aside = false WHERE aside")


async def count_facts(connection: Any) -> tuple[int, int]:
    """How many facts wait to be weighed, and how many were set aside."""
    row = await connection.fetchrow(
        "SELECT count(*) FILTER (WHERE NOT aside) AS waiting, count(*) FILTER (WHERE aside) AS aside FROM facts"
    )
    return int(row["waiting"]), int(row["aside"])


async def newest_watermark(connection: Any, topics: Sequence[str]) -> int | None:
    """The newest receipt that any partition of these topics has passed; None when none is known."""
    query = "SELECT max(watermark_ms) FROM offsets WHERE topic = ANY($1::text[])"
    found = await connection.fetchval(query, list(topics))
    return None if found is None else int(found)
