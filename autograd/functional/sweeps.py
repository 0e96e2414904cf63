"""Carries derivatives through a recorded graph, in reverse or forward.

`Value.backward` is the fast reverse sweep that writes `.grad`. The sweeps here write nothing. They
can compute with Values, so that the result can be differentiated again.
"""

import functools
import operator
from collections.abc import Container, Sequence
from typing import Any

from autograd.checks import abbreviate
from autograd.errors import InputTypeError, InputValueError
from autograd.functional.kinks import same_kinks, smoothed
from autograd.graph import connect, data_of, depending_on, number_of, topological_order
from autograd.recording.contexts import recording
from autograd.recording.predicates import number
from autograd.value import Value

__all__ = ["data_of", "gradients", "local_values", "pull_back", "push_forward", "times"]


def local_values(node: Value) -> list[Any]:
    """The local derivatives of a node as Values, which depend on its inputs.

    Raises:
        InputValueError: If the data of an input was changed since the node was recorded.
    """
    op = node.op
    assert op is not None
    inputs = node.inputs
    rules = [op.derivatives[position] for position in node.operand_positions]
    found = [rule(node, *inputs) if callable(rule) else rule for rule in rules]
    # The rules read the current numbers. If these were changed after the recording, the slopes
    # differ, and their derivatives would be silently wrong.
    for new, recorded in zip(found, node.local_derivatives, strict=True):
        slope = data_of(new)
        if slope != recorded and slope == slope:
            raise InputValueError(
                f"the data of an input of {node!r} ({op.name}) was changed after the operation was "
                "recorded, so its derivative cannot be differentiated; record it again"
            )
    return found


def make_constant(leaf: Value) -> Value:
    """A leaf, made the constant that it is to everybody else: it is no variable any more.

    Transforms answer with Values where a function uses leaves besides its arguments. What another
    transform within it has made of plain numbers must not count as such.
    """
    connect(leaf, number, (), (number_of(leaf),))
    return leaf


def constant_node(x: float) -> Value:
    """A number that depends on nothing, as a Value."""
    return make_constant(Value(x))


def times(a: Any, b: Any) -> Any:
    """a * b, without recording a product with exactly 1."""
    if type(a) is float and a == 1.0:
        return b
    return a if type(b) is float and b == 1.0 else a * b


def seeds_of(outputs: Sequence[Any], cotangents: Sequence[Any]) -> dict[Value, Any]:
    """The cotangent of each Value among the outputs; an output may be there twice."""
    seeds: dict[Value, Any] = {}
    for y, cotangent in zip(outputs, cotangents, strict=True):
        if isinstance(y, Value):
            seeds[y] = seeds[y] + cotangent if y in seeds else cotangent
    return seeds


def pull_back(seeds: dict[Value, Any], sources: Sequence[Value], *, as_values: bool) -> list[Any]:
    """Reverse mode: for each source the sum of seed * d root / d source over the roots.

    Args:
        seeds: A cotangent for each root.
        sources: The nodes to differentiate by.
        as_values: Whether to compute with Values, so that the result can be differentiated, or
            with the recorded numbers, which is faster.
    """
    order = topological_order(*seeds)
    influenced = depending_on(order, sources)  # no gradient reaches a source by another node
    wanted = set(sources)
    cotangents: dict[Value, Any] = dict(seeds)
    results: dict[Value, Any] = {}
    same = same_kinks(order) if as_values else {}
    for node in reversed(order):
        cotangent = cotangents.pop(node, None)  # complete: all that use the node come before it
        if cotangent is None or node not in influenced:
            continue
        if node in wanted:
            results[node] = cotangent
        twin = same.get(node)
        if twin is None:
            passed = _passed_on(node, cotangent, influenced, as_values)
        else:
            passed = [(twin, cotangent)]
        for operand, part in passed:
            before = cotangents.get(operand)
            cotangents[operand] = part if before is None else before + part
    return [results.get(source, 0.0) for source in sources]


def _passed_on(
    node: Value, cotangent: Any, influenced: Container[Value], as_values: bool
) -> list[tuple[Value, Any]]:
    """The operands that depend on a source, each with local derivative * cotangent.

    Without such an operand no local derivative is computed as a Value: that may be expensive, and
    would raise errors for changed data where nothing is to be differentiated.
    """
    if not as_values:
        return [(x, times(local, cotangent)) for x, local in influenced_edges(node, influenced)]
    operands = node.operands
    if not any(operand in influenced for operand in operands):
        return []
    locals_ = local_values(node)
    smooth = smoothed(node, cotangent)
    if smooth is not None:
        locals_, cotangent = smooth
    pairs = zip(operands, locals_, strict=True)
    return [(x, times(local, cotangent)) for x, local in pairs if x in influenced]


def influenced_edges(node: Value, influenced: Container[Value]) -> list[tuple[Value, float]]:
    """The operands that depend on a source, each with its local derivative as recorded."""
    return [(operand, local) for operand, local in node.edges() if operand in influenced]


def push_forward(
    tangents: dict[Value, Any], outputs: Sequence[Any], *, as_values: bool
) -> list[Any]:
    """Forward mode: for each output the sum of d output / d source * tangent over the sources."""
    if as_values:
        return _push_by_pulling_twice(tangents, outputs)
    found: dict[Value, Any] = dict(tangents)
    for node in topological_order(*[y for y in outputs if isinstance(y, Value)]):
        if node in tangents:
            continue
        parts = [times(local, found[x]) for x, local in influenced_edges(node, found)]
        if parts:
            found[node] = functools.reduce(operator.add, parts)
    return [found.get(y, 0.0) if isinstance(y, Value) else 0.0 for y in outputs]


def _push_by_pulling_twice(tangents: dict[Value, Any], outputs: Sequence[Any]) -> list[Any]:
    """Forward mode with Values, by two reverse sweeps, which know about kinks (see `kinks`).

    The derivatives by the sources are linear in the cotangents of the outputs: times the tangents
    and summed, their derivatives by these cotangents are what forward mode gives.
    """
    with recording():
        cotangents = [constant_node(1.0) for _ in outputs]
        slopes = pull_back(seeds_of(outputs, cotangents), list(tangents), as_values=True)
        pairs = list(zip(slopes, tangents.values(), strict=True))
        seeds = seeds_of([slope for slope, _ in pairs], [tangent for _, tangent in pairs])
        return pull_back(seeds, cotangents, as_values=True)


def gradients(y: Value, xs: Sequence[Value]) -> list[Value]:
    """dy/dx for each x, as Values that can be differentiated again; no `.grad` is touched.

    Args:
        y: The result.
        xs: Nodes of its graph, leaves or not; a node that y does not depend on gets 0.

    Raises:
        InputValueError: Within `no_grad`, if y has no operands.

    >>> x = Value(3.0)
    >>> (slope,) = gradients(x**3, [x])
    >>> (curvature,) = gradients(slope, [x])
    >>> slope.data, curvature.data, x.grad
    (27.0, 18.0, 0.0)
    """
    if not isinstance(y, Value):
        raise InputTypeError(f"gradients(y, xs) takes a Value for y, but was given {abbreviate(y)}")
    if not isinstance(xs, list | tuple) or not all(isinstance(x, Value) for x in xs):
        raise InputTypeError(
            f"gradients(y, xs) takes a list of Values for xs, but was given {abbreviate(xs)}"
        )
    if not any(x is y for x in xs):  # `in` would compare numbers
        y.check_recorded("gradients()")
    results = pull_back({y: 1.0}, list(xs), as_values=True)
    return [g if isinstance(g, Value) else constant_node(g) for g in results]
