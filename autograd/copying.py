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
    template: tuple[Any, ...] | None = None,
    left: V | None = None,
    left_local: float = 0.0,
    right: V | None = None,
    right_local: float = 0.0,
    *more: Any,
) -> V:
    """A node from what its slots hold; in `more` are operands and derivatives in turn."""
    node: V = object.__new__(kind)
    node._data = data
    node._grad = grad
    node.label = label
    node.op = op
    node._template = template
    node._left = left
    node._left_local = left_local
    node._right = right
    node._right_local = right_local
    node._more = tuple(zip(more[::2], more[1::2], strict=True)) or None
    return node


def _parts(node: Any, substitutes: dict[Any, Any]) -> tuple[Any, ...]:
    """The arguments with which `rebuild` copies the node, on the substitutes of its operands."""
    parts: tuple[Any, ...] = (type(node), node._data, node._grad, node.label, node.op)
    if node.op is None:
        return parts
    template = node._template
    if template is not None:
        # A branch that `where` did not take is an input but no operand. It is copied only if it is
        # in the graph for another reason.
        template = tuple([substitutes.get(x, x) if hasattr(x, "_left") else x for x in template])
    if node._left is None:
        return (*parts, template)
    parts += (template, substitutes[node._left], node._left_local)
    if node._right is None:
        return parts
    parts += (substitutes[node._right], node._right_local)
    for operand, local in node._more or ():
        parts += (substitutes[operand], local)
    return parts


def shallow_copy(node: V) -> V:
    """A node of its own on the same operands."""
    copy: V = rebuild(*_parts(node, {operand: operand for operand in node.operands}))
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
