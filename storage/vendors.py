"""GPS vendors' accounts: which unit codes and units each may speak for."""

from typing import Any

import msgspec


class Vendor(msgspec.Struct, frozen=True, kw_only=True):
    """One account; `codes` are the first three characters of units, `units` whole ids; of the password only a hash."""

    name: str
    codes: tuple[str, ...]
    units: tuple[str, ...]
    password_hash: str
    created_ms: int


async def save_vendor(connection: Any, vendor: Vendor) -> bool:
    """Adds an account, or gives one of that name new codes, units and password; says whether it is new."""
    return bool(
        await connection.fetchval(
            """
            INSERT INTO vendors (name, codes, units, password_hash, created_ms) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (name) DO UPDATE SET
                codes = excluded.codes, units = excluded.units, password_hash = excluded.password_hash
            RETURNING xmax = 0
            """,
            vendor.name,
            list(vendor.codes),
            list(vendor.units),
            vendor.password_hash,
            vendor.created_ms,
        )
    )


async def load_vendor(connection: Any, name: str) -> Vendor | None:
    """The account of a name."""
    row = await connection.fetchrow("SELECT * FROM vendors WHERE name = $1", name)
    return None if row is None else vendor_of_row(row)


async def load_vendors(connection: Any) -> list[Vendor]:
    """All accounts, by name."""
    return [vendor_of_row(row) for row in await connection.fetch("SELECT * FROM vendors ORDER BY name")]


async def add_unit(connection: Any, name: str, unit_id: str) -> None:
    """Lets an account speak for one more unit."""
    await connection.execute(
        "UPDATE vendors SET units = array_append(units, $2) WHERE name = $1 AND NOT units @> ARRAY[$2]", name, unit_id
    )


async def remove_unit(connection: Any, name: str, unit_id: str) -> None:
    """Lets an account no longer speak for a unit, unless one of its codes covers it."""
    await connection.execute("UPDATE vendors SET units = array_remove(units, $2) WHERE name = $1", name, unit_id)


def vendor_of_row(row: Any) -> Vendor:
    """The account in a row of its table."""
    return Vendor(
        name=row["name"],
        codes=tuple(row["codes"]),
        units=tuple(row["units"]),
        password_hash=row["password_hash"],
        created_ms=row["created_ms"],
    )
