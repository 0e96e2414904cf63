"""Writes attention: for each head, how much each step looks at all others, as a matrix of cells."""

from __future__ import annotations

from typing import Any

from autograd.visual.network.diagram import Column
from autograd.visual.network.kit import arrow, lines, text, title
from autograd.visual.network.places import Layout, Link, Point, Rect
from autograd.visual.network.strips import picture, strip
from autograd.writing.text import count

MOST = 4  # heads that are drawn
SIDE = 66.0  # px of a matrix
PITCH = 84.0  # px from matrix to matrix
ASIDE = 60.0  # px from the left to the arrow of a layer that lies
CELLS = 8  # up to so many steps a matrix is drawn cell by cell


def write_heads(layout: Layout, link: Link, column: Column) -> str:
    """The layer with the matrices of its heads, at most four of them."""
    drawn = min(MOST, column.heads)
    beside = min(2, drawn) if layout.is_across else min(4, drawn)
    rows = -(-drawn // beside)
    x, y = link.rect.centre
    words = [*link.words, "rows: queries", "columns: keys"]
    tall = 15.0 * len(words) + rows * PITCH
    top = y - tall / 2 + 4 if layout.is_across else link.rect.top + 12
    shown = lines(x, top + 4, words, link.rect.width - 8, pitch=15)
    start = top + 15.0 * len(words) + 6
    for head in range(drawn):
        left = x - beside * PITCH / 2 + head % beside * PITCH + (PITCH - SIDE) / 2
        area = Rect(left, start + head // beside * PITCH, SIDE, SIDE)
        shown += _matrix(area, column, head)
    return shown + _arrows(layout, link, beside)


def _matrix(rect: Rect, column: Column, head: int) -> str:
    """The attention of a head: a row for each step that asks."""
    weights = None if column.attention is None else column.attention[head]
    shown = _cells(rect, weights)
    name = "" if column.heads == 1 else f"head {head + 1}"
    if column.heads > MOST and head == MOST - 1:
        name += f" of {column.heads}"
    return (
        title(name or count(column.heads, "head"))
        + shown
        + text(rect.centre.x, rect.bottom + 13, name, 11, fill="muted")
    )


def _cells(rect: Rect, weights: Any) -> str:
    if weights is None or len(weights) > CELLS:
        return picture(rect, weights, 1.0)
    return strip(rect, weights, len(weights), 1.0)


def _arrows(layout: Layout, link: Link, beside: int) -> str:
    """Into the matrices and out of them."""
    rect = link.rect
    half = beside * PITCH / 2 - (PITCH - SIDE) / 2 + 6
    middle = rect.centre
    if layout.is_across:
        into = Point(rect.left, middle.y), Point(middle.x - half, middle.y)
        out = Point(middle.x + half, middle.y), Point(rect.right, middle.y)
        return arrow(*into) + arrow(*out)
    return arrow((ASIDE, rect.top), (ASIDE, rect.bottom))
