"""The docket read back from the tables that a former release wrote."""

from typing import Any

import pytest

from models.event import Event
from storage.alerts import saved_alerts
from storage.cases import CaseRow, saved_cases
from storage.events import appended_events
from storage.facts import JudgeRow
from storage.together import change
from streams.tracker.docket_rows import ReadBack, read_docket
from streams.tracker.event_rows import rows_of
from streams.weighing.docket import FORMAT, Docket, Logbook, Vendor, encode_entry, logbook_key, vendor_key
from streams.weighing.weigh import weigh
from tests.tracker.bench import database_of
from tests.weighing.test_outages import NOTHING, SILENT, UNDER_WAY, at_minute, life
from tests.weighing.test_recalled_outages import CLAIMED_BY, UPGRADED

UNREADABLE = b"\xc1"


async def read_back(db: Any) -> ReadBack:
    row = JudgeRow(shard=0, watermark_ms=at_minute(UPGRADED), version=1, format=FORMAT, body=b"")
    return await read_docket(db, 0, row)


async def saved(db: Any, entries: dict[str, bytes], format_: int, events: list[Event] | None = None) -> None:
    await change(db, saved_cases([CaseRow(shard=0, key=key, format=format_, body=body) for key, body in entries.items()]))
    rows = rows_of(events or [], 0)
    await change(db, saved_alerts(rows.alerts))
    await change(db, appended_events(rows.events))


@pytest.mark.parametrize("entries", (("vendor:043",), ("gate:Z-GEN",)), ids=("its entry cannot be read", "its entry is not there"))
async def test_an_outage_that_goes_on_is_not_left_open(entries: tuple[str, ...], database: str) -> None:
    outage = weigh(Docket(), [*UNDER_WAY, *SILENT], at_minute(15), NOTHING).events
    async with database_of(database) as db:
        await saved(db, dict.fromkeys(entries, UNREADABLE), FORMAT - 1, outage)
        found = await read_back(db)
    assert vendor_key("043") in found.rewrite
    ended = weigh(found.docket, [], at_minute(CLAIMED_BY), NOTHING)
    assert life(ended) == ["closed signal_restored"]
    assert (ended.events[0].data["alert_id"], ended.events[0].data["version"]) == (outage[0].data["alert_id"], 2)


async def test_a_vendor_saved_in_the_place_of_another_ones_unit_makes_room(database: str) -> None:
    """The code 04/2 stood where the logbook of vendor 04's unit 2 stands."""
    async with database_of(database) as db:
        await saved(db, {"vendor:04": encode_entry(Vendor()), "vendor:04/2": encode_entry(Vendor())}, FORMAT)
        found = await read_back(db)
    assert found.rewrite == {"vendor:04/2"}
    assert found.docket.logbook(vendor_key("04"), "2") == Logbook()
    assert logbook_key(vendor_key("04/2"), "9") not in found.docket.entries
