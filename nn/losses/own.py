"""Losses of one's own: functions with predictions first, or targets first as in Keras.

They belong to `nn.losses`; its `get` makes them.
"""

import inspect
from collections.abc import Callable
from typing import Any

from autograd import InputTypeError, TracingError, Value
from nn.arguments import flattened, scalar
from nn.losses.matching import mean

_ELEMENTS = """\
Arrays cannot be compared there either, as numpy's where, maximum and clip do. Take the elements:
    [autograd.where(t > p, ..., ...) for t, p in zip(y_true.ravel(), y_pred.ravel())]"""


class OwnLoss:
    """A function of one's own as a loss `(predictions, targets) -> Value`.

    Args:
        function: A function `(predictions, targets)`, or `(y_true, y_pred)` as in Keras; the names
            of its arguments tell which. In Keras's order it gets arrays of Values with a row for
            each sample. numpy's functions take them, except those that compare, such as maximum:
            use those of autograd. It returns a number, or a list or array with the loss of
            each sample or each output, of which the mean is taken.

    Attributes:
        function: The wrapped function.

    >>> def distance(y_true, y_pred):
    ...     return abs(y_pred - y_true)
    >>> OwnLoss(distance)([[Value(1.0), Value(4.0)]], [[2.0, 2.0]])
    Value(data=1.5, grad=0.0)
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.__name__ = getattr(function, "__name__", type(function).__name__)
        self._as_in_keras = _is_in_keras_order(function)

    def __call__(self, predictions: Any, targets: Any) -> Value:
        """The mean loss of all samples."""
        if self._as_in_keras:
            y_true, y_pred = _arrays(predictions, targets)
            try:
                return self._as_value(self.function(y_true, y_pred))
            except TracingError as error:
                error.add_note(_ELEMENTS)
                raise
        return self._as_value(self.function(predictions, targets))

    def __repr__(self) -> str:
        return repr(self.function)

    def _as_value(self, found: Any) -> Value:
        """The mean of what the function returned."""
        if found is None:
            raise InputTypeError(f"the loss {self.__name__} returned None; end it with return")
        terms = [scalar(f"what the loss {self.__name__} returns", it) for it in flattened(found)]
        return mean(terms)


def _is_in_keras_order(function: Callable[..., Any]) -> bool:
    """Whether the first argument is called y_true, or the second y_pred."""
    try:
        names = [*inspect.signature(function).parameters]
    except (TypeError, ValueError):  # a function written in C tells nothing
        return False
    return names[:1] == ["y_true"] or names[1:2] == ["y_pred"]


def _arrays(predictions: Any, targets: Any) -> tuple[Any, Any]:
    """Targets and predictions as arrays, a row for each sample; of one shape if sizes agree."""
    y_pred, y_true = _rows(predictions), _rows(targets)
    return y_true.reshape(y_pred.shape) if y_true.size == y_pred.size else y_true, y_pred


def _rows(samples: Any) -> Any:
    """An array of Values, a row for each sample.

    Floats become Values: on an array of objects, numpy's log calls the method `log` of each.
    """
    import numpy

    found = numpy.array(samples, dtype=object)
    values = [scalar("a number given to a loss", number) for number in found.ravel()]
    found.ravel()[:] = [it if isinstance(it, Value) else Value(it) for it in values]
    return found[:, None] if found.ndim == 1 else found
