"""Optimizers: rules that change parameters by their gradients.

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

from nn import schedules
from nn.optimizers.adagrad import Adagrad
from nn.optimizers.adam import Adam, AdamW
from nn.optimizers.base import Optimizer
from nn.optimizers.lbfgs import LBFGS
from nn.optimizers.rmsprop import RMSprop
from nn.optimizers.sgd import SGD
from nn.registry import Registry

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

OPTIMIZERS: Registry[type[Optimizer]] = Registry(
    "optimizer",
    "optimizer must be a name such as 'adam' or an optimizer such as SGD(0.1)",
    accepts=Optimizer,
)
"""The optimizers by name, each with the learning rate that it has by default."""

OPTIMIZERS.add(name="sgd")(SGD)
OPTIMIZERS.add(name="adagrad")(Adagrad)
OPTIMIZERS.add(name="rmsprop")(RMSprop)
OPTIMIZERS.add(name="adam")(Adam)
OPTIMIZERS.add(name="adamw")(AdamW)
OPTIMIZERS.add("l-bfgs", name="lbfgs")(LBFGS)


def get(optimizer: str | Optimizer) -> Optimizer:
    """The optimizer that a name stands for, or the one that is given.

    Args:
        optimizer: A name in `OPTIMIZERS`, in any letters, or an optimizer.

    Raises:
        InputValueError: If there is no optimizer of that name.
        InputTypeError: If it is neither a name nor an optimizer.

    >>> get("sgd")
    SGD(learning_rate=0.01, momentum=0.0, nesterov=False)
    """
    found: Optimizer = OPTIMIZERS.resolve(optimizer)
    return found


def from_config(config: Mapping[str, Any]) -> Optimizer:
    """An optimizer without parameters, with the settings in the `config()` of another.

    Args:
        config: What `config()` returned.

    Raises:
        InputValueError: If it is of a class that is none of these, or a setting is out of range.

    >>> from_config(SGD(schedules.linear(0.1, 0.0, steps=100), momentum=0.9).config())
    SGD(learning_rate=linear(start=0.1, end=0.0, steps=100), momentum=0.9, nesterov=False)
    """
    settings = dict(config)
    if "learning_rate" in settings:
        settings["learning_rate"] = schedules.from_config(settings["learning_rate"])
    found: Optimizer = OPTIMIZERS.from_config(settings)
    return found
