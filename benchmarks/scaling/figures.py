"""What was measured: taken out of what `speed`, `million` and `scaling.storing` have written."""

from pathlib import Path
from typing import Any, Final

import msgspec

from benchmarks.million.result import FILE as MILLION
from benchmarks.million.result import Result
from benchmarks.scaling.storing import FILE as STORED
from benchmarks.scaling.storing import Stored
from benchmarks.speed.report import FILE as SPEED

FILES: Final = (SPEED, MILLION, STORED)


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """`_us` are microseconds of a processor of `machine`, `_bytes` bytes, of a ping where nothing else is named.

    A paper is a version of reference data; `paper_us` and `manifest_us` are what each costs a tracker whenever one is
    added. `case_` is of a gate with 1,000 manifests.
    """

    machine: str
    judged_units: int
    tracker_us: float
    database_us: float
    gateway_us: float
    judging_us: float
    judging_each_second_us: float
    unit_bytes: float
    state_bytes: float
    paper_us: float
    paper_bytes: float
    manifest_us: float
    manifest_bytes: float
    call_bytes: float
    kafka_bytes: float
    row_bytes: float
    index_bytes: float
    raw_bytes: float
    told_bytes: float
    log_bytes: float
    columns_bytes: float
    facts: float
    weigh_us: float
    saves_a_fact: float
    case_us: float
    case_bytes: float


def read(folder: Path) -> Figures:
    """The figures of a folder of results; raises FileNotFoundError where one of `FILES` is missing."""
    speed: Any = msgspec.json.decode((folder / SPEED).read_bytes())
    million = msgspec.json.decode((folder / MILLION).read_bytes(), type=Result)
    stored = msgspec.json.decode((folder / STORED).read_bytes(), type=Stored)
    machine, across = speed["machine"], million.across
    return Figures(
        machine=f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']:.0f} GiB",
        judged_units=million.sum.units,
        tracker_us=_median(speed, "throughput", "tracker_cpu"),
        database_us=_median(speed, "throughput", "tracker_database_cpu"),
        gateway_us=_median(speed, "gateway", "cpu_in_1000"),
        judging_us=million.sum.us_a_ping, judging_each_second_us=million.each_second.us_a_ping,
        unit_bytes=million.held.bytes_a_unit, state_bytes=million.held.state_bytes,
        paper_us=million.sum.us_a_paper,
        paper_bytes=sum(one.world_bytes for one in million.shards) / million.sum.papers,
        manifest_us=million.manifest.us_each, manifest_bytes=million.manifest.bytes_each,
        call_bytes=stored.call, kafka_bytes=stored.kafka, row_bytes=stored.row, index_bytes=stored.index,
        raw_bytes=stored.raw, told_bytes=stored.told, log_bytes=stored.log, columns_bytes=stored.columns,
        facts=across.facts / across.pings, weigh_us=across.weigh_us, saves_a_fact=across.gates_changed / across.facts,
        case_us=across.case_us, case_bytes=across.case_bytes,
    )  # fmt: skip


def _median(speed: Any, case: str, measure: str) -> float:
    return float(speed["cases"][case]["measures"][measure]["median"])
