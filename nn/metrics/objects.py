"""Metrics as objects: Keras's classes of metrics, which stand for functions of `nn.metrics`.

They belong to `nn.metrics`, under whose name they are used. Each takes the name that the metric is
to have in a history; by default it is the one in Keras.

>>> BinaryAccuracy(threshold=0.9)([1.0, 0.0], [[0.8], [0.1]])
0.5
"""

from typing import Any

from nn.metrics.measures import (
    accuracy,
    auc,
    binary_accuracy,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    precision,
    r2,
    recall,
    root_mean_squared_error,
    top_k_accuracy,
)


class MetricObject:
    """Base class of these metrics.

    Args:
        func: The metric, a function (targets, predictions, ...).
        name: What it is called in a history.
        keywords: Its settings.

    Attributes:
        func: The metric, as in functools.partial.
        keywords: Its settings, likewise.
    """

    def __init__(self, func: Any, name: str, **keywords: Any) -> None:
        self.func, self.keywords = func, keywords
        self.__name__ = name

    def __call__(self, targets: Any, predictions: Any) -> float:
        """The metric."""
        return float(self.func(targets, predictions, **self.keywords))

    def __repr__(self) -> str:
        return f"{type(self).__name__}(name={self.__name__!r})"


class Accuracy(MetricObject):
    """`accuracy`."""

    def __init__(self, name: str = "accuracy") -> None:
        super().__init__(accuracy, name)


class BinaryAccuracy(MetricObject):
    """`binary_accuracy`."""

    def __init__(self, threshold: float = 0.5, name: str = "binary_accuracy") -> None:
        super().__init__(binary_accuracy, name, threshold=threshold)


class CategoricalAccuracy(MetricObject):
    """`accuracy`."""

    def __init__(self, name: str = "categorical_accuracy") -> None:
        super().__init__(accuracy, name)


class SparseCategoricalAccuracy(MetricObject):
    """`accuracy`."""

    def __init__(self, name: str = "sparse_categorical_accuracy") -> None:
        super().__init__(accuracy, name)


class TopKCategoricalAccuracy(MetricObject):
    """`top_k_accuracy`."""

    def __init__(self, k: int = 5, name: str = "top_k_categorical_accuracy") -> None:
        super().__init__(top_k_accuracy, name, k=k)


class Precision(MetricObject):
    """`precision`."""

    def __init__(self, name: str = "precision") -> None:
        super().__init__(precision, name)


class Recall(MetricObject):
    """`recall`."""

    def __init__(self, name: str = "recall") -> None:
        super().__init__(recall, name)


class AUC(MetricObject):
    """`auc`."""

    def __init__(self, name: str = "auc") -> None:
        super().__init__(auc, name)


class MeanSquaredError(MetricObject):
    """`mean_squared_error`."""

    def __init__(self, name: str = "mean_squared_error") -> None:
        super().__init__(mean_squared_error, name)


class RootMeanSquaredError(MetricObject):
    """`root_mean_squared_error`."""

    def __init__(self, name: str = "root_mean_squared_error") -> None:
        super().__init__(root_mean_squared_error, name)


class MeanAbsoluteError(MetricObject):
    """`mean_absolute_error`."""

    def __init__(self, name: str = "mean_absolute_error") -> None:
        super().__init__(mean_absolute_error, name)


class MeanAbsolutePercentageError(MetricObject):
    """`mean_absolute_percentage_error`."""

    def __init__(self, name: str = "mean_absolute_percentage_error") -> None:
        super().__init__(mean_absolute_percentage_error, name)


class R2Score(MetricObject):
    """`r2`."""

    def __init__(self, name: str = "r2_score") -> None:
        super().__init__(r2, name)
