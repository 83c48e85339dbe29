"""Rows by COPY, the way that costs least, inside the caller's transaction."""

from collections.abc import AsyncIterable, Iterable, Sequence
from typing import Any


async def copy_rows(
    connection: Any, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]] | AsyncIterable[Sequence[Any]]
) -> None:
    """Adds rows to a table; raises ConnectionResetError where the database has closed the connection meanwhile."""
    try:
        await connection.copy_records_to_table(table, columns=columns, records=rows)
    except RuntimeError as error:
        # Of its other statements the client hears first that the connection is gone; a COPY goes on to write to it.
        if not connection.is_closed():
            raise
        raise ConnectionResetError(f"the database closed the connection in the midst of a COPY: {error}") from error
