"""Metrics: how good predictions are, in numbers that people read.

A metric is a function of targets and predictions, arrays with a row for each example, that returns
a number. Unlike losses, metrics need no gradient.

>>> import numpy
>>> accuracy(numpy.array([0.0, 1.0]), numpy.array([[0.2], [0.9]]))
1.0
"""

import functools
from collections.abc import Callable
from typing import Any

from autograd import InputTypeError, InputValueError
from nn.arguments import choose, shorten

__all__ = [
    "METRICS",
    "Metric",
    "accuracy",
    "get",
    "mean_absolute_error",
    "mean_squared_error",
    "name_of",
    "r2",
]

Metric = Callable[[Any, Any], float]


def accuracy(targets: Any, predictions: Any, threshold: float = 0.5) -> float:
    """The share of examples whose class is predicted right.

    Args:
        targets: Classes, shape (n,), or a probability for each class, shape (n, classes).
        predictions: Of shape (n, 1): class 1 where they are above the threshold, and targets are
            taken for class 1 where they are above 0.5, or above 0 for a threshold of 0. Of shape
            (n, classes): the class with the largest number.
        threshold: 0.5 for probabilities, 0.0 for logits and for scores of -1 and 1.

    >>> import numpy
    >>> accuracy(numpy.array([2.0, 0.0]), numpy.array([[0.1, 0.2, 0.7], [0.1, 0.8, 0.1]]))
    0.5
    """
    targets, predictions = _rows(targets), _rows(predictions)
    if predictions.shape[1] > 1:
        right = predictions.argmax(axis=1)
        wanted = targets.argmax(axis=1) if targets.shape[1] > 1 else targets[:, 0]
        return float((right == wanted).mean())
    _check_shapes("accuracy", targets, predictions)
    return float(((predictions > threshold) == (targets > threshold)).mean())


def mean_squared_error(targets: Any, predictions: Any) -> float:
    """The mean of (prediction - target)²."""
    targets, predictions = _rows(targets), _rows(predictions)
    _check_shapes("mean_squared_error", targets, predictions)
    return float(((predictions - targets) ** 2).mean())


def mean_absolute_error(targets: Any, predictions: Any) -> float:
    """The mean of |prediction - target|."""
    targets, predictions = _rows(targets), _rows(predictions)
    _check_shapes("mean_absolute_error", targets, predictions)
    return float(abs(predictions - targets).mean())


def r2(targets: Any, predictions: Any) -> float:
    """The share of the variance that is explained: 1 - sum of squared errors / that of the mean.

    It is 1 for perfect predictions and 0 for those that are always the mean of the targets; the
    mean over all outputs where there are several.
    """
    targets, predictions = _rows(targets), _rows(predictions)
    _check_shapes("r2", targets, predictions)
    left = ((predictions - targets) ** 2).sum(axis=0)
    total = ((targets - targets.mean(axis=0)) ** 2).sum(axis=0)
    if not total.all():
        raise InputValueError("r2 is not defined where all targets are equal")
    return float((1.0 - left / total).mean())


METRICS: dict[str, Metric] = {
    "accuracy": accuracy,
    "acc": accuracy,
    "binary_accuracy": accuracy,
    "categorical_accuracy": accuracy,
    "sparse_categorical_accuracy": accuracy,
    "mean_squared_error": mean_squared_error,
    "mse": mean_squared_error,
    "mean_absolute_error": mean_absolute_error,
    "mae": mean_absolute_error,
    "r2": r2,
}
"""The metrics by name."""


def get(metric: str | Metric, threshold: float = 0.5) -> Metric:
    """The metric that is meant by a name, or that is given already.

    Args:
        metric: A name out of `METRICS`, or a function (targets, predictions) -> number.
        threshold: For an accuracy that is given by its name.

    Raises:
        InputValueError: If there is no metric of that name.
        InputTypeError: If it is neither a name nor a function.
    """
    if isinstance(metric, str):
        found = choose("metric", metric, METRICS)
        return functools.partial(found, threshold=threshold) if found is accuracy else found
    if not callable(metric):
        raise InputTypeError(
            "a metric is a name such as 'accuracy' or a function (targets, predictions) -> number, "
            f"but was given {shorten(metric)} ({type(metric).__name__})"
        )
    return metric


def name_of(metric: str | Metric) -> str:
    """What a metric is called in a history."""
    return metric if isinstance(metric, str) else getattr(metric, "__name__", repr(metric))


def _rows(numbers: Any) -> Any:
    import numpy

    found = numpy.asarray(numbers, dtype=float)
    return found.reshape(len(found), -1)


def _check_shapes(name: str, targets: Any, predictions: Any) -> None:
    if targets.shape != predictions.shape:
        raise InputValueError(
            f"{name} takes a target for each prediction, but the shapes are {targets.shape} and "
            f"{predictions.shape}"
        )
