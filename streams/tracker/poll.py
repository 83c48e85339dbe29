"""Poll: what one poll brought, judged partition by partition and written in one transaction."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import merge
from typing import Any, Final, NamedTuple

import msgspec

from models.ping import Ping
from models.times import DAY_MS
from models.topics import LATE, PINGS, RULINGS
from ops.metrics import TRACKER_RECORDS, Metrics
from ops.personal import Sealer
from storage.batches import BatchRows, receipts_ms
from storage.offsets import OffsetAdvance
from storage.partitions import Days
from storage.pings import JUDGED
from streams.input_guard import Sample
from streams.judging.state import Unit
from streams.judging.world import World
from streams.tracker.breath import Breath
from streams.tracker.clocks import SETTLED_S, ReceiptClock, deadline_clock
from streams.tracker.holding import Holding, Standing
from streams.tracker.intake import LAST_RECEIPT_MS, Read, arrivals_of, read_record
from streams.tracker.judged import Judged
from streams.tracker.live import LiveFeed
from streams.tracker.ping_inputs import samples_of
from streams.tracker.raw_entries import chained
from streams.tracker.strays import send_home, take_in, told_to, unstored
from streams.tracker.writing import Part, batch_rows, count, write

_IDLE_EVERY_MS: Final = 1_000

Samples = Mapping[str, Sequence[Sample]]


class Seen(NamedTuple):
    """What a poll brought of one topic's partition: records from the next offset on, and whether nothing more waits.

    `held_back`: more waits, but only of a later receipt than the ceiling. `position` is where the reading goes on, -1
    where that is not known: past the marks that end the relay's transactions. `said_s` is when, by the monotonic clock,
    the broker said that nothing more waits: what came since may be on the way.
    """

    records: Sequence[Any]
    caught_up: bool
    held_back: bool = False
    position: int = -1
    said_s: float = 0.0


class Bounds(NamedTuple):
    """Up to which receipt all may be judged now, None before any, and the newest one that any tracker has read."""

    ceiling_ms: int | None
    newest_ms: int


UNBOUND: Final = Bounds(None, 0)


class Batch(NamedTuple):
    """A poll as it was judged: its parts and rows, None where nothing is to be written.

    `shown` are of each part the units that screens show otherwise once it is; `samples` what the guards need to know,
    by topic.
    """

    parts: Sequence[Part]
    rows: BatchRows | None
    shown: Sequence[Sequence[tuple[Unit, Ping]]]
    world: World
    samples: Samples
    began_s: float

    @property
    def is_plain(self) -> bool:
        """Whether all of it could be read and judged."""
        return not any(part.judged.refused or any(read.refused for read in part.reads) for part in self.parts)


class Poll:
    """Turns what a poll brought into rows. `wall` is whether deadlines run on the machine's clock."""

    def __init__(
        self, sealer: Sealer, metrics: Metrics, live: LiveFeed, *, wall: bool, now_ms: Callable[[], int]
    ) -> None:
        self._sealer, self._metrics, self._live = sealer, metrics, live
        self._wall, self._now_ms = wall, now_ms
        self._receipts = ReceiptClock()
        self._days = Days()

    async def work(
        self, connection: Any, holdings: Mapping[int, Holding], seen: Mapping[tuple[str, int], Seen], world: World,
        bounds: Bounds = UNBOUND,
    ) -> bool:  # fmt: skip
        """Judges and writes; says whether anything was written; after an error the holdings are useless."""
        return await self.write(connection, await self.judge(connection, holdings, seen, world, bounds))

    async def judge(
        self, connection: Any, holdings: Mapping[int, Holding], seen: Mapping[tuple[str, int], Seen], world: World,
        bounds: Bounds = UNBOUND,
    ) -> Batch:  # fmt: skip
        """Judges; from here on the holdings stand as if it were written, and after an error they are useless."""
        began_s = time.monotonic()
        if bounds.newest_ms:
            self._receipts.see(bounds.newest_ms, began_s)
        if bounds.ceiling_ms is not None and bounds.newest_ms >= bounds.ceiling_ms:
            self._receipts.settle(bounds.ceiling_ms, began_s)
        breath, parts = Breath(), list[Part]()
        for holding in holdings.values():
            parts.append(await self._part(connection, holding, seen, world, bounds))
            await breath.take()  # the batch before is being written meanwhile
        changed = [part for part in parts if part.steps]
        rows = batch_rows(changed, self._sealer) if changed else None
        await breath.take()
        shown = [_applied(part) for part in parts]
        return Batch(parts, rows, shown, world, samples_of(parts), began_s)

    async def write(self, connection: Any, batch: Batch) -> bool:
        """Writes what was judged, and says whether there was anything; after an error the holdings are useless."""
        if batch.rows is not None:
            changed = [part for part in batch.parts if part.steps]
            try:
                await self._days.ensure(connection, receipts_ms(batch.rows))
                await write(connection, changed, batch.rows)
            except BaseException:
                self._days.forget()
                raise
            self._metrics.count(TRACKER_RECORDS, sum(len(part.reads) for part in changed))
            count(self._metrics, changed, batch.rows, batch.began_s)
        for part, shown in zip(batch.parts, batch.shown, strict=True):
            holding = part.holding
            self._live.changed(holding.number, shown, batch.world, holding.clock_ms)
            self._live.look_for_silences(holding.number, holding.units, holding.newest, batch.world, holding.clock_ms)
        return batch.rows is not None

    async def _part(
        self, connection: Any, holding: Holding, seen: Mapping[tuple[str, int], Seen], world: World, bounds: Bounds
    ) -> Part:
        now_s = time.monotonic()
        mine = {topic: seen[topic, holding.number] for topic in holding.places}
        reads = self._reads(mine)
        for topic, brought in mine.items():
            if brought.records:
                standing = holding.places[topic]
                standing.heard_s = now_s
                newest_ms = max((read.receipt_ms for read in reads if read.topic == topic), default=-1)
                standing.newest_ms = max(standing.newest_ms, newest_ms)
                self._receipts.see(newest_ms, now_s)
        pings, said_s = holding.places[PINGS.name], mine[PINGS.name].said_s
        clock_ms = deadline_clock(
            self._said_ms(mine[PINGS.name]) if self._wall else None, pings.newest_ms,
            self._receipts.settled_ms(said_s), holding.clock_ms,
            caught_up=mine[PINGS.name].caught_up, quiet=said_s - pings.heard_s > SETTLED_S,
        )  # fmt: skip
        if bounds.ceiling_ms is not None:
            clock_ms = _paced(clock_ms, bounds.ceiling_ms, holding.clock_ms, mine[PINGS.name], mine[LATE.name])
        judged, arrivals = Judged(holding, world, connection), arrivals_of(reads)
        told = told_to(holding, mine[RULINGS.name].records)
        passed_on = [*send_home(holding, reads, arrivals), *told.passed_on]
        strays = await unstored(connection, told.strays)
        take_in(strays, len(reads), arrivals)
        await judged.follow(arrivals)
        await judged.rule(told.rulings, clock_ms)
        await judged.lapse(clock_ms)
        holding.clock_ms = clock_ms
        found = (
            self._step(holding, holding.places[topic], mine[topic], reads, bounds.ceiling_ms) for topic in mine
        )
        steps = [step for step in found if step is not None]
        if (passed_on or not judged.is_empty) and all(step.topic != PINGS.name for step in steps):
            steps.append(_stand(pings))  # what is written is written under the token of its partition, always
        steps = [
            msgspec.structs.replace(step, reference_seq=holding.judged_under) if step.topic == PINGS.name else step
            for step in steps
        ]
        return Part(holding, reads, judged, steps, strays, passed_on)

    def _reads(self, mine: Mapping[str, Seen]) -> list[Read]:
        """The records of both ping topics in the order of receipt, each topic's in its own order."""
        now_ms = self._now_ms()
        latest_ms = now_ms + DAY_MS if self._wall else LAST_RECEIPT_MS

        def read(topic: str) -> Iterator[Read]:
            return (read_record(record, self._sealer, now_ms, latest_ms) for record in mine[topic].records)

        if not mine[LATE.name].records:
            return list(read(PINGS.name))
        return list(merge(read(PINGS.name), read(LATE.name), key=lambda one: one.receipt_ms))

    def _said_ms(self, brought: Seen) -> int:
        """Up to when, by the machine's clock, all that came to a partition is known."""
        return self._now_ms() - round((time.monotonic() - brought.said_s) * 1000)

    def _step(
        self, holding: Holding, standing: Standing, brought: Seen, reads: Sequence[Read],
        ceiling_ms: int | None,
    ) -> OffsetAdvance | None:  # fmt: skip
        """How a topic of the partition moves on; None when there is nothing to say of it.

        A watermark passes a receipt only when nothing with that receipt can still come: one short of the newest.
        """
        following, digest, passed_ms, idle = standing.next_offset, standing.digest, standing.watermark_ms, standing.idle
        if brought.records:
            following, idle = brought.records[-1].offset + 1, False
            if standing.topic != RULINGS.name:
                digest = chained(digest, (read.entry for read in reads if read.topic == standing.topic))
                passed_ms = max(passed_ms, standing.newest_ms - 1)
        elif standing.topic == RULINGS.name and brought.caught_up:
            following = max(following, brought.position)
        if brought.held_back and ceiling_ms is not None:
            passed_ms, idle = max(passed_ms, ceiling_ms), False
        if brought.caught_up and standing.topic != RULINGS.name:
            if self._wall:
                clock_ms = holding.clock_ms if standing.topic == PINGS.name else self._said_ms(brought)
                if clock_ms - 1 >= passed_ms + _IDLE_EVERY_MS:
                    passed_ms = clock_ms - 1
            elif not brought.records and brought.said_s - standing.heard_s > SETTLED_S:
                idle = True
                # What came last is weighed too: if another record of its receipt comes still, that is weighed then.
                every_ms = _IDLE_EVERY_MS if standing.idle else 0
                if standing.topic == PINGS.name and holding.clock_ms >= passed_ms + every_ms:
                    passed_ms = holding.clock_ms
        if (following, passed_ms, idle) == (standing.next_offset, standing.watermark_ms, standing.idle):
            return None
        return standing.step(next_offset=following, digest=digest, watermark_ms=passed_ms, idle=idle)


def _applied(part: Part) -> list[tuple[Unit, Ping]]:
    """Takes what was judged over into the holding; gives the units that screens show otherwise now."""
    holding, judged = part.holding, part.judged
    for step in part.steps:
        holding.places[step.topic].apply(step)
    holding.units |= judged.units
    newest = holding.newest
    for ping, standing, _ in judged.stored:
        if standing == JUDGED and ping.is_fix:
            known = newest.get(ping.unit_id)
            if known is None or ping.utc_ms >= known.utc_ms:
                newest[ping.unit_id] = ping
    changed = {stored[0].unit_id for stored in judged.stored} | judged.saves
    return [(holding.units.peek(unit_id), newest[unit_id]) for unit_id in changed if unit_id in newest]


def _paced(clock_ms: int, ceiling_ms: int, before_ms: int, pings: Seen, late: Seen) -> int:
    """The clock up to the ceiling: there, once all that waits in the partition is of a later receipt.

    Where no pings wait some may be on the way, whatever the late ones show: the clock says when none are any more.
    """
    if pings.held_back and (late.held_back or late.caught_up):
        return max(before_ms, ceiling_ms)
    return max(before_ms, min(clock_ms, ceiling_ms))


def _stand(standing: Standing) -> OffsetAdvance:
    return standing.step(
        next_offset=standing.next_offset, digest=standing.digest, watermark_ms=standing.watermark_ms, idle=standing.idle
    )

