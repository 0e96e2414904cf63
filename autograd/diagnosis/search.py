"""Finds where numbers stop being finite in a graph, forward and backward, in linear time."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from autograd.functional.sweeps import data_of
from autograd.value import Value


def is_broken(x: float) -> bool:
    """Whether a number is nan or infinite.

    >>> is_broken(float("nan")), is_broken(1e308)
    (True, False)
    """
    return x - x != 0.0


def culpable(node: Value) -> list[Any]:
    """The inputs that make a Value nan or infinite; none if all inputs are finite.

    A nan comes from a nan if there is one, or else from infinities. An infinity comes from an
    infinity, or else from a nan. Values are blamed before constants, which are there on purpose.

    >>> x = Value(float("-inf"))
    >>> culpable(x + 1.0) == [x], culpable(Value(1.0) + float("inf")), culpable(Value(0.0) / 0.0)
    (True, [inf], [])
    """
    values: list[Any] = list(node.operands)
    constants = [x for x in node.inputs if not isinstance(x, Value)]
    tests = (math.isnan, math.isinf) if math.isnan(node.data) else (math.isinf, math.isnan)
    for test in tests:
        for group in (values, constants):
            if found := [x for x in group if test(data_of(x))]:
                return found
    return []


def _culpable_values(node: Value) -> list[Value]:
    return [x for x in culpable(node) if isinstance(x, Value)]


def first_cause(order: Sequence[Value], roots: Iterable[Value]) -> tuple[list[Value], list[Value]]:
    """The first Values that became nan or infinite, and the path from the first one to a root.

    Args:
        order: The graph in topological order.
        roots: The results; finite ones are ignored.

    Returns:
        The causes in topological order, and the shortest path from the first of them to a root.
        Both are empty if all roots are finite.
    """
    spoilt = [root for root in roots if is_broken(root.data)]
    if not spoilt:
        return [], []
    towards, ends = _ways(order, spoilt, _culpable_values)
    causes = ends[::-1]
    return causes, follow(causes[0], towards)


def path_to_root(order: Sequence[Value], roots: Iterable[Value], node: Value) -> list[Value]:
    """The shortest path from a Value of the graph to a root."""
    return follow(node, _ways(order, roots, lambda x: x.operands)[0])


def _ways(
    order: Sequence[Value],
    roots: Iterable[Value],
    below: Callable[[Value], Sequence[Value]],
) -> tuple[dict[Value, Value], list[Value]]:
    """The next node towards the nearest root, for all nodes below; and the dead ends.

    `below` gives the nodes to go on to. In reverse topological order a node comes after all nodes
    that lead to it, so its distance is final when it is visited.
    """
    distance = dict.fromkeys(roots, 0)
    towards: dict[Value, Value] = {}
    ends = []
    for node in reversed(order):
        if node not in distance:
            continue
        further = distance[node] + 1
        inner = below(node)
        if not inner:
            ends.append(node)
        for x in inner:
            if further < distance.get(x, further + 1):
                distance[x] = further
                towards[x] = node
    return towards, ends


def follow(node: Value, towards: dict[Value, Value]) -> list[Value]:
    """The path from a node along `towards` to its end."""
    path = [node]
    while (following := towards.get(path[-1])) is not None:
        path.append(following)
    return path


@dataclass(frozen=True, eq=False)
class Edge:
    """An edge of a graph, at which a backward pass stops being finite.

    Attributes:
        node: The Value whose gradient came in.
        operand: Its operand, whose gradient became nan or infinite.
        position: The position of the operand among the operands.
        local_derivative: d node / d operand.
        incoming: The gradient of the node.
        before: The gradient of the operand before the step.
    """

    node: Value
    operand: Value
    position: int
    local_derivative: float
    incoming: float
    before: float

    @property
    def input_position(self) -> int:
        """The position of the operand among the inputs."""
        return self.node.operand_positions[self.position]

    @property
    def input_name(self) -> str:
        """The operation's name for the operand."""
        assert self.node.op is not None
        return self.node.op.inputs[self.input_position]

    @property
    def contribution(self) -> float:
        """The amount that the step adds to the gradient of the operand."""
        return self.local_derivative * self.incoming


def backward_break(
    order: Sequence[Value],
    seeds: dict[Value, float],
    is_wrong: Callable[[float], bool] = is_broken,
) -> Edge | None:
    """The first step of a backward pass that makes a gradient nan or infinite, or None.

    It computes what `backward` would, but writes no `grad`.

    >>> from autograd import sqrt
    >>> x = Value(0.0)
    >>> y = sqrt(x)
    >>> backward_break([x, y], {y: 1.0}).local_derivative
    inf
    """
    cotangents = dict(seeds)
    for node in reversed(order):
        incoming = cotangents.pop(node, None)
        if incoming is None:
            continue
        for position, (operand, local) in enumerate(node.edges()):
            before = cotangents.get(operand, 0.0)
            total = before + local * incoming
            if is_wrong(total):
                return Edge(node, operand, position, local, incoming, before)
            cotangents[operand] = total
    return None
