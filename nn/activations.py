"""Activation functions by name.

An activation is what a neuron applies to its weighted sum: any function of a Value that returns a
Value. `relu` and the others are operations of `autograd`, where their formulas stand. Softmax
and its like are activations of a whole layer.

>>> get("tanh")
<operation tanh(x)>
"""

from collections.abc import Callable, Iterable
from typing import Any

import autograd
from autograd import (
    InputTypeError,
    InputValueError,
    Operation,
    Value,
    elu,
    exp,
    gaussian,
    gelu,
    leaky_relu,
    relu,
    selu,
    sigmoid,
    silu,
    sin,
    softmax,
    softplus,
    softsign,
    step,
    tanh,
)
from autograd.checks import abbreviate
from nn import configs
from nn.arguments import choose, refuse_class

__all__ = [
    "ACTIVATIONS",
    "LAYER_WIDE",
    "Activation",
    "elu",
    "exp",
    "from_config",
    "gaussian",
    "gelu",
    "get",
    "hard_sigmoid",
    "is_layer_wide",
    "is_relu_like",
    "leaky_relu",
    "linear",
    "log_softmax",
    "mish",
    "name_of",
    "relu",
    "selu",
    "sigmoid",
    "silu",
    "sin",
    "softmax",
    "softplus",
    "softsign",
    "step",
    "tanh",
    "to_config",
]

Activation = str | Callable[..., Any] | bool | None
"""A name, an `Operation`, a function of a Value, or None for `linear`; see `get`."""


def linear(x: Value) -> Value:
    """The identity: no activation at all.

    >>> linear(Value(2.0))
    Value(data=2.0, grad=0.0)
    """
    return x


def hard_sigmoid(x: Value) -> Any:
    """x/6 + 1/2, kept between 0 and 1: a sigmoid of straight lines.

    Source: Howard et al., "Searching for MobileNetV3" (2019), section 5.2,
    https://arxiv.org/abs/1905.02244; with the slope that Keras and PyTorch use.

    >>> hard_sigmoid(Value(1.5)).data, hard_sigmoid(Value(-3.0)).data
    (0.75, 0.0)
    """
    return autograd.clip(x / 6.0 + 0.5, 0.0, 1.0)


def mish(x: Value) -> Any:
    """x tanh(softplus(x)): much like silu.

    Source: Misra, "Mish: a self regularized non-monotonic activation function" (2019),
    https://arxiv.org/abs/1908.08681

    >>> mish(Value(0.0)).data
    0.0
    """
    return x * autograd.tanh(autograd.softplus(x))


def log_softmax(x: Iterable[Any]) -> list[Any]:
    """x[i] - logsumexp(x) for each i: the logarithms of what softmax returns, never infinite.

    >>> log_softmax([0.0, 1000.0])
    [-1000.0, 0.0]
    """
    numbers = list(x)
    total = autograd.logsumexp(numbers)
    return [number - total for number in numbers]


_RELU_LIKE = ("relu", "leaky_relu", "elu", "gelu", "silu", "softplus")
_OTHERS = ("selu", "sigmoid", "tanh", "softsign", "step", "sin", "exp", "gaussian")

ACTIVATIONS: dict[str, Callable[..., Any]] = {
    "linear": linear,
    **{name: getattr(autograd, name) for name in _RELU_LIKE + _OTHERS},
    "hard_sigmoid": hard_sigmoid,
    "mish": mish,
    "swish": autograd.silu,
    "exponential": autograd.exp,
}
"""The activations of a neuron that have a name; swish and exponential are other names."""

LAYER_WIDE: dict[str, Callable[..., Any]] = {
    "softmax": autograd.softmax,
    "log_softmax": log_softmax,
}
"""The activations of a layer: functions of the list of its outputs that return such a list."""


def get(activation: Activation, *, layer_wide: bool = False) -> Callable[..., Any]:
    """The function that is meant by a name, or that is given already.

    Args:
        activation: A name out of `ACTIVATIONS`, an `Operation` with one input such as
            `autograd.tanh`, any function of a Value that returns a Value, an `nn.Activation` layer,
            or None for `linear`. A truth value is micrograd's `nonlin`: True for relu, False for
            linear.
        layer_wide: Whether it may be one of `LAYER_WIDE`, too.

    Raises:
        InputValueError: If there is no activation of that name, the operation has two inputs, or
            it is an activation of a layer where one of a neuron is asked for.
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
    if isinstance(activation, str):
        activation = choose("activation", activation, ACTIVATIONS | LAYER_WIDE)
    if hasattr(activation, "as_function"):
        refuse_class("activation", activation)
        activation = activation.as_function()
    if not callable(activation):
        raise InputTypeError(
            "activation must be a name such as 'relu', a function of a Value, or None, but was "
            f"given {abbreviate(activation)} ({type(activation).__name__})"
        )
    if isinstance(activation, Operation) and len(activation.inputs) - len(activation.defaults) > 1:
        raise InputValueError(
            f"an activation is a function of one Value, but {activation!r} has "
            f"{len(activation.inputs)} inputs; write a function, such as "
            f"lambda x: {activation.name}(x, ...)"
        )
    if is_layer_wide(activation) and not layer_wide:
        raise InputValueError(
            f"{name_of(activation)} acts on all outputs of a layer, not on a single neuron: write "
            f"Dense(n, activation={name_of(activation)!r})"
        )
    return activation


def is_layer_wide(activation: Activation) -> bool:
    """Whether it takes the list of all outputs of a layer, as softmax does, not each by itself.

    >>> is_layer_wide("softmax"), is_layer_wide("tanh")
    (True, False)
    """
    return any(activation is other or activation == name for name, other in LAYER_WIDE.items())


def name_of(activation: Callable[..., Any]) -> str:
    """What to call an activation in print.

    >>> name_of(autograd.tanh), name_of(get("silu"))
    ('tanh', 'silu')
    """
    return getattr(activation, "__name__", None) or repr(activation)


def is_relu_like(activation: Activation) -> bool:
    """Whether it lets positive sums pass and holds back negative ones, as relu does.

    >>> is_relu_like("gelu"), is_relu_like("tanh")
    (True, False)
    """
    function = get(activation, layer_wide=True)
    function = getattr(function, "func", function)  # with settings, by functools.partial
    return function is mish or any(function is ACTIVATIONS[name] for name in _RELU_LIKE)


def to_config(activation: Activation) -> str | dict[str, Any]:
    """The activation as JSON: its name, with what functools.partial gave it.

    Args:
        activation: As for `get`; also one of a layer.

    Raises:
        InputValueError: If it is a function of one's own, which has no name here.

    >>> to_config(None), to_config(autograd.tanh)
    ('linear', 'tanh')
    """
    function = get(activation, layer_wide=True)
    return configs.function_to_config("activation", function, ACTIVATIONS | LAYER_WIDE)


def from_config(config: Any) -> Callable[..., Any]:
    """The activation that `to_config` made this of.

    Args:
        config: What `to_config` returned.

    Raises:
        InputValueError: If there is no such activation.

    >>> from_config("tanh")
    <operation tanh(x)>
    """
    return configs.function_from_config("activation", config, ACTIVATIONS | LAYER_WIDE)
