"""Pictures of figures as SVG: bars with their spread, and lines over sizes that grow by powers of ten."""

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from benchmarks.speed.measures import Measure

WIDTH: Final = 640
_LEFT, _RIGHT, _TOP = 170, 560, 40
_ROW: Final = 26
_HEIGHT: Final = 320
_COLOURS: Final = ("#1f5fa8", "#c2410c", "#4d7c0f", "#7c3aed")
_OWN, _OTHER = "#1f5fa8", "#a3a3a3"


def bars(title: str, measures: Sequence[Measure], own: Sequence[str]) -> str:
    """A bar for each figure, as long as its median, with a line from its least to its greatest; `own` stand out."""
    most = max(one.spread[1] for one in measures) or 1.0
    height = _TOP + _ROW * len(measures) + 16
    parts = _opened(title, height)
    for number, one in enumerate(measures):
        y = _TOP + _ROW * number
        least, greatest = (_LEFT + (_RIGHT - _LEFT) * value / most for value in one.spread)
        width = (_RIGHT - _LEFT) * one.median / most
        colour = _OWN if one.name in own else _OTHER
        parts += [
            f'<text x="{_LEFT - 8}" y="{y + 13}" text-anchor="end">{escape(one.name.replace("_", " "))}</text>',
            f'<rect x="{_LEFT}" y="{y + 2}" width="{width:.1f}" height="15" fill="{colour}"/>',
            f'<line x1="{least:.1f}" y1="{y + 9.5}" x2="{greatest:.1f}" y2="{y + 9.5}" stroke="#171717"/>',
            f'<text x="{max(greatest, _LEFT + width) + 6:.1f}" y="{y + 14}">{_short(one.median)}</text>',
        ]
    return "\n".join([*parts, "</svg>"]) + "\n"


def lines(title: str, x_name: str, y_name: str, series: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """A line for each series of (size, figure), both axes by powers of ten."""
    points = [point for some in series.values() for point in some]
    x_least, x_most = _decades([x for x, _ in points])
    y_least, y_most = _decades([y for _, y in points])
    bottom = _HEIGHT - 50

    def at(x: float, y: float) -> tuple[float, float]:
        right = (math.log10(x) - x_least) / (x_most - x_least)
        up = (math.log10(max(y, 10**y_least)) - y_least) / (y_most - y_least)
        return 70 + (_RIGHT - 70) * right, bottom - (bottom - 60) * up

    parts = _opened(title, _HEIGHT)
    for power in range(y_least, y_most + 1):
        y = at(10**x_least, 10**power)[1]
        parts.append(f'<line x1="70" y1="{y:.1f}" x2="{_RIGHT}" y2="{y:.1f}" stroke="#d4d4d4"/>')
        parts.append(f'<text x="64" y="{y + 4:.1f}" text-anchor="end">{_short(10**power)}</text>')
    for power in range(x_least, x_most + 1):
        x = at(10**power, 10**y_least)[0]
        parts.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{_short(10**power)}</text>')
    parts.append(f'<text x="{(70 + _RIGHT) / 2}" y="{bottom + 38}" text-anchor="middle">{escape(x_name)}</text>')
    parts.append(f'<text x="70" y="48" fill="#525252">{escape(y_name)}</text>')
    for number, (name, some) in enumerate(series.items()):
        parts += _drawn(name, [at(*point) for point in some], _COLOURS[number % len(_COLOURS)], number)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _drawn(name: str, at: Sequence[tuple[float, float]], colour: str, number: int) -> list[str]:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
    key_x = 200 + 100 * number
    return [
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>',
        *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in at),
        f'<rect x="{key_x}" y="41" width="12" height="4" fill="{colour}"/>',
        f'<text x="{key_x + 17}" y="48">{escape(name)}</text>',
    ]


def _opened(title: str, height: int) -> list[str]:
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"',
        ' font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="16" y="22" font-size="14" font-weight="bold">{escape(title)}</text>',
    ]


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around some values, at least one apart."""
    least = math.floor(math.log10(max(min(values), 1e-3)))
    most = math.ceil(math.log10(max(*values, 1e-3)))
    return least, max(most, least + 1)


def _short(value: float) -> str:
    for size, name in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.3g}{name}"
    return f"{value:.3g}"
