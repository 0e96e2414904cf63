"""Losses of numbers: squared, absolute, relative and logarithmic errors, and others.

They belong to `nn.losses`, under whose name they are used. Each formula is the loss of one
prediction; the loss is the mean.
"""

from typing import Any

import autograd
from nn.arguments import Scalar
from nn.losses.cross_entropy import KERAS_EPSILON
from nn.losses.rows import Setting, loss
from nn.losses.targets import Vectors

__all__ = [
    "cosine_similarity",
    "huber",
    "log_cosh",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_error",
    "mean_squared_logarithmic_error",
    "poisson",
]


@loss("mse")
def mean_squared_error(p: Any, t: Any) -> Any:
    """The mean of (prediction - target)².

    >>> mean_squared_error([[1.0, 2.0]], [[0.0, 4.0]]).data
    2.5
    """
    error = p - t
    return error * error


@loss("mae")
def mean_absolute_error(p: Any, t: Any) -> Any:
    """The mean of |prediction - target|; where they are equal its gradient is 0.

    >>> mean_absolute_error([1.0, 2.0], [1.0, 4.0]).data
    1.0
    """
    return autograd.abs(p - t)


@loss("mape")
def mean_absolute_percentage_error(p: Any, t: Any) -> Any:
    """The mean of |prediction - target| / |target|, in percent as in Keras.

    A target whose size is below 1e-7 counts as 1e-7, so that nothing is infinite.

    >>> mean_absolute_percentage_error([11.0, 36.0], [10.0, 40.0]).data
    10.0
    """
    return 100.0 * (autograd.abs(p - t) / autograd.maximum(autograd.abs(t), KERAS_EPSILON))


@loss("msle", epsilon=Setting("The least number; Keras's by default."))
def mean_squared_logarithmic_error(p: Any, t: Any, epsilon: float = KERAS_EPSILON) -> Any:
    """The mean of (log(1 + prediction) - log(1 + target))², for numbers of many magnitudes.

    As in Keras, a number below epsilon counts as epsilon: a prediction there has no gradient.

    >>> mean_squared_logarithmic_error([9.0], [99.0]).data == autograd.log(10.0) ** 2
    True
    """
    p, t = (autograd.log1p(autograd.maximum(number, epsilon)) for number in (p, t))
    error = p - t
    return error * error


@loss(delta=Setting("Where the line begins, above 0.", low=5e-324))
def huber(p: Any, t: Any, delta: float = 1.0) -> Any:
    """The mean of e²/2 where |e| <= delta, and delta (|e| - delta/2) beyond; e is the error.

    Quadratic for small errors, linear for large ones, so that outliers pull no harder than delta.

    Source: Huber, "Robust estimation of a location parameter" (1964),
    https://doi.org/10.1214/aoms/1177703732

    >>> huber([0.5, 3.0], [0.0, 0.0]).data  # (0.125 + 2.5) / 2
    1.3125
    """
    error = p - t
    inner = autograd.clip(error, -delta, delta)  # inside e, outside delta or -delta
    return inner * (error - 0.5 * inner)


@loss()
def log_cosh(p: Any, t: Any) -> Any:
    """The mean of log(cosh(prediction - target)): smooth, nearly e²/2, then nearly |e| - log 2.

    Source: Saleh and Saleh, "Statistical properties of the log-cosh loss function used in machine
    learning" (2022), https://arxiv.org/abs/2208.04564

    >>> log_cosh([1000.0], [0.0]).data == 1000.0 - autograd.log(2.0)
    True
    """
    error = p - t
    inner = autograd.clip(error, -20.0, 20.0)  # beyond, log(cosh(e)) is a line to all digits
    near = 0.5 * autograd.log1p(autograd.sinh(inner) ** 2)
    return near + autograd.abs(error - inner)


@loss(epsilon=Setting("Added to predictions in the logarithm; Keras's by default."))
def poisson(p: Any, t: Any, epsilon: float = KERAS_EPSILON) -> Any:
    """The mean of prediction - target log(prediction + epsilon), for counts and expected counts.

    It is -log of the probability of the count, without the term that depends on the target only.
    End the network with an activation that is positive, such as Dense(1, "softplus"): the loss of
    a negative prediction is nan.

    Source: Nelder and Wedderburn, "Generalized linear models" (1972),
    https://doi.org/10.2307/2344614

    >>> round(poisson([1.0, 3.0], [5, 0]).data, 6)
    2.0
    """
    return p - t * autograd.log(p + epsilon)


@loss(targets=Vectors, epsilon=Setting("The least length; Keras's by default."))
def cosine_similarity(p: list[Scalar], t: list[Scalar], epsilon: float = KERAS_EPSILON) -> Any:
    """Minus the mean of the cosine of the angle between prediction and target, as in Keras.

    It is -1 for vectors of the same direction, whatever their lengths, and 1 for opposite ones. A
    length below epsilon counts as epsilon.

    >>> cosine_similarity([[3.0, 4.0]], [[30.0, 40.0]]).data
    -1.0
    """
    lengths = _length(p, epsilon) * _length(t, epsilon)
    return -autograd.sum(pk * tk for pk, tk in zip(p, t, strict=True)) / lengths


def _length(vector: list[Scalar], least: float) -> Any:
    return autograd.sqrt(autograd.maximum(autograd.sum(x * x for x in vector), least**2))
