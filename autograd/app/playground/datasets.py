"""Data sets on a plane: the built-in ones, and those of a CSV file."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from autograd import InputValueError
from autograd.app.playground.csv_files import from_csv
from autograd.app.playground.points import INSIDE, Points
from autograd.checks import abbreviate

__all__ = ["COUNT", "DATASETS", "DataSet", "from_csv", "make"]

COUNT = 300
"""How many points a built-in data set has."""

Maker = Callable[[random.Random, float, int], tuple[float, float]]
"""Makes a point from a generator, its position along its class (0 to 1), and the class (0 or 1)."""


def _circle(rng: random.Random, along: float, label: int) -> tuple[float, float]:
    low, high = (0.7 * INSIDE, INSIDE) if label == 0 else (0.0, 0.5 * INSIDE)
    return _polar(rng.uniform(low, high), rng.uniform(0.0, 2.0 * math.pi))


def _xor(rng: random.Random, along: float, label: int) -> tuple[float, float]:
    x, y = rng.uniform(0.3, INSIDE), rng.uniform(0.3, INSIDE)
    side = rng.choice((-1.0, 1.0))
    return side * x, side * (y if label == 1 else -y)


def _gaussians(rng: random.Random, along: float, label: int) -> tuple[float, float]:
    centre = 2.0 if label == 1 else -2.0
    return rng.gauss(centre, 0.9), rng.gauss(centre, 0.9)


def _spiral(rng: random.Random, along: float, label: int) -> tuple[float, float]:
    turned = 1.75 * along * 2.0 * math.pi + (0.0 if label == 1 else math.pi)
    return _polar(along * INSIDE, math.pi / 2.0 - turned)


def _moons(rng: random.Random, along: float, label: int) -> tuple[float, float]:
    x, y = _polar(3.2, math.pi * along)
    return (x - 1.6, y - 0.8) if label == 0 else (1.6 - x, 0.8 - y)


def _polar(radius: float, angle: float) -> tuple[float, float]:
    return radius * math.cos(angle), radius * math.sin(angle)


def _anywhere(rng: random.Random, along: float, label: int) -> tuple[float, float]:
    return rng.uniform(-INSIDE, INSIDE), rng.uniform(-INSIDE, INSIDE)


def _plane(x: float, y: float) -> float:
    return (x + y) / (2.0 * INSIDE)


TOPS = ((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1))
"""The tops of the hills: x1, x2, and 1 or -1."""


def _hills(x: float, y: float) -> float:
    """Six cones of radius 2, from 1 or -1 down to 0."""
    heights = [sign * max(0.0, 1.0 - math.hypot(x - a, y - b) / 2.0) for a, b, sign in TOPS]
    return max(heights, key=abs)


@dataclass(frozen=True)
class DataSet:
    """A built-in data set.

    Attributes:
        title: Its name on the page.
        place: Makes the position of a point.
        target: The number to predict at a position; None if there are two classes.
    """

    title: str
    place: Maker
    target: Callable[[float, float], float] | None = None


DATASETS: dict[str, DataSet] = {
    "circle": DataSet("Circle", _circle),
    "xor": DataSet("XOR", _xor),
    "gaussians": DataSet("Gaussians", _gaussians),
    "spiral": DataSet("Spiral", _spiral),
    "moons": DataSet("Moons", _moons),
    "plane": DataSet("Plane", _anywhere, _plane),
    "hills": DataSet("Hills", _anywhere, _hills),
}
"""The built-in data sets by name."""


def make(name: str, noise: float = 0.0, seed: int = 0, count: int = COUNT) -> Points:
    """A built-in data set.

    Args:
        name: One of `DATASETS`.
        noise: Half the standard deviation of what is added to each coordinate; where numbers are
            to be predicted, the points stay, and the number is that of the place they would go to.
        seed: The same seed gives the same points.
        count: How many points there are; half of them, rounded up, are of class 0.

    Raises:
        InputValueError: If there is no data set of that name.

    >>> points = make("circle", seed=1)
    >>> len(points), points.labels[:4]
    (300, [0, 1, 0, 1])
    """
    if name not in DATASETS:
        raise InputValueError(
            f"there is no data set {abbreviate(name)}; the data sets are {', '.join(DATASETS)}"
        )
    rng, data = random.Random(seed), DATASETS[name]
    places, moved, labels = [], [], [i % 2 for i in range(count)]
    for i, label in enumerate(labels):
        # Positions along each class are evenly spaced.
        along = (i // 2 + 0.5) / ((count + 1) // 2)
        x, y = data.place(rng, along, label)
        places.append((x, y))
        moved.append((x + rng.gauss(0.0, 2.0 * noise), y + rng.gauss(0.0, 2.0 * noise)))
    if data.target is None:
        return Points(moved, labels)
    return Points(places, [data.target(x, y) for x, y in moved], classes=None)
