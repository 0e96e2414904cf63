"""Checks of arguments: each returns what it checked, or raises an error that says why."""

import operator
from collections.abc import Iterable
from typing import Any

from autograd.errors import InputTypeError, InputValueError


def unwrap(value: Any) -> Any:
    """The element of a numpy array without axes; anything else as it is."""
    return value.item() if getattr(value, "ndim", None) == 0 and hasattr(value, "dtype") else value


def as_float(value: Any, receiver: str) -> float:
    """`value` as a float, or an error that names `receiver` and says what to give instead."""
    if type(value) is float:
        return value
    value = unwrap(value)
    shape = getattr(value, "shape", None)
    if shape or isinstance(value, str | bytes | complex) or not hasattr(value, "__float__"):
        if isinstance(value, list | tuple | set | dict) or shape:
            hint = "; apply it to each element, for example in a list comprehension"
        elif isinstance(value, str | bytes):
            hint = "; convert text with float(...) first"
        else:
            hint = ""
        raise InputTypeError(
            f"{receiver} takes real numbers or Values, but was given {abbreviate(value)} "
            f"({type(value).__name__}){hint}"
        )
    try:
        return float(value)
    except OverflowError:
        raise InputValueError(
            f"{receiver} was given an integer of {len(str(abs(value)))} digits, which no double "
            "can hold (the largest is about 1.8e308)"
        ) from None


def as_constant(value: Any) -> float:
    """A number that meets a Value in an operator; TypeError for anything else."""
    if type(value) is float:
        return value
    value = unwrap(value)
    if hasattr(value, "__float__") and not getattr(value, "ndim", 0):
        return as_float(value, "an operation on a Value")
    raise TypeError


def abbreviate(value: Any, limit: int = 60) -> str:
    """The repr of `value`, cut to `limit` characters, for error messages."""
    text = repr(value)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def whole_number(what: str, number: Any, least: int = 1) -> int:
    """`number` as an int of at least `least`, or an error that names `what` it is.

    >>> whole_number("the number of layers", 2)
    2
    """
    if isinstance(number, bool) or not hasattr(number, "__index__"):
        raise InputTypeError(
            f"{what} must be a whole number, but was given {abbreviate(number)} "
            f"({type(number).__name__})"
        )
    whole = operator.index(number)
    if whole < least:
        raise InputValueError(f"{what} must be at least {least}, but was given {whole}")
    return whole


def closest(name: str, choices: Iterable[str]) -> str:
    """The closest match for an unknown name; empty if no choice is close.

    >>> closest("tahn", ["sin", "tanh"])
    'tanh'
    """
    import difflib

    return "".join(difflib.get_close_matches(name, choices, n=1))
