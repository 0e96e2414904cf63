"""Derivatives of derivatives where a kink is smoothed out: abs(x)**2 is x**2.

At 0, abs(x) has no derivative, and its rule gives the middle of the slopes on both sides, 0. But
the derivative of abs(x)**2, which is 2 * abs(x) * sign(x), is smooth: it is 2 * x. To see this, the
reverse sweep looks for the result of the operation, here abs(x), among the factors of its
cotangent, here 2 * abs(x). What is left, 2, is then multiplied by abs(x) * sign(x) = x, which the
row of the operation knows as its `half_square`: the derivative of abs(x)**2 / 2. The same holds
for the length hypot(x, y), and for maximum and minimum at a tie.

It is all of the cotangent or nothing: in (1 + abs(x)) * exp(-abs(x)) a part of it has the factor,
but slopes cancel elsewhere, which is not seen; then the chain rule holds, with the middle of the
slopes.
"""

from collections.abc import Callable, Sequence
from math import comb, factorial, pi, sqrt
from typing import Any

from autograd import ops
from autograd.graph import data_of
from autograd.operation import Operation
from autograd.recording import contexts
from autograd.value import Value

FURTHEST = 1000  # nodes of a cotangent that are looked at
TERMS = 12  # of the series of an odd function; enough for |x| < NEAR, and for its derivatives
NEAR = 0.1


def smoothed(node: Value, cotangent: Any) -> tuple[list[Any], Any] | None:
    """Two sets of factors of what a node at a kink passes on, or None to use the chain rule.

    Returns:
        For each operand the derivative of node**2 / 2, and cotangent / node.
    """
    op = node.op
    if op is None or not op.half_square or not isinstance(cotangent, Value) or _is_smooth(node):
        return None
    rest = quotient(cotangent, node)
    if rest is None:
        return None
    rules = [op.half_square[position] for position in node.operand_positions]
    return [rule(node, *node.inputs) for rule in rules], rest


def same_kinks(order: list[Value]) -> dict[Value, Value]:
    """For nodes at a kink the earlier node that is the same operation of the same inputs.

    abs(x), written twice, is one kink: the cotangents of both have to be looked at as one.
    """
    first: dict[Any, Value] = {}
    same: dict[Value, Value] = {}
    for node in order:
        if node.op is not None and node.op.half_square:
            inputs = tuple(id(x) if isinstance(x, Value) else x for x in node.inputs)
            earlier = first.setdefault((node.op, inputs), node)
            if earlier is not node:
                same[node] = earlier
    return same


def _is_smooth(node: Value) -> bool:
    """Whether a node is certainly not at a kink; a recorded function has to hold anywhere."""
    if contexts.trace() is not None:
        return False
    inputs = [data_of(x) for x in node.inputs]
    assert node.op is not None
    return all(kink(*inputs) != 0.0 for kink in node.op.kinks)


def quotient(expression: Value, factor: Value) -> Any:
    """expression / factor without a division, if the factor can be seen in it; else None.

    >>> x, y = Value(0.0), Value(3.0)
    >>> quotient(2.0 * x * y + x**2, x).data
    6.0
    >>> quotient(2.0 * x * y + 1.0, x) is None
    True
    """
    found: dict[Value, Any] = {}
    stack: list[tuple[Any, bool]] = [(expression, False)]
    while stack and len(found) < FURTHEST:
        node, is_ready = stack.pop()
        if is_ready:
            rests = [_rest(x, found) for x in node.inputs]
            found[node] = DIVIDED[node.op](rests, node.inputs)
        elif isinstance(node, Value) and node not in found:
            found[node] = 1.0 if _is_same(node, factor) else None
            if found[node] is None and node.op in DIVIDED:
                stack.append((node, True))
                stack += [(x, False) for x in node.inputs]
    return None if stack else found.get(expression)


def _rest(x: Any, found: dict[Value, Any]) -> Any:
    """An input divided by the factor, as far as that is known: 0 stays 0."""
    return found.get(x) if isinstance(x, Value) else 0.0 if x == 0.0 else None


def _is_same(node: Value, factor: Value) -> bool:
    """Whether two nodes are one, or the same operations of the same: abs(x), written twice."""
    pairs: list[tuple[Any, Any]] = [(node, factor)]
    seen: set[tuple[Any, Any]] = set()
    while pairs:
        a, b = pair = pairs.pop()
        if a is b or pair in seen:
            continue
        seen.add(pair)
        if not (isinstance(a, Value) and isinstance(b, Value)):
            if isinstance(a, Value) or isinstance(b, Value) or a != b:
                return False
        elif not a.operands or a.op is not b.op or len(seen) > FURTHEST:
            return False  # two leaves are two variables, also where their numbers are equal
        else:
            pairs += zip(a.inputs, b.inputs, strict=True)
    return True


def _of_product(rests: list[Any], inputs: tuple[Any, ...]) -> Any:
    (a, b), (rest_a, rest_b) = inputs, rests
    if rest_a is not None:
        return rest_a * b
    return None if rest_b is None else a * rest_b


def _of_power(rests: list[Any], inputs: tuple[Any, ...]) -> Any:
    (x, y), rest = inputs, rests[0]
    if rest is None or not _is_at_least(y, 2.0, or_else=1.0):
        return None  # what is left has to have a derivative at 0, too
    is_linear = not isinstance(y, Value) and y == 1.0
    return rest if is_linear else rest * ops.pow(x, y - 1.0)


def _of_power_slope(rests: list[Any], inputs: tuple[Any, ...]) -> Any:
    (x, y), rest = inputs, rests[0]
    if rest is None or not _is_at_least(y, 3.0, or_else=2.0):
        return None
    if not isinstance(y, Value) and y == 2.0:
        return 2.0 * rest
    return rest * (y * ops.pow(x, y - 2.0))


def _is_at_least(y: Any, least: float, or_else: float) -> bool:
    """Whether an exponent is certainly large enough; a recorded one may become any number."""
    if isinstance(y, Value) and contexts.trace() is not None:
        return False
    number: float = data_of(y)
    return number >= least or number == or_else


def _of_choice(rests: list[Any], inputs: tuple[Any, ...]) -> Any:
    _, a, b = rests
    return None if a is None or b is None else ops.where(inputs[0], a, b)


def _of_odd(
    op: Operation, coefficients: Sequence[float]
) -> Callable[[list[Any], tuple[Any, ...]], Any]:
    """For an odd function: sin(x) = x * (sin(x) / x), where the quotient at 0 is a series."""

    def divided(rests: list[Any], inputs: tuple[Any, ...]) -> Any:
        (x,), (rest,) = inputs, rests
        if rest is None:
            return None
        square, series = x * x, 0.0 * x
        for coefficient in reversed(coefficients):
            series = series * square + coefficient
        return rest * ops.where(ops.abs(x) < NEAR, series, ops.div(op(x), x))

    return divided


def _tanh_series(sign: float) -> list[float]:
    """The coefficients of tanh (sign -1) or tan (sign 1), from y' = 1 + sign * y**2."""
    found = [1.0]
    for k in range(1, TERMS):
        products = [found[i] * found[k - 1 - i] for i in range(k)]
        found.append(sign * sum(products) / (2 * k + 1))
    return found


def _of_both(combine: Operation) -> Callable[[list[Any], tuple[Any, ...]], Any]:
    return lambda rests, inputs: None if any(it is None for it in rests) else combine(*rests)


DIVIDED: dict[Operation, Callable[[list[Any], tuple[Any, ...]], Any]] = {
    ops.add: _of_both(ops.add),
    ops.sub: _of_both(ops.sub),
    ops.neg: lambda rests, inputs: None if rests[0] is None else -rests[0],
    ops.mul: _of_product,
    ops.div: lambda rests, inputs: None if rests[0] is None else ops.div(rests[0], inputs[1]),
    ops.pow: _of_power,
    ops.power_slope: _of_power_slope,
    ops.where: _of_choice,
    ops.sin: _of_odd(ops.sin, [(-1) ** k / factorial(2 * k + 1) for k in range(TERMS)]),
    ops.sinh: _of_odd(ops.sinh, [1 / factorial(2 * k + 1) for k in range(TERMS)]),
    ops.tan: _of_odd(ops.tan, _tanh_series(1.0)),
    ops.tanh: _of_odd(ops.tanh, _tanh_series(-1.0)),
    ops.atan: _of_odd(ops.atan, [(-1) ** k / (2 * k + 1) for k in range(TERMS)]),
    ops.asinh: _of_odd(
        ops.asinh, [(-0.25) ** k * comb(2 * k, k) / (2 * k + 1) for k in range(TERMS)]
    ),
    ops.erf: _of_odd(
        ops.erf,
        [2.0 / sqrt(pi) * (-1) ** k / (factorial(k) * (2 * k + 1)) for k in range(TERMS)],
    ),
}
"""How the result of an operation is divided by a factor: from its inputs, and these divided."""
