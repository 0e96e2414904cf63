"""Metrics as objects: Keras's classes of metrics, which stand for functions of `nn.metrics`.

They belong to `nn.metrics`, under whose name they are used. Each takes the name of the
metric in a history; by default it is that of Keras.

>>> BinaryAccuracy(threshold=0.9)([1.0, 0.0], [[0.8], [0.1]])
0.5
"""

from typing import Any

from nn.arguments import give_own_init, spelled
from nn.metrics import measures
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
        self.func, self.keywords = func, keywords
        self.__name__ = (self._name or func.__name__) if name is None else name

    def __call__(self, targets: Any, predictions: Any) -> float:
        """The metric."""
        return float(self.func(targets, predictions, **self.keywords))

    def __repr__(self) -> str:
        return f"{type(self).__name__}(name={self.__name__!r})"


class NamedMetric(MetricObject):
    """Base class of metrics whose only setting is the name, such as `AUC()`."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(self._of, name)


class Accuracy(NamedMetric, of=measures.accuracy):
    """`accuracy`."""


class BinaryAccuracy(MetricObject, of=measures.binary_accuracy):
    """`binary_accuracy`."""

    def __init__(self, threshold: float = 0.5, name: str | None = None) -> None:
        super().__init__(self._of, name, threshold=threshold)


class CategoricalAccuracy(NamedMetric, of=measures.accuracy):
    """`accuracy`."""


class SparseCategoricalAccuracy(NamedMetric, of=measures.accuracy):
    """`accuracy`."""


class TopKCategoricalAccuracy(MetricObject, of=measures.top_k_accuracy):
    """`top_k_accuracy`."""

    def __init__(self, k: int = 5, name: str | None = None) -> None:
        super().__init__(self._of, name, k=k)


class Precision(NamedMetric, of=measures.precision):
    """`precision`."""


class Recall(NamedMetric, of=measures.recall):
    """`recall`."""


class AUC(NamedMetric, of=measures.auc):
    """`auc`."""


class MeanSquaredError(NamedMetric, of=measures.mean_squared_error):
    """`mean_squared_error`."""


class RootMeanSquaredError(NamedMetric, of=measures.root_mean_squared_error):
    """`root_mean_squared_error`."""


class MeanAbsoluteError(NamedMetric, of=measures.mean_absolute_error):
    """`mean_absolute_error`."""


class MeanAbsolutePercentageError(NamedMetric, of=measures.mean_absolute_percentage_error):
    """`mean_absolute_percentage_error`."""


class R2Score(NamedMetric, of=measures.r2):
    """`r2`."""
