"""A small SVG of lines on logarithmic axes: on these, growth in proportion is a straight line of slope one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from pathlib import Path

WIDTH, HEIGHT, LEFT, TOP = 380, 260, 70, 50
COLOURS = ("#1b5e9b", "#c2571a", "#3f7d3a")


@dataclass(frozen=True, slots=True)
class Line:
    """A named line through points."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Panel:
    """One pair of axes: what runs across, and its lines."""

    across: str
    lines: Sequence[Line]


def write_svg(path: Path, title: str, up: str, panels: Sequence[Panel]) -> None:
    """Write the panels side by side, with one scale upwards."""
    values = [y for panel in panels for line in panel.lines for _, y in line.points]
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    width, height = len(panels) * (WIDTH + LEFT) + 30, HEIGHT + TOP + 60
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<text x="{LEFT}" y="24" font-size="15">{escape(title)}, {escape(up)}</text>',
    ]
    for number, panel in enumerate(panels):
        parts += _panel(panel, LEFT + number * (WIDTH + LEFT), low, high)
    path.write_text("\n".join([*parts, "</svg>", ""]), encoding="utf-8")


def _panel(panel: Panel, left: int, low: int, high: int) -> list[str]:
    sizes = sorted({x for line in panel.lines for x, _ in line.points})
    first, last = log10(sizes[0]), log10(sizes[-1])
    bottom = TOP + HEIGHT

    def across(x: float) -> float:
        return left + 15 + (WIDTH - 40) * (log10(x) - first) / (last - first)

    def up(y: float) -> float:
        return bottom - HEIGHT * (log10(y) - low) / (high - low)

    parts = [f'<path d="M{left} {TOP} V{bottom} H{left + WIDTH}" fill="none" stroke="#444"/>']
    for power in range(low, high + 1):
        y = up(10**power)
        parts.append(f'<path d="M{left} {y:.1f} H{left + WIDTH}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{10**power:,g}</text>')
    for size in sizes:
        parts.append(f'<text x="{across(size):.1f}" y="{bottom + 18}" text-anchor="middle">{size:,g}</text>')
    parts.append(f'<text x="{left + WIDTH / 2}" y="{bottom + 38}" text-anchor="middle">{escape(panel.across)}</text>')
    for number, line in enumerate(panel.lines):
        colour = COLOURS[number % len(COLOURS)]
        places = [(across(x), up(y)) for x, y in line.points]
        shown = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{shown}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in places]
        parts.append(f'<text x="{left + 20}" y="{TOP + 14 + 16 * number}" fill="{colour}">{escape(line.name)}</text>')
    return parts
