"""Turns arguments and results of any structure into lists of numbers with names."""

import inspect
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from autograd.checks import described
from autograd.errors import InputTypeError, InputValueError
from autograd.functional.structure import flatten, is_array
from autograd.functional.sweeps import data_of


def numbers_of(result: Any) -> list[Any]:
    """The Values and floats in a result of f."""
    try:
        numbers, _ = flatten(result, "check_gradients")
    except InputTypeError:
        raise InputTypeError(
            "check_gradients needs a function that returns a number, or a structure of numbers, "
            f"but it returned {described(result)}"
        ) from None
    if not numbers:
        raise InputValueError(
            f"check_gradients needs a function that returns numbers, but it returned {result!r}"
        )
    return numbers


def take_apart(
    f: Callable[..., Any], arguments: Sequence[Any]
) -> tuple[list[str], list[float], list[Callable[[Iterator[Any]], Any]]]:
    """Names and values of all numbers in the arguments, and functions that rebuild those."""
    numbers, rebuilds = [], []
    for argument in arguments:
        leaves, rebuild = flatten(argument, "check_gradients")
        numbers += [data_of(leaf) for leaf in leaves]
        rebuilds.append(rebuild)
    try:
        parameters = list(inspect.signature(f).parameters.values())
    except (TypeError, ValueError):  # some functions written in C
        parameters = []
    single = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    names = [
        path
        for k, argument in enumerate(arguments)
        for path in paths(argument, single[k] if k < len(single) else f"argument {k + 1}")
    ]
    for name, x in zip(names, numbers, strict=True):
        if not math.isfinite(x):
            raise InputValueError(
                f"check_gradients needs a point with finite numbers, but {name} is {x!r}"
            )
    return names, numbers, rebuilds


def paths(thing: Any, name: str) -> list[str]:
    """The path of each number in a structure, as written in Python.

    >>> paths({"w": [1.0, 2.0], "b": 3.0}, "p")
    ["p['w'][0]", "p['w'][1]", "p['b']"]
    """
    if isinstance(thing, dict):
        parts = [(f"{name}[{key!r}]", part) for key, part in thing.items()]
    elif isinstance(thing, tuple) and hasattr(thing, "_fields"):
        fields = zip(thing._fields, thing, strict=True)
        parts = [(f"{name}.{field}", part) for field, part in fields]
    elif isinstance(thing, list | tuple):
        parts = [(f"{name}[{k}]", part) for k, part in enumerate(thing)]
    elif is_array(thing):
        import numpy

        return [
            f"{name}[{', '.join(map(str, position))}]" for position in numpy.ndindex(thing.shape)
        ]
    else:
        return [name]
    return [path for part_name, part in parts for path in paths(part, part_name)]


def plain(thing: Any) -> Any:
    """The tensors of other libraries as lists of numbers."""
    if isinstance(thing, dict):
        return {key: plain(part) for key, part in thing.items()}
    if isinstance(thing, list | tuple):
        kind = list if isinstance(thing, list) else tuple
        return kind([plain(part) for part in thing])
    if getattr(thing, "shape", ()) not in ((), None) and hasattr(thing, "tolist"):
        return thing.tolist()
    return math.nan if isinstance(thing, complex) else thing  # (-1.0)**0.5 is complex in Python
