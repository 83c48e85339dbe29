"""What the judge weighs, it weighs in small rounds; what cannot be weighed stands in nobody's way and is not lost."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, Final

import msgspec
import pytest

from models.event import Event, decode_event, encode_event
from models.observation import Fact
from models.ping import Location, to_ping
from models.times import DAY_MS, HOUR_MS, from_iso
from models.topics import LATE, PINGS
from ops.metrics import TRACKER_ASIDE, TRACKER_UNJUDGED, build_metrics
from storage.facts import NewFact, appended_facts, load_judge
from storage.together import change
from streams.compare import differences
from streams.judging.follow import follow
from streams.judging.interface import Arrival, Outcome, Past
from streams.judging.state import Unit
from streams.judging.world import World
from streams.tracker import judge as judge_module
from streams.tracker import weighing
from streams.tracker.docket_rows import read_docket
from streams.tracker.judge import SHARD, Judge
from streams.weighing import weigh as weigh_module
from streams.weighing.docket import Case, Docket
from streams.weighing.quotas import Quotas
from streams.weighing.weigh import weigh
from tests.agreement.scenes import ACROSS, together
from tests.tracker.bench import count, database_of, settings, told, until
from tests.tracker.road import world as world_of

STORIES: Final = ("received too early", "weights", "late", "a site")


def facts_told(pings: Sequence[dict[str, Any]], world: World) -> list[Fact]:
    """What the units of some pings tell the rules across units, in the order of receipt."""
    facts: list[Fact] = []
    units: dict[str, Unit] = {}
    for ping in pings:
        found = to_ping(msgspec.convert(ping, Location), from_iso(ping["recv_utc_ts"]))
        outcome = follow(units.get(found.unit_id) or Unit(unit_id=found.unit_id), [Arrival(ping=found)], world, Past())
        assert isinstance(outcome, Outcome)
        units[found.unit_id] = outcome.unit
        facts += outcome.facts
    return sorted(facts, key=lambda fact: fact.receipt_ms)


PINGS_TOLD, PAPERS = together({name: ACROSS[name] for name in STORIES}, 3 * 24 * 60.0)
WORLD: Final = world_of(PAPERS)
FACTS: Final = facts_told(PINGS_TOLD, WORLD)
END_MS: Final = max(from_iso(ping["recv_utc_ts"]) for ping in PINGS_TOLD)
GATES: Final = [f"{number}-Z-GEN" for number in range(len(STORIES))]


def undisturbed(until_ms: int = END_MS, facts: Sequence[Fact] = FACTS) -> list[Event]:
    """What one weighing of all comes to."""
    return [decode_event(encode_event(event)) for event in weigh(Docket(), facts, until_ms, WORLD).events]


UNDISTURBED: Final = undisturbed()
SITE: Final = "3-"
GATE: Final = "1-"
"""What begins so, plates and zones, is that of one story of the four."""


def others_than(story: str) -> list[Event]:
    """What is said of all other stories."""
    found = [event for event in UNDISTURBED if not event.data["plate"].startswith(story)]
    assert 0 < len(found) < len(UNDISTURBED)
    return found


class Court:
    """A judge at its database, told of new facts by hand."""

    def __init__(self, db: Any, dsn: str) -> None:
        self.db, self.dsn = db, dsn
        self.metrics = build_metrics()
        self.judge = self.another()

    def another(self) -> Judge:
        worlds: Any = SimpleNamespace(current=WORLD)
        return Judge(settings("127.0.0.1:1", self.dsn), worlds, self.metrics, lambda: None)

    async def tell(self, facts: Sequence[Fact], *more: NewFact) -> None:
        rows = [
            NewFact(partition=0, receipt_ms=fact.receipt_ms, key=fact.key, body=msgspec.json.encode(fact)) for fact in facts
        ]
        await change(self.db, appended_facts([*rows, *more]))

    async def passed(self, watermark_ms: int) -> None:
        """Every partition has passed a receipt."""
        await self.db.execute(
            "INSERT INTO offsets (topic, partition, next_offset, token, owner, watermark_ms) SELECT topic, 0, 0, 1, '', $2"
            " FROM unnest($1::text[]) AS topic ON CONFLICT (topic, partition) DO UPDATE SET watermark_ms = $2",
            [PINGS.name, LATE.name], watermark_ms,
        )  # fmt: skip

    async def begin(self) -> None:
        """A term of a judge that was not there before."""
        self.judge = self.another()
        await self.judge.begin(self.db)

    async def weigh(self) -> int:
        """Weighs all that waits; says in how many rounds."""
        rounds = 1
        while await self.judge.weigh_once(self.db):
            rounds += 1
        await self.judge.tidy(self.db)
        return rounds


@asynccontextmanager
async def court(dsn: str) -> AsyncIterator[Court]:
    async with database_of(dsn) as db:
        found = Court(db, dsn)
        await found.passed(END_MS)
        await found.begin()
        yield found


@pytest.mark.parametrize(("at_once", "round_s"), ((2_000, 60.0), (7, 60.0), (2_000, 0.0), (7, 0.0)))
async def test_a_backlog_is_weighed_in_rounds_to_the_same_end(
    at_once: int, round_s: float, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judge_module, "_AT_ONCE", at_once)
    monkeypatch.setattr(weighing, "ROUND_S", round_s)
    async with court(database) as one:
        await one.tell(FACTS)
        rounds = await one.weigh()
        assert await told(one.db) == UNDISTURBED
        assert await count(one.db, "facts") == 0
        assert (await load_judge(one.db, SHARD)).watermark_ms == END_MS
        receipts = len({fact.receipt_ms for fact in FACTS})
        assert rounds >= {(2_000, 60.0): 1, (7, 60.0): len(FACTS) // 20}.get((at_once, round_s), receipts)


async def test_what_came_with_one_receipt_is_weighed_together(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many more they are than a round takes: what is half known is not judged."""
    monkeypatch.setattr(judge_module, "_AT_ONCE", 3)
    same = [msgspec.structs.replace(fact, receipt_ms=END_MS - HOUR_MS) for fact in FACTS]
    async with court(database) as one:
        await one.tell(same)
        await one.weigh()
        assert await told(one.db) == undisturbed(END_MS, same)


async def test_a_fact_that_nobody_can_read_is_kept_aside(database: str) -> None:
    unreadable = NewFact(partition=0, receipt_ms=FACTS[3].receipt_ms, key="seen", body=b'{"kind": "of another release"}')
    async with court(database) as one:
        await one.tell(FACTS, unreadable)
        await one.weigh()
        assert await told(one.db) == UNDISTURBED
        assert [tuple(row) for row in await one.db.fetch("SELECT body, aside FROM facts")] == [(unreadable.body, True)]
        assert one.metrics.read(TRACKER_ASIDE) == 1
        assert await one.weigh() == 1, "it is not looked at again and again"


async def test_a_fact_that_nobody_can_take_in_is_weighed_once_somebody_can(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with court(database) as one:
        await one.tell(FACTS)
        concerned = weigh_module._concerned

        def stumbles(observation: Any, world: World) -> list[str]:
            if getattr(observation, "plate", "").startswith(SITE):
                raise ValueError("of this plate nobody knows anything")
            return concerned(observation, world)

        with monkeypatch.context() as patch:
            patch.setattr(weigh_module, "_concerned", stumbles)
            await one.weigh()
            assert differences(await told(one.db), others_than(SITE)) == []
            assert await count(one.db, "facts", "aside") > 0
        await one.begin()
        await one.weigh()
        assert await count(one.db, "facts") == 0
        assert differences(await told(one.db), UNDISTURBED) == []


async def test_a_case_that_cannot_be_judged_takes_in_what_is_seen_and_is_judged_once_it_can(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the midst of its judging, when some of it had been said: none of that goes out, and nothing is said twice."""
    async with court(database) as one:
        refresh = Quotas.refresh

        def stumbles(of_gate: Quotas) -> None:
            if of_gate.zone_id.startswith(GATE):
                raise ZeroDivisionError
            refresh(of_gate)

        with monkeypatch.context() as patch:
            patch.setattr(Quotas, "refresh", stumbles)
            await one.tell(FACTS)
            await one.weigh()
            assert differences(await told(one.db), others_than(GATE)) == []
            assert one.metrics.read(TRACKER_UNJUDGED) == 1
            assert await count(one.db, "facts") == 0
        await one.begin()
        await one.passed(END_MS + HOUR_MS)
        await one.weigh()
        assert one.metrics.read(TRACKER_UNJUDGED) == 0
        assert differences(await told(one.db), undisturbed(END_MS + HOUR_MS)) == []


@pytest.mark.parametrize("body", (b"\xc1", b"\x00", b"", msgspec.msgpack.encode({"type": "logbook"})), ids=repr)
async def test_a_case_that_cannot_be_read_costs_no_other_case_anything(body: bytes, database: str) -> None:
    async with court(database) as one:
        await one.tell(FACTS)
        await one.weigh()
        before = await told(one.db)
        await one.db.execute("UPDATE cases SET body = $1 WHERE key = $2", body, f"gate:{GATES[1]}")
        await one.begin()
        await one.passed(END_MS + DAY_MS)
        await one.weigh()
        assert differences(await told(one.db), undisturbed(END_MS + DAY_MS)) == []
        assert len(await told(one.db)) == len(before)
        again = (await read_docket(one.db, SHARD, await load_judge(one.db, SHARD))).docket
        assert isinstance(again.entries[f"gate:{GATES[1]}"], Case)


async def test_whatever_fails_ends_no_tracker_and_is_tried_again(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked of the judge as it runs: it waits, says so, and goes on."""
    monkeypatch.setattr(judge_module, "_TRY_S", 0.05)
    failures = []

    async def fails(*_: Any) -> Any:
        failures.append(1)
        raise KeyError("nobody knows why")

    async with database_of(database) as db:
        one = Court(db, database)
        await one.passed(END_MS)
        await one.tell(FACTS)
        with monkeypatch.context() as patch:
            patch.setattr(judge_module, "read_docket", fails)
            running = asyncio.create_task(one.judge.run())
            await until(lambda: len(failures) >= 2, "it is tried again")
        await until(lambda: _none_wait(db), "all is weighed")
        assert await told(db) == UNDISTURBED
        running.cancel()
        await asyncio.wait([running])


async def _none_wait(db: Any) -> bool:
    return await count(db, "facts") == 0
