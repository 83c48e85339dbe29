"""The check of a batch: judged as adding would judge it, and nothing of it is kept."""

from typing import Any

import pytest

from models.decode import Accepted, decode_message
from models.thresholds import Arrivals
from models.times import HOUR_MS, MINUTE_MS
from ops.metrics import GATEWAY_RECEIVED, GATEWAY_REJECTED
from streams.arrival_clock import ArrivalClock
from streams.gateway.records import HttpOrigin, Intake
from streams.gateway.time_warnings import WARNINGS, warning_of
from streams.input_guard import WINDOW_RECORDS
from tests.gateway.bench import SEALER, Bench, memory_bench
from tests.gateway.test_http import LOCATIONS, NOBODY, UNIT, UNREADABLE, envelope, is_an_error, location

CHECK = "/gps/check/locations"
FOREIGN = "021GT0600000860000090000050"


def mixed() -> dict[str, Any]:
    return envelope(location(), location(lat="north"), location(FOREIGN), location(age_s=301), {"unit_id": UNIT}, location(UNIT[:-1] + "1"))


async def test_a_check_says_what_adding_would_say(bench: Bench) -> None:
    checked = await bench.post(mixed(), CHECK)
    assert checked.status_code == 200
    assert await bench.all_written() == []
    added = (await bench.post(mixed())).json()
    told = checked.json()
    assert (told["code"], told["accepted"], told["rejected"]) == (added["code"], added["accepted"], added["rejected"])
    assert added["accepted"] == 3
    assert [one["reason"] for one in told["rejected"]] == ["lat_unreadable", "not_your_unit", "utc_ts_missing"]


async def test_a_check_stores_nothing_counts_nothing_and_says_so(bench: Bench) -> None:
    answer = await bench.post(mixed(), CHECK)
    assert answer.json()["message"].startswith("Checked, nothing was stored / ")
    assert await bench.all_written() == []
    assert bench.metrics.read(GATEWAY_RECEIVED, way="http") == 0
    assert bench.metrics.read(GATEWAY_REJECTED, reason="not_your_unit") == 0


async def test_a_check_warns_of_the_times_of_what_is_accepted() -> None:
    ages_s = (1, 301, 25 * 3600, -360, -7 * 3600, 250)
    async with memory_bench() as bench:
        answer = await bench.post(envelope(*(location(age_s=age_s) for age_s in ages_s), location(FOREIGN, age_s=301)), CHECK)
        assert answer.json()["accepted"] == len(ages_s)
        assert answer.json()["warnings"] == [
            {"index": 1, "warning": "late"}, {"index": 2, "warning": "too_late_to_judge"}, {"index": 3, "warning": "ahead"},
            {"index": 4, "warning": "seven_hours_ahead"},
        ]  # fmt: skip


async def test_a_check_is_refused_as_adding_is() -> None:
    async with memory_bench(gateway_max_rows="3", gateway_max_body_mb="1", gateway_calls_per_minute="60") as bench:
        for body in UNREADABLE:
            assert is_an_error(await bench.post(body, CHECK), 400), body
        assert is_an_error(await bench.post(envelope(*[location()] * 4), CHECK), 413)
        assert is_an_error(await bench.post(b" " * 1_000_001, CHECK), 413)
        assert is_an_error(await bench.client.get(CHECK), 405)
        for value in NOBODY:
            assert is_an_error(await bench.client.post(CHECK, headers={"Authorization": value}, auth=lambda one: one), 401), value
        while (answer := await bench.post(envelope(), CHECK)).status_code == 200:
            pass
        assert is_an_error(answer, 429)
        assert 1 <= int(answer.headers["Retry-After"]) <= 60


async def test_without_the_database_a_check_is_to_come_again() -> None:
    async with memory_bench() as bench:
        bench.directories.away = True
        answer = await bench.post(envelope(location()), CHECK)
        assert is_an_error(answer, 503)
        assert int(answer.headers["Retry-After"]) >= 1


async def test_bad_checks_pause_no_path() -> None:
    async with memory_bench() as bench:
        others = "017" + UNIT[3:]
        bad = envelope(*({"unit_id": (UNIT, others)[n % 2]} for n in range(WINDOW_RECORDS)))
        for _ in range(2):
            assert (await bench.post(bad, CHECK)).json()["accepted"] == 0
        assert (await bench.post(envelope(location()), LOCATIONS)).json()["accepted"] == 1


@pytest.mark.parametrize(
    ("age_ms", "warning"),
    (
        (0, None), (5 * MINUTE_MS, None), (5 * MINUTE_MS + 1, "late"), (24 * HOUR_MS, "late"), (24 * HOUR_MS + 1, "too_late_to_judge"),
        (-5 * MINUTE_MS, None), (-5 * MINUTE_MS - 1, "ahead"), (-6 * HOUR_MS - 50 * MINUTE_MS, "seven_hours_ahead"),
        (-7 * HOUR_MS - 5 * MINUTE_MS, "seven_hours_ahead"), (-7 * HOUR_MS - 5 * MINUTE_MS - 1, "ahead"),
    ),
)  # fmt: skip
def test_which_times_are_warned_of(age_ms: int, warning: str | None) -> None:
    assert warning_of(1_800_000_000_000 - age_ms, 1_800_000_000_000, Arrivals()) == warning
    assert warning is None or warning in WARNINGS


def test_on_the_pings_clock_a_check_leaves_the_clock_where_it_stands() -> None:
    def found(age_s: float) -> Accepted:
        (one,) = decode_message(b'{"unit_id": "u", "utc_ts": "%s", "lat": 1, "lon": 2}' % location(age_s=age_s)["utc_ts"].encode()).records
        assert isinstance(one, Accepted)
        return one

    clock: ArrivalClock[Any] = ArrivalClock()
    intake = Intake(SEALER, clock)
    intake.pings(found(3600), HttpOrigin("r", "acme"), 0)
    stood_ms = clock.now_ms
    assert stood_ms is not None
    receipt_of = intake.tried(0)
    assert [receipt_of(found(age_s)) // 1000 - stood_ms // 1000 for age_s in (7200, 1800, 3600, -50 * 3600)] == pytest.approx([0, 1800, 1800, 1800], abs=2)
    assert (clock.now_ms, clock.waiting) == (stood_ms, 0)
