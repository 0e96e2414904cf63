"""Copies and pickles graphs: without recursion, in linear time, keeping shared nodes shared."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from autograd.graph import Node, connect, gradient_of, number_of, restored, topological_order

V = TypeVar("V", bound=Any)


def rebuild(
    kind: type[V],
    state: dict[str, Any] | None,
    data: float,
    grad: float,
    label: str,
    op: Any,
    scope: Any,
    template: tuple[Any, ...] | None = None,
    left: V | None = None,
    left_local: float = 0.0,
    right: V | None = None,
    right_local: float = 0.0,
    *more: Any,
) -> V:
    """A node from its parts; `more` alternates operands and local derivatives."""
    node: V = restored(kind, data, grad, label, scope)
    if op is not None:
        edges = ((left, left_local), (right, right_local), *zip(more[::2], more[1::2], strict=True))
        connect(node, op, [edge for edge in edges if edge[0] is not None], template)
    if state:
        node.__dict__.update(state)
    return node


def _parts(node: Any, substitutes: Mapping[Any, Any]) -> tuple[Any, ...]:
    """The arguments of `rebuild` for a copy of the node on the substitutes of its inputs."""
    state = getattr(node, "__dict__", None) or None  # what a subclass has added
    kind = getattr(type(node), "copied_as", None) or type(node)
    parts = (kind, state, number_of(node), gradient_of(node), node.label, node.op, node.scope)
    if node.op is None:
        return parts
    inputs, positions = node.inputs, node.operand_positions
    template = None
    if len(positions) < len(inputs):
        kept = [substitutes[x] if isinstance(x, Node) else x for x in inputs]
        template = tuple([None if k in positions else x for k, x in enumerate(kept)])
    edges = [part for operand, local in node.edges() for part in (substitutes[operand], local)]
    return (*parts, template, *edges)


class _Themselves(dict[Any, Any]):
    """The substitutes of a shallow copy: every node stands for itself."""

    def __missing__(self, node: Any) -> Any:
        return node


def shallow_copy(node: V) -> V:
    """A new node on the same operands."""
    copy: V = rebuild(*_parts(node, _Themselves()))
    return copy


def deep_copy(root: V, memo: dict[int, Any]) -> V:
    """A copy of the graph below the root; `memo` has what `copy.deepcopy` has copied already."""
    copies: dict[V, V] = {}
    for node in topological_order(root, untaken=True):
        copy = memo.get(id(node))
        if copy is None:
            copy = memo[id(node)] = rebuild(*_parts(node, copies))
        copies[node] = copy
    return copies[root]


class _StandIn:
    """Stands for a node in a pickle, and is loaded as the node itself.

    Stand-ins are pickled in topological order: a pickler meets the inputs of a node before the
    node, so it never recurses. A pickler writes an object only once, and a node has one stand-in at
    a time, so graphs that share nodes share them again when they are loaded.
    """

    __slots__ = ("__weakref__", "inputs", "node")

    def __init__(self, node: Any, inputs: "dict[Any, _StandIn]") -> None:
        self.node = node  # kept alive, so that no other node can get its id meanwhile
        self.inputs = inputs

    def __reduce__(self) -> tuple[Any, ...]:
        return rebuild, _parts(self.node, self.inputs)


_stand_ins: "WeakValueDictionary[int, _StandIn]" = WeakValueDictionary()


def reduce(root: Any) -> tuple[Any, ...]:
    """Pickle a node as the list of its graph's stand-ins, and load it as the last of them."""
    found: dict[Any, _StandIn] = {}
    for node in topological_order(root, untaken=True):
        stand_in = _stand_ins.get(id(node))
        if stand_in is None:
            inputs = {x: found[x] for x in node.inputs if x in found}
            stand_in = _stand_ins[id(node)] = _StandIn(node, inputs)
        found[node] = stand_in
    return itemgetter(-1), (list(found.values()),)
