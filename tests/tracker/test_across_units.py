"""The rule across units, from ping to ruling and back, through the tables and the topics; on both brokers."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from models.event import Event
from models.times import MINUTE_MS, to_iso
from models.topics import ALERTS
from streams.compare import differences, is_across_units
from streams.tracker.relay import Relay
from streams.weighing.docket import decode_entry
from tests.agreement.scenes import ACROSS, together
from tests.tracker.bench import count, database_of, gateway_records, read_topic, told, until
from tests.tracker.conftest import PARTITIONS
from tests.tracker.road import START_MS, drive, offline, reference
from tests.tracker.stage import agreed, settled, staged, stored

SILENCED = 8
OTHERS = 6
ACROSS_RELEASES = ("the first truck came after all", "received too early", "weights", "late")
FORGOTTEN = ", body = '\\xc1'"


def outage() -> list[dict[str, Any]]:
    """A vendor whose eight trucks fall silent on the road for twelve minutes, and trucks of another one that do not."""
    pings: list[dict[str, Any]] = []
    for n in range(SILENCED):
        pings += drive(n, silent_from=8, silent_to=20)
    for n in range(OTHERS):
        pings += _parked(n)
    return sorted(pings, key=lambda ping: (ping["recv_utc_ts"], ping["unit_id"]))


def _parked(number: int) -> Iterator[dict[str, Any]]:
    for minute in range(80):
        at_ms = START_MS + minute * MINUTE_MS + 20_000 + number * 100
        yield {
            "unit_id": f"155TLT1{number:020d}", "utc_ts": to_iso(at_ms), "recv_utc_ts": to_iso(at_ms + 1500),
            "lat": 14.0, "lon": 100.0 + number / 100, "speed": 0.0, "fix": 1, "engine_status": 0,
        }


def vendor_outages(events: list[Event]) -> list[Event]:
    return [event for event in events if event.data.get("rule") == "vendor-outage"]


async def test_an_outage_is_opened_once_closed_and_excuses_its_units(broker: str, database: str) -> None:
    pings, records = outage(), reference(SILENCED)
    expected = offline(pings, records)
    assert {event.type for event in vendor_outages(expected)} >= {"wastetrack.alert.opened", "wastetrack.alert.closed"}
    async with staged(broker, database, records) as stage, database_of(database) as db:
        await stage.send(gateway_records(pings))
        async with stage.tracker():
            await agreed(db, expected)
            await settled(db)
        outages = vendor_outages(await told(db))
        assert [event.id for event in outages] == [event.id for event in vendor_outages(expected)]
        assert outages[-1].data["vendor"] == outages[-1].subject == "043"
        sent = [record for record in await read_topic(broker, ALERTS.name) if record.key == b"043"]
        assert len(sent) == len(outages)
        assert await count(db, "judge") == 1


async def test_a_judge_that_begins_anew_goes_on_where_the_last_one_stood(broker: str, database: str) -> None:
    """Cut while the outage lasts: the next tracker closes the alert that the first one opened."""
    pings, records = outage(), reference(SILENCED)
    rows = gateway_records(pings)
    cut = next(i for i, row in enumerate(rows) if row.timestamp_ms > START_MS + 34 * MINUTE_MS)
    async with staged(broker, database, records) as stage, database_of(database) as db:
        await stage.send(rows[:cut])
        async with stage.tracker():
            await until(lambda: _opened(db), "the outage is told")
        await stage.send(rows[cut:])
        async with stage.tracker():
            await agreed(db, offline(pings, records))


async def test_rulings_of_a_judge_that_dies_before_they_are_sent_are_delivered_by_the_next(
    apache: Callable[[int], str], database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it wrote is all there is: cases with what they have said and when they are due, and the outbox."""
    names = ("the first truck came after all", "received too early", "weights", "late")
    pings, papers = together({name: ACROSS[name] for name in names}, 3 * 24 * 60.0)
    expected, broker = offline(pings, papers), apache(PARTITIONS)

    async def sends_nothing(_: Relay) -> None:
        """Nothing goes out."""

    async with staged(broker, database, papers) as stage, database_of(database) as db:
        await stage.send(gateway_records(pings))
        with monkeypatch.context() as patch:
            patch.setattr(Relay, "_look", sends_nothing)
            async with stage.tracker():
                await until(lambda: count(db, "outbox", "topic = 'rulings'"), "rulings wait to be sent")
        assert differences(await told(db), expected)
        dues = {row["key"]: decode_entry(row["body"]).due_ms for row in await db.fetch("SELECT key, body FROM cases")}
        assert any(dues.values())
        async with stage.tracker():
            await agreed(db, expected)
            await settled(db)


async def _opened(db: Any) -> bool:
    return await count(db, "alerts", "rule = 'vendor-outage' AND state = 'open'") == 1




@pytest.mark.parametrize("readable", (True, False), ids=("cases can be read", "nothing can be read"))
async def test_cases_of_a_former_format_cost_no_alert_its_id(
    readable: bool, apache: Callable[[int], str], database: str
) -> None:
    """A release that codes cases and states otherwise begins in mid-stream; `told` looks for holes and doubles."""
    pings, papers = together({name: ACROSS[name] for name in ACROSS_RELEASES}, 3 * 24 * 60.0)
    rows, expected, broker = gateway_records(pings), offline(pings, papers), apache(PARTITIONS)
    cut = len(rows) * 2 // 3
    async with staged(broker, database, papers) as stage, database_of(database) as db:
        await stage.send(rows[:cut])
        async with stage.tracker():
            await until(lambda: count(db, "cases"), "something is weighed")
            await stored(db, cut)
            await settled(db)
        before = {event.data["alert_id"]: event.data for event in await told(db) if is_across(event)}
        for table in ("unit_states", "checkpoints", "cases", "judge"):
            await db.execute(f"UPDATE {table} SET format = 1{'' if readable else FORGOTTEN}")
        await stage.send(rows[cut:])
        async with stage.tracker():
            await stored(db, len(rows))
            if readable:
                await agreed(db, expected)
            await settled(db)
        after = {event.data["alert_id"]: event.data for event in await told(db) if is_across(event)}
        assert before
        assert before.keys() <= after.keys()
        assert not {one["alert_id"] for one in after.values() if one.get("close_reason") == "late_evidence"} & before.keys()
        names = [(one["rule"], one.get("unit_id"), one.get("manifest_no"), one["started_at"]) for one in after.values()]
        assert sorted(set(names)) == sorted(names), "the same alert stands twice"


def is_across(event: Event) -> bool:
    return "alert_id" in event.data and is_across_units(event.data)
