"""Metrics of one's own: functions (targets, predictions) that return a number or an array.

They belong to `nn.metrics`; its `get` makes them.
"""

from collections.abc import Callable, Mapping
from typing import Any

from autograd import InputTypeError
from autograd.checks import described
from nn.order import check_order
from nn.registry import plain_of


class OwnMetric:
    """A function of one's own as a metric.

    Args:
        function: A function of targets and predictions, (y_true, y_pred) in Keras and
            scikit-learn. With a target for each output both are arrays of one shape, such as
            (n, 1); numbers of classes have the shape (n,). It returns a number, or an array, of
            which the mean is taken.
        settings: Keyword arguments with which it will be called.

    Attributes:
        function: The wrapped function.
        more_is_better: Whether the number rises as training improves: what an attribute of that
            name of the function says; None if it has none. Callbacks that watch the metric ask.

    >>> import numpy
    >>> def distance(y_true, y_pred):
    ...     return abs(y_true - y_pred)
    >>> OwnMetric(distance)(numpy.array([1.0, 2.0]), numpy.array([[1.0], [5.0]]))
    1.5
    """

    def __init__(self, function: Callable[..., Any], settings: Mapping[str, Any] = {}) -> None:
        if not callable(function):
            raise InputTypeError(
                "a metric is a function (targets, predictions) -> number, but was given "
                f"{described(function)}"
            )
        self.function = function
        name = getattr(plain_of(function), "__name__", type(function).__name__)
        check_order(
            f"the metric {name}", function, "If the predictions come first, turn them", settings
        )
        self.__name__ = getattr(function, "__name__", type(function).__name__)
        self.more_is_better = getattr(plain_of(function), "more_is_better", None)

    def __call__(self, targets: Any, predictions: Any, **settings: Any) -> Any:
        """The number that the function returns, or the mean of its array."""
        import numpy

        targets, predictions = numpy.asarray(targets), numpy.asarray(predictions)
        if targets.size == predictions.size and targets.ndim > predictions.ndim:
            predictions = predictions.reshape(targets.shape)
        elif targets.size == predictions.size:
            targets = targets.reshape(predictions.shape)
        found = self.function(targets, predictions, **settings)
        return float(found.mean()) if isinstance(found, numpy.ndarray) and found.size else found

    def __repr__(self) -> str:
        return repr(self.function)
