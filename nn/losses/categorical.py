"""Losses of distributions over classes: categorical cross-entropies and the KL divergence.

They belong to `nn.losses`, under whose name they are used. A class is written as one condition for
each class, of which one is true: truth values from numbers, traced Values while a function is
compiled. So the same lines pick a class out of a list now and record how to pick it later.
"""

from collections.abc import Callable, Sequence
from typing import Any

import autograd
from autograd import InputTypeError, InputValueError, Value
from autograd.checks import abbreviate
from nn.arguments import Scalar, is_sequence, scalar
from nn.losses.cross_entropy import check_probabilities, is_label, log_probability, share
from nn.losses.matching import check_lengths, matched_rows, mean, rows_in, weights_of

_INSTEAD = "binary_cross_entropy"


def categorical_cross_entropy(
    predictions: Any, targets: Any, sample_weight: Any = None, label_smoothing: float = 0.0
) -> Value:
    """The mean of -log(p[k]) for the right class k, from predicted probabilities p of the classes.

    For probabilities t of the classes, it is the sum of -t[k] log(p[k]). A probability below 1e-300
    counts as 1e-300, so that nothing is infinite; see `binary_cross_entropy`.

    Args:
        predictions: For each sample a list of probabilities, one for each class, such as a softmax
            returns. In lists of such lists, each innermost one is a prediction.
        targets: For each prediction the number of its class, counted from 0, or a list with the
            probability of each class, such as [0, 1, 0].
        sample_weight: A factor for the loss of each sample.
        label_smoothing: A share s, 0 to 1: for K classes the targets t become (1 - s) t + s / K.

    Returns:
        The mean over the predictions.

    Raises:
        InputTypeError: If something is no number, or the prediction for a sample is no list.
        InputValueError: If lengths differ, there are no samples or fewer than two classes, there
            is no class of that number, or probabilities are negative or do not add up to 1; those
            predicted are not checked while a function is compiled.

    >>> probabilities = [[Value(0.5), Value(0.25), Value(0.25)]]
    >>> categorical_cross_entropy(probabilities, [0]).data == autograd.log(2.0)
    True
    >>> categorical_cross_entropy(probabilities, [[0, 1, 0]]).data == autograd.log(4.0)
    True
    """
    name = "categorical_cross_entropy"
    for row, _ in _rows(name, predictions, targets):
        _check_predicted(name, row)
    return _mean_surprise(
        name, predictions, targets, sample_weight, label_smoothing, (_of_class, _of_distribution)
    )


def categorical_cross_entropy_with_logits(
    predictions: Any, targets: Any, sample_weight: Any = None, label_smoothing: float = 0.0
) -> Value:
    """The mean of -log(softmax(z)[k]) for the right class k, straight from the logits z.

    It is computed as softplus(logsumexp(the other logits) - z[k]), in which nothing cancels, so
    loss and gradient are accurate however sure the prediction is. For probabilities t of the
    classes, it is the sum of t[k] (logsumexp(z) - z[k]).

    Args:
        predictions: For each sample a list of logits, one for each class: any numbers. In lists of
            such lists, each innermost one is a prediction.
        targets: As for `categorical_cross_entropy`.
        sample_weight: As for `categorical_cross_entropy`.
        label_smoothing: As for `categorical_cross_entropy`.

    Returns:
        The mean over the predictions.

    Raises:
        InputTypeError: As for `categorical_cross_entropy`.
        InputValueError: As for `categorical_cross_entropy`.

    Source: Bridle, "Training stochastic model recognition algorithms as networks can lead to
    maximum mutual information estimation of parameters" (NeurIPS 1989).

    >>> logits = [[Value(1000.0), Value(0.0), Value(0.0)]]
    >>> categorical_cross_entropy_with_logits(logits, [0]).data
    0.0
    >>> categorical_cross_entropy_with_logits(logits, [[0, 1, 0]]).data
    1000.0
    """
    name = "categorical_cross_entropy_with_logits"
    formulas = (_of_class_by_logits, _of_distribution_by_logits)
    return _mean_surprise(name, predictions, targets, sample_weight, label_smoothing, formulas)


def kl_divergence(predictions: Any, targets: Any, sample_weight: Any = None) -> Value:
    """The mean of the sum of t[k] log(t[k] / p[k]), for distributions t and predicted ones p.

    It is the cross-entropy without the part that no prediction can avoid, the entropy of t: 0 for
    the right distribution. Probabilities below 1e-300 count as 1e-300.

    Args:
        predictions: As for `categorical_cross_entropy`.
        targets: For each prediction a list with the probability of each class.
        sample_weight: As for `categorical_cross_entropy`.

    Returns:
        The mean over the predictions.

    Raises:
        InputTypeError: As for `categorical_cross_entropy`, or if a target is no list.
        InputValueError: As for `categorical_cross_entropy`.

    Source: Kullback and Leibler, "On information and sufficiency" (1951),
    https://doi.org/10.1214/aoms/1177729694

    >>> kl_divergence([[Value(0.25), Value(0.75)]], [[1, 0]]).data == autograd.log(4.0)
    True
    """
    name = "kl_divergence"
    terms = []
    for row, target in _rows(name, predictions, targets):
        p, t = _check_predicted(name, row), _distribution(name, target, len(row))
        terms.append(
            autograd.sum(
                tk * (log_probability(tk) - log_probability(pk)) for tk, pk in _possible(t, p)
            )
        )
    return mean(terms, weights_of(name, predictions, sample_weight, rows_in))


# -------------------------------------------------------------------------------- the formulas

Conditions = list[Any]
_Formulas = tuple[Callable[[list[Scalar], Conditions], Any], Callable[[list[Scalar], Any], Any]]
"""What a prediction costs, for a class and for a distribution."""


def _of_class(p: list[Scalar], hits: Conditions) -> Any:
    return -log_probability(_chosen(p, hits))


def _of_distribution(p: list[Scalar], t: list[Scalar]) -> Any:
    return -autograd.sum(tk * log_probability(pk) for tk, pk in _possible(t, p))


def _of_class_by_logits(z: list[Scalar], hits: Conditions) -> Any:
    return autograd.softplus(autograd.logsumexp(_others(z, hits)) - _chosen(z, hits))


def _of_distribution_by_logits(z: list[Scalar], t: list[Scalar]) -> Any:
    total = autograd.logsumexp(z)
    if not autograd.is_compiling():
        return autograd.sum(tk * (total - zk) for tk, zk in _possible(t, z))
    hits = [tk == 1.0 for tk in t]  # it may turn out to be a class, and is to be as accurate then
    others = autograd.logsumexp(_others(z, hits))
    return autograd.sum(
        tk * autograd.where(hit, autograd.softplus(others - zk), total - zk)
        for tk, zk, hit in zip(t, z, hits, strict=True)
    )


def _chosen(numbers: list[Scalar], hits: Conditions) -> Any:
    """The number whose condition is true."""
    return autograd.sum(
        x if hit is True else autograd.where(hit, x, 0.0)
        for x, hit in zip(numbers, hits, strict=True)
        if hit is not False
    )


def _others(logits: list[Scalar], hits: Conditions) -> list[Any]:
    """The logits whose condition is false; -inf, which adds nothing, where that is open."""
    return [
        z if hit is False else autograd.where(hit, float("-inf"), z)
        for z, hit in zip(logits, hits, strict=True)
        if hit is not True
    ]


def _possible(t: list[Scalar], numbers: list[Scalar]) -> list[tuple[Scalar, Scalar]]:
    """Without what has probability 0, since 0 times an infinite logit would be nan."""
    pairs = zip(t, numbers, strict=True)
    return [(tk, x) for tk, x in pairs if isinstance(tk, Value) or tk > 0.0]


# ------------------------------------------------------------------------ predictions and targets


def _mean_surprise(
    name: str,
    predictions: Any,
    targets: Any,
    sample_weight: Any,
    label_smoothing: float,
    formulas: _Formulas,
) -> Value:
    s = share(name, label_smoothing)
    of_class, of_distribution = formulas
    terms = []
    for row, target in _rows(name, predictions, targets):
        numbers = [scalar(f"{_kind(name, 'a')} given to {name}", x) for x in row]
        hits, t = _class_or_distribution(name, target, len(numbers))
        if s:
            t = t or [autograd.where(hit, 1.0, 0.0) for hit in hits]
            t, hits = [(1.0 - s) * tk + s / len(t) for tk in t], []
        terms.append(of_class(numbers, hits) if hits else of_distribution(numbers, t))
    return mean(terms, weights_of(name, predictions, sample_weight, rows_in))


def _rows(name: str, predictions: Any, targets: Any) -> list[tuple[Any, Any]]:
    """The list for each prediction, with its target."""
    what = _kind(name)
    if not (is_sequence(predictions) and is_sequence(targets)):
        raise InputTypeError(
            f"{name} takes a list of {what} and a target for each sample; for a single sample "
            f"write [{what}], [target]"
        )
    samples = list(predictions)
    check_lengths(name, samples, list(targets))
    instead = _INSTEAD + ("_with_logits" if name.endswith("_with_logits") else "")
    hint = f"for a single {_kind(name, '')} use {instead}"
    for sample in samples:
        if not is_sequence(sample):
            if any(map(is_sequence, targets)):
                hint = "the predictions come first, then the targets"
            raise InputTypeError(
                f"{name} takes a list of {what} for each sample, but was given "
                f"{abbreviate(predictions)}; {hint}"
            )
    rows = matched_rows(name, samples, targets)
    for row, _ in rows:
        if len(row) < 2:
            raise InputValueError(
                f"{name} takes two or more {what} for each sample, but was given "
                f"{abbreviate(row)}; "
                f"{hint}"
            )
    return rows


def _kind(name: str, article: str | None = None) -> str:
    """What predictions of a loss are: "logits", or with an article "a logit"."""
    one, many = ("logit", "logits") if name.endswith("_with_logits") else _PROBABILITY
    return many if article is None else f"{article} {one}".strip()


_PROBABILITY = ("probability", "probabilities")


def _check_predicted(name: str, row: Sequence[Any]) -> list[Scalar]:
    p = [scalar(f"a probability given to {name}", x) for x in row]
    check_probabilities(name, p)
    if not autograd.is_compiling():
        total = sum(x.data if isinstance(x, Value) else x for x in p)
        if abs(total - 1.0) > 1e-6:
            raise InputValueError(
                f"{name} takes predicted probabilities that add up to 1, but those of a sample add "
                f"up to {total!r}; end the network with a softmax"
            )
    return p


def check_class_or_distribution(name: str, target: Any, classes: int) -> None:
    """An error unless it is the number of one of the classes, or a probability for each."""
    _class_or_distribution(name, target, classes)


def check_distribution(name: str, target: Any, classes: int) -> None:
    """An error unless it is a list with a probability for each of the classes."""
    _distribution(name, target, classes)


def _class_or_distribution(name: str, target: Any, classes: int) -> tuple[Conditions, list[Scalar]]:
    """A condition for each class, and no distribution; or none, and a distribution."""
    if not is_sequence(target):
        return _class(name, target, classes), []
    t = _distribution(name, target, classes)
    possible = [tk for tk, _ in _possible(t, t)]
    if len(possible) == 1 and is_label(possible[0]):
        return [tk == 1.0 for tk in t], []
    return [], t


def _class(name: str, target: Any, classes: int) -> Conditions:
    k = scalar(f"a target given to {name}", target)
    if isinstance(k, Value) and autograd.is_compiling():
        return [k == number for number in range(classes)]
    number = k.data if isinstance(k, Value) else k
    if number not in range(classes):
        raise InputValueError(
            f"{name} takes the number of a class, 0 to {classes - 1} for {classes} {_kind(name)}, "
            f"but was given {abbreviate(target)}"
        )
    return [number == other for other in range(classes)]


def _distribution(name: str, target: Any, classes: int) -> list[Scalar]:
    if not is_sequence(target):
        raise InputTypeError(
            f"{name} takes a list with the probability of each class as the target of each "
            f"sample, but was given {abbreviate(target)} ({type(target).__name__})"
        )
    t = [scalar(f"a probability given to {name}", tk) for tk in target]
    if len(t) != classes:
        raise InputValueError(
            f"{name} was given {classes} {_kind(name)}, but {len(t)} probabilities: "
            f"{abbreviate(target)}"
        )
    numbers = [tk for tk in t if not isinstance(tk, Value)]
    adds_up = len(numbers) < classes or abs(sum(numbers) - 1.0) < 1e-6
    if not (adds_up and all(tk >= 0.0 for tk in numbers)):
        raise InputValueError(
            f"{name} takes probabilities that add up to 1, or the number of a class, as the target "
            f"of each sample, but was given {abbreviate(target)}"
        )
    return t
