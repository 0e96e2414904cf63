"""Losses: how far predictions are from their targets, as one Value to minimise.

Every loss is a function `loss(predictions, targets, sample_weight=None)` and returns the mean over
all numbers; for targets that are classes, over all samples. Predictions and targets have the same
structure: one number each, a list for a model with one output, a list of lists for several outputs.
Predictions are Values and numbers in any mixture, targets usually numbers. A target that is a Value
is part of the graph: it gets a gradient, and its content is not checked. Nor are targets while a
function is compiled; see `check_targets`.

`sample_weight` has a number for each sample, by which its loss is multiplied before the mean. As in
Keras, the mean is the sum of weight * loss divided by the number of losses, not of weights.

For programs written for Keras there are its classes of losses, which are called in its order:
`BinaryCrossentropy(from_logits=True)(y_true, y_pred)` is `binary_cross_entropy_with_logits(y_pred,
y_true)`. All functions here take the predictions first, also those with Keras's names.

A loss of one's own is a function (y_true, y_pred), in the order of Keras whatever its arguments are
called, see `OwnLoss`; for one that takes the predictions first write `predictions_first(function)`.
`fit` calls it for one sample at a time and takes the mean: a loss that is the root of a mean takes
the root for each sample, not for the batch.

functools.partial gives a loss its settings, also for `compile` of a model:

>>> import functools
>>> smooth = functools.partial(binary_cross_entropy, label_smoothing=0.1)
>>> mean_squared_error([1.0, 2.0], [1.0, 4.0])
Value(data=2.0, grad=0.0)
>>> mean_squared_error([1.0, 2.0], [1.0, 4.0], sample_weight=[1.0, 0.5]).data
1.0
>>> get("mse") is mean_squared_error
True
"""

from typing import Any

from nn.losses import categorical, cross_entropy, focal, margins, objects, regression
from nn.losses.categorical import *  # noqa: F403 - the names in its __all__, as in those below
from nn.losses.cross_entropy import *  # noqa: F403
from nn.losses.focal import *  # noqa: F403
from nn.losses.margins import *  # noqa: F403
from nn.losses.objects import *  # noqa: F403
from nn.losses.own import OwnLoss, predictions_first
from nn.losses.regression import *  # noqa: F403
from nn.losses.rows import LOSSES, Loss, row_of
from nn.losses.version_1 import upgraded, was_in_keras_order

__all__ = [
    "LOSSES",
    "Loss",
    "OwnLoss",
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "categorical_crossentropy",
    "categorical_focal_crossentropy",
    "check_outputs",
    "check_predictions",
    "check_targets",
    "get",
    "predictions_first",
    "sparse_categorical_cross_entropy",
    "sparse_categorical_cross_entropy_with_logits",
    "sparse_categorical_crossentropy",
    "takes_logits",
    "threshold_of",
    "upgraded",
    "was_in_keras_order",
]
__all__ += categorical.__all__
__all__ += cross_entropy.__all__
__all__ += focal.__all__
__all__ += margins.__all__
__all__ += objects.__all__
__all__ += regression.__all__

to_config, from_config = LOSSES.to_config, LOSSES.from_config

# Keras's names; it has a "sparse" one for targets that are numbers of classes.
binary_crossentropy = cross_entropy.binary_cross_entropy
categorical_crossentropy = categorical.categorical_cross_entropy
binary_focal_crossentropy = focal.binary_focal_cross_entropy
categorical_focal_crossentropy = focal.categorical_focal_cross_entropy
sparse_categorical_cross_entropy = sparse_categorical_crossentropy = categorical_crossentropy
sparse_categorical_cross_entropy_with_logits = categorical.categorical_cross_entropy_with_logits


def get(loss: str | Loss) -> Loss:
    """The loss of that name, or the one that is given.

    Args:
        loss: A name in `LOSSES`, in any case, with underscores or without; a function of
            `nn.losses`, or a functools.partial of one; an object of one of Keras's classes of
            losses; or a function (y_true, y_pred) of one's own, see `OwnLoss`.

    Returns:
        A function (predictions, targets) -> Value.

    Raises:
        InputValueError: If there is no loss of that name, or the arguments of a function are called
            predictions and targets, in this order.
        InputTypeError: If it is neither a name nor a function of two arguments.

    >>> get("hinge") is hinge, get("CategoricalCrossentropy") is categorical_cross_entropy
    (True, True)
    >>> get(Hinge()) is hinge
    True
    """
    if isinstance(loss, objects.LossObject) and not loss.is_ones_own:
        return loss.function
    found: Loss = LOSSES.resolve(loss)
    return found if row_of(found) or isinstance(found, OwnLoss) else OwnLoss(found)


def check_targets(loss: Loss, targets: Any, outputs: int) -> None:
    """Raise an error if a loss does not take these targets: compiled losses do not check.

    Args:
        loss: The loss. A loss of one's own takes anything.
        targets: An array with the targets of all samples along its first axis.
        outputs: How many numbers the network returns for one sample.

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
    if row := row_of(loss):
        row.for_arrays.check(targets, outputs)


def check_predictions(loss: Loss, predictions: Any) -> None:
    """Raise an error if a loss takes probabilities, but predictions are something else.

    Args:
        loss: The loss. A loss of one's own takes anything.
        predictions: An array of numbers.

    Raises:
        InputValueError: If a prediction is not between 0 and 1, while the loss needs it to be.

    >>> import numpy
    >>> check_predictions(binary_cross_entropy, numpy.array([[0.5], [1.0]]))
    """
    if row := row_of(loss):
        wrong = predictions[(predictions < 0.0) | (predictions > 1.0)]
        row.for_arrays.check_predictions(wrong.tolist())


def check_outputs(loss: Loss, outputs: Any) -> None:
    """Raise an error if a loss does not take what a network returns for one sample.

    Args:
        loss: The loss. A loss of one's own takes anything.
        outputs: A number or Value, or nested lists of them.

    Raises:
        InputValueError: If they are no probabilities, or the probabilities of the classes do not
            add up to 1, while the loss needs them to.

    >>> check_outputs(categorical_cross_entropy, [0.75, 0.75])
    Traceback (most recent call last):
    ...
    autograd.errors.InputValueError: ... but those of a sample add up to 1.5; end the network ...
    """
    if row := row_of(loss):
        row.for_arrays.check_outputs(outputs)


def takes_logits(loss: Loss | None) -> bool:
    """Whether a loss takes logits, not probabilities.

    >>> takes_logits(binary_cross_entropy_with_logits), takes_logits(mean_squared_error)
    (True, False)
    """
    row = row_of(loss)
    return row is not None and row.takes == "logits"


def is_binary(loss: Loss | None) -> bool:
    """Whether each output decides by itself whether a sample is of one class.

    >>> is_binary(binary_cross_entropy), is_binary(categorical_cross_entropy)
    (True, False)
    """
    row = row_of(loss)
    return row is not None and row.is_binary


def threshold_of(loss: Loss) -> float:
    """The output above which a sample is of class 1: 0 for logits and margins, else 0.5.

    >>> threshold_of(hinge), threshold_of(binary_cross_entropy)
    (0.0, 0.5)
    """
    row = row_of(loss)
    return row.threshold if row else 0.5


def __getattr__(name: str) -> Any:
    """For losses of Keras that are missing, an error that says what to do instead."""
    return LOSSES.attribute(__name__, name)


__doc__ = f"{__doc__}\n{LOSSES.table('takes', 'targets', 'keras_classes')}"
