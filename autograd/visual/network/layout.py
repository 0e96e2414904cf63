"""Where everything of a network is drawn: circles in columns, or rows where a page is narrow.

A picture for a narrow page is laid out anew, never scaled, so that its text stays readable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from autograd.visual.network.diagram import Column, Diagram, Place

WIDE = 980
"""From this width in px on, a page takes the wide picture."""
NARROW = 390
FEW = 6  # neurons in the fullest column that have their names and biases beside them
NUMBERED = 8  # edges between two columns, each with its number


class Point(NamedTuple):
    """A place in the picture, in px."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Sizes:
    """The measures of a picture in px."""

    radius: float
    pitch: float
    """From column to column."""
    row: float
    """From circle to circle, at least."""
    left: float
    """Left of the centres of the first column."""
    top: float
    """Above the highest circle."""
    value: int
    """The font of a value; the others are those of names, heads and the words below."""
    name: int = 12
    head: int = 13
    words: int = 12
    loss_width: float = 60
    loss_height: float = 40


_WIDE = Sizes(radius=25, pitch=168, row=100, left=58, top=96, value=13)
_WIDE_FULL = Sizes(radius=18, pitch=168, row=44, left=58, top=96, value=11)
_NARROW = Sizes(21, 76, 94, 34, 80, value=12, head=12, words=11, loss_width=50, loss_height=38)
_NARROW_FULL = Sizes(18, 76, 42, 34, 80, value=11, head=12, words=11, loss_width=50, loss_height=38)
LOOSE = 84.0  # the row of a column whose neurons have names, beside a fuller one


@dataclass(frozen=True, slots=True)
class Body:
    """A column in its place: the centres of its cells."""

    cells: tuple[Point, ...]
    is_named: bool
    """Whether names and biases stand beside the circles; else they are shown on hover."""

    @property
    def x(self) -> float:
        """The centre of the column."""
        return self.cells[0].x


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of all that is drawn."""

    width: float
    height: float
    is_wide: bool
    sizes: Sizes
    bodies: tuple[Body, ...]
    loss: Point | None
    targets: tuple[Point, ...]
    legend: float
    """The height at which the legend stands."""

    def at(self, place: Place) -> Point:
        """The centre of a cell, or of the loss."""
        if place.column == len(self.bodies):
            assert self.loss is not None
            return self.loss
        return self.bodies[place.column].cells[place.cell]


def sizes_of(counts: list[int], is_wide: bool) -> Sizes:
    """The measures for columns of so many neurons."""
    if max(counts) <= FEW:
        return _WIDE if is_wide else _NARROW
    return _WIDE_FULL if is_wide else _NARROW_FULL


def lay_out(diagram: Diagram, width: float = WIDE) -> Layout:
    """The places of the circles of a network, and of its loss and targets."""
    counts = [column.size or 1 for column in diagram.columns]
    is_wide = width >= WIDE
    sizes = sizes_of(counts, is_wide)
    rows = [max(sizes.row, LOOSE) if count <= FEW else sizes.row for count in counts]
    half = [(count - 1) / 2 * row for count, row in zip(counts, rows, strict=True)]
    middle = sizes.top + sizes.radius + max(half)
    bodies = []
    for number, (count, row, reach) in enumerate(zip(counts, rows, half, strict=True)):
        x = sizes.left + number * sizes.pitch
        cells = tuple(Point(x, middle - reach + k * row) for k in range(count))
        bodies.append(Body(cells, is_named=count <= FEW))
    x = sizes.left + len(counts) * sizes.pitch
    loss, targets = _ends(diagram, Point(x, middle))
    lowest = max([middle + max(half) + sizes.radius + 16, *(point.y + 36 for point in targets)])
    right = (x if diagram.loss is not None else x - sizes.pitch) + sizes.left + 2
    legend = lowest + 22
    return Layout(right, legend + 16, is_wide, sizes, tuple(bodies), loss, targets, legend)


def _ends(diagram: Diagram, beside: Point) -> tuple[Point | None, tuple[Point, ...]]:
    """The loss beside the outputs, and the targets below it."""
    if diagram.loss is None:
        return None, ()
    count = len(diagram.target)
    if count == 1:
        return beside, (Point(beside.x, beside.y + LOOSE),)
    top = beside.y - (LOOSE + 40 * (count - 1)) / 2
    targets = tuple(Point(beside.x, top + LOOSE + 40 * k) for k in range(count))
    return Point(beside.x, top), targets


def edges_between(columns: tuple[Column, ...], number: int) -> int:
    """How many edges lead to a column."""
    kernel = columns[number].kernel
    return 0 if kernel is None else int(kernel.size)
