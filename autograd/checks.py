"""Checks of arguments: each returns what it checked, or raises an error that says why."""

import math
import operator
import sys
from collections.abc import Iterable
from typing import Any

from autograd.errors import InputTypeError, InputValueError, MissingDependencyError


def unwrap(value: Any) -> Any:
    """The element of a numpy array without axes; anything else as it is, also one masked."""
    if is_masked(value):
        return value
    return value.item() if getattr(value, "ndim", None) == 0 and hasattr(value, "dtype") else value


def as_float(value: Any, receiver: str) -> float:
    """`value` as a float, or an error that names `receiver` and says what to give instead."""
    if type(value) is float:
        return value
    value = unwrap(value)
    shape = getattr(value, "shape", None)
    if shape or isinstance(value, _NO_NUMBERS) or not hasattr(value, "__float__"):
        if isinstance(value, list | tuple | set | dict) or shape:
            hint = "; apply it to each element, for example in a list comprehension"
        elif isinstance(value, str | bytes | bytearray):
            hint = "; convert text with float(...) first"
        else:
            hint = ""
        raise InputTypeError(
            f"{receiver} takes real numbers or Values, but was given {described(value)}{hint}"
        )
    check_unmasked(value, receiver)
    try:
        return float(value)
    except OverflowError:
        given = _digits(value) if isinstance(value, int) else described(value)
        raise InputValueError(
            f"{receiver} was given {given}, which no double can hold (the largest is about 1.8e308)"
        ) from None
    except Exception as error:  # a signalling nan, or whatever an object of the user's raises
        raise InputTypeError(
            f"{receiver} takes real numbers or Values, but was given {described(value)}, which "
            f"float() refuses: {_shortened(str(error), 200)}"
        ) from None


_NO_NUMBERS = (str, bytes, bytearray, complex, type)  # some of them have a __float__ all the same


def is_masked(value: Any) -> bool:
    """Whether `value` is an array of numpy.ma with masked elements, or such an element."""
    masked = sys.modules.get("numpy.ma")
    return masked is not None and isinstance(value, masked.MaskedArray) and masked.is_masked(value)


def check_unmasked(value: Any, receiver: str) -> None:
    """Raise an error if `value` has masked elements, which have no number."""
    if is_masked(value):
        raise InputValueError(
            f"{receiver} was given {described(value)}: masked elements have no number; leave them "
            "out by .compressed(), or choose a number by .filled(...)"
        )


def as_constant(value: Any) -> float:
    """The other operand of an operator on a Value, as a float; TypeError if it is no number."""
    if type(value) is float:
        return value
    value = unwrap(value)
    if hasattr(value, "__float__") and not getattr(value, "ndim", 0):
        return as_float(value, "an operation on a Value")
    raise TypeError


def abbreviate(value: Any, limit: int = 60) -> str:
    """The repr of `value`, cut to `limit` characters, for error messages.

    >>> abbreviate([0] * 1000, 20)
    '[0, 0, 0, 0, 0, 0...'
    >>> abbreviate(-(10**5000))
    '<an integer of 5001 digits>'
    """
    try:
        return _shortened(repr(value), limit)
    except Exception:  # too long, too deeply nested, or a repr of the user's that fails
        name = _digits(value) if isinstance(value, int) else type(value).__name__
        return _shortened(f"<{name}>", limit)


def _digits(number: int) -> str:
    return f"an integer of {int(math.log10(abs(number))) + 1} digits"


def _shortened(text: str, limit: int) -> str:
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
    if not is_whole(number):
        raise InputTypeError(f"{what} must be a whole number, but was given {described(number)}")
    whole = operator.index(number)
    if whole < least:
        raise InputValueError(f"{what} must be at least {least}, but was given {abbreviate(whole)}")
    if whole > sys.maxsize:
        raise InputValueError(f"{what} is {abbreviate(whole)}, more than can be counted")
    return whole


def missing(what: str, *packages: str, otherwise: str = "") -> MissingDependencyError:
    """The error for `what` needs packages that are not installed.

    >>> missing("a PDF", "typst", otherwise="or save as .svg")
    MissingDependencyError('a PDF needs typst: pip install typst, or save as .svg')
    """
    named, more = " and ".join(packages), otherwise and f", {otherwise}"
    return MissingDependencyError(f"{what} needs {named}: pip install {' '.join(packages)}{more}")


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


def is_iterable(thing: Any) -> bool:
    """Whether `thing` can be iterated over, as text and arrays without axes cannot.

    >>> is_iterable([1.0]), is_iterable("text"), is_iterable(2.0)
    (True, False, False)
    """
    try:
        iter(thing)
    except Exception:
        return False
    return not isinstance(thing, str | bytes | bytearray | memoryview)


def as_text(thing: Any) -> str:
    """A title: text as it is, anything else as its repr, cut short."""
    return thing if isinstance(thing, str) else abbreviate(thing)


def is_whole(number: Any) -> bool:
    """Whether `number` is an integer, Python's or numpy's; a truth value is not, nor an array.

    >>> is_whole(2), is_whole(2.0), is_whole(True)
    (True, False, False)
    """
    has_axes = bool(getattr(number, "ndim", 0))
    if has_axes or isinstance(number, bool):
        return False
    try:
        operator.index(number)
    except Exception:  # no number; a class; whatever an object of the user's raises
        return False
    return True


def check_limit(limit: Any, things: str) -> None:
    """Raise an error unless `limit` is a whole number from 1 up.

    >>> check_limit(0, "lines")
    Traceback (most recent call last):
    autograd.errors.InputValueError: limit is 0; give a whole number of lines, from 1
    """
    if not is_whole(limit) or limit < 1:
        raise InputValueError(
            f"limit is {abbreviate(limit)}; give a whole number of {things}, from 1"
        )
