"""Initializers: where the weights of a neuron start.

An initializer is a function `(rng, fan_in, fan_out) -> float` that draws one weight: `rng` is a
`random.Random`, `fan_in` the number of inputs of each neuron and `fan_out` the number of neurons in
the layer; for other kernels they are Keras's, such as `window * filters` for the fan_out of a
convolution. Weights must differ, or all neurons of a layer would learn the same; their spread
decides whether signals and gradients keep their size from layer to layer. Biases start at 0, unless
a layer is given a `bias_initializer`, which gets the number of biases as fan_in and as fan_out.

>>> import functools, random
>>> he_uniform(random.Random(0), fan_in=6, fan_out=1)
0.6888437030500962
>>> narrow = functools.partial(uniform, low=-0.1, high=0.1)  # an initializer with settings

`orthogonal` and `identity` are those of a whole kernel: functions `(rng, inputs, units)` that draw
all its weights at once, a row for each input.

Names, distributions and settings are Keras's; `auto` and `micrograd` are not in Keras. The numbers
come from Python's generator, so that they are others than Keras draws. Keras's classes of
initializers are functions here: `HeNormal()` returns `he_normal`.
"""
# ruff: noqa: N802 - names of classes, in Keras

import functools
import math
import random
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from autograd import InputTypeError, InputValueError
from autograd.checks import abbreviate
from nn import activations
from nn.arguments import choose, number_in, spelled
from nn.registry import Registry

Initializer = Callable[[random.Random, int, int], Any]
"""Draws one weight, a float; or, if it is one of a whole kernel, a row of them for each input."""

_LOWEST = -sys.float_info.max
_WITHIN_2 = 0.87962566103423978
"""The standard deviation of a normal distribution that is cut off 2 deviations from its mean."""

INITIALIZERS: Registry[Initializer] = Registry(
    "initializer",
    "initializer must be a name such as 'he_uniform' or a function (rng, fan_in, fan_out) -> float",
)
"""The initializers by name; the fact `whole_kernel` is True for those of a whole kernel."""


@INITIALIZERS.add()
def auto(rng: random.Random, fan_in: int, fan_out: int) -> float:
    """`he_uniform` for inputs that come from relu and its like, else `lecun_uniform`; see `get`.

    Called as a function, it knows of no activation before it and is `lecun_uniform`.
    """
    return lecun_uniform(rng, fan_in, fan_out)


@INITIALIZERS.add()
def micrograd(
    rng: random.Random, fan_in: int, fan_out: int, low: float = -1.0, high: float = 1.0
) -> float:
    """Uniform between -1 and 1, whatever the size of the layer, as micrograd draws its weights.

    Source: https://github.com/karpathy/micrograd/blob/master/micrograd/nn.py
    """
    return rng.uniform(low, high)


@INITIALIZERS.add("random_uniform")
def uniform(
    rng: random.Random, fan_in: int, fan_out: int, low: float = -0.05, high: float = 0.05
) -> float:
    """Uniform between `low` and `high`, whatever the size of the layer."""
    return rng.uniform(low, high)


@INITIALIZERS.add("random_normal")
def normal(
    rng: random.Random, fan_in: int, fan_out: int, mean: float = 0.0, std: float = 0.05
) -> float:
    """Normal with that mean and standard deviation, whatever the size of the layer."""
    return rng.gauss(mean, std)


@INITIALIZERS.add()
def truncated_normal(
    rng: random.Random, fan_in: int, fan_out: int, mean: float = 0.0, std: float = 0.05
) -> float:
    """Normal, but drawn again if it is further than `2 * std` from the mean.

    So the standard deviation of what is drawn is 0.8796 std.

    >>> draws = [truncated_normal(random.Random(seed), 1, 1, std=1.0) for seed in range(1000)]
    >>> 1.95 < max(draws) < 2.0
    True
    """
    while True:
        deviation = rng.gauss(0.0, 1.0)
        if abs(deviation) <= 2.0:
            return mean + std * deviation


@INITIALIZERS.add("zero")
def zeros(rng: random.Random, fan_in: int, fan_out: int) -> float:
    """0, for a single neuron: all neurons of a layer would stay equal."""
    return 0.0


@INITIALIZERS.add("one")
def ones(rng: random.Random, fan_in: int, fan_out: int) -> float:
    """1, which makes plain sums: all neurons of a layer would stay equal."""
    return 1.0


@INITIALIZERS.add()
def constant(rng: random.Random, fan_in: int, fan_out: int, value: float = 0.0) -> float:
    """`value`, for biases."""
    return value


_FANS: dict[str, Callable[[int, int], float]] = {
    "fan_in": lambda fan_in, fan_out: fan_in,
    "fan_out": lambda fan_in, fan_out: fan_out,
    "fan_avg": lambda fan_in, fan_out: (fan_in + fan_out) / 2.0,
}


@INITIALIZERS.add()
def variance_scaling(
    rng: random.Random,
    fan_in: int,
    fan_out: int,
    scale: float = 1.0,
    mode: str = "fan_in",
    distribution: str = "truncated_normal",
) -> float:
    """Has the variance scale / n, where the mode says what n is.

    Args:
        rng: The generator.
        fan_in: The number of inputs.
        fan_out: The number of neurons.
        scale: The variance, times n.
        mode: What n is: "fan_in", "fan_out" or, for their mean, "fan_avg".
        distribution: "truncated_normal", of which nothing is further than 2 / 0.8796 standard
            deviations from 0; "untruncated_normal"; or "uniform".

    >>> variance_scaling(random.Random(0), 6, 1, 2.0, distribution="uniform")
    0.6888437030500962
    """
    variance = scale / max(1.0, _FANS[mode](fan_in, fan_out))
    if distribution == "uniform":
        bound = math.sqrt(3.0 * variance)
        return rng.uniform(-bound, bound)
    if distribution == "untruncated_normal":
        return rng.gauss(0.0, math.sqrt(variance))
    return truncated_normal(rng, fan_in, fan_out, std=math.sqrt(variance) / _WITHIN_2)


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
    """Truncated normal with variance 2 / (fan_in + fan_out); see `glorot_uniform`."""
    return variance_scaling(rng, fan_in, fan_out, 1.0, "fan_avg")


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
    """Truncated normal with variance 2 / fan_in; see `he_uniform`."""
    return variance_scaling(rng, fan_in, fan_out, 2.0)


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
    """Truncated normal with variance 1 / fan_in; see `lecun_uniform`."""
    return variance_scaling(rng, fan_in, fan_out, 1.0)


@INITIALIZERS.add("orthogonal_initializer", whole_kernel=True)
def orthogonal(rng: random.Random, inputs: int, units: int, gain: float = 1.0) -> list[list[float]]:
    """Rows of length `gain`, each at right angles to all others; columns, if there are more rows.

    A square of them is a rotation, which keeps lengths. The method of Gram and Schmidt: from each
    row of normal numbers, its projections on the earlier rows are subtracted.

    Source: Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning in
    deep linear neural networks" (2014), https://arxiv.org/abs/1312.6120

    >>> (a, b), (c, d) = orthogonal(random.Random(0), 2, 2)
    >>> abs(a * c + b * d) < 1e-12 and abs(a * a + b * b - 1.0) < 1e-12
    True
    """
    rows: list[list[float]] = []
    while len(rows) < min(inputs, units):
        row = [rng.gauss(0.0, 1.0) for _ in range(max(inputs, units))]
        for other in rows * 2:  # twice, since once leaves rounding errors
            shared = sum(a * b for a, b in zip(row, other, strict=True))
            row = [a - shared * b for a, b in zip(row, other, strict=True)]
        length = math.hypot(*row) or 1.0
        rows.append([a / length for a in row])
    if inputs > units:
        rows = [list(column) for column in zip(*rows, strict=True)]
    return [[gain * number for number in row] for row in rows]


@INITIALIZERS.add("identity_initializer", whole_kernel=True)
def identity(rng: random.Random, inputs: int, units: int, gain: float = 1.0) -> list[list[float]]:
    """`gain` where input and neuron have the same number, else 0: outputs that equal the inputs.

    >>> identity(random.Random(0), 2, 3)
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    """
    return [[gain if i == j else 0.0 for j in range(units)] for i in range(inputs)]


random_uniform, random_normal = uniform, normal
"""Keras's names."""


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


def fans(shape: Sequence[int]) -> tuple[int, int]:
    """Keras's fan_in and fan_out for weights of that shape.

    >>> fans((5,)), fans((2, 3)), fans((3, 3, 2, 8))
    ((5, 5), (2, 3), (18, 72))
    """
    if len(shape) == 1:
        return shape[0], shape[0]
    *window, fan_in, fan_out = shape
    places = math.prod(window)
    return places * fan_in, places * fan_out


def kernel(
    draw: Initializer, rng: random.Random, inputs: int, units: int, fans: tuple[int, int]
) -> list[list[float]]:
    """The weights of a layer, a row for each neuron.

    Args:
        draw: What `get` returned.
        rng: The generator.
        inputs: The number of inputs of each neuron.
        units: The number of neurons.
        fans: fan_in and fan_out.

    >>> kernel(identity, random.Random(0), 3, 2, fans=(3, 2))
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    """
    if INITIALIZERS.fact(draw, "whole_kernel"):
        return [list(column) for column in zip(*draw(rng, inputs, units), strict=True)]
    return [[draw(rng, *fans) for _ in range(inputs)] for _ in range(units)]


def biases(initializer: str | Initializer, rng: random.Random, shape: Sequence[int]) -> list[float]:
    """As many biases as an array of that shape has, from an initializer as for `get`.

    Raises:
        InputValueError: If the initializer is one of a whole kernel.
    """
    draw = get(initializer)
    if INITIALIZERS.fact(draw, "whole_kernel"):
        name = INITIALIZERS.name_of(draw)
        raise InputValueError(f"{name} draws kernels; biases take another, such as 'zeros'")
    return [draw(rng, *fans(shape)) for _ in range(math.prod(shape))]


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
    """`uniform` between these numbers.

    >>> 3.0 <= RandomUniform(3.0, 4.0)(random.Random(0), 1, 1) <= 4.0
    True
    """
    low = number_in("minval of RandomUniform", minval, low=_LOWEST)
    high = number_in("maxval of RandomUniform", maxval, low=low)
    return _with(uniform, seed, low=low, high=high)


def TruncatedNormal(mean: float = 0.0, stddev: float = 0.05, seed: None = None) -> Initializer:
    """`truncated_normal` with that mean, of a normal distribution with that deviation."""
    mean = number_in("mean of TruncatedNormal", mean, low=_LOWEST)
    std = number_in("stddev of TruncatedNormal", stddev)
    return _with(truncated_normal, seed, mean=mean, std=std)


def VarianceScaling(
    scale: float = 1.0,
    mode: str = "fan_in",
    distribution: str = "truncated_normal",
    seed: None = None,
) -> Initializer:
    """`variance_scaling` with these settings; "normal" means "truncated_normal", as in Keras.

    >>> draw = VarianceScaling(2.0, distribution="uniform")
    >>> draw(random.Random(0), 6, 1) == he_uniform(random.Random(0), 6, 1)
    True
    """
    scale = number_in("scale of VarianceScaling", scale, low=sys.float_info.min)
    choose("mode of VarianceScaling", mode, _FANS)
    names = ("truncated_normal", "untruncated_normal", "uniform")
    kinds = {name: name for name in names} | {"normal": "truncated_normal"}
    kind = choose("distribution of VarianceScaling", distribution, kinds)
    return _with(variance_scaling, seed, scale=scale, mode=mode, distribution=kind)


def Orthogonal(gain: float = 1.0, seed: None = None) -> Initializer:
    """`orthogonal` with that length of rows."""
    gain = number_in("gain of Orthogonal", gain, low=_LOWEST)
    return _with(orthogonal, seed, gain=gain)


def Identity(gain: float = 1.0) -> Initializer:
    """`identity` with that number in place of 1."""
    return _with(identity, None, gain=number_in("gain of Identity", gain, low=_LOWEST))


OrthogonalInitializer, IdentityInitializer = Orthogonal, Identity
"""Keras's longer names."""


def Constant(value: float = 0.0) -> Initializer:
    """`constant` with that value."""
    return _with(constant, None, value=number_in("value of Constant", value, low=_LOWEST))


_MAKERS: list[Callable[..., Any]] = [
    *(GlorotNormal, GlorotUniform, HeNormal, HeUniform, LecunNormal, LecunUniform),
    *(Ones, Zeros, RandomNormal, RandomUniform, TruncatedNormal, Constant),
    *(VarianceScaling, Orthogonal, Identity),
]


def _with(initializer: Initializer, seed: None, **settings: Any) -> Initializer:
    """The initializer with these settings; an error for a seed."""
    if seed is not None:
        raise InputValueError(
            f"an initializer takes no seed, but was given {abbreviate(seed)}: weights are drawn "
            "from the generator of the network; write Sequential([...], rng=7)"
        )
    return functools.partial(initializer, **settings) if settings else initializer


to_config, from_config = INITIALIZERS.to_config, INITIALIZERS.from_config

_NORMAL = {"name": "variance_scaling", "distribution": "untruncated_normal"}
_VERSION_1: dict[str, dict[str, Any]] = {
    "uniform": {"name": "micrograd"},
    "glorot_normal": {**_NORMAL, "mode": "fan_avg"},
    "he_normal": {**_NORMAL, "scale": 2.0},
    "lecun_normal": _NORMAL,
}
"""What was meant by names of version 1: "uniform" was that of micrograd, nothing was truncated."""


def upgraded(config: Any) -> Any:
    """What `from_config` takes for an initializer that draws as one in a file of version 1 did.

    >>> upgraded("uniform"), upgraded({"name": "uniform", "low": 0.0})
    ('micrograd', {'name': 'micrograd', 'low': 0.0})
    """
    settings = {"name": config} if isinstance(config, str) else dict(config)
    meant = _VERSION_1.get(spelled(settings["name"], _VERSION_1), {})
    new = {**settings, **meant}
    return new if len(new) > 1 else new["name"]


if not TYPE_CHECKING:  # the rows know their names
    __all__ = sorted(  # noqa: PLE0605
        {row.__name__ for row in INITIALIZERS.values()}
        | {"random_normal", "random_uniform", "OrthogonalInitializer", "IdentityInitializer"}
        | {make.__name__ for make in _MAKERS}
        | {"INITIALIZERS", "Initializer", "from_config", "get", "to_config", "upgraded"}
    )
