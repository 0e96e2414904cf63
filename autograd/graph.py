"""Makes, orders and walks the nodes of computation graphs, without recursion.

The order of every walk follows from the order of the operands alone, so the same program visits its
nodes in the same order in every process.
"""

from collections.abc import Hashable, Iterable, Sequence
from operator import attrgetter
from typing import Any, Protocol, TypeVar


class Node(Hashable, Protocol):
    """A node as this module sees it; `autograd.Value` explains the slots."""

    label: str
    op: Any
    scope: Any
    _number: float
    _grad: float
    _left: Any
    _left_local: float
    _right: Any
    _right_local: float
    _more: tuple[tuple[Any, float], ...] | None
    _template: tuple[Any, ...] | None

    @property
    def operands(self) -> tuple[Any, ...]:
        """The inputs through which a gradient flows."""

    @property
    def inputs(self) -> tuple[Any, ...]:
        """What the node was computed from, constants included."""


N = TypeVar("N", bound=Node)

_allocate: Any = object.__new__

number_of = attrgetter("_number")
"""The number of a node, even while a function is recorded, when asking for `.data` is an error."""
gradient_of = attrgetter("_grad")
"""Its gradient, likewise."""


def make(
    kind: type[N],
    scope: Any,
    number: float,
    op: Any = None,
    left: Any = None,
    left_local: float = 0.0,
    right: Any = None,
    right_local: float = 0.0,
    template: tuple[Any, ...] | None = None,
) -> N:
    """A node. This is the one place where nodes are made; `Value` explains what they keep."""
    node: N = _allocate(kind)
    node._number = number
    node._grad = 0.0
    node.label = ""
    node.scope = scope
    node.op = op
    node._left = left
    node._left_local = left_local
    node._right = right
    node._right_local = right_local
    node._more = None
    node._template = template
    return node


def connect(
    node: Node, op: Any, edges: Sequence[tuple[Any, float]], template: tuple[Any, ...] | None
) -> None:
    """Make a node the result of an operation of any number of operands.

    Args:
        node: The node.
        op: The operation.
        edges: Its operands with their local derivatives, in order.
        template: All inputs, with None for each operand; None where all inputs are operands.
    """
    node.op = op
    node._template = template
    node._left = node._right = node._more = None
    if edges:
        node._left, node._left_local = edges[0]
    if len(edges) > 1:
        node._right, node._right_local = edges[1]
        node._more = tuple(edges[2:]) or None


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
        if node is None:  # everything below the next node on the stack is in order
            append(pop())  # type: ignore[arg-type]
            continue
        while node not in seen:  # go down along first operands; the others wait on the stack
            see(node)
            left = node._left
            if untaken and node._template is not None:  # a branch not taken is no operand
                stack += [node, None, *(x for x in reversed(node.inputs) if hasattr(x, "operands"))]
                break
            if left is None:
                append(node)
                break
            push(node)
            push(None)
            right = node._right
            if right is not None:
                if node._more:
                    stack.extend(operand for operand, _ in reversed(node._more))
                push(right)
            node = left
    return order


def depending_on(order: Iterable[N], sources: Iterable[N]) -> set[N]:
    """The sources, and all nodes of an order that depend on one of them.

    Args:
        order: Nodes in topological order.
        sources: The nodes to start from.

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
