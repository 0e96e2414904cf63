"""The formulas of metrics. They belong to `nn.metrics`, under whose name they are used."""

import math
from typing import Any

from autograd import InputValueError
from autograd.checks import whole_number
from nn.arguments import choose, warn
from nn.data import array
from nn.metrics.areas import auc  # noqa: F401 - pickles
from nn.metrics.counts import as_classes, f1, precision, recall  # noqa: F401 - pickles
from nn.metrics.rows import labels, metric, pairs, rows

__all__ = [
    "accuracy",
    "binary_accuracy",
    "categorical_accuracy",
    "equality",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_error",
    "r2",
    "root_mean_squared_error",
    "sign_accuracy",
    "sparse_categorical_accuracy",
    "top_k_accuracy",
]


@metric("acc", more_is_better=True, in_pairs=False, takes_probabilities=True)
def accuracy(targets: Any, predictions: Any, threshold: float = 0.5) -> Any:
    """The share of samples whose class is predicted correctly.

    As in Keras, the shapes tell what that means: for one output it is `binary_accuracy`, for
    targets of as many columns as there are outputs `categorical_accuracy`, and for numbers of
    classes `sparse_categorical_accuracy`.

    Args:
        targets: Labels, classes of shape (n,), or a probability for each class, (n, classes); for
            sequences, (n, steps) or (n, steps, classes).
        predictions: Of shape (n, 1), or (n, classes), for sequences (n, steps, classes).
        threshold: As for `binary_accuracy`.

    Raises:
        InputValueError: If the shapes do not go together.

    >>> accuracy([2, 0], [[0.1, 0.2, 0.7], [0.1, 0.8, 0.1]])
    0.5
    """
    if _outputs("accuracy", predictions) == 1:
        return binary_accuracy(targets, predictions, threshold)
    wanted, scores = _by_class("accuracy", targets, predictions)
    return (scores.argmax(axis=1) == wanted).mean()


@metric(more_is_better=True, takes_probabilities=True)
def binary_accuracy(targets: Any, predictions: Any, threshold: float = 0.5) -> Any:
    """The share of labels that are predicted correctly; each output has its own label.

    Args:
        targets: Labels 0 and 1, as many as predictions. A target that is no label, such as 0.7 or
            20, counts as predicted wrongly, as in Keras.
        predictions: Label 1 where they are above the threshold.
        threshold: 0.5 is for probabilities; for logits write 0.0, or take `sign_accuracy`.

    Raises:
        InputValueError: If the shapes differ, or a target is -1.

    >>> binary_accuracy([[1.0, 1.0], [0.0, 1.0]], [[0.8, 0.7], [0.1, 0.2]])
    0.75
    """
    if (targets == -1.0).any():
        labels("binary_accuracy", targets)
    return ((predictions > threshold) == targets).mean()


@metric(more_is_better=True)
def sign_accuracy(targets: Any, predictions: Any) -> Any:
    """The share of labels that are predicted correctly by the sign of an output.

    It is for outputs that are logits, or scores for the hinge loss; each has its own label.

    Args:
        targets: Labels 0 and 1, or -1 and 1, as many as predictions.
        predictions: Label 1 where they are above 0.

    Raises:
        InputValueError: If the shapes differ, or a target is no label.

    >>> sign_accuracy([-1.0, 1.0, 1.0, -1.0], [[-3.0], [0.2], [-0.1], [-0.4]])
    0.75
    """
    wanted = labels("sign_accuracy", targets, also_minus_1=True)
    return ((predictions > 0.0) == (wanted > 0.0)).mean()


@metric(more_is_better=True, in_pairs=False)
def categorical_accuracy(targets: Any, predictions: Any) -> Any:
    """The share of samples whose largest target and largest prediction are of the same class.

    Args:
        targets: A probability for each class, (n, classes); for sequences (n, steps, classes).
        predictions: As many numbers.

    Raises:
        InputValueError: If the shapes do not go together.

    >>> categorical_accuracy([[0, 0, 1], [1, 0, 0]], [[0.1, 0.2, 0.7], [0.1, 0.8, 0.1]])
    0.5
    """
    wanted, scores = _by_class("categorical_accuracy", targets, predictions)
    if rows("categorical_accuracy", targets).size != scores.size:
        raise InputValueError(
            "categorical_accuracy takes a probability for each class, but was given the class of "
            "each example; write sparse_categorical_accuracy, or accuracy, which takes both"
        )
    return (scores.argmax(axis=1) == wanted).mean()


@metric(more_is_better=True, in_pairs=False)
def sparse_categorical_accuracy(targets: Any, predictions: Any) -> Any:
    """The share of samples of whose class the prediction is the largest.

    Args:
        targets: Numbers of classes, shape (n,); for sequences (n, steps).
        predictions: Of shape (n, classes); for sequences (n, steps, classes).

    Raises:
        InputValueError: If the shapes do not go together.

    >>> sparse_categorical_accuracy([2, 0], [[0.1, 0.2, 0.7], [0.1, 0.8, 0.1]])
    0.5
    """
    wanted, scores = _by_class("sparse_categorical_accuracy", targets, predictions)
    if rows("sparse_categorical_accuracy", targets).size == scores.size:
        raise InputValueError(
            "sparse_categorical_accuracy takes the class of each example, but was given a "
            "probability for each class; write categorical_accuracy, or accuracy, which takes both"
        )
    return (scores.argmax(axis=1) == wanted).mean()


@metric(more_is_better=True, in_pairs=False)
def equality(targets: Any, predictions: Any) -> Any:
    """The share of predictions that are equal to their targets: Keras's class `Accuracy`.

    Keras's *name* "accuracy" is another metric: `accuracy`.

    >>> equality([1.0, 2.0], [[1.0], [3.0]])
    0.5
    """
    targets, predictions = pairs("Accuracy", targets, predictions)
    return (targets == predictions).mean()


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
def r2(
    targets: Any,
    predictions: Any,
    *,
    class_aggregation: str = "uniform_average",
    num_regressors: int = 0,
) -> Any:
    """The share of the variance that is explained: 1 - squared errors / squares about the mean.

    It is 1 for perfect predictions and 0 for predictions that are always the mean of the targets.
    Where all targets are equal it is not defined: as in Keras it is 0, or nan if the predictions
    are right, with a warning.

    Args:
        targets: Numbers, shape (n,) or (n, outputs).
        predictions: As many numbers.
        class_aggregation: How to put several outputs together: the mean of their shares
            ("uniform_average"), or weighted by their variances ("variance_weighted_average").
        num_regressors: The number of inputs, to take into account that more of them explain more
            by chance: 1 - (1 - r2) (n - 1) / (n - inputs - 1); 0 leaves it as it is.

    Raises:
        InputValueError: If the shapes differ, or a setting is not known.

    >>> r2([1.0, 2.0, 3.0], [1.0, 2.0, 2.0])
    0.5
    """
    import numpy

    choose("class_aggregation of r2", class_aggregation, AGGREGATIONS)
    left = ((predictions - targets) ** 2).sum(axis=0)
    total = ((targets - targets.mean(axis=0)) ** 2).sum(axis=0)
    if not total.all():
        warn("r2 is not defined where all targets are equal; as in Keras it is 0 or nan there")
    with numpy.errstate(all="ignore"):
        shares = 1.0 - left / total
    shares[numpy.isinf(shares)] = 0.0
    uniform = class_aggregation == "uniform_average"
    found = shares.mean() if uniform or not total.any() else (total * shares).sum() / total.sum()
    return _adjusted(found, targets.size, num_regressors)


AGGREGATIONS = dict.fromkeys(("uniform_average", "variance_weighted_average"))


def _adjusted(share: Any, n: int, inputs: int) -> Any:
    """An r2 adjusted for the number of inputs."""
    inputs = whole_number("num_regressors of r2", inputs, least=0)
    if inputs and inputs >= n - 1:
        warn(f"r2 is not adjusted for {inputs} inputs, since there are only {n} targets")
    elif inputs:
        return 1.0 - (1.0 - share) * (n - 1.0) / (n - inputs - 1.0)
    return share


def _outputs(name: str, predictions: Any) -> int:
    """How many outputs there are for each sample, or for each step of a sequence."""
    shape = array(name, predictions).shape
    return 1 if len(shape) == 1 else int(shape[-1])


def _by_class(name: str, targets: Any, predictions: Any) -> tuple[Any, Any]:
    """The class of each sample, or of each step of a sequence, and its row of scores."""
    size, scores = rows(name, targets).shape[1], rows(name, predictions)
    targets, outputs = array(name, targets), _outputs(name, predictions)
    if len(targets) != len(scores) or scores.shape[1] % size or outputs < 2:
        raise InputValueError(
            f"{name} takes the class of each example, and a prediction for each class, but the "
            f"shapes are {targets.shape} and {scores.shape}"
        )
    if size == scores.shape[1]:
        wanted = targets.reshape(-1, targets.shape[-1]).argmax(axis=1)
        return wanted, scores.reshape(len(wanted), -1)
    scores = scores.reshape(targets.size, -1)
    return as_classes(name, targets.ravel(), scores), scores
