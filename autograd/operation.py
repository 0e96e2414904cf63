"""What an operation is: one definition for floats, Values, arrays and people."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar, overload

from autograd.checks import abbreviate, as_float, check_unmasked, closest, described
from autograd.errors import InputTypeError, InputValueError

if TYPE_CHECKING:  # `inspect` doubles the time of `import autograd`
    import inspect

Rule = Callable[..., Any]
Interval = tuple[float, float]

EVERYWHERE: Interval = (-sys.float_info.max, sys.float_info.max)


Result_co = TypeVar("Result_co", covariant=True)


class Operand(Protocol[Result_co]):
    """Anything that operations can be applied to by this method, such as a `Value`."""

    def __operation__(self, operation: Operation, inputs: tuple[Any, ...], /) -> Result_co:
        """Apply an operation to inputs, of which this is one."""


class Accuracy(NamedTuple):
    """How far a row's results may be from the exact ones, in units in the last place (ulp).

    Attributes:
        ulp: The largest error that is allowed.
        absolute: A function of the inputs: the absolute error that is allowed where `ulp` is out
            of reach.
        why: Why `ulp` is more than 4, or out of reach.
    """

    ulp: float = 4.0
    absolute: Callable[..., float] = lambda *inputs: 0.0
    why: str = ""


FOUR_ULP = Accuracy()


class Operation:
    """A primitive operation: one row of the table in `autograd.ops`.

    Calling it applies it: to floats it gives a float, to Values a Value that remembers where it
    came from, to numpy arrays an array. Any class that defines `__operation__` takes part, as
    `Value` does.

    Attributes:
        name: Its name in Python, in graphs and in saved files.
        symbol: What pictures show: `+`, `tanh`.
        inputs: Names of the inputs, as used in `rules`.
        forward: The result, from floats. Written in our own operations it also takes arrays.
        array: The result, from numpy arrays: a numpy ufunc's name, a function, or None for
            `forward`.
        derivatives: For each input the local derivative `(out, *inputs) -> d out / d input`,
            written in our own operations; a number where it is constant; None where the result is
            not differentiated by that input.
        rules: For each input the derivative for people: a Python expression in `out` and the
            inputs.
        latex: The operation in LaTeX; `#1`, `#2` stand for the inputs.
        defaults: Values of the last inputs where they are left out.
        domain: For each input the interval where the result is a finite real number.
        kinks: Functions of the inputs that are zero where the derivative jumps.
        half_square: For each input the derivative of out**2 / 2, for operations whose kink is
            smoothed by it: out times the derivative of out, simplified.
        jumps: Functions of the inputs that are zero where the result itself jumps.
        accuracy: How exact the result is.
        derivative_accuracy: How exact the derivatives are.
        depends_on: A function of the inputs: for each, whether the result depends on it; None for
            all.
        takes_condition: Whether the first input is a truth value.
    """

    def __init__(
        self,
        name: str,
        *,
        forward: Callable[..., Any],
        derivatives: tuple[Rule | float | None, ...],
        rules: tuple[str, ...],
        latex: str,
        doc: str,
        symbol: str = "",
        inputs: tuple[str, ...] = ("x",),
        array: str | Callable[..., Any] | None = None,
        defaults: tuple[float, ...] = (),
        domain: tuple[Interval, ...] = (),
        kinks: tuple[Rule, ...] = (),
        half_square: tuple[Rule, ...] = (),
        jumps: tuple[Rule, ...] = (),
        accuracy: Accuracy = FOUR_ULP,
        derivative_accuracy: Accuracy = FOUR_ULP,
        depends_on: Callable[..., tuple[bool, ...]] | None = None,
    ) -> None:
        self.name = self.__name__ = self.__qualname__ = name
        self.symbol = symbol or name
        self.inputs = inputs
        self.forward = forward
        self.array = array
        self.derivatives = derivatives
        self.rules = rules
        self.latex = latex
        self.defaults = defaults
        self.domain = domain or (EVERYWHERE,) * len(inputs)
        self.kinks = kinks
        self.half_square = half_square
        self.jumps = jumps
        self.accuracy = accuracy
        self.derivative_accuracy = derivative_accuracy
        self.depends_on = depends_on
        self.takes_condition = inputs[0] == "condition"
        self.__doc__ = doc.replace("\n    ", "\n").strip()

    def __getattr__(self, name: str) -> Any:
        """The signature, made when `help` or an editor asks for it: `inspect` is slow to import."""
        if name != "__signature__":
            raise AttributeError(f"an operation has no attribute {name!r}")
        import inspect

        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        required = len(self.inputs) - len(self.defaults)
        defaults = (inspect.Parameter.empty,) * required + self.defaults
        return inspect.Signature(
            [
                inspect.Parameter(name, kind, default=default)
                for name, default in zip(self.inputs, defaults, strict=True)
            ]
        )

    def has_formula(self, position: int) -> bool:
        """Whether the rule by an input is a formula; that of a custom operation is only a name."""
        return self.rules[position] != f"d{self.name}/d{self.inputs[position]}"

    def doc_of_method(self) -> str:
        """The documentation of the method of Values: what it computes, and its derivatives.

        >>> print(operation("sinh").doc_of_method())
        The hyperbolic sine.
        <BLANKLINE>
        `x.sinh()` is `autograd.sinh(x)`. Derivatives:
        <BLANKLINE>
            d sinh(x) / d x = cosh(x)
        """
        first, *others = self.inputs
        meaning = (self.__doc__ or "").split(">>>")[0].strip()
        call = f"{self.name}({', '.join(self.inputs)})"
        lines = [
            f"    d {call} / d {name} = {rule}"
            for name, rule in zip(self.inputs, self.rules, strict=True)
        ]
        if any("out" in rule for rule in self.rules):
            lines.append(f"    where out = {call}")
        method = f"{first}.{self.name}({', '.join(others)})"
        return "\n".join(
            [meaning, "", f"`{method}` is `autograd.{call}`. Derivatives:", "", *lines]
        )

    def __repr__(self) -> str:
        return f"<operation {self.name}{self.__signature__}>"

    def __reduce__(self) -> tuple[Callable[[str], Operation], tuple[str]]:
        """Copies and pickles hold the name only: a row is unique."""
        return operation, (self.name,)

    if TYPE_CHECKING:

        @overload
        def __call__(self, *inputs: float, **named: float) -> float: ...
        @overload
        def __call__(
            self, *inputs: Operand[Result_co] | float, **named: Operand[Result_co] | float
        ) -> Result_co: ...
        @overload
        def __call__(self, *inputs: Any, **named: Any) -> Any: ...

    def __call__(self, *inputs: Any, **named: Any) -> Any:
        """Apply the operation to floats, Values or numpy arrays, or any mixture of them."""
        if named or len(inputs) != len(self.inputs):
            inputs = self._bind(inputs, named)
        for value in inputs:
            kind = type(value)
            if kind is not float and (kind is not bool or not self.takes_condition):
                return self._dispatch(inputs)
        return self.forward(*inputs)

    def _bind(self, inputs: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
        signature: inspect.Signature = self.__signature__
        try:
            bound = signature.bind(*inputs, **named)
        except TypeError as error:
            given = ", ".join(
                [*map(abbreviate, inputs), *(f"{k}={abbreviate(v)}" for k, v in named.items())]
            )
            hint = ""
            if len(self.inputs) == 1 and len(inputs) > 1:
                hint = f"; for several numbers write [{self.name}(x) for x in numbers]"
            raise InputTypeError(
                f"{self.name}{signature} was called as {self.name}({given}): {error}{hint}"
            ) from None
        bound.apply_defaults()
        return bound.args

    def _dispatch(self, inputs: tuple[Any, ...]) -> Any:
        for value in inputs:
            handler = getattr(value, "__operation__", None)
            if handler is not None:
                return handler(self, inputs)
        numpy = sys.modules.get("numpy")
        if numpy is not None and any(isinstance(value, numpy.ndarray) for value in inputs):
            return self.on_arrays(*inputs)
        numbers = [as_float(value, self.name) for value in inputs]
        return self.forward(*numbers)

    def on_arrays(self, *inputs: Any) -> Any:
        """The operation on numpy arrays, element by element, with numpy's broadcasting.

        Arrays of Values give arrays of Values. Results at the edges are those of IEEE 754, as for
        floats, without a warning.
        """
        import numpy

        arrays = [numpy.asarray(value) for value in inputs]
        for value, array in zip(inputs, arrays, strict=True):
            check_unmasked(value, self.name)
            if array.dtype.kind not in "biufO":
                raise InputTypeError(
                    f"{self.name} takes arrays of real numbers or Values, but was given "
                    f"{abbreviate(value)} (an array of {array.dtype})"
                )
        with numpy.errstate(all="ignore"):
            if any(array.dtype == object for array in arrays):
                return numpy.frompyfunc(self, len(inputs), 1)(*arrays)
            arrays = [
                array if array.dtype == bool else array.astype(float, copy=False)
                for array in arrays
            ]
            if isinstance(self.array, str):
                return getattr(numpy, self.array)(*arrays)
            return (self.array or self.forward)(*arrays)


REMOVED: list[str] = []
"""The names of operations taken out of the table, which older recordings may still use."""

TABLE: dict[str, Operation] = {}
"""Every primitive operation by name."""


def define(name: str, **row: Any) -> Operation:
    """Add a row to the table, and return it."""
    if name in TABLE:
        raise InputValueError(f"the operation {name!r} is defined already; choose another name")
    TABLE[name] = Operation(name, **row)
    return TABLE[name]


def operation(name: str) -> Operation:
    """The operation of that name.

    >>> from autograd import operation
    >>> operation("tanh")
    <operation tanh(x)>
    """
    if not isinstance(name, str):
        raise InputTypeError(f"operation(name) takes a text, but was given {described(name)}")
    try:
        return TABLE[name]
    except KeyError:
        close = closest(name, TABLE)
        hint = f"; did you mean {close!r}?" if close else ""
        raise InputValueError(
            f"there is no operation {abbreviate(name)}{hint} (autograd.ops.TABLE lists them all; a "
            "custom operation must be defined before a graph that uses it is loaded)"
        ) from None


def each(function: Callable[..., float]) -> Callable[..., Any]:
    """Lift a function of floats to numpy arrays, one call per element."""

    @functools.wraps(function)
    def on_arrays(*arrays: Any) -> Any:
        import numpy

        result = numpy.frompyfunc(function, len(arrays), 1)(*arrays)
        return numpy.asarray(result, dtype=float)

    return for_arrays_only(on_arrays)


def for_arrays_only(function: Callable[..., Any]) -> Callable[..., Any]:
    """Mark an array form that is not written in our own operations."""
    function.for_arrays_only = True  # type: ignore[attr-defined]
    return function
