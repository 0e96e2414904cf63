"""Metrics that are losses, too, and correlations: Keras's numbers, by Keras's names.

They belong to `nn.metrics`, under whose name they are used. Where the targets say what the last
axis is, as for sequences, a row is a vector along it.
"""

import math
from typing import Any

from autograd import InputValueError
from autograd.checks import whole_number
from nn.arguments import number_in
from nn.data import array
from nn.metrics.counts import as_classes
from nn.metrics.rows import labels, metric, rows, vectors

__all__ = [
    "binary_crossentropy",
    "categorical_crossentropy",
    "categorical_hinge",
    "concordance_correlation",
    "cosine_similarity",
    "hinge",
    "kl_divergence",
    "log_cosh",
    "mean_squared_logarithmic_error",
    "pearson_correlation",
    "poisson",
    "sparse_categorical_crossentropy",
    "squared_hinge",
]

_LEAST = 1e-7
"""Keras's epsilon."""


@metric("msle", more_is_better=False)
def mean_squared_logarithmic_error(targets: Any, predictions: Any) -> Any:
    """The mean of (log(1 + prediction) - log(1 + target))²; below 1e-7 both count as 1e-7.

    >>> mean_squared_logarithmic_error([3.0], [[3.0]])
    0.0
    """
    import numpy

    told, known = (numpy.log1p(numpy.maximum(each, _LEAST)) for each in (predictions, targets))
    return ((told - known) ** 2).mean()


@metric("log_cosh_error", "logcosh", more_is_better=False)
def log_cosh(targets: Any, predictions: Any) -> Any:
    """The mean of log(cosh(prediction - target)).

    >>> log_cosh([1.0, 2.0], [[1.0], [2.0]])
    0.0
    """
    import numpy

    errors = predictions - targets
    return (numpy.logaddexp(errors, -errors) - math.log(2.0)).mean()


@metric(more_is_better=True, in_pairs=False)
def cosine_similarity(targets: Any, predictions: Any) -> Any:
    """The mean cosine of the angle between target and prediction: 1 for the same direction.

    The *loss* of this name is minus this, as in Keras.

    >>> cosine_similarity([[3.0, 4.0]], [[30.0, 40.0]])
    1.0
    """
    wanted, given = vectors("cosine_similarity", targets, predictions)
    return (_unit(wanted) * _unit(given)).sum(axis=1).mean()


@metric(more_is_better=False)
def hinge(targets: Any, predictions: Any) -> Any:
    """The mean of max(0, 1 - side * prediction), for labels -1 and 1, or 0 and 1.

    >>> hinge([0.0, 1.0], [[-2.0], [0.25]])
    0.375
    """
    return _short_of_margin("hinge", targets, predictions).mean()


@metric(more_is_better=False)
def squared_hinge(targets: Any, predictions: Any) -> Any:
    """The mean of max(0, 1 - side * prediction)², for labels -1 and 1, or 0 and 1.

    >>> squared_hinge([-1.0, 1.0], [[-2.0], [0.5]])
    0.125
    """
    return (_short_of_margin("squared_hinge", targets, predictions) ** 2).mean()


@metric(more_is_better=False, in_pairs=False)
def categorical_hinge(targets: Any, predictions: Any) -> Any:
    """The mean of max(0, 1 + the largest output of a wrong class - that of the right class).

    Args:
        targets: A 1 for the right class and 0 for the others, shape (n, classes).
        predictions: As many numbers.

    >>> categorical_hinge([[0.0, 1.0]], [[0.5, 2.0]])
    0.0
    """
    import numpy

    wanted, given = vectors("categorical_hinge", targets, predictions)
    right, wrong = (wanted * given).sum(axis=1), ((1.0 - wanted) * given).max(axis=1)
    return numpy.maximum(0.0, 1.0 + wrong - right).mean()


@metric(more_is_better=False, in_pairs=False, takes_probabilities=True)
def kl_divergence(targets: Any, predictions: Any) -> Any:
    """The mean over samples of the sum of target log(target / prediction).

    Args:
        targets: A probability for each class; each counts as at least 1e-7, at most 1.
        predictions: As many probabilities, counted likewise.

    >>> kl_divergence([[0.5, 0.5]], [[0.5, 0.5]])
    0.0
    """
    import numpy

    wanted, given = vectors("kl_divergence", targets, predictions)
    wanted, given = wanted.clip(_LEAST, 1.0), given.clip(_LEAST, 1.0)
    return (wanted * numpy.log(wanted / given)).sum(axis=1).mean()


@metric(more_is_better=False)
def poisson(targets: Any, predictions: Any) -> Any:
    """The mean of prediction - target log(prediction + 1e-7).

    >>> poisson([0.0], [[2.0]])
    2.0
    """
    import numpy

    with numpy.errstate(invalid="ignore", divide="ignore"):
        return (predictions - targets * numpy.log(predictions + _LEAST)).mean()


@metric("bce", more_is_better=False, takes_probabilities=True)
def binary_crossentropy(
    targets: Any, predictions: Any, *, from_logits: bool = False, label_smoothing: float = 0.0
) -> Any:
    """The mean of -log of the probability that is given to each label.

    Args:
        targets: Labels, or probabilities of class 1, as many as predictions.
        predictions: Probabilities of class 1; each counts as at least 1e-7, at most 1 - 1e-7.
        from_logits: Whether predictions are logits.
        label_smoothing: How far labels are moved towards 0.5, from 0 to 1.

    >>> binary_crossentropy([1.0], [[0.5]]) == math.log(2.0)
    True
    """
    import numpy

    targets = _smoothed("binary_crossentropy", targets, label_smoothing, 2)
    if from_logits:
        ones, others = numpy.logaddexp(0.0, -predictions), numpy.logaddexp(0.0, predictions)
    else:
        given = predictions.clip(_LEAST, 1.0 - _LEAST)
        ones, others = -numpy.log(given), -numpy.log(1.0 - given)
    return (targets * ones + (1.0 - targets) * others).mean()


@metric(more_is_better=False, in_pairs=False, takes_probabilities=True)
def categorical_crossentropy(
    targets: Any, predictions: Any, *, from_logits: bool = False, label_smoothing: float = 0.0
) -> Any:
    """The mean of -log of the probability that is given to the class of each sample.

    Args:
        targets: A probability for each class, (n, classes); for sequences (n, steps, classes).
        predictions: As many numbers. Those of a sample are divided by their sum; then each counts
            as at least 1e-7, at most 1 - 1e-7.
        from_logits: Whether predictions are logits.
        label_smoothing: How far targets are moved towards 1 / classes, from 0 to 1.

    >>> categorical_crossentropy([[0.0, 1.0]], [[0.5, 0.5]]) == math.log(2.0)
    True
    """
    wanted, given = vectors("categorical_crossentropy", targets, predictions)
    wanted = _smoothed("categorical_crossentropy", wanted, label_smoothing, wanted.shape[1])
    return -(wanted * _log_of_each(given, from_logits)).sum(axis=1).mean()


@metric(more_is_better=False, in_pairs=False, takes_probabilities=True)
def sparse_categorical_crossentropy(
    targets: Any, predictions: Any, *, from_logits: bool = False, ignore_class: int | None = None
) -> Any:
    """`categorical_crossentropy` of targets that are numbers of classes.

    Args:
        targets: Numbers of classes, shape (n,); for sequences (n, steps).
        predictions: As for `categorical_crossentropy`.
        from_logits: Whether predictions are logits.
        ignore_class: Samples of this class count 0; it may be a number without an output, as -1.

    >>> sparse_categorical_crossentropy([1], [[0.5, 0.5]]) == math.log(2.0)
    True
    """
    name = "sparse_categorical_crossentropy"
    classes, given = array(name, targets).ravel(), rows(name, predictions)
    if not len(classes) or given.size % len(classes) or len(given) != len(array(name, targets)):
        raise InputValueError(
            f"{name} takes the class of each example, and a prediction for each class, but the "
            f"shapes are {array(name, targets).shape} and {given.shape}"
        )
    given = given.reshape(len(classes), -1)
    counts = classes == classes
    if ignore_class is not None:
        counts = classes != whole_number(f"ignore_class of {name}", ignore_class, least=-(2**63))
    places = as_classes(name, classes * counts, given)
    return -(_log_of_each(given, from_logits)[range(len(given)), places] * counts).mean()


@metric(more_is_better=True, in_pairs=False)
def pearson_correlation(targets: Any, predictions: Any) -> Any:
    """The mean over samples of the correlation between the targets and predictions of one sample.

    It is nan for a sample whose numbers are all equal.

    >>> pearson_correlation([[1.0, 3.0]], [[10.0, 11.0]])
    1.0
    """
    import numpy

    wanted, given = vectors("pearson_correlation", targets, predictions)
    with numpy.errstate(invalid="ignore", divide="ignore"):
        return (_standardized(wanted) * _standardized(given)).mean()


@metric(more_is_better=True, in_pairs=False)
def concordance_correlation(targets: Any, predictions: Any) -> Any:
    """The mean over samples of how near targets and predictions of one sample are to being equal.

    Within a sample it is 2 covariance / (both variances + difference of the means²), with 1e-7
    added to the divisor.

    Source: Lin, "A concordance correlation coefficient to evaluate reproducibility" (1989),
    https://doi.org/10.2307/2532051

    >>> round(concordance_correlation([[1.0, 3.0]], [[1.0, 3.0]]), 6)
    1.0
    """
    wanted, given = vectors("concordance_correlation", targets, predictions)
    center, other = given.mean(axis=1, keepdims=True), wanted.mean(axis=1, keepdims=True)
    divisor = wanted.var(axis=1) + given.var(axis=1) + (other - center)[:, 0] ** 2 + _LEAST
    return (2.0 * ((wanted - center) * (given - center)).mean(axis=1) / divisor).mean()


def _unit(vectors: Any) -> Any:
    """Vectors of length 1; a length below 1e-6 counts as 1e-6."""
    import numpy

    return vectors / numpy.sqrt(numpy.maximum((vectors**2).sum(axis=1, keepdims=True), 1e-12))


def _standardized(vectors: Any) -> Any:
    """Each row with mean 0 and variance 1."""
    return (vectors - vectors.mean(axis=1, keepdims=True)) / vectors.std(axis=1, keepdims=True)


def _short_of_margin(name: str, targets: Any, predictions: Any) -> Any:
    """max(0, 1 - side * prediction)."""
    import numpy

    sides = labels(name, targets, also_minus_1=True)
    if (sides >= 0.0).all():
        sides = 2.0 * sides - 1.0
    return numpy.maximum(0.0, 1.0 - sides * predictions)


def _smoothed(name: str, targets: Any, smoothing: float, classes: int) -> Any:
    """Targets that are moved towards 1 / classes."""
    share = number_in(f"label_smoothing of {name}", smoothing, high=1.0)
    return targets * (1.0 - share) + share / classes


def _log_of_each(given: Any, from_logits: bool) -> Any:
    """The logarithm of the probability of each class, in rows."""
    import numpy

    if from_logits:
        highest = given.max(axis=1, keepdims=True)
        total = numpy.exp(given - highest).sum(axis=1, keepdims=True)
        return given - highest - numpy.log(total)
    return numpy.log((given / given.sum(axis=1, keepdims=True)).clip(_LEAST, 1.0 - _LEAST))
