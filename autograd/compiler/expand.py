"""Expands operations, and their derivatives, to calls of numpy.

A row of the table has its array form and its derivatives written in our own operations. Here they
are run on placeholders instead of numbers. Each operation on a placeholder writes down the calls of
numpy that it consists of, and equal calls are written once.
"""

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy

from autograd import ops
from autograd.operation import Operation
from autograd.recording import predicates


class NumpyStep(NamedTuple):
    """One call of numpy, or of another function of arrays.

    Attributes:
        function: A ufunc's name, or a function that returns a new array.
        inputs: Placeholders and numbers.
        truth: Whether the result is a truth value.
    """

    function: str | Callable[..., Any]
    inputs: tuple[Any, ...]
    truth: bool


class Placeholder:
    """Stands for an array: an input, or the result of a step.

    Attributes:
        writer: Writes the steps.
        number: Which step, or `~k` for the k-th input.
    """

    __slots__ = ("number", "writer")
    __hash__ = None  # type: ignore[assignment]  # == gives a placeholder, so it is no key
    __array_ufunc__ = None  # numpy leaves `numpy.float64(2.0) * placeholder` to this class

    def __init__(self, writer: "_Writer", number: int) -> None:
        self.writer = writer
        self.number = number

    def __operation__(self, op: Operation, inputs: tuple[Any, ...]) -> Any:
        return self.writer.apply(op, inputs)

    def __bool__(self) -> bool:
        # A rule that branches is for single numbers: `expand` takes the error for that.
        raise TypeError("the truth value of a placeholder is not known")

    __float__ = __bool__


def _install() -> None:
    """Give placeholders Python's operators, each by its operation."""

    def method(op: Operation) -> Callable[..., Any]:
        return lambda self, *others: op(self, *others)  # noqa: PLW0108 - becomes a method

    def reflected(op: Operation) -> Callable[..., Any]:
        return lambda self, other: op(other, self)

    arithmetic = {name: getattr(ops, name) for name in ("add", "sub", "mul", "pow")}
    arithmetic["truediv"] = ops.div
    for name, op in arithmetic.items():
        setattr(Placeholder, f"__r{name}__", reflected(op))
    unary = {name: getattr(ops, name) for name in ("neg", "abs", "floor", "ceil")}
    logic = {"and": predicates.logical_and, "or": predicates.logical_or}
    logic["invert"] = predicates.logical_not
    relations = {relation.__name__: op for relation, op in predicates.BY_OPERATOR.items()}
    for name, op in (arithmetic | unary | logic | relations).items():
        setattr(Placeholder, f"__{name}__", method(op))


_install()


class _Writer:
    """Writes down steps.

    Attributes:
        steps: The steps so far.
        known: The result of each step, by its function and inputs: none is written twice.
    """

    def __init__(self) -> None:
        self.steps: list[NumpyStep] = []
        self.known: dict[Any, Placeholder] = {}

    def placeholders(self, numbers: Sequence[float | None]) -> tuple[Any, ...]:
        """Inputs of a rule: a placeholder for each None, and the numbers as they are."""
        return tuple([Placeholder(self, ~k) if x is None else x for k, x in enumerate(numbers)])

    def apply(self, op: Operation, inputs: tuple[Any, ...]) -> Any:
        """Apply an operation to placeholders and numbers; gives a placeholder, or a number."""
        # where(truth, 1.0, 0.0) is the truth value itself, which is written as 1.0 or 0.0 anyway.
        if op is ops.where and self.is_truth(inputs[0]):
            branches = [x for x in inputs[1:] if isinstance(x, float)]
            if branches == [1.0, 0.0]:
                return inputs[0]
        # A row's array form is the name of a ufunc, a composition of our own operations, which
        # writes steps in its turn, or a function that only arrays can be given. Without an array
        # form, the rule for numbers is tried: it may be plain arithmetic.
        array: Any = op.array
        if array is None:
            return op.forward(*inputs)
        if not isinstance(array, str) and not hasattr(array, "for_arrays_only"):
            return array(*inputs)
        return self.step(array, inputs, op.name in predicates.PREDICATES and array != "positive")

    def step(self, function: Any, inputs: tuple[Any, ...], truth: bool = False) -> Placeholder:
        # Numbers are told apart by their text: 0.0 == -0.0, and nan differs from itself.
        read = [("s", x.number) if isinstance(x, Placeholder) else repr(x) for x in inputs]
        key = (function, *read)
        if key not in self.known:
            self.steps.append(NumpyStep(function, inputs, truth))
            self.known[key] = Placeholder(self, len(self.steps) - 1)
        return self.known[key]

    def is_truth(self, x: Any) -> bool:
        return isinstance(x, Placeholder) and x.number >= 0 and self.steps[x.number].truth


def known_derivative(
    op: Operation, position: int, inputs: Sequence[float | None]
) -> float | int | None:
    """A local derivative that needs no computation: a number, or an array that exists already.

    Args:
        op: The operation.
        position: By which input.
        inputs: None for an array, or the number an input is.

    Returns:
        A number; or, as an int, which of (result, *inputs) it equals; None for any other.

    >>> known_derivative(ops.div, 0, (None, 4.0)), known_derivative(ops.exp, 0, (None,))
    (0.25, 0)
    """
    rule = op.derivatives[position]
    if not callable(rule):
        return rule
    writer = _Writer()
    try:
        result = rule(*writer.placeholders((None, *inputs)))
    except Exception:  # someone's own rule, written for single numbers
        return None
    if isinstance(result, Placeholder):
        return ~result.number if result.number < 0 else None
    return float(result)


def expand(
    op: Operation, derivative: int | None, numbers: tuple[float | None, ...]
) -> list[NumpyStep]:
    """The steps that compute an operation, or a local derivative, on arrays.

    Args:
        op: The operation.
        derivative: None for the operation itself, or the position of an input to differentiate by.
        numbers: For each input None for an array, or the number it is; before a derivative's inputs
            comes the result.

    >>> [step.function for step in expand(ops.relu, 0, (None, None))]
    ['greater']
    >>> [step.function for step in expand(ops.softplus, None, (None,))]
    ['maximum', 'absolute', 'negative', 'exp', 'log1p', 'add']
    """
    # Steps are kept by the numbers that they contain; the signs tell 0.0 from -0.0 there.
    signs = tuple(number is not None and math.copysign(1.0, number) < 0.0 for number in numbers)
    return _expanded(op, derivative, numbers, signs)


@lru_cache(maxsize=1024)
def _expanded(
    op: Operation,
    derivative: int | None,
    numbers: tuple[float | None, ...],
    _signs: tuple[bool, ...],  # part of the cache's key only
) -> list[NumpyStep]:
    writer = _Writer()
    inputs = writer.placeholders(numbers)
    rule: Any = op if derivative is None else op.derivatives[derivative]
    try:
        result = writer.apply(op, inputs) if derivative is None else rule(*inputs)
    except Exception:  # someone's own rule, written for single numbers
        result = None
    # One step does it all where there is nothing to expand: a rule for single numbers, called for
    # each element; or a derivative that is the same number everywhere.
    if not isinstance(result, Placeholder):
        function = _of_numbers(rule) if result is None else (lambda *_: result)
        return [NumpyStep(function, inputs, False)]
    # The last step writes to the result's block. Where the result is an earlier step, or one of the
    # inputs, it is copied there.
    if result.number != len(writer.steps) - 1:
        writer.steps.append(NumpyStep("positive", (result,), False))
    return writer.steps


def _of_numbers(rule: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function of single numbers one of arrays: it is called for each element."""
    return numpy.vectorize(lambda *numbers: float(rule(*map(float, numbers))), otypes=[float])
