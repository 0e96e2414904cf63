"""Losses as objects: what Keras's classes of losses stand for, as functions of `nn.losses`.

They belong to `nn.losses`, under whose name they are used. In `compile`, an object and the name of
the function mean the same.

>>> Huber(delta=2.0)
functools.partial(<function huber at 0x...>, delta=2.0)
"""
# ruff: noqa: N802 - Keras's names

import functools
from collections.abc import Callable
from typing import Any

from autograd import Value
from nn.arguments import number_in
from nn.losses.categorical import (
    categorical_cross_entropy,
    categorical_cross_entropy_with_logits,
    kl_divergence,
)
from nn.losses.cross_entropy import binary_cross_entropy, binary_cross_entropy_with_logits
from nn.losses.margins import hinge, squared_hinge
from nn.losses.regression import huber, mean_absolute_error, mean_squared_error

Loss = Callable[..., Value]


def MeanSquaredError() -> Loss:
    """`mean_squared_error`."""
    return mean_squared_error


def MeanAbsoluteError() -> Loss:
    """`mean_absolute_error`."""
    return mean_absolute_error


def Huber(delta: float = 1.0) -> Loss:
    """`huber`, whose line begins at `delta`."""
    return functools.partial(huber, delta=number_in("delta of Huber", delta, low=5e-324))


def Hinge() -> Loss:
    """`hinge`."""
    return hinge


def SquaredHinge() -> Loss:
    """`squared_hinge`."""
    return squared_hinge


def KLDivergence() -> Loss:
    """`kl_divergence`."""
    return kl_divergence


def BinaryCrossentropy(from_logits: bool = False, label_smoothing: float = 0.0) -> Loss:
    """`binary_cross_entropy`, or `binary_cross_entropy_with_logits`.

    >>> BinaryCrossentropy(from_logits=True) is binary_cross_entropy_with_logits
    True
    """
    loss = binary_cross_entropy_with_logits if from_logits else binary_cross_entropy
    return _smoothed(loss, label_smoothing)


def CategoricalCrossentropy(from_logits: bool = False, label_smoothing: float = 0.0) -> Loss:
    """`categorical_cross_entropy`, or `categorical_cross_entropy_with_logits`."""
    loss = categorical_cross_entropy_with_logits if from_logits else categorical_cross_entropy
    return _smoothed(loss, label_smoothing)


def SparseCategoricalCrossentropy(from_logits: bool = False) -> Loss:
    """The same as `CategoricalCrossentropy`, which takes numbers of classes, too."""
    return CategoricalCrossentropy(from_logits)


def _smoothed(loss: Any, label_smoothing: float) -> Loss:
    """The loss, with label smoothing unless that is 0."""
    if not number_in("label_smoothing", label_smoothing, high=1.0):
        return loss  # type: ignore[no-any-return]
    return functools.partial(loss, label_smoothing=label_smoothing)
