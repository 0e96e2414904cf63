"""Points on a plane, each with its class or with a number to predict."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from autograd.app.playground.tasks import CLASSIFY, PREDICT, Task

REACH = 6.0
"""The page shows the plane from -REACH to REACH in both directions."""
INSIDE = 5.0
"""Points without noise are within -INSIDE to INSIDE."""


@dataclass(frozen=True)
class Points:
    """Points on the plane, in the order in which they were made.

    Attributes:
        positions: The coordinates x1 and x2 of each point.
        labels: The class of each, 0 or 1; or the number to predict, from -1 to 1.
        classes: The names of the classes 0 and 1; None if there are numbers to predict.
        axes: The names of the coordinates.
        ranges: For each axis, the numbers at -REACH and at REACH.
        target: The name of the numbers to predict.
        target_range: What the labels -1 and 1 stand for, if there are numbers to predict.
    """

    positions: list[tuple[float, float]]
    labels: Sequence[float]
    classes: tuple[str, str] | None = ("orange", "blue")
    axes: tuple[str, str] = ("x1", "x2")
    ranges: tuple[tuple[float, float], tuple[float, float]] = ((-REACH, REACH), (-REACH, REACH))
    target: str = "target"
    target_range: tuple[float, float] = (-1.0, 1.0)

    def __len__(self) -> int:
        return len(self.positions)

    @property
    def task(self) -> Task:
        """What is to be learnt of the points."""
        return PREDICT if self.classes is None else CLASSIFY

    def rounded(self, digits: int) -> list[list[float]]:
        """Each point as its coordinates and its label, with so many digits."""
        return [
            [round(x, digits), round(y, digits), round(label, digits)]
            for (x, y), label in zip(self.positions, self.labels, strict=True)
        ]

    def split(self, share: float, seed: int) -> tuple[list[int], list[int]]:
        """The indices of the points to train on and to test on, drawn at random.

        There is at least one of each; those to train on have both classes.

        Args:
            share: The share for training, between 0 and 1.
            seed: The seed of the random order.
        """
        order = list(range(len(self)))
        random.Random(seed).shuffle(order)
        if self.classes is not None:
            # One point of each class comes first, so that both are trained on.
            first = [next(i for i in order if self.labels[i] == label) for label in (0, 1)]
            order = first + [i for i in order if i not in first]
        count = min(max(round(share * len(self)), 2), len(self) - 1)
        return order[:count], order[count:]
