"""Which stage a stack of calls stands at, the innermost call first, and what a ping costs there."""

import pytest

from benchmarks.speed.cases.staging import costs
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
        ([("python3.11/asyncio/tasks.py", "sleep"), PATH], "other"),
    ),
)  # fmt: skip
def test_a_stack_stands_at_the_stage_of_its_innermost_call_that_has_one(calls: list[tuple[str, str]], stage: str) -> None:
    assert stage_of(calls) == stage


def test_the_stages_add_up_to_a_ping() -> None:
    samples = [(0.0, "poll", True), (0.1, "poll", False), (0.2, "judging", False), (0.3, "COPY", True)]
    found = costs(samples, 40.0)
    assert found["all"] == 40.0
    assert (found["poll"], found["poll_waits"], found["judging"], found["COPY"]) == (20.0, 10.0, 10.0, 10.0)
    assert sum(us for name, us in found.items() if name != "all" and not name.endswith("_waits")) == 40.0
