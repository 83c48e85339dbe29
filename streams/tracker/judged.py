"""Judged: what a batch makes of the units of one partition, before it is written."""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import chain, islice
from typing import Any, Final

import structlog

from models.event import Event
from models.observation import Fact
from models.ping import Ping
from models.ruling import Ruling
from storage.pings import JUDGED, REPEATED, TOO_LATE
from storage.unit_states import NEVER_MS, CheckpointRow, UnitStateRow
from streams.judging import state
from streams.judging.changes import Concerned, changes_after
from streams.judging.follow import begin_anew, follow, lapse, next_deadline, reconsider, rule
from streams.judging.interface import Arrival, NeedsPast, Outcome, Past
from streams.judging.state import Unit, encode_unit
from streams.judging.world import World
from streams.tracker.bounds import bound_of, is_broken, is_worn
from streams.tracker.breath import Breath
from streams.tracker.holding import Holding
from streams.tracker.pasts import Unwritten, fetch_pasts, newest_fixes, strangers
from streams.tracker.unheard import expect_unheard

STANDINGS: Final = {"judged": JUDGED, "repeated": REPEATED, "over_24_h_late": TOO_LATE}
_ROUNDS: Final = 8
_AGAIN_AT_ONCE: Final = 100
_WELCOME_AT_ONCE: Final = 100
_WAKE_AT_ONCE: Final = 25
_ANEW_AT_ONCE: Final = 5
_KEPT_AT_ONCE: Final = 50

Ask = Callable[[Unit, Past | None], Outcome | NeedsPast]


class Judged:
    """Collects the outcomes of a batch in one partition; the Holding itself stays as it is until they are written."""

    def __init__(self, holding: Holding, world: World, connection: Any) -> None:
        self.holding, self.world = holding, world
        self.units: dict[str, Unit] = {}
        self.events: list[Event] = []
        self.stored: list[tuple[Ping, int, int]] = []
        self.refused: list[tuple[Ping, str, str]] = []
        self.facts: list[Fact] = []
        self.checkpoints: dict[tuple[str, int], bytes] = {}
        self.drops: dict[str, int] = {}
        self.saves: set[str] = set()
        self.dues: set[str] = set()
        self.dropped = 0
        self._connection = connection
        self._has_units = bool(holding.units or holding.asleep)
        self._failures: set[str] = set()
        self._news: Concerned | None = None
        self._breath = Breath()
        self._log = structlog.get_logger("tracker")

    async def follow(self, arrivals: dict[str, list[Arrival]]) -> None:
        """Judges each unit's arrivals, in their order."""
        await self._learn()
        await self._welcome(arrivals)
        left = await self._keep(arrivals)
        await self._ask({unit_id: partial(_follow, came, self.world) for unit_id, came in left.items()})

    async def rule(self, rulings: Iterable[Ruling], now_ms: int) -> None:
        """Tells units what the rules across units found, one after the other."""
        for ruling in rulings:
            await self._welcome([ruling.unit_id])
            await self._ask({ruling.unit_id: partial(_rule, ruling, self.world, now_ms)})

    async def lapse(self, now_ms: int) -> None:
        """Lets the deadlines at or before a time come about."""
        if self.holding.reference_seq != self.world.seq:
            await self._set_anew(now_ms)
        await self._judge_again(now_ms)
        await self._welcome(list(islice(self.holding.asleep, _WAKE_AT_ONCE)))
        await self._begin_anew(list(islice(self.holding.anew, _ANEW_AT_ONCE)))
        for unit_id, unit in self.units.items():
            self.holding.deadlines.put(unit_id, next_deadline(unit, self.world))
        due = self._still_calm(self.holding.deadlines.up_to(now_ms), now_ms)
        await self._welcome(due)
        await self._ask({unit_id: partial(_lapse, self.world, now_ms) for unit_id in due})
        for unit_id in due:
            failed = unit_id in self._failures  # not asked again before its next ping
            self.holding.deadlines.put(unit_id, None if failed else next_deadline(self.units[unit_id], self.world))
        self._keep_bounds(now_ms)

    @property
    def is_empty(self) -> bool:
        """Whether nothing came of it that must be written."""
        return not (self.events or self.stored or self.refused or self.facts or self.saves or self.dues)

    def state_rows(self, receipt_ms: int) -> list[UnitStateRow]:
        """The states that belong into the transaction."""
        return [
            UnitStateRow(
                unit_id=unit_id, partition=self.holding.number, saved_ms=receipt_ms, format=state.FORMAT,
                body=encode_unit(self.units[unit_id]), due_ms=self.holding.bounds[unit_id],
            )
            for unit_id in sorted(self.saves)
        ]  # fmt: skip

    def due_rows(self) -> list[tuple[str, int]]:
        """The bounds that belong into the transaction without a state."""
        return [(unit_id, self.holding.bounds[unit_id]) for unit_id in sorted(self.dues - self.saves)]

    def checkpoint_rows(self) -> list[CheckpointRow]:
        """The checkpoints that belong into the transaction."""
        return [
            CheckpointRow(unit_id=unit_id, at_ms=at_ms, format=state.FORMAT, body=body)
            for (unit_id, at_ms), body in self.checkpoints.items()
        ]

    async def _welcome(self, unit_ids: Iterable[str]) -> None:
        """Takes in those of some units that are not in memory yet: asleep until now, or new to the partition."""
        holding = self.holding
        new = [unit_id for unit_id in unit_ids if unit_id not in self.units and unit_id not in holding.units]
        for start in range(0, len(new), _WELCOME_AT_ONCE):
            some = new[start : start + _WELCOME_AT_ONCE]
            found = await strangers(self._connection, some, self.world, holding.passed_ms)
            self.units |= found.units
            holding.anew |= found.anew
            holding.newest |= await newest_fixes(self._connection, found.units.values())
            for unit_id in some:
                holding.asleep.pop(unit_id, None)
            await self._breath.take()

    def _keep_bounds(self, now_ms: int) -> None:
        """Notes new bounds, for units whose state is stored; the state goes with the bound where none is stored yet."""
        bounds = self.holding.bounds
        for unit_id, unit in self.units.items():
            due_ms, stored_ms = next_deadline(unit, self.world), bounds.get(unit_id)
            if stored_ms is None and due_ms is not None:
                self.saves.add(unit_id)
            elif stored_ms is not None and (is_broken(stored_ms, due_ms) or is_worn(stored_ms, due_ms, now_ms)):
                self.dues.add(unit_id)
            if unit_id in self.saves or unit_id in self.dues:
                bounds[unit_id] = bound_of(due_ms)

    async def _keep(self, arrivals: dict[str, list[Arrival]]) -> dict[str, list[Arrival]]:
        """Keeps what comes in lulls; gives what is left of each unit, from its first ping that has to be judged."""
        anew, left = self.holding.anew, {}
        for number, (unit_id, came) in enumerate(arrivals.items()):
            if number % _KEPT_AT_ONCE == 0:
                await self._breath.take()
            kept = 0
            if unit_id not in self.units and unit_id not in anew:
                for one in came:
                    if not self._is_kept(one):
                        break
                    self.stored.append((one.ping, JUDGED, one.tag))
                    kept += 1
            if kept < len(came):
                left[unit_id] = came[kept:]
        return left

    def _is_kept(self, one: Arrival) -> bool:
        try:
            return self.holding.units.keeps(one.ping, self.world, one.sender)
        except Exception as error:  # noqa: BLE001 - to be judged in full is always right, and done unit by unit
            self._log.error("no lull could be made out", unit_id=one.ping.unit_id, exc_info=error)
            return False

    def _still_calm(self, unit_ids: Iterable[str], now_ms: int) -> list[str]:
        """Of units that may be due by now those that have to be asked; the others are put off, and their bounds too."""
        asked: list[str] = []
        holding = self.holding
        for unit_id in unit_ids:
            due_ms = None if unit_id in self.units else holding.units.due_ms(unit_id, self.world)
            if due_ms is None or due_ms <= now_ms:
                asked.append(unit_id)
                continue
            holding.deadlines.put(unit_id, due_ms)
            if is_worn(holding.bounds.get(unit_id, NEVER_MS), due_ms, now_ms):
                holding.bounds[unit_id] = bound_of(due_ms)
                self.dues.add(unit_id)
        return asked

    async def _begin_anew(self, unit_ids: Iterable[str]) -> None:
        """Judges those of some units by their stored pings whose saved state could not be read, a few at a time."""
        anew, now_ms = self.holding.anew, self.holding.passed_ms
        due = [(unit_id, anew.pop(unit_id)) for unit_id in unit_ids if unit_id in anew]
        for start in range(0, len(due), _ANEW_AT_ONCE):
            some = due[start : start + _ANEW_AT_ONCE]
            await self._ask({unit_id: partial(_anew, self.world, now_ms, since_ms) for unit_id, since_ms in some})

    async def _ask(self, asks: dict[str, Ask]) -> None:
        await self._begin_anew(asks)
        waiting: dict[str, int] = {}
        for unit_id, ask in asks.items():
            self._once(unit_id, ask, None, waiting)
            await self._breath.take()
        for _ in range(_ROUNDS):
            if not waiting:
                return
            pasts = await fetch_pasts(self._connection, waiting, self._unwritten(waiting))
            waiting = {}
            for unit_id, past in pasts.items():
                self._once(unit_id, asks[unit_id], past, waiting)
                await self._breath.take()
        for unit_id in waiting:
            self._failed(unit_id, asks[unit_id], RuntimeError(f"asked {_ROUNDS} times for an earlier past"))

    def _once(self, unit_id: str, ask: Ask, past: Past | None, waiting: dict[str, int]) -> None:
        try:
            answer = ask(self._unit(unit_id), past)
        except Exception as error:  # noqa: BLE001 - one unit's fault must not stand in the way of a partition
            self._failed(unit_id, ask, error)
            return
        if isinstance(answer, NeedsPast):
            waiting[unit_id] = answer.before_ms
        else:
            self._take(unit_id, answer)

    def _take(self, unit_id: str, outcome: Outcome) -> None:
        self.units[unit_id] = outcome.unit
        self.events += outcome.events
        self.facts += outcome.facts
        self.dropped += outcome.dropped
        self.refused += [(ping, reason, "") for ping, reason in outcome.refused]
        if outcome.save:
            self.saves.add(unit_id)
        self.stored += [(stored.ping, STANDINGS[stored.standing], stored.tag) for stored in outcome.stored]
        if outcome.drop_after_ms is not None:
            self._drop(unit_id, outcome.drop_after_ms)
        self.checkpoints |= {(unit_id, at_ms): body for at_ms, body in outcome.checkpoints}

    def _drop(self, unit_id: str, after_ms: int) -> None:
        self.drops[unit_id] = min(after_ms, self.drops.get(unit_id, after_ms))
        for place in [place for place in self.checkpoints if place[0] == unit_id and place[1] > after_ms]:
            del self.checkpoints[place]

    def _unwritten(self, unit_ids: Iterable[str]) -> dict[str, Unwritten]:
        """What this batch has made of some units so far."""
        found = {unit_id: Unwritten(drop_after_ms=self.drops.get(unit_id)) for unit_id in unit_ids}
        for ping, standing, _ in self.stored:
            if standing == JUDGED and ping.unit_id in found:
                found[ping.unit_id].judged.append(ping)
        return found

    def _failed(self, unit_id: str, ask: Ask, error: Exception) -> None:
        """The arrivals go to gps.dead; the unit stays as it was, or is judged anew where that cannot be made out."""
        self._log.error("a unit could not be judged", unit_id=unit_id, exc_info=error)
        self._failures.add(unit_id)
        try:
            self.units.setdefault(unit_id, self._unit(unit_id))
        except Exception:  # noqa: BLE001 - what its lull kept cannot be folded: it is stored
            self.units[unit_id] = unit = self.holding.units.peek(unit_id)
            self.holding.anew[unit_id] = unit.fold.at_ms
        arrivals = ask.args[0] if isinstance(ask, partial) and ask.func is _follow else ()
        self.refused += [(arrival.ping, "judging_failed", type(error).__name__) for arrival in arrivals]

    def _unit(self, unit_id: str) -> Unit:
        return self.units.get(unit_id) or self.holding.units[unit_id]

    async def _learn(self) -> None:
        """Notes whom newer reference data concern; of all others the lulls go on."""
        holding = self.holding
        if self._news is not None or holding.reference_seq == self.world.seq:
            return
        self._news = news = Concerned()
        if self._has_units:
            for change in changes_after(self.world, holding.reference_seq):
                news.add(change)
                await self._breath.take()
        if (concerned := news.unit_ids(self.world)) is not None:
            holding.units.go_on(self.world, holding.reference_seq, concerned)

    async def _set_anew(self, now_ms: int) -> None:
        """Under other reference data those whom they concern have other deadlines, and may have other pasts."""
        await self._learn()
        holding, news = self.holding, self._news
        if news is None:
            return
        known, named = holding.units, news.unit_ids(self.world)
        # Those too that this batch has woken: what is stored of them was judged as all the others were.
        here = chain(known, holding.asleep, self.units) if named is None else named
        concerned = [one for one in dict.fromkeys(here) if named is None or holding.has(one) or one in self.units]
        for unit_id in concerned:
            since = news.since_ms(unit_id, self.world)
            if since is not None:
                holding.again[unit_id] = min(since, holding.again.get(unit_id, since))
            await self._breath.take()
        on_trip = [one for one in concerned if one in known and known.peek(one).fold.trip is not None]
        await self._ask({unit_id: partial(_reconsider, self.world, now_ms, None) for unit_id in on_trip})
        for unit_id in concerned:
            await self._breath.take()
            if unit_id in known and unit_id not in self.units:
                unit = known[unit_id]
                due_ms = next_deadline(unit, self.world)
                holding.deadlines.put(unit_id, due_ms)
                if is_broken(holding.bounds.get(unit_id, NEVER_MS), due_ms):
                    self.units[unit_id] = unit
        all_of = self.world.unit_ids if named is None or not self._has_units else named
        await expect_unheard(holding, self.world, all_of)
        holding.reference_seq = self.world.seq

    async def _judge_again(self, now_ms: int) -> None:
        """Judges some of those again that reference data concern: pings in time must not wait for all of them."""
        some = list(islice(self.holding.again.items(), _AGAIN_AT_ONCE))
        await self._welcome([unit_id for unit_id, _ in some])
        await self._ask({unit_id: partial(_reconsider, self.world, now_ms, since) for unit_id, since in some})
        for unit_id, _ in some:
            del self.holding.again[unit_id]
            self.saves.add(unit_id)  # the partition is said to be judged under them once none is left


def _follow(came: list[Arrival], world: World, unit: Unit, past: Past | None) -> Outcome | NeedsPast:
    return follow(unit, came, world, past)


def _anew(world: World, now_ms: int, since_ms: int, unit: Unit, past: Past | None) -> Outcome | NeedsPast:
    return begin_anew(unit, world, now_ms, since_ms, past)


def _rule(ruling: Ruling, world: World, now_ms: int, unit: Unit, past: Past | None) -> Outcome | NeedsPast:
    return rule(unit, ruling, world, now_ms, past)


def _reconsider(world: World, now_ms: int, since: int | None, unit: Unit, past: Past | None) -> Outcome | NeedsPast:
    return reconsider(unit, world, now_ms, past, since_ms=since)


def _lapse(world: World, now_ms: int, unit: Unit, past: Past | None) -> Outcome | NeedsPast:
    return lapse(unit, world, now_ms, past)
