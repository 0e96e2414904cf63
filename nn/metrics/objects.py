"""Metrics as objects: Keras's classes of metrics, which stand for functions of `nn.metrics`.

They belong to `nn.metrics`, under whose name they are used. Each takes the name of the
metric in a history; by default it is that of Keras.

>>> BinaryAccuracy(threshold=0.9)([1.0, 0.0], [[0.8], [0.1]])
0.5
"""

import inspect
import sys
from collections.abc import Callable
from typing import Any

from autograd import InputTypeError
from autograd.checks import described, whole_number
from nn.arguments import choose, give_own_init, is_sequence, number_in, refuse_class, spelled
from nn.metrics import areas, counts, measures
from nn.metrics.own import OwnMetric
from nn.metrics.rows import METRICS, MetricFunction, row_of

__all__ = [
    "AUC",
    "Accuracy",
    "BinaryAccuracy",
    "CategoricalAccuracy",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredError",
    "MetricObject",
    "Precision",
    "R2Score",
    "Recall",
    "RootMeanSquaredError",
    "SparseCategoricalAccuracy",
    "SparseTopKCategoricalAccuracy",
    "TopKCategoricalAccuracy",
]


def _share(what: str, given: Any) -> float:
    return number_in(what, given, high=1.0)


def _flag(what: str, given: Any) -> bool:
    if not isinstance(given, bool):
        raise InputTypeError(f"{what} is True or False, but was given {described(given)}")
    return given


def _whole(least: int) -> Callable[[str, Any], int | None]:
    """A check of whole numbers; None passes."""
    return lambda what, given: None if given is None else whole_number(what, given, least=least)


def _unchecked(what: str, given: Any) -> Any:
    return given


def _differs(one: Any, other: Any) -> bool:
    return one is not other and (is_sequence(one) or bool(one != other))


_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    **dict.fromkeys(("recall", "precision", "sensitivity", "specificity"), _share),
    **dict.fromkeys(("from_logits", "multi_label", "sparse_y_true", "sparse_y_pred"), _flag),
    "label_smoothing": _share,
    "class_id": _whole(0),
    "num_labels": _whole(1),
    "top_k": _whole(1),
    "num_thresholds": _whole(1),
    "num_classes": _whole(1),
    "ignore_class": _whole(-(2**63)),
    "num_regressors": _whole(0),
}
"""Checks of settings by their names, which mean the same wherever they occur."""


def one_threshold(owner: str, thresholds: Any) -> float | None:
    """The only threshold, from 0 to 1; None for none."""
    if is_sequence(thresholds) and len(thresholds) == 1:
        thresholds = thresholds[0]
    if is_sequence(thresholds):
        raise InputTypeError(
            f"thresholds of {owner} takes one number, since a history has one number for each "
            f"epoch, but was given {described(thresholds)}; write a {owner} for each threshold"
        )
    return None if thresholds is None else _share(f"thresholds of {owner}", thresholds)


class MetricObject:
    """Base class of Keras's classes of metrics.

    A class names the metric that it stands for: `class AUC(NamedMetric, of=measures.auc)`.

    Args:
        func: The metric, a function (targets, predictions, ...).
        name: Its name in a history; by default the class's name, written as in "r2_score".
        keywords: Its settings.

    Attributes:
        name: Its name in a history.
        func: The metric; the name is that of functools.partial.
        keywords: Its settings; the name is that of functools.partial.
    """

    _name: str = ""
    _of: MetricFunction[Any]

    def __init_subclass__(
        cls, of: MetricFunction[Any] | None = None, name: str = "", **options: Any
    ) -> None:
        super().__init_subclass__(**options)
        if of is not None:
            of.keras_classes += (cls.__name__,)
            cls._name, cls._of = name or spelled(cls.__name__, METRICS), of
        give_own_init(cls)

    def __init__(self, func: Any, name: str | None = None, **keywords: Any) -> None:
        refuse_class(type(self).__name__, func)
        if not callable(func):
            raise InputTypeError(
                f"{type(self).__name__} takes a function (targets, predictions) -> number, but was "
                f"given {described(func)}"
            )
        if name is not None and not isinstance(name, str):
            raise InputTypeError(
                f"name of {type(self).__name__} takes text, but was given {described(name)}"
            )
        known = row_of(func) or isinstance(func, OwnMetric)
        self.func, self.keywords = func if known else OwnMetric(func, keywords), keywords
        own = self._name or getattr(func, "__name__", type(func).__name__)
        self.name = self.__name__ = own if name is None else name

    def _configure(self, name: str | None, **given: Any) -> None:
        """Keep the name, and those settings that are not the defaults of the row, checked."""
        default = inspect.signature(self._of).parameters
        checked = {
            setting: _CHECKS.get(setting, _unchecked)(f"{setting} of {type(self).__name__}", it)
            for setting, it in given.items()
        }
        settings = {key: it for key, it in checked.items() if _differs(it, default[key].default)}
        MetricObject.__init__(self, self._of, name, **settings)

    def __call__(self, targets: Any, predictions: Any) -> float:
        """The metric."""
        return float(self.func(targets, predictions, **self.keywords))

    def __repr__(self) -> str:
        return f"{type(self).__name__}(name={self.__name__!r})"


class NamedMetric(MetricObject):
    """Base class of metrics whose only setting is the name, such as `AUC()`."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(self._of, name)


class Accuracy(NamedMetric, of=measures.equality):
    """`equality`: as in Keras it compares numbers. Its *name* "accuracy" is another metric.

    >>> Accuracy()([1.0, 2.0], [[1.0], [3.0]])
    0.5
    """


class BinaryAccuracy(MetricObject, of=measures.binary_accuracy):
    """`binary_accuracy`."""

    def __init__(self, name: str | None = None, *, threshold: float = 0.5) -> None:
        threshold = number_in("threshold of BinaryAccuracy", threshold, low=-sys.float_info.max)
        super().__init__(self._of, name, threshold=threshold)


class CategoricalAccuracy(NamedMetric, of=measures.categorical_accuracy):
    """`categorical_accuracy`."""


class SparseCategoricalAccuracy(NamedMetric, of=measures.sparse_categorical_accuracy):
    """`sparse_categorical_accuracy`."""


class TopKCategoricalAccuracy(MetricObject, of=measures.top_k_accuracy):
    """`top_k_accuracy`."""

    def __init__(self, k: int = 5, name: str | None = None) -> None:
        k = whole_number(f"k of {type(self).__name__}", k)
        super().__init__(self._of, name, k=k)


class SparseTopKCategoricalAccuracy(TopKCategoricalAccuracy, of=measures.top_k_accuracy):
    """`top_k_accuracy`, by Keras's name for targets that are numbers of classes."""


class _Counted(MetricObject):
    """Base class of `Precision` and `Recall`."""

    def __init__(
        self,
        thresholds: float | None = None,
        top_k: int | None = None,
        class_id: int | None = None,
        name: str | None = None,
    ) -> None:
        threshold = one_threshold(type(self).__name__, thresholds)
        self._configure(name, threshold=threshold, top_k=top_k, class_id=class_id)


class Precision(_Counted, of=counts.precision):
    """`precision` without an average: the labels of all outputs together.

    >>> Precision(thresholds=0.7)([0.0, 1.0, 1.0], [[0.6], [0.8], [0.9]])
    1.0
    """


class Recall(_Counted, of=counts.recall):
    """`recall` without an average: the labels of all outputs together."""


class AUC(MetricObject, of=areas.auc):
    """`auc`; the arguments beside the name are explained there.

    >>> AUC(curve="PR")([0.0, 0.0, 1.0, 1.0], [[0.1], [0.4], [0.35], [0.8]]) > 0.7
    True
    """

    def __init__(
        self,
        num_thresholds: int = 200,
        curve: str = "ROC",
        summation_method: str = "interpolation",
        name: str | None = None,
        *,
        thresholds: Any = None,
        multi_label: bool = False,
        num_labels: int | None = None,
        label_weights: Any = None,
        from_logits: bool = False,
    ) -> None:
        self._configure(
            name,
            num_thresholds=num_thresholds,
            curve=curve,
            summation_method=summation_method,
            thresholds=thresholds,
            multi_label=multi_label,
            num_labels=num_labels,
            label_weights=label_weights,
            from_logits=from_logits,
        )
        of_outputs = ("multi_label", "num_labels", "label_weights")
        settings = {key: it for key, it in self.keywords.items() if key not in of_outputs}
        self._of([0.0, 1.0], [[0.0], [1.0]], **settings)  # raises an error for a wrong setting


class MeanSquaredError(NamedMetric, of=measures.mean_squared_error):
    """`mean_squared_error`."""


class RootMeanSquaredError(NamedMetric, of=measures.root_mean_squared_error):
    """`root_mean_squared_error`."""


class MeanAbsoluteError(NamedMetric, of=measures.mean_absolute_error):
    """`mean_absolute_error`."""


class MeanAbsolutePercentageError(NamedMetric, of=measures.mean_absolute_percentage_error):
    """`mean_absolute_percentage_error`."""


class R2Score(MetricObject, of=measures.r2):
    """`r2`; the arguments beside the name are explained there."""

    def __init__(
        self,
        class_aggregation: str = "uniform_average",
        num_regressors: int = 0,
        name: str | None = None,
    ) -> None:
        choose("class_aggregation of R2Score", class_aggregation, measures.AGGREGATIONS)
        self._configure(name, class_aggregation=class_aggregation, num_regressors=num_regressors)
