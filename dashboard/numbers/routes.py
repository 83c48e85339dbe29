"""The numbers over HTTP: of a day, over days, and each table as a file."""

import asyncio
from typing import Annotated, Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, QueryParameter, SkipValidation

from dashboard.given import NO_STORE, UNPACKED, GivenFeed, GivenPool, GivenReach, json_answer, problem_specs
from dashboard.numbers.answers import Numbers, Trend
from dashboard.numbers.counting import Counting
from dashboard.numbers.days import day_at, read_day
from dashboard.numbers.sheets import to_csv, to_xlsx
from dashboard.numbers.tables import TABLES, TREND, Lang, sheet_of, sheet_of_trend
from dashboard.numbers.trend import Trends
from dashboard.problems import not_found
from models.times import from_iso

GivenCounting = NamedDependency[SkipValidation[Counting]]
GivenTrends = NamedDependency[SkipValidation[Trends]]

MOST_DAYS: Final = 92
_TYPES: Final = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

AskedDay = Annotated[
    str | None, QueryParameter(name="day", description="a local day, e.g. 2026-11-02; without it today")
]
Days = Annotated[int, QueryParameter(ge=1, le=MOST_DAYS, description=f"so many days, at most {MOST_DAYS}")]


@get("/numbers", response_headers=NO_STORE, responses=problem_specs(400, 503))
async def show_numbers(
    pool: GivenPool, feed: GivenFeed, counting: GivenCounting, reach: GivenReach, asked_day: AskedDay = None
) -> Response[Numbers]:
    """All figures of one local day."""
    clock = feed.clock()
    day = read_day(asked_day, day_at(from_iso(clock.server_at), counting.zone))
    return json_answer(await counting.numbers(pool, day, clock, reach))


@get("/numbers/trend", response_headers=NO_STORE, responses=problem_specs(400, 503))
async def show_trend(
    pool: GivenPool,
    feed: GivenFeed,
    counting: GivenCounting,
    trends: GivenTrends,
    reach: GivenReach,
    days: Days = 30,
    asked_day: AskedDay = None,
) -> Response[Trend]:
    """Figures day by day up to a local day."""
    now_ms = from_iso(feed.clock().server_at)
    last = read_day(asked_day, day_at(now_ms, counting.zone))
    return json_answer(await trends.of(pool, last, days, now_ms, reach))


@get(
    "/numbers/{file:str}",
    response_headers=NO_STORE,
    responses=problem_specs(400, 404, 503)
    | {
        200: ResponseSpec(
            data_container=bytes, media_type=_TYPES["xlsx"], description="the file", generate_examples=False
        )
    },
    opt={UNPACKED: True},
)
async def download_table(
    pool: GivenPool,
    feed: GivenFeed,
    counting: GivenCounting,
    trends: GivenTrends,
    reach: GivenReach,
    file: FromPath[str],
    asked_day: AskedDay = None,
    days: Days = 30,
    lang: FromQuery[Lang] = "th",
) -> Response[bytes]:
    """One table as `NAME.csv` or `NAME.xlsx`, its headings in Thai or English."""
    name, _, form = file.rpartition(".")
    if form not in _TYPES or (name != TREND and name not in TABLES):
        raise not_found("table as a file", "ตารางหรือรูปแบบไฟล์", file)
    clock = feed.clock()
    now_ms = from_iso(clock.server_at)
    day = read_day(asked_day, day_at(now_ms, counting.zone))
    if name == TREND:
        sheet = sheet_of_trend(await trends.of(pool, day, days, now_ms, reach), lang)
    else:
        sheet = sheet_of(name, await counting.numbers(pool, day, clock, reach), lang)
    body = to_csv(sheet) if form == "csv" else await asyncio.to_thread(to_xlsx, sheet)
    disposition = f'attachment; filename="{name}-{day.isoformat()}.{form}"'
    return Response(body, media_type=_TYPES[form], headers={"Content-Disposition": disposition})
