"""Optimizers: how parameters follow their gradients.

>>> from autograd import Value
>>> x = Value(1.0)
>>> optimizer = SGD([x], learning_rate=0.1)
>>> for _ in range(100):
...     optimizer.zero_grad()
...     ((x - 3.0) ** 2).backward()
...     optimizer.step()
>>> round(x.data, 6)
3.0
"""

from collections.abc import Mapping
from typing import Any

from autograd import InputTypeError
from autograd.checks import abbreviate
from nn import schedules
from nn.arguments import choose, refuse_class
from nn.optimizers.adagrad import Adagrad
from nn.optimizers.adam import Adam, AdamW
from nn.optimizers.base import Optimizer
from nn.optimizers.lbfgs import LBFGS
from nn.optimizers.rmsprop import RMSprop
from nn.optimizers.sgd import SGD

__all__ = [
    "LBFGS",
    "OPTIMIZERS",
    "SGD",
    "Adagrad",
    "Adam",
    "AdamW",
    "Optimizer",
    "RMSprop",
    "from_config",
    "get",
]

OPTIMIZERS: dict[str, type[Any]] = {
    "sgd": SGD,
    "adagrad": Adagrad,
    "rmsprop": RMSprop,
    "adam": Adam,
    "adamw": AdamW,
    "lbfgs": LBFGS,
    "l-bfgs": LBFGS,
}
"""The optimizers by name, with the learning rates that they have by default."""


def get(optimizer: str | Optimizer) -> Optimizer:
    """The optimizer that is meant by a name, or that is given already.

    Args:
        optimizer: A name out of `OPTIMIZERS`, or an optimizer.

    Raises:
        InputValueError: If there is no optimizer of that name.
        InputTypeError: If it is neither a name nor an optimizer.

    >>> get("sgd")
    SGD(learning_rate=0.01, momentum=0.0, nesterov=False)
    """
    if isinstance(optimizer, str):
        found: Optimizer = choose("optimizer", optimizer.lower(), OPTIMIZERS)()
        return found
    refuse_class("optimizer", optimizer)
    if not isinstance(optimizer, Optimizer):
        raise InputTypeError(
            "optimizer must be a name such as 'adam' or an optimizer such as SGD(0.1), but was "
            f"given {abbreviate(optimizer)} ({type(optimizer).__name__})"
        )
    return optimizer


def from_config(config: Mapping[str, Any]) -> Optimizer:
    """An optimizer without parameters, with the settings that `config()` of another told.

    Args:
        config: What `config()` returned.

    Raises:
        InputValueError: If it is of a class that is none of these, or a setting is out of range.

    >>> from_config(SGD(schedules.linear(0.1, 0.0, steps=100), momentum=0.9).config())
    SGD(learning_rate=linear(start=0.1, end=0.0, steps=100), momentum=0.9, nesterov=False)
    """
    settings = {name: setting for name, setting in config.items() if name != "name"}
    if "learning_rate" in settings:
        settings["learning_rate"] = schedules.from_config(settings["learning_rate"])
    classes = {cls.__name__: cls for cls in OPTIMIZERS.values()}
    optimizer: Optimizer = choose("optimizer", config["name"], classes)(**settings)
    return optimizer
