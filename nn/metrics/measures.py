"""The formulas of metrics. They belong to `nn.metrics`, under whose name they are used."""

import math
from typing import Any

from autograd import InputValueError
from autograd.checks import whole_number
from nn.metrics.rows import metric, pairs, rows

__all__ = [
    "accuracy",
    "auc",
    "binary_accuracy",
    "f1",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_error",
    "precision",
    "r2",
    "recall",
    "root_mean_squared_error",
    "top_k_accuracy",
]


@metric(
    *("acc", "categorical_accuracy", "sparse_categorical_accuracy"),
    more_is_better=True,
    in_pairs=False,
)
def accuracy(targets: Any, predictions: Any, threshold: float = 0.5) -> Any:
    """The share of samples whose class is predicted correctly.

    Args:
        targets: Classes, shape (n,), or a probability for each class, shape (n, classes); for
            sequences, (n, steps) or (n, steps, classes).
        predictions: Of shape (n, 1): class 1 where they are above the threshold, see
            `binary_accuracy`. Of shape (n, classes), for sequences (n, steps * classes): the
            class with the largest number.
        threshold: 0.5 for probabilities, 0.0 for logits and for scores of -1 and 1.

    Raises:
        InputValueError: If the shapes do not go together.

    >>> import numpy
    >>> accuracy(numpy.array([2.0, 0.0]), numpy.array([[0.1, 0.2, 0.7], [0.1, 0.8, 0.1]]))
    0.5
    """
    if rows(predictions).shape[1] == 1:
        return binary_accuracy(targets, predictions, threshold)
    wanted, scores = _by_class("accuracy", targets, predictions)
    return (scores.argmax(axis=1) == wanted).mean()


@metric(more_is_better=True, beside_binary=("accuracy", "acc"))
def binary_accuracy(targets: Any, predictions: Any, threshold: float = 0.5) -> Any:
    """The share of labels that are predicted correctly; each output has its own label.

    Args:
        targets: Labels 0 and 1, or -1 and 1, as many as predictions. A target that is no label,
            such as 0.7 or 20, counts as predicted wrongly, as in Keras.
        predictions: Class 1 where they are above the threshold.
        threshold: As for `accuracy`.

    >>> binary_accuracy([[1.0, 1.0], [0.0, 1.0]], [[0.8, 0.7], [0.1, 0.2]])
    0.75
    """
    import numpy

    of_class_0 = (targets == 0.0) | (targets == -1.0)
    return numpy.where(predictions > threshold, targets == 1.0, of_class_0).mean()


@metric(more_is_better=True, in_pairs=False)
def precision(targets: Any, predictions: Any, threshold: float = 0.5) -> Any:
    """The share of samples that are of a class, among those predicted to be of it.

    With two classes it is the share for class 1; with more, the mean over all, scikit-learn's
    "macro". It is 0 for a class that is never predicted.

    Args:
        targets: As for `accuracy`.
        predictions: As for `accuracy`.
        threshold: As for `accuracy`.

    Source: van Rijsbergen, "Information retrieval" (1979), chapter 7; also `recall` and `f1`.

    >>> import numpy
    >>> precision(numpy.array([0.0, 1.0, 1.0]), numpy.array([[0.9], [0.8], [0.2]]))
    0.5
    """
    right, taken, _ = _tallies("precision", targets, predictions, threshold)
    return _ratio(right, taken).mean()


@metric(more_is_better=True, in_pairs=False)
def recall(targets: Any, predictions: Any, threshold: float = 0.5) -> Any:
    """The share of the samples of a class that are predicted to be of it.

    Arguments, and the mean over several classes, are those of `precision`.

    >>> import numpy
    >>> recall(numpy.array([0.0, 1.0, 1.0]), numpy.array([[0.9], [0.8], [0.7]]))
    1.0
    """
    right, _, there = _tallies("recall", targets, predictions, threshold)
    return _ratio(right, there).mean()


@metric("f1_score", more_is_better=True, in_pairs=False)
def f1(targets: Any, predictions: Any, threshold: float = 0.5) -> Any:
    """The harmonic mean of `precision` and `recall` of each class; the mean over several classes.

    >>> import numpy
    >>> f1(numpy.array([0.0, 1.0, 1.0]), numpy.array([[0.9], [0.8], [0.2]]))
    0.5
    """
    right, taken, there = _tallies("f1", targets, predictions, threshold)
    return _ratio(2.0 * right, taken + there).mean()


@metric(
    *("top_k_categorical_accuracy", "sparse_top_k_categorical_accuracy"),
    more_is_better=True,
    in_pairs=False,
)
def top_k_accuracy(targets: Any, predictions: Any, k: int = 5) -> Any:
    """The share of samples whose class is among the k with the largest predictions.

    A class that ties with the last of them counts.

    Args:
        targets: As for `accuracy`.
        predictions: Of shape (n, classes).
        k: How many classes count; for another k use `functools.partial(top_k_accuracy, k=3)`.

    Raises:
        InputValueError: If there is only one prediction for each sample, or k is below 1.

    >>> import numpy
    >>> top_k_accuracy(numpy.array([2.0]), numpy.array([[0.1, 0.5, 0.4]]), k=2)
    1.0
    """
    k = whole_number("k of top_k_accuracy", k)
    wanted, scores = _by_class("top_k_accuracy", targets, predictions)
    better = (scores > scores[range(len(scores)), wanted][:, None]).sum(axis=1)
    return (better < k).mean()


@metric(more_is_better=True)
def auc(targets: Any, predictions: Any) -> Any:
    """The area under the ROC curve.

    It is the share of pairs, one sample of class 1 and one of class 0, in which the prediction for
    class 1 is larger; equal predictions count half.

    Args:
        targets: Labels 0 and 1, or -1 and 1, as many as predictions.
        predictions: Any numbers, larger for class 1; of several outputs, each counts as a sample.

    Raises:
        InputValueError: If all targets are of one class, or the shapes do not go together.

    Source: Hanley and McNeil, "The meaning and use of the area under a receiver operating
    characteristic (ROC) curve" (1982), https://doi.org/10.1148/radiology.143.1.7063747

    >>> auc([0.0, 0.0, 1.0, 1.0], [[0.1], [0.4], [0.35], [0.8]])
    0.75
    """
    import numpy

    first = targets.ravel() == 1.0
    ones, others = int(first.sum()), int((~first).sum())
    if not (ones and others):
        raise InputValueError("auc is not defined where all targets are of one class")
    _, place, sizes = numpy.unique(predictions.ravel(), return_inverse=True, return_counts=True)
    ranks = (sizes.cumsum() - 0.5 * (sizes - 1))[place]  # from 1; ties get the mean of their ranks
    return (ranks[first].sum() - 0.5 * ones * (ones + 1)) / (ones * others)


@metric("mse", more_is_better=False)
def mean_squared_error(targets: Any, predictions: Any) -> Any:
    """The mean of (prediction - target)²."""
    return ((predictions - targets) ** 2).mean()


@metric("rmse", more_is_better=False, in_pairs=False)
def root_mean_squared_error(targets: Any, predictions: Any) -> Any:
    """The square root of the mean of (prediction - target)²: an error in the targets' own scale.

    >>> root_mean_squared_error([1.0, 2.0], [4.0, 5.0])
    3.0
    """
    return math.sqrt(mean_squared_error(targets, predictions))


@metric("mae", more_is_better=False)
def mean_absolute_error(targets: Any, predictions: Any) -> Any:
    """The mean of |prediction - target|."""
    return abs(predictions - targets).mean()


@metric("mape", more_is_better=False)
def mean_absolute_percentage_error(targets: Any, predictions: Any) -> Any:
    """The mean of |prediction - target| / |target|, in percent as in Keras.

    A target whose size is below 1e-7 counts as 1e-7.

    >>> mean_absolute_percentage_error([10.0, 40.0], [11.0, 36.0])
    10.0
    """
    import numpy

    return 100.0 * (abs(predictions - targets) / numpy.maximum(abs(targets), 1e-7)).mean()


@metric("r2_score", more_is_better=True)
def r2(targets: Any, predictions: Any) -> Any:
    """The share of the variance that is explained: 1 - squared errors / squares about the mean.

    It is 1 for perfect predictions and 0 for predictions that are always the mean of the targets.
    For several outputs it is the mean of their shares.
    """
    left = ((predictions - targets) ** 2).sum(axis=0)
    total = ((targets - targets.mean(axis=0)) ** 2).sum(axis=0)
    if not total.all():
        raise InputValueError("r2 is not defined where all targets are equal")
    return (1.0 - left / total).mean()


def _tallies(name: str, targets: Any, predictions: Any, threshold: float) -> tuple[Any, Any, Any]:
    """For each class: how many are predicted correctly, how many predicted, how many there are."""
    import numpy

    if rows(predictions).shape[1] == 1:
        targets, predictions = pairs(name, targets, predictions)
        taken, there = predictions > threshold, targets > threshold
    else:
        wanted, scores = _by_class(name, targets, predictions)
        one_hot = numpy.eye(scores.shape[1], dtype=bool)
        taken, there = one_hot[scores.argmax(axis=1)], one_hot[wanted]
        seen = (taken | there).any(axis=0)  # as in scikit-learn, other classes do not count
        taken, there = taken[:, seen], there[:, seen]
    return (taken & there).sum(axis=0), taken.sum(axis=0), there.sum(axis=0)


def _ratio(part: Any, whole: Any) -> Any:
    """part / whole; 0 where the whole is 0."""
    import numpy

    return part / numpy.maximum(whole, 1.0)


def _by_class(name: str, targets: Any, predictions: Any) -> tuple[Any, Any]:
    """The class of each sample, or of each step of a sequence, and its row of scores."""
    import numpy

    targets, predictions = numpy.asarray(targets, dtype=float), rows(predictions)
    size, outputs = rows(targets).shape[1], predictions.shape[1]
    if size == outputs and targets.ndim > 1:
        wanted = targets.reshape(-1, targets.shape[-1]).argmax(axis=1)
    else:
        wanted = targets.ravel().astype(int)
    if len(targets) != len(predictions) or outputs % size or outputs < 2:
        raise InputValueError(
            f"{name} takes the class of each example, and a prediction for each class, but the "
            f"shapes are {targets.shape} and {predictions.shape}"
        )
    return wanted, predictions.reshape(len(wanted), -1)
