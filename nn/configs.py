"""Configs: choices such as `l2(0.01)` as JSON, and back.

>>> from nn import regularizers
>>> to_config("regularizer", regularizers.l2(0.5), regularizers.REGULARIZERS)
{'name': 'l2', 'l2': 0.5}
>>> from_config("regularizer", {"name": "l2", "l2": 0.5}, regularizers.REGULARIZERS)
l2(l2=0.5)
"""

from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

from autograd import InputValueError
from nn.arguments import choose, shorten


def to_config(kind: str, thing: Any, choices: Mapping[str, Any]) -> dict[str, Any] | None:
    """The name and the arguments of an object of one of the classes; None for None.

    Raises:
        InputValueError: If it is of another class, as a function of one's own is.
    """
    if thing is None:
        return None
    if not is_dataclass(thing) or isinstance(thing, type) or type(thing) not in choices.values():
        raise InputValueError(
            f"{shorten(thing)} is no {kind} of nn, so it cannot be saved; those that can are: "
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
        raise InputValueError(f"{shorten(config)} describes no {kind}")
    arguments = {name: setting for name, setting in config.items() if name != "name"}
    try:
        return choose(kind, config["name"], choices)(**arguments)
    except TypeError as error:
        raise InputValueError(f"{shorten(config)} describes no {kind}: {error}") from None
