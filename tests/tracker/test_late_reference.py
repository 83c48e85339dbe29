"""Reference data told late: the tracker judges the units that they concern again, from when they hold."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from models.reference import Kind, ReferenceVersion, decode, version_key
from models.thresholds import Thresholds
from models.times import HOUR_MS, MINUTE_MS, from_iso, to_iso
from streams.judging.world import World
from tests.tracker.bench import count, database_of, gateway_records, told
from tests.tracker.road import START_MS, drive, plate, reference
from tests.tracker.stand_in import Desk, Log, messages

PINGS = list(drive(0))[:30]
END_MS = max(from_iso(ping["recv_utc_ts"]) for ping in PINGS)


def manifest(number: str, truck: int, depart_ms: int) -> dict[str, Any]:
    return {
        "manifest_no": number, "permit_no": "P-1", "item_no": 1, "plate": plate(truck), "province": "ระยอง", "quantity_t": 6.0,
        "planned_depart": to_iso(depart_ms), "planned_arrive": to_iso(depart_ms + HOUR_MS), "status": "issued",
        "weigh_out_t": None, "weigh_in_t": None, "received_at": None,
    }  # fmt: skip


def known(*late: tuple[Kind, dict[str, Any]]) -> World:
    """A permit that uses manifests, none of them for this departure; then what is told an hour after the last ping."""
    records = reference(1) | {"manifests": [manifest("M-OLD", 5, START_MS - 9 * HOUR_MS)]}
    told_when = [(kind, raw, START_MS - HOUR_MS) for kind, raws in records.items() for raw in raws]
    told_when += [(kind, raw, END_MS + HOUR_MS) for kind, raw in late]
    versions = [
        ReferenceVersion(kind=kind, key=version_key(body), version_from_ms=None, received_ms=received_ms, body=body, seq=seq)
        for seq, (kind, body, received_ms) in enumerate(((k, decode(k, raw), at_ms) for k, raw, at_ms in told_when), 1)
    ]
    return World(versions, Thresholds(), ZoneInfo("Asia/Bangkok"))


LATE = known(("manifests", manifest("M-1", 0, START_MS)))


@pytest.mark.parametrize("restarted", (False, True), ids=("the tracker that held it", "one that has just taken over"))
async def test_a_manifest_told_an_hour_late_makes_the_departure_a_declared_one(database: str, restarted: bool) -> None:
    found = messages(gateway_records(PINGS))
    async with database_of(database) as db:
        desk = Desk(db, Log(found), known(), clock="wall")
        await desk.take()
        desk.now_ms = END_MS + MINUTE_MS
        await desk.work(found, caught_up=True)
        assert await count(db, "alerts", "rule = 'undeclared-trip'") == 1
        if restarted:
            desk = Desk(db, Log(found), LATE, clock="wall")
            await desk.take()
        desk.world, desk.now_ms = LATE, END_MS + HOUR_MS + MINUTE_MS
        await desk.work((), caught_up=True)
        assert await count(db, "trips", "data->'manifest_nos' = '[\"M-1\"]'") == 1
        (alert,) = [event.data for event in await told(db) if event.data.get("close_reason") == "late_evidence"]
        assert (alert["rule"], alert["late"], alert["plate"]) == ("undeclared-trip", False, plate(0))
        events = await count(db, "events")
        await desk.work((), caught_up=True)
        assert await count(db, "events") == events
