"""The scenario folders of the benchmark: every kind of trip, again and again, seed after seed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from models.times import DAY_MS, from_iso
from simulator.incidents import KINDS
from simulator.scenario import write_scenario
from simulator.stories.catalogue import STORIES, Setting
from simulator.unit import FleetPlan
from simulator.world import build_world

DAY_START: Final = "2026-03-02T22:00:00Z"
WEEKS_START: Final = "2026-04-09T22:00:00Z"
"""05:00 of the Friday before Songkran: a weekend and three holidays stand before the second working day."""
OUTAGE: Final = 7


class Folder(msgspec.Struct, frozen=True, kw_only=True):
    """One folder to make: its kinds, each `times` times, and some clean trips beside them."""

    name: str
    seed: int
    kinds: tuple[str, ...]
    times: int = 1
    clean: int = 0
    weeks: bool = False

    @property
    def trucks(self) -> int:
        """Trips that are asked for; some stories have several trucks."""
        return len(self.kinds) * self.times + (OUTAGE - 1 if "vendor_outage" in self.kinds else 0)


def kinds_of(setting: Setting) -> tuple[str, ...]:
    """Every kind that a scenario of this setting may hold."""
    told = tuple(kind for kind, story in STORIES.items() if story.setting == setting)
    return (*KINDS, *told) if setting == "day" else told


def whole_set(trips: int, seed: int) -> list[Folder]:
    """Folders with so many trips, all kinds about equally often."""
    day, weeks, apart = (kinds_of(setting) for setting in ("day", "weeks", "apart"))
    rounds = max(1, round(trips / (len(day) + len(weeks) + len(apart) + OUTAGE)))
    folders = [
        Folder(name=f"day-{i:03d}", seed=seed * 10_000 + i, kinds=day, clean=4) for i in range(rounds)
    ]
    often = -(-rounds // 6)
    for name, kinds, base in (("weeks", weeks, 6000), ("apart", apart, 7000)):
        folders += [
            Folder(
                name=f"{name}-{i // often:03d}", seed=seed * 10_000 + base + i, kinds=kinds,
                times=min(often, rounds - i), clean=3 if name == "apart" else 0, weeks=name == "weeks",
            )
            for i in range(0, rounds, often)
        ]  # fmt: skip
    return folders


def subset(name: str, kinds: Sequence[str], times: int, seed: int) -> Folder:
    """A folder of some kinds only, each so many times."""
    return Folder(name=name, seed=seed, kinds=tuple(kinds), times=times)


def make(folder: Folder, where: Path) -> Path:
    """Writes the folder below `where`; returns its path."""
    start_ms = from_iso(WEEKS_START if folder.weeks else DAY_START)
    wanted = folder.trucks
    units = wanted + folder.clean
    plan = FleetPlan(
        units=units,
        seed=folder.seed,
        start_ms=start_ms if folder.weeks else start_ms + folder.seed % 25 * DAY_MS,
        minutes=600,
        share=wanted / units,
        kinds=folder.kinds,
        longest_km=110.0,
        rounds=1,
    )
    path = where / folder.name
    write_scenario(build_world(plan), path, packed=False)
    return path
