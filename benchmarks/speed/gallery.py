"""Which pictures are drawn of a run."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from benchmarks.speed.measures import Finding
from benchmarks.speed.pictures import bars, lines

_GROWN: Final = "us_a_ping_"


def pictures(findings: Sequence[Finding]) -> dict[str, str]:
    """The pictures of the cases that were run, by the names of their files."""
    return {f"{one.case}.svg": _DRAWN.get(one.case, _by_unit)(one) for one in findings}


def _by_unit(finding: Finding) -> str:
    """The figures in the case's first unit."""
    unit = finding.measures[0].unit
    shown = [one for one in finding.measures if one.unit == unit]
    own = {"tracker", "throughput_papers"} if finding.case == "throughput" else {one.name for one in shown}
    return bars(f"{finding.title}, {unit}", shown, sorted(own))


def _growth(finding: Finding) -> str:
    """Cost of a ping over each size that grows."""
    series: dict[str, list[tuple[float, float]]] = {}
    for one in finding.measures:
        if one.name.startswith(_GROWN):
            axis, _, size = one.name.removeprefix(_GROWN).rpartition("_")
            series.setdefault(axis, []).append((float(size), one.median))
    return lines(finding.title, "how many", "us a ping", series)


def _latency(finding: Finding) -> str:
    """Each percentile over the rate."""
    series: dict[str, list[tuple[float, float]]] = {}
    for one in finding.measures:
        share, _, rate = one.name.partition("_at_")
        series.setdefault(share, []).append((float(rate), one.median))
    return lines(finding.title, "pings a second", "ms", series)


def _stages(finding: Finding) -> str:
    """The stages, without the waiting beside them."""
    shown = [one for one in finding.measures if one.name != "all" and not one.name.endswith("_takes")]
    return bars(f"{finding.title}, {shown[0].unit}", shown, [one.name for one in shown])


_DRAWN: Final[Mapping[str, Callable[[Finding], str]]] = {
    "growth": _growth, "latency": _latency, "stages": _stages,
}  # fmt: skip
