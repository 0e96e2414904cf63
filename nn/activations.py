"""Activations: the functions that neurons apply to their weighted sums, by name.

An activation is any function of a Value that returns a Value. `tanh` and many others are operations
of `autograd`, where their formulas stand. Softmax, log_softmax and glu are activations
of a whole layer: functions of the list of its outputs that return such a list.

>>> get("tanh")
<operation tanh(x)>

Names that Keras has mean what they mean there, settings and their defaults included:
`functools.partial(relu, max_value=1.0)` is an activation with a setting. `autograd.leaky_relu`
keeps its own slope, 0.01. `gaussian`, `sin` and `step` are not in Keras.

Where a function has a kink or a jump, its derivative is the one that the operation in `autograd`
documents: that of relu at 0 is 0. At such points Keras's backends differ from each other.
"""

import functools
import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import autograd
from autograd import InputValueError, Operation, Value
from nn.arguments import refuse_class, spelled
from nn.registry import Registry, plain_of

Activation = str | Callable[..., Any] | bool | None
"""A name, an `Operation`, a function of a Value, or None for `linear`; see `get`."""


_WANTS = "activation must be a name such as 'relu', a function of a Value, or None"
_NAMED: Registry[Callable[..., Any]] = Registry("activation", _WANTS)

ACTIVATIONS: Registry[Callable[..., Any]] = Registry("activation", _WANTS, part_of=_NAMED)
"""The activations of a neuron by name; the fact `relu_like` is what `is_relu_like` returns."""

LAYER_WIDE: Registry[Callable[..., Any]] = Registry("activation", _WANTS, part_of=_NAMED)
"""The activations of a whole layer by name: functions from its list of outputs to such a list."""


@ACTIVATIONS.add()
def linear(x: Value) -> Value:
    """The identity: no activation at all.

    >>> linear(Value(2.0))
    Value(data=2.0, grad=0.0)
    """
    return x


elu = ACTIVATIONS.add(relu_like=True)(autograd.elu)
silu = ACTIVATIONS.add("swish", relu_like=True)(autograd.silu)
softplus = ACTIVATIONS.add(relu_like=True)(autograd.softplus)
selu = ACTIVATIONS.add()(autograd.selu)
sigmoid = ACTIVATIONS.add()(autograd.sigmoid)
tanh = ACTIVATIONS.add()(autograd.tanh)
softsign = ACTIVATIONS.add()(autograd.softsign)
step = ACTIVATIONS.add()(autograd.step)
sin = ACTIVATIONS.add()(autograd.sin)
exp = exponential = ACTIVATIONS.add("exponential")(autograd.exp)
gaussian = ACTIVATIONS.add()(autograd.gaussian)
swish = silu
ACTIVATIONS.add(name="autograd.leaky_relu", relu_like=True)(autograd.leaky_relu)


@ACTIVATIONS.add(relu_like=True)
def relu(
    x: Value, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0
) -> Any:
    """x where it is above the threshold, else `negative_slope * (x - threshold)`.

    Args:
        x: The sum.
        negative_slope: The slope below the threshold.
        max_value: The largest result; None for no limit.
        threshold: Where it begins; the result jumps from 0 to x there.

    >>> relu(Value(-2.0)).data, relu(Value(8.0), max_value=6.0).data
    (0.0, 6.0)
    """
    if max_value is None and not negative_slope and not threshold:
        return autograd.relu(x)
    out = x * _above(threshold, x) if threshold else autograd.relu(x)
    if max_value is not None:
        out = autograd.clip(out, 0.0, max_value)
    return out - negative_slope * autograd.relu(threshold - x) if negative_slope else out


@ACTIVATIONS.add(relu_like=True)
def leaky_relu(x: Value, negative_slope: float = 0.2) -> Any:
    """x where it is positive, else `negative_slope * x`.

    Source: Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models"
    (2013); the slope is Keras's.

    >>> leaky_relu(Value(-2.0)).data, autograd.leaky_relu(-2.0)
    (-0.4, -0.02)
    """
    return autograd.leaky_relu(x, slope=negative_slope)


@ACTIVATIONS.add(relu_like=True)
def relu6(x: Value) -> Any:
    """x, kept between 0 and 6.

    >>> relu6(Value(7.0)).data
    6.0
    """
    return autograd.clip(x, 0.0, 6.0)


@ACTIVATIONS.add(relu_like=True)
def celu(x: Value, alpha: float = 1.0) -> Any:
    """x where it is positive, else alpha (exp(x / alpha) - 1): an elu without a kink.

    Source: Barron, "Continuously differentiable exponential linear units" (2017),
    https://arxiv.org/abs/1704.07483

    >>> celu(Value(-1000.0), alpha=2.0).data
    -2.0
    """
    return alpha * autograd.elu(x / alpha)


@ACTIVATIONS.add(relu_like=True)
def gelu(x: Value, approximate: bool = False) -> Any:
    """x times the normal distribution function; or its approximation by tanh.

    Source: Hendrycks and Gimpel, "Gaussian error linear units" (2016),
    https://arxiv.org/abs/1606.08415

    >>> round(gelu(Value(1.0)).data, 6), round(gelu(Value(1.0), approximate=True).data, 6)
    (0.841345, 0.841192)
    """
    if not approximate:
        return autograd.gelu(x)
    inside = math.sqrt(2.0 / math.pi) * (x + 0.044715 * x * x * x)
    return x * autograd.sigmoid(2.0 * inside)  # (1 + tanh(a)) / 2, without cancellation


@ACTIVATIONS.add()
def hard_sigmoid(x: Value) -> Any:
    """x/6 + 1/2, kept between 0 and 1: a sigmoid of straight lines.

    Source: Howard et al., "Searching for MobileNetV3" (2019), section 5.2,
    https://arxiv.org/abs/1905.02244; with the slope that Keras and PyTorch use.

    >>> hard_sigmoid(Value(1.5)).data, hard_sigmoid(Value(-3.0)).data
    (0.75, 0.0)
    """
    return autograd.clip(x / 6.0 + 0.5, 0.0, 1.0)


@ACTIVATIONS.add("hard_swish", relu_like=True)
def hard_silu(x: Value) -> Any:
    """x times `hard_sigmoid` of x, from the same article.

    >>> hard_silu(Value(3.0)).data, hard_silu(Value(0.0)).data
    (3.0, 0.0)
    """
    return x * hard_sigmoid(x)


hard_swish = hard_silu
"""Keras's other name."""


@ACTIVATIONS.add()
def hard_tanh(x: Value) -> Any:
    """x, kept between -1 and 1.

    >>> hard_tanh(Value(0.5)).data, hard_tanh(Value(-2.0)).data
    (0.5, -1.0)
    """
    return autograd.clip(x, -1.0, 1.0)


@ACTIVATIONS.add()
def hard_shrink(x: Value, threshold: float = 0.5) -> Any:
    """x where it is further from 0 than the threshold, else 0.

    >>> hard_shrink(Value(-2.0)).data, hard_shrink(Value(0.5)).data
    (-2.0, 0.0)
    """
    return x * _above(threshold, abs(x))


@ACTIVATIONS.add()
def soft_shrink(x: Value, threshold: float = 0.5) -> Any:
    """x, moved towards 0 by the threshold, and no further than 0.

    >>> soft_shrink(Value(-2.0)).data, soft_shrink(Value(0.25)).data
    (-1.5, 0.0)
    """
    return autograd.relu(x - threshold) - autograd.relu(-x - threshold)


@ACTIVATIONS.add()
def tanh_shrink(x: Value) -> Any:
    """x - tanh(x).

    >>> tanh_shrink(Value(0.0)).data
    0.0
    """
    return x - autograd.tanh(x)


@ACTIVATIONS.add()
def log_sigmoid(x: Value) -> Any:
    """The logarithm of the sigmoid, which is -softplus(-x).

    >>> log_sigmoid(Value(-1000.0)).data
    -1000.0
    """
    return -autograd.softplus(-x)


@ACTIVATIONS.add(relu_like=True)
def squareplus(x: Value, b: float = 4.0) -> Any:
    """(x + sqrt(x² + b)) / 2: a softplus without exp.

    Source: Barron, "Squareplus" (2021), https://arxiv.org/abs/2112.11687

    >>> squareplus(Value(0.0)).data
    1.0
    """
    return 0.5 * (x + autograd.sqrt(x * x + b))


@ACTIVATIONS.add(relu_like=True)
def sparse_plus(x: Value) -> Any:
    """0 below -1, x above 1, and (x + 1)² / 4 between: the integral of `sparse_sigmoid`.

    >>> sparse_plus(Value(0.0)).data, sparse_plus(Value(3.0)).data
    (0.25, 3.0)
    """
    between = autograd.clip(x, -1.0, 1.0) + 1.0
    return 0.25 * between * between + autograd.relu(x - 1.0)


@ACTIVATIONS.add()
def sparse_sigmoid(x: Value) -> Any:
    """(x + 1) / 2, kept between 0 and 1.

    Source: Blondel, Martins and Niculae, "Learning with Fenchel-Young losses" (2020),
    https://arxiv.org/abs/1901.02324

    >>> sparse_sigmoid(Value(0.0)).data
    0.5
    """
    return 0.5 * (autograd.clip(x, -1.0, 1.0) + 1.0)


@ACTIVATIONS.add(relu_like=True)
def mish(x: Value) -> Any:
    """x tanh(softplus(x)): much like silu.

    Source: Misra, "Mish: a self regularized non-monotonic activation function" (2019),
    https://arxiv.org/abs/1908.08681

    >>> mish(Value(0.0)).data
    0.0
    """
    return x * autograd.tanh(autograd.softplus(x))


@ACTIVATIONS.add(needs="threshold=0.5, default_value=0.0")
def threshold(x: Value, threshold: float, default_value: float) -> Any:
    """x where it is above the threshold, else the default value; both must be given.

    >>> threshold(Value(0.5), 1.0, -3.0).data
    -3.0
    """
    above = _above(threshold, x)
    return above * x + (1.0 - above) * default_value


@LAYER_WIDE.add()
def softmax(x: Iterable[Any], axis: int = -1) -> list[Any]:
    """exp(x[i]) / (exp(x[0]) + exp(x[1]) + ...) for each i: probabilities.

    Args:
        x: The outputs of a layer for one sample.
        axis: -1, the only choice: a list has a single axis.

    >>> softmax([0.0, 0.0])
    [0.5, 0.5]
    """
    return autograd.softmax(_last_axis("softmax", axis, x))


@LAYER_WIDE.add()
def log_softmax(x: Iterable[Any], axis: int = -1) -> list[Any]:
    """x[i] - logsumexp(x) for each i: the logarithms of what softmax returns, never infinite.

    >>> log_softmax([0.0, 1000.0])
    [-1000.0, 0.0]
    """
    numbers = list(_last_axis("log_softmax", axis, x))
    total = autograd.logsumexp(numbers)
    return [number - total for number in numbers]


@LAYER_WIDE.add()
def glu(x: Iterable[Any], axis: int = -1) -> list[Any]:
    """a sigmoid(b), where a and b are the first and the second half of the numbers.

    Source: Dauphin et al., "Language modeling with gated convolutional networks" (2017),
    https://arxiv.org/abs/1612.08083

    >>> glu([3.0, 0.0])
    [1.5]
    """
    numbers = list(_last_axis("glu", axis, x))
    half = len(numbers) // 2
    if 2 * half != len(numbers):
        raise InputValueError(f"glu takes an even number of outputs, but was given {len(numbers)}")
    pairs = zip(numbers[:half], numbers[half:], strict=True)
    return [a * autograd.sigmoid(b) for a, b in pairs]


def _above(threshold: float, x: Value) -> Any:
    """1 where x is above the threshold, else 0: an operation, which recorded graphs repeat."""
    return 1.0 - autograd.step(threshold - x)


def _last_axis(name: str, axis: int, x: Iterable[Any]) -> Iterable[Any]:
    """The numbers, after a check that the axis is the last."""
    if axis != -1:
        raise InputValueError(
            f"{name} acts along the last axis of a sample, axis=-1, but was given axis={axis!r}"
        )
    return x


_OF_AUTOGRAD: list[tuple[Any, Callable[..., Any]]] = [
    (autograd.relu, relu),
    (autograd.gelu, gelu),
    (autograd.softmax, softmax),
]
"""Functions of autograd, and the activations that compute the same by default."""


def _row_of(function: Any) -> Any:
    """The activation that a function of autograd stands for; other functions themselves."""
    return next((row for known, row in _OF_AUTOGRAD if function is known), function)


def get(activation: Activation, *, layer_wide: bool = False) -> Callable[..., Any]:
    """The function that a name stands for, or the one that is given.

    Args:
        activation: A name in `ACTIVATIONS`, an `Operation` with one input such as `autograd.tanh`,
            any function of a Value that returns a Value, an `nn.Activation` layer, or None for
            `linear`. A truth value is micrograd's `nonlin`: True for relu, False for linear.
        layer_wide: Whether activations in `LAYER_WIDE` are accepted, too.

    Raises:
        InputValueError: If there is no activation of that name, the operation has two inputs, or
            an activation of a layer is given to a neuron.
        InputTypeError: If it is neither a name nor a function.

    >>> get(None) is get("linear")
    True
    >>> get("rleu")
    Traceback (most recent call last):
    ...
    autograd.errors.InputValueError: there is no activation 'rleu'; did you mean 'relu'? ...
    """
    if activation is None or isinstance(activation, bool):
        activation = "relu" if activation else "linear"
    if hasattr(activation, "as_function"):
        refuse_class("activation", activation)
        activation = activation.as_function()
    found: Callable[..., Any] = _NAMED.resolve(_row_of(activation))
    needs = _NAMED.fact(found, "needs")
    if needs and not isinstance(found, functools.partial):
        name = name_of(found)
        raise InputValueError(
            f"{name} does not say what it takes; write functools.partial(nn.activations.{name}, "
            f"{needs})"
        )
    if isinstance(found, Operation) and len(found.inputs) - len(found.defaults) > 1:
        raise InputValueError(
            f"an activation is a function of one Value, but {found!r} has {len(found.inputs)} "
            f"inputs; write a function, such as lambda x: {found.name}(x, ...)"
        )
    if is_layer_wide(found) and not layer_wide:
        raise InputValueError(
            f"{name_of(found)} acts on all outputs of a layer, not on a single neuron: write "
            f"Dense(n, activation={name_of(found)!r})"
        )
    return found


def is_layer_wide(activation: Activation) -> bool:
    """Whether an activation takes all outputs of a layer at once, as softmax does.

    >>> is_layer_wide("softmax"), is_layer_wide("tanh")
    (True, False)
    """
    if isinstance(activation, str):
        return spelled(activation, LAYER_WIDE) in LAYER_WIDE
    function = _row_of(plain_of(activation))
    return any(function is known for known in LAYER_WIDE.values())


def name_of(activation: Callable[..., Any]) -> str:
    """The name of an activation in print.

    >>> name_of(autograd.tanh), name_of(get("silu")), name_of(autograd.leaky_relu)
    ('tanh', 'silu', 'autograd.leaky_relu')
    """
    if isinstance(activation, functools.partial):
        return repr(activation)
    function = _row_of(activation)
    return _NAMED.name_of(function) or getattr(function, "__name__", None) or repr(function)


def is_relu_like(activation: Activation) -> bool:
    """Whether an activation passes positive sums and holds back negative ones, as relu does.

    >>> is_relu_like("gelu"), is_relu_like("tanh")
    (True, False)
    """
    return bool(ACTIVATIONS.fact(get(activation, layer_wide=True), "relu_like"))


def to_config(activation: Activation) -> str | dict[str, Any]:
    """The activation as JSON: its name, with the settings that functools.partial gave it.

    Args:
        activation: As for `get`; also one of a layer.

    Raises:
        InputValueError: If it is a function of one's own, which has no name here.

    >>> to_config(None), to_config(autograd.tanh)
    ('linear', 'tanh')
    """
    config: str | dict[str, Any] = _NAMED.to_config(get(activation, layer_wide=True))
    return config


from_config = _NAMED.from_config


def upgraded(config: Any) -> Any:
    """What `from_config` takes for an activation that computes what one in a file of version 1 did.

    There, "leaky_relu" was that of `autograd`, with the slope 0.01.

    >>> upgraded("leaky_relu"), upgraded({"name": "leaky_relu", "slope": 0.3}), upgraded("relu")
    ('autograd.leaky_relu', {'name': 'autograd.leaky_relu', 'slope': 0.3}, 'relu')
    """
    if isinstance(config, dict):
        return {**config, "name": upgraded(config["name"])}
    leaky = spelled(config, ["leaky_relu"]) == "leaky_relu"
    return "autograd.leaky_relu" if leaky else config


if not TYPE_CHECKING:  # the rows know their names
    __all__ = sorted(  # noqa: PLE0605
        {row.__name__ for row in _NAMED.values()}
        | {"exponential", "hard_swish", "swish"}
        | {"ACTIVATIONS", "LAYER_WIDE", "Activation", "from_config", "get", "to_config", "upgraded"}
        | {"is_layer_wide", "is_relu_like", "name_of"}
    )
