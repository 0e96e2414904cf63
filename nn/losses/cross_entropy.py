"""Binary cross-entropy: -log of the probability that was predicted for what happened.

It belongs to `nn.losses`, under whose name it is used.
"""

import math
from typing import Any

import autograd
from nn.arguments import Scalar
from nn.losses.classes import is_label
from nn.losses.rows import Setting, loss
from nn.losses.targets import Labels

__all__ = ["binary_cross_entropy", "binary_cross_entropy_with_logits"]

KERAS_EPSILON = 1e-7
EPSILON = Setting("How far from 0 and 1 probabilities are kept; Keras's by default.", high=0.5)

SMOOTHING = Setting("A share s, 0 to 1: the targets y become (1 - s) y + s / 2.", high=1.0)


@loss(
    "bce",
    "binary_crossentropy",
    takes="probabilities",
    targets=Labels,
    label_smoothing=SMOOTHING,
    epsilon=EPSILON,
)
def binary_cross_entropy(
    p: Scalar, y: Scalar, label_smoothing: float = 0.0, epsilon: float = KERAS_EPSILON
) -> Any:
    """The mean of -(y log(p) + (1 - y) log(1 - p)), for predicted probabilities p of class 1.

    As in Keras, a probability counts as at least epsilon and at most 1 - epsilon, so that nothing
    is infinite: one further out costs as much as the nearest of these, without a gradient. So a
    network that is sure and wrong, by a logit of more than 16, no longer learns from the sample;
    `binary_cross_entropy_with_logits` needs no such limit, and still learns there.

    Predictions are not checked while a function is compiled; the loss of one that is not between
    0 and 1 is nan there.

    Source: Good, "Rational decisions" (1952), https://doi.org/10.1111/j.2517-6161.1952.tb00104.x;
    label smoothing: Szegedy et al., "Rethinking the inception architecture" (2016), section 7,
    https://arxiv.org/abs/1512.00567

    >>> round(binary_cross_entropy([0.5, 1.0], [0, 1]).data, 6)
    0.346574
    """
    y, p = smoothed(y, label_smoothing), inside(p, epsilon)
    if is_label(y):
        return -(autograd.log(p) if y else autograd.log1p(-p))
    return -(y * autograd.log(p) + (1.0 - y) * autograd.log1p(-p))


@loss("binary_crossentropy_with_logits", takes="logits", targets=Labels, label_smoothing=SMOOTHING)
def binary_cross_entropy_with_logits(z: Scalar, y: Scalar, label_smoothing: float = 0.0) -> Any:
    """`binary_cross_entropy` of sigmoid(z), straight from the logits z.

    As -log(sigmoid(z)) = softplus(-z) and -log(1 - sigmoid(z)) = softplus(z), it is the mean of
    y softplus(-z) + (1 - y) softplus(z). Nothing in it cancels, so loss and gradient are accurate
    however sure the prediction is; the common softplus(z) - y z is 0 from z = 37 on.

    >>> binary_cross_entropy_with_logits([-1000.0, 1000.0], [1, 1]).data
    500.0
    """
    y = smoothed(y, label_smoothing)
    if is_label(y):
        return autograd.softplus((1.0 - 2.0 * y) * z)
    return y * autograd.softplus(-z) + (1.0 - y) * autograd.softplus(z)


def smoothed(y: Scalar, s: float) -> Scalar:
    """A label after label smoothing with a share s, which moves it towards 1/2.

    >>> smoothed(1.0, 0.5)
    0.75
    """
    return (1.0 - s) * y + 0.5 * s if s else y


def clipped(p: Scalar, least: float, most: float = 1.0) -> Any:
    """A probability, but at least `least` and at most `most`; nan for what is no probability.

    >>> clipped(0.0, 1e-7), clipped(0.5, 1e-7), clipped(1.5, 1e-7)
    (1e-07, 0.5, nan)
    """
    is_probability = (p >= 0.0) & (p <= 1.0)
    found = autograd.clip(p, least, most)
    return found if is_probability is True else autograd.where(is_probability, found, math.nan)


def inside(p: Scalar, epsilon: float) -> Any:
    """A probability, but at least epsilon away from 0 and 1, and neither."""
    return clipped(p, max(epsilon, 5e-324), min(1.0 - epsilon, 1.0 - 2.0**-53))
