"""A vendor's own state: what it is told, from when on it is counted, and that it is told of no other vendor."""

import asyncio
import json
from typing import Any

import msgspec
import psycopg
import pytest

from models.thresholds import Arrivals
from models.times import HOUR_MS, MINUTE_MS, from_iso, to_iso
from ops.http import Health
from storage.pool import connect
from storage.vendor_units import MOST_NAMED, SilentUnit, UnitsHeard, load_units_heard
from streams.gateway.accounts import DirectoryAway, account_of
from streams.gateway.directories import PostgresDirectories
from streams.gateway.vendor_book import HOURS, MOST_CLOCKS, VendorBook
from streams.gateway.vendor_status import KEPT_S, VendorStatus, status_of
from tests.gateway.bench import NOTHING_HEARD, TOKEN, VENDOR, MemoryDirectories, memory_bench
from tests.gateway.test_http import NOBODY, UNIT, envelope, is_an_error, location

STATUS = "/gps/status"
FOREIGN = "021GT0600000860000090000050"
T = 1_800_000_000_000


async def test_a_vendor_sees_what_became_of_its_records_and_whose_clock_is_wrong() -> None:
    async with memory_bench() as bench:
        units = [UNIT[:-1] + str(number) for number in range(4)]
        await bench.post(envelope(location(units[0]), location(units[1], lat="north"), location(FOREIGN, age_s=-600), location(units[2], age_s=-600)))
        await bench.post(envelope(location(units[3], age_s=-7 * 3600)))
        await bench.client.get("/osmand", params={"token": TOKEN, "id": units[0], "lat": "x"}, auth=lambda one: one)
        await bench.post(envelope(location(lat="north")), "/gps/check/locations")
        answer = await bench.client.get(STATUS)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    told = answer.json()
    assert (told["code"], told["accepted"]) == (1, 3)
    assert told["rejected"] == {"lat_unreadable": 1, "not_your_unit": 1, "utc_ts_missing": 1}
    assert [(one["unit_id"], one["warning"]) for one in told["clock_errors"]["named"]] == [(units[3], "seven_hours_ahead"), (units[2], "ahead")]
    assert told["clock_errors"]["units"] == 2
    assert told["clock_errors"]["named"][1]["ahead_s"] == pytest.approx(600, abs=5)
    assert from_iso(told["counted_since"]) <= from_iso(told["last_call_at"]) <= from_iso(told["at"])


async def test_one_vendor_is_told_nothing_of_another() -> None:
    async with memory_bench() as bench:
        bench.directories.vendors["other"] = msgspec.structs.replace(VENDOR, name="other", codes=("021",), units=())
        await bench.post(envelope(location(), location(lat="north"), location(UNIT, age_s=-600)))
        told = (await bench.client.get(STATUS, auth=("other", "right"))).json()
    assert (told["accepted"], told["rejected"], told["clock_errors"], told["last_call_at"]) == (0, {}, {"units": 0, "named": []}, None)


async def test_who_cannot_prove_an_account_sees_nothing_and_a_token_does_not() -> None:
    async with memory_bench() as bench:
        for value in (*NOBODY, f"Bearer {TOKEN}"):
            assert is_an_error(await bench.client.get(STATUS, headers={"Authorization": value}, auth=lambda one: one), 401), value
        assert is_an_error(await bench.client.get(STATUS, params={"token": TOKEN}, auth=lambda one: one), 401)
        assert is_an_error(await bench.post(b"", STATUS), 405)


async def test_what_was_not_acknowledged_is_not_counted() -> None:
    async with memory_bench() as bench:
        bench.sink.away = True  # type: ignore[attr-defined]  # a MemorySink here
        assert is_an_error(await bench.post(envelope(location())), 503)
        assert (await bench.client.get(STATUS)).json()["accepted"] == 0


async def test_without_the_database_the_state_is_to_be_asked_again() -> None:
    async with memory_bench() as bench:
        await bench.post(envelope())
        bench.directories.away = True
        answer = await bench.client.get(STATUS)
        assert is_an_error(answer, 503)
        assert int(answer.headers["Retry-After"]) >= 1


def test_counts_are_of_the_last_day_and_clocks_too() -> None:
    book = VendorBook(T)
    assert book.of("a", T).since_ms == T
    for hour in range(30):
        book.note("a", 1, ["not_json"], [(f"u{hour}", 600_000)], T + hour * HOUR_MS)
    noted = book.of("a", T + 29 * HOUR_MS)
    assert (noted.accepted, noted.rejected, len(noted.clocks)) == (HOURS, {"not_json": HOURS}, HOURS)
    assert noted.since_ms == (T // HOUR_MS + 30 - HOURS) * HOUR_MS
    assert [one.unit_id for one in noted.clocks][:2] == ["u29", "u28"]
    later = book.of("a", T + 60 * HOUR_MS)
    assert (later.accepted, later.rejected, later.clocks, later.last_call_ms) == (0, {}, (), T + 29 * HOUR_MS)
    assert book.of("b", T).last_call_ms is None


def test_a_clock_set_back_loses_no_count() -> None:
    book = VendorBook(T - 5 * HOUR_MS)
    book.note("a", 1, [], [], T)
    book.note("a", 1, [], [], T - 2 * HOUR_MS)
    assert book.of("a", T).accepted == 2


def test_wrong_clocks_are_kept_up_to_a_limit_each_unit_once_and_the_latest_stay() -> None:
    book = VendorBook(T)
    book.note("a", 0, [], ((f"u{number}", 400_000) for number in range(MOST_CLOCKS + 5)), T)
    book.note("a", 0, [], [("u10", 500_000)], T + 1)
    clocks = book.of("a", T + 1).clocks
    assert len(clocks) == MOST_CLOCKS
    assert (clocks[0].unit_id, clocks[0].ahead_ms) == ("u10", 500_000)
    assert "u4" not in {one.unit_id for one in clocks}
    told = status_of(book.of("a", T + 1), NOTHING_HEARD, T, Arrivals())["clock_errors"]
    assert (told["units"], len(told["named"])) == (MOST_CLOCKS, MOST_NAMED)


async def test_an_account_gets_the_same_look_for_seconds_and_another_one_of_its_own() -> None:
    directory, now_s = MemoryDirectories(VENDOR), [0.0]
    status = VendorStatus(VendorBook(T), directory, lambda: T, lambda: T, monotonic_s=lambda: now_s[0])
    account = account_of(VENDOR)
    await asyncio.gather(*(status.of(account) for _ in range(5)))
    assert directory.looked == 1
    await status.of(account_of(msgspec.structs.replace(VENDOR, units=())))
    assert directory.looked == 2, "whose units changed gets a new look"
    now_s[0] = KEPT_S
    await status.of(account)
    assert directory.looked == 3


def test_lag_and_silence_are_told_as_they_are() -> None:
    heard = UnitsHeard(
        units=9, silent_5_min=3, silent_1_h=2, silent_24_h=1, newest_utc_ts=to_iso(T - 1500), newest_recv_utc_ts=to_iso(T - 500),
        silent=(SilentUnit("u", to_iso(T - HOUR_MS)),),
    )  # fmt: skip
    told = status_of(VendorBook(T).of("a", T), heard, T, Arrivals())
    assert (told["units"], told["lag_s"], told["newest_utc_ts"]) == (9, 1.5, to_iso(T - 1500))
    assert told["silent"] == {"over_5_min": 3, "over_1_h": 2, "over_24_h": 1, "named": [{"unit_id": "u", "heard_at": to_iso(T - HOUR_MS)}]}
    assert status_of(VendorBook(T).of("a", T), NOTHING_HEARD, T, Arrivals())["lag_s"] is None


def place(dsn: str, unit_id: str, heard_ms: int, number: int) -> None:
    body: dict[str, Any] = {"utc_ts": to_iso(heard_ms - 1000), "recv_utc_ts": to_iso(heard_ms)}
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("INSERT INTO unit_live VALUES (%s, %s, %s, %s)", (unit_id, number, heard_ms, json.dumps(body)))


async def test_units_are_those_of_the_account_s_codes_and_ids_and_of_nobody_else(database: str) -> None:
    ages_ms = {
        UNIT: 1000, UNIT[:-1] + "1": 6 * MINUTE_MS, "017" + UNIT[3:]: 2 * HOUR_MS, "v1752287035": 30 * HOUR_MS, FOREIGN: 6 * MINUTE_MS,
        "043short": 6 * MINUTE_MS, "other": 500,
    }  # fmt: skip
    for number, (unit_id, age_ms) in enumerate(ages_ms.items()):
        place(database, unit_id, T - age_ms, number)
    connection = await connect(database)
    heard = await load_units_heard(connection, VENDOR.codes, VENDOR.units, T)
    assert (heard.units, heard.silent_5_min, heard.silent_1_h, heard.silent_24_h) == (4, 3, 2, 1)
    assert (heard.newest_utc_ts, heard.newest_recv_utc_ts) == (to_iso(T - 2000), to_iso(T - 1000))
    assert [one.unit_id for one in heard.silent] == [UNIT[:-1] + "1", "017" + UNIT[3:], "v1752287035"]
    nothing = await load_units_heard(connection, ("999",), (), T)
    assert (nothing.units, nothing.newest_utc_ts, nothing.silent) == (0, None, ())
    await connection.close()


async def test_the_list_of_silent_units_is_cut_and_the_count_is_whole(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO unit_live SELECT '043' || lpad(n::text, 24, '0'), n, 0, jsonb_build_object('utc_ts', '2026-01-01T00:00:00.000Z')"
            " FROM generate_series(1, 150) AS n"
        )
    directories = PostgresDirectories(database, Health())
    with pytest.raises(DirectoryAway):
        await directories.units_heard(VENDOR.codes, VENDOR.units, T)
    found = await connect(database)
    heard = await load_units_heard(found, VENDOR.codes, VENDOR.units, T)
    await found.close()
    assert (heard.silent_24_h, len(heard.silent)) == (150, MOST_NAMED)
