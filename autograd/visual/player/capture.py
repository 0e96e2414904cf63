"""Capture: the numbers and the wiring of a graph at one moment, as arrays."""

from __future__ import annotations

import bisect
import gc
from collections.abc import Iterator, Mapping
from itertools import chain
from operator import attrgetter
from typing import Any, Self

from autograd.graph import data_of, number_of, topological_order
from autograd.names.called import ARITHMETIC, Called, Constant, called
from autograd.names.variables import Variables, names_and_parameters
from autograd.recording.entries import Entry
from autograd.value import Value
from autograd.visual.zeros import signed_zeros
from autograd.writing.text import display, number

LONGEST_NAME = 200


class Capture:
    """A graph at one moment: it stays as it was, whatever happens to the Values afterwards.

    Nodes are Values, and the numbers that sums, differences, products and quotients were computed
    with. They are numbered in topological order; the root is the last. Of node k, the operands are
    `operands[starts[k] : starts[k + 1]]`, and the derivatives by them that part of `locals`.

    Attributes:
        title: The name of the moment, such as "epoch 3".
        data: The number of each node, float64 of shape (nodes,).
        starts: Where the operands of each node begin, and the end: int32 of shape (nodes + 1,).
        operands: The operands of all nodes: int32 of shape (edges,).
        locals: d node / d operand for each of them, float64; 0 where the operand is a constant.
        operations: For each node an index into `symbols`; -1 for a leaf.
        symbols: The text on each operation: `+`, or with constants that are no nodes: `** 2.0`.
        functions: For each symbol the operation's name.
        rows: For each symbol the operation, and its constants in their places: None for operands.
        names: The names of nodes, as `autograd.names.called` finds them; a constant without one has
            none. Other nodes without a name get `letter` and a number, in their order: see `name`.
        paths: The paths of nodes in a model, and variables, where the name is another.
        letter: A letter that is free: no name is this letter and a number.
        parameters: The leaves that are parameters of a model.
        constants: The leaves that are numbers and no Values: no gradient flows there.
        sums: The nodes that are the pre-activation of a neuron.
        signed: The nodes that are -0.0 where another result would follow from 0.0.
        scopes: For each node an index into `scope_list`; 0 for none.
        scope_list: The scopes; the first is None.
    """

    def __init__(self, root: Value, title: str, variables: Variables, model: Any = None) -> None:
        self.title = display(title, LONGEST_NAME)
        with no_collector():
            self._read(topological_order(root), variables, model)

    def _read(self, order: list[Value], variables: Variables, model: Any) -> None:
        import numpy

        found, parameters = names_and_parameters(order, variables, model)
        paths = {node: display(name, LONGEST_NAME) for node, name in found.items()}
        labels = {node: str(node.label) for node in order if node.label}
        labels = {node: display(name, LONGEST_NAME) for node, name in labels.items()}
        names = called(order, paths, labels, parameters)
        nodes: list[Value | Constant] = [*order]
        if names.constants:
            nodes = list(_with_constants(order, names))
        index = {node: k for k, node in enumerate(nodes)}
        self.data = numpy.array([_number_of(node) for node in nodes], dtype=float)
        self._read_edges(nodes, index, names)
        self._read_operations(nodes)
        scopes, codes = _numbered([_scope_of(node) for node in nodes])
        self.scope_list, self.scopes = [None, *scopes], codes + 1
        self._read_names(index, names, paths)
        self.parameters = sorted(index[node] for node in parameters)
        self.constants = [k for k, node in enumerate(nodes) if isinstance(node, Constant)]
        self.sums = sorted(index[node] for node in names.sums)
        is_minus = numpy.signbit(self.data) & (self.data == 0.0)
        heads = numpy.repeat(numpy.arange(len(nodes)), numpy.diff(self.starts))
        users: list[Any] = [nodes[k] for k in numpy.unique(heads[is_minus[self.operands]])]
        self.signed = sorted({index[node] for node in signed_zeros(users, names.constants)})

    def _read_edges(self, nodes: list[Value | Constant], index: Any, names: Called) -> None:
        """The operands of each node, as numbers of nodes; one after the other."""
        import numpy

        edges: Any = nodes if not names.constants else [_Edges(node, names) for node in nodes]
        operands = [node.operands for node in edges]
        counts = numpy.fromiter(map(len, operands), numpy.int32, len(nodes))
        self.starts = numpy.concatenate([[0], numpy.cumsum(counts)]).astype(numpy.int32)
        found = map(index.__getitem__, chain.from_iterable(operands))
        self.operands = numpy.fromiter(found, numpy.int32, self.starts[-1])
        derivatives = map(attrgetter("local_derivatives"), edges)
        self.locals = numpy.fromiter(chain.from_iterable(derivatives), float, self.starts[-1])

    def _read_operations(self, nodes: list[Value | Constant]) -> None:
        """The operations, where one with other constants is another."""
        keys: list[Any] = [None if isinstance(node, Constant) else node.op for node in nodes]
        counts = (self.starts[1:] - self.starts[:-1]).tolist()
        for k, (node, op) in enumerate(zip(nodes, keys, strict=True)):
            if not isinstance(node, Constant) and op and counts[k] < len(op.inputs):
                keys[k] = (op, *_constants(node))
        codes, self.operations = _numbered(keys)
        self.rows = [key if isinstance(key, tuple) else (key,) for key in codes]
        self.symbols = [_symbol(op, constants) for op, *constants in self.rows]
        self.functions = [op.name for op, *_ in self.rows]

    def _read_names(self, index: Any, names: Called, paths: Mapping[Value, str]) -> None:
        """The names of nodes, in their order."""
        found = {index[node]: name for node, name in names.values.items()}
        found |= {index[x]: x.name for x in names.constants.values() if x.name}
        self.names = {node: found[node] for node in sorted(found)}
        nodes = {index[node]: path for node, path in paths.items()}
        self.paths = {k: nodes[k] for k in sorted(nodes) if nodes[k] != self.names[k]}
        self.letter = names.letter
        self._named = sorted({*self.names, *[index[x] for x in names.constants.values()]})

    def name(self, node: int) -> str:
        """The name of a node, the same as in `autograd.steps`."""
        if node in self.names:
            return self.names[node]
        if node in self.constants:
            return number(self.data[node])
        return f"{self.letter}{node + 1 - bisect.bisect(self._named, node)}"

    @property
    def values(self) -> list[int]:
        """The nodes that are Values, and no constants, in topological order."""
        constants = set(self.constants)
        return [k for k in range(len(self.data)) if k not in constants]

    def same_structure(self, other: Capture) -> bool:
        """Whether another capture has the same operations, wired in the same way."""
        import numpy

        mine, theirs = [
            (x.starts, x.operands, numpy.array([*x.functions, ""])[x.operations])  # leaves have -1
            for x in (self, other)
        ]
        return all(map(numpy.array_equal, mine, theirs))

    def __len__(self) -> int:
        """How many Values there are; constants are none."""
        return len(self.data) - len(self.constants)

    def __repr__(self) -> str:
        title = f" {self.title!r}" if self.title else ""
        return f"<Capture{title} of {len(self)} values; to be shown by play([...])>"


def _with_constants(order: list[Value], names: Called) -> Iterator[Value | Constant]:
    """The nodes: Values, and before each the constants that it is the first to use."""
    seen: set[Constant] = set()
    for node in order:
        if node.op is not None and node.op.name in ARITHMETIC:
            for place in range(len(node.inputs)):
                constant = names.constants.get((node, place))
                if constant is not None and constant not in seen:
                    seen.add(constant)
                    yield constant
        yield node


class _Edges:
    """The operands of a node, constants included, and the derivatives by them."""

    def __init__(self, node: Value | Constant, names: Called) -> None:
        self.operands: tuple[Any, ...] = ()
        self.local_derivatives: tuple[float, ...] = ()
        if isinstance(node, Constant) or node.op is None:
            return
        self.operands, self.local_derivatives = node.operands, node.local_derivatives
        if node.op.name in ARITHMETIC and len(self.operands) < len(node.inputs):
            self._add_constants(node, names)

    def _add_constants(self, node: Value, names: Called) -> None:
        derivatives = iter(self.local_derivatives)
        found = [names.constants.get((node, place), x) for place, x in enumerate(node.inputs)]
        self.operands = tuple(found)
        self.local_derivatives = tuple(
            [0.0 if isinstance(x, Constant) else next(derivatives) for x in found]
        )


def _number_of(node: Value | Constant) -> float:
    return node.data if isinstance(node, Constant) else float(number_of(node))


def _scope_of(node: Value | Constant) -> Any:
    return None if isinstance(node, Constant) else node.scope


class no_collector(Entry):  # noqa: N801 - used like a function
    """Pause the garbage collector, which would visit every node many times in vain."""

    def open(self) -> None:
        """As for `Entry`."""
        if gc.isenabled():
            self.close = gc.enable
            gc.disable()

    def again(self) -> Self:
        """As for `Entry`."""
        return type(self)()


def _numbered(keys: list[Any]) -> tuple[list[Any], Any]:
    """The distinct keys in the order of their first appearance; for each key its place among them.

    None has the place -1.

    >>> _numbered(["b", "a", "b", None])
    (['b', 'a'], array([ 0,  1,  0, -1], dtype=int32))
    """
    import numpy

    found = list(dict.fromkeys(key for key in keys if key is not None))
    places = {None: -1, **{key: k for k, key in enumerate(found)}}
    return found, numpy.array(list(map(places.__getitem__, keys)), dtype=numpy.int32)


def _constants(node: Value) -> Iterator[Any]:
    """For each input None for an operand, or its number; a zero as text, for its sign."""
    operands = node.operand_positions
    for place, x in enumerate(node.inputs):
        constant = data_of(x)  # it may be a Value that no gradient flows through
        yield None if place in operands else constant or str(float(constant))


def _symbol(op: Any, template: list[Any]) -> str:
    """The symbol of an operation with its constants in their places.

    >>> from autograd import ops
    >>> _symbol(ops.pow, [None, 2.0]), _symbol(ops.sub, [1.0, None]), _symbol(ops.tanh, [])
    ('** 2.0', '1.0 -', 'tanh')
    """
    constants = [x if isinstance(x, str) else "" if x is None else number(x, 3) for x in template]
    if not any(constants):
        return str(op.symbol)
    if len(constants) == 2 and not op.symbol.isidentifier():
        return " ".join([constants[0], op.symbol, constants[1]]).strip()
    return f"{op.symbol} {', '.join(x for x in constants if x)}"
