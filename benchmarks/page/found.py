"""What a measurement of the page finds, as its script tells it, and what of that must not be."""

from typing import Final

import msgspec

MOST_GROWTH: Final = 1.2
"""Heap at the end of twelve hours over that of their beginning: more is a leak that a wall screen feels in days."""


class Weight(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes as they go over the line, gzipped where that gains something."""

    js: int
    css: int
    fonts: int
    other: int


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What one view of the page asks for when it is the first to be opened, and what it adds to the live one."""

    files: list[str]
    all: Weight
    more: Weight


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """One load of the live view, from the beginning of the page."""

    first_paint_ms: float
    first_trucks_ms: float


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What every measurement tells: the browser, what it complained of, whom else the page asked."""

    browser: str
    complaints: list[str]
    foreign: list[str]
    units: int


class Load(Told, frozen=True, kw_only=True):
    """What loading takes."""

    views: dict[str, View]
    rounds: list[Round]


class Cost(Told, frozen=True, kw_only=True):
    """What the open page costs; times are processor time of its main thread, heaps in the order of their taking."""

    hurry: float
    span_s: float
    trucks: int
    is_live: bool = msgspec.field(name="isLive")
    heaps_mb: list[float]
    tasks_ms_a_s: float
    script_ms_a_s: float
    layout_ms_a_s: float
    style_ms_a_s: float
    long_tasks_a_min: float
    longest_task_ms: float
    nodes: list[int]
    listeners: list[int]

    @property
    def hours(self) -> float:
        """How much of the stream's time has passed."""
        return self.hurry * self.span_s * (len(self.heaps_mb) - 1) / 3600

    @property
    def growth(self) -> float:
        """The last heap over the first."""
        return self.heaps_mb[-1] / self.heaps_mb[0]


def faults(told: Told) -> list[str]:
    """What must not be, a line each: how long anything takes is not among it."""
    lines = [f"the page complained: {one}" for one in told.complaints]
    lines += [f"the page asked {one}" for one in told.foreign]
    if isinstance(told, Load):
        unwanted = [(name, file) for name, view in told.views.items() for file in view.files if "pmtiles" in file]
        lines += [f"{name} loads {file}, which only a map of tiles needs" for name, file in unwanted]
    if isinstance(told, Cost):
        if told.trucks != told.units:
            lines.append(f"it shows {told.trucks:,} of {told.units:,} trucks")
        if not told.is_live:
            lines.append("it has lost the stream")
    return lines


def leak(cost: Cost) -> str | None:
    """What to say of a heap that has grown too much; None where it has not."""
    if cost.growth <= MOST_GROWTH:
        return None
    return f"the heap is {cost.growth:.2f} times what it was {cost.hours:.0f} h before; {MOST_GROWTH} is wanted"
