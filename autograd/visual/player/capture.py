"""Capture: the numbers and the wiring of a graph at one moment, as arrays."""

from __future__ import annotations

import bisect
import gc
from collections.abc import Iterator
from itertools import chain
from operator import attrgetter
from typing import Any, Self

from autograd.graph import data_of, number_of, topological_order
from autograd.names.symbols import RESULT, distinct, free_letter
from autograd.names.variables import Variables, names_and_parameters
from autograd.recording.entries import Entry
from autograd.value import Value
from autograd.writing.text import display, number

LONGEST_NAME = 200


class Capture:
    """A graph at one moment: it stays as it was, whatever happens to the Values afterwards.

    Nodes are numbered in topological order; the root is the last. Of node k, the operands are
    `operands[starts[k] : starts[k + 1]]`, and the derivatives by them that part of `locals`.

    Attributes:
        title: The name of the moment, such as "epoch 3".
        data: The number of each node, float64 of shape (nodes,).
        starts: Where the operands of each node begin, and the end: int32 of shape (nodes + 1,).
        operands: The operands of all nodes: int32 of shape (edges,).
        locals: d node / d operand for each of them, float64.
        operations: For each node an index into `symbols`; -1 for a leaf.
        symbols: The text on each operation, constants included: `+`, `** 2.0`.
        functions: For each symbol the operation's name.
        names: The names of nodes: labels, paths and variables; a root without one is "L". Nodes
            without a name get `letter` and a number, in their order: see `name`.
        letter: A letter that is free: no name is this letter and a number.
        parameters: The leaves that are parameters of a model.
        scopes: For each node an index into `scope_list`; 0 for none.
        scope_list: The scopes; the first is None.
    """

    def __init__(self, root: Value, title: str, variables: Variables, model: Any = None) -> None:
        self.title = display(title, LONGEST_NAME)
        with no_collector():
            self._read(topological_order(root), variables, model)

    def _read(self, order: list[Value], variables: Variables, model: Any) -> None:
        import numpy

        index = {node: k for k, node in enumerate(order)}
        self.data = numpy.array(list(map(number_of, order)), dtype=float)
        self._read_edges(order, index)
        self._read_operations(order)
        scopes, codes = _numbered([node.scope for node in order])
        self.scope_list, self.scopes = [None, *scopes], codes + 1
        found, parameters = names_and_parameters(order, variables, model)
        labels = {node: str(node.label) for node in order if node.label}
        names = {
            index[node]: display(name, LONGEST_NAME) for node, name in {**found, **labels}.items()
        }
        if RESULT not in names.values():
            names.setdefault(len(order) - 1, RESULT)
        self._named = sorted(names)
        self.names = dict(zip(self._named, distinct(names[k] for k in self._named), strict=True))
        self.letter = free_letter(names.values())
        self.parameters = sorted(index[node] for node in parameters)

    def _read_edges(self, order: list[Value], index: dict[Value, int]) -> None:
        """The operands of each node, as numbers in the order; one after the other."""
        import numpy

        operands = [node.operands for node in order]
        counts = numpy.fromiter(map(len, operands), numpy.int32, len(order))
        self.starts = numpy.concatenate([[0], numpy.cumsum(counts)]).astype(numpy.int32)
        edges = self.starts[-1]
        found = map(index.__getitem__, chain.from_iterable(operands))
        self.operands = numpy.fromiter(found, numpy.int32, edges)
        derivatives = map(attrgetter("local_derivatives"), order)
        self.locals = numpy.fromiter(chain.from_iterable(derivatives), float, edges)

    def _read_operations(self, order: list[Value]) -> None:
        """The operations, where one with other constants is another."""
        keys: list[Any] = [node.op for node in order]
        counts = (self.starts[1:] - self.starts[:-1]).tolist()
        for k, node in enumerate(order):
            if node.op is not None and counts[k] < len(node.op.inputs):
                keys[k] = (node.op, *_constants(node))
        codes, self.operations = _numbered(keys)
        parts = [key if isinstance(key, tuple) else (key,) for key in codes]
        self.symbols = [_symbol(op, constants) for op, *constants in parts]
        self.functions = [op.name for op, *_ in parts]

    def name(self, node: int) -> str:
        """The name of a node, the same as in `autograd.steps`."""
        if node in self.names:
            return self.names[node]
        return f"{self.letter}{node + 1 - bisect.bisect(self._named, node)}"

    def same_structure(self, other: Capture) -> bool:
        """Whether another capture has the same operations, wired in the same way."""
        import numpy

        mine, theirs = [
            (x.starts, x.operands, numpy.array([*x.functions, ""])[x.operations])  # leaves have -1
            for x in (self, other)
        ]
        return all(map(numpy.array_equal, mine, theirs))

    def __len__(self) -> int:
        return len(self.data)

    def __repr__(self) -> str:
        title = f" {self.title!r}" if self.title else ""
        return f"<Capture{title} of {len(self)} values; to be shown by play([...])>"


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
