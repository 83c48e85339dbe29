"""Immediate incidents that nobody is told of: for officers, who phone instead, for the metrics, and for the log."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final

import structlog
from litestar import Response, get

from dashboard.duty import answers
from dashboard.given import NO_STORE, GivenFeed, GivenPerson, GivenPool, GivenUntoldAfter, json_answer, problem_specs
from models.times import to_iso
from ops.metrics import CHANNELS_REFUSING, NOTIFIER_SILENT_S, TELLING_DUE_S, UNTOLD, UNTOLD_S, Metrics
from storage.away import NOT_YET
from storage.untold import UntoldRow, read_owed, read_untold

LOOK_S: Final = 5.0
MOST_SHOWN: Final = 20

_log = structlog.get_logger("dashboard")


@get("/untold", response_headers=NO_STORE, responses=problem_specs(403, 503))
async def list_untold(
    pool: GivenPool, feed: GivenFeed, person: GivenPerson, untold_after_s: GivenUntoldAfter
) -> Response[answers.UntoldList]:
    """The immediate incidents that nobody was told of in time, the one that waits longest first."""
    person.needs("officer")
    now_ms = feed.now_ms()
    found = untold_for(await read_untold(pool, now_ms), now_ms, untold_after_s)
    items = [
        answers.UntoldIncident(
            incident_id=row.incident_id, plate=row.plate, province=row.province, since=to_iso(row.since_ms)
        )
        for row in found[:MOST_SHOWN]
    ]
    return json_answer(answers.UntoldList(items=items, count=len(found)))


def untold_for(rows: Sequence[UntoldRow], now_ms: int, after_s: float) -> list[UntoldRow]:
    """Those that have waited for longer than a time."""
    return [row for row in rows if now_ms - row.since_ms > after_s * 1000]


async def keep_watching(pool: Any, now: Callable[[], int], metrics: Metrics, after_s: float) -> None:
    """Tells metrics and log how telling gets on, until cancelled; a database that is away is asked again."""
    was_untold = False
    while True:
        try:
            was_untold = await tell_of_untold(pool, now(), metrics, after_s, was_untold=was_untold)
        except NOT_YET as error:
            _log.debug("the look for what is not told waits for postgresql", error=repr(error))
        except Exception as error:  # noqa: BLE001 - the map goes on without it
            _log.error("what is not told cannot be looked for", error=repr(error))
        await asyncio.sleep(LOOK_S)


async def tell_of_untold(pool: Any, now_ms: int, metrics: Metrics, after_s: float, *, was_untold: bool) -> bool:
    """Looks once; says whether incidents are untold for too long, which the log hears when that begins and ends."""
    owed = await read_owed(pool)
    metrics.put(TELLING_DUE_S, owed.due_ms / 1000)
    metrics.put(CHANNELS_REFUSING, owed.refusing)
    metrics.put(NOTIFIER_SILENT_S, owed.silent_ms / 1000)
    rows = await read_untold(pool, now_ms)
    late = untold_for(rows, now_ms, after_s)
    metrics.put(UNTOLD_S, max(0.0, (now_ms - rows[0].since_ms) / 1000) if rows else 0.0)
    metrics.put(UNTOLD, len(late))
    if late and not was_untold:
        _log.error("immediate incidents are told to nobody", count=len(late), first=late[0].incident_id)
    if was_untold and not late:
        _log.info("immediate incidents are told again")
    return bool(late)
