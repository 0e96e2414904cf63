"""The arguments of optimizers, and the checks of them."""

from __future__ import annotations

import inspect
import math
import numbers
import sys
from collections.abc import Iterable
from typing import Any, TypedDict, Union

import autograd
from autograd import InputTypeError, InputValueError, Value
from autograd.checks import abbreviate, described
from nn.arguments import choose, is_sequence, number_in, refuse_class
from nn.module import Module

Source = Union[Module, Iterable[Value], "autograd.ParameterVector", None]


class AfterDecay(TypedDict, total=False):
    """The arguments that all optimizers take, apart from the first; see `Optimizer`."""

    clipnorm: float | None
    clipvalue: float | None
    global_clipnorm: float | None
    use_ema: bool
    ema_momentum: float
    ema_overwrite_frequency: int | None


class Common(AfterDecay, total=False):
    """The arguments that all optimizers take, for editors and type checkers; see `Optimizer`."""

    weight_decay: float | None


COMMON: dict[str, Any] = {
    "weight_decay": None,
    "clipnorm": None,
    "clipvalue": None,
    "global_clipnorm": None,
    "use_ema": False,
    "ema_momentum": 0.99,
    "ema_overwrite_frequency": None,
}
"""Their defaults, in Keras's order."""


def number(what: str, given: Any, high: float = math.inf) -> float:
    """`given` as a finite float from 0 to `high`; True and False are no numbers here."""
    if isinstance(given, bool):
        raise InputTypeError(f"{what} must be a number, but was given {given}")
    return number_in(what, given, high=min(high, sys.float_info.max))


def below_1(what: str, given: Any) -> float:
    """`given` as a float of at least 0 and below 1."""
    share = number(what, given, high=1.0)
    if share == 1.0:
        raise InputValueError(f"{what} must be below 1, such as 0.9, but was given {given}")
    return share


def place_of_epsilon(owner: Any) -> str:
    """The library that puts epsilon where a rule shall have it, after a check."""
    return choose("place of epsilon", owner, {"keras": "keras", "pytorch": "pytorch"})


def root(squares: Any, epsilon: float, owner: str) -> Any:
    """The divisor of steps: Keras has epsilon under the root, PyTorch beside it.

    >>> root(9.0, 16.0, "keras"), root(9.0, 16.0, "pytorch")
    (5.0, 19.0)
    """
    return (squares + epsilon) ** 0.5 if owner == "keras" else squares**0.5 + epsilon


def optional(what: str, given: Any) -> float | None:
    """`given` as a finite float of at least 0; None for None."""
    return None if given is None else number(what, given)


def limit(what: str, given: Any) -> float | None:
    """`given` as a finite float above 0; None for None."""
    found = optional(what, given)
    if found == 0.0:
        raise InputValueError(
            f"{what} must be above 0, but was given 0.0; None leaves gradients as they are"
        )
    return found


def rate_or_schedule(given: Any) -> Any:
    """A learning rate: a number as a float, or a function of the number of steps done so far."""
    if not callable(given):
        return number("learning_rate", given)
    refuse_class("learning_rate", given)
    try:
        inspect.signature(given).bind(0)
    except TypeError:
        raise InputTypeError(
            "a schedule is a function of the number of steps done so far, such as "
            f"lambda step: 0.1 / (step + 1), but {abbreviate(given)} does not take one number"
        ) from None
    except ValueError:  # Python does not know the arguments of some functions written in C
        pass
    return given


def is_rate(first: Any) -> bool:
    """Whether the first argument is a learning rate rather than parameters."""
    return isinstance(first, numbers.Real) or (callable(first) and not isinstance(first, Module))


def is_vector(source: Any) -> bool:
    """Whether it is a ParameterVector; does not import the compiler to find out."""
    return "autograd.compiler" in sys.modules and isinstance(source, autograd.ParameterVector)


def checked(parameters: Any) -> Any:
    """The module, the vector, or the parameters as a list, after checks."""
    if is_vector(parameters):
        return parameters
    if isinstance(parameters, Module):
        if not parameters.parameters():
            raise InputValueError(f"{parameters!r} has no parameters to train")
        return parameters
    if not is_sequence(parameters):
        raise InputTypeError(
            "an optimizer takes a Module or a list of Values, but was given "
            f"{described(parameters)}"
        )
    values = list(parameters)
    if not values:
        raise InputValueError("an optimizer needs parameters, but was given none")
    for i, value in enumerate(values):
        if not isinstance(value, Value):
            raise InputTypeError(
                f"an optimizer takes a Module or a list of Values, but parameter {i} is "
                f"{described(value)}"
            )
        if not value.is_leaf:
            raise InputValueError(
                f"parameter {i}, {value!r}, was computed, so changing it would have no effect on "
                "what it was computed from; give a leaf, for example by .detach()"
            )
    _refuse_repetitions(values)
    return values


def _refuse_repetitions(values: list[Value]) -> None:
    places: dict[int, int] = {}
    for i, value in enumerate(values):
        first = places.setdefault(id(value), i)
        if first != i:
            raise InputValueError(
                f"parameters {first} and {i} are the same Value, {value!r}; give each once"
            )
