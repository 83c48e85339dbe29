"""Colleagues for the demo, so that work can be given to somebody and a second person has something to confirm."""

import time
from typing import Final

from dashboard.people.accounts import add_person
from models.event import short_hash
from models.role import Role
from models.shelf import Shelf
from models.times import DAY_MS
from storage.pool import connect
from storage.shelves import save_shelf

COLLEAGUES: Final[tuple[tuple[str, Role], ...]] = (
    ("somchai", "officer"), ("malee", "officer"), ("wichai", "supervisor"),
)  # fmt: skip
"""Those who are on duty."""
RULE: Final = "repeated-short-stops"


async def add_colleagues(database: str, fleet_ms: int) -> None:
    """Makes accounts that nobody signs in to, and a shelf of one of them that waits for another person.

    `fleet_ms` is the time at which the demo's fleet begins.
    """
    shelf = Shelf(
        shelf_id=short_hash("shelf", "rule", RULE, fleet_ms), kind="rule", key=RULE,
        reason="ถนนสุขุมวิทปิดซ่อม รถติดเป็นช่วง ๆ", made_by=COLLEAGUES[0][0], made_ms=fleet_ms, until_ms=fleet_ms + DAY_MS,
        needs_second=True,
    )  # fmt: skip
    connection = await connect(database)
    try:
        for name, role in COLLEAGUES:
            await add_person(connection, "demo", name, role, (), time.time_ns() // 1_000_000)
        await save_shelf(connection, shelf)
    finally:
        await connection.close()
