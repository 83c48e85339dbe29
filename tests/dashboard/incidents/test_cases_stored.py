"""Cases as they are stored after any sequence of arrivals, merges and takings out: one row an alert, and one count a rule."""

import random
from typing import Any

import msgspec
import pytest

from dashboard.incidents.acting import act
from dashboard.incidents.answers import MergeForm, SplitForm
from dashboard.incidents.case_acting import merge, split
from dashboard.incidents.steps import AskedAct
from dashboard.repeats import Call
from storage.numbers_outcomes import read_outcomes
from tests.dashboard.incidents.seed import NOW_MS, gather_all, person, tell

RULES = ("route-deviation", "signal-lost", "unauthorised-stop")


async def open_cases(db: Any) -> list[Any]:
    return list(await db.fetch("SELECT incident_id, version, body FROM incidents WHERE state <> 'closed' ORDER BY incident_id"))


async def stored(db: Any) -> list[tuple[Any, ...]]:
    """All that the gathering writes."""
    rows = await db.fetch(
        "SELECT alert_id, incident_alerts.incident_id, gathered_in, about, subject, version, merged_into, incidents.body::text"
        " FROM incident_alerts JOIN incidents ON incidents.incident_id = coalesce(gathered_in, incident_alerts.incident_id)"
        " ORDER BY alert_id"
    )
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("seed", (1, 2, 3))
async def test_each_alert_is_in_one_open_case_and_counts_once_whatever_was_merged(db: Any, pool: Any, rows: Any, seed: int) -> None:
    chance = random.Random(seed)
    call = Call(person(), None, b"")
    for number in range(24):
        cases = await open_cases(db)
        what = chance.choice(("arrive", "arrive", "merge", "split"))
        merged = [row for row in cases if msgspec.json.decode(row["body"]).get("merged_ids")]
        if what == "merge" and len(cases) > 1:
            gone, stays = chance.sample(cases, 2)
            form = MergeForm(version=gone["version"], into=stays["incident_id"], into_version=stays["version"])
            assert (await merge(pool, gone["incident_id"], form, call, NOW_MS)).status == 200
        elif what == "split" and merged:
            case = chance.choice(merged)
            part = chance.choice(msgspec.json.decode(case["body"])["merged_ids"])
            asked_out = SplitForm(version=case["version"], incident_id=part)
            assert (await split(pool, case["incident_id"], asked_out, call, NOW_MS)).status == 200
        else:
            trip = chance.choice(("T1", "T2", "T3", "T4"))
            await tell(rows, f"A{number:02}", number, trip_id=trip, rule=chance.choice(RULES))
            await gather_all(db)
    alerts = await db.fetchval("SELECT count(*) FROM alerts")
    held = [alert_id for row in await open_cases(db) for alert_id in msgspec.json.decode(row["body"])["alert_ids"]]
    assert len(held) == len(set(held)) == alerts == await db.fetchval("SELECT count(*) FROM incident_alerts")
    flat = "SELECT count(*) FROM incidents AS part JOIN incidents AS whole ON whole.incident_id = part.merged_into"
    assert await db.fetchval(f"{flat} WHERE whole.merged_into IS NOT NULL OR whole.state = 'closed'") == 0
    subjects = await db.fetch(
        "SELECT count(DISTINCT coalesce(gathered_in, incident_id)) AS n FROM incident_alerts JOIN alerts USING (alert_id) GROUP BY trip_id"
    )
    assert {row["n"] for row in subjects} == {1}, "all of a trip came to the one incident that it would be without merges"

    before = await stored(db)
    await db.execute("DELETE FROM cursors WHERE name = 'incidents'")
    await gather_all(db)
    assert await stored(db) == before, "who reads all events anew comes to the same"

    rules = [rule for row in await open_cases(db) for rule in msgspec.json.decode(row["body"])["rules"]]
    for row in await open_cases(db):
        asked = AskedAct(version=row["version"], act="close", outcome="confirmed", text="ทิ้งจริง")
        assert (await act(pool, row["incident_id"], asked, call, NOW_MS)).status == 200
    counted = {one.rule: one.incidents for one in await read_outcomes(db, 0, NOW_MS + 1)}
    assert counted == {rule: rules.count(rule) for rule in set(rules)}
