"""Focal losses: cross-entropies in which a sample counts less, the surer its prediction is right.

They belong to `nn.losses`, under whose name they are used.
"""

from typing import Any

import autograd
from autograd import InputValueError
from nn.arguments import Scalar
from nn.losses.categorical import SMOOTHING, of_sum_1
from nn.losses.classes import Classes, Target, possible
from nn.losses.cross_entropy import EPSILON, KERAS_EPSILON, binary_cross_entropy, inside, smoothed
from nn.losses.cross_entropy import SMOOTHING as BINARY_SMOOTHING
from nn.losses.rows import Setting, loss
from nn.losses.targets import Labels

__all__ = [
    "binary_focal_cross_entropy",
    "binary_focal_cross_entropy_with_logits",
    "categorical_focal_cross_entropy",
    "categorical_focal_cross_entropy_with_logits",
]

_GAMMA = Setting("How much less a sure prediction counts; with 0 all count alike.")
_BINARY = {
    "apply_class_balancing": Setting("Whether alpha weighs the classes.", is_flag=True),
    "alpha": Setting("The weight of class 1, 0 to 1; that of class 0 is 1 - alpha.", high=1.0),
    "gamma": _GAMMA,
    "label_smoothing": BINARY_SMOOTHING,
    "epsilon": EPSILON,
}
_CATEGORICAL = {
    "alpha": Setting("The weight of all classes, or a list with one for each.", may_be_list=True),
    "gamma": _GAMMA,
    "label_smoothing": SMOOTHING,
    "epsilon": EPSILON,
}


@loss("binary_focal_crossentropy", takes="probabilities", targets=Labels, **_BINARY)
def binary_focal_cross_entropy(
    p: Scalar,
    y: Scalar,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    label_smoothing: float = 0.0,
    epsilon: float = KERAS_EPSILON,
) -> Any:
    """The mean of (1 - q)^gamma times `binary_cross_entropy`; q is the chance of what happened.

    q is p for class 1 and 1 - p for class 0; for a target y between them, y p + (1 - y) (1 - p).

    Source: Lin, Goyal, Girshick, He and Dollar, "Focal loss for dense object detection" (2017),
    https://arxiv.org/abs/1708.02002

    >>> binary_focal_cross_entropy([0.5], [1]).data == 0.25 * autograd.log(2.0)
    True
    """
    y = smoothed(y, label_smoothing)
    missed = y * (1.0 - p) + (1.0 - y) * p
    focal = missed**gamma * binary_cross_entropy.formula(p, y, epsilon=epsilon)
    return (y * alpha + (1.0 - y) * (1.0 - alpha)) * focal if apply_class_balancing else focal


@loss("binary_focal_crossentropy_with_logits", takes="logits", targets=Labels, **_BINARY)
def binary_focal_cross_entropy_with_logits(
    z: Scalar,
    y: Scalar,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    label_smoothing: float = 0.0,
    epsilon: float = KERAS_EPSILON,
) -> Any:
    """`binary_focal_cross_entropy` of sigmoid(z), for logits z; epsilon limits it, too.

    >>> binary_focal_cross_entropy_with_logits([0.0], [1]).data == 0.25 * autograd.log(2.0)
    True
    """
    return binary_focal_cross_entropy.formula(
        autograd.sigmoid(z), y, apply_class_balancing, alpha, gamma, label_smoothing, epsilon
    )


@loss("categorical_focal_crossentropy", takes="probabilities", targets=Classes, **_CATEGORICAL)
def categorical_focal_cross_entropy(
    p: list[Scalar],
    t: Target,
    alpha: float | list[float] = 0.25,
    gamma: float = 2.0,
    label_smoothing: float = 0.0,
    epsilon: float = KERAS_EPSILON,
) -> Any:
    """The mean of -alpha (1 - p[k])^gamma log(p[k]) for the right class k.

    For probabilities t of the classes, it is the sum of these, each times t[k]. A predicted
    probability counts as at least epsilon and at most 1 - epsilon; see `binary_cross_entropy`.

    Source: Lin, Goyal, Girshick, He and Dollar, "Focal loss for dense object detection" (2017),
    https://arxiv.org/abs/1708.02002

    >>> found = categorical_focal_cross_entropy([[0.5, 0.25, 0.25]], [0])
    >>> found.data == 0.25 * 0.5**2 * autograd.log(2.0)
    True
    """
    shares = t.smoothed(label_smoothing).probabilities
    weights = [ak * tk for ak, tk in zip(_each(alpha, len(p)), shares, strict=True)]
    pairs = [(wk, inside(pk, epsilon)) for wk, pk in possible(weights, of_sum_1(p))]
    return -autograd.sum(wk * (1.0 - pk) ** gamma * autograd.log(pk) for wk, pk in pairs)


@loss("categorical_focal_crossentropy_with_logits", takes="logits", targets=Classes, **_CATEGORICAL)
def categorical_focal_cross_entropy_with_logits(
    z: list[Scalar],
    t: Target,
    alpha: float | list[float] = 0.25,
    gamma: float = 2.0,
    label_smoothing: float = 0.0,
    epsilon: float = KERAS_EPSILON,
) -> Any:
    """`categorical_focal_cross_entropy` of softmax(z), for logits z; epsilon limits it, too.

    >>> found = categorical_focal_cross_entropy_with_logits([[0.0, 0.0]], [0])
    >>> found.data == 0.25 * 0.5**2 * autograd.log(2.0)
    True
    """
    p = autograd.softmax(z)
    return categorical_focal_cross_entropy.formula(p, t, alpha, gamma, label_smoothing, epsilon)


def _each(alpha: float | list[float], count: int) -> list[float]:
    """The weight of each of `count` classes."""
    if not isinstance(alpha, list):
        return [alpha] * count
    if len(alpha) != count:
        raise InputValueError(
            f"alpha of categorical_focal_cross_entropy is a number or has one for each of the "
            f"{count} classes, but has {len(alpha)}: {alpha}"
        )
    return alpha
