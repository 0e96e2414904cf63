"""Metrics: how good predictions are, in numbers that people read.

A metric is a function of targets and predictions, arrays with a row for each example, that returns
a number. Unlike losses, metrics need no gradient. What takes more than a few lines is in
scikit-learn, whose metrics have the same order of arguments. So has Keras, where they are called
(y_true, y_pred); a metric of one's own is such a function, see `OwnMetric`.

For programs written for Keras there are its classes of metrics: `MeanAbsoluteError()` is
`mean_absolute_error`.

>>> import numpy
>>> accuracy(numpy.array([0.0, 1.0]), numpy.array([[0.2], [0.9]]))
1.0
"""

import functools
from collections.abc import Callable
from typing import Any

from autograd import InputTypeError
from autograd.checks import abbreviate
from nn.arguments import choose_spelled, refuse_class, spelled
from nn.metrics.measures import (
    accuracy,
    auc,
    binary_accuracy,
    f1,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    precision,
    r2,
    recall,
    root_mean_squared_error,
    top_k_accuracy,
)
from nn.metrics.objects import (
    AUC,
    Accuracy,
    BinaryAccuracy,
    CategoricalAccuracy,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MetricObject,
    Precision,
    R2Score,
    Recall,
    RootMeanSquaredError,
    SparseCategoricalAccuracy,
    TopKCategoricalAccuracy,
)
from nn.metrics.own import OwnMetric

__all__ = [
    "AUC",
    "METRICS",
    "Accuracy",
    "BinaryAccuracy",
    "CategoricalAccuracy",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredError",
    "Metric",
    "MetricObject",
    "OwnMetric",
    "Precision",
    "R2Score",
    "Recall",
    "RootMeanSquaredError",
    "SparseCategoricalAccuracy",
    "TopKCategoricalAccuracy",
    "accuracy",
    "auc",
    "binary_accuracy",
    "f1",
    "get",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_error",
    "name_of",
    "precision",
    "r2",
    "recall",
    "root_mean_squared_error",
    "top_k_accuracy",
]

Metric = Callable[[Any, Any], float]


METRICS: dict[str, Callable[..., float]] = {
    "accuracy": accuracy,
    "acc": accuracy,
    "binary_accuracy": binary_accuracy,
    "categorical_accuracy": accuracy,
    "sparse_categorical_accuracy": accuracy,
    "precision": precision,
    "recall": recall,
    "f1": f1,
    "f1_score": f1,
    "auc": auc,
    "top_k_accuracy": top_k_accuracy,
    "top_k_categorical_accuracy": top_k_accuracy,
    "sparse_top_k_categorical_accuracy": top_k_accuracy,
    "mean_squared_error": mean_squared_error,
    "mse": mean_squared_error,
    "root_mean_squared_error": root_mean_squared_error,
    "rmse": root_mean_squared_error,
    "mean_absolute_error": mean_absolute_error,
    "mae": mean_absolute_error,
    "mean_absolute_percentage_error": mean_absolute_percentage_error,
    "mape": mean_absolute_percentage_error,
    "r2": r2,
    "r2_score": r2,
}
"""The metrics by name, Keras's names among them."""

_THRESHOLDED = (accuracy, binary_accuracy, precision, recall, f1)


def get(metric: str | Metric, threshold: float = 0.5) -> Metric:
    """The metric that is meant by a name, or that is given already.

    Args:
        metric: A name out of `METRICS`, in small or capital letters, with underscores or without;
            one of Keras's objects of metrics; or a function (targets, predictions) -> number.
        threshold: Above which output an example is of class 1; for accuracy, precision, recall
            and f1, if given by name.

    Raises:
        InputValueError: If there is no metric of that name.
        InputTypeError: If it is neither a name nor a function.

    >>> get("MeanSquaredError") is mean_squared_error
    True
    """
    if isinstance(metric, str):
        found = choose_spelled("metric", metric, METRICS)
        thresholded = any(found is other for other in _THRESHOLDED)
        return functools.partial(found, threshold=threshold) if thresholded else found
    refuse_class("a metric", metric)
    if not callable(metric):
        raise InputTypeError(
            "a metric is a name such as 'accuracy' or a function (targets, predictions) -> number, "
            f"but was given {abbreviate(metric)} ({type(metric).__name__})"
        )
    plain = getattr(metric, "func", metric)
    ours = isinstance(metric, OwnMetric) or any(plain is known for known in METRICS.values())
    return metric if ours else OwnMetric(metric)


def name_of(metric: str | Metric) -> str:
    """What a metric is called in a history.

    >>> name_of("acc"), name_of("MeanAbsoluteError"), name_of(functools.partial(f1, threshold=0.2))
    ('acc', 'mean_absolute_error', 'f1')
    """
    if isinstance(metric, str):
        as_a_class = metric not in (metric.lower(), metric.upper())
        return spelled(metric, METRICS) if as_a_class else metric
    given: str | None = getattr(metric, "__name__", None)
    if given:
        return given
    plain = metric.func if isinstance(metric, functools.partial) else metric
    return getattr(plain, "__name__", None) or repr(metric)
