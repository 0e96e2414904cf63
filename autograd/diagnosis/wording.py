"""How numbers, names and formulas are written in a diagnosis and in an explanation."""

import math
from collections.abc import Mapping
from typing import Any

from autograd.functional.sweeps import data_of
from autograd.value import Value
from autograd.writing import infix
from autograd.writing.formula import Applied, Formula, Number, named
from autograd.writing.text import number

Names = Mapping[Value, str]

_STYLE = infix.Style(number, grouped=False)


def kind(x: float) -> str:
    """The kind of a number: nan, an infinity or finite.

    >>> kind(float("nan")), kind(float("-inf")), kind(2.0)
    ('nan', '-inf', 'finite')
    """
    return "finite" if math.isfinite(x) else repr(float(x))


def formula(node: Any, names: Names, depth: int = 2) -> str:
    """The expression that computed a Value; beyond `depth` operations there are numbers.

    >>> from autograd import log
    >>> x = Value(2.0)
    >>> formula((x + 1.0) * log(x * 3.0 + 1.0), {x: "x"}, depth=3)
    '(x + 1.0) * log(6.0 + 1.0)'
    """
    return infix.write(_tree(node, names, depth), _STYLE)


def _tree(x: Any, names: Names, depth: int, *, inside: bool = False) -> Formula:
    if inside and isinstance(x, Value) and x in names:
        return named(names[x])
    if not isinstance(x, Value) or x.op is None or not depth:
        return Number(data_of(x))
    inputs = [_tree(y, names, depth - 1, inside=True) for y in x.inputs]
    return Applied(x.op.name, tuple(inputs))


def described(x: Any, names: Names) -> str:
    """A Value as "name = number"; without a name its formula, without a formula the number only.

    >>> x = Value(2.0)
    >>> described(x, {x: "x"}), described(x * x, {x: "x"}), described(3.0, {})
    ('x = 2.0', 'x * x = 4.0', '3.0')
    """
    if not isinstance(x, Value):
        return number(x)
    if x in names:
        return f"{names[x]} = {number(x.data)}"
    return number(x.data) if x.op is None else f"{formula(x, names)} = {number(x.data)}"
