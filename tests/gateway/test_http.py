"""DLT's calls on the real application: the same suite over memory, the embedded broker and Apache Kafka."""

import gzip
import hashlib
import json
import time
import zlib
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from models.decode import decode_location
from models.ping import Location
from models.times import to_iso
from models.topics import DEAD, LATE, PINGS, VEHICLES
from models.vehicle import Vehicle
from ops.dead_letters import sealed_bytes
from ops.raw_bytes import open_raw
from tests.gateway.bench import SEALER, VENDOR, Bench, memory_bench

UNIT = "043GT0600000860000090000050"
LOCATIONS = "/gps/add/locations"
BACKUP = "/gps/backup/add/locations"


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def location(unit_id: str = UNIT, age_s: float = 1, **fields: Any) -> dict[str, Any]:
    utc_ms = now_ms() - int(age_s * 1000)
    return {"unit_id": unit_id, "utc_ts": to_iso(utc_ms), "recv_utc_ts": to_iso(utc_ms + 500), "lat": 13.5, "lon": 100.5, **fields}


def envelope(*records: Any) -> dict[str, Any]:
    return {"vender_id": "043", "locations_count": len(records), "locations": list(records)}


async def test_a_ping_is_written_with_its_key_receipt_and_trace(bench: Bench) -> None:
    sent = location(speed="50", driver_id="SENTINEL", license="SENTINEL", seq=7)
    before = now_ms()
    answer = await bench.post(envelope(sent))
    after = now_ms()
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"code": 1, "message": answer.json()["message"], "accepted": 1, "rejected": []}
    (record,) = await bench.written(PINGS.name)
    assert record.key == UNIT.encode()
    assert decode_location(record.value) == Location(
        unit_id=UNIT, utc_ts=sent["utc_ts"], recv_utc_ts=sent["recv_utc_ts"], lat=13.5, lon=100.5, speed=50.0, seq=7
    )
    assert before <= record.timestamp_ms <= after
    headers = dict(record.headers)
    raw = json.dumps(sent).encode()
    assert headers["sender"] == b"acme"
    assert headers["sha256"] == hashlib.sha256(raw).hexdigest().encode()
    assert open_raw(headers["raw"], SEALER) == raw
    way, request, index = headers["source"].decode().split("/")
    assert (way, len(request), index) == ("http", 32, "0")
    assert await bench.written(LATE.name) == []


async def test_a_bad_record_costs_itself_alone_and_is_kept_with_its_bytes(bench: Bench) -> None:
    bad = location(lat="north", driver_id="SENTINEL")
    answer = await bench.post(envelope(location(), bad, location(age_s=2)))
    assert answer.status_code == 200
    assert (answer.json()["accepted"], answer.json()["rejected"]) == (2, [{"index": 1, "reason": "lat_unreadable"}])
    assert answer.json()["message"].startswith("Partly rejected / ")
    assert len(await bench.written(PINGS.name)) == 2
    (letter,) = await bench.letters()
    assert (letter.reason, letter.detail, letter.unit_id) == ("lat_unreadable", "north", UNIT)
    assert (letter.source.sender, letter.source.index, letter.source.topic) == ("acme", 1, None)
    assert sealed_bytes(letter, SEALER) == json.dumps(bad).encode()
    assert letter.sha256 == hashlib.sha256(json.dumps(bad).encode()).hexdigest()
    assert letter.record == {name: value for name, value in bad.items() if name != "driver_id"}
    assert (await bench.written(DEAD.name))[0].key == UNIT.encode()


async def test_a_call_of_which_nothing_is_accepted_says_rejected_and_is_no_error(bench: Bench) -> None:
    answer = await bench.post(envelope(location(lat="north")))
    assert (answer.status_code, answer.json()["code"], answer.json()["accepted"]) == (200, 1, 0)
    assert answer.json()["message"].startswith("Rejected / ")


async def test_anothers_unit_is_rejected_by_name_and_kept(bench: Bench) -> None:
    foreign, stranger, own = "021GT0600000860000090000050", "043short", "v1752287035"
    answer = await bench.post(envelope(*(location(unit) for unit in (foreign, UNIT, stranger, own, "017" + UNIT[3:]))))
    assert answer.json()["accepted"] == 3
    assert answer.json()["rejected"] == [{"index": 0, "reason": "not_your_unit"}, {"index": 2, "reason": "not_your_unit"}]
    assert sorted(record.key for record in await bench.written(PINGS.name)) == sorted((UNIT.encode(), own.encode(), b"017" + UNIT[3:].encode()))
    assert [(letter.reason, letter.unit_id) for letter in await bench.letters()] == [("not_your_unit", foreign), ("not_your_unit", stranger)]


async def test_late_pings_and_the_backup_call_go_to_gps_late(bench: Bench) -> None:
    late, fresh = location(age_s=301), location(age_s=250)
    assert (await bench.post(envelope(late, fresh))).json()["accepted"] == 2
    assert (await bench.post(envelope(location(lat=14)), BACKUP)).json()["accepted"] == 1
    assert [decode_location(record.value).utc_ts for record in await bench.written(PINGS.name)] == [fresh["utc_ts"]]
    assert [decode_location(record.value).lat for record in await bench.written(LATE.name)] == [13.5, 14.0]


async def test_a_batch_of_all_rows_allowed_keeps_each_units_order(bench: Bench) -> None:
    units = [f"043GT06000008600000{number:08d}" for number in range(7)]
    rows = [location(units[number % 7], seq=number) for number in range(10_000)]
    answer = await bench.post(gzip.compress(json.dumps(envelope(*rows)).encode(), 1), headers={"Content-Encoding": "gzip"})
    assert (answer.status_code, answer.json()["accepted"]) == (200, 10_000)
    seen: dict[bytes, list[int | None]] = {}
    for record in await bench.written(PINGS.name):
        seen.setdefault(record.key, []).append(decode_location(record.value).seq)
    assert seen == {unit.encode(): list(range(at, 10_000, 7)) for at, unit in enumerate(units)}


async def test_nothing_personal_stands_in_the_clear(bench: Bench, capfd: pytest.CaptureFixture[str]) -> None:
    personal: dict[str, Any] = {"driver_id": "SENTINEL", "license": "SENTINEL", "driver_track1": "SENTINEL", "driver_track2": "SENTINEL", "driver_track3": "SENTINEL"}
    answer = await bench.post(envelope(location(**personal), location(lat=99, **personal), location("021" + UNIT[3:], **personal), personal))
    for record in await bench.all_written():
        assert b"SENTINEL" not in record.value + record.key + b"".join(value for _, value in record.headers)
    bad = await bench.post(b'{"driver_id": "SENTINEL" "license"')
    shown = answer.text + bad.text + bench.metrics.exposed().decode() + "".join(capfd.readouterr())
    assert "SENTINEL" not in shown


async def test_an_empty_envelope_and_a_bare_location_are_messages_too(bench: Bench) -> None:
    assert (await bench.post(envelope())).json()["accepted"] == 0
    assert (await bench.post(location())).json()["accepted"] == 1
    assert len(await bench.all_written()) == 1


async def test_the_master_file_moves_a_unit_from_truck_to_truck(bench: Bench) -> None:
    bench.directories.vehicles = [Vehicle(unit_id=UNIT, plate="70-1234", province="21", valid_from=date(2026, 1, 1), carrier="C")]
    row = {"vender_id": 43, "unit_id": UNIT, "vehicle_id": "71-1", "vehicle_type": "ISUZU", "vehicle_chassis_no": "X", "province_code": 21}
    answer = await bench.post([row, {**row, "unit_id": "021"}, {**row, "vehicle_id": ""}, 3], "/masterfile/add")
    assert (answer.status_code, answer.json()["accepted"]) == (200, 1)
    assert answer.json()["rejected"] == [
        {"index": 1, "reason": "not_your_unit"}, {"index": 2, "reason": "vehicle_id_missing"}, {"index": 3, "reason": "not_an_object"},
    ]  # fmt: skip
    assert [(record.key.decode(), json.loads(record.value)) for record in await bench.written(VEHICLES.name)] == [
        (f"{UNIT}|2026-01-01", {"unit_id": UNIT, "plate": "70-1234", "province": "21", "carrier": "C", "vehicle_type": "", "valid_from": "2026-01-01", "valid_to": "2026-11-01"}),
        (f"{UNIT}|2026-11-02", {"unit_id": UNIT, "plate": "71-1", "province": "21", "carrier": "", "vehicle_type": "ISUZU", "valid_from": "2026-11-02", "valid_to": None}),
    ]  # fmt: skip
    assert (await bench.post(row, "/masterfile/add")).json()["accepted"] == 1  # a repeat writes nothing
    assert len(await bench.written(VEHICLES.name)) == 2
    removal = await bench.client.delete(f"/masterfile/rmvByUnit/{UNIT}")
    assert (removal.status_code, removal.json()["accepted"]) == (200, 1)
    last = (await bench.written(VEHICLES.name))[-1]
    assert (last.key.decode(), json.loads(last.value)["valid_to"]) == (f"{UNIT}|2026-11-02", "2026-11-02")


async def test_removing_what_is_unknown_or_anothers_says_so(bench: Bench) -> None:
    assert (await bench.client.delete(f"/masterfile/rmvByUnit/{UNIT}")).json()["rejected"] == [{"index": 0, "reason": "unit_unknown"}]
    assert (await bench.client.delete("/masterfile/rmvByUnit/021")).json()["rejected"] == [{"index": 0, "reason": "not_your_unit"}]


def is_an_error(answer: Any, status: int) -> bool:
    found = answer.json()
    return bool(
        answer.status_code == status and set(found) == {"code", "message"} and found["code"] == 0
        and found["message"].startswith("Invalid") and any("ก" <= letter <= "๛" for letter in found["message"])
    )  # fmt: skip


UNREADABLE = (b"", b"{", b"[]", b'{"locations": 3}', b"\xff\xff", b"null", b"{'a': 1}", b"[" * 100_000)
NO_MASTER_FILE = (b"", b"{", b"3", b'"x"', b"\xff", b"[" * 100_000)
NOBODY = (
    "Bearer x", "Basic", "Basic !!!", "Basic YWNtZQ==", "Basic YWNtZTp3cm9uZw==", "Basic bm9ib2R5OnJpZ2h0", "Basic /////w==",
)  # fmt: skip


async def test_what_is_no_message_is_unreadable() -> None:
    async with memory_bench() as bench:
        for body in UNREADABLE:
            for path in (LOCATIONS, BACKUP):
                assert is_an_error(await bench.post(body, path), 400), (path, body)
        for body in NO_MASTER_FILE:
            assert is_an_error(await bench.post(body, "/masterfile/add"), 400), body
        assert await bench.all_written() == []


async def test_who_cannot_prove_an_account_is_told_to_sign_in() -> None:
    async with memory_bench() as bench:
        bench.client.auth = None  # type: ignore[assignment]  # httpx takes it, its property's type does not say so
        for headers in ({}, *({"Authorization": value} for value in NOBODY)):
            for answer in (
                await bench.post(envelope(location()), headers=headers),
                await bench.client.delete("/masterfile/rmvByUnit/x", headers=headers),
            ):
                assert is_an_error(answer, 401), headers
                assert answer.headers["WWW-Authenticate"].startswith("Basic ")
        assert await bench.all_written() == []


def packed(body: bytes, bits: int) -> bytes:
    packer = zlib.compressobj(wbits=bits)
    return packer.compress(body) + packer.flush()


async def test_packed_bodies_are_unpacked() -> None:
    async with memory_bench() as bench:
        for encoding, bits in (("gzip", 31), ("GZIP", 31), ("x-gzip", 31), ("deflate", 15)):
            body = packed(json.dumps(envelope(location())).encode(), bits)
            assert (await bench.post(body, headers={"Content-Encoding": encoding})).json()["accepted"] == 1, encoding


async def test_a_body_that_does_not_unpack_is_unreadable() -> None:
    cut, longer = packed(b"{}" * 500, 31)[:-5], packed(b"{}", 31) + b"more"
    bodies = (("gzip", b"{}"), ("gzip", cut), ("gzip", longer), ("br", b"{}"), ("gzip", b""), ("deflate", b"\x00"))
    async with memory_bench() as bench:
        for encoding, body in bodies:
            assert is_an_error(await bench.post(body, headers={"Content-Encoding": encoding}), 400), (encoding, body)


async def test_a_gzip_bomb_is_too_large_and_the_gateway_goes_on() -> None:
    async with memory_bench(gateway_max_body_mb="1") as bench:
        bomb = gzip.compress(bytes(200_000_000), 1)
        assert is_an_error(await bench.post(bomb, headers={"Content-Encoding": "gzip"}), 413)
        assert (await bench.post(envelope(location()))).json()["accepted"] == 1


@pytest.mark.parametrize("told", (True, False))
async def test_a_body_of_100_mb_is_too_large_whether_or_not_its_length_is_told(told: bool) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield bytes(1_000_000)

    async with memory_bench(gateway_max_body_mb="8") as bench:
        headers = {"Content-Length": "100000000"} if told else {}
        answer = await bench.client.post(LOCATIONS, content=chunks(), headers=headers)
        assert is_an_error(answer, 413)
        assert (await bench.post(envelope(location()))).json()["accepted"] == 1


async def test_one_row_more_than_allowed_is_too_large() -> None:
    async with memory_bench(gateway_max_rows="3") as bench:
        assert is_an_error(await bench.post(envelope(*[location()] * 4)), 413)
        assert is_an_error(await bench.post([{}] * 4, "/masterfile/add"), 413)
        assert await bench.all_written() == []
        assert (await bench.post(envelope(*[location()] * 3))).json()["accepted"] == 3


async def test_10_001_rows_are_too_many_by_default() -> None:
    async with memory_bench() as bench:
        assert is_an_error(await bench.post(envelope(*[location()] * 10_001)), 413)


async def test_too_many_calls_are_told_when_to_call_again() -> None:
    async with memory_bench(gateway_calls_per_minute="2") as bench:
        assert [(await bench.post(envelope())).status_code for _ in range(2)] == [200, 200]
        answer = await bench.post(envelope())
        assert is_an_error(answer, 429)
        assert 1 <= int(answer.headers["Retry-After"]) <= 30


async def test_without_the_broker_nothing_is_accepted_and_all_is_to_be_sent_again() -> None:
    async with memory_bench() as bench:
        bench.sink.away = True  # type: ignore[attr-defined]  # a MemorySink here
        for path, body in ((LOCATIONS, envelope(location())), ("/masterfile/add", {"unit_id": UNIT, "vehicle_id": "1", "province_code": "21"})):
            answer = await bench.post(body, path)
            assert is_an_error(answer, 503)
            assert int(answer.headers["Retry-After"]) >= 1
        bench.sink.away = False  # type: ignore[attr-defined]  # a MemorySink here
        assert (await bench.post(envelope(location()))).json()["accepted"] == 1
        assert (await bench.post({"unit_id": UNIT, "vehicle_id": "1", "province_code": "21"}, "/masterfile/add")).json()["accepted"] == 1
        assert len(await bench.written(VEHICLES.name)) == 1


async def test_without_the_database_nobody_can_be_known() -> None:
    async with memory_bench() as bench:
        bench.directories.away = True
        answer = await bench.post(envelope(location()))
        assert is_an_error(answer, 503)
        assert "Retry-After" in answer.headers


async def test_other_paths_and_methods_answer_in_the_same_shape() -> None:
    async with memory_bench() as bench:
        assert is_an_error(await bench.client.get("/gps"), 404)
        assert is_an_error(await bench.client.get(LOCATIONS), 405)
        assert (await bench.client.get("/healthz")).status_code == 200


async def test_calls_and_refusals_are_counted() -> None:
    async with memory_bench() as bench:
        await bench.post(envelope(location(), location(lat=99)))
        text = (await bench.client.get("/metrics")).text
        assert f'wastetrack_gateway_calls_total{{path="{LOCATIONS}",status="200"}} 1.0' in text
        assert 'wastetrack_gateway_rejected_total{reason="lat_out_of_range"} 1.0' in text
        assert 'wastetrack_gateway_received_total{way="http"} 2.0' in text
        assert VENDOR.name not in text
