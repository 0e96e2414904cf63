"""Losses of one's own: functions of targets and predictions, in Keras's order.

They belong to `nn.losses`; its `get` makes them.
"""

import functools
import operator
from collections.abc import Callable
from typing import Any

import autograd
from autograd import InputTypeError, Value
from autograd.checks import described
from nn.arguments import flattened, scalar
from nn.losses.matching import mean
from nn.order import check_order

Function = Callable[..., Any]


class OwnLoss:
    """A function of one's own as a loss `(predictions, targets) -> Value`.

    Args:
        function: A function `(y_true, y_pred)`, the order of Keras, whatever its arguments are
            called. Both are arrays of Values with a row for each sample, so that arithmetic works
            on them, and so do numpy's functions. It returns a number, or a list or array with the
            loss of each sample or each output, of which the mean is taken.
        predictions_first: Whether it is a function `(predictions, targets)` instead.

    Attributes:
        function: The wrapped function.
        predictions_first: Whether it takes the predictions first.

    Raises:
        InputTypeError: If it is no function of two arguments.
        InputValueError: If the names of its arguments say that they stand in the other order.

    >>> def distance(y_true, y_pred):
    ...     return abs(y_pred - y_true)
    >>> OwnLoss(distance)([[Value(1.0), Value(4.0)]], [[2.0, 2.0]])
    Value(data=1.5, grad=0.0)
    """

    def __init__(self, function: Function, predictions_first: bool = False) -> None:
        self.function, self.predictions_first = function, predictions_first
        self.__name__ = getattr(function, "__name__", type(function).__name__)
        if not predictions_first:
            check_order(
                f"the loss {self.__name__}",
                function,
                f"If the predictions come first, write "
                f"nn.losses.predictions_first({self.__name__})",
            )

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Restore a pickled one; in older ones the names of arguments told the order."""
        if "_as_in_keras" in state:
            state = {**state, "predictions_first": not state["_as_in_keras"]}
        vars(self).update(state)

    def __call__(self, predictions: Any, targets: Any) -> Value:
        """The mean loss of all samples."""
        y_true, y_pred = _arrays(predictions, targets)
        both = (y_pred, y_true) if self.predictions_first else (y_true, y_pred)
        try:
            found = self.function(*both)
        except (TypeError, AttributeError) as error:
            if "ufunc" not in str(error) and "'Value' object" not in str(error):
                raise
            raise InputTypeError(
                f"the loss {self.__name__} uses a function of numpy that Values do not have "
                f"({error}); write it with autograd's, such as autograd.var, or for each number: "
                "[... for t, p in zip(y_true.ravel(), y_pred.ravel())]"
            ) from error
        if found is None:
            raise InputTypeError(f"the loss {self.__name__} returned None; end it with return")
        terms = [scalar(f"what the loss {self.__name__} returns", it) for it in flattened(found)]
        return mean(terms)

    def __repr__(self) -> str:
        return repr(self.function)


def predictions_first(function: Function) -> OwnLoss:
    """A loss of one's own that takes the predictions first, for `compile` of a model.

    A function is taken for one of (y_true, y_pred), as in Keras. This one is for functions of the
    other order, PyTorch's and that of `nn.losses`.

    Args:
        function: A function (predictions, targets); see `OwnLoss` for what it gets and returns.

    >>> from nn import Dense, Sequential
    >>> def too_low(predictions, targets):
    ...     return autograd.relu(targets[0, 0] - predictions[0, 0])
    >>> model = Sequential([Dense(1)])
    >>> model.compile("sgd", loss=predictions_first(too_low))
    """
    if not callable(function):
        raise InputTypeError(
            f"predictions_first takes a function (predictions, targets), but was given "
            f"{described(function)}"
        )
    return OwnLoss(function, predictions_first=True)


# ---------------------------------------------------------------------------------------- arrays


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
    return (found[:, None] if found.ndim == 1 else found).view(_array_type())


@functools.cache
def _array_type() -> type[Any]:
    """The class of arrays of Values; made when it is needed, since it needs numpy.

    numpy computes the larger of two objects by comparing them, which a recorded function must not:
    it would be recorded for one outcome only. So functions that choose are those of autograd here.
    """
    import numpy

    choosing: dict[Any, Any] = {
        numpy.maximum: autograd.maximum,
        numpy.minimum: autograd.minimum,
        numpy.absolute: autograd.abs,
        numpy.greater: operator.gt,
        numpy.greater_equal: operator.ge,
        numpy.less: operator.lt,
        numpy.less_equal: operator.le,
        numpy.equal: operator.eq,
        numpy.not_equal: operator.ne,
        numpy.fmax: autograd.maximum,
        numpy.fmin: autograd.minimum,
        numpy.sign: autograd.sign,
    }
    each = {ufunc: numpy.frompyfunc(op, ufunc.nin, 1) for ufunc, op in choosing.items()}
    where, clip = numpy.frompyfunc(autograd.where, 3, 1), numpy.frompyfunc(autograd.clip, 3, 1)

    def _plain(x: Any) -> Any:
        return x.view(numpy.ndarray) if isinstance(x, Values) else x

    class Values(numpy.ndarray[Any, Any]):
        """An array of Values."""

        def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
            plain = [_plain(x) for x in inputs]
            if "out" in options:
                options["out"] = tuple(_plain(x) for x in options["out"])
            with numpy.errstate(all="ignore"):  # Values follow IEEE 754 without a warning
                if method == "__call__" and ufunc in each:
                    found = each[ufunc](*plain)
                else:
                    found = getattr(ufunc, method)(*plain, **options)
            return found.view(Values) if isinstance(found, numpy.ndarray) else found

        def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
            chosen = {numpy.where: where, numpy.clip: clip}.get(func)
            if chosen is not None and len(args) == 3 and not kwargs:
                return chosen(*args)
            return super().__array_function__(func, types, args, kwargs)

    return Values
