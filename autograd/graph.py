"""Orders and walks computation graphs, without recursion.

The order of every walk follows from the order of the operands alone, so the same program visits its
nodes in the same order in every process.
"""

from collections.abc import Hashable, Iterable
from typing import Any, Protocol, TypeVar


class Node(Hashable, Protocol):
    """What the walks need to know about a node: the slots in which it keeps its operands."""

    _left: Any
    _right: Any
    _more: tuple[tuple[Any, float], ...] | None
    _template: tuple[Any, ...] | None

    @property
    def operands(self) -> tuple[Any, ...]:
        """Those through which a gradient flows."""

    @property
    def inputs(self) -> tuple[Any, ...]:
        """All that it was computed from, numbers included."""


N = TypeVar("N", bound=Node)


def topological_order(*roots: N, untaken: bool = False) -> list[N]:
    """All nodes that the roots depend on, each exactly once and after all of its operands.

    A depth-first post-order with an explicit stack: linear in nodes and edges, and a chain of a
    million operations needs no more of Python's call stack than a single one. Reversed, it is the
    order of the backward pass.

    Args:
        roots: The nodes to start from.
        untaken: Whether to enter the branches that `where` did not take as well. No gradient flows
            there, but pictures and copies have them.

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
        left = node._left
        template = node._template if untaken else None
        if template is not None and any(hasattr(x, "_left") for x in template):
            push(node)
            push(None)  # in the order of all inputs, which does not depend on the branch taken
            stack.extend(x for x in reversed(node.inputs) if hasattr(x, "_left"))
            continue
        if left is None:
            append(node)
            continue
        push(node)
        push(None)
        right = node._right
        if right is not None:
            if node._more:
                stack.extend(operand for operand, _ in reversed(node._more))
            if right not in seen:
                push(right)
        if left is not None and left not in seen:
            push(left)
    return order


def depending_on(order: Iterable[N], sources: Iterable[N]) -> set[N]:
    """The sources, and the nodes, of those in topological order, that depend on one of them.

    >>> from autograd import Value
    >>> a, b = Value(2.0, label="a"), Value(3.0, label="b")
    >>> c = a * b + b
    >>> found = depending_on(topological_order(c), [a])
    >>> [node.label or node.op.name for node in topological_order(c) if node in found]
    ['a', 'mul', 'add']
    """
    found = set(sources)
    for node in order:
        if any(operand in found for operand in node.operands):
            found.add(node)
    return found
