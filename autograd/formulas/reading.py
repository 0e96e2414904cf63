"""Arithmetic written as text, turned into a graph: what `python -m autograd draw` reads.

The text is parsed with Python's own parser and then walked over: nothing is ever evaluated but
arithmetic, and the operations of the table.
"""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from autograd import ops
from autograd.checks import as_float, closest
from autograd.errors import InputValueError
from autograd.operation import TABLE
from autograd.sequences import max, min
from autograd.value import Value

__all__ = ["parse"]

LONGEST = 10_000
CONSTANTS = {"pi": math.pi, "e": math.e, "inf": math.inf, "nan": math.nan}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    **TABLE,
    "max": lambda *numbers: max(numbers),
    "min": lambda *numbers: min(numbers),
}

_BINARY: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: ops.add,
    ast.Sub: ops.sub,
    ast.Mult: ops.mul,
    ast.Div: ops.div,
    ast.Pow: ops.pow,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_UNARY: dict[type[ast.AST], Callable[[Any], Any]] = {ast.UAdd: operator.pos, ast.USub: ops.neg}


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
    values = {
        name: Value(as_float(number, f"the variable {name!r}"), label=name)
        for name, number in variables.items()
    }
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        result = _Reader(text.strip(), values).read(tree)
    except SyntaxError as error:
        raise _mistake(text.strip(), (error.offset or 1) - 1, error.msg) from None
    except (RecursionError, MemoryError):
        raise InputValueError("the expression is nested too deeply; build it in Python") from None
    return result if isinstance(result, Value) else Value(result), values


class _Reader:
    """Walks over a syntax tree and applies the operations it names."""

    def __init__(self, text: str, values: dict[str, Value]) -> None:
        self.text = text
        self.values = values

    def read(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=bool() | str() | bytes() | complex()):
                raise self.mistake(node, f"{ast.unparse(node)} is no real number")
            case ast.Constant(value=int() | float() as number):
                return as_float(number, "an expression")
            case ast.Name(id=name):
                return self.read_name(node, name)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
                return _BINARY[type(op)](self.read(left), self.read(right))
            case ast.UnaryOp(op=op, operand=operand) if type(op) in _UNARY:
                return _UNARY[type(op)](self.read(operand))
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _BINARY:
                return bool(_BINARY[type(op)](self.read(left), self.read(right)))
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return ops.where(self.read(test), self.read(body), self.read(orelse))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=named):
                return self.call(node, name, arguments, named)
        raise self.mistake(node, "this is not arithmetic on numbers, variables and functions")

    def read_name(self, node: ast.expr, name: str) -> Any:
        if name in self.values:
            return self.values[name]
        if name in CONSTANTS:
            return CONSTANTS[name]
        if name in FUNCTIONS:
            raise self.mistake(node, f"{name} is a function: write {name}(...)")
        raise self.mistake(node, f"there is no value for {name}: add {name}=NUMBER")

    def call(
        self, node: ast.expr, name: str, arguments: list[ast.expr], named: list[ast.keyword]
    ) -> Any:
        function = FUNCTIONS.get(name)
        if function is None:
            close = closest(name, FUNCTIONS)
            hint = f"; did you mean {close}?" if close else ""
            raise self.mistake(node, f"there is no function {name}{hint}")
        keywords = {str(keyword.arg): self.read(keyword.value) for keyword in named}
        try:
            return function(*[self.read(argument) for argument in arguments], **keywords)
        except (TypeError, InputValueError) as error:
            if isinstance(error, InputValueError) and "\n" in str(error):
                raise  # a mistake further inside, shown with its own place
            raise self.mistake(node, str(error)) from None

    def mistake(self, node: ast.expr, message: str) -> InputValueError:
        """An error that points at the node."""
        before = self.text.encode()[: node.col_offset]  # the parser counts bytes of UTF-8
        return _mistake(self.text, len(before.decode()), message)


def _mistake(text: str, offset: int, message: str) -> InputValueError:
    """An error that shows the text and points at a place in it."""
    start = offset - 30 if offset > 40 else 0
    shown = text[start : start + 72].replace("\n", " ")
    return InputValueError(f"{message}\n  {shown}\n  {' ' * (offset - start)}^")
