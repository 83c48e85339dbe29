"""What the rules across units ask of the one judge: facts, the time to weigh them, cases that are saved."""

import time
from collections.abc import Sequence
from typing import Final

import msgspec

from benchmarks.million.driving import papers_of, periods, refuse, world_of
from benchmarks.million.order import Shard
from benchmarks.traffic.writing import Traffic
from benchmarks.weigh_a_gate import docket_of, saved
from models.observation import Fact
from streams.replay import Replay
from streams.weighing.weighed import Weighed

_MANIFESTS: Final = 1_000
_TRIES: Final = 5


class Across(msgspec.Struct, frozen=True, kw_only=True):
    """Facts of so many pings, `weigh_us` to weigh one, and how many gates' cases they changed.

    `case_bytes` and `case_us` are for saving the case of a gate with a year of 1,000 manifests, once.
    """

    pings: int
    facts: int
    weigh_us: float
    gates_changed: int
    case_bytes: int
    case_us: float


class _Counting(Replay):
    facts = gates = 0
    spent_s = 0.0

    def _weigh_once(self, facts: Sequence[Fact], now_ms: int) -> None:
        self.facts += len(facts)
        self.spent_s -= time.process_time()
        super()._weigh_once(facts, now_ms)
        self.spent_s += time.process_time()

    def _tell(self, weighed: Weighed, now_ms: int) -> None:
        self.gates += sum(key.startswith("gate:") for key in weighed.changed)
        super()._tell(weighed, now_ms)


def weigh_all(shard: Shard) -> Across:
    """Drives a shard; facts of one receipt are weighed together, as by a judge who keeps up."""
    traffic = Traffic(shard.plan)
    replay = _Counting(world_of(papers_of(traffic, shard.periods)), lambda _: None, refuse)
    for lines in periods(traffic, shard.periods):
        for line in lines:
            replay.feed(line)
    docket = docket_of(_MANIFESTS)
    case_bytes, case_s = min((saved(docket) for _ in range(_TRIES)), key=lambda found: found[1])
    return Across(
        pings=replay.pings, facts=replay.facts, weigh_us=replay.spent_s / max(1, replay.facts) * 1e6,
        gates_changed=replay.gates, case_bytes=case_bytes, case_us=case_s * 1e6,
    )  # fmt: skip
