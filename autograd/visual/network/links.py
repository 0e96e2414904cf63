"""Writes layers between their inputs and outputs: trapezoids with histograms, arrows, words."""

from __future__ import annotations

from typing import Any

from autograd.visual.network.attention import write_heads
from autograd.visual.network.diagram import Column, Diagram, Moment
from autograd.visual.network.kit import arrow, attributes, lines, px, title
from autograd.visual.network.places import Layout, Link, Point, Rect
from autograd.visual.network.rolled import write_steps
from autograd.visual.network.scales import largest
from autograd.writing.text import brief

BINS = 15  # of a histogram; odd, so that one of them is around 0


def write_links(diagram: Diagram, layout: Layout, moment: Moment) -> str:
    """All layers that are not drawn edge by edge."""
    return "".join(
        _link(diagram, layout, moment, number, link)
        for number, link in enumerate(layout.links, 1)
        if link.form != "edges"
    )


def _link(diagram: Diagram, layout: Layout, moment: Moment, number: int, link: Link) -> str:
    column = diagram.columns[number]
    if link.form == "fan":
        shown = _fan(layout, number, link, column)
    elif link.form == "steps":
        shown = write_steps(diagram, layout, moment, number)
    elif link.form == "heads":
        shown = write_heads(layout, link, column)
    else:
        shown = arrow_with(layout, link)
    more = attributes(class_="link", data_column=number)
    words = [*link.words, column.path]
    return f"<g{more}>{title(*words)}{shown}</g>"


# ---------------------------------------------------------------------------------------- fans


def _fan(layout: Layout, number: int, link: Link, column: Column) -> str:
    """A trapezoid from all inputs to all neurons: every input meets every neuron."""
    before, after = layout.bodies[number - 1].rect, layout.bodies[number].rect
    area = link.rect
    if layout.is_across:
        corners = [
            Point(area.left, before.top),
            Point(area.right, after.top),
            Point(area.right, after.bottom),
            Point(area.left, before.bottom),
        ]
    else:
        corners = [
            Point(before.left, area.top),
            Point(before.right, area.top),
            Point(after.right, area.bottom),
            Point(after.left, area.bottom),
        ]
    d = "M" + "L".join(f"{px(x)} {px(y)}" for x, y in corners) + "Z"
    shape = f'<path d="{d}" fill="var(--panel)" stroke="var(--rim)"/>'
    return shape + _fan_words(layout, link, column)


def _fan_words(layout: Layout, link: Link, column: Column) -> str:
    x, y = link.rect.centre
    words = [*link.words, f"largest |w| {brief(largest(column.kernel))}"]
    top = y - 8 * len(words) - (10 if layout.is_across else -4)
    shown = lines(x, top + 4, words, link.rect.width)
    if not layout.is_across:
        return shown
    return shown + histogram(Rect(x - 35, top + 16 * len(words) - 4, 70, 26), column.kernel)


def histogram(rect: Rect, weights: Any) -> str:
    """How the weights are spread around 0: below 0 on the left, above 0 on the right."""
    import numpy

    scale = largest(weights)
    finite = weights[numpy.isfinite(weights)]
    if not scale or not finite.size:
        return ""
    counts, _ = numpy.histogram(finite / scale, BINS, (-1.0, 1.0))
    width, most = rect.width / BINS, counts.max()
    bars = "".join(
        f'<rect x="{px(rect.left + k * width)}" y="{px(rect.bottom - rect.height * n / most)}" '
        f'width="{px(width - 1)}" height="{px(rect.height * n / most)}" '
        f'fill="var(--{_side(k)})"/>'
        for k, n in enumerate(counts.tolist())
        if n
    )
    base = f'<path d="M{px(rect.left)} {px(rect.bottom)}H{px(rect.right)}" stroke="var(--line)"/>'
    return bars + base


def _side(k: int) -> str:
    middle = BINS // 2
    return "line" if k == middle else "neg" if k < middle else "pos"


# -------------------------------------------------------------------------------------- arrows


def arrow_with(layout: Layout, link: Link) -> str:
    """An arrow, with words above it or beside it."""
    rect = link.rect
    x, y = rect.centre
    if layout.is_across:
        top = y - 10 - 15 * (len(link.words) - 1)
        shown = lines(x, top, link.words, rect.width + 8, pitch=15)
        return arrow(Point(rect.left, y), Point(rect.right, y)) + shown
    top = y + 4 - 7.5 * (len(link.words) - 1)
    shown = lines(x + 14, top, link.words, x - 20, "start", pitch=15)
    return arrow(Point(x, rect.top), Point(x, rect.bottom)) + shown
