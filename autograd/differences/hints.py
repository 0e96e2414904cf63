"""Guesses the mistake in a wrong derivative from its values and the right ones nearby."""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from autograd.differences.differentiating import differentiate
from autograd.differences.estimates import RESOLVED
from autograd.operation import TABLE, Operation
from autograd.writing.formula import OPERATORS, Applied, Formula, read
from autograd.writing.infix import write

Rule = Callable[..., Any]
Variables = dict[str, Any]

STRETCHES = (1.0, 0.87, 1.17, 0.71, 1.39)  # factors of the inputs, for points nearby
FEWEST = 3  # points that make a pattern
SHAPES = ("1", "{0}", "{0}**2", "1 - {0}", "1 + {0}", "1 - {0}**2", "1 + {0}**2", "log({0})")


class Sample(NamedTuple):
    """A point, as the inputs and the result by name, with the right and the wrong derivative."""

    at: Variables
    right: float
    wrong: float


def hint(
    op: Operation,
    position: int,
    inputs: Sequence[float],
    rule: Rule | None = None,
    fixed: Sequence[int] = (),
) -> str:
    """A guess why the derivative of an operation by one of its inputs is wrong, or "".

    Args:
        op: The operation, whose `forward` is taken to be right.
        position: The position of the input.
        inputs: A point at which the derivative is wrong.
        rule: (out, *inputs) -> the wrong derivative; by default that of the operation.
        fixed: Positions of inputs that have to stay as they are.
    """
    own = op.derivatives[position]
    wrong = rule or (own if callable(own) else lambda *_: own)
    samples = list(_samples(op, position, inputs, wrong, fixed))
    if len(samples) < FEWEST:
        return ""
    # From the most specific guess to the vaguest.
    found = _mutant(samples, op.rules[position]) or _constant_factor(samples)
    for other, textbook in enumerate(op.rules):
        if other != position and not found and _computes(textbook, samples):
            found = f"this is the derivative by {op.inputs[other]}"
    found = found or _factor_or_term(samples, op)
    known = op.name in TABLE and op.rules == TABLE[op.name].rules
    return "; ".join(filter(None, [found, f"the rule is {op.rules[position]}" if known else ""]))


def along(op: Operation, position: int, inputs: Sequence[float]) -> Callable[[float], float]:
    """An operation as a function of the distance of one of its inputs from the point.

    >>> along(TABLE["mul"], 1, [3.0, 5.0])(0.5)
    16.5
    """
    before, x, after = inputs[:position], inputs[position], inputs[position + 1 :]
    return lambda t: float(op.forward(*before, x + t, *after))


def _samples(
    op: Operation, position: int, inputs: Sequence[float], wrong: Rule, fixed: Sequence[int]
) -> Iterator[Sample]:
    for k in range(len(STRETCHES)):
        # Each input is stretched by another factor, so that they are not in proportion.
        at = [
            x
            if isinstance(x, bool) or j in fixed
            else x * STRETCHES[(k * (j + 1)) % len(STRETCHES)]
            for j, x in enumerate(inputs)
        ]
        x, out = at[position], op.forward(*at)
        if not math.isfinite(out):
            continue
        slope = differentiate(along(op, position, at), x, abs(x) or 1.0, 0.0).slope
        given = float(wrong(out, *at))
        if slope.error <= RESOLVED * abs(slope.value) and math.isfinite(given):
            yield Sample({**dict(zip(op.inputs, at, strict=True)), "out": out}, slope.value, given)


def _constant_factor(samples: Sequence[Sample]) -> str:
    if all(s.wrong == 0.0 for s in samples):
        return "the derivative is missing: it is 0 everywhere"
    if any(s.wrong == 0.0 for s in samples):
        return ""
    factor = _constant([s.right / s.wrong for s in samples])
    if factor is None:
        return ""
    if abs(factor + 1.0) < RESOLVED:
        return "the sign is wrong"
    return f"it is off by a constant factor: right / wrong = {factor:.7g}"


def _mutant(samples: Sequence[Sample], textbook: str) -> str:
    """A guess: the textbook rule with two names mixed up, or with one operand left out."""
    names = list(samples[0].at)
    for name, instead in itertools.permutations(names, 2):
        swapped = [s._replace(at={**s.at, name: s.at[instead]}) for s in samples]
        if name in textbook and _computes(textbook, swapped):
            return f"it has {instead} in the place of {name}"
    for formula, missing in _shorter(read(textbook)):
        shorter = write(formula)
        if _computes(shorter, samples):
            return f"{missing} is missing: this is {shorter}"
    return ""


def _shorter(formula: Formula) -> Iterator[tuple[Formula, str]]:
    """The formula with one operand left out, in all ways, and that operand."""
    if not isinstance(formula, Applied):
        return
    if formula.name in OPERATORS and len(formula.inputs) == 2:
        left, right = formula.inputs
        yield left, ("the power " if formula.name == "pow" else "") + write(right)
        yield right, write(left)
    for k, part in enumerate(formula.inputs):
        before, after = formula.inputs[:k], formula.inputs[k + 1 :]
        for shorter, missing in _shorter(part):
            yield replace(formula, inputs=(*before, shorter, *after)), missing


def _computes(expression: str, samples: Sequence[Sample]) -> bool:
    """Whether the expression equals the wrong derivative at all points."""
    values = [_evaluate(expression, s.at) for s in samples]
    return all(abs(v - s.wrong) <= 1e-9 * abs(v) for v, s in zip(values, samples, strict=True))


def _factor_or_term(samples: Sequence[Sample], op: Operation) -> str:
    """A guess: a simple factor or term that is missing."""
    rest = [s.right - s.wrong for s in samples]
    for shape, values in _shapes(samples, op):
        if all(s.wrong != 0.0 for s in samples):
            ratios = [s.right / s.wrong for s in samples]
            if k := _constant([r / v for r, v in zip(ratios, values, strict=True)]):
                return f"a factor is missing: {_product(k, shape)}"
            if k := _constant([r * v for r, v in zip(ratios, values, strict=True)]):
                return f"a factor is one too many: {_product(1.0 / k, shape)}"
        if k := _constant([r / v for r, v in zip(rest, values, strict=True)]):
            return f"a term is missing: {_product(k, shape)}"
    return ""


def _shapes(samples: Sequence[Sample], op: Operation) -> Iterator[tuple[str, list[float]]]:
    """Simple expressions in the inputs and the result, and their values, where none is zero."""
    for shape in SHAPES:
        for name in (*op.inputs, "out"):
            text = shape.format(name)
            values = [_evaluate(text, s.at) for s in samples]
            if all(math.isfinite(v) and v != 0.0 for v in values):
                yield text, values


def _constant(values: Sequence[float]) -> float | None:
    """The number that all values are, within RESOLVED; None if they differ or are 0."""
    mean = sum(values) / len(values)
    return mean if all(abs(v - mean) <= RESOLVED * abs(mean) for v in values) and mean else None


def _product(k: float, shape: str) -> str:
    inside = f"({shape})" if " " in shape else shape
    if abs(abs(k) - 1.0) < RESOLVED:
        return f"-{inside}" if k < 0.0 else inside
    return f"{k:.7g} * {inside}"


def _evaluate(expression: str, variables: Variables) -> float:
    """An expression of the table's rules, on floats; nan where it is not defined."""
    names = {"__builtins__": {}, "pi": math.pi, **TABLE, **variables}
    try:
        return float(eval(expression, names))  # the expression is a row's own text
    except (ArithmeticError, NameError, SyntaxError, TypeError, ValueError):
        return math.nan
