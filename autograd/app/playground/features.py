"""Features: the inputs of the network, functions of a point."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import autograd

FEATURES: dict[str, tuple[str, Callable[[Any, Any], Any]]] = {
    "x1": ("x₁", lambda x1, x2: x1),
    "x2": ("x₂", lambda x1, x2: x2),
    "x1^2": ("x₁²", lambda x1, x2: x1 * x1),
    "x2^2": ("x₂²", lambda x1, x2: x2 * x2),
    "x1*x2": ("x₁x₂", lambda x1, x2: x1 * x2),
    "sin(x1)": ("sin x₁", lambda x1, x2: autograd.sin(x1)),
    "sin(x2)": ("sin x₂", lambda x1, x2: autograd.sin(x2)),
}
"""The features by name: the title on the page, and a function of numbers or Values."""


def compute(names: Iterable[str], point: Sequence[Any]) -> list[Any]:
    """The features of a point.

    Args:
        names: The names of the features.
        point: Its two coordinates, numbers or Values.

    >>> compute(["x1", "x1*x2"], [2.0, 3.0])
    [2.0, 6.0]
    """
    x1, x2 = point
    return [FEATURES[name][1](x1, x2) for name in names]
