"""Comparisons and logic as operations, for the conditions in a function that is recorded.

They are not in the table, since comparisons elsewhere give truth values, not Values. They have no
derivatives.
"""

import operator
from collections.abc import Callable
from typing import Any

from autograd.operation import Operation
from autograd.operation import operation as row


class Predicate(Operation):
    """An operation that is in no table: copies and pickles find it here."""

    def __reduce__(self) -> tuple[Callable[[str], Operation], tuple[str]]:
        return find, (self.name,)


def _predicate(
    name: str,
    symbol: str,
    forward: Callable[..., Any],
    count: int = 2,
    array: str = "",
    latex: str = "",
) -> Operation:
    inputs = ("a", "b")[:count]
    return Predicate(
        name,
        symbol=symbol,
        inputs=inputs,
        forward=lambda *numbers: float(forward(*numbers)),
        array=array or name,
        derivatives=(None,) * count,
        rules=("0",) * count,
        latex=latex or name,
        doc=f"`{symbol}` in a function that is recorded; truth values are 1.0 and 0.0.",
    )


less = _predicate("less", "<", operator.lt)
less_equal = _predicate("less_equal", "<=", operator.le)
greater = _predicate("greater", ">", operator.gt)
greater_equal = _predicate("greater_equal", ">=", operator.ge)
equal = _predicate("equal", "==", operator.eq)
not_equal = _predicate("not_equal", "!=", operator.ne)
logical_and = _predicate("logical_and", "&", lambda a, b: a and b)
logical_or = _predicate("logical_or", "|", lambda a, b: a or b)
logical_not = _predicate("logical_not", "not", operator.not_, count=1)
constant = _predicate("stop_gradient", "stop", operator.pos, count=1, array="positive")
"""The same number, without a derivative."""
number = _predicate("number", "number", operator.pos, count=1, array="positive", latex="#1")
"""A plain number as a node that is not a leaf, since it is nobody's variable."""

BY_OPERATOR = {
    operator.lt: less,
    operator.le: less_equal,
    operator.gt: greater,
    operator.ge: greater_equal,
    operator.eq: equal,
    operator.ne: not_equal,
}

PREDICATES = {
    op.name: op
    for op in (
        less,
        less_equal,
        greater,
        greater_equal,
        equal,
        not_equal,
        logical_and,
        logical_or,
        logical_not,
        constant,
        number,
    )
}


def find(name: str) -> Operation:
    """The operation of that name: a predicate or a row of the table."""
    return PREDICATES.get(name) or row(name)
