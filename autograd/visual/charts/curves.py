"""Curves: numbers in the course of time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from autograd.visual.charts.axes import Axis, below, beside, fitting, number
from autograd.visual.charts.frames import frame
from autograd.visual.network.kit import px, text, width_of
from autograd.writing.text import display

WIDTH, HEIGHT = 344.0, 216.0
_LEFT, _TOP, _RIGHT, _BOTTOM = 50.0, 48.0, 14.0, 34.0
_DASHES = {"solid": "", "dashed": ' stroke-dasharray="6 4"', "faint": ""}
_COLOURS = {"solid": "ink", "dashed": "fore", "faint": "line"}
MOST = 400  # points of a curve that are drawn


class Curve(NamedTuple):
    """Numbers in the course of time.

    Attributes:
        name: What they are, in a word.
        xs: When each was measured.
        ys: The numbers; where one is not finite the curve has a gap.
        look: The line: "solid", "dashed", or "faint" for what stands behind the others.
    """

    name: str
    xs: Sequence[float]
    ys: Sequence[float]
    look: Literal["solid", "dashed", "faint"] = "solid"

    def finite(self) -> list[float]:
        """The numbers that are finite."""
        return [y for y in self.ys if math.isfinite(y)]


def curves(
    title: str, shown: Sequence[Curve], *, along: str = "epoch", span: tuple[float, float]
) -> str:
    """A chart of curves, 344 px wide.

    Args:
        title: What is shown.
        shown: The curves, from back to front; those without a number are left out.
        along: What the time is counted in.
        span: The first and the last moment on the axis of time.

    >>> chart = curves("loss", [Curve("training", [1, 2], [0.5, 0.25])], span=(0, 2))
    >>> 'aria-label="loss: training 0.25 at epoch 2"' in chart
    True
    """
    known = [curve for curve in shown if len(curve.ys)]
    x = Axis(span[0], max(span[1], span[0] + 1e-9), _LEFT, WIDTH - _RIGHT)
    numbers = [y for curve in known for y in curve.finite()]
    y = fitting(numbers, HEIGHT - _BOTTOM, _TOP)
    body = text(12, 20, display(title), 13, anchor="start", bold=True)
    if y.is_log:
        body += text(WIDTH - 12, 20, "logarithmic", 11, anchor="end", fill="muted")
    body += beside(y, _LEFT, WIDTH - _RIGHT) + below(x, HEIGHT - _BOTTOM)
    body += text(WIDTH - 12, HEIGHT - 5, along, 11, anchor="end", fill="muted")
    body += "".join(_line(curve, x, y) for curve in known)
    return frame(WIDTH, HEIGHT, body + _legend(known), _words(title, known, along))


def _words(title: str, known: Sequence[Curve], along: str) -> str:
    latest = [
        f"{display(curve.name)} {number(curve.ys[-1])} at {along} {curve.xs[-1]:g}"
        for curve in known
    ]
    return f"{display(title)}: {', '.join(latest) or 'nothing yet'}"


def _legend(known: Sequence[Curve]) -> str:
    """A sample of each line, its name and, unless it stands behind, its latest number."""
    shown, x = "", 12.0
    for curve in known:
        latest = "" if curve.look == "faint" else number(curve.ys[-1], 3)
        label = f"{display(curve.name, 16)} {latest}".rstrip()
        shown += f'<path d="M{px(x)} 34H{px(x + 18)}"{_stroke(curve)}/>'
        bad = not math.isfinite(curve.ys[-1])
        shown += text(x + 23, 38, label, 11, anchor="start", fill="bad" if bad else "ink")
        x += 23 + width_of(label, 11) + 8
    return shown


def _stroke(curve: Curve) -> str:
    width = 1.2 if curve.look == "faint" else 2.2
    dash = _DASHES[curve.look]
    return f' fill="none" stroke="var(--{_COLOURS[curve.look]})" stroke-width="{width}"{dash}'


def _line(curve: Curve, x: Axis, y: Axis) -> str:
    """A curve, with gaps; a point that stands alone is a dot."""
    pieces = "".join(map(_piece, runs(curve, x, y)))
    line = f'<path d="{pieces}"{_stroke(curve)} stroke-linecap="round" stroke-linejoin="round"/>'
    broken = next((at for at, height in _points(curve) if not math.isfinite(height)), None)
    return (line if pieces else "") + ("" if broken is None else _break(x.at(broken)))


def _points(curve: Curve) -> Iterator[tuple[float, float]]:
    """The points of a curve, evenly chosen if they are many; always the last."""
    step = max(1, math.ceil(len(curve.ys) / MOST))
    start = (len(curve.ys) - 1) % step
    return zip(curve.xs[start::step], curve.ys[start::step], strict=True)


def runs(curve: Curve, x: Axis, y: Axis) -> list[list[tuple[float, float]]]:
    """The pixels of a curve, in pieces without a gap."""
    found: list[list[tuple[float, float]]] = [[]]
    for at, height in _points(curve):
        if math.isfinite(height):
            found[-1].append((x.at(at), y.at(height)))
        elif found[-1]:
            found.append([])
    return [piece for piece in found if piece]


def _piece(points: list[tuple[float, float]]) -> str:
    path = "L".join(f"{px(x)} {px(y)}" for x, y in points)
    return f"M{path}" + ("h.1" if len(points) == 1 else "")


def _break(x: float) -> str:
    """Where a curve is not finite for the first time."""
    anchor = "end" if x > WIDTH / 2 else "start"
    side = -4 if anchor == "end" else 4
    return (
        f'<path d="M{px(x)} {px(_TOP)}V{px(HEIGHT - _BOTTOM)}" stroke="var(--bad)" '
        'stroke-width="1.5" stroke-dasharray="2 3"/>'
        + text(x + side, _TOP + 12, "not finite", 11, anchor=anchor, fill="bad")
    )
