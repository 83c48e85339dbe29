"""Why, over the API: the same chain as over the scenario, from what the tracker stores."""

import asyncio
import json
import os
import subprocess
import sys
from functools import partial
from typing import Any

import asyncpg
import httpx
import msgspec
import pytest

from models.event import ALERT_TYPES
from models.names import plate_key
from models.reference import KINDS, normal_key
from models.times import MINUTE_MS, from_iso, to_iso
from storage.partitions import ensure_days
from storage.pings import JUDGED, StoredPing, copy_pings
from streams.compare import newest_versions
from streams.explain.build import why
from streams.explain.chain import Why
from streams.judging.desk import Desk
from streams.judging.fold import fold_ping
from streams.judging.state import FORMAT, Fold, encode_fold
from tests.builders import PLATE, PROVINCE, ROAD_M, START_MS, UNIT, Scene, Track, judge
from tests.dashboard.seed import put_alert, put_event, put_reference, put_trip
from tests.explain.chains import recorded

SCENE = Scene(Track().stand(15).go(8000).go(8000, 3000).go(12_000, 3000).go(12_000, 0).go(ROAD_M).stand(10).go(15_000).pings)
EVENTS = judge(SCENE).events
ALERT_ID, TRIP_ID = (
    next(entity for entity, event in newest_versions(EVENTS).items() if (event.type in ALERT_TYPES) is alert)
    for alert in (True, False)
)
KEYS = {
    "vehicles": lambda record: f"{record['unit_id']}|{record['valid_from']}",
    "zones": lambda record: record["properties"]["zone_id"],
    "permits": lambda record: record["permit_no"],
    "manifests": lambda record: record["manifest_no"],
}


@pytest.fixture
async def stored(rows: Any) -> Any:
    """The scene as a tracker leaves it in the database; gives its connection."""
    for kind in KINDS:
        for record in SCENE.reference.get(kind, []):
            await put_reference(rows, kind, normal_key(kind, KEYS[kind](record)), record, received_ms=START_MS - MINUTE_MS)
    pings = recorded(SCENE).case(ALERT_ID).past.pings  # type: ignore[union-attr]
    await ensure_days(rows, {ping.receipt_ms for ping in pings})
    await copy_pings(rows, [
        StoredPing(ping=ping, standing=JUDGED, topic="gps.pings", partition=3, offset=number) for number, ping in enumerate(pings)
    ])
    for event in EVENTS:
        await put_event(rows, event.type, event.data, from_iso(event.time))
    for entity, event in newest_versions(EVENTS).items():
        if event.type in ALERT_TYPES:
            await put_alert(rows, event.data, "closed")
        else:
            await put_trip(rows, event.data, "completed", plate_key(PLATE, PROVINCE))
        assert entity
    return rows


async def asked(api: httpx.AsyncClient, path: str) -> Why:
    answer = await api.get(f"/api/v1/{path}/why")
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=Why)


def comparable(chain: Why) -> dict[str, Any]:
    """A chain without what tells where it was found, or how the database's clock stands."""
    data: dict[str, Any] = json.loads(msgspec.json.encode(chain))
    for name in ("notes", "references", "judged_from", "judged_to"):
        data.pop(name)
    return data | {"pings": [ping | {"source": None} for ping in data["pings"]]}


@pytest.mark.parametrize(("path", "entity_id"), (("alerts", ALERT_ID), ("trips", TRIP_ID)))
async def test_the_chain_is_that_of_the_scenario(api: httpx.AsyncClient, stored: Any, path: str, entity_id: str):
    chain = await asked(api, f"{path}/{entity_id}")
    expected = why(recorded(SCENE).case(entity_id))
    assert stored is not None
    assert comparable(chain)["decisions"] == comparable(expected)["decisions"]
    assert comparable(chain) == comparable(expected)
    put_down = await stored.fetchval("SELECT what::text FROM lookups_made WHERE kind = 'track' AND person = 'local'")
    assert entity_id in put_down, "a chain shows a track"


async def test_the_command_says_the_same(api: httpx.AsyncClient, stored: Any, database: str):
    assert stored is not None
    command = [sys.executable, "-m", "wastetrack", "explain", ALERT_ID, "--json"]
    environ = os.environ | {"WASTETRACK_DATABASE": database}
    run = partial(subprocess.run, command, capture_output=True, text=True, timeout=60, env=environ)
    done = await asyncio.to_thread(run)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == (await api.get(f"/api/v1/alerts/{ALERT_ID}/why")).json()


async def test_it_leads_to_the_bytes_and_to_when_papers_came(api: httpx.AsyncClient, stored: Any):
    chain = await asked(api, f"alerts/{ALERT_ID}")
    assert [ping.source.offset for ping in chain.pings if ping.source is not None] == list(range(len(chain.pings)))
    permit = next(one for one in chain.references if one.kind == "permits")
    seq = await stored.fetchval("SELECT seq FROM reference_versions WHERE kind = 'permits'")
    assert (permit.received_at, permit.seq) == (to_iso(START_MS - MINUTE_MS), seq)


async def test_it_begins_at_a_checkpoint_where_there_is_one(api: httpx.AsyncClient, stored: Any):
    anew = await asked(api, f"alerts/{ALERT_ID}")
    fold, pings = Fold(), recorded(SCENE).case(ALERT_ID).past.pings  # type: ignore[union-attr]
    first = fold_of_first(fold, pings[0])
    await stored.execute("INSERT INTO checkpoints VALUES ($1, $2, $3, $4)", UNIT, START_MS - 60 * MINUTE_MS, FORMAT, first)
    resumed = await asked(api, f"alerts/{ALERT_ID}")
    assert len(anew.notes) == len(resumed.notes) + 1
    assert resumed.decisions == anew.decisions


def fold_of_first(fold: Fold, ping: Any) -> bytes:
    """A checkpoint of an hour before the scene: the truck stood there already."""
    earlier = msgspec.structs.replace(ping, utc_ms=START_MS - 60 * MINUTE_MS, receipt_ms=START_MS - 60 * MINUTE_MS)
    fold_ping(fold, earlier, Desk(UNIT, SCENE.world(), ()))
    return encode_fold(fold)


async def test_new_papers_are_read_at_the_next_question(api: httpx.AsyncClient, stored: Any):
    before = await asked(api, f"alerts/{ALERT_ID}")
    zone = dict(SCENE.reference["zones"][0], properties=SCENE.reference["zones"][0]["properties"] | {"name_en": "New name"})
    await put_reference(stored, "zones", "Z-GEN", zone, version_from_ms=START_MS, received_ms=START_MS)
    after = await asked(api, f"alerts/{ALERT_ID}")
    names = [[one.says["name_en"] for one in chain.references if one.key == "Z-GEN"] for chain in (before, after)]
    assert names == [["Place Z-GEN"], ["Place Z-GEN", "New name"]]


@pytest.mark.parametrize("path", ("alerts/none", f"alerts/{TRIP_ID}", "trips/none", f"trips/{ALERT_ID}"))
async def test_what_is_not_known_there_is_a_problem(api: httpx.AsyncClient, stored: asyncpg.Connection, path: str):
    assert stored is not None
    answer = await api.get(f"/api/v1/{path}/why")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


async def test_a_unit_without_pings_is_said_to_have_none(api: httpx.AsyncClient, rows: Any):
    for event in EVENTS:
        await put_event(rows, event.type, event.data, from_iso(event.time))
    chain = await asked(api, f"alerts/{ALERT_ID}")
    assert (chain.pings, chain.decisions, chain.judged_from) == ([], [], None)
    assert any("No stored ping" in note.en for note in chain.notes)
