"""Parameters of a network by their indices, as people write them: w of layer 2, to 3, from 1."""

import re
from typing import NamedTuple

_PATH = re.compile(r"layers\[(\d+)\]\.neurons\[(\d+)\]\.(?:w\[(\d+)\]|b)")


class Index(NamedTuple):
    """Which weight or bias of a network it is; all numbers count from 1.

    Attributes:
        letter: w for a weight, b for a bias.
        layer: The layer.
        to: The neuron in it.
        origin: The input that a weight multiplies; None for a bias.

    >>> print(Index("w", 2, 3, 1))
    w, layer 2, to 3, from 1
    """

    letter: str
    layer: int
    to: int
    origin: int | None = None

    def __str__(self) -> str:
        origin = "" if self.origin is None else f", from {self.origin}"
        return f"{self.letter}, layer {self.layer}, to {self.to}{origin}"


def indices(path: str) -> Index | None:
    """The indices of a parameter, from its path, which counts from 0; None for other paths.

    >>> indices("layers[1].neurons[2].w[0]")
    Index(letter='w', layer=2, to=3, origin=1)
    >>> indices("layers[0].neurons[3].b"), indices("slopes[1]")
    (Index(letter='b', layer=1, to=4, origin=None), None)
    """
    match = _PATH.fullmatch(path)
    if match is None:
        return None
    layer, to, origin = (None if digits is None else int(digits) + 1 for digits in match.groups())
    assert layer is not None
    assert to is not None
    return Index("b" if origin is None else "w", layer, to, origin)


def joined(*numbers: int) -> str:
    """Indices side by side, as lowered digits; with commas if one has two digits.

    >>> joined(2, 3), joined(12, 3)
    ('23', '12,3')
    """
    return ("," if max(numbers) > 9 else "").join(map(str, numbers))
