"""Takes nested lists, tuples, dicts and arrays of numbers apart, and puts them together again.

The transforms of `autograd.functional` take such arguments and answer in the same structure.
"""

import copy
import sys
from collections.abc import Callable, Iterator
from typing import Any

from autograd.checks import abbreviate, as_float, check_unmasked, described, unwrap
from autograd.errors import InputTypeError, InputValueError
from autograd.value import Value

Rebuild = Callable[[Iterator[Any]], Any]


def is_array(thing: Any) -> bool:
    """Whether `thing` is a numpy array with axes."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(thing, numpy.ndarray) and thing.ndim > 0


def flatten(
    thing: Any, receiver: str, number: Callable[[Any, str], float] = as_float
) -> tuple[list[Any], Rebuild]:
    """The Values and floats in a structure, in order, and a function that rebuilds it from others.

    Args:
        thing: The structure.
        receiver: Who takes it, for errors.
        number: Makes the floats: it is called with what is no Value and no structure.

    Raises:
        InputTypeError: If there is anything in it but real numbers and Values.
        InputValueError: If it contains itself, is nested too deeply, or has masked elements.

    >>> leaves, rebuild = flatten({"w": [1, 2.5], "b": 3}, "f")
    >>> leaves
    [1.0, 2.5, 3.0]
    >>> rebuild(iter("xyz"))
    {'w': ['x', 'y'], 'b': 'z'}
    """
    leaves: list[Any] = []
    try:
        return leaves, _flatten(thing, receiver, leaves, number)
    except RecursionError:
        raise too_deep(thing, receiver) from None


def too_deep(thing: Any, receiver: str) -> InputValueError:
    """The error for a structure without end."""
    return InputValueError(
        f"{receiver} was given {described(thing)}, which contains itself or is nested too deeply"
    )


def _flatten(
    thing: Any, receiver: str, leaves: list[Any], number: Callable[[Any, str], float]
) -> Rebuild:
    if isinstance(thing, Value):
        leaves.append(thing)
        return next
    if isinstance(thing, dict):
        parts = {key: _flatten(part, receiver, leaves, number) for key, part in thing.items()}
        return lambda new: {key: part(new) for key, part in parts.items()}
    if isinstance(thing, tuple) and hasattr(thing, "_fields"):
        items = [_flatten(part, receiver, leaves, number) for part in thing]
        return lambda new: type(thing)(*[part(new) for part in items])
    if isinstance(thing, list | tuple):
        items = [_flatten(part, receiver, leaves, number) for part in thing]
        kind = list if isinstance(thing, list) else tuple
        return lambda new: kind([part(new) for part in items])
    if is_array(thing):
        check_unmasked(thing, receiver)
        shape = thing.shape
        for element in thing.ravel().tolist():
            if isinstance(element, list | tuple | dict) or is_array(element):
                raise InputTypeError(
                    f"an element of an array in {receiver} is {described(element)}; arrays hold "
                    "numbers and Values only"
                )
            _flatten(element, receiver, leaves, number)
        return lambda new: _array([next(new) for _ in range(thing.size)], shape)
    leaves.append(number(thing, receiver))
    return next


def _array(elements: list[Any], shape: tuple[int, ...]) -> Any:
    """A numpy array of floats, of objects, or, where the elements are arrays, with more axes."""
    import numpy

    if elements and all(is_array(element) for element in elements):
        return numpy.stack(elements).reshape(shape + elements[0].shape)

    if all(type(element) is float for element in elements):
        return numpy.array(elements, dtype=float).reshape(shape)
    array = numpy.empty(len(elements), dtype=object)
    array[:] = elements
    return array.reshape(shape)


def same_shape(a: Any, b: Any, receiver: str) -> None:
    """Raise an error unless two structures have the same shape."""
    try:
        is_same = _shape(a) == _shape(b)
    except RecursionError:
        raise too_deep([a, b], receiver) from None
    if not is_same:
        raise InputValueError(
            f"{receiver} needs two arguments of the same shape, but was given {abbreviate(a)} and "
            f"{abbreviate(b)}"
        )


def _shape(thing: Any) -> Any:
    if isinstance(thing, dict):
        return {key: _shape(part) for key, part in thing.items()}
    if isinstance(thing, list | tuple):
        return [_shape(part) for part in thing]
    return [_shape(part) for part in thing.tolist()] if is_array(thing) else None


def scalar(result: Any, receiver: str) -> Any:
    """The result of a function, a Value or a float; an error if it is not one number."""
    if isinstance(result, list | tuple | dict) or is_array(result):
        raise InputTypeError(
            f"{receiver} needs a function that returns one number, but it returned "
            f"{abbreviate(result)}; for several results use jacobian"
        )
    (number,), _ = flatten_result(result, receiver)
    return number


def flatten_result(result: Any, receiver: str) -> tuple[list[Any], Rebuild]:
    """`flatten` for what a function returned; an error for what can have no derivative."""
    return flatten(result, f"the result of a function in {receiver}", _result_number)


def _result_number(thing: Any, receiver: str) -> float:
    if thing is None:
        raise InputTypeError(f"{receiver} is None; does it end with `return`, in every case?")
    if isinstance(unwrap(thing), bool):
        raise InputTypeError(
            f"{receiver} is {thing!r}, a truth value, which has no derivative; write "
            "where(condition, 1.0, 0.0) for a number whose derivative is 0"
        )
    return as_float(thing, receiver)


def map_values(thing: Any, change: Callable[[Value], Any]) -> Any:
    """The same structure with every Value in it changed; all else may be anything.

    It enters lists, tuples, dicts and arrays, and copies those that have a Value in them.

    >>> map_values({"name": "loss", "of": [Value(1.0), None]}, lambda value: value.data)
    {'name': 'loss', 'of': [1.0, None]}
    """
    if isinstance(thing, Value):
        return change(thing)
    if isinstance(thing, dict):
        old = list(thing.values())
    elif isinstance(thing, list | tuple):
        old = list(thing)
    elif is_array(thing) and thing.dtype == object:
        old = thing.ravel().tolist()
    else:
        return thing
    new = [map_values(part, change) for part in old]
    if all(a is b for a, b in zip(new, old, strict=True)):
        return thing
    return refilled(thing, new)


def refilled(thing: Any, parts: list[Any]) -> Any:
    """A copy of a structure, of the same class, with other parts."""
    if isinstance(thing, tuple):
        return type(thing)(*parts) if hasattr(thing, "_fields") else tuple(parts)
    if is_array(thing):
        return _array(parts, thing.shape)
    new = copy.copy(thing)
    if isinstance(thing, dict):
        new.update(zip(thing, parts, strict=True))
    else:
        new[:] = parts
    return new
