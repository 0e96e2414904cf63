"""The first and last step of every loss: match predictions with targets, and take the mean."""

from collections.abc import Callable, Iterator
from typing import Any

import autograd
from autograd import InputTypeError, InputValueError, Value
from autograd.checks import abbreviate
from nn.arguments import Scalar, is_sequence, scalar

Matched = tuple[list[tuple[Any, Any]], list[Scalar] | None]
"""Pairs of a prediction and its target, and the weight of each pair if there are weights."""


def matched(name: str, predictions: Any, targets: Any) -> list[tuple[Any, Any]]:
    """Each number in the predictions with its target.

    >>> matched("a loss", [[1, 2]], [[3, 4]])
    [(1.0, 3.0), (2.0, 4.0)]
    """
    if is_sequence(predictions) != is_sequence(targets):
        raise InputTypeError(
            f"{name} takes predictions and targets of the same structure, but one is a list and "
            f"the other is not: {abbreviate(predictions)} and {abbreviate(targets)}"
        )
    if not is_sequence(predictions):
        prediction = scalar(f"a prediction given to {name}", predictions)
        return [(prediction, scalar(f"a target given to {name}", targets))]
    return [pair for p, t in paired(name, predictions, targets) for pair in matched(name, p, t)]


def matched_rows(name: str, predictions: Any, targets: Any) -> list[tuple[Any, Any]]:
    """The innermost lists of the predictions, each with its target.

    >>> matched_rows("a loss", [[1, 2], [3, 4]], [0, 1])
    [([1, 2], 0), ([3, 4], 1)]
    """
    if not _holds_lists(predictions):
        return [(predictions, targets)]
    if not is_sequence(targets):
        raise InputValueError(
            f"{name} takes a target for each of the {len(predictions)} rows of a prediction, but "
            f"was given one, {abbreviate(targets)}; for one target end the network with one row, "
            "such as Dense makes after Flatten()"
        )
    pairs = paired(name, predictions, targets)
    return [pair for p, t in pairs for pair in matched_rows(name, p, t)]


def paired(name: str, predictions: Any, targets: Any) -> Iterator[tuple[Any, Any]]:
    """Each prediction in a list with its target; an error for unequal lengths or an empty list."""
    predictions, targets = list(predictions), list(targets)
    if len(predictions) != len(targets):
        raise InputValueError(
            f"{name} takes a target for each prediction, but was given {len(predictions)} "
            f"predictions and {len(targets)} targets"
        )
    if not predictions:
        raise InputValueError(f"{name} of no predictions is not defined; give at least one")
    return zip(predictions, targets, strict=True)


def mean(terms: list[Any], weights: list[Scalar] | None = None) -> Value:
    """The mean of the terms, or of weight * term; a Value even if all terms are numbers."""
    if weights is not None:
        terms = [weight * term for weight, term in zip(weights, terms, strict=True)]
    result = terms[0] if len(terms) == 1 else autograd.mean(terms)
    return result if isinstance(result, Value) else Value(result)


def numbers_in(predictions: Any) -> int:
    """How many numbers there are in nested lists."""
    return sum(map(numbers_in, predictions)) if is_sequence(predictions) else 1


def innermost(predictions: Any) -> list[Any]:
    """The innermost lists in nested lists.

    >>> innermost([[1, 2], [3, 4]])
    [[1, 2], [3, 4]]
    """
    if not _holds_lists(predictions):
        return [predictions]
    return [row for part in predictions for row in innermost(part)]


def rows_in(predictions: Any) -> int:
    """How many innermost lists there are in nested lists."""
    return len(innermost(predictions))


def weights_of(
    name: str, predictions: Any, sample_weight: Any, size: Callable[[Any], int] = numbers_in
) -> list[Scalar] | None:
    """The weight of each term of a loss: that of its sample. None without weights.

    Args:
        name: The loss.
        predictions: One for each sample.
        sample_weight: A number for each sample.
        size: Counts the terms of a sample.

    >>> weights_of("a loss", [[1, 2], [3, 4]], [0.5, 2.0])
    [0.5, 0.5, 2.0, 2.0]
    """
    if sample_weight is None:
        return None
    if not is_sequence(predictions):
        predictions, sample_weight = [predictions], [sample_weight]
    samples = list(predictions)
    given = list(sample_weight) if is_sequence(sample_weight) else []
    if len(given) != len(samples):
        raise InputValueError(
            f"sample_weight of {name} takes a number for each of the {len(samples)} samples, but "
            f"was given {abbreviate(sample_weight)}"
        )
    weights = [scalar(f"a sample_weight of {name}", weight) for weight in given]
    for weight in weights:
        if not isinstance(weight, Value) and not weight >= 0.0:
            raise InputValueError(f"sample_weight of {name} is not negative, but one is {weight}")
    sized = zip(weights, samples, strict=True)
    return [weight for weight, sample in sized for _ in range(size(sample))]


def _holds_lists(items: Any) -> bool:
    """Whether `items` is a list of lists."""
    return is_sequence(items) and any(map(is_sequence, items))
