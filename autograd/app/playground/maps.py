"""Maps: a number for each square of the plane, and their form for the page."""

import base64
from collections.abc import Sequence
from typing import Any

import numpy

from autograd.app.playground import features
from autograd.app.playground.points import REACH

SIDE = 48
"""Squares per side of a map."""
ZERO = 127
"""The byte that stands for 0; 0 and 254 stand for -scale and scale."""


def grid(names: Sequence[str], size: int = SIDE) -> Any:
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


def scales(maps: Any) -> Any:
    """The largest absolute number of each map; an array with a row for each is given."""
    return numpy.maximum(abs(maps).max(axis=1), 1e-12)


def levels(maps: Any, scales: Any) -> Any:
    """The numbers of maps as bytes: 0 to 254 for -scale to scale.

    Args:
        maps: An array with a row for each map.
        scales: The scale of each.

    >>> levels(numpy.array([[-2.0, 0.0, 1.0]]), [2.0]).tolist()
    [[0, 127, 190]]
    """
    shares = numpy.clip(maps / numpy.reshape(scales, (-1, 1)), -1.0, 1.0)
    return numpy.rint(shares * ZERO + ZERO).astype(numpy.uint8)


def finite(maps: Any) -> Any:
    """Maps without nan and infinity: a network that has diverged is drawn, too."""
    return numpy.nan_to_num(maps, nan=0.0, posinf=1e300, neginf=-1e300)


def encoded(numbers: Any) -> dict[str, Any]:
    """A map for JSON: its bytes in base64, and its scale."""
    maps = numpy.reshape(numbers, (1, -1))
    scale = scales(maps)
    return {
        "map": base64.b64encode(levels(maps, scale).tobytes()).decode(),
        "scale": float(scale[0]),
    }
