"""A round of weighing: as much of what waits as fits into a moment, cut only between receipts and deadlines."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Final

import msgspec

from models.observation import Fact
from storage.facts import FactRow
from streams.judging.world import World
from streams.tracker.breath import HOLD_S
from streams.weighing.docket import Docket
from streams.weighing.mishaps import Mishaps
from streams.weighing.weigh import Weighing, next_due

ROUND_S: Final = 1.0
"""After so long what is weighed is written: others wait for it."""
_ALIVE_S: Final = 5.0
_RESTATED: Final = 500
_DECODER: Final = msgspec.json.Decoder(Fact)
_RECEIPT: Final = attrgetter("receipt_ms")


class Round:
    """What one round came to: what goes out, which facts are done with, and which are kept aside.

    `alive` is called where it takes so long that the database may think that nobody is there.
    """

    def __init__(self, docket: Docket, world: World, alive: Callable[[], Awaitable[object]]) -> None:
        self.done: list[int] = []
        self.aside: dict[int, Exception] = {}
        self.mishaps = Mishaps()
        self._docket, self._world, self._alive = docket, world, alive
        self._weighing = Weighing(docket, world, self.mishaps)
        self.weighed = self._weighing.out
        self._has_begun = False
        self._began_s = self._yielded_s = self._alive_s = time.monotonic()

    async def weigh(self, rows: Sequence[FactRow], reached_ms: int) -> bool:
        """Weighs facts, and what falls due up to `reached_ms`; says whether there was time for all of it."""
        await self._under_new_reference(min([reached_ms, *(row.receipt_ms - 1 for row in rows[:1])]))
        dues = self._docket.dues
        for receipt_ms, together in groupby(rows, key=_RECEIPT):
            if dues.may_be_due(receipt_ms - 1) and not await self._fall_due(receipt_ms - 1):
                return False
            if self._is_over():
                return False
            self._take(list(together), receipt_ms)
            await self._breathe()
        if not await self._fall_due(reached_ms):
            return False
        self._weigh((), reached_ms)
        return True

    async def weigh_again(self, facts: Sequence[Fact]) -> None:
        """Weighs what units had told before, all of it, however long that takes."""
        await self._under_new_reference(self._docket.reached_ms)
        for start in range(0, len(facts), _RESTATED):
            self._weigh(facts[start : start + _RESTATED], self._docket.reached_ms)
            await self._breathe()

    async def _under_new_reference(self, now_ms: int) -> None:
        docket = self._docket
        if docket.reference_seq == self._world.seq:
            return
        for zone_id in self._world.gates_changed_since(docket.reference_seq):
            self._weighing.judge_changed(zone_id, max(now_ms, docket.reached_ms))
            self._has_begun = True
            await self._breathe()
        docket.reference_seq = self._world.seq

    async def _fall_due(self, until_ms: int) -> bool:
        while (due_ms := next_due(self._docket)) is not None and due_ms <= until_ms:
            if self._is_over():
                return False
            self._weigh((), due_ms)
            await self._breathe()
        return True

    def _take(self, rows: Sequence[FactRow], receipt_ms: int) -> None:
        facts = dict(self._read(rows))
        self._weigh(facts.values(), receipt_ms)
        if self.mishaps.facts:
            seqs = {id(fact): seq for seq, fact in facts.items()}
            self.aside |= {seqs[id(fact)]: error for fact, error in self.mishaps.facts}
            self.mishaps.facts.clear()
        self.done += [row.seq for row in rows if row.seq not in self.aside]

    def _weigh(self, facts: Iterable[Fact], now_ms: int) -> None:
        self._weighing.weigh(facts, now_ms)
        self._has_begun = True

    def _read(self, rows: Sequence[FactRow]) -> Iterator[tuple[int, Fact]]:
        for row in rows:
            try:
                yield row.seq, _DECODER.decode(row.body)
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                self.aside[row.seq] = error

    def _is_over(self) -> bool:
        return self._has_begun and time.monotonic() - self._began_s > ROUND_S

    async def _breathe(self) -> None:
        """Lets others have the loop, and the database know of us, now and then."""
        now_s = time.monotonic()
        if now_s - self._alive_s > _ALIVE_S:
            await self._alive()
            self._alive_s = self._yielded_s = time.monotonic()
        elif now_s - self._yielded_s > HOLD_S:
            await asyncio.sleep(0)
            self._yielded_s = time.monotonic()
