"""The losses of batches, thinned out as they become many."""

from __future__ import annotations

MOST = 512


class Thinned:
    """Numbers in the course of time, of which at most 512 are kept, each the mean of neighbours.

    Args:
        most: How many are kept at most, an even number.

    >>> thinned = Thinned(most=4)
    >>> for x in range(7):
    ...     thinned.add(x, 10.0 * x)
    >>> thinned.xs, thinned.ys
    ([1.0, 3.0, 5.0], [5.0, 25.0, 45.0])
    """

    def __init__(self, most: int = MOST) -> None:
        self._most, self._bin = most, 1
        self._waiting: list[tuple[float, float]] = []
        self.xs: list[float] = []
        self.ys: list[float] = []

    def add(self, x: float, y: float) -> None:
        """Add a number y at a time x."""
        self._waiting.append((x, y))
        if len(self._waiting) < self._bin:
            return
        xs, ys = zip(*self._waiting, strict=True)
        self.xs.append(float(xs[-1]))
        self.ys.append(sum(ys) / len(ys))
        self._waiting.clear()
        if len(self.xs) == self._most:
            self._halve()

    def _halve(self) -> None:
        """Take the mean of every two numbers."""
        self._bin *= 2
        self.xs = self.xs[1::2]
        self.ys = [(a + b) / 2 for a, b in zip(self.ys[::2], self.ys[1::2], strict=True)]
