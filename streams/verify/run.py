"""verify: reads what is stored in one snapshot and says of each thing that is not as it should be."""

from typing import Any
from zoneinfo import ZoneInfo

from models.times import DAY_MS, to_iso
from ops.personal import Sealer
from ops.rules_file import load_thresholds
from ops.settings import Settings
from storage.breaks import read_breaks
from storage.keeping import days as kept_days
from storage.reference import load_all
from streams.judging.world import World
from streams.verify.judged_anew import HORIZON_MS, compare, judged_anew, span_of
from streams.verify.kept_bytes import KeptBytes
from streams.verify.report import Progress, Report, Scope
from streams.verify.told import check_told

_APART_MS = 60_000


async def verify(
    connection: Any, settings: Settings, scope: Scope, sealer: Sealer | None, progress: Progress
) -> Report:
    """What is stored against what it implies. Raises what asyncpg raises, and BadSetting for a bad rules file.

    A whole store is judged from its first ping. With a time in the scope the judging begins 72 h before it, or before
    the first trip that was under way then, and bytes are checked of the days in it; pings are read a day at a time.
    """
    report = Report()
    thresholds = load_thresholds(settings)
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        breaks = await read_breaks(connection)
        days = await kept_days(connection)
        world = World(await load_all(connection), thresholds, ZoneInfo(settings.timezone), country=settings.holidays)
        progress("events", 0, 1)
        told = await check_told(connection, scope, report)
        dropped = any(one.kind == "dropped" for one in breaks)
        span = await span_of(connection, scope, days, dropped=dropped)
        judged = await judged_anew(connection, world, span, days, report, progress)
        compare(told, judged, span, scope, report)
        mine = [day_ms for day_ms in days if _touches(day_ms, scope)]
        kept = KeptBytes(scope, thresholds.common.arrivals, sealer, report)
        first, last = mine[:1] == days[:1], mine[-1:] == days[-1:]
        await kept.check(connection, mine, progress, whole=first, to_end=last)
    for one in breaks:
        if one.kind != "dropped":
            accepted = "" if one.accepted_ms is None else f", accepted {to_iso(one.accepted_ms)}"
            what = "was made anew" if one.kind == "anew" else f"lost offsets {one.from_offset} to {one.to_offset - 1}"
            report.notes.append(f"{one.topic}[{one.partition}] {what}{accepted}")
    if not span.whole:
        began = to_iso(span.from_ms + HORIZON_MS)
        report.notes.append(f"what began before {began}, or rests on more than 72 h before it, was not judged anew")
    if span.high_ms - span.low_ms > _APART_MS:
        told_apart = f"trackers stand {(span.high_ms - span.low_ms) // 1000} s apart"
        report.notes.append(f"{told_apart}: what differs may be on its way; look again once they have caught up")
    return report


def _touches(day_ms: int, scope: Scope) -> bool:
    after = scope.from_ms is None or day_ms + DAY_MS > scope.from_ms
    # What began by the end may be received a day late.
    return after and (scope.to_ms is None or day_ms <= scope.to_ms + DAY_MS)
