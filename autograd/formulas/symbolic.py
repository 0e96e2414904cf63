"""Makes formulas of operations and of the rules of the table, and simplifies them for reading.

Each is a line of a formula, so its depth is bounded, and walking down one may be recursive.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from autograd.operation import TABLE, Operation
from autograd.writing import tex
from autograd.writing.formula import RELATIONS, Applied, Formula, Number, Other, Symbol, read

ZERO, ONE = Number(0.0), Number(1.0)
PI = Symbol("pi", r"\pi")


def apply(op: Operation, inputs: Sequence[Formula]) -> Applied:
    """An operation of the table applied to formulas, without simplification."""
    return Applied(op.name, tuple(inputs), op.latex)


def _is(formula: Formula, value: float) -> bool:
    return isinstance(formula, Number) and formula.value == value


def _is_op(formula: Formula, name: str) -> bool:
    return isinstance(formula, Applied) and formula.name == name


def _whole(*formulas: Formula) -> list[float]:
    """The numbers, if all are small whole ones, whose sums and products are exact; else nothing."""
    values = [x.value for x in formulas if isinstance(x, Number) and abs(x.value) < 1e6]
    return values if len(values) == len(formulas) and all(x == int(x) for x in values) else []


# ------------------------------------------------------------------------------ simplification


def negative(x: Formula) -> Formula:
    """-x, where --x is x."""
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
    """a * b, without ones and zeros; the sign goes to the front, then a number."""
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
        if isinstance(x, Applied) and x.name == "if" and _has_one_value(x):
            values = [product(other, y) if k % 2 == 0 else y for k, y in enumerate(x.inputs[:-1])]
            return Applied(x.name, (*values, product(other, x.inputs[-1])))
    if numbers := _whole(a, b):
        return Number(numbers[0] * numbers[1])
    if isinstance(b, Number) and not isinstance(a, Number):
        a, b = b, a
    return apply(TABLE["mul"], [a, b])


def _has_one_value(cases: Applied) -> bool:
    """Whether all values but one are 0: then a factor may move into that one."""
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
    """a ** b, without exponents 0 and 1."""
    return ONE if _is(b, 0.0) else a if _is(b, 1.0) else apply(TABLE["pow"], [a, b])


def choice(value: Formula, condition: Formula, otherwise: Formula) -> Formula:
    """One value if a condition holds, else another; choices in the latter become further cases."""
    if isinstance(condition, Number):
        return value if condition.value else otherwise
    if isinstance(otherwise, Applied) and otherwise.name == "if":
        return Applied("if", (value, condition, *otherwise.inputs))
    return Applied("if", (value, condition, otherwise))


def _relation(name: str, inputs: Sequence[Formula]) -> Formula:
    """a < b <= c, or its truth value if all are numbers."""
    values = [x.value for x in inputs if isinstance(x, Number)]
    if len(values) < len(inputs):
        return Applied(name, tuple(inputs))
    pairs = zip(name.split(), pairwise(values), strict=True)
    return Number(all(RELATIONS[relation](a, b) for relation, (a, b) in pairs))


def _junction(name: str, inputs: Sequence[Formula]) -> Formula:
    """Conditions joined by `and` or `or`, without those that are known."""
    decisive = name == "or"
    unknown = [x for x in inputs if not isinstance(x, Number)]
    if len(unknown) < len(inputs) and any(_is(x, float(decisive)) for x in inputs):
        return Number(decisive)
    if not unknown:
        return Number(not decisive)
    return unknown[0] if len(unknown) == 1 else Applied(name, tuple(unknown))


# -------------------------------------------------------------------------------------- rules

_SIMPLER: dict[str, Callable[..., Formula]] = {
    "add": total,
    "sub": difference,
    "mul": product,
    "div": quotient,
    "pow": power,
    "neg": negative,
    "if": choice,
}


def local_derivative(
    op: Operation, position: int, inputs: Sequence[Formula], out: Formula
) -> Formula:
    """The derivative of an operation by one of its inputs, from the rule for people in its row.

    Args:
        op: The operation.
        position: The position of the input.
        inputs: What the operation is applied to.
        out: Its result, which the rule may use.

    >>> from autograd.writing.infix import write
    >>> write(local_derivative(TABLE["tanh"], 0, [Symbol("x")], Symbol("y")))
    '1.0 - y ** 2.0'
    """
    rule, name = op.rules[position], op.inputs[position]
    if not op.has_formula(position):
        above = tex.words(op.name)
        places = ", ".join(f"#{k}" for k in range(1, len(inputs) + 1))
        latex = rf"{tex.derivative(above, tex.name(name))}\left({places}\right)"
        return Applied(f"({rule})", tuple(inputs), latex)
    return _simplified(
        read(rule), {**dict(zip(op.inputs, inputs, strict=True)), "out": out, "pi": PI}
    )


def _simplified(rule: Formula, known: Mapping[str, Formula]) -> Formula:
    """A rule with formulas in the place of its symbols, simplified from the inside out."""
    if isinstance(rule, Number):
        return Number(float(rule.value))
    if isinstance(rule, Symbol):
        return known[rule.text]
    if isinstance(rule, Other):
        raise NotImplementedError(f"a rule of the table has {rule.text!r} in it")
    name, inputs = rule.name, [_simplified(x, known) for x in rule.inputs]
    if name in _SIMPLER:
        return _SIMPLER[name](*inputs)
    if name in ("and", "or"):
        return _junction(name, inputs)
    if name in TABLE:
        return apply(TABLE[name], inputs)
    return _relation(name, inputs)
