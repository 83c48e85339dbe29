"""Which stage a stack of calls stands at, the innermost call first, and what a ping costs there."""

import pytest

from benchmarks.speed.cases.staging import costs, taken
from benchmarks.speed.stages import stage_of

PATH = ("streams/tracker/ping_path.py", "_work")


@pytest.mark.parametrize(
    ("calls", "stage"),
    (
        ([("aiokafka/consumer/fetcher.py", "fetched_records"), PATH], "poll"),
        ([("wt/models/decode_quick.py", "quick_location"), ("streams/tracker/intake.py", "read_record"), PATH], "decode"),
        ([("site-packages/shapely/predicates.py", "contains_xy"), ("streams/judging/fold.py", "step"), PATH], "geometry"),
        ([("streams/judging/fold.py", "step"), ("streams/tracker/judged.py", "take"), PATH], "judging"),
        ([("streams/tracker/writing.py", "batch_rows"), PATH], "rows"),
        ([("asyncpg/connection.py", "copy_records_to_table"), ("wt/storage/pings.py", "copy_pings"), PATH], "COPY"),
        ([("asyncpg/connection.py", "execute"), ("asyncpg/transaction.py", "__aexit__"), PATH], "commit"),
        ([("asyncpg/connection.py", "execute"), ("wt/storage/offsets.py", "advance"), PATH], "statements"),
        ([("asyncpg/connection.py", "execute"), ("wt/storage/facts.py", "x"), ("streams/tracker/judge.py", "_write")], "across units"),
        ([("alerts/handed_over.py", "finding"), ("streams/weighing/weigh.py", "weigh"), ("streams/tracker/judge.py", "x")], "across units"),
        ([("asyncpg/connection.py", "fetch"), ("wt/storage/outbox.py", "read_due"), ("streams/tracker/relay.py", "_look")], "relay"),
        ([("aiokafka/producer/sender.py", "_sender_routine")], "relay"),
        ([("wt/models/times.py", "to_iso"), ("streams/tracker/live.py", "live_unit")], "live"),
        ([("python3.11/asyncio/tasks.py", "sleep"), PATH], "other"),
    ),
)  # fmt: skip
def test_a_stack_stands_at_the_stage_of_its_innermost_call_that_has_one(calls: list[tuple[str, str]], stage: str) -> None:
    assert stage_of(calls) == stage


def test_the_stages_add_up_to_a_ping() -> None:
    found = costs([("poll", 0.25), ("poll", 0.25), ("judging", 1.0), ("COPY", 0.5)], 50_000, 2.5)
    assert (found["all"], found["poll"], found["judging"], found["COPY"], found["live"]) == (50.0, 10.0, 20.0, 10.0, 0.0)
    assert found["threads"] == 10.0, "what no stage of the main thread took"


def test_what_the_database_takes_is_shared_out_over_the_pings() -> None:
    assert taken([("COPY", 0.5), ("commit", 0.125), ("COPY", 0.25)], 100_000) == {"COPY_takes": 7.5, "commit_takes": 1.25}
