"""Several changes in one statement: each does what it does alone, and nothing is asked where nothing changes."""

import asyncio
from typing import Any

from storage.events import CHANNEL, appended_events
from storage.outbox import appended_outbox, read_due
from storage.together import Change, change
from storage.unit_states import load_units, saved_dues, saved_states
from tests.storage.rows import event, message, state


class Deaf:
    """A connection that nobody may ask anything."""


async def test_each_does_what_it_does_alone(db: Any) -> None:
    """Rows keep their order, and the values of each are its own, whichever others stand beside it."""
    await change(db, saved_states([state("U1"), state("U2")]), saved_dues([]), appended_outbox([]))
    await change(
        db, appended_events([event("a")]), saved_dues([("U2", 77)]), appended_outbox([message(1, b"x"), message(0, b"y"), message(1, b"z")]), saved_states([state("U3")]),
    )  # fmt: skip
    found = {row.unit_id: row.due_ms for row in await load_units(db, ["U1", "U2", "U3"])}
    assert found == {"U1": state().due_ms, "U2": 77, "U3": state().due_ms}
    assert [(row.owner, row.body) for row in await read_due(db, [0, 1], 9)] == [(0, b"y"), (1, b"x"), (1, b"z")]


async def test_who_listens_hears_of_rows_alone(db: Any, db2: Any) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    await db2.add_listener(CHANNEL, lambda *told: heard.put_nowait(told[2]))
    await change(db, appended_events([]), appended_outbox([message()]))
    await change(db, appended_events([event("a"), event("b")]), appended_outbox([]))
    assert await asyncio.wait_for(heard.get(), 10) == CHANNEL
    await db2.fetchval("SELECT 1")
    assert heard.empty(), "one call for both, and none where there were no events"


async def test_nothing_is_asked_where_nothing_changes() -> None:
    await change(Deaf(), appended_events([]), saved_dues([]), Change("DELETE FROM trips WHERE unit_id = ANY($1)", ([],)))
