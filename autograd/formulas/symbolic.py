"""Formulas as small trees: made from the rules of the table, simplified, written in LaTeX and text.

They are made for reading. Each is a line of a formula, so its depth is bounded, and walking down
one is the only recursion here.
"""

import ast
import functools
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograd.operation import TABLE, Operation
from autograd.writing import tex, text


@dataclass(frozen=True, eq=False)
class Number:
    """A constant, or the truth value of a condition."""

    value: float


@dataclass(frozen=True, eq=False)
class Symbol:
    """A name, in LaTeX and as text."""

    latex: str
    text: str


@dataclass(frozen=True, eq=False)
class Applied:
    """An operation on formulas.

    Attributes:
        name: As in the table; or a relation such as `>`, or `and`, `or`, `cases`.
        template: The operation in LaTeX, with `#1`, `#2` for the inputs.
        inputs: The formulas it is applied to; of `cases` a value, its condition, and so on, and
            last the value otherwise.
    """

    name: str
    template: str
    inputs: tuple["Formula", ...]


Formula = Number | Symbol | Applied
ZERO, ONE = Number(0.0), Number(1.0)
PI = Symbol(r"\pi", "pi")


def apply(op: Operation, inputs: Sequence[Formula]) -> Applied:
    """An operation of the table as it is, without simplification."""
    return Applied(op.name, tex.template(op), tuple(inputs))


def _is(formula: Formula, value: float) -> bool:
    return isinstance(formula, Number) and formula.value == value


def _is_op(formula: Formula, name: str) -> bool:
    return isinstance(formula, Applied) and formula.name == name


def _whole(*formulas: Formula) -> list[float]:
    """The numbers, if these are whole ones, which can be calculated with exactly; else nothing."""
    values = [x.value for x in formulas if isinstance(x, Number) and abs(x.value) < 1e6]
    return values if len(values) == len(formulas) and all(x == int(x) for x in values) else []


# ------------------------------------------------------------------------------ simplification


def negative(x: Formula) -> Formula:
    """-x; of a negative formula the positive one."""
    if isinstance(x, Number):
        return Number(-x.value)
    if isinstance(x, Applied) and x.name == "neg":
        return x.inputs[0]
    return apply(TABLE["neg"], [x])


def total(a: Formula, b: Formula) -> Formula:
    """a + b, without zeros; a - c if b is -c."""
    if _is(a, 0.0):
        return b
    if _is(b, 0.0):
        return a
    if numbers := _whole(a, b):
        return Number(sum(numbers))
    if isinstance(b, Applied) and b.name == "neg":
        return difference(a, b.inputs[0])
    return apply(TABLE["add"], [a, b])


def difference(a: Formula, b: Formula) -> Formula:
    """a - b, without zeros."""
    if _is(b, 0.0):
        return a
    if _is(a, 0.0):
        return negative(b)
    if numbers := _whole(a, b):
        return Number(numbers[0] - numbers[1])
    if isinstance(b, Applied) and b.name == "neg":
        return total(a, b.inputs[0])
    return apply(TABLE["sub"], [a, b])


def product(a: Formula, b: Formula) -> Formula:
    """a * b: without ones, with the sign in front, then a number; 0 if one of them is 0."""
    if _is(a, 0.0) or _is(b, 0.0):
        return ZERO
    for x, other in ((a, b), (b, a)):
        if _is(x, 1.0):
            return other
        if _is(x, -1.0) or _is_op(x, "neg"):
            positive = negative(x)
            return negative(product(positive, b) if x is a else product(a, positive))
        if isinstance(x, Applied) and x.name == "div" and _is(x.inputs[0], 1.0):
            return quotient(other, x.inputs[1])
        if isinstance(x, Applied) and x.name == "cases" and _has_one_value(x):
            values = [product(other, y) if k % 2 == 0 else y for k, y in enumerate(x.inputs[:-1])]
            return Applied(x.name, x.template, (*values, product(other, x.inputs[-1])))
    if numbers := _whole(a, b):
        return Number(numbers[0] * numbers[1])
    if isinstance(b, Number) and not isinstance(a, Number):
        a, b = b, a
    return apply(TABLE["mul"], [a, b])


def _has_one_value(cases: Applied) -> bool:
    """Whether all values but one are 0: then a factor may move to that one."""
    values = [*cases.inputs[:-1:2], cases.inputs[-1]]
    return sum(not _is(x, 0.0) for x in values) <= 1


def quotient(a: Formula, b: Formula) -> Formula:
    """a / b, with the sign in front."""
    if _is(b, 1.0) or _is(a, 0.0):
        return a
    if _is_op(a, "neg") or (isinstance(a, Number) and a.value < 0.0):
        return negative(quotient(negative(a), b))
    return apply(TABLE["div"], [a, b])


def power(a: Formula, b: Formula) -> Formula:
    """a ** b; without exponents 0 and 1."""
    return ONE if _is(b, 0.0) else a if _is(b, 1.0) else apply(TABLE["pow"], [a, b])


def cases(value: Formula, condition: Formula, otherwise: Formula) -> Formula:
    """One value if a condition holds, else another; further cases in that are put beside it."""
    if isinstance(condition, Number):
        return value if condition.value else otherwise
    others = (
        otherwise.inputs if isinstance(otherwise, Applied) and otherwise.name == "cases" else ()
    )
    inputs = (value, condition, *(others or (otherwise,)))
    rows = [rf"#{k} & \text{{if }} #{k + 1} \\ " for k in range(1, len(inputs), 2)]
    template = rf"\begin{{cases}} {''.join(rows)}#{len(inputs)} & \text{{otherwise}} \end{{cases}}"
    return Applied("cases", template, inputs)


_RELATIONS: dict[type[ast.cmpop], tuple[str, str, Callable[[Any, Any], bool]]] = {
    ast.Lt: ("<", "<", operator.lt),
    ast.LtE: ("<=", r"\le", operator.le),
    ast.Gt: (">", ">", operator.gt),
    ast.GtE: (">=", r"\ge", operator.ge),
    ast.Eq: ("==", "=", operator.eq),
}


def _relation(kinds: Sequence[ast.cmpop], inputs: Sequence[Formula]) -> Formula:
    """a < b <= c, or the truth value if that is known."""
    known = [_RELATIONS[type(kind)] for kind in kinds]
    if all(isinstance(x, Number) for x in inputs):
        values = [x.value for x in inputs if isinstance(x, Number)]
        pairs = zip(known, values, values[1:], strict=False)
        return Number(all(holds(a, b) for (_, _, holds), a, b in pairs))
    template = "#1" + "".join(f" {latex} #{k}" for k, (_, latex, _) in enumerate(known, 2))
    return Applied(" ".join(name for name, _, _ in known), template, tuple(inputs))


def _junction(name: str, inputs: Sequence[Formula]) -> Formula:
    """Conditions joined by `and` or `or`, without those that are known."""
    decisive = name == "or"
    unknown = [x for x in inputs if not isinstance(x, Number)]
    if len(unknown) < len(inputs) and any(_is(x, float(decisive)) for x in inputs):
        return Number(decisive)
    if not unknown:
        return Number(not decisive)
    if len(unknown) == 1:
        return unknown[0]
    joint = r" \lor " if decisive else r" \land "
    template = joint.join(f"#{k}" for k in range(1, len(unknown) + 1))
    return Applied(name, template, tuple(unknown))


# -------------------------------------------------------------------------------------- rules

_OPERATORS: dict[type[ast.operator], Callable[[Formula, Formula], Formula]] = {
    ast.Add: total,
    ast.Sub: difference,
    ast.Mult: product,
    ast.Div: quotient,
    ast.Pow: power,
}


def local_derivative(
    op: Operation, position: int, inputs: Sequence[Formula], out: Formula
) -> Formula:
    """The derivative of an operation by one of its inputs, from the rule for people in its row.

    Args:
        op: The operation.
        position: Which input.
        inputs: What the operation is applied to.
        out: Its result, of which the rule may make use.

    >>> x = Symbol("x", "x")
    >>> as_text(local_derivative(TABLE["tanh"], 0, [x], Symbol("y", "y")))
    '1 - y ** 2'
    """
    rule, name = op.rules[position], op.inputs[position]
    if rule == f"d{op.name}/d{name}":  # an operation of somebody's own: there is no formula
        above = tex.words(op.name)
        places = ", ".join(f"#{k}" for k in range(1, len(inputs) + 1))
        template = rf"{tex.derivative(above, tex.name(name))}\left({places}\right)"
        return Applied(f"({rule})", template, tuple(inputs))
    return _read(_parsed(rule), {**dict(zip(op.inputs, inputs, strict=True)), "out": out, "pi": PI})


@functools.cache
def _parsed(rule: str) -> ast.expr:
    return ast.parse(rule, mode="eval").body


def _read(node: ast.AST, known: Mapping[str, Formula]) -> Formula:
    """A formula from a rule that was parsed."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return Number(float(value))
        case ast.Name(id=name):
            return known[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return negative(_read(operand, known))
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATORS[type(op)](_read(left, known), _read(right, known))
        case ast.Call(func=ast.Name(id=name), args=inputs):
            return apply(TABLE[name], [_read(x, known) for x in inputs])
        case ast.IfExp(test=test, body=body, orelse=other):
            return cases(_read(body, known), _read(test, known), _read(other, known))
        case ast.Compare(left=left, ops=kinds, comparators=others):
            return _relation(kinds, [_read(x, known) for x in (left, *others)])
        case ast.BoolOp(op=kind, values=values):
            name = "or" if isinstance(kind, ast.Or) else "and"
            return _junction(name, [_read(x, known) for x in values])
    raise NotImplementedError(f"a rule of the table has {ast.unparse(node)!r} in it")


# ------------------------------------------------------------------------------------- writing


def as_latex(formula: Formula) -> str:
    """A formula in LaTeX, without dollar signs around it."""
    return _latex(formula).latex


def _latex(formula: Formula) -> tex.Part:
    if isinstance(formula, Number):
        return tex.number(formula.value, whole=True)
    if isinstance(formula, Symbol):
        return tex.Part(formula.latex)
    return tex.apply(formula.template, [_latex(x) for x in formula.inputs])


_CHOICE, _RELATION, _SUM, _PRODUCT, _NEG, _POWER, _ATOM = range(7)
_INFIX = {
    "add": ("+", _SUM),
    "sub": ("-", _SUM),
    "mul": ("*", _PRODUCT),
    "div": ("/", _PRODUCT),
    "pow": ("**", _POWER),
}


def as_text(formula: Formula) -> str:
    """A formula as Python writes it."""
    return _text(formula)[0]


def _text(formula: Formula) -> tuple[str, int]:
    """The text, and how strongly it is bound together."""
    if isinstance(formula, Symbol):
        return formula.text, _ATOM
    if isinstance(formula, Number):
        if formula.value in (True, False) and isinstance(formula.value, bool):
            return str(formula.value), _ATOM
        written = text.number(formula.value).removesuffix(".0")
        return written, _NEG if written.startswith("-") else _ATOM
    name = formula.name
    parts = [_text(x) for x in formula.inputs]
    if name == "neg":
        written, rank = parts[0]
        return f"-{_enclosed(written, rank, _PRODUCT)}", _PRODUCT if rank == _PRODUCT else _NEG
    if name in _INFIX:
        symbol, rank = _INFIX[name]
        left = _enclosed(*parts[0], rank + (name == "pow"))
        right = _enclosed(*parts[1], rank + (name in ("sub", "div")))
        return f"{left} {symbol} {right}", rank
    plain = [written for written, _ in parts]
    if name == "cases":
        pairs = zip(plain[:-1:2], plain[1::2], strict=True)
        chain = [f"{value} if {condition}" for value, condition in pairs]
        return " else ".join([*chain, plain[-1]]), _CHOICE
    if name in ("and", "or"):
        return f" {name} ".join(plain), _CHOICE
    if name.split()[0] in {symbol for symbol, _, _ in _RELATIONS.values()}:
        others = zip(name.split(), plain[1:], strict=True)
        return " ".join([plain[0], *[f"{symbol} {x}" for symbol, x in others]]), _RELATION
    return f"{name}({', '.join(plain)})", _ATOM


def _enclosed(written: str, rank: int, least: int) -> str:
    return written if rank >= least else f"({written})"
