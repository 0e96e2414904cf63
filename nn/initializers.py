"""Initializers: where the weights of a neuron start.

An initializer is a function `(rng, fan_in, fan_out) -> float` that draws one weight: `rng` is a
`random.Random`, `fan_in` the number of inputs of each neuron and `fan_out` the number of neurons in
the layer. Weights must differ, or all neurons of a layer would learn the same; their spread decides
whether signals and gradients keep their size from layer to layer. Biases start at 0, unless a layer
is given a `bias_initializer`, which gets the number of biases as fan_in and as fan_out.

>>> import functools, random
>>> he_uniform(random.Random(0), fan_in=6, fan_out=1)
0.6888437030500962
>>> narrow = functools.partial(uniform, low=-0.1, high=0.1)  # an initializer with settings

Keras's classes of initializers are functions here: `HeNormal()` returns `he_normal`.
"""
# ruff: noqa: N802 - names of classes, in Keras

import functools
import math
import random
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from autograd import InputTypeError, InputValueError
from autograd.checks import abbreviate
from nn import activations
from nn.arguments import number_in
from nn.registry import Registry

Initializer = Callable[[random.Random, int, int], float]
_LOWEST = -sys.float_info.max

INITIALIZERS: Registry[Initializer] = Registry(
    "initializer",
    "initializer must be a name such as 'he_uniform' or a function (rng, fan_in, fan_out) -> float",
)
"""The initializers that have a name."""


@INITIALIZERS.add()
def auto(rng: random.Random, fan_in: int, fan_out: int) -> float:
    """`he_uniform` for inputs that come from relu and its like, else `lecun_uniform`; see `get`.

    Called as a function, it knows of no activation before it and is `lecun_uniform`.
    """
    return lecun_uniform(rng, fan_in, fan_out)


@INITIALIZERS.add()
def uniform(
    rng: random.Random, fan_in: int, fan_out: int, low: float = -1.0, high: float = 1.0
) -> float:
    """Uniform between `low` and `high`, whatever the size of the layer; -1 to 1 as in micrograd."""
    return rng.uniform(low, high)


@INITIALIZERS.add()
def random_uniform(
    rng: random.Random, fan_in: int, fan_out: int, low: float = -0.05, high: float = 0.05
) -> float:
    """Uniform between `low` and `high`, by default as narrow as in Keras."""
    return rng.uniform(low, high)


@INITIALIZERS.add("random_normal")
def normal(
    rng: random.Random, fan_in: int, fan_out: int, mean: float = 0.0, std: float = 0.05
) -> float:
    """Normal with that mean and standard deviation, whatever the size of the layer."""
    return rng.gauss(mean, std)


@INITIALIZERS.add()
def zeros(rng: random.Random, fan_in: int, fan_out: int) -> float:
    """0, for a single neuron: all neurons of a layer would stay equal."""
    return 0.0


@INITIALIZERS.add()
def ones(rng: random.Random, fan_in: int, fan_out: int) -> float:
    """1, which makes plain sums: all neurons of a layer would stay equal."""
    return 1.0


@INITIALIZERS.add()
def constant(rng: random.Random, fan_in: int, fan_out: int, value: float = 0.0) -> float:
    """`value`, for biases."""
    return value


@INITIALIZERS.add()
def glorot_uniform(rng: random.Random, fan_in: int, fan_out: int) -> float:
    """Uniform within ±sqrt(6 / (fan_in + fan_out)).

    The variance 2 / (fan_in + fan_out) is a compromise between 1 / fan_in, which keeps the size of
    the signals of a linear layer, and 1 / fan_out, which keeps that of the gradients.

    Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
    networks" (2010), equation 16, https://proceedings.mlr.press/v9/glorot10a.html
    """
    bound = math.sqrt(6.0 / (fan_in + fan_out))
    return rng.uniform(-bound, bound)


@INITIALIZERS.add()
def glorot_normal(rng: random.Random, fan_in: int, fan_out: int) -> float:
    """Normal with variance 2 / (fan_in + fan_out); see `glorot_uniform`."""
    return rng.gauss(0.0, math.sqrt(2.0 / (fan_in + fan_out)))


@INITIALIZERS.add()
def he_uniform(rng: random.Random, fan_in: int, fan_out: int) -> float:
    """Uniform within ±sqrt(6 / fan_in).

    The variance 2 / fan_in keeps the size of the signals where relu sets one half of them to 0.

    Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers" (2015), equation 10,
    https://arxiv.org/abs/1502.01852
    """
    bound = math.sqrt(6.0 / fan_in)
    return rng.uniform(-bound, bound)


@INITIALIZERS.add()
def he_normal(rng: random.Random, fan_in: int, fan_out: int) -> float:
    """Normal with variance 2 / fan_in; see `he_uniform`."""
    return rng.gauss(0.0, math.sqrt(2.0 / fan_in))


@INITIALIZERS.add()
def lecun_uniform(rng: random.Random, fan_in: int, fan_out: int) -> float:
    """Uniform within ±sqrt(3 / fan_in).

    The variance 1 / fan_in keeps the size of signals that come as they are: the inputs of a
    network (He et al. 2015, section 2.2), or what tanh and selu let through.

    Source: LeCun, Bottou, Orr and Müller, "Efficient backprop" (1998), equation 16.
    """
    bound = math.sqrt(3.0 / fan_in)
    return rng.uniform(-bound, bound)


@INITIALIZERS.add()
def lecun_normal(rng: random.Random, fan_in: int, fan_out: int) -> float:
    """Normal with variance 1 / fan_in; see `lecun_uniform`."""
    return rng.gauss(0.0, math.sqrt(1.0 / fan_in))


random_normal = normal
"""Keras's name."""


def get(initializer: str | Initializer, fed_by: activations.Activation = "linear") -> Initializer:
    """The initializer that a name stands for, or the one that is given.

    Args:
        initializer: A name in `INITIALIZERS`, or that of Keras's class, or a function `(rng,
            fan_in, fan_out) -> float`. "auto" depends on `fed_by`.
        fed_by: The activation that the inputs have come through. "auto" means `he_uniform` for relu
            and its like, and `lecun_uniform` for all others.

    Raises:
        InputValueError: If there is no initializer of that name.
        InputTypeError: If it is neither a name nor a function.

    >>> get("auto", "relu") is he_uniform, get("auto", "tanh") is lecun_uniform
    (True, True)
    """
    found: Initializer = INITIALIZERS.resolve(initializer)
    if found is auto:
        return he_uniform if activations.is_relu_like(fed_by) else lecun_uniform
    if found in _MAKERS:
        name = getattr(found, "__name__", "")
        raise InputTypeError(f"initializer was given {name} itself; write {name}()")
    return found


def checked(initializer: str | Initializer) -> str | Initializer:
    """The initializer as it was given, or the error that `get` raises for it."""
    get(initializer)
    return initializer


def _maker(initializer: Initializer) -> Callable[..., Initializer]:
    """A function that stands for Keras's class of an initializer without settings."""

    def make(*, seed: None = None) -> Initializer:
        return _with(initializer, seed)

    name = getattr(initializer, "__name__", "")
    make.__doc__ = f"`{name}`, by the name of its class in Keras."
    make.__name__ = make.__qualname__ = name.title().replace("_", "")
    return make


GlorotNormal, GlorotUniform = _maker(glorot_normal), _maker(glorot_uniform)
HeNormal, HeUniform = _maker(he_normal), _maker(he_uniform)
LecunNormal, LecunUniform = _maker(lecun_normal), _maker(lecun_uniform)
Ones, Zeros = _maker(ones), _maker(zeros)


def RandomNormal(mean: float = 0.0, stddev: float = 0.05, seed: None = None) -> Initializer:
    """`normal` with that mean and standard deviation."""
    mean = number_in("mean of RandomNormal", mean, low=_LOWEST)
    return _with(normal, seed, mean=mean, std=number_in("stddev of RandomNormal", stddev))


def RandomUniform(minval: float = -0.05, maxval: float = 0.05, seed: None = None) -> Initializer:
    """`random_uniform` between these numbers.

    >>> 3.0 <= RandomUniform(3.0, 4.0)(random.Random(0), 1, 1) <= 4.0
    True
    """
    low = number_in("minval of RandomUniform", minval, low=_LOWEST)
    return _with(
        random_uniform, seed, low=low, high=number_in("maxval of RandomUniform", maxval, low=low)
    )


def Constant(value: float = 0.0) -> Initializer:
    """`constant` with that value."""
    return _with(constant, None, value=number_in("value of Constant", value, low=_LOWEST))


_MAKERS: list[Callable[..., Any]] = [
    *(GlorotNormal, GlorotUniform, HeNormal, HeUniform, LecunNormal, LecunUniform),
    *(Ones, Zeros, RandomNormal, RandomUniform, Constant),
]


def _with(initializer: Initializer, seed: None, **settings: float) -> Initializer:
    """The initializer with these settings; an error for a seed."""
    if seed is not None:
        raise InputValueError(
            f"an initializer takes no seed, but was given {abbreviate(seed)}: weights are drawn "
            "from the generator of the network; write Sequential([...], rng=7)"
        )
    return functools.partial(initializer, **settings) if settings else initializer


to_config, from_config = INITIALIZERS.to_config, INITIALIZERS.from_config


if not TYPE_CHECKING:  # the rows know their names
    __all__ = sorted(  # noqa: PLE0605
        {*INITIALIZERS}
        | {make.__name__ for make in _MAKERS}
        | {"INITIALIZERS", "Initializer", "from_config", "get", "to_config"}
    )
