"""How numbers, names and formulas are written in a diagnosis and in an explanation."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograd.value import Value
from autograd.writing.text import number

Names = Mapping[Value, str]

_SYMBOLS = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "**"}


def kind(x: float) -> str:
    """What a number is called where only that matters.

    >>> kind(float("nan")), kind(float("-inf")), kind(2.0)
    ('nan', '-inf', 'finite')
    """
    return "finite" if math.isfinite(x) else repr(float(x))


def formula(node: Any, names: Names, depth: int = 2) -> str:
    """How a Value was computed, as an expression; beyond `depth` operations there are numbers.

    >>> from autograd import log
    >>> x = Value(2.0)
    >>> formula((x + 1.0) * log(x * 3.0 + 1.0), {x: "x"}, depth=3)
    '(x + 1.0) * log(6.0 + 1.0)'
    """
    return _written(node, names, depth)[0]


_ATOM = 9
_RANKS = {"add": 1, "sub": 1, "mul": 2, "div": 2, "neg": 3, "pow": 4}


def _written(x: Any, names: Names, depth: int, inside: bool = False) -> tuple[str, int]:
    """The text of an input, and how strongly it is bound together."""
    if inside and isinstance(x, Value) and x in names:
        return names[x], _ATOM if " " not in names[x] else 0
    if not isinstance(x, Value) or x.op is None or not depth:
        text = number(x.data if isinstance(x, Value) else x)
        return text, _RANKS["neg"] if text.startswith("-") else _ATOM
    op = x.op.name
    rank = _RANKS.get(op, 0)
    parts = [_written(y, names, depth - 1, inside=True) for y in x.inputs]
    if op == "neg":
        return "-" + _enclosed(*parts[0], rank), rank
    if op in _SYMBOLS:
        # Of equal ranks the left one goes first, but for powers the right one.
        left = _enclosed(*parts[0], rank + (op == "pow"))
        right = _enclosed(*parts[1], rank + (op in ("sub", "div")))
        return f"{left} {_SYMBOLS[op]} {right}", rank
    return f"{op}({', '.join(text for text, _ in parts)})", _ATOM


def _enclosed(text: str, rank: int, least: int) -> str:
    return text if rank >= least else f"({text})"


def described(x: Any, names: Names) -> str:
    """A Value by its name, or else by its formula, or else by its number; with its number.

    >>> x = Value(2.0)
    >>> described(x, {x: "x"}), described(x * x, {x: "x"}), described(3.0, {})
    ('x = 2.0', 'x * x = 4.0', '3.0')
    """
    if not isinstance(x, Value):
        return number(x)
    if x in names:
        return f"{names[x]} = {number(x.data)}"
    return number(x.data) if x.op is None else f"{formula(x, names)} = {number(x.data)}"


def elided(parts: Sequence[Any], write: Callable[[Any], str], joint: str, most: int = 9) -> str:
    """All parts in one line; of too many the first and the last, and how many are between."""
    if len(parts) <= most:
        return joint.join(map(write, parts))
    head, tail = parts[: most // 2 + 1], parts[len(parts) - most // 2 :]
    between = f"({len(parts) - len(head) - len(tail):,} more)"
    return joint.join([*map(write, head), between, *map(write, tail)])
