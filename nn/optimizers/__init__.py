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
from typing import TYPE_CHECKING, Any

from autograd import InputTypeError, InputValueError
from autograd.checks import abbreviate, described
from nn import schedules
from nn.optimizers.adadelta import Adadelta as Adadelta
from nn.optimizers.adagrad import Adagrad as Adagrad
from nn.optimizers.adam import Adam as Adam
from nn.optimizers.adam import AdamW as AdamW
from nn.optimizers.adamax import Adamax as Adamax
from nn.optimizers.base import Optimizer as Optimizer
from nn.optimizers.lbfgs import LBFGS as LBFGS
from nn.optimizers.lion import Lion as Lion
from nn.optimizers.missing import MISSING
from nn.optimizers.nadam import Nadam as Nadam
from nn.optimizers.rmsprop import RMSprop as RMSprop
from nn.optimizers.sgd import SGD as SGD
from nn.registry import Registry

OPTIMIZERS: Registry[type[Optimizer]] = Registry(
    "optimizer",
    "optimizer must be a name such as 'adam' or an optimizer such as SGD(0.1)",
    accepts=Optimizer,
    missing=MISSING,
)
"""The optimizers by name; a name alone means the default settings."""

OPTIMIZERS.add(name="sgd")(SGD)
OPTIMIZERS.add(name="adagrad")(Adagrad)
OPTIMIZERS.add(name="rmsprop")(RMSprop)
OPTIMIZERS.add(name="adam")(Adam)
OPTIMIZERS.add(name="adamw")(AdamW)
OPTIMIZERS.add(name="adamax")(Adamax)
OPTIMIZERS.add(name="nadam")(Nadam)
OPTIMIZERS.add(name="adadelta")(Adadelta)
OPTIMIZERS.add(name="lion")(Lion)
OPTIMIZERS.add("l-bfgs", name="lbfgs")(LBFGS)


def get(optimizer: str | Optimizer) -> Optimizer:
    """The optimizer that a name stands for, or the one that is given.

    Args:
        optimizer: A name in `OPTIMIZERS`, in any case, or an optimizer.

    Raises:
        InputValueError: If there is no optimizer of that name.
        InputTypeError: If it is neither a name nor an optimizer.

    >>> get("sgd")
    SGD(learning_rate=0.01, momentum=0.0, nesterov=False)
    """
    found: Optimizer = OPTIMIZERS.resolve(optimizer)
    return found


def from_config(config: Mapping[str, Any]) -> Optimizer:
    """An optimizer with the settings that `config()` of another returned, without parameters.

    Args:
        config: What `config()` returned.

    Raises:
        InputValueError: If it is of a class that is none of these, or a setting is out of range.

    >>> from_config(SGD(schedules.linear(0.1, 0.0, steps=100), momentum=0.9).config())
    SGD(learning_rate=linear(start=0.1, end=0.0, steps=100), momentum=0.9, nesterov=False)
    """
    if not isinstance(config, Mapping):
        raise InputTypeError(
            f"from_config takes what config() returned, a dict, but was given {described(config)}"
        )
    settings = dict(config)
    if "learning_rate" in settings:
        settings["learning_rate"] = schedules.from_config(settings["learning_rate"])
    found: Optimizer = OPTIMIZERS.from_config(settings)
    return found


def upgraded(config: Mapping[str, Any]) -> dict[str, Any]:
    """What `from_config` takes for an optimizer that goes on as one in a file of version 1 did.

    Args:
        config: What `config()` returned at that version.

    Raises:
        InputValueError: If it names no optimizer.

    >>> upgraded({"name": "RMSprop", "learning_rate": 0.1, "epsilon": 1e-7, "clipnorm": 2.0})
    {'name': 'RMSprop', 'learning_rate': 0.1, 'epsilon': 1e-07, 'global_clipnorm': 2.0,
     'epsilon_as': 'pytorch'}
    """
    name = config.get("name") if isinstance(config, Mapping) else None
    if not isinstance(name, str):
        raise InputValueError(f"{abbreviate(config)} describes no optimizer")
    return OPTIMIZERS.find(name).upgraded(config)


def __getattr__(name: str) -> Any:
    """For optimizers of Keras that are missing, an error that says what to do instead."""
    return OPTIMIZERS.attribute(__name__, name)


if not TYPE_CHECKING:  # the rows know their names
    __all__ = sorted(  # noqa: PLE0605
        {row.__name__ for row in OPTIMIZERS.values()}
        | {"OPTIMIZERS", "Optimizer", "from_config", "get", "upgraded"}
    )
