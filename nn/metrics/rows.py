"""Rows of metrics: each holds all that is known about a metric.

The decorator `metric` makes a row from a formula. The row holds its names, whether more is better,
and what the formula takes:

>>> @metric("worst", more_is_better=False)
... def largest_error(targets, predictions):
...     '''The largest |prediction - target|.'''
...     return abs(targets - predictions).max()
>>> import numpy
>>> METRICS.find("LargestError")(numpy.array([1.0, 2.0]), numpy.array([1.5, 2.0]))
0.5
>>> largest_error.more_is_better
False
>>> METRICS.remove(largest_error)
"""

from collections.abc import Callable
from typing import Any, Concatenate, Generic, ParamSpec

from autograd import InputValueError
from nn.data import array
from nn.registry import Registry, Row, plain_of

P = ParamSpec("P")
Formula = Callable[Concatenate[Any, Any, P], Any]


class MetricFunction(Row, Generic[P]):
    """A metric of `nn`.

    Attributes:
        formula: The metric from arrays, `(targets, predictions, **settings)`.
        more_is_better: Whether the metric rises as training improves.
        in_pairs: Whether the formula takes a target for each prediction, arrays of one shape.
        takes_probabilities: Whether outputs are probabilities, unless a setting says otherwise.
    """

    def __init__(
        self,
        formula: Formula[P],
        more_is_better: bool,
        in_pairs: bool,
        takes_probabilities: bool,
    ) -> None:
        super().__init__(formula)
        self.more_is_better, self.in_pairs = more_is_better, in_pairs
        self.takes_probabilities = takes_probabilities

    def __call__(self, targets: Any, predictions: Any, *args: P.args, **kwargs: P.kwargs) -> float:
        """The metric of all samples."""
        if self.in_pairs:
            targets, predictions = pairs(self.__name__, targets, predictions)
        return float(self.formula(targets, predictions, *args, **kwargs))


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
    takes_probabilities: bool = False,
) -> Callable[[Formula[P]], MetricFunction[P]]:
    """A decorator that makes a metric, a row of `METRICS`, from a formula.

    Args:
        other_names: More names than that of the formula, such as Keras's.
        more_is_better: As in `MetricFunction`.
        in_pairs: As in `MetricFunction`.
        takes_probabilities: As in `MetricFunction`.
    """

    def add(formula: Formula[P]) -> MetricFunction[P]:
        row = MetricFunction(formula, more_is_better, in_pairs, takes_probabilities)
        return METRICS.add(*other_names)(row)

    return add


def row_of(metric: Any) -> MetricFunction[Any] | None:
    """The row of a metric, or of the metric in a functools.partial; None for others."""
    plain = plain_of(metric)
    return plain if isinstance(plain, MetricFunction) else None


def more_is_better(metric: Any) -> bool | None:
    """Whether a metric rises as training improves; None if nobody knows.

    Its row says so; for a function of one's own, an attribute `more_is_better`.

    >>> def dice(targets, predictions): ...
    >>> more_is_better(dice)
    >>> dice.more_is_better = True
    >>> more_is_better(dice)
    True
    """
    found = getattr(plain_of(metric), "more_is_better", None)
    return found if isinstance(found, bool) else None


def pairs(name: str, targets: Any, predictions: Any) -> tuple[Any, Any]:
    """Arrays of one shape with a row for each sample, or an error that names the metric."""
    targets, predictions = rows(name, targets), rows(name, predictions)
    if targets.shape != predictions.shape:
        raise InputValueError(
            f"{name} takes a target for each prediction, but the shapes are {targets.shape} and "
            f"{predictions.shape}"
        )
    return targets, predictions


def vectors(name: str, targets: Any, predictions: Any) -> tuple[Any, Any]:
    """The same with a row for each vector along the last axis, which is that of the outputs.

    As in Keras, numbers in flat lists, targets and predictions alike, are one vector.
    """
    wanted, given = pairs(name, targets, predictions)
    shapes = array(name, predictions).shape, array(name, targets).shape
    if all(len(axes) == 1 for axes in shapes):
        return wanted.T, given.T
    for axes in shapes:
        if len(axes) > 2:
            return wanted.reshape(-1, axes[-1]), given.reshape(-1, axes[-1])
    return wanted, given


def rows(name: str, numbers: Any) -> Any:
    """An array of numbers with a row for each sample, or an error that names the metric."""
    found = array(f"{name}", numbers)
    if not found.size:
        raise InputValueError(f"{name} takes at least one example, but was given none")
    return found.reshape(len(found), -1)


def labels(name: str, targets: Any, *, also_minus_1: bool = False) -> Any:
    """The targets, if all are labels 0 and 1; or an error that names the metric.

    Args:
        name: The name of the metric.
        targets: An array.
        also_minus_1: Whether labels may be -1 and 1, too.
    """
    fine = (targets == 0.0) | (targets == 1.0)
    if also_minus_1:
        fine |= targets == -1.0
    if not fine.all():
        wrong = targets[~fine].ravel()[0]
        hint = "; for the labels -1 and 1 there is sign_accuracy" if wrong == -1.0 else ""
        raise InputValueError(
            f"{name} takes the labels 0 and 1, but among the targets is {wrong:g}{hint}"
        )
    return targets
