"""Jacobians and Hessians, whose cost follows the entries that are not zero."""

import functools
from collections.abc import Callable, Sequence
from typing import Any, Never

from autograd.functional.calls import Call, Function, picked, positions, refuse_unknown
from autograd.functional.structure import flatten_result, refilled
from autograd.functional.sweeps import influenced_edges, pull_back, times
from autograd.graph import topological_order
from autograd.value import Value

__all__ = ["hessian", "jacobian"]


def _sparse_rows(roots: Sequence[Any], call: Call) -> list[dict[int, Any]]:
    """The Jacobian, a dict {column: entry} for each root. The cost follows the non-zero entries.

    With more roots than sources, every node carries its non-zero derivatives forward. Otherwise
    every root is followed back through its own part of the graph.
    """
    columns = {source: k for k, source in enumerate(call.sources)}
    nodes = [y for y in roots if isinstance(y, Value)]
    # Only the reverse sweep has derivatives of derivatives at kinks: see `kinks`.
    if call.as_values or len(roots) <= len(columns):
        return [_row_in_reverse(y, columns, call.as_values) for y in roots]
    carried: dict[Value, dict[int, Any]] = {source: {k: 1.0} for source, k in columns.items()}
    for node in topological_order(*nodes):
        if node in columns:
            continue
        row: dict[int, Any] = {}
        for operand, local in influenced_edges(node, carried):
            for k, entry in carried[operand].items():
                part = times(local, entry)
                row[k] = row[k] + part if k in row else part
        if row:
            carried[node] = row
    return [carried.get(y, {}) if isinstance(y, Value) else {} for y in roots]


def _row_in_reverse(y: Any, columns: dict[Value, int], as_values: bool) -> dict[int, Any]:
    if not isinstance(y, Value):
        return {}
    present = [node for node in topological_order(y) if node in columns]
    entries = pull_back({y: 1.0}, present, as_values=as_values)
    return {columns[node]: entry for node, entry in zip(present, entries, strict=True)}


def _dense(
    rows: Sequence[dict[int, Any]], rebuild: Callable[[list[Any]], Any], call: Call
) -> list[Any]:
    """For each argument the derivatives by it, in its structure, inside that of the result."""
    width = range(len(call.sources))
    entries = [call.restore([call.finish(row.get(j, 0.0)) for j in width]) for row in rows]
    return [rebuild([entry[k] for entry in entries]) for k in range(len(call.arguments))]


def _inside(structure: Any, by_argument: Sequence[Any], argnums: Any) -> Any:
    """The derivatives by the arguments, picked in the place of each number or array of a result."""
    if isinstance(structure, dict):
        keys = structure.keys()
        return {k: _inside(structure[k], [part[k] for part in by_argument], argnums) for k in keys}
    if isinstance(structure, list | tuple):
        rows = zip(*by_argument, strict=True)
        parts = [_inside(p, row, argnums) for p, row in zip(structure, rows, strict=True)]
        return refilled(structure, parts)
    return picked(by_argument, argnums)


def _entries(rows: Sequence[dict[int, Any]], call: Call) -> dict[tuple[int, int], Any]:
    return {(i, j): call.finish(entry) for i, row in enumerate(rows) for j, entry in row.items()}


def jacobian(
    f: Function,
    argnums: int | Sequence[int] = 0,
    *,
    has_aux: bool = False,
    sparse: bool = False,
    **unknown: Never,
) -> Function:
    """The matrix of all derivatives of a function with several results.

    With at most as many results as inputs it uses reverse mode, otherwise forward mode; in both
    the cost follows the non-zero entries.

    Args:
        f: The function; its result may be a number or any structure of numbers.
        argnums: The position of the argument to differentiate by, or a tuple of them.
        has_aux: Whether f returns a pair, of which only the first is differentiated.
        sparse: Whether to return a dict {(row, column): entry} of the entries that may be non-zero;
            columns are the numbers in the argument, or in all of them, from the first position on.
        **unknown: There are no others; the error says what to write.

    Returns:
        A function of the same arguments that returns the structure of the result, with the
        structure of the argument in the place of each number (a tuple of them if argnums is one);
        with has_aux a pair of it and the auxiliary result.

    >>> jacobian(lambda x: [x[0] * x[1], x[0] + x[1]])([2.0, 3.0])
    [[3.0, 2.0], [1.0, 1.0]]
    >>> jacobian(lambda x, y: [x * y, x + y], argnums=(0, 1))(2.0, 3.0)
    [(3.0, 2.0), (1.0, 1.0)]
    >>> jacobian(lambda x: [2 * x[1], 3 * x[0]], sparse=True)([2.0, 3.0])
    {(0, 1): 2.0, (1, 0): 3.0}
    """
    refuse_unknown(unknown, "jacobian", "f, argnums, has_aux and sparse")
    places = positions(argnums, "jacobian")

    @functools.wraps(f)
    def wrapped(*args: Any, **named: Any) -> Any:
        call = Call(f, args, places, "jacobian")
        result, aux = call.run(has_aux, **named)
        outputs, rebuild = flatten_result(result, "jacobian")
        call.examine(outputs)
        rows = _sparse_rows(outputs, call)
        if sparse:
            found = _entries(rows, call)
        else:
            by_argument = _dense(rows, lambda entries: rebuild(iter(entries)), call)
            found = _inside(result, by_argument, argnums)
        return (found, call.finish_aux(aux)) if has_aux else found

    return wrapped


def hessian(
    f: Function,
    argnums: int | Sequence[int] = 0,
    *,
    has_aux: bool = False,
    sparse: bool = False,
    **unknown: Never,
) -> Function:
    """The matrix of all second derivatives of a function that returns one number.

    The cost follows the non-zero entries: for a sum of terms of neighbouring variables it grows
    with the number of variables, not with its square.

    Args:
        f: The function.
        argnums: The position of the argument to differentiate by, or a tuple of them; the result
            is then a tuple of rows, which are tuples.
        has_aux: Whether f returns a pair, of which only the first is differentiated; the result is
            then a pair as well.
        sparse: Whether to return a dict {(row, column): entry} of the entries that may be non-zero.
        **unknown: There are no others; the error says what to write.

    >>> hessian(lambda x: x[0] ** 2 * x[1])([1.0, 2.0])
    [[4.0, 2.0], [2.0, 0.0]]
    >>> hessian(lambda x, y: x**2 * y, argnums=(0, 1))(1.0, 2.0)
    ((4.0, 2.0), (2.0, 0.0))
    """
    refuse_unknown(unknown, "hessian", "f, argnums, has_aux and sparse")
    places = positions(argnums, "hessian")

    @functools.wraps(f)
    def wrapped(*args: Any, **named: Any) -> Any:
        call = Call(f, args, places, "hessian")
        slopes, aux = call.slopes(has_aux, **named)
        rows = _sparse_rows(slopes, call)
        if sparse:
            found = _entries(rows, call)
        else:
            by_argument = _dense(rows, call.restore, call)
            found = picked(_inside(call.arguments, by_argument, argnums), argnums)
        return (found, call.finish_aux(aux)) if has_aux else found

    return wrapped
