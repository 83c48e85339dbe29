"""A trend counts each day once, keeps it, and counts it again while it may change."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import msgspec

from dashboard.estates import Estates
from dashboard.numbers.answers import Trend
from dashboard.numbers.counting import Counting
from dashboard.numbers.days import span_of
from dashboard.numbers.load import Budget
from dashboard.numbers.trend import Trends
from models.times import DAY_MS, HOUR_MS, MINUTE_MS, to_iso
from tests.dashboard.numbers.test_figures import today_is
from tests.dashboard.seed import BASE_MS, alert_data, put_alert, put_trip, trip_data

LAST = date(2026, 11, 2)
ENDED_MS = span_of(LAST, ZoneInfo("Asia/Bangkok"))[1]


def trends(timezone: str = "Asia/Bangkok") -> Trends:
    return Trends(Counting(timezone, Budget(mean_per_hour=5, peak_per_hour=15, in_10_min=10, chatter_per_hour=3), Estates()))


async def trips(rows: Any, now_ms: int, *, timezone: str = "Asia/Bangkok") -> list[int]:
    found = await trends(timezone).of(rows, LAST, 2, now_ms)
    return [day.trips for day in found.days]


async def test_a_trend_has_a_row_for_each_day_the_newest_last(api: httpx.AsyncClient, rows: Any) -> None:
    await today_is(api, rows)
    await put_trip(rows, trip_data("T1", unseen_s=30.0, duration_s=300.0), "completed")
    await put_trip(rows, trip_data("T2", -24 * 60))
    await put_alert(rows, alert_data("A1", detected_at=to_iso(BASE_MS + 9000)))
    await put_alert(rows, alert_data("A2", -24 * 60, urgency="today"))
    answer = await api.get("/api/v1/numbers/trend", params={"days": 3})
    found = msgspec.json.decode(answer.content, type=Trend)
    assert [(day.day, day.trips, day.completed, day.immediate, day.today) for day in found.days] == [
        ("2026-10-31", 0, 0, 0, 0), ("2026-11-01", 1, 0, 0, 1), ("2026-11-02", 1, 1, 1, 0),
    ]  # fmt: skip
    assert [day.unseen_share for day in found.days] == [None, None, 0.1]
    assert (found.days[-1].to_alert.p50_s, found.timezone) == (9.0, "Asia/Bangkok")
    assert found.counted_at == min(day.counted_at for day in found.days)


async def test_days_asked_for_are_one_to_ninety_two(api: httpx.AsyncClient) -> None:
    statuses = [(await api.get("/api/v1/numbers/trend", params={"days": days})).status_code for days in (0, 1, 92, 93)]
    assert statuses == [400, 200, 200, 400]


async def test_a_day_that_is_over_is_not_counted_again_at_once(rows: Any) -> None:
    await put_trip(rows, trip_data("T1"))
    assert await trips(rows, ENDED_MS) == [0, 1]
    await put_trip(rows, trip_data("T2"))
    assert await trips(rows, ENDED_MS + 14 * MINUTE_MS) == [0, 1]
    assert await trips(rows, ENDED_MS + 15 * MINUTE_MS) == [0, 2]


async def test_a_day_that_goes_on_is_always_counted_and_never_kept(rows: Any) -> None:
    for number in range(2):
        await put_trip(rows, trip_data(f"T{number}"))
        assert await trips(rows, BASE_MS + HOUR_MS) == [0, number + 1]
    assert await rows.fetchval("SELECT array_agg(day::text) FROM numbers_days") == ["2026-11-01"]


async def test_the_days_of_another_zone_are_other_days(rows: Any) -> None:
    await put_trip(rows, trip_data("T1", -60))
    assert await trips(rows, ENDED_MS + DAY_MS) == [0, 1]
    assert await trips(rows, ENDED_MS + DAY_MS, timezone="UTC") == [1, 0]


async def test_what_an_older_release_kept_is_counted_again(rows: Any) -> None:
    await put_trip(rows, trip_data("T1"))
    await rows.execute("INSERT INTO numbers_days VALUES ('Asia/Bangkok', '2026-11-02', $1, '{\"trips\": 99}')", ENDED_MS - 1)
    assert await trips(rows, ENDED_MS) == [0, 1]
