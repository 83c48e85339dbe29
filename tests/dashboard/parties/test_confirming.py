"""Closed as confirmed: with the answer of whom it concerns, or with a reason for going without, and asked where it is set."""

from collections.abc import Collection
from typing import Any

import httpx
import msgspec
import pytest

from dashboard.parties.confirming import lacking
from ops.settings import Settings
from tests.dashboard.conftest import running
from tests.dashboard.incidents.seed import log_of
from tests.dashboard.parties.seed import ADDRESSES, CARRIER, GENERATOR, now, parties, release, token_of
from tests.dashboard.road.seed import by
from tests.dashboard.test_errors import check_problem
from tests.dashboard.wait import until

LACKING: tuple[tuple[str, Collection[str], Collection[str], Collection[str], list[str]], ...] = (
    ("nobody can be told: nothing is asked for", (), (), (), []),
    ("who could have been told was not", ("a", "b"), (), (), ["a", "b"]),
    ("one was told and answered: that is enough", ("a", "b"), ("a",), ("a",), []),
    ("each that was told is heard", ("a", "b"), ("a", "b"), ("a",), ["b"]),
    ("whose address is gone was told all the same", (), ("a",), (), ["a"]),
)


@pytest.mark.parametrize(("can", "told", "answered", "expected"), [pytest.param(*one[1:], id=one[0]) for one in LACKING])
def test_whose_answer_is_missing(can: Collection[str], told: Collection[str], answered: Collection[str], expected: list[str]) -> None:
    assert lacking(can, told, answered) == expected


async def close(api: httpx.AsyncClient, case: str, **said: Any) -> httpx.Response:
    body = {"version": (await now(api, case))["version"], "act": "close", "outcome": "confirmed", "text": "พบการลักลอบทิ้ง"} | said
    return await api.post(f"/api/v1/incidents/{case}/acts", json=body)


async def test_confirmed_needs_an_answer_or_a_stated_reason_and_other_outcomes_do_not(api: httpx.AsyncClient, rows: Any, case: str) -> None:
    problem = check_problem(await close(api, case), 400)
    assert "waiver" in problem["detail"]
    assert "ระบุเหตุผลที่ยืนยันโดยไม่มีคำชี้แจง" in problem["detail_th"]
    assert "the carrier ขนส่งดี" in problem["detail"]
    assert "ผู้ขนส่ง ขนส่งดี" in problem["detail_th"]
    check_problem(await close(api, case, waiver="  "), 400)
    check_problem(await close(api, case, waiver="x" * 2_001), 400)
    check_problem(await close(api, case, outcome="lawful", waiver="ไม่จำเป็น"), 400)
    assert [act for _, act, _ in await log_of(rows, case)] == ["open"], "what is refused writes nothing"

    done = await close(api, case, waiver="บริษัทเลิกกิจการแล้ว ติดต่อไม่ได้")
    assert done.status_code == 200, done.text
    story = done.json()
    assert [(line["act"], line["who"], line["text"]) for line in story["log"][1:]] == [
        ("party_waived", "local", "บริษัทเลิกกิจการแล้ว ติดต่อไม่ได้"), ("close", "local", "พบการลักลอบทิ้ง"),
    ]  # fmt: skip
    assert (story["state"], story["outcome"], story["version"]) == ("closed", "confirmed", 3)
    audited = await rows.fetch("SELECT what, why FROM audit WHERE about = $1 ORDER BY seq", case)
    assert [tuple(row) for row in audited] == [
        ("confirmed without a party's answer", "บริษัทเลิกกิจการแล้ว ติดต่อไม่ได้"), ("incident closed", "confirmed: พบการลักลอบทิ้ง"),
    ]  # fmt: skip


async def test_with_the_answer_of_whom_it_was_released_to_no_reason_is_needed(
    api: httpx.AsyncClient, rows: Any, settings: Settings, case: str
) -> None:
    async def lacks() -> list[str]:
        found: list[str] = (await api.get(f"/api/v1/incidents/{case}/parties")).json()["lacking"]
        return found

    assert await lacks() == [CARRIER, GENERATOR]
    assert (await release(api, case)).status_code == 200
    assert await lacks() == [CARRIER]
    check_problem(await close(api, case), 400)
    token = await token_of(rows, settings, case)
    assert (await api.post(f"/api/v1/answers/{case}", json={"text": "ยอมรับ"}, headers=by(token))).status_code == 200
    assert await lacks() == []
    assert (await close(api, case)).status_code == 200
    # Until its time is over the party may still add to it.
    assert (await api.post(f"/api/v1/answers/{case}", json={"text": "และขออภัย"}, headers=by(token))).status_code == 200
    assert (await now(api, case))["state"] == "closed"


@pytest.mark.parametrize(
    "text", ("", '[carrier.another]\nkind = "line"\nto = "U"\n', ADDRESSES + "[parties]\nconfirmed_needs_answer = false\n"),
    ids=("no party is set up", "nobody whom it concerns has an address", "the settings ask for no answers"),
)  # fmt: skip
async def test_where_it_is_not_asked_for_incidents_are_closed_as_before(settings: Settings, case: str, text: str) -> None:
    async with running(msgspec.structs.replace(settings, parties=text)) as api:

        async def ready() -> bool:
            return (await api.get("/readyz")).status_code == 200

        await until(ready, "the dashboard is ready")
        assert (await api.get(f"/api/v1/incidents/{case}/parties")).json()["lacking"] == []
        assert (await close(api, case)).status_code == 200
        assert [line["act"] for line in (await now(api, case))["log"]] == ["open", "close"]
        assert set(await parties(api, case)) == {CARRIER, GENERATOR}
