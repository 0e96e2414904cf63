"""Keras's classes of metrics that stand for the rows in `distances`, `confusion` and `overlaps`.

They belong to `nn.metrics`, under whose name they are used. Arguments beside the name are explained
in the function that a class stands for.

>>> PrecisionAtRecall(0.5)([0, 0, 1, 1], [[0.1], [0.6], [0.4], [0.8]])
1.0
"""

from collections.abc import Callable, Sequence
from typing import Any

from nn.metrics import confusion, distances, overlaps
from nn.metrics.objects import MetricObject, NamedMetric, one_threshold

__all__ = [
    "BinaryCrossentropy",
    "BinaryIoU",
    "CategoricalCrossentropy",
    "CategoricalHinge",
    "ConcordanceCorrelation",
    "CosineSimilarity",
    "F1Score",
    "FBetaScore",
    "FalseNegatives",
    "FalsePositives",
    "Hinge",
    "IoU",
    "KLDivergence",
    "LogCoshError",
    "MeanIoU",
    "MeanMetricWrapper",
    "MeanSquaredLogarithmicError",
    "OneHotIoU",
    "OneHotMeanIoU",
    "PearsonCorrelation",
    "Poisson",
    "PrecisionAtRecall",
    "RecallAtPrecision",
    "SensitivityAtSpecificity",
    "SparseCategoricalCrossentropy",
    "SpecificityAtSensitivity",
    "SquaredHinge",
    "TrueNegatives",
    "TruePositives",
]


class MeanSquaredLogarithmicError(NamedMetric, of=distances.mean_squared_logarithmic_error):
    """`mean_squared_logarithmic_error`."""


class LogCoshError(NamedMetric, of=distances.log_cosh, name="logcosh"):
    """`log_cosh`."""


class CosineSimilarity(NamedMetric, of=distances.cosine_similarity):
    """`cosine_similarity`."""


class Hinge(NamedMetric, of=distances.hinge):
    """`hinge`."""


class SquaredHinge(NamedMetric, of=distances.squared_hinge):
    """`squared_hinge`."""


class CategoricalHinge(NamedMetric, of=distances.categorical_hinge):
    """`categorical_hinge`."""


class KLDivergence(NamedMetric, of=distances.kl_divergence):
    """`kl_divergence`."""


class Poisson(NamedMetric, of=distances.poisson):
    """`poisson`."""


class PearsonCorrelation(NamedMetric, of=distances.pearson_correlation):
    """`pearson_correlation`."""


class ConcordanceCorrelation(NamedMetric, of=distances.concordance_correlation):
    """`concordance_correlation`."""


class BinaryCrossentropy(MetricObject, of=distances.binary_crossentropy):
    """`binary_crossentropy`."""

    def __init__(
        self, name: str | None = None, *, from_logits: bool = False, label_smoothing: float = 0.0
    ) -> None:
        self._configure(name, from_logits=from_logits, label_smoothing=label_smoothing)


class CategoricalCrossentropy(MetricObject, of=distances.categorical_crossentropy):
    """`categorical_crossentropy`."""

    def __init__(
        self, name: str | None = None, *, from_logits: bool = False, label_smoothing: float = 0.0
    ) -> None:
        self._configure(name, from_logits=from_logits, label_smoothing=label_smoothing)


class SparseCategoricalCrossentropy(MetricObject, of=distances.sparse_categorical_crossentropy):
    """`sparse_categorical_crossentropy`."""

    def __init__(
        self,
        name: str | None = None,
        *,
        from_logits: bool = False,
        ignore_class: int | None = None,
    ) -> None:
        self._configure(name, from_logits=from_logits, ignore_class=ignore_class)


class _Count(MetricObject):
    """Base class of the four counts."""

    def __init__(self, thresholds: float | None = None, name: str | None = None) -> None:
        threshold = one_threshold(type(self).__name__, thresholds)
        self._configure(name, threshold=0.5 if threshold is None else threshold)


class TruePositives(_Count, of=confusion.true_positives):
    """`true_positives`."""


class TrueNegatives(_Count, of=confusion.true_negatives):
    """`true_negatives`."""


class FalsePositives(_Count, of=confusion.false_positives):
    """`false_positives`."""


class FalseNegatives(_Count, of=confusion.false_negatives):
    """`false_negatives`."""


class SensitivityAtSpecificity(MetricObject, of=confusion.sensitivity_at_specificity):
    """`sensitivity_at_specificity`."""

    def __init__(
        self,
        specificity: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
    ) -> None:
        self._configure(
            name, specificity=specificity, num_thresholds=num_thresholds, class_id=class_id
        )


class SpecificityAtSensitivity(MetricObject, of=confusion.specificity_at_sensitivity):
    """`specificity_at_sensitivity`."""

    def __init__(
        self,
        sensitivity: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
    ) -> None:
        self._configure(
            name, sensitivity=sensitivity, num_thresholds=num_thresholds, class_id=class_id
        )


class PrecisionAtRecall(MetricObject, of=confusion.precision_at_recall):
    """`precision_at_recall`."""

    def __init__(
        self,
        recall: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
    ) -> None:
        self._configure(name, recall=recall, num_thresholds=num_thresholds, class_id=class_id)


class RecallAtPrecision(MetricObject, of=confusion.recall_at_precision):
    """`recall_at_precision`."""

    def __init__(
        self,
        precision: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
    ) -> None:
        self._configure(name, precision=precision, num_thresholds=num_thresholds, class_id=class_id)


class FBetaScore(MetricObject, of=confusion.fbeta_score, name="fbeta_score"):
    """`fbeta_score`."""

    def __init__(
        self,
        average: str | None = None,
        beta: float = 1.0,
        threshold: float | None = None,
        name: str | None = None,
    ) -> None:
        self._configure(name, average=average, beta=beta, threshold=threshold)
        self([[0.0]], [[0.0]])  # raises an error for a wrong setting


class F1Score(MetricObject, of=confusion.f1_score):
    """`f1_score`."""

    def __init__(
        self, average: str | None = None, threshold: float | None = None, name: str | None = None
    ) -> None:
        self._configure(name, average=average, threshold=threshold)
        self([[0.0]], [[0.0]])  # raises an error for a wrong setting


class IoU(MetricObject, of=overlaps.iou, name="io_u"):
    """`iou`."""

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str | None = None,
        *,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
    ) -> None:
        self._configure(
            name,
            num_classes=num_classes,
            target_class_ids=overlaps.class_ids(target_class_ids, num_classes),
            ignore_class=ignore_class,
            sparse_y_true=sparse_y_true,
            sparse_y_pred=sparse_y_pred,
        )


class MeanIoU(MetricObject, of=overlaps.iou, name="mean_io_u"):
    """`iou` of all classes."""

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        *,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
    ) -> None:
        self._configure(
            name,
            num_classes=num_classes,
            ignore_class=ignore_class,
            sparse_y_true=sparse_y_true,
            sparse_y_pred=sparse_y_pred,
        )


class OneHotIoU(IoU, of=overlaps.iou, name="one_hot_io_u"):
    """`iou` of targets with a number for each class."""

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str | None = None,
        *,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
    ) -> None:
        super().__init__(
            num_classes,
            target_class_ids,
            name,
            ignore_class=ignore_class,
            sparse_y_true=False,
            sparse_y_pred=sparse_y_pred,
        )


class OneHotMeanIoU(MeanIoU, of=overlaps.iou, name="one_hot_mean_io_u"):
    """`iou` of all classes, of targets with a number for each class."""

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        *,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
    ) -> None:
        super().__init__(
            num_classes,
            name,
            ignore_class=ignore_class,
            sparse_y_true=False,
            sparse_y_pred=sparse_y_pred,
        )


class BinaryIoU(MetricObject, of=overlaps.binary_iou, name="binary_io_u"):
    """`binary_iou`."""

    def __init__(
        self,
        target_class_ids: Sequence[int] = (0, 1),
        threshold: float = 0.5,
        name: str | None = None,
    ) -> None:
        ids = overlaps.class_ids(target_class_ids, 2)
        self._configure(name, target_class_ids=None if ids == [0, 1] else ids, threshold=threshold)


class MeanMetricWrapper(MetricObject):
    """A function of one's own (targets, predictions, ...): the mean of what it returns.

    >>> import numpy
    >>> wrapped = MeanMetricWrapper(lambda targets, predictions: abs(targets - predictions))
    >>> wrapped(numpy.array([1.0, 2.0]), numpy.array([[1.0], [4.0]]))
    1.0
    """

    def __init__(self, fn: Callable[..., Any], name: str | None = None, **keywords: Any) -> None:
        super().__init__(fn, name, **keywords)
