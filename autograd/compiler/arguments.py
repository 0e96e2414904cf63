"""The arguments of compiled functions: numbers in lists, dicts and arrays, and their structure."""

import inspect
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy

from autograd.checks import abbreviate, as_float, check_unmasked
from autograd.errors import InputTypeError, InputValueError
from autograd.functional.structure import flatten, is_array, too_deep
from autograd.value import Value

_REAL = "biuf"  # kinds of dtypes
_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class Inputs:
    """The arguments of one call.

    Attributes:
        key: Equal for arguments for which the same recording will do.
        blocks: The numbers of each argument that has any: an array, with examples first.
        lanes: Which of these have an axis of examples.
        batch: How many examples there are; 1 if the function is not batched.
        has_values: Whether there is a Value among them.
    """

    def __init__(self, args: tuple[Any, ...], named: dict[str, Any], in_axes: Any) -> None:
        self._args = [*args, *named.values()]
        self._names = tuple(named)
        self._batched = self._axes(args, in_axes)
        self.blocks: list[Any] = []
        self.lanes: list[int] = []
        self.has_values = False
        self.batch = 1
        kinds = []
        self._places: list[int | None] = []  # of each argument among the blocks
        for position in range(len(self._args)):
            kinds.append(self._add(position))
            if self.has_values:
                return
        if in_axes is not None and not self.lanes:
            raise InputTypeError(
                "a batched function was given no examples: these are arguments by position, and "
                f"keywords ({', '.join(named) or 'of which there are none'}) are shared by all"
            )
        self.key = (tuple(kinds), self._names)

    def _axes(self, args: tuple[Any, ...], in_axes: Any) -> set[int]:
        if in_axes is None:
            return set()
        if isinstance(in_axes, int):
            return set(range(len(args)))
        if len(in_axes) != len(args):
            raise InputValueError(
                f"in_axes={in_axes!r} is for {len(in_axes)} arguments, but {len(args)} were given"
            )
        return {k for k, axis in enumerate(in_axes) if axis == 0}

    def _add(self, position: int) -> Any:
        """Take in the numbers of an argument, and return its structure: part of the key."""
        arg = self._args[position]
        if arg is None or isinstance(arg, str | bool):
            self._places.append(None)
            return ("static", arg)
        plain = type(arg) is numpy.ndarray or isinstance(arg, numpy.generic)
        if not plain and hasattr(arg, "__array__"):  # a data frame, a matrix, a foreign array
            arg = self._args[position] = numpy.asarray(arg)
        self._places.append(len(self.blocks))
        is_batched = position in self._batched
        if is_batched and isinstance(arg, numpy.ndarray) and arg.ndim and arg.dtype.kind in _REAL:
            self._add_examples([arg], position)
            return ("array", arg.shape[1:]) if arg.ndim > 1 else "number"
        kind = _kind(arg)
        if kind == "values":
            self.has_values = True
        elif is_batched:
            self._args[position] = _each(arg, lambda part: _regular(part, position))
            self._add_examples(_arrays(self._args[position]), position)
            kind = _kind(_each(self._args[position], _first))
        else:
            self.blocks.append(_numbers(arg))
        return kind

    def _add_examples(self, arrays: list[Any], position: int) -> None:
        """Take in arrays with examples first, as one with a row for each example."""
        if not arrays:
            raise InputTypeError(
                f"argument {position} of a batched function holds no array of examples, but is "
                f"{abbreviate(self._args[position])}; share it by in_axes, or leave it out"
            )
        for array in arrays:
            if (self.lanes or array is not arrays[0]) and len(array) != self.batch:
                raise InputValueError(
                    f"argument {position} has {len(array)} examples, but those before it have "
                    f"{self.batch}; give all the same number"
                )
            self.batch = len(array)
        self.lanes.append(len(self.blocks))
        rows = [array.reshape(len(array), math.prod(array.shape[1:])) for array in arrays]
        self.blocks.append(rows[0] if len(rows) == 1 else numpy.concatenate(rows, axis=1))

    def examples(self) -> tuple[list[Any], dict[str, Any], list[list[Value]]]:
        """Arguments to record with: fresh Values in the places of numbers; and these Values."""
        new: list[Any] = []
        leaves: list[list[Value]] = []
        for k, arg in enumerate(self._args):
            if self._places[k] is None:
                new.append(arg)
                continue
            example = _each(arg, _first) if k in self._batched else arg
            numbers, rebuild = flatten(example, "a compiled function")
            leaves.append([Value(number) for number in numbers])
            new.append(rebuild(iter(leaves[-1])))
        count = len(new) - len(self._names)
        return new[:count], dict(zip(self._names, new[count:], strict=True)), leaves

    def names(self, f: Callable[..., Any]) -> list[str]:
        """The names of the arguments that have numbers, as the function's signature has them."""
        count = len(self._args) - len(self._names)
        try:
            parameters = inspect.signature(f).parameters.values()
            known = [p.name for p in parameters if p.kind in _POSITIONAL]
        except (TypeError, ValueError):  # of a function that is not written in Python
            known = []
        every = [known[k] if k < len(known) else f"x{k}" for k in range(count)] + [*self._names]
        return [name for name, place in zip(every, self._places, strict=True) if place is not None]

    def restored(self, gradients: Sequence[Any], count: int) -> tuple[Any, ...]:
        """Gradients in the structures of the first arguments; None for one without numbers."""
        found: list[Any] = [None] * count
        for k, place in enumerate(self._places[:count]):
            if place is not None:
                found[k] = _restored(self._args[k], gradients[place], k in self._batched)
        return tuple(found)


def _kind(arg: Any) -> Any:
    """The structure of an argument; "values" if there is a Value in it."""
    try:
        return _structure(arg)
    except RecursionError:
        raise too_deep(arg, "a compiled function") from None


def _structure(arg: Any) -> Any:
    if isinstance(arg, float | int | numpy.generic):
        return "number"
    if isinstance(arg, Value):
        return "values"
    if isinstance(arg, numpy.ndarray):
        check_unmasked(arg, "a compiled function")
        if arg.dtype == object and any(isinstance(x, Value) for x in arg.flat):
            return "values"
        return ("array", arg.shape)
    if isinstance(arg, dict):
        parts = [(key, _structure(part)) for key, part in arg.items()]
        return "values" if any(kind == "values" for _, kind in parts) else ("dict", tuple(parts))
    if isinstance(arg, list | tuple):
        kinds = tuple([_structure(part) for part in arg])
        return "values" if "values" in kinds else (type(arg), kinds)
    as_float(arg, "a compiled function")
    return "number"


def _numbers(arg: Any) -> Any:
    """All numbers of an argument, one after the other."""
    if is_array(arg):
        return _floats(arg).reshape(-1)
    if isinstance(arg, float | int | numpy.generic):
        return as_float(arg, "a compiled function")
    return flatten(arg, "a compiled function")[0]


def _each(arg: Any, function: Callable[[Any], Any]) -> Any:
    """A batched argument with a function applied to its parts: all but dicts and tuples."""
    if isinstance(arg, dict):
        return {key: _each(part, function) for key, part in arg.items()}
    if isinstance(arg, tuple):
        parts = [_each(part, function) for part in arg]
        return type(arg)(*parts) if hasattr(arg, "_fields") else tuple(parts)
    return function(arg)


def _regular(arg: Any, position: int) -> Any:
    """Part of a batched argument, with an array for a list of examples."""
    if is_array(arg):
        return arg
    try:
        array = numpy.asarray(arg, dtype=float)
    except (ValueError, TypeError):
        array = numpy.zeros(())
    if not array.ndim:
        raise InputTypeError(
            f"argument {position} of a batched function takes a list or array with one entry for "
            f"each example, all of the same shape, but was given {abbreviate(arg)}"
        )
    return _Examples(array)


class _Examples:
    """Examples that came as a list: one of them is a list (or a number) again."""

    def __init__(self, array: Any) -> None:
        self.array = array


def _array(part: Any) -> Any:
    """The array of a part of a batched argument, whether it was given as array or as list."""
    return part.array if isinstance(part, _Examples) else part


def _first(part: Any) -> Any:
    """The first example of an array in a batched argument; zeros if there is none."""
    array = _array(part)
    example = array[0] if len(array) else numpy.zeros(array.shape[1:])
    return example.tolist() if isinstance(part, _Examples) else example


def _arrays(arg: Any) -> list[Any]:
    """The arrays of a batched argument."""
    parts: list[Any] = []
    _each(arg, parts.append)
    return [_floats(_array(part)) for part in parts]


def _floats(array: Any) -> Any:
    """An array of real numbers; an error for text, complex numbers and dates."""
    if array.dtype.kind in _REAL:
        return array
    numbers, _ = flatten(array, "a compiled function")
    return numpy.array(numbers, dtype=float).reshape(array.shape)


def _restored(arg: Any, gradient: Any, batched: bool) -> Any:
    """A gradient in the structure of its argument."""
    if is_array(arg) or isinstance(arg, _Examples):
        return gradient.reshape(_array(arg).shape).copy()
    if batched:
        arrays = _arrays(arg)
        widths = numpy.cumsum([array[:1].size if len(array) else 0 for array in arrays])[:-1]
        parts = iter(numpy.split(gradient, widths, axis=1))
        _, rebuild = flatten(_each(arg, lambda _: 0.0), "a compiled function")  # a number for each
        shapes = iter([array.shape for array in arrays])
        return rebuild(iter([next(parts).reshape(next(shapes)).copy() for _ in arrays]))
    _, rebuild = flatten(arg, "a compiled function")
    return rebuild(iter(gradient.tolist()))
