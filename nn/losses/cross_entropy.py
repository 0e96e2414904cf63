"""Binary cross-entropy: how surprised a predicted probability is by what comes.

It belongs to `nn.losses`, under whose name it is used.
"""

from collections.abc import Iterable
from typing import Any

import autograd
from autograd import InputValueError, Value
from nn.arguments import Scalar, number_in
from nn.losses.matching import matched, mean, weights_of

_LEAST = 1e-300
_MOST = 1.0 - 2.0**-53  # the largest double below 1


def binary_cross_entropy(
    predictions: Any, targets: Any, sample_weight: Any = None, label_smoothing: float = 0.0
) -> Value:
    """The mean of -(y log(p) + (1 - y) log(1 - p)), for predicted probabilities p of class 1.

    A sigmoid rounds to exactly 1 from z = 37 on, and to less than 1e-300 below z = -691. A
    prediction that certain and right costs 0. One that is certain and wrong would cost infinity
    and make every weight nan; it costs what the nearest probability does that a double can hold
    well, 1e-300 or 1 - 2^-53: 691 or 37, with a gradient of 0. All else is exact. Keras keeps
    probabilities 1e-7 away from 0 and 1, PyTorch logarithms above -100.
    `binary_cross_entropy_with_logits` needs nothing of that kind, and still learns there.

    Args:
        predictions: Probabilities, 0 to 1.
        targets: As many labels 0 or 1, or probabilities, in the same structure.
        sample_weight: As for `mean_squared_error`.
        label_smoothing: A share s, 0 to 1: the targets y become (1 - s) y + s / 2.

    Returns:
        The mean over all numbers.

    Raises:
        InputTypeError: As for `mean_squared_error`.
        InputValueError: As for `mean_squared_error`, or if a prediction, a target or
            label_smoothing is not between 0 and 1. Predictions are not checked while a function is
            compiled; their loss is nan.

    Source: Good, "Rational decisions" (1952), https://doi.org/10.1111/j.2517-6161.1952.tb00104.x;
    label smoothing: Szegedy et al., "Rethinking the inception architecture" (2016), section 7,
    https://arxiv.org/abs/1512.00567

    >>> binary_cross_entropy([Value(0.5), Value(1.0)], [0, 1]).data == autograd.log(2.0) / 2
    True
    """
    name = "binary_cross_entropy"
    pairs = _pairs(name, predictions, targets, label_smoothing)
    check_probabilities(name, (p for p, _ in pairs))
    weights = weights_of(name, predictions, sample_weight)
    return mean([_surprise(p, t) for p, t in pairs], weights)


def _surprise(p: Scalar, t: Scalar) -> Any:
    if is_label(t):
        return -(log_probability(p) if t else _log_complement(p))
    return -(t * log_probability(p) + (1.0 - t) * _log_complement(p))


def log_probability(p: Scalar) -> Any:
    """log(p), of at least log(1e-300): it and its slope are finite.

    >>> log_probability(0.0) == autograd.log(1e-300)
    True
    """
    vanishes = (p >= 0.0) & (p < _LEAST)
    return autograd.log(p if vanishes is False else autograd.where(vanishes, _LEAST, p))


def _log_complement(p: Scalar) -> Any:
    """log(1 - p), of at least log(2^-53)."""
    certain = p == 1.0
    return autograd.log1p(-(p if certain is False else autograd.where(certain, _MOST, p)))


def binary_cross_entropy_with_logits(
    predictions: Any, targets: Any, sample_weight: Any = None, label_smoothing: float = 0.0
) -> Value:
    """`binary_cross_entropy` of sigmoid(z), straight from the logits z.

    As -log(sigmoid(z)) = softplus(-z) and -log(1 - sigmoid(z)) = softplus(z), it is the mean of
    y softplus(-z) + (1 - y) softplus(z). Nothing in it cancels, so loss and gradient are accurate
    however sure the prediction is; the common softplus(z) - y z is 0 from z = 37 on.

    Args:
        predictions: Logits: any numbers, positive for class 1.
        targets: As many labels 0 or 1, or probabilities, in the same structure.
        sample_weight: As for `mean_squared_error`.
        label_smoothing: As for `binary_cross_entropy`.

    Returns:
        The mean over all numbers.

    Raises:
        InputTypeError: As for `mean_squared_error`.
        InputValueError: As for `mean_squared_error`, or if a target or label_smoothing is not
            between 0 and 1.

    >>> binary_cross_entropy_with_logits([Value(-1000.0), Value(1000.0)], [1, 1]).data
    500.0
    """
    name = "binary_cross_entropy_with_logits"
    pairs = _pairs(name, predictions, targets, label_smoothing)
    weights = weights_of(name, predictions, sample_weight)
    return mean([_surprise_of_logit(z, t) for z, t in pairs], weights)


def _surprise_of_logit(z: Scalar, t: Scalar) -> Any:
    softplus = autograd.softplus
    if is_label(t):
        return softplus((1.0 - 2.0 * t) * z)
    return t * softplus(-z) + (1.0 - t) * softplus(z)


def check_probabilities(name: str, predictions: Iterable[Scalar]) -> None:
    """An error that says what to do instead, unless all predictions are between 0 and 1.

    There is none for nan, which is to be seen in the loss; nor while a function is compiled, since
    there are no numbers yet.
    """
    binary = name.startswith("binary")
    for p in () if autograd.is_compiling() else predictions:
        number = p.data if isinstance(p, Value) else p
        if number < 0.0 or number > 1.0:
            raise InputValueError(
                f"{name} takes probabilities, 0 to 1, but was given {number!r}: end the network "
                f"with a {'sigmoid' if binary else 'softmax'}; for the outputs of a linear layer "
                f"use {'binary' if binary else 'categorical'}_cross_entropy_with_logits"
            )


def check_binary_targets(name: str, targets: Iterable[Scalar]) -> None:
    """An error unless all targets are between 0 and 1."""
    for t in targets:
        if not isinstance(t, Value) and not 0.0 <= t <= 1.0:
            hint = "; for the labels -1 and 1 use (y + 1) / 2, or hinge" if t == -1.0 else ""
            raise InputValueError(
                f"{name} takes labels 0 and 1, or probabilities, as targets, but was given "
                f"{t}{hint}"
            )


def share(name: str, label_smoothing: float) -> float:
    """The share by which labels are smoothed, checked."""
    return number_in(f"label_smoothing of {name}", label_smoothing, high=1.0)


def is_label(target: Scalar) -> bool:
    """Whether it is the number 0 or 1."""
    return not isinstance(target, Value) and target in (0.0, 1.0)


def _pairs(name: str, predictions: Any, targets: Any, smoothing: float) -> list[tuple[Any, Any]]:
    """The pairs of predictions and smoothed targets."""
    pairs = matched(name, predictions, targets)
    check_binary_targets(name, (t for _, t in pairs))
    s = share(name, smoothing)
    return [(p, (1.0 - s) * t + 0.5 * s) for p, t in pairs] if s else pairs
