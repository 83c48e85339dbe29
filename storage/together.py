"""Together: several changes of tables in one statement, so that a transaction asks the database once for all of them.

Each question has the database and the event loop take a turn, some milliseconds in a busy process.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, Final, NamedTuple

_PLACE: Final = re.compile(r"\$(\d+)")


class Change(NamedTuple):
    """One statement that changes rows and gives none back; `columns` are its $1, $2, …: one value each of every row.

    With no rows it changes nothing. Who listens on the channel `tells` hears of it where there are rows.
    """

    sql: str
    columns: Sequence[Sequence[Any]]
    tells: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it has no rows."""
        return not self.columns[0]


async def change(connection: Any, *changes: Change) -> None:
    """Makes changes inside the caller's transaction, in one statement.

    None of them sees what another has changed, and they come in no promised order, so no two may change one row. All
    are in the statement, also those without rows: so there are few different ones, and the database need not plan each
    anew.
    """
    told = [one.tells for one in changes if one.tells is not None and not one.is_empty]
    if all(one.is_empty for one in changes):
        return
    values = [column for one in changes for column in one.columns]
    sql = _joined(tuple(one.sql for one in changes), tuple(len(one.columns) for one in changes), bool(told))
    await connection.execute(sql, *values, *([told] if told else []))


@cache
def _joined(statements: tuple[str, ...], columns: tuple[int, ...], tells: bool) -> str:
    parts, before = list[str](), 0
    for number, (sql, own) in enumerate(zip(statements, columns, strict=True)):
        parts.append(f"change_{number} AS ({_shifted(sql, before)})")
        before += own
    telling = f" pg_notify(channel, '') FROM unnest(${before + 1}::text[]) AS channel" if tells else ""
    return f"WITH {', '.join(parts)} SELECT{telling}"


def _shifted(sql: str, by: int) -> str:
    return _PLACE.sub(lambda found: f"${int(found[1]) + by}", sql)
