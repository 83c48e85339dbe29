"""The results as JSON, ratios first, and in words."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from benchmarks.speed.measures import Finding, Measure

FILE: Final = "speed.json"
_RATIOS: Final = (("durable_loop", "throughput"), ("faust", "throughput"), ("quix", "throughput"))


def as_json(findings: Sequence[Finding], machine: dict[str, Any], seed: int, size: str) -> dict[str, Any]:
    """What the file holds: `ratios` of the tracker to its opponents and the latency asked for most, then every case."""
    by_case = {finding.case: finding for finding in findings}
    ratios = {
        name: round(by_case[case].ratios[name], 3)
        for name, case in _RATIOS
        if case in by_case and name in by_case[case].ratios
    }
    if "latency" in by_case:
        ratios["p99_ms_10k"] = round(by_case["latency"].of("p99_at_10000").median, 1)
    return {
        "ratios": ratios, "machine": machine, "seed": seed, "size": size,
        "cases": {finding.case: _case(finding) for finding in findings},
    }  # fmt: skip


def write(content: dict[str, Any], drawn: Mapping[str, str], folder: Path) -> Path:
    """Writes the file with the pictures beside it, and gives its place."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in drawn.items():
        (folder / name).write_text(picture, encoding="utf-8")
    file = folder / FILE
    file.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n")
    return file


def in_words(findings: Sequence[Finding]) -> list[str]:
    """Every case's ratios, then its figures, a line each."""
    lines: list[str] = []
    for finding in findings:
        lines.append(f"{finding.title} ({finding.case}), {finding.took_s:.0f} s in all")
        lines += [f"  {name:<28} {value:10.3g} x" for name, value in finding.ratios.items()]
        lines += [f"  {one.name:<28} {_number(one.median)} {one.unit} ({_spread(one)})" for one in finding.measures]
    return lines


def _case(finding: Finding) -> dict[str, Any]:
    return {
        "title": finding.title,
        "took_s": round(finding.took_s),
        "ratios": {name: round(value, 3) for name, value in finding.ratios.items()},
        "around": dict(finding.around),
        "measures": {
            one.name: {
                "unit": one.unit, "median": _round(one.median), "least": _round(one.spread[0]),
                "greatest": _round(one.spread[1]), "values": [_round(value) for value in one.values],
            }
            for one in finding.measures
        },
    }  # fmt: skip


def _round(value: float) -> float:
    return float(f"{value:.5g}")


def _number(value: float) -> str:
    return f"{value:10,.0f}" if value >= 1000 else f"{value:10.3g}"


def _spread(one: Measure) -> str:
    least, greatest = one.spread
    return f"{_number(least).strip()} to {_number(greatest).strip()}"
