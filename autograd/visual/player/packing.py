"""Puts the parts of a layout that no edge connects into rows, side by side.

`dot` would pile them up: sixty neurons as one column, of which a screen shows ten.
"""

from __future__ import annotations

import math

from autograd.visual.player.views import Template

Point = tuple[float, float]
Curve = list[Point]
Frame = tuple[float, float, float, float]
"""The left, upper, right and lower end."""

TALL = 520.0
"""The highest pile that is left as it is."""
ASPECT = 1.8
"""The width of all rows together, as a multiple of their height."""
BETWEEN = 14.0
BESIDE = 26.0
"""The space between parts: one below the other, and side by side."""
STUB = 46.0
"""The length of an edge of which only the end is drawn."""
MANY = 8
"""Most edges from outside that are drawn in full; more are drawn as stubs."""


def with_stubs(template: Template) -> int:
    """The item whose edges are drawn as stubs: `outside` if it has many edges, else -1.

    >>> from autograd.visual.player.views import Wire
    >>> edges = tuple(Wire(9, k, -1, 2) for k in range(9))
    >>> with_stubs(Template(9, tuple(range(9)), (), True, edges))
    9
    """
    outside = template.items - 1
    if template.outside and sum(edge.tail == outside for edge in template.edges) > MANY:
        return outside
    return -1


def pack(
    template: Template,
    places: list[Point],
    curves: list[Curve],
    widths: list[int],
    heights: list[int],
) -> tuple[list[Point], list[Curve]]:
    """Corners and curves of a layout with its parts in rows, and with stubs.

    Args:
        template: The wiring.
        places: The left upper corner of each item.
        curves: For each edge its points, and the middle of its text; empty where it is to be a
            stub.
        widths: The width of each item.
        heights: The height of each item.
    """
    stubs = with_stubs(template)
    heads = {edge.head for edge in template.edges if edge.tail == stubs}
    part_of = _parts(template, stubs)
    frames: dict[int, Frame] = {}  # of each part, around its items and curves
    for k, (x, y) in enumerate(places):
        frame = (x - STUB * (k in heads), y, x + widths[k], y + heights[k])
        _widen(frames, part_of[k], frame)
    for edge, curve in zip(template.edges, curves, strict=True):
        for x, y in curve:
            _widen(frames, part_of[edge.head], (x, y, x, y))
    moves = _rows(frames, last=part_of[stubs] if stubs >= 0 else -1)
    places = [_moved(place, moves[part_of[k]]) for k, place in enumerate(places)]
    curves = [
        [_moved(point, moves[part_of[edge.head]]) for point in curve]
        or _stub(places[edge.head], heights[edge.head])
        for edge, curve in zip(template.edges, curves, strict=True)
    ]
    return places, curves


def _parts(template: Template, stubs: int) -> list[int]:
    """For each item the first item that it is connected with: items of a part have the same one.

    Union-find: each item points to an earlier one of its part, and paths are shortened on the way.
    """
    first = list(range(template.items))

    def find(k: int) -> int:
        while first[k] != k:
            first[k] = first[first[k]]
            k = first[k]
        return k

    for edge in template.edges:
        if edge.tail != stubs:
            one, other = sorted((find(edge.tail), find(edge.head)))
            first[other] = one
    return [find(k) for k in range(template.items)]


def _rows(frames: dict[int, Frame], last: int) -> dict[int, Point]:
    """How far each part moves; the part `last`, which has the item `outside`, to the far left."""
    parts = [part for part in sorted(frames) if part != last]
    sizes = {k: (right - left, low - high) for k, (left, high, right, low) in frames.items()}
    pile = sum(sizes[k][1] + BETWEEN for k in parts)
    room = 0.0
    if len(parts) > 1 and pile > TALL:
        area = sum((sizes[k][0] + BESIDE) * (sizes[k][1] + BETWEEN) for k in parts)
        room = max([math.sqrt(ASPECT * area), *[sizes[k][0] for k in parts]])
    # Fill a row from the left until the next part has no room there, then begin another below it.
    start = sizes[last][0] + BESIDE if last >= 0 else 0.0
    x, y, deep = start, 0.0, 0.0
    moves = {}
    for k in parts:
        wide, high = sizes[k]
        if x > start and x + wide > start + room:
            x, y, deep = start, y + deep + BETWEEN, 0.0
        moves[k] = (x - frames[k][0], y - frames[k][1])
        x, deep = x + wide + BESIDE, max(deep, high)
    if last >= 0:
        moves[last] = (-frames[last][0], (y + deep - sizes[last][1]) / 2 - frames[last][1])
    return moves


def _widen(frames: dict[int, Frame], part: int, more: Frame) -> None:
    left, high, right, low = frames.get(part, more)
    frames[part] = min(left, more[0]), min(high, more[1]), max(right, more[2]), max(low, more[3])


def _moved(point: Point, by: Point) -> Point:
    return point[0] + by[0], point[1] + by[1]


def _stub(corner: Point, height: float) -> Curve:
    """The end of an edge, and the middle of its text."""
    x, y = corner[0], corner[1] + height / 2
    return [(x - STUB * part, y) for part in (1.0, 0.7, 0.3, 0.0, 0.5)]
