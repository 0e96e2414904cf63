"""The nodes of computation graphs: made, ordered and walked, without recursion.

The order of every walk follows from the order of the operands alone, so the same program visits its
nodes in the same order in every process.
"""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Self, TypeVar

from autograd.checks import described
from autograd.errors import InputTypeError


class Node:
    """A number that knows what it was computed from: what `autograd.Value` is for graphs.

    Attributes:
        label: The name shown in drawings.
        op: The operation that made it; None for a leaf.
        scope: The part of the program that made it.
    """

    # Used in this file, value.py and compiler/vectors.py; all others call the methods below.
    # Most nodes have one or two operands. These have slots of their own and no tuple: the garbage
    # collector visits every container, which is most of the cost of a graph.
    __slots__ = (
        "_grad",
        "_left",  # the first operand
        "_left_local",  # its local derivative
        "_more",  # ((operand, local derivative), ...) from the third on
        "_number",
        "_right",  # the second operand
        "_right_local",
        "_template",  # all inputs, None for each operand; None if all are operands
        "label",
        "op",
        "scope",
    )

    _number: float
    _grad: float
    _left: Self | None
    _left_local: float
    _right: Self | None
    _right_local: float
    _more: tuple[tuple[Self, float], ...] | None
    _template: tuple[Any, ...] | None
    label: str
    op: Any
    scope: Any

    @property
    def operands(self) -> tuple[Self, ...]:
        """The inputs through which gradients flow."""
        if self._left is None:
            return ()
        if self._right is None:
            return (self._left,)
        return (self._left, self._right, *[operand for operand, _ in self._more or ()])

    @property
    def local_derivatives(self) -> tuple[float, ...]:
        """d self / d operand for each operand, as of the forward pass."""
        return tuple([local for _, local in self.edges()])

    def edges(self) -> tuple[tuple[Self, float], ...]:
        """The operands, each with d self / d operand as of the forward pass.

        >>> from autograd import Value
        >>> x = Value(3.0)
        >>> [(operand.data, local) for operand, local in (x * 2.0).edges()]
        [(3.0, 2.0)]
        """
        if self._left is None:
            return ()
        first = (self._left, self._left_local)
        if self._right is None:
            return (first,)
        return (first, (self._right, self._right_local), *(self._more or ()))

    @property
    def inputs(self) -> tuple[Any, ...]:
        """What the operation was applied to, constants included."""
        if self._template is None:
            return self.operands
        operands = iter(self.operands)
        return tuple([next(operands) if x is None else x for x in self._template])

    @property
    def operand_positions(self) -> tuple[int, ...]:
        """Indices, in `inputs`, of the operands.

        >>> from autograd import Value
        >>> (2.0 - Value(3.0)).operand_positions
        (1,)
        """
        if self._template is None:
            return tuple(range(len(self.operands)))
        return tuple([k for k, x in enumerate(self._template) if x is None])

    @property
    def is_leaf(self) -> bool:
        """Whether this node was made from a number, not by an operation."""
        return self.op is None

    @property
    def _prev(self) -> tuple[Self, ...]:
        """`operands`, under the name that code written for micrograd uses."""
        return self.operands

    @property
    def _op(self) -> str:
        """The operation's symbol ('' for a leaf), under the name that micrograd uses."""
        return "" if self.op is None else str(self.op.symbol)


N = TypeVar("N", bound=Node)
T = TypeVar("T")

number_of = attrgetter("_number")
"""The number of a node, even while a function is recorded, when asking for `.data` is an error."""
gradient_of = attrgetter("_grad")
"""The gradient of a node, even while a function is recorded."""


def data_of(x: Any) -> Any:
    """The number of a Value; anything else as it is."""
    return x._number if isinstance(x, Node) else x


def check_result(
    x: Any, takes: str, hint: str = "give the Value that a computation gave, such as the loss"
) -> None:
    """Raise an error unless `x` is a Value.

    Args:
        x: What was given.
        takes: The beginning of the message, such as "steps(root) takes a Value".
        hint: What to give instead.

    >>> check_result(2.0, "steps(root) takes a Value")
    Traceback (most recent call last):
    autograd.errors.InputTypeError: steps(root) takes a Value, but was given 2.0 (float); give ...
    """
    if not isinstance(x, Node):
        raise InputTypeError(f"{takes}, but was given {described(x)}; {hint}")


def restored(kind: type[N], number: float, grad: float, label: str, scope: Any) -> N:
    """A leaf of any class, from the parts that a copy or a pickle holds."""
    node: N = object.__new__(kind)
    node._number = number
    node._grad = grad
    node.label = label
    node.scope = scope
    node.op = node._left = node._right = node._more = node._template = None
    return node


def connect(
    node: Node, op: Any, edges: Sequence[tuple[Any, float]], template: tuple[Any, ...] | None
) -> None:
    """Make a node the result of an operation of any number of operands.

    Args:
        node: The node.
        op: The operation.
        edges: Its operands with their local derivatives, in order.
        template: All inputs, None for each operand; None if all inputs are operands.
    """
    node.op = op
    node._template = template
    node._left = node._right = node._more = None
    if edges:
        node._left, node._left_local = edges[0]
    if len(edges) > 1:
        node._right, node._right_local = edges[1]
        node._more = tuple(edges[2:]) or None


def look_up_operands(node: Node, table: Mapping[Any, T]) -> list[T] | None:
    """The table's entry for each operand; None for a leaf, or if an input is not an operand.

    A faster `[table[x] for x in node.inputs]`, for loops over all nodes of a graph.
    """
    if node._template is not None or node._left is None:
        return None
    if node._right is None:
        return [table[node._left]]
    if node._more is None:
        return [table[node._left], table[node._right]]
    return [table[operand] for operand in node.operands]


def update(node: Node, anew: Node) -> None:
    """Give a node the number, operation, inputs and local derivatives of another one."""
    node._number = anew._number
    connect(node, anew.op, anew.edges(), anew._template)


def topological_order(*roots: N, untaken: bool = False) -> list[N]:
    """All nodes that the roots depend on, each exactly once and after all of its operands.

    A depth-first post-order with an explicit stack: linear in nodes and edges, and a chain of a
    million operations needs no more of Python's call stack than a single one. Reversed, it is the
    order of the backward pass.

    Args:
        roots: The nodes to start from.
        untaken: Whether to enter the branches that `where` did not take as well. No gradient flows
            there, but pictures and copies include them.

    >>> from autograd import Value
    >>> a, b = Value(2.0, label="a"), Value(3.0, label="b")
    >>> c = a * b
    >>> [node.label or node.op.name for node in topological_order(c + a)]
    ['a', 'b', 'mul', 'add']
    """
    for root in roots:
        check_result(root, "topological_order takes Values")
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
                below: Any = [x for x in reversed(node.inputs) if isinstance(x, Node)]
                stack += [node, None, *below]
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
