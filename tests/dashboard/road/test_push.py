"""A phone says over a case's link where its browser takes messages; nobody else's messages come of it, and it ends as asked."""

from typing import Any

import httpx
import msgspec
import pytest

from models.roster import Member, Roster
from ops.personal import Sealer
from ops.push_address import PushAddress, public_text, push_key
from ops.settings import Settings, load
from storage.push_phones import read_phones
from storage.rosters import ChannelRow, tell_channels, write_roster
from tests.dashboard.road.seed import KEY, SOMCHAI, by
from tests.dashboard.test_errors import check_problem
from tests.ops.test_push_address import ADDRESS

BODY = msgspec.to_builtins(ADDRESS)


async def put_on_duty(pool: Any, kind: str) -> None:
    """A roster by which somchai is told over one channel of a kind."""
    member = Member(person=SOMCHAI, role="officer", channels=("somchai-phone",))
    roster = Roster(roster_id="r", version=1, name_th="เวร", name_en="Duty", for_the_rest=True, members=(member,))
    async with pool.acquire() as connection:
        await write_roster(connection, roster, "malee", 1)
        await tell_channels(connection, [ChannelRow(name="somchai-phone", kind=kind, state="closed", quota=None, used=None, told_ms=1)])


@pytest.mark.parametrize(("kind", "is_used"), (("push", True), ("line", False)), ids=["a channel leads there", "none does"])
async def test_the_key_is_given_to_whom_messages_would_go(
    api: httpx.AsyncClient, pool: Any, settings: Settings, token: str, kind: str, is_used: bool
):
    await put_on_duty(pool, kind)
    answer = await api.get("/api/v1/road/push", headers=by(token))
    assert answer.json() == {"key": public_text(push_key(settings)) if is_used else None, "person": SOMCHAI}


async def test_who_is_on_no_roster_gets_no_key(api: httpx.AsyncClient, token: str):
    assert (await api.get("/api/v1/road/push", headers=by(token))).json()["key"] is None


async def test_a_phone_is_kept_for_the_person_of_the_link_once_and_forgotten_as_asked(api: httpx.AsyncClient, rows: Any, token: str):
    for _ in range(2):
        assert (await api.post("/api/v1/road/push", headers=by(token), json=BODY)).status_code == 204
    (phone,) = await read_phones(rows, SOMCHAI)
    assert msgspec.json.decode(Sealer.from_settings(load(None, {"WASTETRACK_PERSONAL_KEY": KEY})).open(phone.sealed), type=PushAddress) == ADDRESS
    ended = await api.post("/api/v1/road/push/off", headers=by(token), json={"endpoint": BODY["endpoint"]})
    assert ended.status_code == 204
    assert await read_phones(rows, SOMCHAI) == []


REFUSED: tuple[Any, ...] = (
    ("another machine", {"endpoint": "https://10.0.0.1/x"}, "push service"),
    ("a key that is none", {"p256dh": "x"}, "public key"),
    ("a secret that is none", {"auth": "x"}, "16 bytes"),
)


@pytest.mark.parametrize(("changes", "said"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
async def test_what_no_message_could_go_to_is_refused(api: httpx.AsyncClient, rows: Any, token: str, changes: dict[str, str], said: str):
    answer = await api.post("/api/v1/road/push", headers=by(token), json=BODY | changes)
    problem = check_problem(answer, 400)
    assert said in problem["detail"]
    assert await read_phones(rows, SOMCHAI) == []


async def test_without_a_link_nothing_is_kept(api: httpx.AsyncClient, rows: Any, case: str):
    for headers in ({}, by("nonsense")):
        assert (await api.post("/api/v1/road/push", headers=headers, json=BODY)).status_code in {401, 403}
    assert await rows.fetchval("SELECT count(*) FROM push_phones") == 0


@pytest.mark.parametrize("all_cases", (False, True), ids=["of this case", "of all"])
async def test_whose_link_is_taken_back_gets_nothing_more_on_any_phone(
    api: httpx.AsyncClient, rows: Any, case: str, token: str, all_cases: bool
):
    await api.post("/api/v1/road/push", headers=by(token), json=BODY)
    assert len(await read_phones(rows, SOMCHAI)) == 1
    body = {"person": SOMCHAI, "reason": "โทรศัพท์หาย", "all_cases": all_cases}
    assert (await api.post(f"/api/v1/incidents/{case}/links/revoke", json=body)).status_code == 204
    assert await read_phones(rows, SOMCHAI) == []


async def test_a_link_that_a_colleague_made_has_nobody_s_messages_come_to_a_phone(api: httpx.AsyncClient, pool: Any, rows: Any, case: str):
    await put_on_duty(pool, "push")
    made = (await api.post(f"/api/v1/incidents/{case}/links", json={"person": SOMCHAI})).json()["link"].removeprefix("o/")
    assert (await api.get("/api/v1/road/push", headers=by(made))).json()["key"] is None
    problem = check_problem(await api.post("/api/v1/road/push", headers=by(made), json=BODY), 403)
    assert "sent to you" in problem["detail"]
    assert await read_phones(rows, SOMCHAI) == []


async def test_that_a_phone_is_added_stands_in_the_audit_once(api: httpx.AsyncClient, rows: Any, case: str, token: str):
    for _ in range(2):
        await api.post("/api/v1/road/push", headers=by(token), json=BODY)
    found = await rows.fetch("SELECT person, about, why FROM audit WHERE what = 'phone takes messages'")
    assert [tuple(row) for row in found] == [(SOMCHAI, ADDRESS.phone_id[:12], case)]
