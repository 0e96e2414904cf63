"""Choices: functions by the names under which `nn` offers them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from autograd import InputValueError
from autograd.checks import abbreviate
from nn import activations, constraints, initializers, losses, metrics, regularizers
from nn.arguments import choose

Classes = Mapping[str, Callable[..., Any]]

_MODULES: dict[str, Any] = {
    "activation": activations,
    "regularizer": regularizers,
    "constraint": constraints,
}
_TABLES: dict[str, Mapping[str, Callable[..., Any]]] = {
    "initializer": initializers.INITIALIZERS,
    "loss": losses.LOSSES,
    "metric": metrics.METRICS,
}


def kind_of(setting: str) -> str:
    """What a setting of that name is: "activation", "regularizer", ..."""
    return next((kind for kind in (*_MODULES, *_TABLES) if setting.endswith(kind)), "activation")


def encode(kind: str, function: Any) -> Any:
    """A function as JSON.

    Args:
        kind: What it is, such as "activation".
        function: One that `nn` offers, perhaps with some arguments given by functools.partial; or
            a function of one's own, of which only the name is kept.

    Raises:
        InputValueError: If it has no name.

    >>> encode("loss", functools.partial(losses.huber, delta=2.0))
    {'name': 'huber', 'arguments': {'delta': 2.0}}
    """
    name = getattr(function, "__name__", type(function).__name__)
    if kind in _TABLES:
        plain = getattr(function, "func", function)
        for known, offered in _TABLES[kind].items():
            if offered is plain and not getattr(function, "args", ()):
                return {"name": known, "arguments": getattr(function, "keywords", {})}
    else:
        try:
            return {"known": _MODULES[kind].to_config(function)}
        except (InputValueError, TypeError):
            """Not one of ours."""
    if not name.isidentifier():
        raise InputValueError(
            f"{abbreviate(function)} cannot be saved, since it has no name to find it again by; "
            f"define the {kind} by def or class"
        )
    return {"custom": name}


def decode(kind: str, config: Any, classes: Classes) -> Any:
    """What `encode` encoded.

    Raises:
        InputValueError: If it is neither offered by `nn` nor among the classes.
    """
    if "known" in config:
        return _MODULES[kind].from_config(config["known"])
    if "name" in config:
        function = choose(kind, config["name"], _TABLES[kind])
        arguments = config["arguments"]
        return functools.partial(function, **arguments) if arguments else function
    return allowed(config["custom"], {}, classes)


def allowed(name: Any, known: Classes, classes: Classes) -> Any:
    """The class or function of that name, out of those that a file may refer to."""
    if name in known:
        return known[name]
    if name not in classes:
        raise InputValueError(
            f"it needs {abbreviate(name)}, which is not one of nn; if it is yours, write "
            f"nn.load(path, classes={{{abbreviate(name)}: ...}})"
        )
    return classes[name]
