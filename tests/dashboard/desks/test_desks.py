"""Desks over HTTP: arranged by supervisors, watched by the pages that tell of themselves."""

import asyncio
from typing import Any

import httpx
import msgspec
import pytest

from dashboard.desks import answers
from dashboard.serve import now_ms
from models.times import to_iso
from storage.audit import read_audit
from tests.dashboard.desks.conftest import (
    Asking,
    desk_said,
    here,
    put_desk,
    put_zone,
    remove_desk,
    seen,
    state_of,
    watched_by,
)
from tests.dashboard.seed import BASE_MS, alert_data, put_alert, put_event, put_reference
from tests.dashboard.test_errors import check_problem
from tests.dashboard.wait import until


async def silence(rows: Any, desk_id: str, for_s: int = 60) -> None:
    """What is left of a desk's pages after so long, had their browser been killed."""
    await rows.execute("UPDATE desk_presences SET heard_ms = heard_ms - $2 WHERE desk_id = $1", desk_id, for_s * 1000)


@pytest.fixture
async def estates(rows: Any) -> None:
    for zone_id in ("Z-MTP", "Z-LCB", "Z-LPN"):
        await put_zone(rows, zone_id)
    await put_zone(rows, "Z-GEN-1", "generator")


async def arrange(api: httpx.AsyncClient) -> None:
    """Three desks; the last has the rest."""
    for desk_id, said in (("west", desk_said(order=3, rest=True)), ("east", desk_said("Z-MTP", "Z-LCB")), ("north", desk_said("Z-LPN", order=2))):
        assert (await put_desk(api, desk_id, said)).status_code == 200
    assert (await remove_desk(api, "centre")).status_code == 204


async def test_nothing_need_be_set_up(api: httpx.AsyncClient, estates: None) -> None:
    listed = (await api.get("/api/v1/desks")).json()
    assert [(desk["desk_id"], desk["name_th"], desk["for_the_rest"]) for desk in listed["items"]] == [("centre", "ศูนย์กลาง", True)]
    assert listed["arranged"] is False
    assert watched_by(await state_of(api)) == {"centre": [], "-": ["Z-LCB", "Z-LPN", "Z-MTP", "+"]}
    assert (await here(api, "centre", "one-page")).status_code == 204
    state = await state_of(api)
    assert watched_by(state) == {"centre": ["Z-LCB", "Z-LPN", "Z-MTP", "+"], "-": []}
    assert state["me"] == {"name": "local", "role": "administrator"}
    assert state["desks"][0]["people"] == [{"name": "local", "sound": "on"}]
    msgspec.convert(state, answers.DesksState)


async def test_a_killed_desk_passes_its_queue_on_and_gets_it_back(api: httpx.AsyncClient, rows: Any, estates: None) -> None:
    await arrange(api)
    for desk_id in ("east", "north", "west"):
        await here(api, desk_id, f"at-{desk_id}")
    each_its_own = {"east": ["Z-LCB", "Z-MTP"], "north": ["Z-LPN"], "west": ["+"], "-": []}
    assert watched_by(await state_of(api)) == each_its_own
    await silence(rows, "east", 59)
    assert watched_by(await state_of(api)) == each_its_own
    await silence(rows, "east", 1)
    state = await state_of(api)
    assert watched_by(state) == {"east": [], "north": ["Z-LPN", "Z-LCB", "Z-MTP"], "west": ["+"], "-": []}
    assert [share["owner_id"] for share in state["desks"][1]["watches"]] == ["north", "east"]
    assert (state["desks"][0]["is_watched"], state["desks"][0]["people"]) == (False, [])
    assert state["desks"][0]["heard_at"] is not None
    for desk_id in ("north", "west"):
        await silence(rows, desk_id)
    assert watched_by(await state_of(api))["-"] == ["Z-LCB", "Z-LPN", "Z-MTP", "+"]
    await here(api, "east", "a-new-page")
    assert watched_by(await state_of(api))["east"] == ["Z-LCB", "Z-MTP", "Z-LPN", "+"]


async def test_a_page_is_at_one_desk_and_leaves_at_once_when_it_says_so(api: httpx.AsyncClient, estates: None) -> None:
    await arrange(api)
    await here(api, "east", "first-page")
    await here(api, "west", "first-page")
    assert [desk["is_watched"] for desk in (await state_of(api))["desks"]] == [False, False, True]
    for desk_id in ("east", "west"):  # it has left the first long since: that changes nothing
        gone = await api.post(f"/api/v1/desks/{desk_id}/leave", json={"page_id": "page-first-page"})
        assert gone.status_code == 204
        assert [desk["is_watched"] for desk in (await state_of(api))["desks"]] == [False, False, desk_id == "east"]


async def test_a_supervisor_sees_which_desks_are_mute(api: httpx.AsyncClient) -> None:
    await here(api, "centre", "page-a", "off")
    assert (await state_of(api))["desks"][0]["is_mute"]
    await here(api, "centre", "page-b", "on")
    assert not (await state_of(api))["desks"][0]["is_mute"]
    await here(api, "centre", "page-b", "off")
    assert (await state_of(api))["desks"][0]["is_mute"]


async def test_pages_that_have_long_been_gone_are_forgotten(api: httpx.AsyncClient, rows: Any) -> None:
    await here(api, "centre", "yesterday")
    await silence(rows, "centre", 86_401)
    await here(api, "centre", "today-s-page")
    assert await rows.fetchval("SELECT count(*) FROM desk_presences") == 1


async def test_estates_come_and_go_with_the_reference_data(api: httpx.AsyncClient, rows: Any, estates: None) -> None:
    await arrange(api)
    await put_zone(rows, "Z-NEW")
    await put_reference(rows, "zones", "Z-MTP", None, received_ms=BASE_MS)
    assert watched_by(await state_of(api))["-"] == ["Z-LCB", "Z-LPN", "Z-NEW", "+"]
    kept = await put_desk(api, "east", desk_said("Z-MTP", "Z-LCB", "Z-NEW"))
    assert kept.json()["items"][0]["zone_ids"] == ["Z-LCB", "Z-MTP", "Z-NEW"]


async def test_an_estate_goes_to_the_desk_that_takes_it(api: httpx.AsyncClient, estates: None) -> None:
    await arrange(api)
    put = (await put_desk(api, "north", desk_said("Z-LPN", "Z-MTP", order=2, rest=True, name=" เหนือ "))).json()
    assert put["items"][1] == {"desk_id": "north", "name_th": "เหนือ", "name_en": "East", "zone_ids": ["Z-LPN", "Z-MTP"], "order": 2, "for_the_rest": True}
    assert put == (await api.get("/api/v1/desks")).json()
    msgspec.convert(put, answers.DeskList)
    listed = put["items"]
    assert [(desk["desk_id"], desk["zone_ids"], desk["for_the_rest"]) for desk in listed] == [
        ("east", ["Z-LCB"], False), ("north", ["Z-LPN", "Z-MTP"], True), ("west", [], False),
    ]  # fmt: skip


REFUSED: tuple[Any, ...] = (
    ("an estate that there is not", "east", desk_said("Z-MTP", "Z-NO"), 400, "Z-NO"),
    ("a zone that is none", "east", desk_said("Z-GEN-1"), 400, "Z-GEN-1"),
    ("an id that an address cannot hold well", "East desk", desk_said(), 400, "desk_id"),
    ("a blank name", "east", desk_said(name="  "), 400, "name_th"),
    ("an order that is none", "east", desk_said(order=0), 400, "order"),
    ("the rest left to nobody", "west", desk_said(order=3), 409, "west"),
    ("the desk of the rest taken away", "west", None, 409, "west"),
    ("a desk that there is not", "south", None, 404, "south"),
)


async def test_what_is_refused_is_said_and_changes_nothing(api: httpx.AsyncClient, estates: None) -> None:
    await arrange(api)
    before = (await api.get("/api/v1/desks")).json()
    for what, desk_id, said, status, named in REFUSED:
        answer = await (put_desk(api, desk_id, said) if said is not None else remove_desk(api, desk_id))
        assert named in check_problem(answer, status)["detail"], what
    check_problem(await here(api, "south", "some-page"), 404)
    check_problem(await here(api, "east", "a page"), 400)
    check_problem(await here(api, "east", "some-page", "loud"), 400)
    assert (await api.get("/api/v1/desks")).json() == before


async def test_who_may_do_what(asking: Asking, estates: None) -> None:
    viewer, officer, supervisor = [await asking(role, role) for role in ("viewer", "officer", "supervisor")]
    for api in (viewer, officer):
        check_problem(await put_desk(api, "east", desk_said()), 403)
        check_problem(await remove_desk(api, "east"), 403)
    assert (await put_desk(supervisor, "east", desk_said("Z-MTP"))).status_code == 200
    check_problem(await here(viewer, "east", "a-wall-screen"), 403)
    check_problem(await viewer.post("/api/v1/desks/east/leave", json={"page_id": "page-on-a-wall"}), 403)
    assert not any(desk["is_watched"] for desk in (await state_of(viewer))["desks"])
    assert (await here(officer, "east", "an-officer")).status_code == 204
    assert (await here(supervisor, "east", "a-supervisor", "off")).status_code == 204
    east = next(desk for desk in (await state_of(viewer))["desks"] if desk["desk_id"] == "east")
    assert east["people"] == [{"name": "officer", "sound": "on"}, {"name": "supervisor", "sound": "off"}]


async def test_open_incidents_are_counted_where_they_are_watched(api: httpx.AsyncClient, rows: Any) -> None:
    for number, zone_id in enumerate(("Z-MTP", "Z-LCB", "Z-LPN")):
        await put_zone(rows, zone_id, lat=13.0 + number)
    await arrange(api)
    for desk_id in ("east", "north"):
        await here(api, desk_id, f"at-{desk_id}")
    places = {"A1": 13.0, "A2": 14.0, "A3": 15.0, "A4": 16.0, "A5": 13.0}  # the fourth lies in no estate
    for number, (alert_id, lat) in enumerate(places.items()):
        told = alert_data(alert_id, number, unit_id=f"U{number}", trip_id=None, urgency="today", lat=lat, lon=101.1)
        await put_alert(rows, told)
        await put_event(rows, "wastetrack.alert.opened", told)

    async def counted(*expected: int) -> bool:
        return [desk["open_incidents"] for desk in (await state_of(api))["desks"]] == list(expected)

    await until(lambda: counted(4, 1, 0), "the incidents are there: of the estates of east, and of the rest that passed on to it")
    shelf = {"kind": "unit", "key": "U4", "reason": "กล่องเสีย", "until": to_iso(now_ms() + 3_600_000)}
    assert (await api.post("/api/v1/shelves", json=shelf)).status_code == 201
    await until(lambda: counted(3, 1, 0), "what is on a shelf does not count")
    incident = next(one for one in (await api.get("/api/v1/incidents")).json()["items"] if one["unit_id"] == "U2")
    act = {"version": incident["version"], "act": "close", "outcome": "lawful", "text": "-"}
    assert (await api.post(f"/api/v1/incidents/{incident['incident_id']}/acts", json=act)).status_code in {200, 201}
    await until(lambda: counted(3, 0, 0), "what is closed does not count")
    for desk_id in ("east", "north"):
        await silence(rows, desk_id)
    assert (await state_of(api))["unwatched"]["open_incidents"] == 3


async def test_times_are_those_of_the_database(api: httpx.AsyncClient, rows: Any) -> None:
    await here(api, "centre", "some-page")
    heard_ms = await rows.fetchval("SELECT heard_ms FROM desk_presences")
    state = await state_of(api)
    assert state["desks"][0]["heard_at"] == to_iso(heard_ms)
    assert state["at"] >= to_iso(heard_ms)


async def test_who_saw_the_desks_as_they_were_before_is_told_who_changed_them(asking: Asking, estates: None) -> None:
    mali, chai = await asking("mali", "supervisor"), await asking("chai", "supervisor")
    await arrange(mali)
    before = await seen(chai)
    assert (await put_desk(mali, "north", desk_said("Z-LPN", "Z-LCB", order=2, name="เหนือ"))).status_code == 200
    assert (await remove_desk(mali, "east")).status_code == 204
    now = (await chai.get("/api/v1/desks")).json()
    for late in (await put_desk(chai, "east", desk_said("Z-MTP", "Z-LCB"), before), await remove_desk(chai, "north", before)):
        problem = check_problem(late, 409)
        assert "mali changed desk east" in problem["detail"]
        assert [(one["person"], one["desk_id"], one["deed"]) for one in problem["since"]] == [("mali", "north", "put"), ("mali", "east", "removed")]
        assert problem["current"] == now
        msgspec.convert(problem, answers.DesksOvertaken)
    assert (await chai.get("/api/v1/desks")).json() == now, "nothing was written over"
    assert (await put_desk(chai, "east", desk_said("Z-MTP"), now["version"])).json()["version"] == now["version"] + 1
    assert "the newest is" in check_problem(await put_desk(chai, "east", desk_said(), now["version"] + 9), 400)["detail"]
    check_problem(await chai.put("/api/v1/desks/east", json=desk_said("Z-MTP")), 400)
    check_problem(await chai.delete("/api/v1/desks/east"), 400)


async def test_of_many_who_change_desks_at_once_one_wins(asking: Asking, estates: None) -> None:
    people = [await asking(name, "supervisor") for name in ("mali", "chai")]
    for turn in range(3):
        version = await seen(people[0])
        done = await asyncio.gather(*(put_desk(one, f"d{turn}-{n}", desk_said(order=n + 1), version) for n, one in enumerate(people * 3)))
        assert sorted(answer.status_code for answer in done) == [200, 409, 409, 409, 409, 409]
        assert await seen(people[0]) == version + 1


async def test_what_was_arranged_stands_in_the_audit(asking: Asking, rows: Any, estates: None) -> None:
    mali = await asking("mali", "supervisor")
    await put_desk(mali, "east", desk_said("Z-MTP", name="ตะวันออก"))
    check_problem(await put_desk(mali, "west", desk_said("Z-NO")), 400)
    await remove_desk(mali, "east")
    told = await read_audit(rows, limit=9)
    assert [(one.person, one.what, one.about, one.why) for one in reversed(told)] == [
        ("mali", "desk arranged", "east", "ตะวันออก / East, order 1: Z-MTP"), ("mali", "desk removed", "east", ""),
    ]  # fmt: skip
