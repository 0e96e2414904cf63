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
            f"{receiver} takes real numbers or Values, but was given {described(value)}{hint}"
        )
    try:
        return float(value)
    except OverflowError:
        raise InputValueError(
            f"{receiver} was given an integer of {len(str(abs(value)))} digits, which no double "
            "can hold (the largest is about 1.8e308)"
        ) from None


def as_constant(value: Any) -> float:
    """The other operand of an operator on a Value, as a float; TypeError if it is no number."""
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


def described(value: Any) -> str:
    """What was given, for error messages: its repr, cut short, and its type.

    >>> described(2.5)
    '2.5 (float)'
    """
    return f"{abbreviate(value)} ({type(value).__name__})"


def whole_number(what: str, number: Any, least: int = 1) -> int:
    """`number` as an int of at least `least`; `what` it is, for the error if it is not.

    >>> whole_number("the number of layers", 2)
    2
    """
    try:
        whole = operator.index(number) if is_whole(number) else None
    except TypeError:  # a truth value of numpy, or a fraction as an array
        whole = None
    if whole is None:
        raise InputTypeError(f"{what} must be a whole number, but was given {described(number)}")
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


def did_you_mean(name: str, choices: Iterable[str]) -> str:
    """A hint at the closest choice, to begin the sentence of an error with; else empty.

    >>> did_you_mean("Tahn", ["sin", "tanh"])
    "did you mean 'tanh'? "
    """
    close = closest(name.lower(), choices)
    return f"did you mean {close!r}? " if close else ""


def is_whole(number: Any) -> bool:
    """Whether `number` is an integer, Python's or numpy's; a truth value is not, nor an array.

    >>> is_whole(2), is_whole(2.0), is_whole(True)
    (True, False, False)
    """
    has_axes = getattr(number, "ndim", 0)
    return hasattr(number, "__index__") and not isinstance(number, bool) and not has_axes


def check_limit(limit: Any, things: str) -> None:
    """Raise an error unless `limit` is a whole number from 1 up.

    >>> check_limit(0, "lines")
    Traceback (most recent call last):
    autograd.errors.InputValueError: limit is 0; give a whole number of lines, from 1
    """
    from numbers import Integral

    if isinstance(limit, bool) or not isinstance(limit, Integral) or limit < 1:
        raise InputValueError(f"limit is {limit!r}; give a whole number of {things}, from 1")
