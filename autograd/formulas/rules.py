"""The rules of the table's rows as templates, into which the player puts names and numbers.

In texts `#0` stands for the result and `#1` for the first operand; for MathML see `mathml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from autograd.operation import TABLE, Operation
from autograd.writing import infix, mathml, tex
from autograd.writing.formula import Applied, Formula, Number, Rank, Symbol, read, replaced
from autograd.writing.text import number

_FUNCTION = re.compile(r"(\\[a-z]+|\\operatorname\{\w+\})(\\left\(#1\\right\))")


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else number(value)


_TEXT = infix.Style(_number, "**", negated=Rank.POWER, exponent=Rank.SIGN)


def rules_of(op: Operation, constants: Sequence[Any]) -> dict[str, Any]:
    """The templates of an operation.

    Args:
        op: The operation.
        constants: For each input its constant, or None for an operand; empty if all are operands.

    Returns:
        `made`, its result as MathML; `by`, for each operand the derivative as text, as MathML, and
        whether that needs parentheses as a factor, or None where the row has no formula; and for a
        function of one operand `rule`, the equation of a textbook as text and as MathML.

    >>> from autograd import ops
    >>> rules = rules_of(ops.tanh, [])
    >>> rules["by"]
    [('1 - #0**2', '<mrow><mn>1</mn><mo>−</mo><msup>«0,9»<mn>2</mn></msup></mrow>', True)]
    >>> rules["rule"][0]
    "tanh'(#1) = 1 - tanh(#1)**2"
    """
    inputs = _inputs(op, constants)
    operands = [k for k, x in enumerate(inputs) if isinstance(x, Symbol)]
    made = Applied(op.name, tuple(inputs), op.latex)
    by = [_derivative(op, k, inputs, Symbol("#0", "#0")) for k in operands]
    rules: dict[str, Any] = {
        "made": mathml.template(tex.write(made)),
        "by": [x and (infix.write(x, _TEXT), *_factor(x)) for x in by],
    }
    own = _derivative(op, 0, inputs, made) if len(inputs) == 1 and operands else None
    if own is not None and op.name != "neg":
        rules["rule"] = _textbook(op, own)
    return rules


def _factor(formula: Formula) -> tuple[str, bool]:
    """A derivative as MathML, and whether it needs parentheses as a factor."""
    latex = tex.write(formula)
    _, rank = tex.analysed(latex)
    return mathml.template(latex), rank < Rank.PRODUCT or latex.startswith("-")


def _inputs(op: Operation, constants: Sequence[Any]) -> list[Formula]:
    found: list[Formula] = []
    places = 0
    for x in constants or [None] * len(op.inputs):
        if x is None:
            places += 1
            found.append(Symbol(f"#{places}", f"#{places}"))
        else:
            found.append(Number(x if isinstance(x, bool) else float(x)))
    return found


def _derivative(op: Operation, k: int, inputs: list[Formula], out: Formula) -> Formula | None:
    """The derivative by an input; None where the row has no formula for it."""
    if not op.has_formula(k):
        return None
    names = dict(zip(op.inputs, inputs, strict=True)) | {"out": out}
    return replaced(_with_latex(read(op.rules[k])), names)


def _with_latex(formula: Formula) -> Formula:
    """A rule whose operations have their LaTeX."""
    if not isinstance(formula, Applied):
        return formula
    latex = TABLE[formula.name].latex if formula.name in TABLE else ""
    return Applied(formula.name, tuple(map(_with_latex, formula.inputs)), latex)


def _textbook(op: Operation, derivative: Formula) -> list[str]:
    """tanh'(x) = 1 - tanh(x)**2, as text and as MathML."""
    function = _FUNCTION.fullmatch(op.latex)
    left = rf"{function[1]}'{function[2]}" if function else rf"\left({op.latex}\right)'"
    text = f"{op.name}'(#1) = {infix.write(derivative, _TEXT)}"
    equation = _row(mathml.template(left), mathml.template(tex.write(derivative)))
    return [text, equation]


def _row(left: str, right: str) -> str:
    return f"<mrow>{left}<mo>=</mo>{right}</mrow>"
