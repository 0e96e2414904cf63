"""Sums, means, norms and the like over sequences, composed of the table's operations.

Each takes an iterable of Values and numbers, in any mixture: a list, a tuple, a generator, a row of
a numpy array. From numbers alone the result is a float. Python's own `sum` works on Values as well.
"""

import builtins
import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from autograd import ops
from autograd.checks import abbreviate, as_float, described, unwrap, whole_number
from autograd.errors import InputTypeError, InputValueError
from autograd.recording import contexts
from autograd.recording.predicates import constant
from autograd.value import Value

__all__ = ["dot", "logsumexp", "max", "mean", "min", "norm", "prod", "softmax", "sum", "var"]

Scalar = Value | float


_NOT_OF_NUMBERS = (str, bytes, bytearray, memoryview, Mapping)
"""Iterables of something else; bytes would be taken for the numbers of their letters."""


def _scalars(name: str, values: Iterable[Any], *, empty: bool = False) -> list[Scalar]:
    """The elements as Values and floats; an error for anything else."""
    if isinstance(values, set | frozenset):
        raise InputTypeError(
            f"{name} takes a sequence, but was given a {type(values).__name__}, which has no "
            "order: the last digits would differ from run to run; write a list"
        )
    try:
        if isinstance(values, _NOT_OF_NUMBERS):
            raise TypeError
        iterator = iter(values)
    except Exception:
        raise InputTypeError(
            f"{name} takes a sequence of Values or numbers, but was given {described(values)}; "
            f"write {name}([...])"
        ) from None
    # Outside of the `try`: an error inside a generator keeps its own message.
    elements = [unwrap(x) for x in iterator]
    if not (elements or empty):
        raise InputValueError(f"{name} of no numbers is not defined; give at least one")
    return [x if isinstance(x, Value) else as_float(x, name) for x in elements]


def sum(values: Iterable[Any]) -> Any:
    """The sum, added from left to right; 0.0 for no numbers.

    >>> sum([Value(1.0), 2, 3.5]).data
    6.5
    """
    elements = _scalars("sum", values, empty=True)
    return functools.reduce(ops.add, elements) if elements else 0.0


def prod(values: Iterable[Any]) -> Any:
    """The product, multiplied from left to right; 1.0 for no numbers.

    >>> prod([Value(2.0), 3, 4]).data
    24.0
    """
    elements = _scalars("prod", values, empty=True)
    return functools.reduce(ops.mul, elements) if elements else 1.0


def mean(values: Iterable[Any]) -> Any:
    """The arithmetic mean.

    >>> mean([Value(1.0), 2, 6]).data
    3.0
    """
    elements = _scalars("mean", values)
    return ops.div(sum(elements), float(len(elements)))


def var(values: Iterable[Any], ddof: int = 0) -> Any:
    """The variance: the sum of squared deviations from the mean, divided by n - ddof.

    Args:
        values: n numbers, n > ddof.
        ddof: 0 for the variance of a population, 1 for the unbiased estimate from a sample.

    >>> var([Value(1.0), 3.0]).data, var([Value(1.0), 3.0], ddof=1).data
    (1.0, 2.0)
    """
    elements, ddof = _scalars("var", values), whole_number("ddof of var", ddof, 0)
    if len(elements) <= ddof:
        raise InputValueError(
            f"var with ddof={abbreviate(ddof)} needs more than {abbreviate(ddof)} numbers, "
            f"but was given {len(elements)}"
        )
    center = mean(elements)
    deviations = [x - center for x in elements]
    return ops.div(dot(deviations, deviations), float(len(elements) - ddof))


def dot(a: Iterable[Any], b: Iterable[Any]) -> Any:
    """The inner product, the sum of a[i] * b[i].

    >>> dot([Value(1.0), Value(2.0)], [3.0, 4.0]).data
    11.0
    """
    left, right = _scalars("dot", a, empty=True), _scalars("dot", b, empty=True)
    if len(left) != len(right):
        raise InputValueError(
            f"dot takes two sequences of the same length, but was given {len(left)} and "
            f"{len(right)} numbers"
        )
    return sum(ops.mul(x, y) for x, y in zip(left, right, strict=True))


def norm(values: Iterable[Any]) -> Any:
    """The Euclidean length, without overflow; its gradient at the origin is 0.

    >>> norm([Value(3.0), 4.0]).data, norm([1e200, 0.0])
    (5.0, 1e+200)
    """
    elements = _scalars("norm", values)
    return functools.reduce(ops.hypot, elements) if len(elements) > 1 else ops.abs(elements[0])


def max(*values: Any) -> Any:
    """The largest of a sequence or of several arguments; nan if any is nan.

    Where two are largest together they share the gradient, see `autograd.maximum`.

    >>> max([Value(1.0), 3.0, 2.0]).data, max(1.0, 2.0)
    (3.0, 2.0)
    """
    elements = _scalars("max", values[0] if len(values) == 1 else values)
    return functools.reduce(ops.maximum, elements)


def min(*values: Any) -> Any:
    """The smallest of a sequence or of several arguments; nan if any is nan.

    >>> min([Value(1.0), 3.0, 2.0]).data, min(1.0, 2.0)
    (1.0, 1.0)
    """
    elements = _scalars("min", values[0] if len(values) == 1 else values)
    return functools.reduce(ops.minimum, elements)


def _shift(elements: Sequence[Scalar]) -> Scalar:
    """The largest number, subtracted before `exp` against overflow; the result is the same."""
    # A compiled function has to find the largest anew at every run. Halving the list gives the
    # compiler a few wide groups of operations instead of a long chain.
    if contexts.trace() is not None:
        tops = list(elements)
        while len(tops) > 1:
            tops = [*map(ops.maximum, tops[::2], tops[1::2]), *tops[len(tops) // 2 * 2 :]]
        shift: Scalar = constant(ops.where(ops.abs(tops[0]) < float("inf"), tops[0], 0.0))
        return shift
    largest = builtins.max(x.data if isinstance(x, Value) else x for x in elements)
    return largest if abs(largest) < float("inf") else 0.0


def logsumexp(values: Iterable[Any]) -> Any:
    """log(exp(x[0]) + exp(x[1]) + ...), without overflow.

    >>> logsumexp([1000.0, 1000.0])
    1000.6931471805599
    """
    elements = _scalars("logsumexp", values)
    shift = _shift(elements)
    total = sum(ops.exp(x - shift) for x in elements)
    return ops.log(total) + shift


def softmax(values: Iterable[Any]) -> list[Any]:
    """exp(x[i]) / (exp(x[0]) + exp(x[1]) + ...) for each i, without overflow.

    >>> softmax([0.0, 0.0])
    [0.5, 0.5]
    """
    elements = _scalars("softmax", values)
    shift = _shift(elements)
    exponentials = [ops.exp(x - shift) for x in elements]
    total = sum(exponentials)
    return [ops.div(e, total) for e in exponentials]
