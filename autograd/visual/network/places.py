"""What a layout consists of: points, rectangles, the bodies of columns, the links between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from autograd.visual.network.diagram import Place

Form = Literal["circles", "strip", "picture", "stack", "box", "none"]
"""How a column is drawn: neurons as circles; cells in a strip; one picture, a value a pixel; a
stack of feature maps; a box with its shape; not at all, since the link after it shows it."""
LinkForm = Literal["edges", "fan", "arrow", "steps", "heads"]
"""How a layer is drawn, between its inputs and outputs: an edge for each weight; a trapezoid with a
histogram of weights; an arrow with words; a recurrent layer rolled out; heads of attention."""


class Point(NamedTuple):
    """A place in the picture, in px."""

    x: float
    y: float


class Rect(NamedTuple):
    """A rectangle of the picture, in px."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right end."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower end."""
        return self.top + self.height

    @property
    def centre(self) -> Point:
        """The point in the middle."""
        return Point(self.left + self.width / 2, self.top + self.height / 2)


@dataclass(frozen=True, slots=True)
class Sizes:
    """The measures of circles and words in px."""

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


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a column is drawn.

    Attributes:
        form: How it is drawn.
        width: Of all of it, in px, without names and biases.
        height: Likewise.
        across: How many cells stand side by side.
        note: What is to be said of it: shown as 28 × 28.
    """

    form: Form
    width: float
    height: float
    across: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """A column in its place."""

    form: Form
    rect: Rect
    cells: tuple[Point, ...] = ()
    """The centres of circles."""
    is_named: bool = False
    """Whether names and biases stand beside the circles; else they are shown on hover."""
    across: int = 1
    note: str = ""
    room: float = 0.0
    """How many px its head may take."""

    @property
    def x(self) -> float:
        """The centre of the column."""
        return self.rect.centre.x


@dataclass(frozen=True, slots=True)
class Link:
    """A layer in its place, between two bodies."""

    form: LinkForm
    rect: Rect
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of all that is drawn."""

    width: float
    height: float
    is_wide: bool
    """Whether there is room for the numbers of edges, and names beside gradients."""
    is_across: bool
    """Whether columns stand side by side; else they lie below each other."""
    sizes: Sizes
    bodies: tuple[Body, ...]
    links: tuple[Link, ...]
    """The link to each column but the first."""
    loss: Point | None
    targets: tuple[Point, ...]
    legend: float
    """The height at which the legend stands."""
    heads: float = 20.0
    """The height of the titles of columns that stand side by side."""

    def at(self, place: Place) -> Point:
        """The centre of a cell, or of the loss."""
        if place.column == len(self.bodies):
            assert self.loss is not None
            return self.loss
        return self.bodies[place.column].cells[place.cell]
