"""Maps: a number for each square of the plane, and their form for the page."""

import base64
from collections.abc import Sequence
from typing import Any

import numpy

from autograd.app.playground import features
from autograd.app.playground.datasets import REACH

FINE, COARSE = 48, 16
"""Squares per side of a map: of the output, and of the other neurons."""


def grid(names: Sequence[str], size: int = FINE) -> Any:
    """The features in the middles of size x size squares of the plane, row by row from the top.

    Args:
        names: The names of the features.
        size: The number of squares per side.

    >>> grid(["x1", "x2"], 2).tolist()
    [[-3.0, 3.0], [3.0, 3.0], [-3.0, -3.0], [3.0, -3.0]]
    """
    middles = [REACH * ((2 * k + 1) / size - 1.0) for k in range(size)]
    places = [(x, y) for y in reversed(middles) for x in middles]
    return numpy.array([features.compute(names, place) for place in places])


def coarse(numbers: Any) -> Any:
    """A map of FINE squares per side, averaged to COARSE squares per side."""
    side = FINE // COARSE
    return numbers.reshape(COARSE, side, COARSE, side).mean(axis=(1, 3))


def encode(numbers: Any, scale: float | None = None) -> str:
    """A map as a byte for each square, in base64: 0 to 254 for -scale to scale.

    Args:
        numbers: The map.
        scale: By default, the largest absolute value.

    >>> list(base64.b64decode(encode(numpy.array([-2.0, 0.0, 1.0]))))
    [0, 127, 191]
    """
    # A network that has diverged is drawn, too.
    numbers = numpy.nan_to_num(numbers, nan=0.0, posinf=1e300, neginf=-1e300)
    reach = max(float(abs(numbers).max()), 1e-12) if scale is None else scale
    level = numpy.rint(numpy.clip(numbers / reach, -1.0, 1.0) * 127.0) + 127.0
    return base64.b64encode(level.astype(numpy.uint8).tobytes()).decode()
