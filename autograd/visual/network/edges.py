"""Writes the edges of a network, coloured by sign and thick by weight, and their numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from autograd.names.indices import Index
from autograd.visual.network.diagram import Diagram, Moment, Place
from autograd.visual.network.kit import attributes, pill, px, title
from autograd.visual.network.places import Layout, Point
from autograd.visual.network.scales import (
    DASH,
    FAINT,
    colour,
    edge_opacity,
    edge_width,
    is_hair,
    largest,
)
from autograd.writing.text import brief

ARROW = 7.0  # half the width of an arrowhead
NUMBERED = 8  # edges between two columns, each with its number
ROOMY = 150.0  # px from column to column, if edges are to have their numbers
LONGEST_NUMBER = 5  # characters of the number of an edge at rest
DOTS = 14.0  # px from dot to dot on an active edge
HALO = 7.0  # how much wider the halo of an active edge is


class Edge(NamedTuple):
    """A weight: the edge from cell `origin` of the column before to cell `to` of a column."""

    column: int
    to: int
    origin: int
    weight: float
    many: int
    """How many edges there are between these two columns."""
    start: Point
    end: Point

    def along(self, share: float) -> Point:
        """The point after a share of its way."""
        return Point(
            self.start.x + share * (self.end.x - self.start.x),
            self.start.y + share * (self.end.y - self.start.y),
        )

    @property
    def data(self) -> str:
        """The attributes by which a script finds it."""
        return attributes(data_column=self.column, data_to=self.to, data_from=self.origin)


def edges(diagram: Diagram, layout: Layout) -> list[Edge]:
    """All edges of a network."""
    return [
        _edge(layout, number, to, origin, float(weight), column.kernel.size)
        for number, column in enumerate(diagram.columns)
        if number and layout.links[number - 1].form == "edges"
        for to, row in enumerate(column.kernel)
        for origin, weight in enumerate(row)
    ]


def _edge(layout: Layout, column: int, to: int, origin: int, weight: float, many: int) -> Edge:
    """The edge from border to border of two circles, which stand side by side."""
    a, b = layout.at(Place(column - 1, origin)), layout.at(Place(column, to))
    length = math.hypot(b.x - a.x, b.y - a.y)
    x, y = (b.x - a.x) / length * layout.sizes.radius, (b.y - a.y) / length * layout.sizes.radius
    start, end = Point(a.x + x, a.y + y), Point(b.x - x, b.y - y)
    return Edge(column, to, origin, weight, many, start, end)


def largest_weight(diagram: Diagram) -> float:
    """The |w| of the thickest edge: the largest of the whole network; 0.0 if it has none."""
    if diagram.largest is not None:
        return diagram.largest
    kernels = [column.kernel for column in diagram.columns if column.kernel is not None]
    return max(map(largest, kernels), default=0.0)


def hairs(diagram: Diagram, layout: Layout) -> int:
    """How many edges are too thin to be drawn."""
    most = largest_weight(diagram)
    return sum(is_hair(edge.weight, most, edge.many) for edge in edges(diagram, layout))


def write_edges(diagram: Diagram, layout: Layout, moment: Moment) -> str:
    """The edges at rest, then those that are active, above the others."""
    most = largest_weight(diagram)
    resting, active = [], []
    for edge in edges(diagram, layout):
        if is_active(edge, moment):
            active.append(_active(edge, most, moment))
        else:
            resting.append(_resting(diagram, edge, most, moment))
    return f'<g class="edges">{"".join(resting)}</g><g class="active">{"".join(active)}</g>'


def is_active(edge: Edge, moment: Moment) -> bool:
    """Whether the active neuron takes in this edge."""
    return moment.active == Place(edge.column, edge.to)


def _resting(diagram: Diagram, edge: Edge, most: float, moment: Moment) -> str:
    is_left_out = is_hair(edge.weight, most, edge.many)
    if is_left_out and not moment.is_template:
        return ""
    at_rest = edge_opacity(edge.weight, most, edge.many)
    opacity = FAINT if moment.is_calm else at_rest
    more = attributes(opacity=f"{opacity:.3g}", visibility="hidden" if is_left_out else None)
    return f"{_path(edge, most)}{more}>{title(*_words(diagram, edge))}</path>"


def _path(edge: Edge, most: float) -> str:
    """The beginning of the tag of an edge."""
    stroke = attributes(
        class_="edge",
        d=_line(edge.start, edge.end),
        stroke=f"var(--{colour(edge.weight)})",
        stroke_width=f"{edge_width(edge.weight, most, edge.many):.3g}",
        stroke_dasharray=DASH if colour(edge.weight) == "neg" else None,
        fill="none",
    )
    return f"<path{stroke}{edge.data}"


def _words(diagram: Diagram, edge: Edge) -> Iterator[str]:
    column = diagram.columns[edge.column]
    yield str(Index("w", edge.column, edge.to + 1, edge.origin + 1))
    yield f"weight {edge.weight!r}"
    if column.kernel_gradients is not None:
        yield f"∂L/∂w {float(column.kernel_gradients[edge.to, edge.origin])!r}"
    if column.neurons:
        yield f"{column.neurons[edge.to]}.w[{edge.origin}]".removeprefix(".")


def _line(start: Point, end: Point) -> str:
    return f"M{px(start.x)} {px(start.y)}L{px(end.x)} {px(end.y)}"


def _active(edge: Edge, most: float, moment: Moment) -> str:
    """An edge that carries something: a halo, the edge, dots along it, a head at the receiver."""
    forward = moment.direction == "forward"
    token = "fore" if forward else "grad"
    start, end = (edge.start, edge.end) if forward else (edge.end, edge.start)
    width = edge_width(edge.weight, most)
    line = _line(start, end)
    moved = f"{-DOTS * moment.flow:.3g}" if moment.flow else None
    dots = attributes(stroke_dasharray=f"0 {DOTS:g}", stroke_dashoffset=moved)
    return (
        f'<g class="carrier"{edge.data} fill="none"><path d="{line}" stroke="var(--{token})" '
        f'stroke-width="{width + HALO:.3g}" opacity=".28"/>'
        f'<path d="{line}" stroke="var(--{colour(edge.weight)})" stroke-width="{width:.3g}"/>'
        f'<path class="flow" d="{line}" stroke="var(--{token})" stroke-width="5" '
        f'stroke-linecap="round"{dots}/>{_head(start, end, token)}</g>'
    )


def _head(start: Point, end: Point, token: str) -> str:
    """An arrowhead whose tip is at the end."""
    length = math.hypot(end.x - start.x, end.y - start.y)
    x, y = ARROW * (end.x - start.x) / length, ARROW * (end.y - start.y) / length
    left = Point(end.x - 2 * x - y, end.y - 2 * y + x)
    right = Point(end.x - 2 * x + y, end.y - 2 * y - x)
    d = _line(end, left) + f"L{px(right.x)} {px(right.y)}Z"
    return f'<path d="{d}" fill="var(--{token})" stroke="var(--page)"/>'


def write_weights(diagram: Diagram, layout: Layout, moment: Moment) -> str:
    """The numbers of edges: of all if they are few, and of the active neuron."""
    if not layout.is_wide or layout.sizes.pitch < ROOMY:
        return ""
    shown = "".join(
        _weight(diagram, edge, is_active(edge, moment))
        for edge in edges(diagram, layout)
        if is_numbered(edge, moment)
    )
    return f'<g class="weights">{shown}</g>'


def is_numbered(edge: Edge, moment: Moment) -> bool:
    """Whether an edge has its number on it; others show it on hover."""
    if moment.is_calm:
        return is_active(edge, moment)
    return edge.many <= NUMBERED and len(brief(edge.weight)) <= LONGEST_NUMBER


def _weight(diagram: Diagram, edge: Edge, is_active: bool) -> str:
    point = edge.along(0.5 if is_active else weight_share(diagram, edge.column))
    token = colour(edge.weight)
    shown = pill(
        *point, brief(edge.weight), fill=token, rim=token if is_active else None, bold=is_active
    )
    return f'<g class="weight"{edge.data}>{shown}</g>'


def weight_share(diagram: Diagram, column: int) -> float:
    """Where on its way an edge has its number: nearer to where the circles are many."""
    units, inputs = diagram.columns[column].kernel.shape
    return 0.70 if units >= inputs else 0.32
