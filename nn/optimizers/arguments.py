"""The arguments of optimizers, and the checks of them."""

from __future__ import annotations

import numbers
import sys
from collections.abc import Iterable
from typing import Any, TypedDict, Union

import autograd
from autograd import InputTypeError, InputValueError, Value
from autograd.checks import described
from nn.arguments import choose, is_sequence, number_in
from nn.module import Module

Source = Union[Module, Iterable[Value], "autograd.ParameterVector", None]


class Clipping(TypedDict, total=False):
    """How gradients are clipped; see `Optimizer`."""

    clipnorm: float | None
    clipvalue: float | None
    global_clipnorm: float | None


class Common(Clipping, total=False):
    """The arguments that all optimizers take, for editors and type checkers; see `Optimizer`."""

    weight_decay: float | None


COMMON = ("weight_decay", *Clipping.__annotations__)
"""Their names, in Keras's order."""


def below_1(what: str, number: Any) -> float:
    """`number` as a float of at least 0 and below 1."""
    share = number_in(what, number, high=1.0)
    if share == 1.0:
        raise InputValueError(f"{what} must be below 1, such as 0.9, but was given {number}")
    return share


def optional(what: str, number: Any) -> float | None:
    """`number` as a finite float of at least 0; None for None."""
    return None if number is None else number_in(what, number)


def place_of_epsilon(owner: Any) -> str:
    """The library that puts epsilon where a rule shall have it, after a check."""
    return choose("place of epsilon", owner, {"keras": "keras", "pytorch": "pytorch"})


def root(squares: Any, epsilon: float, owner: str) -> Any:
    """The divisor of steps: Keras has epsilon under the root, PyTorch beside it.

    >>> root(9.0, 16.0, "keras"), root(9.0, 16.0, "pytorch")
    (5.0, 19.0)
    """
    return (squares + epsilon) ** 0.5 if owner == "keras" else squares**0.5 + epsilon


def limit(what: str, number: Any) -> float | None:
    """`number` as a finite float above 0; None for None."""
    if number == 0 and optional(what, number) == 0.0:
        raise InputValueError(
            f"{what} must be above 0, but was given {number}; None leaves gradients as they are"
        )
    return optional(what, number)


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
