"""The run: folders made, judged and read in parallel processes, then counted."""

import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import msgspec

from benchmarks.quality import desks, recorded, sweeps
from benchmarks.quality.folders import Folder, make, whole_set
from benchmarks.quality.judging import judge
from benchmarks.quality.reading import Reading, read
from benchmarks.quality.report import Report, Totals
from benchmarks.quality.tally import by_kind, by_rule


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """How much is done: trips of all kinds, trips of each kind in a sweep, splices of each sort into each recording."""

    trips: int
    sweep_times: int
    recorded_times: int
    sweeps: bool = True


FULL = Size(trips=2000, sweep_times=12, recorded_times=4)
QUICK = Size(trips=240, sweep_times=2, recorded_times=1)


def run(size: Size, seed: int, processes: int, say: Callable[[str], None]) -> Report:
    """Does everything and says how it gets on; the same size and seed give the same report."""
    with tempfile.TemporaryDirectory() as name, ProcessPoolExecutor(processes) as pool:
        where = Path(name)
        folders = whole_set(size.trips, seed)
        read_ = [pool.submit(_folder, folder, where) for folder in folders]
        from_tracks = pool.submit(_recorded, where, size.recorded_times, seed)
        swept = [
            pool.submit(_sweep, number, size.sweep_times, seed, where)
            for number in range(len(sweeps.SWEEPS) if size.sweeps else 0)
        ]
        readings: list[Reading] = []
        pings = 0
        for folder, task in zip(folders, read_, strict=True):
            found, count = task.result()
            readings += found
            pings += count
            say(f"{folder.name}: {len(found)} trucks, {count} pings, {sum(one.right for one in found)} as labelled")
        tracks = from_tracks.result()
        say(f"recorded: {len(tracks)} drives, {sum(one.right for one in tracks)} as labelled")
        curves = []
        for curve in (task.result() for task in swept):
            curves.append(curve)
            say(f"{curve.name}: {len(curve.points)} values")
    return Report(
        seed=seed,
        trips_asked=size.trips,
        totals=_totals(readings, pings),
        rules=by_rule(readings),
        kinds=by_kind(readings),
        recorded=by_kind(tracks),
        sweeps=curves,
        desks=desks.load(readings, seed),
    )


def _folder(folder: Folder, where: Path) -> tuple[list[Reading], int]:
    judged = judge(make(folder, where))
    return read(folder.name, judged), judged.pings


def _recorded(where: Path, times: int, seed: int) -> list[Reading]:
    return read("recorded", judge(recorded.make(where, times, seed)))


def _sweep(number: int, times: int, seed: int, where: Path) -> sweeps.Curve:
    sweep = sweeps.SWEEPS[number]
    default = sweeps.default_of(sweep)
    points: list[sweeps.Point] = []
    if default is not None:
        folder = make(sweeps.folder_of(sweep, number, times, seed), where)
        judged = ((value, judge(folder, sweep.rules(value))) for value in sweep.values)
        points = [sweeps.point(sweep, value, read(folder.name, found)) for value, found in judged]
    return sweeps.Curve(
        name=sweep.name, unit=sweep.unit, rule=sweep.rule, kinds=sweep.kinds, default=default, points=tuple(points)
    )


def _totals(readings: list[Reading], pings: int) -> Totals:
    lawful = [one for one in readings if one.benign]
    return Totals(
        trucks=len(readings),
        pings=pings,
        kinds=len({one.kind for one in readings}),
        breaches=sum(len(one.must) for one in readings),
        found=sum(len(one.must) - len(one.missed) for one in readings),
        lawful=len(lawful),
        lawful_with_alert=sum(bool(one.false) for one in lawful),
        right=sum(one.right for one in readings),
    )
