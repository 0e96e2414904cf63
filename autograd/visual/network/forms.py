"""Which form a column and a layer have: circles and edges if they are few, else strips and fans."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

from autograd.visual.network.diagram import Column, Diagram
from autograd.visual.network.kit import width_of
from autograd.visual.network.places import LinkForm, Shape, Sizes
from autograd.writing.text import count

FEW = 6  # neurons in the fullest column that have their names and biases beside them
FULL = 12  # neurons in the fullest column of circles
NARROW_FULL = 8
EDGES = 300  # weights in a picture that are drawn as edges
CELLS = 256  # values that are drawn as cells; more become a picture, a pixel a value
MAPS = 4  # feature maps that are drawn
SIDE = 104.0  # px of the longer side of a picture
LYING = 350.0  # px of a strip that lies
STANDING = 224.0  # px of a strip that stands

_WIDE = Sizes(radius=25, pitch=168, row=100, left=58, top=96, value=13)
_WIDE_FULL = Sizes(radius=18, pitch=168, row=44, left=58, top=96, value=11)
_NARROW = Sizes(21, 76, 94, 34, 80, value=12, head=12, words=11, loss_width=50, loss_height=38)
_NARROW_FULL = Sizes(18, 76, 42, 34, 80, value=11, head=12, words=11, loss_width=50, loss_height=38)
STEP = 114.0  # px from step to step of a recurrent layer
CLOSEST = 112.0  # px from column to column, at least
LOOSE = 84.0  # the row of a column whose neurons have names, beside a fuller one


def has_circles_only(diagram: Diagram, is_wide: bool) -> bool:
    """Whether all of a network is drawn as circles."""
    edges = sum(column.kernel.size for column in diagram.columns if column.is_connected)
    most = FULL if is_wide else NARROW_FULL
    return edges <= EDGES and all(is_short(column, most) for column in diagram.columns)


def is_short(column: Column, most: int) -> bool:
    """Whether it is a list of few numbers."""
    return column.shape is not None and len(column.shape) == 1 and column.shape[0] <= most


def sizes_of(diagram: Diagram, is_wide: bool) -> Sizes:
    """The measures for the circles of a network."""
    fullest = max(column.size or 1 for column in diagram.columns)
    if fullest <= FEW or not has_circles_only(diagram, is_wide):
        return _WIDE if is_wide else _NARROW
    return _WIDE_FULL if is_wide else _NARROW_FULL


def fitting(sizes: Sizes, diagram: Diagram, width: float) -> Sizes:
    """The same measures with columns closer together, if else the picture is wider than a page."""
    columns = len(diagram.columns) + (diagram.loss is not None)
    pitch = (width - 2 * sizes.left - 2) / max(1, columns - 1)
    return dataclasses.replace(sizes, pitch=min(sizes.pitch, max(CLOSEST, pitch)))


def shape_of(
    column: Column, after: Column | None, sizes: Sizes, *, all_circles: bool, is_across: bool
) -> Shape:
    """How a column is drawn.

    Args:
        column: The column.
        after: The one after it, if any.
        sizes: The measures of circles.
        all_circles: Whether the whole network is drawn as circles.
        is_across: Whether columns stand side by side.
    """
    shape = column.shape or ()
    if len(shape) == 2 and column.role == "input" and after is not None and after.gates:
        return Shape("none", 0.0, 0.0)  # the steps of the recurrent layer show it
    if is_short(column, FULL if all_circles else FEW):
        return circles(shape[0], sizes, is_across)
    if len(shape) == 1:
        return _list(column, shape[0], is_across)
    if len(shape) == 3 and shape[2] > 1:
        side = picture(shape[0], shape[1], is_map=True)
        more = 8.0 * (min(MAPS, shape[2]) - 1)
        return Shape("stack", side.width + more, side.height + more)
    if len(shape) in (2, 3):
        is_map = len(shape) == 3 and column.role != "input"
        return picture(shape[0], shape[1], is_map=is_map)
    return Shape("box", 60.0, 40.0)


def circles(number: int, sizes: Sizes, is_across: bool) -> Shape:
    """So many circles, below each other or side by side."""
    long = 2 * sizes.radius + (number - 1) * row_of(number, sizes, is_across)
    short = 2 * sizes.radius
    return Shape("circles", short, long) if is_across else Shape("circles", long, short)


def row_of(number: int, sizes: Sizes, is_across: bool) -> float:
    """From circle to circle."""
    if not is_across:
        return 2 * sizes.radius + (18 if number <= FEW else 6)
    return max(sizes.row, LOOSE) if number <= FEW else sizes.row


def _list(column: Column, number: int, is_across: bool) -> Shape:
    """A long list: a strip of cells, or a picture if they are too many or known to be one."""
    side = math.isqrt(number)
    if column.role == "input" and number >= 64 and side * side == number:
        shown = picture(side, side)
        return Shape("picture", shown.width, shown.height, side, f"shown as {side} × {side}")
    if number > CELLS:
        return _folded(number, is_across)
    return _standing(number) if is_across else _lying(number)


def _folded(number: int, is_across: bool) -> Shape:
    """So many numbers that each of them is a pixel."""
    short = 2 ** max(3, math.floor(math.log2(math.sqrt(number / 8.0))))
    long = -(-number // short)
    px = max(1.0, min(2.0, SIDE / short), 160.0 / long)
    if is_across:
        return Shape("picture", short * px, min(STANDING, long * px), short)
    return Shape("picture", min(LYING, long * px), short * px, long)


def _standing(number: int) -> Shape:
    """A strip from top to bottom."""
    across, wide = next((across, wide) for most, across, wide in _ACROSS if number <= most)
    rows = -(-number // across)
    return Shape("strip", wide, min(20.0, max(8.0, STANDING / rows)) * rows, across)


_ACROSS = ((16, 1, 36.0), (32, 2, 36.0), (64, 4, 56.0), (128, 8, 88.0), (CELLS, 16, 160.0))
"""Up to how many cells, how many of them stand side by side, on how many px."""


def _lying(number: int) -> Shape:
    """A strip from left to right, in as many rows of equal length as it needs."""
    rows = -(-number // 32)
    across = -(-number // rows)
    wide = min(36.0, LYING / across)
    return Shape("strip", wide * across, (22.0 if wide > 20 else 14.0) * rows, across)


def picture(rows: int, columns: int, *, is_map: bool = False) -> Shape:
    """A picture of so many values, a pixel each; small feature maps are drawn smaller."""
    longer = max(rows, columns)
    side = SIDE * min(1.0, (longer / 26) ** 0.7) if is_map else SIDE
    scale = min(side / longer, 30.0)
    return Shape("picture", max(8.0, columns * scale), max(8.0, rows * scale), columns)


# --------------------------------------------------------------------------------------- links


def link_form(before: Shape, column: Column, shape: Shape, *, all_circles: bool) -> LinkForm:
    """How a layer is drawn."""
    if column.gates:
        return "steps"
    if column.heads:
        return "heads"
    if not column.is_connected:
        return "arrow"
    both = before.form == shape.form == "circles"
    return "edges" if both and all_circles else "fan"


def link_words(column: Column, before: Column, form: LinkForm) -> tuple[str, ...]:
    """The words at a layer; those at edges are in the head of the column."""
    if form == "edges":
        return ()
    parameters = (count(column.parameters, "parameter"),) if column.parameters else ()
    frozen = ("frozen",) if column.frozen else ()
    if form == "fan":
        units, inputs = column.kernel.shape
        return (f"{column.kind} {inputs:,} → {units:,}", *parameters, *frozen)
    if form == "steps" and before.shape and column.shape:
        sizes = f"{before.shape[-1]:,} → {column.shape[-1]:,}"
        return (f"{column.kind} {sizes}", *column.facts, *parameters, *frozen)
    facts = [*column.facts, *([column.activation] if column.activation != "linear" else [])]
    return (column.kind, *lines_of([fact for fact in facts if fact]), *parameters, *frozen)


def lines_of(words: Sequence[str], longest: int = 26, between: str = " · ") -> list[str]:
    """Words joined to lines of at most so many characters, if no word is longer.

    >>> lines_of(["8 filters", "strides 2", "padding same", "relu"])
    ['8 filters · strides 2', 'padding same · relu']
    """
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + len(between) + len(word) <= longest:
            lines[-1] += between + word
        else:
            lines.append(word)
    return lines


def link_length(form: LinkForm, words: Sequence[str], column: Column, sizes: Sizes) -> float:
    """How long a layer is drawn where columns stand side by side."""
    if form == "edges":
        return sizes.pitch - 2 * sizes.radius
    longest = max(width_of(line, 11 if k else 12) for k, line in enumerate(words))
    if form == "fan":
        return max(130.0, longest + 24)
    if form == "steps":
        return steps_shown(column) * STEP + 70
    if form == "heads":
        return max(longest + 36, 2 * 84.0 + 36 if column.heads > 1 else 130)
    return max(60.0, min(longest, 190.0) + 24)


def steps_shown(column: Column) -> int:
    """How many places the steps of a recurrent layer take: the first, the last, and dots."""
    return min(4, column.steps) if column.steps else 4
