"""How far a reader of something has come, under its name."""

from typing import Any


async def load_cursor(connection: Any, name: str) -> str | None:
    """The position saved under a name, None at first."""
    position = await connection.fetchval("SELECT position FROM cursors WHERE name = $1", name)
    return None if position is None else str(position)


async def save_cursor(connection: Any, name: str, position: str) -> None:
    """Saves a position, inside the caller's transaction where there is one."""
    await connection.execute(
        "INSERT INTO cursors (name, position) VALUES ($1, $2)"
        " ON CONFLICT (name) DO UPDATE SET position = excluded.position",
        name,
        position,
    )
