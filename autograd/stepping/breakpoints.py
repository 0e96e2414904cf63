"""Breakpoints: `until` as a predicate of steps, and ready-made predicates."""

import math
from collections.abc import Callable, Collection
from typing import Any

from autograd.checks import abbreviate, closest, described, is_iterable
from autograd.errors import InputTypeError, InputValueError
from autograd.names.symbols import Symbols
from autograd.operation import TABLE, Operation
from autograd.stepping.events import Step
from autograd.value import Value

Predicate = Callable[[Step], Any]

_HINT = (
    "give a Value, a name, an operation or its name, a function of a Step that says whether to "
    "stop, or a list of these"
)


def vanished(step: Step) -> bool:
    """Whether a step backward passes on a gradient of 0: where learning stops.

    >>> from autograd import relu, steps
    >>> x = Value(-1.0, label="x")
    >>> print(steps(relu(x) * 3.0, "backward", until=vanished).run())
    backward relu = relu(x):  dL/dx += dL/drelu * drelu/dx = 3.0 * 0.0 = 0.0  (0.0 -> 0.0)
    """
    return any(part.amount == 0.0 for part in step.contributions)


def not_finite(step: Step) -> bool:
    """Whether a step gives a nan or an infinity, as a result or as a gradient.

    >>> from autograd import log, steps
    >>> p = Value(0.0, label="p")
    >>> print(steps(1.0 + log(p), until=not_finite).run())
    forward log = log(p) = log(0.0) = -inf
            dlog/dp = 1 / p = inf
    """
    if step.direction == "forward":
        return not math.isfinite(step.data)
    return not all(
        math.isfinite(x) for part in step.contributions for x in (part.amount, part.after)
    )


def vanished_or_not_finite(step: Step) -> bool:
    """Whether a step backward passes on 0, or any step gives a nan or an infinity."""
    return vanished(step) or not_finite(step)


def predicate_of(until: Any, nodes: Collection[Value], symbols: Symbols) -> Predicate | None:
    """`until` as one predicate of a step; None if there is no breakpoint.

    Args:
        until: The breakpoints, in any form that `steps` takes.
        nodes: The Values of the graph.
        symbols: Their names.

    Raises:
        InputTypeError: If one is no breakpoint.
        InputValueError: If one is not in the graph.
    """
    if until is None:
        return None
    if is_iterable(until):
        predicates = [_predicate(one, nodes, symbols) for one in until]
        return lambda step: any(predicate(step) for predicate in predicates)
    return _predicate(until, nodes, symbols)


def _predicate(one: Any, nodes: Collection[Value], symbols: Symbols) -> Predicate:
    if isinstance(one, str):
        found = symbols.find(one)
        if found:
            return _at(found)
        one = _operation(one, nodes, symbols)
    if isinstance(one, Value):
        if not any(one is node for node in nodes):
            raise InputValueError(
                f"until is {one!r}, which the result does not depend on; give a Value that it was "
                "computed from"
            )
        return _at([one])
    if isinstance(one, Operation):
        op = one
        return lambda step: step.op is op
    if callable(one) and not isinstance(one, type):
        return one  # type: ignore[no-any-return]
    raise InputTypeError(
        f"until takes something to stop at, but was given {described(one)}; {_HINT}"
    )


def _operation(name: str, nodes: Collection[Value], symbols: Symbols) -> Operation:
    if name in TABLE:
        return TABLE[name]
    here = dict.fromkeys(node.op.name for node in nodes if node.op is not None)
    close = closest(name, [*symbols.known(), *here]) or closest(name, TABLE)
    hint = f"did you mean {close!r}? Otherwise " if close else ""
    raise InputValueError(
        f"until is {abbreviate(name)}, but no Value of the graph is called so, and no operation; "
        f"{hint}{_HINT}"
    )


def _at(nodes: list[Value]) -> Predicate:
    """Stop at the steps of Values; at leaves, at the steps of the operations that use them."""
    wanted = set(nodes)
    leaves = {node for node in nodes if node.op is None}

    return lambda step: step.node in wanted or not leaves.isdisjoint(step.operands)
