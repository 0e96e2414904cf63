"""Losses of distributions over classes: categorical cross-entropies and the KL divergence.

They belong to `nn.losses`, under whose name they are used.
"""

from typing import Any

import autograd
from autograd import Value
from nn.arguments import Scalar
from nn.losses.classes import Classes, Conditions, Distributions, Target, possible
from nn.losses.cross_entropy import EPSILON, KERAS_EPSILON, clipped, inside
from nn.losses.rows import Setting, loss

__all__ = [
    "categorical_cross_entropy",
    "categorical_cross_entropy_with_logits",
    "categorical_generalized_cross_entropy",
    "kl_divergence",
]

SMOOTHING = Setting(
    "A share s, 0 to 1: for K classes the targets t become (1 - s) t + s / K.", high=1.0
)


@loss(
    "categorical_crossentropy",
    *("sparse_categorical_cross_entropy", "sparse_categorical_crossentropy"),
    takes="probabilities",
    targets=Classes,
    label_smoothing=SMOOTHING,
    epsilon=EPSILON,
)
def categorical_cross_entropy(
    p: list[Scalar], t: Target, label_smoothing: float = 0.0, epsilon: float = KERAS_EPSILON
) -> Any:
    """The mean of -log(p[k]) for the right class k, from predicted probabilities p of the classes.

    For probabilities t of the classes, it is the sum of -t[k] log(p[k]). As in Keras, a predicted
    probability counts as at least epsilon and at most 1 - epsilon; see `binary_cross_entropy`.

    Probabilities are not negative and add up to 1, such as those of a softmax. Numbers that do so
    only nearly, such as rounded ones, are divided by their sum. Predicted ones are not checked
    while a function is compiled.

    >>> probabilities = [[0.5, 0.25, 0.25]]
    >>> categorical_cross_entropy(probabilities, [0]).data == autograd.log(2.0)
    True
    >>> categorical_cross_entropy(probabilities, [[0, 1, 0]]).data == autograd.log(4.0)
    True
    """
    hits, shares = t.smoothed(label_smoothing)
    if hits:
        return -autograd.log(inside(_chosen(of_sum_1(p), hits), epsilon))
    pairs = possible(shares, of_sum_1(p))
    return -autograd.sum(tk * autograd.log(inside(pk, epsilon)) for tk, pk in pairs)


@loss(
    "categorical_crossentropy_with_logits",
    "sparse_categorical_cross_entropy_with_logits",
    "sparse_categorical_crossentropy_with_logits",
    takes="logits",
    targets=Classes,
    label_smoothing=SMOOTHING,
)
def categorical_cross_entropy_with_logits(
    z: list[Scalar], t: Target, label_smoothing: float = 0.0
) -> Any:
    """The mean of -log(softmax(z)[k]) for the right class k, straight from the logits z.

    It is computed as softplus(logsumexp(the other logits) - z[k]), in which nothing cancels, so
    loss and gradient are accurate however sure the prediction is. For probabilities t of the
    classes, it is the sum of t[k] (logsumexp(z) - z[k]).

    Source: Bridle, "Training stochastic model recognition algorithms as networks can lead to
    maximum mutual information estimation of parameters" (NeurIPS 1989).

    >>> logits = [[1000.0, 0.0, 0.0]]
    >>> categorical_cross_entropy_with_logits(logits, [0]).data
    0.0
    >>> categorical_cross_entropy_with_logits(logits, [[0, 1, 0]]).data
    1000.0
    """
    hits, shares = t.smoothed(label_smoothing)
    if hits:
        return autograd.softplus(autograd.logsumexp(_others(z, hits)) - _chosen(z, hits))
    total = autograd.logsumexp(z)
    if not autograd.is_compiling():
        return autograd.sum(tk * (total - zk) for tk, zk in possible(shares, z))
    # Only when the program runs is it known whether a probability is 1. The formula for a class is
    # the accurate one then, so both are recorded.
    hits = [tk == 1.0 for tk in shares]
    others = autograd.logsumexp(_others(z, hits))
    return autograd.sum(
        tk * autograd.where(hit, autograd.softplus(others - zk), total - zk)
        for tk, zk, hit in zip(shares, z, hits, strict=True)
    )


@loss(
    takes="probabilities",
    targets=Classes,
    q=Setting(
        "Above 0 and below 1: near 0 it is a cross-entropy.", low=5e-324, high=1.0 - 2.0**-53
    ),
)
def categorical_generalized_cross_entropy(p: list[Scalar], t: Target, q: float = 0.5) -> Any:
    """The mean of (1 - p[k]^q) / q for the right class k, which bears with wrong labels.

    As q falls to 0 it becomes -log(p[k]); as q rises to 1, 1 - p[k], which no wrong label drives
    far. For probabilities t of the classes, it is the sum of these, each times t[k].

    Source: Zhang and Sabuncu, "Generalized cross entropy loss for training deep neural networks
    with noisy labels" (2018), equation 6, https://arxiv.org/abs/1805.07836

    >>> categorical_generalized_cross_entropy([[0.25, 0.75]], [0]).data
    1.0
    """
    if t.hits:
        return (1.0 - _chosen(p, t.hits) ** q) / q
    # The slope of p^q is infinite at 0, so a class that cannot be is kept away from there.
    pairs = [(tk, autograd.where(tk > 0.0, pk, 1.0)) for tk, pk in possible(t.shares, p)]
    return autograd.sum(tk * (1.0 - pk**q) / q for tk, pk in pairs)


@loss(
    "kld",
    "kullback_leibler_divergence",
    takes="probabilities",
    targets=Distributions,
    epsilon=EPSILON,
)
def kl_divergence(p: list[Scalar], t: list[Scalar], epsilon: float = KERAS_EPSILON) -> Any:
    """The mean of the sum of t[k] log(t[k] / p[k]), for distributions t and predicted ones p.

    It is the cross-entropy minus the entropy of t, which no prediction can avoid: 0 for the right
    distribution. As in Keras, all probabilities below epsilon count as epsilon.

    Source: Kullback and Leibler, "On information and sufficiency" (1951),
    https://doi.org/10.1214/aoms/1177729694

    >>> round(kl_divergence([[0.25, 0.75]], [[1, 0]]).data - autograd.log(4.0), 5)
    -0.0
    """
    pairs = [(clipped(tk, epsilon), clipped(pk, epsilon)) for tk, pk in zip(t, p, strict=True)]
    return autograd.sum(tk * (autograd.log(tk) - autograd.log(pk)) for tk, pk in pairs)


def of_sum_1(p: list[Scalar]) -> list[Scalar]:
    """Numbers divided by their sum. The outputs of a softmax add up to 1 as they are."""
    if any(isinstance(pk, Value) for pk in p):
        return p
    total = sum(p)
    return [pk / total for pk in p]


def _chosen(numbers: list[Scalar], hits: Conditions) -> Any:
    """The number whose condition is true."""
    return autograd.sum(
        x if hit is True else autograd.where(hit, x, 0.0)
        for x, hit in zip(numbers, hits, strict=True)
        if hit is not False
    )


def _others(logits: list[Scalar], hits: Conditions) -> list[Any]:
    """The logits whose condition is false.

    A condition that is decided later keeps its logit or makes it -inf, which adds nothing.
    """
    return [
        z if hit is False else autograd.where(hit, float("-inf"), z)
        for z, hit in zip(logits, hits, strict=True)
        if hit is not True
    ]
