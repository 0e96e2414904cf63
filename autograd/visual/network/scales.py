"""How numbers become widths, dashes, opacities: the script of the player has the same functions."""

from __future__ import annotations

import math
from typing import Any

WIDEST = 5.0  # px that the largest weight adds to the thinnest line
FAINT = 0.22  # opacity of all that is not active
SOLID = 0.85
DEEPEST = 0.32  # opacity of the tint of a circle, so that ink on it stays readable
MANY = 48  # edges between two columns; from the next one on, opacity tells the size, too
HAIR = 0.12  # below this share of the largest, one of many edges is left out
DASH = "7 4"


def edge_width(weight: float, largest: float, many: int = 1) -> float:
    """The width of an edge in px, linear in |w| / the largest |w| of the network.

    Args:
        weight: The weight.
        largest: The largest |w|, above 0.
        many: How many edges there are between the two columns: from 25 on they get thinner.

    >>> edge_width(-2.0, 2.0), edge_width(0.0, 2.0), edge_width(2.0, 2.0, many=96)
    (6.0, 1.0, 3.0)
    """
    return (1.0 + WIDEST * share(weight, largest)) * min(1.0, math.sqrt(24.0 / many))


def edge_opacity(weight: float, largest: float, many: int) -> float:
    """The opacity of an edge at rest.

    >>> edge_opacity(1.0, 1.0, 8), edge_opacity(0.5, 1.0, 144)
    (0.85, 0.55)
    """
    return SOLID if many <= MANY else 0.25 + 0.6 * share(weight, largest)


def is_hair(weight: float, largest: float, many: int) -> bool:
    """Whether an edge is left out, and counted in the legend instead.

    >>> is_hair(0.1, 1.0, 49), is_hair(0.1, 1.0, 48)
    (True, False)
    """
    return many > MANY and share(weight, largest) < HAIR


def share(number: float, largest: float) -> float:
    """|number| / largest, at most 1; 1 for what is not finite, and 0 if there is no scale.

    >>> share(-1.0, 2.0), share(math.nan, 2.0), share(1.0, 0.0)
    (0.5, 1.0, 0.0)
    """
    if not math.isfinite(number):
        return 1.0
    return min(1.0, abs(number) / largest) if largest > 0.0 else 0.0


def colour(number: float) -> str:
    """The token of a number: its sign, or that it is none.

    >>> colour(-2.0), colour(0.0), colour(math.inf)
    ('neg', 'pos', 'bad')
    """
    if not math.isfinite(number):
        return "bad"
    return "neg" if number < 0.0 else "pos"


def tint(value: float, scale: float) -> float:
    """The opacity of the colour in a circle.

    >>> tint(0.5, 1.0)
    0.16
    """
    return round(DEEPEST * share(value, scale), 3)


def largest(numbers: Any) -> float:
    """The largest absolute number of an array that is finite; 0.0 if there is none.

    >>> import numpy
    >>> largest(numpy.array([1.0, -3.0, numpy.nan]))
    3.0
    """
    import numpy

    sizes = numpy.abs(numbers)
    return float(sizes.max(initial=0.0, where=numpy.isfinite(sizes)))


def rounded_up(number: float) -> float:
    """The scale for numbers up to this one: 1, 2 or 5 times a power of ten; 1.0 for 0.

    >>> [rounded_up(x) for x in (0.98, 1.3, 2.5, 70.0, 0.013, 0.0)]
    [1.0, 2.0, 5.0, 100.0, 0.02, 1.0]
    """
    if number <= 0.0:
        return 1.0
    exponent = math.floor(math.log10(number))
    steps = (float(f"{digit}e{exponent}") for digit in (1, 2, 5, 10))
    return next((step for step in steps if step >= number), number)
