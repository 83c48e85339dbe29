"""Incidents in a scope: of the alerts that are seen, without the officers' words for those who only look on."""

from typing import Any, Final

import httpx
import pytest

from dashboard.incidents.within import seen_by
from dashboard.people.person import Person
from models.reach import Reach
from storage.incidents import load_members
from storage.lists_incidents import read_incident
from storage.numbers_outcomes import OutcomeCount, read_outcomes
from tests.dashboard.people.bench import with_token
from tests.dashboard.people.parties import gathered, put_parties
from tests.dashboard.test_errors import check_problem

HIDDEN: Final = ("state_by", "assignee", "closed_by", "outcome_reason")


async def act(api: httpx.AsyncClient, asker: dict[str, str], incident_id: str, **said: Any) -> httpx.Response:
    """An act on the newest version."""
    version = (await api.get(f"/api/v1/incidents/{incident_id}", headers=asker)).json().get("version", 1)
    return await api.post(f"/api/v1/incidents/{incident_id}/acts", headers=asker, json={"version": version} | said)


async def test_who_only_looks_on_is_told_state_and_outcome_and_no_word_or_name(guarded: httpx.AsyncClient, rows: Any) -> None:
    await put_parties(rows)
    incidents = await gathered(rows)
    centre, party = await with_token(rows, "centre", "officer"), await with_token(rows, "mill", "viewer", ("generator:7B1",))
    path = f"/api/v1/incidents/{incidents['B']}"
    for said in ({"act": "assign", "assignee": "somchai", "text": "see U-A"}, {"act": "comment", "text": "as bad as U-A"}):
        assert (await act(guarded, centre, incidents["B"], **said)).status_code == 200
    told = await guarded.get(path, headers=party)
    assert (told.json()["state"], told.json()["acts"], told.json()["log"]) == ("assigned", [], [])
    assert (await act(guarded, centre, incidents["B"], act="close", outcome="lawful", text="as U-A told")).status_code == 200
    told = await guarded.get(path, headers=party)
    assert (told.json()["state"], told.json()["outcome"], [told.json()[name] for name in HIDDEN]) == ("closed", "lawful", [None] * 4)
    (listed,) = (await guarded.get("/api/v1/incidents?state=closed", headers=party)).json()["items"]
    for text in (told.text, str(listed)):
        assert not any(word in text for word in ("somchai", "program/centre", "U-A"))
    whole = (await guarded.get(path, headers=centre)).json()
    assert (whole["outcome_reason"], len(whole["log"]), whole["closed_by"]) == ("as U-A told", 4, "program/centre")
    check_problem(await guarded.get("/api/v1/incidents?assignee=somchai", headers=party), 403)
    assert (await guarded.get("/api/v1/people/names", headers=party)).json()["names"] == []


async def test_an_officer_in_a_scope_works_on_what_is_wholly_its_own(guarded: httpx.AsyncClient, rows: Any) -> None:
    await put_parties(rows)
    incidents = await gathered(rows)
    own = await with_token(rows, "est-b", "officer", ("estate:EST-B",))
    story = (await act(guarded, own, incidents["B"], act="comment", text="on my way")).json()
    assert [(line["who"], line["text"]) for line in story["log"]] == [("wastetrack", None), ("program/est-b", "on my way")]
    assert "close" in story["acts"]
    assert (await guarded.get("/api/v1/people/names", headers=own)).json()["names"] == ["program/est-b"]
    check_problem(await act(guarded, own, incidents["C"], act="acknowledge"), 404)
    overtaken = await guarded.post(f"/api/v1/incidents/{incidents['B']}/acts", headers=own, json={"version": 1, "act": "acknowledge"})
    assert (overtaken.status_code, overtaken.json()["current"]["version"]) == (409, 2)


async def test_an_incident_seen_in_part_is_told_of_that_part_and_left_to_the_centre(guarded: httpx.AsyncClient, rows: Any) -> None:
    """Of A's trip an alert tells that names B's device."""
    await put_parties(rows)
    incidents = await gathered(rows)
    own, centre = await with_token(rows, "est-a", "officer", ("estate:EST-A",)), await with_token(rows, "centre", "officer")
    path = f"/api/v1/incidents/{incidents['A']}"
    whole, part = [(await guarded.get(path, headers=asker)).json() for asker in (centre, own)]
    assert [(one["alert_ids"], one["rules"], one["open_alerts"]) for one in (whole, part)] == [
        (["A-A", "V-2"], ["impossible-move", "route-deviation"], 2), (["A-A"], ["route-deviation"], 1),
    ]  # fmt: skip
    assert ([alert["alert_id"] for alert in part["alerts"]], part["acts"], part["log"]) == (["A-A"], [], [])
    problem = check_problem(await act(guarded, own, incidents["A"], act="acknowledge"), 403)
    assert "the centre acts on it" in problem["detail"]
    assert (await guarded.get(path, headers=centre)).json()["version"] == whole["version"], "nothing was written"


async def test_what_a_scope_does_not_reach_is_neither_merged_nor_seen(guarded: httpx.AsyncClient, rows: Any) -> None:
    await put_parties(rows)
    incidents = await gathered(rows)
    centre, own = await with_token(rows, "centre", "officer"), await with_token(rows, "est-b", "officer", ("estate:EST-B",))
    versions = {name: (await guarded.get(f"/api/v1/incidents/{incidents[name]}", headers=centre)).json()["version"] for name in "ABC"}

    async def merged(asker: dict[str, str], gone: str, stays: str) -> httpx.Response:
        body = {"version": versions[gone], "into": incidents[stays], "into_version": versions[stays]}
        return await guarded.post(f"/api/v1/incidents/{incidents[gone]}/merge", headers=asker, json=body)

    check_problem(await merged(own, "B", "C"), 404)
    check_problem(await merged(own, "C", "B"), 404)
    case = (await merged(centre, "B", "A")).json()
    seen = (await guarded.get(f"/api/v1/incidents/{incidents['B']}", headers=own)).json()
    assert (seen["incident_id"], seen["case_acts"], seen["merged"], seen["merged_ids"]) == (incidents["A"], [], [], [])
    assert set(seen["alert_ids"]) < set(case["alert_ids"])
    body = {"version": case["version"], "incident_id": incidents["B"]}
    answer = await guarded.post(f"/api/v1/incidents/{incidents['A']}/split", headers=own, json=body)
    assert "the centre acts on it" in check_problem(answer, 403)["detail"]


async def test_what_is_made_of_a_part_tells_nothing_of_the_rest(guarded: httpx.AsyncClient, rows: Any) -> None:
    await put_parties(rows)
    incident_id = (await gathered(rows))["A"]
    row = await read_incident(rows, incident_id)
    (first, second) = (await load_members(rows, [incident_id]))[incident_id]
    assert row is not None
    somchai = Person(name="somchai", role="officer", scope=("estate:EST-A",))
    assert seen_by(row, somchai, []) is None
    assert [seen is not None and seen.in_full for seen in (seen_by(row, somchai, [first, second]), seen_by(row, somchai, [first]))] == [True, False]
    part = seen_by(row, somchai, [second])
    assert part is not None
    assert (part.row.incident.summary.rules, part.row.incident.summary.alert_ids) == (("impossible-move",), ("V-2",))


ALL_TIME_MS: Final = (0, 1 << 60)


async def test_what_is_asked_for_is_asked_of_the_part_that_is_seen(guarded: httpx.AsyncClient, rows: Any) -> None:
    """Else a list that is empty or not would tell of the alerts that are not seen."""
    await put_parties(rows)
    incidents = await gathered(rows)
    own, centre = await with_token(rows, "est-a", "officer", ("estate:EST-A",)), await with_token(rows, "centre", "officer")
    assert (await act(guarded, centre, incidents["A"], act="assign", assignee="est-a")).status_code == 200
    for asked, by_centre, by_own in (
        ("alert_id=A-A", 1, 1), ("alert_id=V-2", 1, 0), ("unit_id=U-A", 2, 1), ("trip_id=T-A", 1, 1),
        ("trip_id=T-B", 1, 0), ("assignee=est-a", 1, 0),
    ):  # fmt: skip
        found = [len((await guarded.get(f"/api/v1/incidents?state=all&{asked}", headers=asker)).json()["items"]) for asker in (centre, own)]
        assert (asked, *found) == (asked, by_centre, by_own)


@pytest.mark.parametrize("state", ("open", "closed", "all"))
async def test_the_pages_of_a_scope_hold_each_incident_once_in_order(
    guarded: httpx.AsyncClient, rows: Any, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.incidents.within.AT_ONCE", 1)
    await put_parties(rows)
    incidents = await gathered(rows)
    scoped = await with_token(rows, "three", "officer", ("estate:EST-A", "estate:EST-B", "estate:EST-C"))
    centre = await with_token(rows, "centre", "officer")
    for one in ("A", "C") if state == "closed" else ("B",):
        assert (await act(guarded, centre, incidents[one], act="close", outcome="lawful", text="-")).status_code == 200
    path = f"/api/v1/incidents?state={state}"
    whole = [one["incident_id"] for one in (await guarded.get(path, headers=scoped)).json()["items"]]
    assert len(whole) == {"open": 2, "closed": 2, "all": 3}[state]
    paged, cursor = [], ""
    for _ in whole:
        page = (await guarded.get(f"{path}&limit=1{cursor}", headers=scoped)).json()
        paged += [one["incident_id"] for one in page["items"]]
        cursor = f"&cursor={page['next']}"
    assert (paged, cursor) == (whole, "&cursor=None")
    of_centre = [one["incident_id"] for one in (await guarded.get(path, headers=centre)).json()["items"]]
    assert [one for one in of_centre if one in whole] == whole, "nothing of what is not seen moves them here"


async def test_an_outcome_counts_for_the_rules_that_are_seen(guarded: httpx.AsyncClient, rows: Any) -> None:
    await put_parties(rows)
    incidents = await gathered(rows)
    centre = await with_token(rows, "centre", "officer")
    assert (await act(guarded, centre, incidents["A"], act="close", outcome="confirmed", text="-")).status_code == 200
    none: frozenset[str] = frozenset()
    own = frozenset({"P-A"})
    reach = Reach(permits=own, whole=none, papers=none, origins=none, zones=none, spans=(), plates=none, carriers=none)
    seen = [await read_outcomes(rows, *ALL_TIME_MS, reach=one) for one in (None, reach)]
    assert seen == [
        [OutcomeCount(rule=rule, outcome="confirmed", incidents=1) for rule in rules]
        for rules in (("impossible-move", "route-deviation"), ("route-deviation",))
    ]


async def test_who_was_told_is_shown_to_those_who_see_the_incident_in_full(guarded: httpx.AsyncClient, rows: Any) -> None:
    await put_parties(rows)
    incidents = await gathered(rows)
    for party in ("A", "B", "C"):
        await rows.execute(
            "INSERT INTO tellings (incident_id, round, step, person, channel, is_immediate, due_ms, why)"
            " VALUES ($1, 1, 'opened', 'anong', 'a-line', true, 1, 'estate shift')",
            incidents[party],
        )
    centre, looking = await with_token(rows, "centre", "viewer"), await with_token(rows, "mill", "viewer", ("generator:7B1",))
    own, part = await with_token(rows, "est-b", "officer", ("estate:EST-B",)), await with_token(rows, "est-a", "officer", ("estate:EST-A",))
    told: dict[str, list[str]] = {}
    for name, asker, party in (("all", centre, "A"), ("whole", own, "B"), ("in part", part, "A"), ("looks on", looking, "B")):
        answer = await guarded.get(f"/api/v1/incidents/{incidents[party]}/told", headers=asker)
        told[name] = [row["person"] for row in answer.json()["items"]]
    assert told == {"all": ["anong"], "whole": ["anong"], "in part": [], "looks on": []}
    check_problem(await guarded.get(f"/api/v1/incidents/{incidents['C']}/told", headers=own), 404)
