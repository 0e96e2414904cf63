"""Metrics as objects: Keras's classes of metrics, which stand for functions of `nn.metrics`.

They belong to `nn.metrics`, under whose name they are used. Each takes the name of the
metric in a history; by default it is that of Keras.

>>> BinaryAccuracy(threshold=0.9)([1.0, 0.0], [[0.8], [0.1]])
0.5
"""

import inspect
import sys
from typing import Any

from autograd import InputTypeError
from autograd.checks import described, whole_number
from nn.arguments import choose, give_own_init, is_sequence, number_in, spelled
from nn.metrics import counts, measures
from nn.metrics.rows import METRICS, MetricFunction

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


class MetricObject:
    """Base class of Keras's classes of metrics.

    A class names the metric that it stands for: `class AUC(NamedMetric, of=measures.auc)`.

    Args:
        func: The metric, a function (targets, predictions, ...).
        name: Its name in a history; by default the class's name, written as in "r2_score".
        keywords: Its settings.

    Attributes:
        func: The metric; the name is that of functools.partial.
        keywords: Its settings; the name is that of functools.partial.
    """

    _name: str = ""
    _of: MetricFunction[Any]

    def __init_subclass__(cls, of: MetricFunction[Any] | None = None, **options: Any) -> None:
        super().__init_subclass__(**options)
        if of is not None:
            of.keras_classes += (cls.__name__,)
            cls._name, cls._of = spelled(cls.__name__, METRICS), of
        give_own_init(cls)

    def __init__(self, func: Any, name: str | None = None, **keywords: Any) -> None:
        if not callable(func):
            raise InputTypeError(
                f"{type(self).__name__} takes a function (targets, predictions) -> number, but was "
                f"given {described(func)}"
            )
        if name is not None and not isinstance(name, str):
            raise InputTypeError(
                f"name of {type(self).__name__} takes text, but was given {described(name)}"
            )
        self.func, self.keywords = func, keywords
        own = self._name or getattr(func, "__name__", type(func).__name__)
        self.__name__ = own if name is None else name

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
        owner = type(self).__name__
        if is_sequence(thresholds):
            raise InputTypeError(
                f"thresholds of {owner} takes one number, since a history has one number for each "
                f"epoch, but was given {described(thresholds)}; write a {owner} for each threshold"
            )
        given = {
            "threshold": thresholds
            if thresholds is None
            else number_in(f"thresholds of {owner}", thresholds, high=1.0),
            "top_k": top_k if top_k is None else whole_number(f"top_k of {owner}", top_k),
            "class_id": class_id
            if class_id is None
            else whole_number(f"class_id of {owner}", class_id, least=0),
        }
        settings = {setting: it for setting, it in given.items() if it is not None}
        super().__init__(self._of, name, **settings)


class Precision(_Counted, of=counts.precision):
    """`precision` without an average: the labels of all outputs together.

    >>> Precision(thresholds=0.7)([0.0, 1.0, 1.0], [[0.6], [0.8], [0.9]])
    1.0
    """


class Recall(_Counted, of=counts.recall):
    """`recall` without an average: the labels of all outputs together."""


class AUC(MetricObject, of=counts.auc):
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
        from_logits: bool = False,
    ) -> None:
        given = {
            "num_thresholds": num_thresholds,
            "curve": curve,
            "summation_method": summation_method,
            "thresholds": thresholds,
            "multi_label": multi_label,
            "from_logits": from_logits,
        }
        default = inspect.signature(AUC).parameters
        settings = {key: it for key, it in given.items() if it is not default[key].default}
        super().__init__(self._of, name, **settings)
        self([0.0, 1.0], [[0.0], [1.0]])  # raises an error for a wrong setting


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
        inputs = whole_number("num_regressors of R2Score", num_regressors, least=0)
        settings: dict[str, Any] = {"num_regressors": inputs} if inputs else {}
        if class_aggregation != "uniform_average":
            settings["class_aggregation"] = class_aggregation
        super().__init__(self._of, name, **settings)
