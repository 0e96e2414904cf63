"""Finds places for the texts on edges: on their curves, clear of items and of one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

Point = tuple[float, float]
Frame = tuple[float, float, float, float]
"""The left, upper, right and lower end."""

WIDTH, HEIGHT = 52.0, 17.0
"""The room of a text."""
PARTS = (0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8, 0.14, 0.86)
"""How far along its curve a text may stand, the best first."""
_CELL = 64.0


class _Plane:
    """Frames that are taken, found by the cells of a grid that they touch."""

    def __init__(self, frames: Iterable[Frame]) -> None:
        self._cells: dict[tuple[int, int], list[Frame]] = defaultdict(list)
        for frame in frames:
            self.take(frame)

    def take(self, frame: Frame) -> None:
        for cell in _cells(frame):
            self._cells[cell].append(frame)

    def is_free(self, frame: Frame) -> bool:
        left, high, right, low = frame
        return not any(
            left < taken[2] and taken[0] < right and high < taken[3] and taken[1] < low
            for cell in _cells(frame)
            for taken in self._cells.get(cell, ())
        )


def label_places(
    curves: Sequence[Sequence[Point]], fallbacks: Sequence[Point], items: Iterable[Frame]
) -> list[Point]:
    """For each curve the middle of its text.

    Args:
        curves: The points of each: pieces of cubic curves, one after the other.
        fallbacks: The places for those that have no free one on their curve.
        items: What must not be covered.

    >>> straight = [(0.0, 0.0), (100.0, 0.0), (200.0, 0.0), (300.0, 0.0)]
    >>> label_places([straight, straight], [(0.0, 0.0)] * 2, [])
    [(150.0, 0.0), (81.0, 0.0)]
    """
    plane = _Plane(items)
    found = []
    for curve, fallback in zip(curves, fallbacks, strict=True):
        places = (point for part in PARTS if plane.is_free(_frame(point := _at(curve, part))))
        place = next(places, fallback)
        plane.take(_frame(place))
        found.append(place)
    return found


def _frame(middle: Point) -> Frame:
    x, y = middle
    return x - WIDTH / 2, y - HEIGHT / 2, x + WIDTH / 2, y + HEIGHT / 2


def _cells(frame: Frame) -> Iterator[tuple[int, int]]:
    left, high, right, low = [int(x // _CELL) for x in frame]
    for column in range(left, right + 1):
        for row in range(high, low + 1):
            yield column, row


def _at(curve: Sequence[Point], part: float) -> Point:
    """The point of a curve at a part of its pieces."""
    pieces = (len(curve) - 1) // 3
    piece = min(int(part * pieces), pieces - 1)
    t = part * pieces - piece
    s = 1.0 - t
    weights = (s**3, 3 * s * s * t, 3 * s * t * t, t**3)
    points = curve[3 * piece : 3 * piece + 4]
    x, y = [sum(w * p[axis] for w, p in zip(weights, points, strict=True)) for axis in (0, 1)]
    return x, y
