"""Tracks: one number in the course of time, beside the number it should be."""

from __future__ import annotations

import math
from collections.abc import Sequence

from autograd.visual.charts.axes import Axis, number
from autograd.visual.charts.curves import Curve, runs
from autograd.visual.charts.frames import frame
from autograd.visual.charts.histograms import HEIGHT, WIDTH
from autograd.visual.network.kit import px, text
from autograd.writing.text import brief

_LEFT, _RIGHT, _TOP, _FLOOR = 40.0, 222.0, 10.0, 86.0
LOW, HIGH = 1e-6, 1.0


def track(numbers: Sequence[float], mark: float, words: str) -> str:
    """A number in the course of time from 1e-6 to 1, 236 px wide; what is beyond is at the edge.

    Args:
        numbers: The numbers, from the first to the latest.
        mark: The number it should be, a dashed line.
        words: Whose numbers they are.

    >>> 'aria-label="steps: 1e−3, the mark is at 1e−3"' in track([0.1, 0.001], 1e-3, "steps")
    True
    """
    y = Axis(LOW, HIGH, _FLOOR, _TOP, is_log=True)
    body = ""
    for tick in (1e-6, mark, 1.0):
        dash = ' stroke-dasharray="5 4" stroke-width="1.5"' if tick == mark else ""
        colour = "result-line" if tick == mark else "rim"
        line = f"M{_LEFT} {px(y.at(tick))}H{_RIGHT}"
        body += f'<path d="{line}" stroke="var(--{colour})"{dash}/>'
        body += text(_LEFT - 6, y.at(tick) + 4, number(tick), 11, anchor="end", fill="muted")
    latest = brief(numbers[-1]) if numbers else "not measured"
    shown = body + _dots(numbers, y)
    return frame(WIDTH, HEIGHT, shown, f"{words}: {latest}, the mark is at {number(mark)}")


def _dots(numbers: Sequence[float], y: Axis) -> str:
    """A line through all numbers, and a dot for the latest."""
    x = Axis(0.0, float(max(1, len(numbers) - 1)), _LEFT, _RIGHT)
    pieces = runs(Curve("", list(range(len(numbers))), numbers), x, y)
    path = "".join("M" + "L".join(f"{px(a)} {px(b)}" for a, b in piece) for piece in pieces)
    shown = f'<path d="{path}" fill="none" stroke="var(--ink)" stroke-width="1.5"/>'
    if numbers and math.isfinite(numbers[-1]):
        at, height = x.at(len(numbers) - 1.0), y.at(numbers[-1])
        shown += f'<circle cx="{px(at)}" cy="{px(height)}" r="4" fill="var(--ink)"/>'
    return shown
