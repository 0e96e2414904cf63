"""Metrics from a table of right and wrong labels: its four counts, trade-offs, F-scores.

They belong to `nn.metrics`, under whose name they are used, and have Keras's numbers.
"""

import math
import sys
from collections.abc import Callable
from typing import Any

from autograd import InputValueError
from nn.arguments import choose, number_in
from nn.metrics.areas import counted, how_many_thresholds
from nn.metrics.counts import column_of, ratio
from nn.metrics.rows import labels, metric, pairs, vectors

__all__ = [
    "f1_score",
    "false_negatives",
    "false_positives",
    "fbeta_score",
    "precision_at_recall",
    "recall_at_precision",
    "sensitivity_at_specificity",
    "specificity_at_sensitivity",
    "true_negatives",
    "true_positives",
]

_SCORES = dict.fromkeys(("micro", "macro", "weighted"))
_LEAST = 1e-7
"""Keras's epsilon."""


# ------------------------------------------------------------------------------------ counts


@metric(more_is_better=True, in_pairs=False, takes_probabilities=True)
def true_positives(targets: Any, predictions: Any, *, threshold: float = 0.5) -> Any:
    """How many labels are 1 and predicted to be 1, in all outputs together.

    >>> true_positives([0.0, 1.0, 1.0], [[0.9], [0.8], [0.2]])
    1.0
    """
    taken, there = _marks("true_positives", targets, predictions, threshold)
    return (taken & there).sum()


@metric(more_is_better=True, in_pairs=False, takes_probabilities=True)
def true_negatives(targets: Any, predictions: Any, *, threshold: float = 0.5) -> Any:
    """How many labels are 0 and predicted to be 0, in all outputs together.

    >>> true_negatives([0.0, 1.0, 0.0], [[0.9], [0.8], [0.2]])
    1.0
    """
    taken, there = _marks("true_negatives", targets, predictions, threshold)
    return (~taken & ~there).sum()


@metric(more_is_better=False, in_pairs=False, takes_probabilities=True)
def false_positives(targets: Any, predictions: Any, *, threshold: float = 0.5) -> Any:
    """How many labels are 0 and predicted to be 1, in all outputs together.

    >>> false_positives([0.0, 1.0, 0.0], [[0.9], [0.8], [0.2]])
    1.0
    """
    taken, there = _marks("false_positives", targets, predictions, threshold)
    return (taken & ~there).sum()


@metric(more_is_better=False, in_pairs=False, takes_probabilities=True)
def false_negatives(targets: Any, predictions: Any, *, threshold: float = 0.5) -> Any:
    """How many labels are 1 and predicted to be 0, in all outputs together.

    >>> false_negatives([0.0, 1.0, 1.0], [[0.9], [0.8], [0.2]])
    1.0
    """
    taken, there = _marks("false_negatives", targets, predictions, threshold)
    return (~taken & there).sum()


def _marks(name: str, targets: Any, predictions: Any, threshold: float) -> tuple[Any, Any]:
    """Which labels are predicted to be 1, and which are 1."""
    wanted, outputs = pairs(name, targets, predictions)
    cut = number_in(f"threshold of {name}", threshold, low=-sys.float_info.max)
    return outputs > cut, labels(name, wanted) == 1.0


# --------------------------------------------------------------------------------- trade-offs


@metric(more_is_better=True, in_pairs=False, takes_probabilities=True)
def sensitivity_at_specificity(
    targets: Any,
    predictions: Any,
    *,
    specificity: float,
    num_thresholds: int = 200,
    class_id: int | None = None,
) -> Any:
    """The best sensitivity (recall) at a threshold where the specificity is at least a number.

    Args:
        targets: Labels 0 and 1, as many as predictions.
        predictions: Probabilities; all outputs count together.
        specificity: The share of labels 0 that must be predicted to be 0, from 0 to 1.
        num_thresholds: How many thresholds from 0 to 1 there are; one is 0.5.
        class_id: The only output that counts.

    >>> sensitivity_at_specificity([0, 0, 1, 1], [[0.1], [0.6], [0.4], [0.8]], specificity=1.0)
    0.5
    """
    curves = _Curves("sensitivity_at_specificity", targets, predictions, num_thresholds, class_id)
    return curves.best("specificity", specificity, curves.specificity, curves.recall)


@metric(more_is_better=True, in_pairs=False, takes_probabilities=True)
def specificity_at_sensitivity(
    targets: Any,
    predictions: Any,
    *,
    sensitivity: float,
    num_thresholds: int = 200,
    class_id: int | None = None,
) -> Any:
    """The best specificity at a threshold where the sensitivity (recall) is at least a number.

    Arguments are those of `sensitivity_at_specificity`.

    >>> specificity_at_sensitivity([0, 0, 1, 1], [[0.1], [0.6], [0.4], [0.8]], sensitivity=1.0)
    0.5
    """
    curves = _Curves("specificity_at_sensitivity", targets, predictions, num_thresholds, class_id)
    return curves.best("sensitivity", sensitivity, curves.recall, curves.specificity)


@metric(more_is_better=True, in_pairs=False, takes_probabilities=True)
def precision_at_recall(
    targets: Any,
    predictions: Any,
    *,
    recall: float,
    num_thresholds: int = 200,
    class_id: int | None = None,
) -> Any:
    """The best precision at a threshold where the recall is at least a number.

    Arguments are those of `sensitivity_at_specificity`.

    >>> precision_at_recall([0, 0, 1, 1], [[0.1], [0.6], [0.4], [0.8]], recall=0.5)
    1.0
    """
    curves = _Curves("precision_at_recall", targets, predictions, num_thresholds, class_id)
    return curves.best("recall", recall, curves.recall, curves.precision)


@metric(more_is_better=True, in_pairs=False, takes_probabilities=True)
def recall_at_precision(
    targets: Any,
    predictions: Any,
    *,
    precision: float,
    num_thresholds: int = 200,
    class_id: int | None = None,
) -> Any:
    """The best recall at a threshold where the precision is at least a number.

    Arguments are those of `sensitivity_at_specificity`.

    >>> recall_at_precision([0, 0, 1, 1], [[0.1], [0.6], [0.4], [0.8]], precision=1.0)
    0.5
    """
    curves = _Curves("recall_at_precision", targets, predictions, num_thresholds, class_id)
    return curves.best("precision", precision, curves.precision, curves.recall)


class _Curves:
    """Recall, specificity and precision at each threshold from 0 to 1."""

    def __init__(
        self, name: str, targets: Any, predictions: Any, count: int, class_id: int | None
    ) -> None:
        import numpy

        count = how_many_thresholds(name, count)
        if class_id is None:
            targets, predictions = pairs(name, targets, predictions)
        else:
            targets, predictions = vectors(name, targets, predictions)
            column = column_of(name, class_id, predictions)
            targets, predictions = targets[:, column], predictions[:, column]
        self.name, self.is_known = name, not numpy.isnan(predictions).any()
        ones = labels(name, targets).ravel() == 1.0
        right, wrong = counted(ones, numpy.nan_to_num(predictions).ravel(), count, _above(count))
        taken = right[1:] + wrong[1:]
        self.recall = ratio(right[1:], right[0])
        self.specificity = ratio(wrong[0] - wrong[1:], wrong[0])
        self.precision = ratio(right[1:], taken)

    def best(self, what: str, least: float, limited: Any, wanted: Any) -> Any:
        """The largest number of a curve where another is at least `least`; 0 if it never is."""
        least = number_in(f"{what} of {self.name}", least, high=1.0)
        if not self.is_known:
            return math.nan
        return wanted[limited >= least].max(initial=0.0)


def _above(count: int) -> Callable[[Any], Any]:
    """A function of scores: how many of so many thresholds from 0 to 1 each is above."""
    import numpy

    if count == 1:
        return lambda scores: (scores > 0.5).astype(int)
    return lambda scores: numpy.ceil(scores * (count - 1.0)).clip(0, count - 1).astype(int)


# ----------------------------------------------------------------------------------- F-scores


@metric(more_is_better=True, in_pairs=False)
def f1_score(
    targets: Any, predictions: Any, *, average: str | None = None, threshold: float | None = None
) -> Any:
    """Keras's `F1Score`: `fbeta_score` with beta 1.

    >>> round(f1_score([[1, 0], [0, 1]], [[0.9, 0.1], [0.8, 0.2]], average="macro"), 6)
    0.333333
    """
    return fbeta_score.formula(targets, predictions, average=average, threshold=threshold)


@metric("f_beta_score", more_is_better=True, in_pairs=False)
def fbeta_score(
    targets: Any,
    predictions: Any,
    *,
    average: str | None = None,
    beta: float = 1.0,
    threshold: float | None = None,
) -> Any:
    """Keras's `FBetaScore`: (1 + beta²) precision recall / (beta² precision + recall).

    Keras adds 1e-7 to each divisor. `f1` is without that, and cuts at 0.5 by default.

    Args:
        targets: Labels 0 and 1, shape (n, classes).
        predictions: As many numbers.
        average: "micro" (all labels alike), "macro" (the mean over the classes) or "weighted" (by
            how many samples are of a class). One of them is needed for several classes.
        beta: How many times more recall counts than precision, above 0.
        threshold: Classes are predicted whose output is above it; without one that of the largest.

    Raises:
        InputValueError: If shapes differ, a target is no label, or a setting is not known.

    Source: van Rijsbergen, "Information retrieval" (1979), chapter 7.

    >>> targets, predictions = [[1, 0], [1, 1]], [[0.9, 0.8], [0.8, 0.2]]
    >>> round(fbeta_score(targets, predictions, average="micro", beta=2.0), 6)
    0.714286
    """
    import numpy

    wanted, given = pairs("fbeta_score", targets, predictions)
    _check_average(average, wanted.shape[1])
    beta = number_in("beta of fbeta_score", beta, low=5e-324)
    there = labels("fbeta_score", wanted) == 1.0
    if threshold is None:
        taken = (given == given.max(axis=1, keepdims=True)) & (abs(given) > 1e-9)
    else:
        taken = given > number_in("threshold of fbeta_score", threshold, high=1.0)
    axis = None if average == "micro" else 0
    hits, found, ones = ((marks.sum(axis=axis)) for marks in (taken & there, taken, there))
    precision, recall = hits / (found + _LEAST), hits / (ones + _LEAST)
    scores = precision * recall / (beta**2 * precision + recall + _LEAST) * (1.0 + beta**2)
    if average == "weighted":
        return (scores * (ones / (ones.sum() + _LEAST))).sum()
    return numpy.mean(scores)


def _check_average(average: str | None, classes: int) -> None:
    """Raise an error if an F-score would not be one number."""
    if average is not None:
        choose("average of F1Score and FBetaScore", average, _SCORES)
    elif classes > 1:
        raise InputValueError(
            f"F1Score and FBetaScore of {classes} classes are so many numbers, but a metric here "
            "is one; write average='macro', 'micro' or 'weighted', such as "
            "nn.metrics.F1Score(average='macro')"
        )
