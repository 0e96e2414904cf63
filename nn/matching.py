"""Predictions and targets, number by number: what losses and metrics begin with."""

from typing import Any

import autograd
from autograd import InputTypeError, InputValueError, Value
from nn.arguments import is_sequence, scalar, shorten


def matched(name: str, predictions: Any, targets: Any) -> list[tuple[Any, Any]]:
    """All numbers in the predictions, each with its target.

    >>> matched("a loss", [[1, 2]], [[3, 4]])
    [(1.0, 3.0), (2.0, 4.0)]
    """
    if is_sequence(predictions) != is_sequence(targets):
        raise InputTypeError(
            f"{name} takes predictions and targets of the same structure, but one is a list and "
            f"the other is not: {shorten(predictions)} and {shorten(targets)}"
        )
    if not is_sequence(predictions):
        prediction = scalar(f"a prediction given to {name}", predictions)
        return [(prediction, scalar(f"a target given to {name}", targets))]
    left, right = list(predictions), list(targets)
    check_lengths(name, left, right)
    return [pair for p, t in zip(left, right, strict=True) for pair in matched(name, p, t)]


def check_lengths(name: str, predictions: list[Any], targets: list[Any]) -> None:
    """An error that names the loss, unless there are as many targets as predictions, and some."""
    if len(predictions) != len(targets):
        raise InputValueError(
            f"{name} takes a target for each prediction, but was given {len(predictions)} "
            f"predictions and {len(targets)} targets"
        )
    if not predictions:
        raise InputValueError(f"{name} of no predictions is not defined; give at least one")


def mean(terms: list[Any]) -> Value:
    """The mean as a Value, also where all terms are numbers."""
    result = autograd.mean(terms)
    return result if isinstance(result, Value) else Value(result)
