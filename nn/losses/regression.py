"""Losses of numbers: how far predictions are from their targets, squared or not.

They belong to `nn.losses`, under whose name they are used.
"""

from typing import Any

import autograd
from autograd import Value
from nn.arguments import number_in
from nn.losses.matching import matched, mean, weights_of


def mean_squared_error(predictions: Any, targets: Any, sample_weight: Any = None) -> Value:
    """The mean of (prediction - target)².

    Args:
        predictions: Any numbers: one, a list, or a list of lists.
        targets: As many, in the same structure.
        sample_weight: A factor for the losses of each sample.

    Returns:
        The mean over all numbers.

    Raises:
        InputTypeError: If something is no number, or a list stands opposite a number.
        InputValueError: If lengths differ, there is nothing to compare, or a weight is negative.

    >>> mean_squared_error([[Value(1.0), Value(2.0)]], [[0.0, 4.0]]).data
    2.5
    """
    pairs = matched("mean_squared_error", predictions, targets)
    errors = [p - t for p, t in pairs]
    weights = weights_of("mean_squared_error", predictions, sample_weight)
    return mean([error * error for error in errors], weights)


def mean_absolute_error(predictions: Any, targets: Any, sample_weight: Any = None) -> Value:
    """The mean of |prediction - target|; where they are equal its gradient is 0.

    Args:
        predictions: As for `mean_squared_error`.
        targets: As for `mean_squared_error`.
        sample_weight: As for `mean_squared_error`.

    Returns:
        The mean over all numbers.

    Raises:
        InputTypeError: As for `mean_squared_error`.
        InputValueError: As for `mean_squared_error`.

    >>> mean_absolute_error([Value(1.0), Value(2.0)], [1.0, 4.0]).data
    1.0
    """
    pairs = matched("mean_absolute_error", predictions, targets)
    weights = weights_of("mean_absolute_error", predictions, sample_weight)
    return mean([autograd.abs(p - t) for p, t in pairs], weights)


def huber(predictions: Any, targets: Any, sample_weight: Any = None, delta: float = 1.0) -> Value:
    """The mean of e²/2 where |e| <= delta, and delta (|e| - delta/2) beyond; e is the error.

    Quadratic for small errors, linear for large ones, so that outliers pull no harder than delta.

    Args:
        predictions: As for `mean_squared_error`.
        targets: As for `mean_squared_error`.
        sample_weight: As for `mean_squared_error`.
        delta: Where the line begins, above 0.

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
    return mean(terms, weights_of("huber", predictions, sample_weight))
