"""Pages that somebody saved under a name, to find them again."""

from typing import Any

import msgspec


class SavedView(msgspec.Struct, frozen=True, kw_only=True):
    """One saved page; `address` is the query part of the page's address."""

    view_id: int
    name: str
    address: str
    saved_ms: int


_COLUMNS = "view_id, name, address, saved_ms"


async def read_views(pool: Any, person: str) -> list[SavedView]:
    """The views of a person by name."""
    rows = await pool.fetch(
        f"SELECT {_COLUMNS} FROM saved_views WHERE person = $1 ORDER BY name, view_id",  # noqa: S608 - constants
        person,
    )
    return [SavedView(**dict(row)) for row in rows]


async def save_view(pool: Any, person: str, name: str, address: str, now_ms: int, most: int) -> SavedView | None:
    """Saves an address under a name, in the place of what had it; None where a person has so many names already."""
    row = await pool.fetchrow(
        f"""
        INSERT INTO saved_views AS known (person, name, address, saved_ms)
        SELECT $1, $2, $3, $4
        WHERE (SELECT count(*) FROM saved_views WHERE person = $1 AND name <> $2) < $5
        ON CONFLICT (person, name) DO UPDATE SET address = excluded.address, saved_ms = excluded.saved_ms
        RETURNING {_COLUMNS}
        """,  # noqa: S608 - constants
        person, name, address, now_ms, most,
    )  # fmt: skip
    return None if row is None else SavedView(**dict(row))


async def drop_view(pool: Any, person: str, view_id: int) -> bool:
    """Takes a view of a person away; says whether there was one."""
    gone = await pool.fetchval(
        "DELETE FROM saved_views WHERE person = $1 AND view_id = $2 RETURNING true", person, view_id
    )
    return bool(gone)
