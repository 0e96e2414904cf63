"""Metrics as objects: what Keras's classes of metrics stand for, as functions of `nn.metrics`.

They belong to `nn.metrics`, under whose name they are used. Each takes the name that the metric is
to have in a history; by default it is the one in Keras.
"""
# ruff: noqa: N802 - Keras's names

import functools
from collections.abc import Callable
from typing import Any

from nn.metrics.measures import (
    accuracy,
    binary_accuracy,
    mean_absolute_error,
    mean_squared_error,
    precision,
    r2,
    recall,
    root_mean_squared_error,
    top_k_accuracy,
)

Metric = Callable[[Any, Any], float]


def Accuracy(name: str = "accuracy") -> Metric:
    """`accuracy`."""
    return _named(accuracy, name)


def BinaryAccuracy(threshold: float = 0.5, name: str = "binary_accuracy") -> Metric:
    """`binary_accuracy`."""
    return _named(binary_accuracy, name, threshold=threshold)


def CategoricalAccuracy(name: str = "categorical_accuracy") -> Metric:
    """`accuracy`."""
    return _named(accuracy, name)


def SparseCategoricalAccuracy(name: str = "sparse_categorical_accuracy") -> Metric:
    """`accuracy`."""
    return _named(accuracy, name)


def TopKCategoricalAccuracy(k: int = 5, name: str = "top_k_categorical_accuracy") -> Metric:
    """`top_k_accuracy`."""
    return _named(top_k_accuracy, name, k=k)


def Precision(name: str = "precision") -> Metric:
    """`precision`."""
    return _named(precision, name)


def Recall(name: str = "recall") -> Metric:
    """`recall`."""
    return _named(recall, name)


def MeanSquaredError(name: str = "mean_squared_error") -> Metric:
    """`mean_squared_error`."""
    return _named(mean_squared_error, name)


def RootMeanSquaredError(name: str = "root_mean_squared_error") -> Metric:
    """`root_mean_squared_error`."""
    return _named(root_mean_squared_error, name)


def MeanAbsoluteError(name: str = "mean_absolute_error") -> Metric:
    """`mean_absolute_error`."""
    return _named(mean_absolute_error, name)


def R2Score(name: str = "r2_score") -> Metric:
    """`r2`."""
    return _named(r2, name)


def _named(metric: Any, name: str, **settings: Any) -> Metric:
    """The metric with those settings, under that name."""
    found = functools.partial(metric, **settings)
    found.__name__ = name  # type: ignore[attr-defined]
    return found
