"""The results of the page as they are kept, in words, and as a picture."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from benchmarks.page.found import Cost, Load
from benchmarks.speed.measures import Measure
from benchmarks.speed.pictures import bars

FILE: Final = "page.json"
PICTURE: Final = "page.svg"
_COSTS: Final = ("tasks", "script", "layout", "style")


def of_load(load: Load) -> dict[str, Any]:
    """Bytes of every view, and when things are first seen, each as the median with least and greatest."""
    return {
        "browser": load.browser, "units": load.units,
        "views": {name: {"first": view.all, "more": view.more} for name, view in load.views.items()},
        "measures": {
            one.name: {
                "unit": one.unit, "median": one.median, "least": one.spread[0], "greatest": one.spread[1],
                "values": one.values,
            }
            for one in times(load)
        },
    }  # fmt: skip


def of_cost(cost: Cost) -> dict[str, Any]:
    """What an open page costs a second, and its heap in the order of its taking."""
    return {
        "browser": cost.browser, "units": cost.units, "hours_of_stream": round(cost.hours, 2), "hurry": cost.hurry,
        "measured_s": cost.span_s * (len(cost.heaps_mb) - 1),
        "main_thread_ms_a_s": {name: round(getattr(cost, f"{name}_ms_a_s"), 1) for name in _COSTS},
        "long_tasks_a_min": round(cost.long_tasks_a_min, 1), "longest_task_ms": round(cost.longest_task_ms),
        "heap_mb": [round(heap, 1) for heap in cost.heaps_mb], "heap_growth": round(cost.growth, 3),
        "nodes": cost.nodes, "listeners": cost.listeners,
    }  # fmt: skip


def times(load: Load) -> list[Measure]:
    """The two moments of a load, of all its rounds."""
    return [
        Measure(name=name, unit="ms", values=tuple(round(getattr(one, name)) for one in load.rounds))
        for name in ("first_paint_ms", "first_trucks_ms")
    ]


def keep(parts: Mapping[str, Any], folder: Path) -> Path:
    """Writes these parts over what the file had of them, other parts stay; the picture where loads are among them."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / FILE
    before = msgspec.json.decode(file.read_bytes()) if file.exists() else {}
    whole = before | msgspec.to_builtins(dict(parts))
    ordered = {name: whole[name] for name in ("load", "cost", "long") if name in whole}
    file.write_bytes(msgspec.json.format(msgspec.json.encode(ordered), indent=1) + b"\n")
    if "load" in parts:
        (folder / PICTURE).write_text(picture(ordered["load"]["views"]), encoding="utf-8")
    return file


def picture(views: Mapping[str, Mapping[str, Mapping[str, int]]]) -> str:
    """JavaScript and style of each view, in kB: of the live one all, of the others what they add."""
    shown = [(name, view["first"] if name == "live" else view["more"]) for name, view in views.items()]
    kilobytes = [Measure(name=name, unit="kB", values=((part["js"] + part["css"]) / 1000,)) for name, part in shown]
    return bars("JavaScript and style, kB gzipped: the live view, and what others add", kilobytes, ["live"])


def load_in_words(load: Load) -> Iterator[str]:
    """A line a view and a line a moment."""
    for name, view in load.views.items():
        part = view.all if name == "live" else view.more
        yield f"  {name:<10} {part.js / 1000:7.1f} kB of JavaScript, {part.css / 1000:5.1f} kB of style"
    for one in times(load):
        yield f"  {one.name:<16} {one.median:,.0f} ms ({one.spread[0]:,.0f} to {one.spread[1]:,.0f})"


def cost_in_words(cost: Cost) -> str:
    """One line of what the open page costs."""
    return (
        f"  {cost.units:,} trucks, {cost.hours:.2g} h: {cost.tasks_ms_a_s:.0f} ms a second of the main thread,"
        f" {cost.long_tasks_a_min:.1f} tasks over 50 ms a minute, the longest {cost.longest_task_ms:.0f} ms,"
        f" heap {cost.heaps_mb[0]:.1f} to {cost.heaps_mb[-1]:.1f} MB, {cost.growth:.2f} times"
    )


def parts_named(text: str, known: Sequence[str]) -> list[str]:
    """The parts of a run that a text names, in their usual order; raises KeyError with the word that names none."""
    asked = [word.strip() for word in text.split(",") if word.strip()]
    for word in asked:
        if word not in known:
            raise KeyError(word)
    return [name for name in known if name in asked]
