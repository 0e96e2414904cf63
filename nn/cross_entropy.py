"""Cross-entropies: how surprised a predicted distribution is by the class that comes.

They belong to `nn.losses`, under whose name they are used.
"""

from typing import Any

import autograd
from autograd import InputTypeError, InputValueError, Value
from nn.arguments import Scalar, is_sequence, scalar, shorten
from nn.matching import check_lengths, matched, mean


def binary_cross_entropy(predictions: Any, targets: Any) -> Value:
    """The mean of -(y log(p) + (1 - y) log(1 - p)), for predicted probabilities p of class 1.

    A certain and right prediction costs 0, a certain and wrong one is infinite: nothing is clipped.
    Where the output is a sigmoid, leave it out and use `binary_cross_entropy_with_logits`, which
    never becomes infinite.

    Args:
        predictions: Probabilities, 0 to 1.
        targets: As many labels 0 or 1, or probabilities, in the same structure.

    Returns:
        The mean over all numbers.

    Raises:
        InputTypeError: As for `mean_squared_error`.
        InputValueError: As for `mean_squared_error`, or if a prediction or a target is not between
            0 and 1.

    Source: Good, "Rational decisions" (1952), https://doi.org/10.1111/j.2517-6161.1952.tb00104.x

    >>> binary_cross_entropy([Value(0.5), Value(1.0)], [0, 1]).data == autograd.log(2.0) / 2
    True
    """
    pairs = _binary_pairs("binary_cross_entropy", predictions, targets)
    for p, _ in [] if autograd.is_compiling() else pairs:
        data = p.data if isinstance(p, Value) else p
        if data < 0.0 or data > 1.0:
            raise InputValueError(
                f"binary_cross_entropy takes probabilities, 0 to 1, but was given {data!r}; for "
                "the output of a linear layer use binary_cross_entropy_with_logits"
            )
    return mean([_surprise(p, t) for p, t in pairs])


def _surprise(p: Scalar, t: Scalar) -> Any:
    if _is_label(t):  # leave out the term with the factor 0, whose logarithm may be infinite
        return -(autograd.log(p) if t else autograd.log1p(-p))
    return -(t * autograd.log(p) + (1.0 - t) * autograd.log1p(-p))


def binary_cross_entropy_with_logits(predictions: Any, targets: Any) -> Value:
    """`binary_cross_entropy` of sigmoid(z), straight from the logits z.

    As -log(sigmoid(z)) = softplus(-z) and -log(1 - sigmoid(z)) = softplus(z), it is the mean of
    y softplus(-z) + (1 - y) softplus(z). Nothing in it cancels, so loss and gradient are accurate
    however sure the prediction is; the common softplus(z) - y z is 0 from z = 37 on.

    Args:
        predictions: Logits: any numbers, positive for class 1.
        targets: As many labels 0 or 1, or probabilities, in the same structure.

    Returns:
        The mean over all numbers.

    Raises:
        InputTypeError: As for `mean_squared_error`.
        InputValueError: As for `mean_squared_error`, or if a target is not between 0 and 1.

    >>> binary_cross_entropy_with_logits([Value(-1000.0), Value(1000.0)], [1, 1]).data
    500.0
    """
    pairs = _binary_pairs("binary_cross_entropy_with_logits", predictions, targets)
    return mean([_surprise_of_logit(z, t) for z, t in pairs])


def _surprise_of_logit(z: Scalar, t: Scalar) -> Any:
    softplus = autograd.softplus
    if _is_label(t):
        return softplus((1.0 - 2.0 * t) * z)
    return t * softplus(-z) + (1.0 - t) * softplus(z)


def categorical_cross_entropy_with_logits(predictions: Any, targets: Any) -> Value:
    """The mean of -log(softmax(z)[k]) for the right class k, straight from the logits z.

    It is computed as softplus(logsumexp(the other logits) - z[k]), in which nothing cancels, so
    loss and gradient are accurate however sure the prediction is. For probabilities t of the
    classes, it is the sum of t[k] (logsumexp(z) - z[k]).

    Args:
        predictions: For each sample a list of logits, one for each class: any numbers.
        targets: For each sample the number of its class, counted from 0, or a list with the
            probability of each class, such as [0, 1, 0].

    Returns:
        The mean over the samples.

    Raises:
        InputTypeError: If something is no number, or the logits of a sample are no list.
        InputValueError: If lengths differ, there are no samples or fewer than two classes, there
            is no class of that number, or probabilities are negative or do not add up to 1.

    Source: Bridle, "Training stochastic model recognition algorithms as networks can lead to
    maximum mutual information estimation of parameters" (NeurIPS 1989).

    >>> logits = [[Value(1000.0), Value(0.0), Value(0.0)]]
    >>> categorical_cross_entropy_with_logits(logits, [0]).data
    0.0
    >>> categorical_cross_entropy_with_logits(logits, [[0, 1, 0]]).data
    1000.0
    """
    name = "categorical_cross_entropy_with_logits"
    if not (is_sequence(predictions) and is_sequence(targets)):
        raise InputTypeError(
            f"{name} takes a list of logits and a target for each sample; for a single sample "
            "write [logits], [target]"
        )
    samples, labels = list(predictions), list(targets)
    check_lengths(name, samples, labels)
    return mean([_surprise_of_class(z, t, name) for z, t in zip(samples, labels, strict=True)])


def _surprise_of_class(logits: Any, target: Any, name: str) -> Any:
    if not is_sequence(logits):
        raise InputTypeError(
            f"{name} takes a list of logits for each sample, but was given {shorten(logits)}; for "
            "a single logit use binary_cross_entropy_with_logits"
        )
    z = [scalar(f"a logit given to {name}", logit) for logit in logits]
    if len(z) < 2:
        raise InputValueError(
            f"{name} takes two or more logits for each sample, but was given {shorten(logits)}; "
            "for a single logit use binary_cross_entropy_with_logits"
        )
    if not is_sequence(target):
        return _surprise_at(z, _class(target, len(z), name))
    probabilities = _distribution(target, len(z), name)
    # The others are left out, since 0 times an infinite logit would be nan.
    possible = [(t, k) for k, t in enumerate(probabilities) if isinstance(t, Value) or t > 0.0]
    if len(possible) == 1 and _is_label(possible[0][0]):
        return _surprise_at(z, possible[0][1])
    total = autograd.logsumexp(z)
    return autograd.sum(t * (total - z[k]) for t, k in possible)


def _surprise_at(z: list[Scalar], k: int) -> Any:
    return autograd.softplus(autograd.logsumexp(z[:k] + z[k + 1 :]) - z[k])


def _class(target: Any, classes: int, name: str) -> int:
    value = scalar(f"a target given to {name}", target)
    if isinstance(value, Value) or value not in range(classes):
        raise InputValueError(
            f"{name} takes the number of a class, 0 to {classes - 1} for {classes} logits, but was "
            f"given {shorten(target)}"
        )
    return int(value)


def _distribution(target: Any, classes: int, name: str) -> list[Scalar]:
    values = [scalar(f"a probability given to {name}", t) for t in target]
    if len(values) != classes:
        raise InputValueError(
            f"{name} was given {classes} logits, but {len(values)} probabilities: {shorten(target)}"
        )
    numbers = [t for t in values if not isinstance(t, Value)]
    adds_up = len(numbers) < classes or abs(sum(numbers) - 1.0) < 1e-6
    if not (adds_up and all(t >= 0.0 for t in numbers)):
        raise InputValueError(
            f"{name} takes probabilities that add up to 1, or the number of a class, as the target "
            f"of each sample, but was given {shorten(target)}"
        )
    return values


def _binary_pairs(name: str, predictions: Any, targets: Any) -> list[tuple[Any, Any]]:
    """The pairs of predictions and targets, the targets between 0 and 1."""
    pairs = matched(name, predictions, targets)
    for _, t in pairs:
        if not isinstance(t, Value) and not 0.0 <= t <= 1.0:
            hint = "; for the labels -1 and 1 use (y + 1) / 2, or hinge" if t == -1.0 else ""
            raise InputValueError(
                f"{name} takes labels 0 and 1, or probabilities, as targets, but was given "
                f"{t}{hint}"
            )
    return pairs


def _is_label(target: Scalar) -> bool:
    return not isinstance(target, Value) and target in (0.0, 1.0)
