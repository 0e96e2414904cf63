"""Losses: how far predictions are from their targets, as one Value to minimise.

Every loss is a function `loss(predictions, targets)` and returns the mean over all numbers, or for
`categorical_cross_entropy_with_logits` over all samples. Predictions and targets have the same
structure: one number each, a list for a model with one output, a list of lists for several outputs.
Predictions are Values and numbers in any mixture, targets usually numbers. A target that is a Value
takes part in the graph like any other: it gets a gradient, and its content is not checked.

>>> mean_squared_error([Value(1.0), Value(2.0)], [1.0, 4.0])
Value(data=2.0, grad=0.0)
>>> get("mse") is mean_squared_error
True
"""

from collections.abc import Callable
from typing import Any

import autograd
from autograd import InputTypeError, InputValueError, Value
from nn.arguments import choose, number_in, shorten
from nn.cross_entropy import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    categorical_cross_entropy_with_logits,
)
from nn.matching import matched, mean

__all__ = [
    "LOSSES",
    "Loss",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "categorical_cross_entropy_with_logits",
    "get",
    "hinge",
    "huber",
    "mean_absolute_error",
    "mean_squared_error",
]

Loss = Callable[[Any, Any], Value]


def mean_squared_error(predictions: Any, targets: Any) -> Value:
    """The mean of (prediction - target)².

    Args:
        predictions: Any numbers: one, a list, or a list of lists.
        targets: As many, in the same structure.

    Returns:
        The mean over all numbers.

    Raises:
        InputTypeError: If something is no number, or a list stands opposite a number.
        InputValueError: If lengths differ, or there is nothing to compare.

    >>> mean_squared_error([[Value(1.0), Value(2.0)]], [[0.0, 4.0]]).data
    2.5
    """
    pairs = matched("mean_squared_error", predictions, targets)
    errors = [p - t for p, t in pairs]
    return mean([error * error for error in errors])


def mean_absolute_error(predictions: Any, targets: Any) -> Value:
    """The mean of |prediction - target|; where they are equal its gradient is 0.

    Args:
        predictions: As for `mean_squared_error`.
        targets: As for `mean_squared_error`.

    Returns:
        The mean over all numbers.

    Raises:
        InputTypeError: As for `mean_squared_error`.
        InputValueError: As for `mean_squared_error`.

    >>> mean_absolute_error([Value(1.0), Value(2.0)], [1.0, 4.0]).data
    1.0
    """
    pairs = matched("mean_absolute_error", predictions, targets)
    return mean([autograd.abs(p - t) for p, t in pairs])


def huber(predictions: Any, targets: Any, delta: float = 1.0) -> Value:
    """The mean of e²/2 where |e| <= delta, and delta (|e| - delta/2) beyond; e is the error.

    Quadratic for small errors, linear for large ones, so that outliers pull no harder than delta.

    Args:
        predictions: As for `mean_squared_error`.
        targets: As for `mean_squared_error`.
        delta: Where the line begins, above 0. `functools.partial(huber, delta=2.0)` is a loss too.

    Returns:
        The mean over all numbers.

    Raises:
        InputTypeError: As for `mean_squared_error`.
        InputValueError: As for `mean_squared_error`, or if delta is not positive.

    Source: Huber, "Robust estimation of a location parameter" (1964),
    https://doi.org/10.1214/aoms/1177703732

    >>> huber([Value(0.5), Value(3.0)], [0.0, 0.0]).data  # (0.125 + 2.5) / 2
    1.3125
    """
    delta = number_in("delta of huber", delta, low=5e-324)
    terms = []
    for p, t in matched("huber", predictions, targets):
        error = p - t
        inner = autograd.clip(error, -delta, delta)  # both branches in one formula
        terms.append(inner * (error - 0.5 * inner))
    return mean(terms)


def hinge(predictions: Any, targets: Any) -> Value:
    """The mean of max(0, 1 - target prediction), for the classes -1 and 1.

    It asks for more than the right sign: for a margin of 1. Targets that are all 0 or 1 are taken
    for the classes -1 and 1, as in Keras.

    Args:
        predictions: Scores, negative for the class -1 and positive for 1.
        targets: As many labels, in the same structure: -1 and 1, or 0 and 1.

    Returns:
        The mean over all numbers.

    Raises:
        InputTypeError: As for `mean_squared_error`.
        InputValueError: As for `mean_squared_error`, or if there is another label.

    Source: Cortes and Vapnik, "Support-vector networks" (1995), https://doi.org/10.1007/BF00994018

    >>> hinge([Value(0.5), Value(-2.0)], [1, -1]).data
    0.25
    """
    pairs = matched("hinge", predictions, targets)
    labels = {t for _, t in pairs if not isinstance(t, Value)}
    if labels <= {0.0, 1.0}:
        pairs = [(p, t if isinstance(t, Value) else 2.0 * t - 1.0) for p, t in pairs]
    elif not labels <= {-1.0, 1.0}:
        raise InputValueError(
            "hinge takes the labels -1 and 1, or 0 and 1, as targets, but was given "
            f"{shorten(sorted(labels))}"
        )
    return mean([autograd.relu(1.0 - t * p) for p, t in pairs])


LOSSES: dict[str, Loss] = {
    "mean_squared_error": mean_squared_error,
    "mse": mean_squared_error,
    "mean_absolute_error": mean_absolute_error,
    "mae": mean_absolute_error,
    "huber": huber,
    "hinge": hinge,
    "binary_cross_entropy": binary_cross_entropy,
    "binary_crossentropy": binary_cross_entropy,
    "binary_cross_entropy_with_logits": binary_cross_entropy_with_logits,
    "categorical_cross_entropy_with_logits": categorical_cross_entropy_with_logits,
}
"""The losses by name, Keras's names included where they mean the same."""


def get(loss: str | Loss) -> Loss:
    """The loss that is meant by a name, or that is given already.

    Args:
        loss: A name out of `LOSSES`, or a function `(predictions, targets) -> Value`.

    Raises:
        InputValueError: If there is no loss of that name.
        InputTypeError: If it is neither a name nor a function.

    >>> get("hinge") is hinge
    True
    """
    if isinstance(loss, str):
        return choose("loss", loss, LOSSES)
    if not callable(loss):
        raise InputTypeError(
            "loss must be a name such as 'mse' or a function (predictions, targets) -> Value, but "
            f"was given {shorten(loss)} ({type(loss).__name__})"
        )
    return loss


def takes_logits(loss: Loss | None) -> bool:
    """Whether a loss is one that takes logits, not probabilities.

    >>> takes_logits(binary_cross_entropy_with_logits), takes_logits(mean_squared_error)
    (True, False)
    """
    return _plain(loss) in _FROM_LOGITS


def threshold_of(loss: Loss) -> float:
    """Above which output a loss takes an example to be of class 1: 0 for logits and margins."""
    return 0.0 if _plain(loss) in (*_FROM_LOGITS, *_MARGINS) else 0.5


def _plain(loss: Any) -> Any:
    """The function in a functools.partial."""
    return getattr(loss, "func", loss)


_FROM_LOGITS = (binary_cross_entropy_with_logits, categorical_cross_entropy_with_logits)
_MARGINS = (hinge,)
