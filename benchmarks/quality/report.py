"""What a run found, as JSON, as tables and as pictures."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from benchmarks.quality.desks import DeskLoad
from benchmarks.quality.svg import Line, chart
from benchmarks.quality.sweeps import Curve
from benchmarks.quality.tally import KindTally, RuleTally


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """The whole at a glance. Recall counts breaches; a false alarm is a lawful truck with any alert."""

    trucks: int
    pings: int
    kinds: int
    breaches: int
    found: int
    lawful: int
    lawful_with_alert: int
    right: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a run found; the same seed and code give the same report."""

    seed: int
    trips_asked: int
    totals: Totals
    rules: list[RuleTally]
    kinds: list[KindTally]
    recorded: list[KindTally]
    sweeps: list[Curve]
    desks: DeskLoad | None


def write(report: Report, folder: Path) -> None:
    """Writes quality.json, quality.md and a picture a sweep."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.svg"):
        old.unlink()
    body = msgspec.json.format(msgspec.json.encode(report), indent=1)
    (folder / "quality.json").write_bytes(body + b"\n")
    (folder / "quality.md").write_text("\n".join(_page(report)) + "\n", "utf-8")
    for curve in report.sweeps:
        if curve.points:
            (folder / f"{curve.name}.svg").write_text(_picture(curve), "utf-8")


def _page(report: Report) -> list[str]:
    totals = report.totals
    lines = [
        "# Quality, measured", "",
        (
            f"`make quality ARGS=\"--trips {report.trips_asked} --seed {report.seed}\"`: {totals.trucks} trucks of "
            f"{totals.kinds} kinds, {totals.pings} pings."
        ), "",
        f"- Breaches found: {_share(totals.found, totals.breaches)}",
        f"- Lawful trucks with an alert: {_share(totals.lawful_with_alert, totals.lawful)}",
        (
            "- Trucks judged wholly as labelled (rules, severities, completions, endings, verdicts): "
            f"{_share(totals.right, totals.trucks)}"
        ),
        "", "## By rule", "",
        "| rule | must | found | raised on lawful trucks | raised unasked | delay, median | 95 of 100 |",
        "|---|---:|---:|---:|---:|---:|---:|",
        *(_rule_row(row) for row in report.rules),
        "", "Delay: from the true beginning of the breach to its detection; a rule on absence detects at its deadline.",
        "", "## By kind", "", *_kind_table(report.kinds),
    ]  # fmt: skip
    if report.recorded:
        lines += ["", "## Recorded trucks with incidents spliced in", "", *_kind_table(report.recorded)]
    lines += ["", "## Thresholds", ""]
    for curve in report.sweeps:
        lines += _curve_lines(curve)
    if report.desks is not None:
        lines += ["## The load on people", "", *_desk_lines(report.desks)]
    return lines


def _share(count: int, of: int) -> str:
    return f"{count} of {of} ({100 * count / of:.1f} %)" if of else "none"


def _rule_row(row: RuleTally) -> str:
    return (
        f"| `{row.rule}` | {row.must} | {row.found} | {row.false} | {row.unasked} "
        f"| {_time(row.delay_median_s)} | {_time(row.delay_p95_s)} |"
    )


def _time(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if abs(seconds) < 600:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if abs(seconds) < 4 * 3600 else f"{seconds / 3600:.0f} h"


def _kind_table(kinds: Sequence[KindTally]) -> list[str]:
    return [
        "| kind | | trucks | as labelled | what is not |",
        "|---|---|---:|---:|---|",
        *(
            f"| `{row.kind}` | {'lawful' if row.benign else ''} | {row.trucks} | {row.right} "
            f"| {'; '.join(f'{fault} ({count})' for fault, count in row.faults.items())} |"
            for row in kinds
        ),
    ]


def _curve_lines(curve: Curve) -> list[str]:
    kinds = ", ".join(f"`{kind}`" for kind in curve.kinds)
    if not curve.points:
        return [f"### {curve.name}", "", "There is no such threshold in this version.", ""]
    what = "trips seen as made" if curve.rule == "trips" else f"`{curve.rule}`"
    return [
        f"### {curve.name}", "", f"{what} on {kinds}. In force: {curve.default:g} {curve.unit}.", "",
        f"![{curve.name}]({curve.name}.svg)", "",
        f"| {curve.unit} | found | wrongly |", "|---:|---:|---:|",
        *(f"| {p.value:g} | {_share(p.found, p.of)} | {_share(p.false, p.of_others)} |" for p in curve.points), "",
    ]  # fmt: skip


def _desk_lines(load: DeskLoad) -> list[str]:
    return [
        (
            f"{load.trips_a_day} trips a day, {load.bad_share:.0%} of them bad, {load.clean_share:.0%} of the others "
            f"ordinary; {load.desks} desks; {load.days} days drawn from the trips above."
        ), "",
        "| a desk gets | |", "|---|---:|",
        f"| trucks with an immediate alert, an hour, mean of the day | {load.cases_per_desk_hour:g} |",
        f"| the same in the busiest hour | {load.cases_in_busiest_hour_per_desk:g} |",
        f"| immediate alerts, an hour, mean of the day | {load.alerts_per_desk_hour:g} |",
        f"| trucks in the fullest 10 min of a day, mean of the days | {load.most_in_10_min:g} |",
        f"| trucks in the fullest 10 min of all days | {load.worst_in_10_min} |",
        f"| immediate alerts in the fullest 10 min of a day | {load.most_alerts_in_10_min:g} |",
        f"| share of these trucks on which nothing is wrong | {load.false:.1%} |",
    ]  # fmt: skip


def _picture(curve: Curve) -> str:
    found = Line("found", [(p.value, p.recall) for p in curve.points])
    wrongly = Line("raised wrongly", [(p.value, p.false_share) for p in curve.points])
    return chart(f"{curve.name}: {curve.rule}", f"{curve.name}, {curve.unit}", (found, wrongly), curve.default)
