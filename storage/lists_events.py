"""Events for readers from outside: the durable order, by page, of some types or all."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

Place = tuple[int, int]
"""A place in the durable order: (tx, seq)."""

START: Final[Place] = (0, 0)

_DURABLE: Final = "tx < event_tx_open()"


def place_text(place: Place) -> str:
    """A place as a cursor, `<tx>-<seq>`."""
    return f"{place[0]}-{place[1]}"


class EventRow(msgspec.Struct, frozen=True, kw_only=True):
    """One event: its place, its type, the whole CloudEvent as JSON."""

    place: Place
    type: str
    body: str


async def read_events(
    pool: Any, after: Place, *, limit: int, types: Sequence[str] | None = None, up_to: Place | None = None
) -> list[EventRow]:
    """At most `limit` events after a place and, up to another if given; none that one still open could precede."""
    rows = await pool.fetch(
        f"""
        SELECT tx::text AS tx, seq, type, body::text AS body FROM events
        WHERE (tx, seq) > ($1::text::xid8, $2::bigint) AND {_DURABLE}
          AND ($3::text[] IS NULL OR type = ANY($3::text[]))
          AND ($4::text IS NULL OR (tx, seq) <= ($4::text::xid8, $5::bigint))
        ORDER BY events.tx, seq LIMIT $6
        """,  # noqa: S608 - a constant
        str(after[0]),
        after[1],
        list(types) if types is not None else None,
        str(up_to[0]) if up_to is not None else None,
        up_to[1] if up_to is not None else None,
        limit,
    )
    return [EventRow(place=(int(row["tx"]), row["seq"]), type=row["type"], body=row["body"]) for row in rows]


async def read_end(pool: Any) -> Place:
    """The place of the last durable event."""
    row = await pool.fetchrow(
        f"SELECT tx::text AS tx, seq FROM events WHERE {_DURABLE} ORDER BY events.tx DESC, seq DESC LIMIT 1"  # noqa: S608
    )
    return (int(row["tx"]), row["seq"]) if row is not None else START


async def are_more(pool: Any, after: Place, up_to: Place, than: int) -> bool:
    """Whether more than so many events lie after a place and up to another."""
    found = await pool.fetchval(
        """
        SELECT count(*) FROM (
            SELECT 1 FROM events
            WHERE (tx, seq) > ($1::text::xid8, $2::bigint) AND (tx, seq) <= ($3::text::xid8, $4::bigint)
            LIMIT $5 + 1
        ) AS missed
        """,
        str(after[0]),
        after[1],
        str(up_to[0]),
        up_to[1],
        than,
    )
    return bool(found > than)
