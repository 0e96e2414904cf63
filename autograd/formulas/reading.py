"""Turns arithmetic written as text into a graph, for `python -m autograd draw`.

Nothing is evaluated but arithmetic and the operations of the table.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

from autograd import ops
from autograd.checks import abbreviate, as_float, closest
from autograd.errors import InputValueError
from autograd.operation import TABLE
from autograd.sequences import max, min
from autograd.value import Value
from autograd.writing.formula import (
    NO_ARITHMETIC,
    OPERATORS,
    RELATIONS,
    Applied,
    Formula,
    Number,
    Other,
    Symbol,
    read,
)

__all__ = ["parse"]

LONGEST = 10_000
CONSTANTS = {"pi": math.pi, "e": math.e, "inf": math.inf, "nan": math.nan}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    **TABLE,
    "max": lambda *numbers: max(numbers),
    "min": lambda *numbers: min(numbers),
}


def parse(text: str, variables: Mapping[str, float]) -> tuple[Value, dict[str, Value]]:
    """The graph of an arithmetic expression.

    Args:
        text: Numbers, variables, `+ - * / **`, parentheses, the functions of the table, `max`,
            `min`, comparisons as conditions and `a if condition else b`.
        variables: A number for each variable.

    Returns:
        The result, and a Value for each variable, labelled with its name.

    Raises:
        InputValueError: If the text is no such expression, with the place of the mistake.

    >>> result, variables = parse("tanh(a * b + c)", {"a": 2, "b": -3, "c": 10})
    >>> result.backward()
    >>> round(result.data, 4), round(variables["c"].grad, 6)
    (0.9993, 0.001341)
    """
    if len(text) > LONGEST:
        raise InputValueError(
            f"the expression has {len(text)} characters, more than {LONGEST}; build longer ones "
            "in Python"
        )
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise InputValueError(f"the expression {abbreviate(text)} is no text in UTF-8")
    values = {
        name: Value(as_float(number, f"the variable {name!r}"), label=name)
        for name, number in variables.items()
    }
    text = text.strip()
    try:
        result = _Calculator(text, values).value(read(text))
    except (RecursionError, MemoryError):
        raise InputValueError("the expression is nested too deeply; build it in Python") from None
    return result if isinstance(result, Value) else Value(result), values


class _Calculator:
    """Applies the operations that a formula names.

    A level of the formula costs one call in Python, so that what can be read can be calculated.
    """

    def __init__(self, text: str, values: dict[str, Value]) -> None:
        self.text = text
        self.known: dict[str, Any] = {**CONSTANTS, **values}

    def value(self, formula: Formula) -> Any:
        match formula:
            case Number(value=number):
                return as_float(number, "an expression")
            case Symbol(text=name):
                return self.named(name, formula.place)
            case Applied(name=name, inputs=inputs) if name in OPERATORS:
                return TABLE[name](*map(self.value, inputs))
            case Applied(name=name, inputs=inputs) if name in RELATIONS:
                return bool(RELATIONS[name](*map(self.value, inputs)))
            case Applied(name="if", inputs=(value, condition, otherwise)):
                return ops.where(*map(self.value, (condition, value, otherwise)))
            case Applied(name=name) if name.isidentifier() and name not in ("and", "or", "for"):
                return self.call(formula)
        why = formula.why if isinstance(formula, Other) else NO_ARITHMETIC
        raise _mistake(self.text, formula.place, why)

    def named(self, name: str, place: int) -> Any:
        if name in self.known:
            return self.known[name]
        why = f"there is no value for {name}: add {name}=NUMBER"
        if name in FUNCTIONS:
            why = f"{name} is a function: write {name}(...)"
        raise _mistake(self.text, place, why)

    def call(self, formula: Applied) -> Any:
        name, place = formula.name, formula.place
        function = FUNCTIONS.get(name)
        if function is None:
            close = closest(name, FUNCTIONS)
            hint = f"; did you mean {close}?" if close else ""
            raise _mistake(self.text, place, f"there is no function {name}{hint}")
        try:
            inputs = [*map(self.value, formula.inputs)]
            plain = len(inputs) - len(formula.keywords)
            keywords = dict(zip(formula.keywords, inputs[plain:], strict=True))
            return function(*inputs[:plain], **keywords)
        except (TypeError, InputValueError) as error:
            if isinstance(error, InputValueError) and "\n" in str(error):
                raise  # a mistake further inside, shown with its own place
            raise _mistake(self.text, place, str(error)) from None


def _mistake(text: str, offset: int, message: str) -> InputValueError:
    """An error that shows the text and points at a place in it."""
    start = offset - 30 if offset > 40 else 0
    shown = text[start : start + 72].replace("\n", " ")
    return InputValueError(f"{message}\n  {shown}\n  {' ' * (offset - start)}^")
