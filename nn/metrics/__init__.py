"""Metrics: how good predictions are, in numbers that people read.

A metric is a function of targets and predictions, arrays with a row for each sample, that returns
a number. Unlike losses, metrics need no gradient. What takes more than a few lines is in
scikit-learn, whose metrics have the same order of arguments. So have Keras's, which are called with
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

from autograd.checks import abbreviate
from nn.arguments import spelled
from nn.metrics import measures, objects
from nn.metrics.measures import *  # noqa: F403 - the names in its __all__, as below
from nn.metrics.objects import *  # noqa: F403
from nn.metrics.own import OwnMetric
from nn.metrics.rows import METRICS, more_is_better, row_of
from nn.registry import plain_of

__all__ = ["METRICS", "Metric", "OwnMetric", "get", "more_is_better", "name_of"]
__all__ += measures.__all__
__all__ += objects.__all__

Metric = Callable[[Any, Any], float]

to_config, from_config = METRICS.to_config, METRICS.from_config


def get(metric: str | Metric, threshold: float = 0.5, binary: bool = False) -> Metric:
    """The metric of that name, or the one that is given.

    Args:
        metric: A name in `METRICS`, in any case, with underscores or without; an object of one of
            Keras's classes of metrics; or a function (targets, predictions) -> number.
        threshold: The output above which a sample is of class 1; for accuracy, precision, recall
            and f1, if given by name.
        binary: Whether each output decides by itself whether a sample is of one class:
            "accuracy" then means `binary_accuracy`.

    Raises:
        InputValueError: If there is no metric of that name.
        InputTypeError: If it is neither a name nor a function.

    >>> get("MeanSquaredError") is mean_squared_error
    True
    """
    if isinstance(metric, str):
        found = METRICS.find(metric)
        if binary:
            besides = (row for row in METRICS.values() if metric.lower() in row.beside_binary)
            found = next(besides, found)
        return functools.partial(found, threshold=threshold) if found.has_threshold else found
    given: Metric = METRICS.resolve(metric)
    return given if row_of(given) or isinstance(given, OwnMetric) else OwnMetric(given)


def name_of(metric: str | Metric) -> str:
    """The name of a metric in a history.

    >>> name_of("acc"), name_of("MeanAbsoluteError"), name_of(functools.partial(f1, threshold=0.2))
    ('acc', 'mean_absolute_error', 'f1')
    """
    if isinstance(metric, str):
        as_a_class = metric not in (metric.lower(), metric.upper())
        return spelled(metric, METRICS) if as_a_class else metric
    own, plain = (getattr(it, "__name__", None) for it in (metric, plain_of(metric)))
    return own or plain or abbreviate(metric)


__doc__ = f"{__doc__}\n{METRICS.table('more_is_better', 'keras_classes')}"
