"""Activations: the functions that neurons apply to their weighted sums, by name.

An activation is any function of a Value that returns a Value. `relu` and most others are operations
of `autograd`, where their formulas stand. Softmax and log_softmax are activations of a whole layer:
functions of the list of its outputs that return such a list.

>>> get("tanh")
<operation tanh(x)>
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import autograd
from autograd import InputValueError, Operation, Value
from nn.arguments import refuse_class, spelled
from nn.registry import Registry

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


relu = ACTIVATIONS.add(relu_like=True)(autograd.relu)
leaky_relu = ACTIVATIONS.add(relu_like=True)(autograd.leaky_relu)
elu = ACTIVATIONS.add(relu_like=True)(autograd.elu)
gelu = ACTIVATIONS.add(relu_like=True)(autograd.gelu)
silu = ACTIVATIONS.add("swish", relu_like=True)(autograd.silu)
softplus = ACTIVATIONS.add(relu_like=True)(autograd.softplus)
selu = ACTIVATIONS.add()(autograd.selu)
sigmoid = ACTIVATIONS.add()(autograd.sigmoid)
tanh = ACTIVATIONS.add()(autograd.tanh)
softsign = ACTIVATIONS.add()(autograd.softsign)
step = ACTIVATIONS.add()(autograd.step)
sin = ACTIVATIONS.add()(autograd.sin)
exp = ACTIVATIONS.add("exponential")(autograd.exp)
gaussian = ACTIVATIONS.add()(autograd.gaussian)
softmax = LAYER_WIDE.add()(autograd.softmax)


@ACTIVATIONS.add()
def hard_sigmoid(x: Value) -> Any:
    """x/6 + 1/2, kept between 0 and 1: a sigmoid of straight lines.

    Source: Howard et al., "Searching for MobileNetV3" (2019), section 5.2,
    https://arxiv.org/abs/1905.02244; with the slope that Keras and PyTorch use.

    >>> hard_sigmoid(Value(1.5)).data, hard_sigmoid(Value(-3.0)).data
    (0.75, 0.0)
    """
    return autograd.clip(x / 6.0 + 0.5, 0.0, 1.0)


@ACTIVATIONS.add(relu_like=True)
def mish(x: Value) -> Any:
    """x tanh(softplus(x)): much like silu.

    Source: Misra, "Mish: a self regularized non-monotonic activation function" (2019),
    https://arxiv.org/abs/1908.08681

    >>> mish(Value(0.0)).data
    0.0
    """
    return x * autograd.tanh(autograd.softplus(x))


@LAYER_WIDE.add()
def log_softmax(x: Iterable[Any]) -> list[Any]:
    """x[i] - logsumexp(x) for each i: the logarithms of what softmax returns, never infinite.

    >>> log_softmax([0.0, 1000.0])
    [-1000.0, 0.0]
    """
    numbers = list(x)
    total = autograd.logsumexp(numbers)
    return [number - total for number in numbers]


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
    found: Callable[..., Any] = _NAMED.resolve(activation)
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
    return any(activation is other for other in LAYER_WIDE.values())


def name_of(activation: Callable[..., Any]) -> str:
    """The name of an activation in print.

    >>> name_of(autograd.tanh), name_of(get("silu"))
    ('tanh', 'silu')
    """
    return getattr(activation, "__name__", None) or repr(activation)


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


if not TYPE_CHECKING:  # the rows know their names
    __all__ = sorted(  # noqa: PLE0605
        {row.__name__ for row in _NAMED.values()}
        | {"ACTIVATIONS", "LAYER_WIDE", "Activation", "from_config", "get", "to_config"}
        | {"is_layer_wide", "is_relu_like", "name_of"}
    )
