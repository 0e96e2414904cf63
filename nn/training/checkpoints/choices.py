"""Choices: activations, losses and other functions of `nn` as JSON, by their names."""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from autograd import InputValueError
from autograd.checks import abbreviate
from nn import activations, constraints, initializers, losses, metrics, regularizers
from nn.registry import Row, plain_of

Classes = Mapping[str, Callable[..., Any]]

_MODULES: dict[str, Any] = {
    "activation": activations,
    "regularizer": regularizers,
    "constraint": constraints,
    "initializer": initializers,
    "loss": losses,
    "metric": metrics,
}
_APART = ("initializer", "loss", "metric")
"""The kinds whose name and settings stand apart in a file."""


def kind_of(argument: str) -> str:
    """The kind of function that an argument of that name takes: "activation", "loss", ..."""
    return next((kind for kind in _MODULES if argument.endswith(kind)), "activation")


def encode(kind: str, function: Any) -> Any:
    """A function as JSON.

    Args:
        kind: The kind of function, such as "activation".
        function: One of `nn`, perhaps in a functools.partial that gives it settings; or a function
            of one's own, of which only the name is kept.

    Raises:
        InputValueError: If it has no name.

    >>> encode("loss", functools.partial(losses.huber, delta=2.0))
    {'name': 'huber', 'arguments': {'delta': 2.0}}
    """
    try:
        config = _MODULES[kind].to_config(function)
    except (InputValueError, TypeError):
        if isinstance(plain_of(function), Row):  # ours, with settings that a file cannot hold
            raise
        return {"custom": _own_name(kind, function)}
    if kind not in _APART:
        return {"known": config}
    settings = {"name": config} if isinstance(config, str) else dict(config)
    return {"name": settings.pop("name"), "arguments": settings}


def _own_name(kind: str, function: Any) -> str:
    """The name of a function of one's own, by which `nn.load(classes=...)` gives it back."""
    if isinstance(getattr(function, "function", function), functools.partial):
        raise InputValueError(
            f"{abbreviate(function)} cannot be saved: a file has no place for the settings of a "
            f"{kind} of one's own; define the {kind} with its settings by def or class"
        )
    name: str = getattr(function, "__name__", type(function).__name__)
    if not name.isidentifier():
        raise InputValueError(
            f"{abbreviate(function)} cannot be saved, since it has no name to find it again by; "
            f"define the {kind} by def or class"
        )
    return name


def decode(kind: str, config: Any, classes: Classes) -> Any:
    """The function that `encode` was given.

    Raises:
        InputValueError: If it is neither in `nn` nor among the classes.
    """
    if "known" in config:
        return _MODULES[kind].from_config(config["known"])
    if "name" in config:
        return _MODULES[kind].from_config({**config["arguments"], "name": config["name"]})
    return allowed(config["custom"], {}, classes)


def allowed(name: Any, known: Classes, classes: Classes) -> Any:
    """The class or function of that name; an error if a file may not refer to it."""
    if name in known:
        return known[name]
    if name not in classes:
        raise InputValueError(
            f"it needs {abbreviate(name)}, which is not one of nn; if it is yours, write "
            f"nn.load(path, classes={{{abbreviate(name)}: ...}})"
        )
    return classes[name]
