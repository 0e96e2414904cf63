"""Advice where the table of rewrites has no formula: a sentence for each operation."""

import math

from autograd.diagnosis.search import Edge, culpable, is_broken
from autograd.functional.sweeps import data_of
from autograd.value import Value
from autograd.writing.text import number

_POLE = (
    "The logarithm is -inf at 0 and nan below. Compute it from what its operand was made of, for "
    "example from logits with softplus or logsumexp instead of from probabilities; or keep a "
    "parameter above 0 by making it exp(u) or softplus(u) of another."
)
_GROWTH = (
    "exp exceeds the largest double, 1.8e308, above 709.78. Keep the number as a logarithm "
    "(softplus, logsumexp and softmax do), or bound the exponent, for example by "
    "clip(x, -50, 50)."
)
_SIZE = (
    "The result exceeds the largest double, 1.8e308. Scale the numbers, or add their logarithms. "
    "In training this is what divergence looks like: lower the learning rate or clip gradients."
)
_QUOTIENT = "There is no quotient by 0. Find out how the divisor came to be 0."
_BY_OPERATION = {
    **dict.fromkeys(("log", "log1p", "log2", "log10"), _POLE),
    **dict.fromkeys(("exp", "expm1", "sinh", "cosh"), _GROWTH),
    **dict.fromkeys(("add", "sub", "mul", "hypot", "softplus"), _SIZE),
    "div": _QUOTIENT,
    "pow": (
        "A power is infinite where it exceeds 1.8e308 and at 0 for negative exponents, and nan for "
        "a negative base with a fractional exponent."
    ),
    "atanh": "atanh is infinite at -1 and 1 and nan beyond: keep its operand inside.",
    "lgamma": "lgamma is infinite at 0, -1, -2, ...: keep its operand above 0.",
}
_DATA = (
    "Check the data that are put in for missing values and divisions by 0. If it is a parameter, "
    "an earlier step of training broke it: run that step inside `with autograd.debug():`."
)
_EXPONENT = (
    "The derivative by the exponent is x**y * log(x), which is nan for a negative x. Write the "
    "exponent as a number, not as a Value, unless it is to be learned."
)
_EXPLODING = (
    "The derivatives on the way from the root multiply to more than the largest double, 1.8e308. "
    "Scale the numbers, or work with logarithms."
)


def advice(node: Value) -> str:
    """Advice about a Value that is nan or infinite, though its operands are not.

    >>> from autograd import Value, exp
    >>> advice(exp(Value(1000.0)))[:37]
    'exp exceeds the largest double, 1.8e3'
    """
    if node.op is None:
        return _DATA
    constant = [x for x in culpable(node) if not isinstance(x, Value)]
    if constant:
        return f"The constant {number(constant[0])} in the formula makes it so: replace it."
    if node.op.name == "div" and data_of(node.inputs[1]) != 0.0:
        return _SIZE
    return _BY_OPERATION.get(node.op.name) or _outside(node)


def _outside(node: Value) -> str:
    """A sentence on the operand that is outside of the domain in the operation's row."""
    op = node.op
    assert op is not None
    for name, (low, high), x in zip(op.inputs, op.domain, node.inputs, strict=True):
        given = data_of(x)
        if not low <= given <= high:
            return (
                f"{op.name} is defined for {name} from {number(low)} to {number(high)}, but "
                f"{name} is {number(given)} here."
            )
    return f"Check the formula of {op.name} for these operands."


def advice_backward(edge: Edge) -> str:
    """Advice about a gradient that is nan or infinite, though all Values are finite."""
    node, local = edge.node, edge.local_derivative
    assert node.op is not None
    if node.op.name == "pow" and math.isnan(local) and edge.input_name == "y":
        return _EXPONENT
    if not is_broken(local):
        return _EXPLODING
    if is_broken(node.data):
        return advice(node)
    return (
        f"The local derivative of {node.op.name} is {number(local)} for these operands. Keep them "
        "away from this point, or treat it as a case of its own with where(condition, a, b): the "
        "branch not taken has no influence, on the gradient neither."
    )
