"""Rows of metrics: each holds all that is known about a metric.

The decorator `metric` makes a row from a formula. The row holds its names, whether more is better,
and what depends on the loss that the metric stands beside:

>>> @metric("worst", more_is_better=False)
... def largest_error(targets, predictions):
...     '''The largest |prediction - target|.'''
...     return abs(targets - predictions).max()
>>> import numpy
>>> METRICS.find("LargestError")(numpy.array([1.0, 2.0]), numpy.array([1.5, 2.0]))
0.5
>>> more_is_better("val_worst")
False
>>> METRICS.remove(largest_error)
"""

import inspect
from collections.abc import Callable
from typing import Any, Concatenate, Generic, ParamSpec

from autograd import InputValueError
from nn.registry import Registry, Row, plain_of

P = ParamSpec("P")
Formula = Callable[Concatenate[Any, Any, P], Any]


class MetricFunction(Row, Generic[P]):
    """A metric of `nn`.

    Attributes:
        formula: The metric from arrays, `(targets, predictions, **settings)`.
        more_is_better: Whether the metric rises as training improves.
        in_pairs: Whether the formula takes a target for each prediction, arrays of one shape.
        beside_binary: Names of another metric that mean this one beside a loss that `is_binary`, as
            "accuracy" means `binary_accuracy`.
    """

    def __init__(
        self,
        formula: Formula[P],
        more_is_better: bool,
        in_pairs: bool,
        beside_binary: tuple[str, ...],
    ) -> None:
        super().__init__(formula)
        self.more_is_better, self.in_pairs = more_is_better, in_pairs
        self.beside_binary = beside_binary

    def __call__(self, targets: Any, predictions: Any, *args: P.args, **kwargs: P.kwargs) -> float:
        """The metric of all samples."""
        if self.in_pairs:
            targets, predictions = pairs(self.__name__, targets, predictions)
        return float(self.formula(targets, predictions, *args, **kwargs))

    @property
    def has_threshold(self) -> bool:
        """Whether it takes a threshold, which depends on the loss beside it."""
        return "threshold" in inspect.signature(self.formula).parameters


# Python's errors about missing arguments then speak of a metric, not of how it is called in here.
MetricFunction.__call__.__qualname__ = "metric"

METRICS: Registry[MetricFunction[Any]] = Registry(
    "metric", "a metric is a name such as 'accuracy' or a function (targets, predictions) -> number"
)
"""The metrics by name, Keras's names among them."""


def metric(
    *other_names: str,
    more_is_better: bool,
    in_pairs: bool = True,
    beside_binary: tuple[str, ...] = (),
) -> Callable[[Formula[P]], MetricFunction[P]]:
    """A decorator that makes a metric, a row of `METRICS`, from a formula.

    Args:
        other_names: More names than that of the formula, such as Keras's.
        more_is_better: As in `MetricFunction`.
        in_pairs: As in `MetricFunction`.
        beside_binary: As in `MetricFunction`.
    """

    def add(formula: Formula[P]) -> MetricFunction[P]:
        row = MetricFunction(formula, more_is_better, in_pairs, beside_binary)
        return METRICS.add(*other_names)(row)

    return add


def row_of(metric: Any) -> MetricFunction[Any] | None:
    """The row of a metric, or of the metric in a functools.partial; None for others."""
    plain = plain_of(metric)
    return plain if isinstance(plain, MetricFunction) else None


def more_is_better(name: str) -> bool:
    """Whether the number of that name in a history rises as training improves.

    The answer is that of the metric whose name it ends with, as "val_accuracy" and "my_accuracy"
    do; of several, the longest. Of other names, those that end with "score" rise; the rest fall, as
    losses do.

    >>> more_is_better("val_accuracy"), more_is_better("my_score"), more_is_better("loss")
    (True, True, False)
    """
    endings = [known for known in METRICS if name.endswith(known)]
    return METRICS[max(endings, key=len)].more_is_better if endings else name.endswith("score")


def pairs(name: str, targets: Any, predictions: Any) -> tuple[Any, Any]:
    """Arrays of one shape with a row for each sample, or an error that names the metric."""
    targets, predictions = rows(targets), rows(predictions)
    if targets.shape != predictions.shape:
        raise InputValueError(
            f"{name} takes a target for each prediction, but the shapes are {targets.shape} and "
            f"{predictions.shape}"
        )
    return targets, predictions


def rows(numbers: Any) -> Any:
    """An array of numbers with a row for each sample."""
    import numpy

    found = numpy.asarray(numbers, dtype=float)
    return found.reshape(len(found), -1)
