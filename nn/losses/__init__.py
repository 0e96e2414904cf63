"""Losses: how far predictions are from their targets, as one Value to minimise.

Every loss is a function `loss(predictions, targets, sample_weight=None)` and returns the mean over
all numbers, or over all samples for those of distributions over classes. Predictions and targets
have the same structure: one number each, a list for a model with one output, a list of lists for
several outputs. Predictions are Values and numbers in any mixture, targets usually numbers. A
target that is a Value takes part in the graph like any other: it gets a gradient, and its content
is not checked; nor is it while a function is compiled, see `check_targets`.

Given `sample_weight`, a number for each sample, each loss is multiplied by the weight of its sample
before the mean, as in Keras: the sum of weight * loss, divided by how many there are, whatever the
weights add up to.

For programs written for Keras there are its classes of losses, which are called in its order:
`BinaryCrossentropy(from_logits=True)(y_true, y_pred)` is `binary_cross_entropy_with_logits(y_pred,
y_true)`. The functions here take the predictions first, those with Keras's names, too.

A loss of one's own is a function (predictions, targets), or (y_true, y_pred) as in Keras: the names
of its parameters tell, see `OwnLoss`. `fit` calls it for one example at a time and takes the mean,
so that a root of a mean square is one for each example, not one for the batch.

Arguments of a loss are set by functools.partial, for `compile` of a model too:

>>> smooth = functools.partial(binary_cross_entropy, label_smoothing=0.1)
>>> mean_squared_error([Value(1.0), Value(2.0)], [1.0, 4.0])
Value(data=2.0, grad=0.0)
>>> mean_squared_error([Value(1.0), Value(2.0)], [1.0, 4.0], sample_weight=[1.0, 0.5]).data
1.0
>>> get("mse") is mean_squared_error
True
"""

import functools
from collections.abc import Callable
from typing import Any

from autograd import InputTypeError, Value
from autograd.checks import abbreviate
from nn.arguments import choose_spelled, refuse_class
from nn.losses.categorical import (
    categorical_cross_entropy,
    categorical_cross_entropy_with_logits,
    check_class_or_distribution,
    check_distribution,
    kl_divergence,
)
from nn.losses.cross_entropy import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    check_binary_targets,
    check_probabilities,
)
from nn.losses.margins import check_sides, hinge, squared_hinge
from nn.losses.objects import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    CosineSimilarity,
    Hinge,
    Huber,
    KLDivergence,
    LogCosh,
    LossObject,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    Poisson,
    SparseCategoricalCrossentropy,
    SquaredHinge,
)
from nn.losses.own import OwnLoss
from nn.losses.regression import (
    cosine_similarity,
    huber,
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
    poisson,
)
from nn.losses.targets import check_numbers, check_rows

__all__ = [
    "LOSSES",
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "CosineSimilarity",
    "Hinge",
    "Huber",
    "KLDivergence",
    "LogCosh",
    "Loss",
    "LossObject",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredError",
    "MeanSquaredLogarithmicError",
    "OwnLoss",
    "Poisson",
    "SparseCategoricalCrossentropy",
    "SquaredHinge",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "binary_crossentropy",
    "categorical_cross_entropy",
    "categorical_cross_entropy_with_logits",
    "categorical_crossentropy",
    "check_predictions",
    "check_targets",
    "cosine_similarity",
    "get",
    "hinge",
    "huber",
    "kl_divergence",
    "log_cosh",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_error",
    "mean_squared_logarithmic_error",
    "poisson",
    "sparse_categorical_cross_entropy",
    "sparse_categorical_cross_entropy_with_logits",
    "sparse_categorical_crossentropy",
    "squared_hinge",
    "takes_logits",
    "threshold_of",
]

Loss = Callable[[Any, Any], Value]


sparse_categorical_cross_entropy = categorical_cross_entropy
"""Keras's name where targets are numbers of classes, which `categorical_cross_entropy` takes."""
sparse_categorical_cross_entropy_with_logits = categorical_cross_entropy_with_logits
"""Likewise."""
binary_crossentropy = binary_cross_entropy
"""Keras's name."""
categorical_crossentropy = categorical_cross_entropy
"""Likewise."""
sparse_categorical_crossentropy = sparse_categorical_cross_entropy
"""Likewise."""

LOSSES: dict[str, Loss] = {
    "mean_squared_error": mean_squared_error,
    "mse": mean_squared_error,
    "mean_absolute_error": mean_absolute_error,
    "mae": mean_absolute_error,
    "mean_absolute_percentage_error": mean_absolute_percentage_error,
    "mape": mean_absolute_percentage_error,
    "mean_squared_logarithmic_error": mean_squared_logarithmic_error,
    "msle": mean_squared_logarithmic_error,
    "huber": huber,
    "log_cosh": log_cosh,
    "poisson": poisson,
    "cosine_similarity": cosine_similarity,
    "hinge": hinge,
    "squared_hinge": squared_hinge,
    "binary_cross_entropy": binary_cross_entropy,
    "bce": binary_cross_entropy,
    "binary_cross_entropy_with_logits": binary_cross_entropy_with_logits,
    "categorical_cross_entropy": categorical_cross_entropy,
    "categorical_cross_entropy_with_logits": categorical_cross_entropy_with_logits,
    "sparse_categorical_cross_entropy": sparse_categorical_cross_entropy,
    "sparse_categorical_cross_entropy_with_logits": sparse_categorical_cross_entropy_with_logits,
    "kl_divergence": kl_divergence,
    "kld": kl_divergence,
    "kullback_leibler_divergence": kl_divergence,
}
"""The losses by name; Keras's names mean the same."""

LOSSES |= {
    name.replace("cross_entropy", "crossentropy"): loss
    for name, loss in LOSSES.items()
    if "cross_entropy" in name
}


def get(loss: str | Loss) -> Loss:
    """The loss that is meant by a name, or that is given already.

    Args:
        loss: A name out of `LOSSES`, in small or capital letters, with underscores or without; one
            of Keras's objects of losses; or a function of one's own, (predictions, targets), or
            (y_true, y_pred) as in Keras, which is told by these names: see `OwnLoss`.

    Returns:
        A function (predictions, targets) -> Value.

    Raises:
        InputValueError: If there is no loss of that name.
        InputTypeError: If it is neither a name nor a function.

    >>> get("hinge") is hinge, get("CategoricalCrossentropy") is categorical_cross_entropy
    (True, True)
    >>> get(Hinge()) is hinge
    True
    """
    if isinstance(loss, str):
        return choose_spelled("loss", loss, LOSSES)
    refuse_class("loss", loss)
    if isinstance(loss, LossObject):
        return loss.function
    if not callable(loss):
        raise InputTypeError(
            "loss must be a name such as 'mse' or a function (predictions, targets) -> Value, but "
            f"was given {abbreviate(loss)} ({type(loss).__name__})"
        )
    ours = isinstance(loss, OwnLoss) or any(_plain(loss) is known for known in LOSSES.values())
    return loss if ours else OwnLoss(loss)


def check_targets(loss: Loss, targets: Any, outputs: int) -> None:
    """An error if a loss cannot be computed from these targets: what compiled losses do not check.

    Args:
        loss: The loss. One that is not of this module takes anything.
        targets: An array with the targets of all examples, which are its first axis.
        outputs: How many numbers the network returns for one example.

    Raises:
        InputValueError: If there are too many targets or too few, one is not finite, or there is
            no such label, class or distribution.

    >>> import numpy
    >>> check_targets(categorical_cross_entropy, numpy.array([0.0, 2.0]), outputs=3)
    >>> check_targets(hinge, numpy.array([0.0, 2.0]), outputs=1)
    Traceback (most recent call last):
    ...
    autograd.errors.InputValueError: hinge takes the labels -1 and 1, or 0 and 1, ... [0.0, 2.0]
    """
    function = _plain(loss)
    for known, check in _CHECKS:
        if function is known:
            check(_title(function), targets, outputs)


def check_predictions(loss: Loss, predictions: Any) -> None:
    """An error if a loss takes probabilities, and predictions are none.

    Args:
        loss: The loss. One that is not of this module takes anything.
        predictions: An array of numbers.

    Raises:
        InputValueError: If a prediction is not between 0 and 1, while the loss needs it to be.

    >>> import numpy
    >>> check_predictions(binary_cross_entropy, numpy.array([[0.5], [1.0]]))
    """
    function = _plain(loss)
    if any(function is known for known in _FROM_PROBABILITIES):
        check_probabilities(
            _title(function), predictions[(predictions < 0.0) | (predictions > 1.0)].tolist()
        )


def takes_logits(loss: Loss | None) -> bool:
    """Whether a loss is one that takes logits, not probabilities.

    >>> takes_logits(binary_cross_entropy_with_logits), takes_logits(mean_squared_error)
    (True, False)
    """
    return any(_plain(loss) is known for known in _FROM_LOGITS)


def is_binary(loss: Loss | None) -> bool:
    """Whether a loss takes each output for a class of its own, which an example is of or is not.

    >>> is_binary(binary_cross_entropy), is_binary(categorical_cross_entropy)
    (True, False)
    """
    return any(_plain(loss) is known for known in (*_BINARY, *_MARGINS))


def threshold_of(loss: Loss) -> float:
    """Above which output a loss takes an example to be of class 1: 0 for logits and margins.

    >>> threshold_of(hinge), threshold_of(binary_cross_entropy)
    (0.0, 0.5)
    """
    return 0.0 if any(_plain(loss) is known for known in (*_FROM_LOGITS, *_MARGINS)) else 0.5


def _title(function: Any) -> str:
    """What messages of `fit` call a loss, of whose names only one is known here."""
    name: str = function.__name__
    return f"(sparse_){name}" if name.startswith("categorical") else name


def _plain(loss: Any) -> Any:
    """The function in a functools.partial."""
    return getattr(loss, "func", loss)


_FROM_LOGITS = (binary_cross_entropy_with_logits, categorical_cross_entropy_with_logits)
_FROM_PROBABILITIES = (binary_cross_entropy, categorical_cross_entropy, kl_divergence)
_BINARY = (binary_cross_entropy, binary_cross_entropy_with_logits)
_MARGINS = (hinge, squared_hinge)

_OF_NUMBERS = (
    mean_squared_error,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_logarithmic_error,
    huber,
    log_cosh,
    poisson,
    cosine_similarity,
)

_binary = functools.partial(check_numbers, allowed=check_binary_targets)
_sides = functools.partial(check_numbers, allowed=check_sides)
_classes = functools.partial(check_rows, allowed=check_class_or_distribution)
_CHECKS: list[tuple[Any, Callable[[str, Any, int], None]]] = [
    *((loss, check_numbers) for loss in _OF_NUMBERS),
    (hinge, _sides),
    (squared_hinge, _sides),
    (binary_cross_entropy, _binary),
    (binary_cross_entropy_with_logits, _binary),
    (categorical_cross_entropy, _classes),
    (categorical_cross_entropy_with_logits, _classes),
    (kl_divergence, functools.partial(check_rows, allowed=check_distribution)),
]
"""What the targets of each loss are checked by."""
