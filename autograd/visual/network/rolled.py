"""Writes a recurrent layer rolled out over its steps: the first ones, dots, and the last."""

from __future__ import annotations

from typing import Any

from autograd.visual.network.diagram import Column, Diagram, Moment
from autograd.visual.network.forms import STEP, steps_shown
from autograd.visual.network.kit import arrow, fitted, pill, px, text, title, written
from autograd.visual.network.names import Symbol
from autograd.visual.network.places import Layout, Link, Point, Rect
from autograd.visual.network.scales import largest, rounded_up
from autograd.visual.network.strips import strip

SIGNS = {"sigmoid": "σ"}
CELL = (66.0, 56.0)  # width and height of the box of a step
CELLS = 8  # numbers of a step that are drawn


def write_steps(diagram: Diagram, layout: Layout, moment: Moment, number: int) -> str:
    """The layer that makes column `number`: a box for each step, and what goes between them."""
    column, link = diagram.columns[number], layout.links[number - 1]
    slots = steps_shown(column)
    pitch = STEP if layout.is_across else 90.0
    left = link.rect.left + (40.0 if layout.is_across else 46.0)
    middle = link.rect.centre.y + (0.0 if layout.is_across else 8.0)
    steps = _steps(column.steps, slots)
    inputs = column.read if moment.values is None else None
    shown = _head(layout, link)
    for k, step in enumerate(steps):
        centre = Point(left + k * pitch, middle)
        if step is None:
            shown += text(centre.x, centre.y + 6, "⋯", 22, fill="muted")
        else:
            shown += _step(column, inputs, moment, step, centre)
        if k:
            gap = (16.0 if steps[k - 1] is None else 35.0, 16.0 if step is None else 35.0)
            shown += _carried(column, centre, pitch, gap, is_first=k == 1)
    return shown + _last(column, layout, Point(left + (slots - 1) * pitch, middle), link.rect)


def _head(layout: Layout, link: Link) -> str:
    """The words for the whole layer."""
    name, *words = link.words
    x, y = link.rect.left + 7 if layout.is_across else 8, layout.heads
    y = y if layout.is_across else link.rect.top + 12
    shown = fitted(" · ".join([*words, "shared by all steps"]), 11, link.rect.width - 16)
    return text(x, y, name, 13, anchor="start", bold=True) + text(
        x, y + 17, shown, 11, anchor="start", fill="muted"
    )


def _steps(many: int, slots: int) -> list[int | None]:
    """The steps that are drawn, None for the dots.

    >>> _steps(10, 4), _steps(3, 3)
    ([0, 1, None, 9], [0, 1, 2])
    """
    if many <= slots:
        return list(range(many))
    return [0, 1, None, many - 1]


def _step(column: Column, inputs: Any, moment: Moment, step: int, centre: Point) -> str:
    """A step: its inputs below, its box, its outputs above."""
    x, y = centre
    w, h = CELL
    gates = " ".join(SIGNS.get(gate, gate) for gate in column.gates)
    box = (
        f'<rect x="{px(x - w / 2)}" y="{px(y - h / 2)}" width="{px(w)}" height="{px(h)}" rx="9" '
        'fill="var(--panel)" stroke="var(--line)" stroke-width="1.6"/>'
        + text(x, y - 6, column.kind, 12, bold=len(column.kind) < 8)
        + text(x, y + 14, gates, 11, fill="muted")
    )
    lower = _numbers(Rect(x - 24, y + 66, 48, 16), inputs, step)
    states = column.states.get("h") if moment.values is None else None
    upper = _numbers(Rect(x - 24, y - 62, 48, 14), states, step)
    words = f"step {step + 1} of {column.steps}"
    return (
        f"<g>{title(words)}{box}{lower}{upper}"
        + arrow(Point(x, y + 64), Point(x, y + h / 2 + 1))
        + f'<path d="M{px(x)} {px(y - 29)}v-18" stroke="var(--line)" stroke-width="1.6"/>'
        + text(x, y + 98, written(Symbol("x", lowered=str(step + 1))), 12)
        + text(x, y - 72, written(Symbol("h", lowered=str(step + 1))), 12)
        + "</g>"
    )


def _numbers(rect: Rect, values: Any, step: int) -> str:
    """The numbers of a step, the first ones if they are many."""
    if values is None:
        return strip(rect, None, 4, 1.0, cells=4)
    scale = rounded_up(largest(values))
    shown = values.reshape(len(values), -1)[step][:CELLS]
    return strip(rect, shown, len(shown), scale)


def _carried(
    column: Column, to: Point, pitch: float, gap: tuple[float, float], *, is_first: bool
) -> str:
    """The states that go from a step to the next, each an arrow; named once."""
    shown = ""
    names = list(column.states)
    for k, name in enumerate(names):
        y = to.y + (24.0 * k - 12.0 * (len(names) - 1))
        start, end = Point(to.x - pitch + gap[0], y), Point(to.x - gap[1], y)
        shown += arrow(start, end)
        if is_first:
            shown += pill((start.x + end.x) / 2 - 3, y, name, fill="muted")
    return shown


def _last(column: Column, layout: Layout, centre: Point, rect: Rect) -> str:
    """The arrow from the last step to the outputs."""
    returns_all = column.shape is not None and len(column.shape) == 2
    words = "all states" if returns_all else "last state"
    if layout.is_across:
        start, end = Point(centre.x + 35, centre.y), Point(rect.right, centre.y)
        return arrow(start, end) + text(
            (start.x + end.x) / 2, centre.y - 8, words, 11, fill="muted"
        )
    x, y, low = centre.x + CELL[0] / 2, centre.y, rect.bottom
    line = f"M{px(x)} {px(y)}h10V{px(low - 18)}H{px(rect.centre.x)}V{px(low - 8)}"
    return (
        f'<path d="{line}" fill="none" stroke="var(--line)" stroke-width="1.6"/>'
        + arrow((rect.centre.x, low - 12), (rect.centre.x, low))
        + text(rect.centre.x - 10, low - 4, words, 11, anchor="end", fill="muted")
    )
