"""A desk handed over: with a note, counting once accepted, by the person named alone, kept for ever."""

import asyncio
from typing import Any

import asyncpg
import httpx
import pytest

from storage.audit import read_audit
from tests.dashboard.desks.conftest import Asking, state_of
from tests.dashboard.seed import connect
from tests.dashboard.test_errors import check_problem

PATH = "/api/v1/desks/centre/handovers"


async def hand_over(api: httpx.AsyncClient, to: str, note: str = "รถ 70-1234 จอดนอกเส้นทาง โทรแล้ว") -> dict[str, Any]:
    answer = await api.post(PATH, json={"to": to, "note": note})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def accept(api: httpx.AsyncClient, made: dict[str, Any]) -> httpx.Response:
    return await api.post(f"{PATH}/{made['handover_id']}/accept")


async def standing(api: httpx.AsyncClient) -> tuple[Any, Any]:
    """Of the desk: to whom it was last handed over for good, and to whom it is offered."""
    desk = (await state_of(api))["desks"][0]
    return tuple(None if desk[key] is None else desk[key]["to"] for key in ("accepted", "offered"))  # type: ignore[return-value]  # two keys


async def test_it_counts_once_the_person_named_has_accepted(asking: Asking) -> None:
    mali, chai, lek = [await asking(name, "officer") for name in ("mali", "chai", "lek")]
    made = await hand_over(mali, " chai ")
    assert made["from"] == "mali"
    assert made["to"] == "chai"
    assert (made["state"], made["settled_at"]) == ("open", None)
    assert await standing(lek) == (None, "chai")
    refused = check_problem(await accept(lek, made), 403)
    assert "chai" in refused["detail"]
    check_problem(await accept(mali, made), 403)
    assert await standing(lek) == (None, "chai")
    accepted = (await accept(chai, made)).json()
    assert accepted == made | {"state": "accepted", "settled_at": accepted["settled_at"]}
    assert accepted["settled_at"] >= made["made_at"]
    assert await standing(lek) == ("chai", None)
    again = await accept(chai, made)
    assert (again.status_code, again.json()) == (200, accepted)


async def test_a_second_hand_over_takes_the_place_of_an_open_one(asking: Asking) -> None:
    mali, chai, lek = [await asking(name, "officer") for name in ("mali", "chai", "lek")]
    first, second = await hand_over(mali, "chai"), await hand_over(mali, "lek")
    check_problem(await accept(chai, first), 409)
    assert (await accept(lek, second)).status_code == 200
    third = await hand_over(lek, "chai")
    assert await standing(mali) == ("lek", "chai")
    listed = (await mali.get(PATH)).json()["items"]
    assert [(one["handover_id"], one["state"]) for one in listed] == [
        (third["handover_id"], "open"), (second["handover_id"], "accepted"), (first["handover_id"], "replaced"),
    ]  # fmt: skip
    assert [one["to"] for one in (await mali.get(PATH, params={"state": "accepted"})).json()["items"]] == ["lek"]


async def test_the_list_pages_without_loss_or_repeat_and_outlives_the_desk(api: httpx.AsyncClient, rows: Any) -> None:
    for number in range(5):
        await hand_over(api, f"p{number}")
    await rows.execute("INSERT INTO desks VALUES ('other', 'อื่น', 'Other', 1, true)")
    seen, cursor = [], None
    while True:
        page = (await api.get(PATH, params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        seen += [one["to"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == ["p4", "p3", "p2", "p1", "p0"]
    check_problem(await api.post(PATH, json={"to": "p9", "note": "-"}), 404)


async def test_what_is_missing_is_refused(asking: Asking) -> None:
    viewer, officer = await asking("dao", "viewer"), await asking("mali", "officer")
    for said in ({"to": "chai"}, {"note": "-"}, {"to": " ", "note": "-"}, {"to": "chai", "note": " \n"}, {"to": "chai", "note": "-" * 2001}):
        check_problem(await officer.post(PATH, json=said), 400)
    check_problem(await viewer.post(PATH, json={"to": "chai", "note": "-"}), 403)
    check_problem(await officer.post(f"{PATH}/77/accept"), 404)
    made = await hand_over(officer, "dao")
    check_problem(await accept(viewer, made), 403)
    check_problem(await officer.post(f"/api/v1/desks/west/handovers/{made['handover_id']}/accept"), 404)


async def test_of_many_at_once_one_stays_open_and_an_accepted_one_stays_accepted(asking: Asking) -> None:
    mali, chai = await asking("mali", "officer"), await asking("chai", "officer")
    for _ in range(3):
        made = await hand_over(mali, "chai")
        answers = await asyncio.gather(accept(chai, made), *(mali.post(PATH, json={"to": f"p{n}", "note": "-"}) for n in range(5)))
        assert answers[0].status_code in {200, 409}
        assert [answer.status_code for answer in answers[1:]] == [201] * 5
        listed = (await mali.get(PATH)).json()["items"]
        state = {one["handover_id"]: one["state"] for one in listed}
        assert state[made["handover_id"]] == ("accepted" if answers[0].status_code == 200 else "replaced")
        assert list(state.values()).count("open") == 1


async def test_it_stands_in_the_audit(asking: Asking, rows: Any) -> None:
    mali, chai = await asking("mali", "officer"), await asking("chai", "officer")
    made = await hand_over(mali, "chai", "รถ 70-1234")
    check_problem(await accept(mali, made), 403)
    for _ in range(2):
        assert (await accept(chai, made)).status_code == 200
    assert [(one.person, one.what, one.about, one.why) for one in reversed(await read_audit(rows, limit=9))] == [
        ("mali", "desk handed over", "centre", "to chai: รถ 70-1234"), ("chai", "desk taken over", "centre", "from mali"),
    ]  # fmt: skip


KEPT = (
    "DELETE FROM desk_handovers",
    "TRUNCATE desk_handovers",
    "UPDATE desk_handovers SET note = 'other' WHERE state = 'accepted'",
)


async def test_they_are_kept_for_ever(asking: Asking, database: str) -> None:
    chai = await asking("chai", "officer")
    await accept(chai, await hand_over(chai, "chai"))
    connection = await connect(database)
    for statement in KEPT:
        with pytest.raises(asyncpg.RaiseError):
            await connection.execute(statement)
    await connection.close()
    assert await standing(chai) == ("chai", None)
