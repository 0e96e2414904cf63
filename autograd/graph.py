"""Orders and walks computation graphs, without recursion.

A graph is given by its root: any object with an ordered tuple `operands` of nodes like itself
(empty for a leaf) and a hash of its own identity. The order of every walk follows from the order
of the operands alone, so the same program visits its nodes in the same order in every process.
"""

from collections.abc import Hashable, Sequence
from typing import Protocol, TypeVar


class Node(Hashable, Protocol):
    """What the walks need to know about a node."""

    @property
    def operands(self) -> Sequence["Node"]:
        """The nodes that this node was computed from."""


N = TypeVar("N", bound=Node)


def topological_order(*roots: N) -> list[N]:
    """All nodes that the roots depend on, each exactly once and after all of its operands.

    A depth-first post-order with an explicit stack: linear in nodes and edges, and a chain of a
    million operations needs no more of Python's call stack than a single one. Reversed, it is the
    order of the backward pass.

    >>> from autograd import Value
    >>> a, b = Value(2.0, label="a"), Value(3.0, label="b")
    >>> c = a * b
    >>> [node.label or node.op.name for node in topological_order(c + a)]
    ['a', 'b', 'mul', 'add']
    """
    order: list[N] = []
    seen: set[N] = set()
    stack: list[N | None] = list(reversed(roots))
    append, see, push, pop = order.append, seen.add, stack.append, stack.pop
    while stack:
        node = pop()
        if node is None:  # marks that everything below the node on top of the stack is in order
            append(pop())  # type: ignore[arg-type]
            continue
        if node in seen:
            continue
        see(node)
        operands: Sequence[N] = node.operands  # type: ignore[assignment]
        if not operands:
            append(node)
            continue
        push(node)
        push(None)
        for operand in reversed(operands):
            if operand not in seen:
                push(operand)
    return order
