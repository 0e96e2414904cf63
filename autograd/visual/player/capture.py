"""Capture: the numbers and the wiring of a graph at one moment, as arrays."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from autograd.errors import InputTypeError
from autograd.graph import topological_order
from autograd.naming import Scope as Variables
from autograd.naming import caller_scope, names_and_parameters
from autograd.operation import abbreviate
from autograd.text import display, number
from autograd.value import Value

if TYPE_CHECKING:
    from autograd.scopes import Scope

LONGEST_NAME = 200


class Capture:
    """A graph at one moment: it stays as it was, whatever happens to the Values afterwards.

    Nodes are numbered in topological order; the root is the last. The operands of node k are
    `operands[starts[k] : starts[k + 1]]`, and likewise in `locals`.

    Attributes:
        title: What the moment is called, such as "epoch 3".
        data: The number of each node, float64 of shape (nodes,).
        starts: Where the operands of each node begin, and the end: int32 of shape (nodes + 1,).
        operands: The operands of all nodes: int32 of shape (edges,).
        locals: d node / d operand for each of them, float64.
        operations: For each node an index into `symbols`; -1 for a leaf.
        symbols: What is written on operations, constants included: `+`, `** 2.0`.
        functions: For each of them the operation's name.
        names: Labels, paths and variables of the nodes that have one.
        parameters: Which leaves are parameters of a model.
        scopes: For each node an index into `scope_list`; 0 for none.
        scope_list: The scopes; the first is None.
    """

    def __init__(self, root: Value, title: str, variables: Variables, model: Any = None) -> None:
        import numpy

        self.title = title
        order = topological_order(root)
        index: dict[Any, int] = {node: k for k, node in enumerate(order)}
        self.data = numpy.array([node._number for node in order], dtype=float)
        self._read_edges(order, index)
        self._read_operations(order)
        self._read_scopes(order)
        found, parameters = names_and_parameters(order, variables, model)
        labels = {node: str(node.label) for node in order if node.label}
        self.names = {
            index[node]: display(name, LONGEST_NAME) for node, name in {**found, **labels}.items()
        }
        self.parameters = sorted(index[node] for node in parameters)

    def _read_edges(self, order: list[Value], index: dict[Any, int]) -> None:
        import numpy

        one = [k for k, node in enumerate(order) if node._left is not None]
        two = [k for k in one if order[k]._right is not None]
        more = [k for k in two if order[k]._more]
        counts = numpy.zeros(len(order), dtype=numpy.int64)
        counts[one] += 1
        counts[two] += 1
        for k in more:
            counts[k] += len(order[k]._more or ())
        starts = numpy.concatenate([[0], numpy.cumsum(counts)])
        operands = numpy.zeros(starts[-1], dtype=numpy.int32)
        locals_ = numpy.zeros(starts[-1])
        operands[starts[one]] = [index[order[k]._left] for k in one]
        locals_[starts[one]] = [order[k]._left_local for k in one]
        operands[starts[two] + 1] = [index[order[k]._right] for k in two]
        locals_[starts[two] + 1] = [order[k]._right_local for k in two]
        for k in more:
            for place, (operand, local) in enumerate(order[k]._more or (), starts[k] + 2):
                operands[place], locals_[place] = index[operand], local
        self.starts, self.operands, self.locals = starts.astype(numpy.int32), operands, locals_

    def _read_operations(self, order: list[Value]) -> None:
        import numpy

        codes: dict[Any, int] = {}
        found = []
        for node in order:
            if node.op is None:
                found.append(-1)
                continue
            template = node._template
            key: Any = node.op if template is None else (node.op, *map(_constant, template))
            found.append(codes.setdefault(key, len(codes)))
        self.operations = numpy.array(found, dtype=numpy.int32)
        parts = [key if isinstance(key, tuple) else (key,) for key in codes]
        self.symbols = [_symbol(op, constants) for op, *constants in parts]
        self.functions = [op.name for op, *_ in parts]

    def _read_scopes(self, order: list[Value]) -> None:
        import numpy

        codes: dict[Scope | None, int] = {None: 0}
        self.scopes = numpy.array(
            [codes.setdefault(node.scope, len(codes)) for node in order], dtype=numpy.int32
        )
        self.scope_list = list(codes)

    def same_structure(self, other: Capture) -> bool:
        """Whether another capture has the same operations, wired in the same way."""
        import numpy

        mine = [self.functions[k] if k >= 0 else "" for k in numpy.unique(self.operations)]
        theirs = [other.functions[k] if k >= 0 else "" for k in numpy.unique(other.operations)]
        return (
            mine == theirs
            and numpy.array_equal(self.starts, other.starts)
            and numpy.array_equal(self.operands, other.operands)
        )

    def __len__(self) -> int:
        return len(self.data)

    def __repr__(self) -> str:
        title = f" {self.title!r}" if self.title else ""
        return f"<Capture{title} of {len(self)} values; to be shown by play([...])>"


def _constant(x: Any) -> Any:
    """An input in a key: None for an operand; a Value through which no gradient flows by number."""
    return x._number if isinstance(x, Value) else x


def _symbol(op: Any, template: list[Any]) -> str:
    """The symbol of an operation with its constants in their places.

    >>> from autograd import ops
    >>> _symbol(ops.pow, [None, 2.0]), _symbol(ops.sub, [1.0, None]), _symbol(ops.tanh, [])
    ('** 2.0', '1.0 -', 'tanh')
    """
    constants = [number(x, 3) if x is not None else "" for x in template]
    if not any(constants):
        return str(op.symbol)
    if len(constants) == 2 and not op.symbol.isidentifier():
        return " ".join([constants[0], op.symbol, constants[1]]).strip()
    return f"{op.symbol} {', '.join(x for x in constants if x)}"


def capture(
    root: Value,
    title: str = "",
    *,
    names: Mapping[str, Any] | None = None,
    model: Any = None,
) -> Capture:
    """Keep the numbers of a graph as they are now, for `play` to show how they change.

    Args:
        root: The result whose graph is kept.
        title: What this moment is called, such as "epoch 3".
        names: Names for Values without a label, as for `draw`.
        model: A model whose parameters are named by their paths in it.

    Raises:
        InputTypeError: If root is no Value.

    >>> w = Value(2.0, label="w")
    >>> before = capture(w * w, "before")
    >>> w.data = 3.0
    >>> before, before.data.tolist()
    (<Capture 'before' of 2 values; to be shown by play([...])>, [2.0, 4.0])
    """
    if not isinstance(root, Value):
        raise InputTypeError(
            f"capture(root) takes a Value, but was given {abbreviate(root)} "
            f"({type(root).__name__}); give what a computation with Values returned"
        )
    return Capture(root, str(title), caller_scope(names, sys._getframe(1)), model)
