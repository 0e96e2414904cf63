"""Losses of numbers: how far predictions are from their targets, squared or not, or in proportion.

They belong to `nn.losses`, under whose name they are used.
"""

from collections.abc import Callable
from typing import Any

import autograd
from autograd import Value
from nn.arguments import Scalar, is_sequence, number_in
from nn.losses.cross_entropy import log_probability
from nn.losses.matching import matched, matched_rows, mean, rows_in, weights_of


def mean_squared_error(predictions: Any, targets: Any, sample_weight: Any = None) -> Value:
    """The mean of (prediction - target)².

    Args:
        predictions: Any numbers: one, a list, or a list of lists.
        targets: As many, in the same structure.
        sample_weight: A factor for the losses of each sample.

    Returns:
        The mean over all numbers.

    Raises:
        InputTypeError: If something is no number, or a list stands opposite a number.
        InputValueError: If lengths differ, there is nothing to compare, or a weight is negative.

    >>> mean_squared_error([[Value(1.0), Value(2.0)]], [[0.0, 4.0]]).data
    2.5
    """
    return _mean_of(
        "mean_squared_error", lambda p, t: _square(p - t), predictions, targets, sample_weight
    )


def mean_absolute_error(predictions: Any, targets: Any, sample_weight: Any = None) -> Value:
    """The mean of |prediction - target|; where they are equal its gradient is 0.

    Args:
        predictions: As for `mean_squared_error`.
        targets: As for `mean_squared_error`.
        sample_weight: As for `mean_squared_error`.

    Returns:
        The mean over all numbers.

    Raises:
        InputTypeError: As for `mean_squared_error`.
        InputValueError: As for `mean_squared_error`.

    >>> mean_absolute_error([Value(1.0), Value(2.0)], [1.0, 4.0]).data
    1.0
    """
    return _mean_of(
        "mean_absolute_error", lambda p, t: autograd.abs(p - t), predictions, targets, sample_weight
    )


def huber(predictions: Any, targets: Any, sample_weight: Any = None, delta: float = 1.0) -> Value:
    """The mean of e²/2 where |e| <= delta, and delta (|e| - delta/2) beyond; e is the error.

    Quadratic for small errors, linear for large ones, so that outliers pull no harder than delta.

    Args:
        predictions: As for `mean_squared_error`.
        targets: As for `mean_squared_error`.
        sample_weight: As for `mean_squared_error`.
        delta: Where the line begins, above 0.

    Returns:
        The mean over all numbers.

    Raises:
        InputTypeError: As for `mean_squared_error`.
        InputValueError: As for `mean_squared_error`, or if delta is not positive.

    Source: Huber, "Robust estimation of a location parameter" (1964),
    https://doi.org/10.1214/aoms/1177703732

    >>> huber([Value(0.5), Value(3.0)], [0.0, 0.0]).data  # (0.125 + 2.5) / 2
    1.3125
    """
    delta = number_in("delta of huber", delta, low=5e-324)

    def loss(p: Any, t: Any) -> Any:
        error = p - t
        inner = autograd.clip(error, -delta, delta)  # both branches in one formula
        return inner * (error - 0.5 * inner)

    return _mean_of("huber", loss, predictions, targets, sample_weight)


def log_cosh(predictions: Any, targets: Any, sample_weight: Any = None) -> Value:
    """The mean of log(cosh(prediction - target)): smooth, nearly e²/2, then nearly |e| - log 2.

    Args:
        predictions: As for `mean_squared_error`.
        targets: As for `mean_squared_error`.
        sample_weight: As for `mean_squared_error`.

    Returns:
        The mean over all numbers.

    Raises:
        InputTypeError: As for `mean_squared_error`.
        InputValueError: As for `mean_squared_error`.

    Source: Saleh and Saleh, "Statistical properties of the log-cosh loss function used in machine
    learning" (2022), https://arxiv.org/abs/2208.04564

    >>> log_cosh([Value(1000.0)], [0.0]).data == 1000.0 - autograd.log(2.0)
    True
    """

    def loss(p: Any, t: Any) -> Any:
        error = p - t
        inner = autograd.clip(error, -20.0, 20.0)  # beyond, log(cosh(e)) is a line to all digits
        near = 0.5 * autograd.log1p(autograd.sinh(inner) ** 2)
        return near + autograd.abs(error - inner)

    return _mean_of("log_cosh", loss, predictions, targets, sample_weight)


def mean_absolute_percentage_error(
    predictions: Any, targets: Any, sample_weight: Any = None
) -> Value:
    """The mean of |prediction - target| / |target|, in percent as in Keras.

    A target below 1e-7 counts as 1e-7, so that nothing is infinite.

    Args:
        predictions: As for `mean_squared_error`.
        targets: As for `mean_squared_error`.
        sample_weight: As for `mean_squared_error`.

    Returns:
        The mean over all numbers.

    Raises:
        InputTypeError: As for `mean_squared_error`.
        InputValueError: As for `mean_squared_error`.

    >>> mean_absolute_percentage_error([Value(11.0), Value(36.0)], [10.0, 40.0]).data
    10.0
    """

    def loss(p: Any, t: Any) -> Any:
        return 100.0 * (autograd.abs(p - t) / autograd.maximum(autograd.abs(t), 1e-7))

    return _mean_of("mean_absolute_percentage_error", loss, predictions, targets, sample_weight)


def mean_squared_logarithmic_error(
    predictions: Any, targets: Any, sample_weight: Any = None
) -> Value:
    """The mean of (log(1 + prediction) - log(1 + target))², for numbers of many magnitudes.

    A number below 0 counts as 0, nearly as in Keras: a prediction there has no gradient.

    Args:
        predictions: As for `mean_squared_error`.
        targets: As for `mean_squared_error`, 0 or more.
        sample_weight: As for `mean_squared_error`.

    Returns:
        The mean over all numbers.

    Raises:
        InputTypeError: As for `mean_squared_error`.
        InputValueError: As for `mean_squared_error`.

    >>> mean_squared_logarithmic_error([Value(9.0)], [99.0]).data == autograd.log(10.0) ** 2
    True
    """

    def magnitude(number: Any) -> Any:
        return autograd.log1p(autograd.maximum(number, 0.0))

    def loss(p: Any, t: Any) -> Any:
        return _square(magnitude(p) - magnitude(t))

    return _mean_of("mean_squared_logarithmic_error", loss, predictions, targets, sample_weight)


def poisson(predictions: Any, targets: Any, sample_weight: Any = None) -> Value:
    """The mean of prediction - target log(prediction), for counts and their predicted means.

    It is -log of the probability of the count, but for a part that no prediction changes. The
    network is to end with what is positive, such as Dense(1, "softplus"): a negative prediction
    costs nan. One below 1e-300 counts as 1e-300 in the logarithm.

    Args:
        predictions: As for `mean_squared_error`.
        targets: As for `mean_squared_error`: counts.
        sample_weight: As for `mean_squared_error`.

    Returns:
        The mean over all numbers.

    Raises:
        InputTypeError: As for `mean_squared_error`.
        InputValueError: As for `mean_squared_error`.

    Source: Nelder and Wedderburn, "Generalized linear models" (1972),
    https://doi.org/10.2307/2344614

    >>> poisson([Value(1.0), Value(3.0)], [5, 0]).data
    2.0
    """
    return _mean_of(
        "poisson", lambda p, t: p - t * log_probability(p), predictions, targets, sample_weight
    )


def cosine_similarity(predictions: Any, targets: Any, sample_weight: Any = None) -> Value:
    """Minus the mean of the cosine of the angle between prediction and target, as in Keras.

    It is -1 for vectors of the same direction, whatever their lengths, and 1 for opposite ones. A
    length below 1e-6 counts as 1e-6.

    Args:
        predictions: For each sample a list of numbers: a vector.
        targets: Likewise.
        sample_weight: As for `mean_squared_error`.

    Returns:
        The mean over the vectors.

    Raises:
        InputTypeError: As for `mean_squared_error`.
        InputValueError: As for `mean_squared_error`.

    >>> cosine_similarity([[Value(3.0), Value(4.0)]], [[30.0, 40.0]]).data
    -1.0
    """
    name = "cosine_similarity"
    left, right = _vectors(predictions), _vectors(targets)
    terms = []
    for row, target in matched_rows(name, left, right):
        pairs = matched(name, row, target)
        lengths = _length([p for p, _ in pairs]) * _length([t for _, t in pairs])
        terms.append(-autograd.sum(p * t for p, t in pairs) / lengths)
    return mean(terms, weights_of(name, left, sample_weight, rows_in))


def _mean_of(
    name: str,
    loss: Callable[[Any, Any], Any],
    predictions: Any,
    targets: Any,
    sample_weight: Any,
) -> Value:
    """The mean of the loss of each number and its target."""
    terms = [loss(p, t) for p, t in matched(name, predictions, targets)]
    return mean(terms, weights_of(name, predictions, sample_weight))


def _square(x: Any) -> Any:
    return x * x


def _vectors(samples: Any) -> list[Any]:
    """The samples, single numbers as lists."""
    each = list(samples) if is_sequence(samples) else [samples]
    return [sample if is_sequence(sample) else [sample] for sample in each]


def _length(vector: list[Scalar]) -> Any:
    return autograd.sqrt(autograd.maximum(autograd.sum(x * x for x in vector), 1e-12))
