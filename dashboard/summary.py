"""Counts for the head of the page, the age of the data, and what the page must know of its settings."""

import msgspec
from litestar import Response, get

from dashboard.answers import ClockTick, PageSettings, Summary
from dashboard.given import NO_STORE, GivenFeed, GivenPageSettings, GivenPool, GivenReach, json_answer, problem_specs
from dashboard.problems import database_away
from storage.lists_scope import read_counts_within
from storage.lists_units import read_counts


@get("/summary", response_headers=NO_STORE, responses=problem_specs(503))
async def show_summary(pool: GivenPool, reach: GivenReach) -> Response[Summary]:
    """How many units, open trips and open alerts there are."""
    counts = await (read_counts(pool) if reach is None else read_counts_within(pool, reach))
    return json_answer(msgspec.convert(counts, Summary, from_attributes=True))


@get("/health", response_headers=NO_STORE, responses=problem_specs(503))
async def show_health(feed: GivenFeed) -> Response[ClockTick]:
    """How old the data are, how far the judging is behind, and how many of the fleet are unseen."""
    if not feed.ready:
        raise database_away()
    return json_answer(feed.clock())


@get("/settings", response_headers=NO_STORE)
async def show_settings(page_settings: GivenPageSettings) -> Response[PageSettings]:
    """Time zone, calendar, version, the address of map tiles, and whether this is a demo with an in-box."""
    return json_answer(page_settings)
