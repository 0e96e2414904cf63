"""Copies and pickles graphs: without recursion, in linear time, keeping shared nodes shared."""

from operator import itemgetter
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from autograd.graph import topological_order

V = TypeVar("V", bound=Any)


def rebuild(
    kind: type[V],
    data: float,
    grad: float,
    label: str,
    op: Any,
    inputs: tuple[Any, ...] | None,
    operands: tuple[V, ...],
    local_derivatives: tuple[float, ...],
) -> V:
    """A node of that class from what its slots hold; inputs None for the same as the operands."""
    node: V = object.__new__(kind)
    node._data = data
    node._grad = grad
    node.label = label
    node.op = op
    node.inputs = operands if inputs is None else inputs
    node.operands = operands
    node.local_derivatives = local_derivatives
    return node


def _parts(node: Any, substitutes: dict[Any, Any]) -> tuple[Any, ...]:
    """The arguments with which `rebuild` copies the node, on the substitutes of its operands."""
    inputs = None
    if node.inputs is not node.operands:
        # A branch that `where` did not take is an input, but no operand, and not part of the graph.
        inputs = tuple([substitutes.get(x, x) for x in node.inputs])
    operands = tuple([substitutes[x] for x in node.operands])
    grown = (node.label, node.op, inputs, operands, node.local_derivatives)
    return type(node), node._data, node._grad, *grown


def shallow_copy(node: V) -> V:
    """A node of its own on the same operands."""
    copy: V = rebuild(*_parts(node, {x: x for x in node.operands}))
    return copy


def deep_copy(root: V, memo: dict[int, Any]) -> V:
    """The whole graph below the root; nodes that `copy.deepcopy` has copied before are reused."""
    copies: dict[V, V] = {}
    for node in topological_order(root):
        copy = memo.get(id(node))
        if copy is None:
            copy = memo[id(node)] = rebuild(*_parts(node, copies))
        copies[node] = copy
    return copies[root]


class _StandIn:
    """Stands for a node in a pickle, and is loaded as the node itself.

    Stand-ins are pickled in topological order, so that a pickler meets the operands of a node
    before the node, and never recurses. A pickler writes an object only once; since a node has one
    stand-in at a time, graphs that share nodes share them again when they are loaded.
    """

    __slots__ = ("__weakref__", "node", "parts")

    def __init__(self, node: Any, stand_ins: dict[Any, "_StandIn"]) -> None:
        self.node = node  # kept alive, so that no other node can get its id meanwhile
        self.parts = _parts(node, stand_ins)

    def __reduce__(self) -> tuple[Any, ...]:
        return rebuild, self.parts


_stand_ins: "WeakValueDictionary[int, _StandIn]" = WeakValueDictionary()


def reduce(root: Any) -> tuple[Any, ...]:
    """What `pickle` asks of a node: its graph as stand-ins, of which the last is the node."""
    found: dict[Any, _StandIn] = {}
    for node in topological_order(root):
        stand_in = _stand_ins.get(id(node))
        if stand_in is None:
            stand_in = _stand_ins[id(node)] = _StandIn(node, found)
        found[node] = stand_in
    return itemgetter(-1), (list(found.values()),)
