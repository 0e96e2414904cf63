"""Activation functions by name.

An activation is what a neuron applies to its weighted sum: any function of a Value that returns a
Value. `relu` and the others are operations of `autograd`, where their formulas stand.

>>> get("tanh")
<operation tanh(x)>
"""

from collections.abc import Callable
from typing import Any

import autograd
from autograd import InputTypeError, InputValueError, Operation, Value
from nn.arguments import choose, shorten

__all__ = ["ACTIVATIONS", "Activation", "get", "is_relu_like", "linear", "name_of"]

Activation = str | Callable[..., Any] | bool | None
"""A name, an `Operation`, a function of a Value, or None for `linear`; see `get`."""


def linear(x: Value) -> Value:
    """The identity: no activation at all.

    >>> linear(Value(2.0))
    Value(data=2.0, grad=0.0)
    """
    return x


_RELU_LIKE = ("relu", "leaky_relu", "elu", "gelu", "silu", "softplus")
_OTHERS = ("selu", "sigmoid", "tanh", "softsign", "step", "sin", "exp", "gaussian")

ACTIVATIONS: dict[str, Callable[..., Any]] = {"linear": linear} | {
    name: getattr(autograd, name) for name in _RELU_LIKE + _OTHERS
}
"""The activations that have a name."""


def get(activation: Activation) -> Callable[..., Any]:
    """The function that is meant by a name, or that is given already.

    Args:
        activation: A name out of `ACTIVATIONS`, an `Operation` with one input such as
            `autograd.tanh`, any function of a Value that returns a Value, or None for `linear`. A
            truth value is micrograd's `nonlin`: True for relu, False for linear.

    Raises:
        InputValueError: If there is no activation of that name, or the operation has two inputs.
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
        return choose("activation", activation, ACTIVATIONS)
    if not callable(activation):
        raise InputTypeError(
            "activation must be a name such as 'relu', a function of a Value, or None, but was "
            f"given {shorten(activation)} ({type(activation).__name__})"
        )
    if isinstance(activation, Operation) and len(activation.inputs) - len(activation.defaults) > 1:
        raise InputValueError(
            f"an activation is a function of one Value, but {activation!r} has "
            f"{len(activation.inputs)} inputs; write a function, such as "
            f"lambda x: {activation.name}(x, ...)"
        )
    return activation


def name_of(activation: Callable[..., Any]) -> str:
    """What to call an activation in print."""
    return getattr(activation, "__name__", None) or repr(activation)


def is_relu_like(activation: Activation) -> bool:
    """Whether it lets positive sums pass and holds back negative ones, as relu does.

    >>> is_relu_like("gelu"), is_relu_like("tanh")
    (True, False)
    """
    function = get(activation)
    return any(function is ACTIVATIONS[name] for name in _RELU_LIKE)
