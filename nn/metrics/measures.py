"""Metrics: the functions. They belong to `nn.metrics`, under whose name they are used."""

import math
from typing import Any

from autograd import InputValueError
from autograd.checks import whole_number


def accuracy(targets: Any, predictions: Any, threshold: float = 0.5) -> float:
    """The share of examples whose class is predicted right.

    Args:
        targets: Classes, shape (n,), or a probability for each class, shape (n, classes); with an
            axis between for sequences.
        predictions: Of shape (n, 1): class 1 where they are above the threshold, see
            `binary_accuracy`. Else the class with the largest number; shape (n, classes), for
            sequences (n, length * classes).
        threshold: 0.5 for probabilities, 0.0 for logits and for scores of -1 and 1.

    Raises:
        InputValueError: If the shapes do not go together.

    >>> import numpy
    >>> accuracy(numpy.array([2.0, 0.0]), numpy.array([[0.1, 0.2, 0.7], [0.1, 0.8, 0.1]]))
    0.5
    """
    if _rows(predictions).shape[1] == 1:
        return binary_accuracy(targets, predictions, threshold)
    wanted, scores = _by_class("accuracy", targets, predictions)
    return float((scores.argmax(axis=1) == wanted).mean())


def binary_accuracy(targets: Any, predictions: Any, threshold: float = 0.5) -> float:
    """The share of labels that are predicted right, where each output is a question by itself.

    Args:
        targets: Labels 0 and 1, or -1 and 1, as many as predictions. A target that is no label,
            such as 0.7 or 20, is predicted wrong, as in Keras.
        predictions: Class 1 where they are above the threshold.
        threshold: As for `accuracy`.

    >>> binary_accuracy([[1.0, 1.0], [0.0, 1.0]], [[0.8, 0.7], [0.1, 0.2]])
    0.75
    """
    import numpy

    targets, predictions = _matching("binary_accuracy", targets, predictions)
    of_class_0 = (targets == 0.0) | (targets == -1.0)
    return float(numpy.where(predictions > threshold, targets == 1.0, of_class_0).mean())


def precision(targets: Any, predictions: Any, threshold: float = 0.5) -> float:
    """Of the examples that are taken for a class, the share that is of that class.

    Of two classes it is that of class 1; of more the mean over all, scikit-learn's "macro". It is 0
    if no example is taken for the class.

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
    return float(_ratio(right, taken).mean())


def recall(targets: Any, predictions: Any, threshold: float = 0.5) -> float:
    """Of the examples of a class, the share that is taken for it. Otherwise as `precision`.

    >>> import numpy
    >>> recall(numpy.array([0.0, 1.0, 1.0]), numpy.array([[0.9], [0.8], [0.7]]))
    1.0
    """
    right, _, there = _tallies("recall", targets, predictions, threshold)
    return float(_ratio(right, there).mean())


def f1(targets: Any, predictions: Any, threshold: float = 0.5) -> float:
    """The harmonic mean of `precision` and `recall`, for each class.

    >>> import numpy
    >>> f1(numpy.array([0.0, 1.0, 1.0]), numpy.array([[0.9], [0.8], [0.2]]))
    0.5
    """
    right, taken, there = _tallies("f1", targets, predictions, threshold)
    return float(_ratio(2.0 * right, taken + there).mean())


def top_k_accuracy(targets: Any, predictions: Any, k: int = 5) -> float:
    """The share of examples whose class is among the k that have the largest predictions.

    A class that is as good as the last of them counts.

    Args:
        targets: As for `accuracy`.
        predictions: Of shape (n, classes).
        k: How many; with another one `functools.partial(top_k_accuracy, k=3)` is a metric.

    Raises:
        InputValueError: If there is only one prediction for each example, or k is below 1.

    >>> import numpy
    >>> top_k_accuracy(numpy.array([2.0]), numpy.array([[0.1, 0.5, 0.4]]), k=2)
    1.0
    """
    k = whole_number("k of top_k_accuracy", k)
    wanted, scores = _by_class("top_k_accuracy", targets, predictions)
    better = (scores > scores[range(len(scores)), wanted][:, None]).sum(axis=1)
    return float((better < k).mean())


def auc(targets: Any, predictions: Any) -> float:
    """The area under the ROC curve.

    It is the share of pairs, one example of each class, in which the prediction for the one of
    class 1 is larger; equal ones count half.

    Args:
        targets: Labels 0 and 1, or -1 and 1, as many as predictions.
        predictions: Any numbers, larger for class 1; several outputs count as so many examples.

    Raises:
        InputValueError: If all targets are of one class, or the shapes do not go together.

    Source: Hanley and McNeil, "The meaning and use of the area under a receiver operating
    characteristic (ROC) curve" (1982), https://doi.org/10.1148/radiology.143.1.7063747

    >>> auc([0.0, 0.0, 1.0, 1.0], [[0.1], [0.4], [0.35], [0.8]])
    0.75
    """
    import numpy

    targets, predictions = _matching("auc", targets, predictions)
    first = targets.ravel() == 1.0
    ones, others = int(first.sum()), int((~first).sum())
    if not (ones and others):
        raise InputValueError("auc is not defined where all targets are of one class")
    _, place, sizes = numpy.unique(predictions.ravel(), return_inverse=True, return_counts=True)
    ranks = (sizes.cumsum() - 0.5 * (sizes - 1))[place]  # from 1; equal ones have their mean
    return float((ranks[first].sum() - 0.5 * ones * (ones + 1)) / (ones * others))


def mean_squared_error(targets: Any, predictions: Any) -> float:
    """The mean of (prediction - target)²."""
    targets, predictions = _matching("mean_squared_error", targets, predictions)
    return float(((predictions - targets) ** 2).mean())


def root_mean_squared_error(targets: Any, predictions: Any) -> float:
    """The square root of the mean of (prediction - target)²: an error in the unit of the targets.

    >>> root_mean_squared_error([1.0, 2.0], [4.0, 5.0])
    3.0
    """
    return math.sqrt(mean_squared_error(targets, predictions))


def mean_absolute_error(targets: Any, predictions: Any) -> float:
    """The mean of |prediction - target|."""
    targets, predictions = _matching("mean_absolute_error", targets, predictions)
    return float(abs(predictions - targets).mean())


def mean_absolute_percentage_error(targets: Any, predictions: Any) -> float:
    """The mean of |prediction - target| / |target|, in percent as in Keras.

    A target below 1e-7 counts as 1e-7.

    >>> mean_absolute_percentage_error([10.0, 40.0], [11.0, 36.0])
    10.0
    """
    import numpy

    name = "mean_absolute_percentage_error"
    targets, predictions = _matching(name, targets, predictions)
    return float(100.0 * (abs(predictions - targets) / numpy.maximum(abs(targets), 1e-7)).mean())


def r2(targets: Any, predictions: Any) -> float:
    """The share of the variance that is explained: 1 - sum of squared errors / that of the mean.

    It is 1 for perfect predictions and 0 for those that are always the mean of the targets; the
    mean over all outputs where there are several.
    """
    targets, predictions = _matching("r2", targets, predictions)
    left = ((predictions - targets) ** 2).sum(axis=0)
    total = ((targets - targets.mean(axis=0)) ** 2).sum(axis=0)
    if not total.all():
        raise InputValueError("r2 is not defined where all targets are equal")
    return float((1.0 - left / total).mean())


def _tallies(name: str, targets: Any, predictions: Any, threshold: float) -> tuple[Any, Any, Any]:
    """For each class that counts: examples taken for it rightly, taken for it at all, and of it."""
    import numpy

    if _rows(predictions).shape[1] == 1:
        targets, predictions = _matching(name, targets, predictions)
        taken, there = predictions > threshold, targets > threshold
    else:
        wanted, scores = _by_class(name, targets, predictions)
        one_hot = numpy.eye(scores.shape[1], dtype=bool)
        taken, there = one_hot[scores.argmax(axis=1)], one_hot[wanted]
        seen = (taken | there).any(axis=0)  # as in scikit-learn, a class that is nowhere is none
        taken, there = taken[:, seen], there[:, seen]
    return (taken & there).sum(axis=0), taken.sum(axis=0), there.sum(axis=0)


def _ratio(part: Any, whole: Any) -> Any:
    """part / whole, 0 where there is nothing."""
    import numpy

    return part / numpy.maximum(whole, 1.0)


def _by_class(name: str, targets: Any, predictions: Any) -> tuple[Any, Any]:
    """The class of each example, or of each place in it, and a row with the score of each class."""
    import numpy

    targets, predictions = numpy.asarray(targets, dtype=float), _rows(predictions)
    size, outputs = _rows(targets).shape[1], predictions.shape[1]
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


def _rows(numbers: Any) -> Any:
    """An array of numbers with a row for each example."""
    import numpy

    found = numpy.asarray(numbers, dtype=float)
    return found.reshape(len(found), -1)


def _matching(name: str, targets: Any, predictions: Any) -> tuple[Any, Any]:
    targets, predictions = _rows(targets), _rows(predictions)
    _check_shapes(name, targets, predictions)
    return targets, predictions


def _check_shapes(name: str, targets: Any, predictions: Any) -> None:
    if targets.shape != predictions.shape:
        raise InputValueError(
            f"{name} takes a target for each prediction, but the shapes are {targets.shape} and "
            f"{predictions.shape}"
        )
