"""Line pictures as SVG, written by hand: axes, two lines, a mark at the default."""

from collections.abc import Sequence
from html import escape
from typing import Final

WIDTH, HEIGHT = 560, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 540, 44, 250
_COLOURS: Final = ("#1f5fa8", "#c2410c", "#4d7c0f")


class Line:
    """A named line through points of x and a share between 0 and 1."""

    def __init__(self, name: str, points: Sequence[tuple[float, float]]) -> None:
        self.name = name
        self.points = points


def chart(title: str, x_name: str, lines: Sequence[Line], mark_x: float | None) -> str:
    """A picture of shares over a threshold; `mark_x` is drawn as a dashed upright."""
    xs = sorted({x for line in lines for x, _ in line.points})
    place = {x: _LEFT + (_RIGHT - _LEFT) * i / max(len(xs) - 1, 1) for i, x in enumerate(xs)}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"',
        ' font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="18" font-size="14" font-weight="bold">{escape(title)}</text>',
    ]
    for percent in range(0, 101, 25):
        y = _y(percent / 100)
        parts.append(f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_RIGHT}" y2="{y:.1f}" stroke="#d4d4d4"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{percent} %</text>')
    parts += [f'<text x="{place[x]:.1f}" y="{_BOTTOM + 18}" text-anchor="middle">{x:g}</text>' for x in xs]
    parts.append(f'<text x="{(_LEFT + _RIGHT) / 2}" y="{_BOTTOM + 38}" text-anchor="middle">{escape(x_name)}</text>')
    if mark_x in place:
        at = place[mark_x]
        parts.append(
            f'<line x1="{at:.1f}" y1="{_TOP}" x2="{at:.1f}" y2="{_BOTTOM}" stroke="#525252" stroke-dasharray="4 4"/>'
        )
    for i, line in enumerate(lines):
        parts += _drawn(line, place, _COLOURS[i % len(_COLOURS)], i)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _drawn(line: Line, place: dict[float, float], colour: str, number: int) -> list[str]:
    at = [(place[x], _y(share)) for x, share in line.points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
    dots = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in at]
    key_x = _LEFT + 210 * number
    return [
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>',
        *dots,
        f'<rect x="{key_x}" y="27" width="12" height="4" fill="{colour}"/>',
        f'<text x="{key_x + 17}" y="33">{escape(line.name)}</text>',
    ]


def _y(share: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * share
