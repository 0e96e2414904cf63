"""Configs: choices such as `l2(0.01)` as JSON, and back.

>>> from nn import regularizers
>>> to_config("regularizer", regularizers.l2(0.5), regularizers.REGULARIZERS)
{'name': 'l2', 'l2': 0.5}
>>> from_config("regularizer", {"name": "l2", "l2": 0.5}, regularizers.REGULARIZERS)
l2(l2=0.5)

Functions have a config, too: their name, or with it what functools.partial gives them.

>>> from nn import activations
>>> steep = functools.partial(activations.get("leaky_relu"), slope=0.3)
>>> function_to_config("activation", steep, activations.ACTIVATIONS)
{'name': 'leaky_relu', 'slope': 0.3}
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

from autograd import InputValueError
from autograd.checks import abbreviate
from nn.arguments import choose


def to_config(kind: str, thing: Any, choices: Mapping[str, Any]) -> dict[str, Any] | None:
    """The name and the arguments of an object of one of the classes; None for None.

    Raises:
        InputValueError: If it is of another class, as a function of one's own is.
    """
    if thing is None:
        return None
    if not is_dataclass(thing) or isinstance(thing, type) or type(thing) not in choices.values():
        raise InputValueError(
            f"{abbreviate(thing)} is no {kind} of nn, so it cannot be saved; those that can are: "
            f"{', '.join(choices)}"
        )
    return {"name": type(thing).__name__, **asdict(thing)}


def from_config(kind: str, config: Any, choices: Mapping[str, Any]) -> Any:
    """What `to_config` was given.

    Raises:
        InputValueError: If it is something else than `to_config` returns.
    """
    if config is None:
        return None
    if not isinstance(config, dict) or not isinstance(config.get("name"), str):
        raise InputValueError(f"{abbreviate(config)} describes no {kind}")
    arguments = {name: setting for name, setting in config.items() if name != "name"}
    try:
        return choose(kind, config["name"], choices)(**arguments)
    except TypeError as error:
        raise InputValueError(f"{abbreviate(config)} describes no {kind}: {error}") from None


def function_to_config(
    kind: str, function: Any, choices: Mapping[str, Any]
) -> str | dict[str, Any]:
    """The name of one of the functions, the first one it has, and what functools.partial gave it.

    Raises:
        InputValueError: If it is none of them, or was given something else than numbers and texts.
    """
    plain, arguments = function, {}
    if isinstance(function, functools.partial) and not function.args:
        plain, arguments = function.func, function.keywords
    name = next((name for name, choice in choices.items() if choice is plain), None)
    if name is None or not all(isinstance(x, int | float | str) for x in arguments.values()):
        raise InputValueError(
            f"{abbreviate(function)} is no {kind} of nn, so it cannot be saved; those that "
            "can are: "
            f"{', '.join(choices)}"
        )
    return {"name": name, **arguments} if arguments else name


def function_from_config(kind: str, config: Any, choices: Mapping[str, Any]) -> Callable[..., Any]:
    """What `function_to_config` was given.

    Raises:
        InputValueError: If it is something else than `function_to_config` returns.
    """
    arguments = {"name": config} if isinstance(config, str) else config
    if not isinstance(arguments, dict) or not isinstance(arguments.get("name"), str):
        raise InputValueError(f"{abbreviate(config)} describes no {kind}")
    given = {name: setting for name, setting in arguments.items() if name != "name"}
    function: Callable[..., Any] = choose(kind, arguments["name"], choices)
    return functools.partial(function, **given) if given else function
