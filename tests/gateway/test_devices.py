"""Traccar's forwarding and phones over HTTP: who may send, what is kept, and that nothing is acknowledged too early."""

import asyncio
import contextlib
import hashlib
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import pytest

from models.decode import decode_location
from models.times import to_iso
from models.topics import LATE, PINGS
from ops.dead_letters import sealed_bytes
from ops.raw_bytes import open_raw
from streams.gateway.tokens import MOST_UNPROVED
from tests.gateway.bench import SEALER, TOKEN, Bench, memory_bench
from tests.gateway.test_http import UNIT, is_an_error, now_ms

TRACCAR, OSMAND = "/traccar", "/osmand"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
OWN, FOREIGN = "v1752287035", "021GT0600000860000090000050"


@pytest.fixture
def unsigned(bench: Bench) -> Bench:
    """The gateway, called without a password."""
    bench.client.auth = None  # type: ignore[assignment]  # httpx takes it, its property's type does not say so
    return bench


@contextlib.asynccontextmanager
async def memory(**settings: str) -> AsyncIterator[Bench]:
    async with memory_bench(None, **settings) as bench:
        bench.client.auth = None  # type: ignore[assignment]  # as above
        yield bench


def forwarded(unit: str = OWN, age_s: float = 1, **position: Any) -> dict[str, Any]:
    at = to_offset(now_ms() - int(age_s * 1000))
    return {
        "position": {"deviceId": 7, "fixTime": at, "latitude": 13.5, "longitude": 100.5, "speed": 10, "course": 90, "valid": True, **position},
        "device": {"id": 7, "uniqueId": unit},
    }


def to_offset(at_ms: int) -> str:
    return to_iso(at_ms).replace("Z", "+00:00")


def query(unit: str = OWN, age_s: float = 1, **more: Any) -> dict[str, Any]:
    return {
        "id": unit, "lat": 13.5, "lon": 100.5, "timestamp": now_ms() // 1000 - int(age_s), "speed": 10, "bearing": 90, "altitude": 5,
        "accuracy": 4, "hdop": 1.2, "batt": 80, **more,
    }  # fmt: skip


async def test_traccar_s_position_is_written_with_its_bytes_and_its_account(unsigned: Bench) -> None:
    sent = json.dumps(forwarded()).encode()
    answer = await unsigned.post(sent, TRACCAR, headers=BEARER)
    assert (answer.status_code, answer.json()["code"], answer.json()["accepted"], answer.json()["rejected"]) == (200, 1, 1, [])
    (record,) = await unsigned.written(PINGS.name)
    found = decode_location(record.value)
    assert (found.unit_id, found.speed, found.course, found.fix) == (OWN, 18.52, 90, 1)
    headers = dict(record.headers)
    assert (headers["sender"], open_raw(headers["raw"], SEALER)) == (b"acme", sent)
    assert headers["sha256"] == hashlib.sha256(sent).hexdigest().encode()


@pytest.mark.parametrize("way", ("get", "post", "form"))
async def test_osmand_s_query_is_written_with_its_bytes_and_without_the_token(unsigned: Bench, way: str) -> None:
    sent = urlencode(query())
    if way == "form":
        answer = await unsigned.client.post(OSMAND, content=sent, params={"token": TOKEN})
    else:
        first, _, rest = sent.partition("&")
        answer = await unsigned.client.request(way, f"{OSMAND}?{first}&token={TOKEN}&{rest}")
    assert (answer.status_code, answer.json()["accepted"]) == (200, 1), answer.text
    (record,) = await unsigned.written(PINGS.name)
    found = decode_location(record.value)
    assert (found.unit_id, found.lat, found.lon, found.speed, found.course, found.alt, found.hdop) == (OWN, 13.5, 100.5, 18.52, 90, 5, 1.2)
    headers = dict(record.headers)
    assert (headers["sender"], open_raw(headers["raw"], SEALER)) == (b"acme", sent.encode())


PHONE = {"location": {"timestamp": "2026-11-02T00:35:02+00:00", "coords": {"latitude": 13.5, "longitude": 100.5}}, "device_id": OWN}


@pytest.mark.parametrize("beside", ("source=proxy", f"id={OWN}", "id=other&lat=1&lon=1&timestamp=1"))
@pytest.mark.parametrize("body", (urlencode(query()), json.dumps(PHONE), f"token={TOKEN}&{urlencode(query())}"))
async def test_what_is_posted_is_read_whatever_else_stands_in_the_address(beside: str, body: str) -> None:
    async with memory() as bench:
        answer = await bench.client.post(f"{OSMAND}?{beside}&token={TOKEN}", content=body)
        assert (answer.status_code, answer.json().get("accepted")) == (200, 1), answer.text
        (record,) = [*await bench.written(PINGS.name), *await bench.written(LATE.name)]
        assert decode_location(record.value).lat == 13.5


@pytest.mark.parametrize("body", (b"", b"\r\n", f"token={TOKEN}".encode()))
async def test_a_post_without_a_position_of_its_own_is_read_from_its_address(body: bytes) -> None:
    async with memory() as bench:
        answer = await bench.client.post(OSMAND, params=query(token=TOKEN), content=body)
        assert (answer.status_code, answer.json().get("accepted")) == (200, 1), answer.text


async def test_traccar_client_s_json_is_read_in_metres_a_second(unsigned: Bench) -> None:
    coords = {"latitude": 13.5, "longitude": 100.5, "speed": 10, "heading": -1, "altitude": 5, "accuracy": 4}
    body = {"location": {"timestamp": to_offset(now_ms() - 1000), "coords": coords, "odometer": 1500}, "device_id": OWN}
    assert (await unsigned.post(body, OSMAND, headers=BEARER)).json()["accepted"] == 1
    (record,) = await unsigned.written(PINGS.name)
    found = decode_location(record.value)
    assert (found.speed, found.course, found.mileage) == (36.0, None, 1.5)


async def test_late_ones_go_to_gps_late_and_a_repeat_is_accepted_again(unsigned: Bench) -> None:
    late, fresh = query(age_s=400), forwarded()
    for _ in range(2):
        assert (await unsigned.client.get(OSMAND, params=late, headers=BEARER)).json()["accepted"] == 1
        assert (await unsigned.post(fresh, TRACCAR, headers=BEARER)).json()["accepted"] == 1
    assert (await unsigned.post(forwarded(age_s=400), TRACCAR, headers=BEARER)).json()["accepted"] == 1
    assert (len(await unsigned.written(LATE.name)), len(await unsigned.written(PINGS.name))) == (3, 2)


async def test_anothers_unit_is_rejected_and_kept_as_a_dead_letter(unsigned: Bench) -> None:
    for answer in (
        await unsigned.post(forwarded(FOREIGN), TRACCAR, headers=BEARER),
        await unsigned.client.get(OSMAND, params=query(FOREIGN), headers=BEARER),
    ):
        assert (answer.status_code, answer.json()["accepted"]) == (200, 0)
        assert answer.json()["rejected"] == [{"index": 0, "reason": "not_your_unit"}]
    assert [(letter.reason, letter.unit_id, letter.source.sender) for letter in await unsigned.letters()] == [("not_your_unit", FOREIGN, "acme")] * 2
    assert await unsigned.written(PINGS.name) == []


NO_TOKENS = ("", "wtg_abc", "wtg_abc_", "wtg_abc_wrong", "wtg_xyz_secret", "wtp_abc_secret", "wtg__secret", "x" * 5000, "wtg_abc_\u0e01")


async def test_without_a_token_in_force_nobody_gets_in_and_a_password_is_none() -> None:
    async with memory() as bench:
        for token in NO_TOKENS:
            calls = [
                await bench.client.get(OSMAND, params=query(token=token)), await bench.post(forwarded(), TRACCAR, params={"token": token}),
                await bench.post(forwarded(), TRACCAR, headers={"Authorization": f"Bearer {token}".strip().encode()}),
            ]  # fmt: skip
            for answer in calls:
                assert is_an_error(answer, 401), token
                assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
        assert is_an_error(await bench.post(forwarded(), TRACCAR, auth=("acme", "right")), 401)
        assert is_an_error(await bench.post(forwarded(), TRACCAR), 401)
        both = await bench.post(forwarded(), TRACCAR, params={"token": TOKEN}, headers={"Authorization": "Bearer wrong"})
        assert is_an_error(both, 401), "the header counts, where there is one"
        assert is_an_error(await bench.post({"locations": []}, "/gps/add/locations", headers=BEARER), 401), "a token opens no other call"
        assert await bench.all_written() == []


async def test_what_is_in_no_form_of_theirs_is_unreadable() -> None:
    async with memory() as bench:
        for body in (b"", b"{", b"[]", b"null", b'{"locations": []}', json.dumps({"unit_id": OWN}).encode()):
            assert is_an_error(await bench.post(body, TRACCAR, headers=BEARER), 400), body
            assert is_an_error(await bench.post(body, OSMAND, headers=BEARER), 400), body
        for asked in ("", "a=1", "&&", "&".join(f"a{n}=1" for n in range(200))):
            assert is_an_error(await bench.client.get(f"{OSMAND}?token={TOKEN}&{asked}"), 400), asked
        assert await bench.all_written() == []


@pytest.mark.parametrize(
    ("wrong", "reason"),
    (
        ({"id": ""}, "unit_id_missing"), ({"timestamp": ""}, "utc_ts_missing"), ({"timestamp": "soon"}, "utc_ts_unreadable"),
        ({"timestamp": "9" * 20}, "utc_ts_unreadable"), ({"lat": "north"}, "lat_unreadable"), ({"lon": 181}, "lon_out_of_range"),
    ),
)  # fmt: skip
async def test_a_query_that_is_no_ping_is_refused_with_its_reason_and_kept(wrong: dict[str, Any], reason: str) -> None:
    async with memory() as bench:
        answer = await bench.client.get(OSMAND, params=query(**wrong), headers=BEARER)
        assert (answer.status_code, answer.json()["rejected"]) == (200, [{"index": 0, "reason": reason}])
        assert [letter.reason for letter in await bench.letters()] == [reason]


async def test_the_token_stands_nowhere_but_in_the_call(capfd: pytest.CaptureFixture[str]) -> None:
    async with memory() as bench:
        await bench.client.get(OSMAND, params=query(token=TOKEN, lat="x"))
        await bench.client.get(f"{OSMAND}?{urlencode(query())}&%74oken={TOKEN}")
        await bench.client.post(OSMAND, content=urlencode(query(token=TOKEN)), headers=BEARER)
        await bench.client.post(OSMAND, content=urlencode(query(token=TOKEN, lon="x")), headers=BEARER)
        await bench.post(urlencode(query(token=TOKEN)).encode(), "/gps/add/locations", auth=("acme", "right"))
        await bench.post(forwarded(FOREIGN), TRACCAR, params={"token": TOKEN})
        bench.sink.away = True  # type: ignore[attr-defined]  # a MemorySink here
        answer = await bench.client.get(OSMAND, params=query(token=TOKEN))
        shown = answer.text + bench.metrics.exposed().decode() + "".join(capfd.readouterr())
        kept = b"".join(record.value + b"".join(value for _, value in record.headers) for record in await bench.all_written())
        raws = [open_raw(dict(record.headers)["raw"], SEALER) for record in await bench.written(PINGS.name)]
        letters = [sealed_bytes(one, SEALER) for one in await bench.letters()]
    assert "secret" not in shown
    assert b"secret" not in kept + b"".join(raws)
    assert b"secret" not in b"".join(letters)
    assert (len(raws), len(letters)) == (3, 3)


async def test_without_the_broker_nothing_is_acknowledged() -> None:
    async with memory() as bench:
        bench.sink.away = True  # type: ignore[attr-defined]  # a MemorySink here
        for answer in (await bench.post(forwarded(), TRACCAR, headers=BEARER), await bench.client.get(OSMAND, params=query(), headers=BEARER)):
            assert is_an_error(answer, 503)
            assert int(answer.headers["Retry-After"]) >= 1


async def test_without_the_database_an_unknown_token_is_to_come_again_and_a_known_one_gets_in() -> None:
    async with memory() as bench:
        bench.directories.away = True
        assert is_an_error(await bench.post(forwarded(), TRACCAR, headers=BEARER), 503)
        bench.directories.away = False
        assert (await bench.post(forwarded(), TRACCAR, headers=BEARER)).json()["accepted"] == 1
        bench.directories.away = True
        assert (await bench.post(forwarded(), TRACCAR, headers=BEARER)).json()["accepted"] == 1


async def test_a_fleet_forwards_each_position_and_takes_nothing_from_the_account_s_own_calls() -> None:
    async with memory(gateway_calls_per_minute="1") as bench:
        for _ in range(700):
            assert (await bench.post(forwarded(), TRACCAR, headers=BEARER)).status_code == 200
        assert (await bench.post({"locations": []}, auth=("acme", "right"))).status_code == 200
        assert is_an_error(await bench.post({"locations": []}, auth=("acme", "right")), 429)


async def test_tokens_of_an_account_share_its_calls_by_token() -> None:
    async with memory(gateway_token_calls_per_minute="2") as bench:
        assert (await bench.post(forwarded(), TRACCAR, headers=BEARER)).status_code == 200
        assert (await bench.client.get(OSMAND, params=query(), headers=BEARER)).status_code == 200
        answer = await bench.post(forwarded(), TRACCAR, headers=BEARER)
        assert is_an_error(answer, 429)
        assert int(answer.headers["Retry-After"]) >= 1


async def test_where_made_up_tokens_wait_another_is_told_when_to_come_again_and_a_known_one_gets_in() -> None:
    async with memory() as bench:
        assert (await bench.post(forwarded(), TRACCAR, headers=BEARER)).json()["accepted"] == 1
        bench.directories.answers_unknown.clear()
        made_up = [
            asyncio.create_task(bench.post(forwarded(), TRACCAR, headers={"Authorization": f"Bearer wtg_{number}_x"})) for number in range(MOST_UNPROVED + 1)
        ]
        (first,), _ = await asyncio.wait(made_up, return_when=asyncio.FIRST_COMPLETED)
        answer = first.result()
        assert is_an_error(answer, 429)
        assert int(answer.headers["Retry-After"]) >= 1
        assert (await bench.post(forwarded(), TRACCAR, headers=BEARER)).json()["accepted"] == 1
        bench.directories.answers_unknown.set()
        assert sorted([one.status_code for one in await asyncio.gather(*made_up)]) == [401] * MOST_UNPROVED + [429]


async def test_a_body_too_large_is_refused() -> None:
    async with memory(gateway_max_body_mb="1") as bench:
        assert is_an_error(await bench.post(b" " * 1_000_001, TRACCAR, headers=BEARER), 413)
        assert UNIT not in (await bench.client.get("/metrics")).text
