"""Writes the end of a network: the loss, the targets, and the lines that lead to the loss."""

from __future__ import annotations

from collections.abc import Iterator

from autograd.visual.network.circles import (
    ABOVE,
    ACTIVE,
    gradient_pill,
    name_place,
    written_value,
)
from autograd.visual.network.diagram import Diagram, Moment
from autograd.visual.network.kit import (
    Markup,
    attributes,
    pill,
    pill_width,
    px,
    text,
    title,
    written,
)
from autograd.visual.network.layout import BIASES, LABELS, has_bars
from autograd.visual.network.names import Symbol, symbol, target_symbol
from autograd.visual.network.places import Layout, Point
from autograd.writing.text import brief

WIDTH = 50.0  # px of a target


def write_ends(diagram: Diagram, layout: Layout, moment: Moment) -> str:
    """The loss and the targets, with the lines that lead to it."""
    if layout.loss is None:
        return ""
    faded = 0.4 if moment.is_calm and moment.active != diagram.loss_place else None
    more = attributes(stroke="var(--line)", stroke_width=1.5, opacity=faded, class_="ends")
    lines = "".join(_lines(diagram, layout))
    targets = "".join(_target(diagram, layout, cell) for cell in range(len(layout.targets)))
    return f"<g{more}>{lines}</g>{targets}{_loss(diagram, layout, moment)}"


def _lines(diagram: Diagram, layout: Layout) -> Iterator[str]:
    """From the outputs to the loss, and from the last target."""
    assert layout.loss is not None
    x, y = layout.loss
    half = layout.sizes.loss_width / 2
    end = f"L{px(x - half)} {px(y)}" if layout.is_across else f"L{px(x)} {px(y)}"
    for start in _starts(diagram, layout):
        yield f'<path d="M{px(start.x)} {px(start.y)}{end}"/>'
    if layout.targets:
        last = layout.targets[-1]
        bend = f"V{px(last.y)}" if layout.is_across else f"H{px(last.x)}V{px(last.y)}"
        yield f'<path d="M{px(x)} {px(y)}{bend}" fill="none"/>'


def _starts(diagram: Diagram, layout: Layout) -> Iterator[Point]:
    """Where the lines from the outputs begin."""
    body, radius = layout.bodies[-1], layout.sizes.radius
    for point in body.cells:
        across = Point(point.x + radius, point.y)
        yield across if layout.is_across else Point(point.x, point.y + radius + BIASES)
    if not body.cells:
        more = LABELS if has_bars(diagram, body) else 0.0
        across = Point(body.rect.right + more, body.rect.centre.y)
        yield across if layout.is_across else Point(body.x, body.rect.bottom)


def _loss(diagram: Diagram, layout: Layout, moment: Moment) -> str:
    assert layout.loss is not None
    x, y = layout.loss
    place, top = diagram.loss_place, -layout.sizes.loss_height / 2 - ABOVE
    gradient = moment.gradient(diagram, place)
    inside = title(f"loss L, {diagram.loss_name}", repr(diagram.loss))
    if moment.is_active(place):
        inside += _box(layout, 4.0, f'fill="none" stroke="var(--{ACTIVE[moment.direction]})"')
    inside += _box(layout, 0.0, 'fill="var(--result)" stroke="var(--result-line)"')
    inside += written_value(moment.value(diagram, place), layout)
    inside += _name(symbol(diagram, place), top, gradient is not None, layout)
    if gradient is not None or moment.is_template:
        inside += gradient_pill(top, gradient, place in moment.unfinished, layout)
    more = attributes(class_="loss", data_column=place.column, data_cell=0)
    return f'<g{more} transform="translate({px(x)} {px(y)})">{inside}</g>'


def _box(layout: Layout, wider: float, paint: str) -> str:
    """The box of the loss, or a ring around it."""
    w, h = layout.sizes.loss_width / 2 + wider, layout.sizes.loss_height / 2 + wider
    area = f'x="{px(-w)}" y="{px(-h)}" width="{px(2 * w)}" height="{px(2 * h)}"'
    more = "" if wider else ' class="body"'
    return f'<rect{more} {area} rx="{px(9 + wider)}" {paint} stroke-width="3"/>'


def _name(name: Symbol, y: float, has_gradient: bool, layout: Layout) -> str:
    shift = name_place(name, has_gradient, layout)
    return f'<g class="name"{shift}>{pill(0, y, name, size=12, fill="muted")}</g>'


def _target(diagram: Diagram, layout: Layout, cell: int) -> str:
    """A target: a square without an outline."""
    x, y = layout.targets[cell]
    target, is_lone = diagram.target[cell], len(diagram.target) == 1
    content = f"class {target:g}" if diagram.target_is_class else brief(target)
    height = 34.0 if is_lone else 30.0
    name = target_symbol(diagram, cell)
    beside = pill(-WIDTH / 2 - pill_width(name) / 2, 0, name, fill="muted")
    area = f'x="{px(-WIDTH / 2)}" y="{px(-height / 2)}" width="{px(WIDTH)}" height="{px(height)}"'
    return (
        f'<g class="target" data-cell="{cell}" transform="translate({px(x)} {px(y)})">'
        + title(f"target {name}", repr(target))
        + f'<rect class="body" {area} fill="var(--const)"/>'
        + text(0, 4, content, 12, bold=True, class_="value")
        + (text(0, 31, _below(diagram), 11, fill="muted") if is_lone else beside)
        + "</g>"
    )


def _below(diagram: Diagram) -> Markup:
    """What a single target is: the name of a class is that of an output, too."""
    if not diagram.target_is_class:
        return Markup("target y")
    return Markup(f"target: {written(Symbol('ŷ', lowered=str(int(diagram.target[0]) + 1)))}")
