"""Binary cross-entropy: -log of the probability that was predicted for what happened.

It belongs to `nn.losses`, under whose name it is used.
"""

from typing import Any

import autograd
from nn.arguments import Scalar
from nn.losses.classes import is_label
from nn.losses.rows import Setting, loss
from nn.losses.targets import Labels

__all__ = ["binary_cross_entropy", "binary_cross_entropy_with_logits"]

_LEAST = 1e-300  # 1 / p, the derivative of its logarithm, is finite
_MOST = 1.0 - 2.0**-53  # the largest double below 1
_SMOOTHING = Setting("A share s, 0 to 1: the targets y become (1 - s) y + s / 2.", high=1.0)


@loss(
    "bce", "binary_crossentropy", takes="probabilities", targets=Labels, label_smoothing=_SMOOTHING
)
def binary_cross_entropy(p: Scalar, y: Scalar, label_smoothing: float = 0.0) -> Any:
    """The mean of -(y log(p) + (1 - y) log(1 - p)), for predicted probabilities p of class 1.

    A sigmoid rounds to exactly 1 from z = 37 on, and to less than 1e-300 below z = -691. Such a
    prediction costs 0 if it is right. If it is wrong it would cost infinity and make every weight
    nan; instead it costs as much as a probability of 1e-300 or 1 - 2^-53, which is 691 or 37, with
    a gradient of 0. All else is exact. Keras keeps probabilities 1e-7 away from 0 and 1, PyTorch
    keeps logarithms above -100. `binary_cross_entropy_with_logits` needs no such limit, and still
    learns there.

    Predictions are not checked while a function is compiled; the loss of one that is not between
    0 and 1 is nan there.

    Source: Good, "Rational decisions" (1952), https://doi.org/10.1111/j.2517-6161.1952.tb00104.x;
    label smoothing: Szegedy et al., "Rethinking the inception architecture" (2016), section 7,
    https://arxiv.org/abs/1512.00567

    >>> binary_cross_entropy([0.5, 1.0], [0, 1]).data == autograd.log(2.0) / 2
    True
    """
    y = _smoothed(y, label_smoothing)
    if is_label(y):
        return -(log_probability(p) if y else _log_complement(p))
    return -(y * log_probability(p) + (1.0 - y) * _log_complement(p))


@loss("binary_crossentropy_with_logits", takes="logits", targets=Labels, label_smoothing=_SMOOTHING)
def binary_cross_entropy_with_logits(z: Scalar, y: Scalar, label_smoothing: float = 0.0) -> Any:
    """`binary_cross_entropy` of sigmoid(z), straight from the logits z.

    As -log(sigmoid(z)) = softplus(-z) and -log(1 - sigmoid(z)) = softplus(z), it is the mean of
    y softplus(-z) + (1 - y) softplus(z). Nothing in it cancels, so loss and gradient are accurate
    however sure the prediction is; the common softplus(z) - y z is 0 from z = 37 on.

    >>> binary_cross_entropy_with_logits([-1000.0, 1000.0], [1, 1]).data
    500.0
    """
    y = _smoothed(y, label_smoothing)
    if is_label(y):
        return autograd.softplus((1.0 - 2.0 * y) * z)
    return y * autograd.softplus(-z) + (1.0 - y) * autograd.softplus(z)


def _smoothed(y: Scalar, s: float) -> Scalar:
    return (1.0 - s) * y + 0.5 * s if s else y


def log_probability(p: Scalar) -> Any:
    """log(p), but at least log(1e-300), so that the value and its derivative are finite.

    >>> log_probability(0.0) == autograd.log(1e-300)
    True
    """
    vanishes = (p >= 0.0) & (p < _LEAST)
    return autograd.log(p if vanishes is False else autograd.where(vanishes, _LEAST, p))


def _log_complement(p: Scalar) -> Any:
    """log(1 - p), but at least log(2^-53), so that it is finite."""
    certain = p == 1.0
    return autograd.log1p(-(p if certain is False else autograd.where(certain, _MOST, p)))
