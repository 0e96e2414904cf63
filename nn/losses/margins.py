"""Losses of margins: by how much a score is on the right side.

They belong to `nn.losses`, under whose name they are used.
"""

from collections.abc import Iterable
from typing import Any

import autograd
from autograd import InputValueError, Value
from autograd.checks import abbreviate
from nn.arguments import Scalar
from nn.losses.matching import matched, mean, weights_of


def hinge(predictions: Any, targets: Any, sample_weight: Any = None) -> Value:
    """The mean of max(0, 1 - target prediction), for the classes -1 and 1.

    It asks for more than the right sign: for a margin of 1. Targets that are all 0 or 1 are taken
    for the classes -1 and 1, as in Keras.

    Args:
        predictions: Scores, negative for the class -1 and positive for 1.
        targets: As many labels, in the same structure: -1 and 1, or 0 and 1.
        sample_weight: As for `mean_squared_error`.

    Returns:
        The mean over all numbers.

    Raises:
        InputTypeError: As for `mean_squared_error`.
        InputValueError: As for `mean_squared_error`, or if there is another label.

    Source: Cortes and Vapnik, "Support-vector networks" (1995), https://doi.org/10.1007/BF00994018

    >>> hinge([Value(0.5), Value(-2.0)], [1, -1]).data
    0.25
    """
    return mean(
        _shortfalls("hinge", predictions, targets), weights_of("hinge", predictions, sample_weight)
    )


def squared_hinge(predictions: Any, targets: Any, sample_weight: Any = None) -> Value:
    """The mean of max(0, 1 - target prediction)²: a `hinge` without its kink.

    Args:
        predictions: As for `hinge`.
        targets: As for `hinge`.
        sample_weight: As for `mean_squared_error`.

    Returns:
        The mean over all numbers.

    Raises:
        InputTypeError: As for `mean_squared_error`.
        InputValueError: As for `hinge`.

    >>> squared_hinge([Value(0.5), Value(-2.0)], [1, -1]).data
    0.125
    """
    shortfalls = _shortfalls("squared_hinge", predictions, targets)
    weights = weights_of("squared_hinge", predictions, sample_weight)
    return mean([s * s for s in shortfalls], weights)


def _shortfalls(name: str, predictions: Any, targets: Any) -> list[Any]:
    """What each margin lacks: max(0, 1 - target prediction)."""
    pairs = matched(name, predictions, targets)
    check_sides(name, {t for _, t in pairs if not isinstance(t, Value)})
    sides = [(p, autograd.where(t == 0.0, -1.0, t)) for p, t in pairs]
    return [autograd.relu(1.0 - side * p) for p, side in sides]


def check_sides(name: str, targets: Iterable[Scalar]) -> None:
    """An error unless the targets are labels of two sides."""
    labels = set(targets)
    if not (labels <= {0.0, 1.0} or labels <= {-1.0, 1.0}):
        raise InputValueError(
            f"{name} takes the labels -1 and 1, or 0 and 1, as targets, but was given "
            f"{abbreviate(sorted(labels))}"
        )
