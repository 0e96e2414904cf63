"""Takes a graph apart into formulas of readable length, and derives them by the chain rule."""

import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from autograd.formulas import symbolic
from autograd.formulas.symbolic import Formula, Number, Symbol
from autograd.graph import depending_on, topological_order
from autograd.names.symbols import Symbols, d
from autograd.operation import Operation
from autograd.value import Value
from autograd.writing import tex
from autograd.writing.text import count

LONGEST = 16
"""Operations in one line; a formula with more is taken apart."""
REPEATED = 3
"""Operations in what a derivative repeats, as that of relu(x) asks for the sign of x; of more it
becomes a piece."""
MOST_TERMS = 8
"""Terms of a sum of derivatives; of others it is told how many there are."""
MOST_PIECES = 2_000
"""Of so many pieces derivatives are worked out, also of those that need no line of their own."""


@dataclass(frozen=True)
class Line:
    """Both sides of an equation, in LaTeX and as text; or a remark instead of an equation."""

    latex: tuple[str, str]
    text: tuple[str, str]
    right_is_value: bool = True


def _remark(many: int, singular: str) -> Line:
    told = count(many, f"more {singular}")
    return Line((r"\vdots", rf"\quad {tex.words(told)}"), ("...", told), right_is_value=False)


class Pieces:
    """A graph in pieces, each of which is a formula of its own.

    A Value that is used several times, or has a label, is a piece, and so is what would make a
    formula too long. Inside of a piece no Value is used twice: written out, it stays short.

    Attributes:
        root: The result.
        nodes: The Values with a formula, from the result down.
    """

    def __init__(
        self, order: Sequence[Value], own: Set[Value], others: Sequence[Value], names: Any
    ) -> None:
        self.root = order[-1]
        self.nodes = [x for x in reversed(order) if x in own]
        mentioned = [x for x in order if x.op is None or x in own]
        self._symbols = Symbols([*others, *mentioned], names, ("u", "v", "s"))
        self._written: dict[Value, Symbol] = {}
        self._used: set[str] = set()

    def __contains__(self, x: Any) -> bool:
        """Whether it is a symbol: a piece or a leaf."""
        return x in self._symbols

    def symbol(self, node: Value) -> Symbol:
        """What a piece or a leaf is called; no two are called alike, in LaTeX neither."""
        if node not in self._written:
            name = self._symbols[node]
            latex = tex.name(name)
            if latex in self._used:  # as x_1 and x1
                latex = tex.words(name)
            self._used.add(latex)
            self._written[node] = Symbol(latex, name)
        return self._written[node]

    def by(self, node: Value) -> Symbol:
        """d result / d node, as a symbol."""
        above, below = self.symbol(self.root), self.symbol(node)
        return Symbol(tex.derivative(above.latex, below.latex), f"{d(above.text)}/{d(below.text)}")

    def written(self, x: Any) -> Formula:
        """An input of an operation: a number, a symbol, or what it was computed by."""
        if not isinstance(x, Value):
            return Number(x)
        return self.symbol(x) if x in self else self.applied(x)

    def applied(self, node: Value) -> Formula:
        """What a Value was computed by. A piece has `LONGEST` operations: that bounds the depth."""
        assert node.op is not None
        return symbolic.apply(node.op, [self.written(x) for x in node.inputs])


def take_apart(
    order: Sequence[Value],
    targets: Sequence[Value],
    names: Mapping[Value, str],
    *,
    derive: bool,
) -> Pieces:
    """A graph in pieces.

    Args:
        order: The graph in topological order, with the branches that were not taken.
        targets: Values that must be pieces or leaves; they may be outside of the graph.
        names: What Values are called.
        derive: Whether derivatives are to be written, too.
    """
    computed = [x for x in order if x.op is not None]
    uses = Counter(x for node in computed for x in _values(node))
    own = {x for x in computed if x.label or uses[x] > 1} | {order[-1]}
    own.update(targets)
    sizes: dict[Value, int] = {}
    for node in computed:
        if derive:
            own.update(x for x in _repeated(node) if sizes.get(x, 0) > REPEATED)
        inner = [x for x in _values(node) if x in sizes and x not in own]
        inner.sort(key=lambda x: sizes[x])
        size = 1 + sum(sizes[x] for x in inner)
        while size > LONGEST:
            longest = inner.pop()
            own.add(longest)
            size -= sizes[longest]
        sizes[node] = size
        if derive and size > REPEATED and node.op is not None and _tells_result(node.op):
            own.add(node)
    present = set(order)
    others = [x for x in targets if x not in present]
    return Pieces(order, {x for x in computed if x in own}, others, names)


def _values(node: Value) -> list[Value]:
    return [x for x in node.inputs if isinstance(x, Value)]


def _repeated(node: Value) -> Iterator[Value]:
    """The operands that stand in the derivative by themselves."""
    assert node.op is not None
    bent = _bent_inputs(node.op)
    for x, position in zip(node.operands, node.operand_positions, strict=True):
        if position in bent:
            yield x


@functools.cache
def _bent_inputs(op: Operation) -> tuple[int, ...]:
    """In which of its inputs an operation is not linear, as told by the rules for people."""
    rules = zip(op.inputs, op.rules, strict=True)
    return tuple(k for k, (name, rule) in enumerate(rules) if name in _words(rule))


@functools.cache
def _tells_result(op: Operation) -> bool:
    """Whether a rule makes use of the result."""
    return any("out" in _words(rule) for rule in op.rules)


def _words(rule: str) -> list[str]:
    return re.findall(r"[^\W\d]\w*", rule)


# ---------------------------------------------------------------------------------------- lines


def definitions(pieces: Pieces, limit: int) -> Iterator[Line]:
    """What each piece was computed by, from the result down; at most `limit` lines."""
    if pieces.root.op is None:
        yield _equation(pieces.symbol(pieces.root), Number(pieces.root.data))
    for node in pieces.nodes[:limit]:
        yield _equation(pieces.symbol(node), pieces.applied(node))
    if len(pieces.nodes) > limit:
        yield _remark(len(pieces.nodes) - limit, "formula")


def _equation(left: Symbol, right: Formula) -> Line:
    return Line((left.latex, symbolic.as_latex(right)), (left.text, symbolic.as_text(right)))


def derivatives(pieces: Pieces, targets: Sequence[Value], limit: int) -> Iterator[Line]:
    """The derivatives of the result by its pieces, from the result down, then by its leaves.

    Args:
        pieces: The graph.
        targets: By what to differentiate: pieces and leaves, or other Values; by default all
            leaves. Pieces have a line if something below needs it.
        limit: How many lines there are at most.
    """
    root = pieces.root
    order = topological_order(root)
    ends = list(targets) or [x for x in order if x.op is None]
    terms: dict[Value, list[Formula]] = {root: [symbolic.ONE]}
    through = depending_on(order, ends)
    waiting = [x for x in pieces.nodes if x in through]
    present = set(waiting)
    wanted = {x for x in targets if x in present}
    leaves = [x for x in ends if x not in wanted]
    lines = 0
    for done, node in enumerate(waiting):
        if lines == limit or done == MOST_PIECES:
            yield _remark(len(waiting) - done + len(leaves), "derivative")
            return
        at = _sum(terms.pop(node, []))
        if node in wanted or not isinstance(at, Number | Symbol):
            yield _equation(pieces.by(node), at)
            lines += 1
            at = at if node is root else pieces.by(node)
        _pass_on(pieces, node, at, terms, through)
    for done, leaf in enumerate(leaves):
        if lines + done == limit:
            yield _remark(len(leaves) - done, "derivative")
            return
        yield _equation(pieces.by(leaf), _sum(terms.get(leaf, [])))


def _pass_on(
    pieces: Pieces,
    piece: Value,
    at: Formula,
    terms: dict[Value, list[Formula]],
    through: Set[Value],
) -> None:
    """The chain rule inside of a piece: what it contributes to those that it is made of."""
    stack = [(piece, at)]
    while stack:
        node, at = stack.pop()
        assert node.op is not None
        inputs = [pieces.written(x) for x in node.inputs]
        out = pieces.written(node)
        inner = []
        for operand, position in zip(node.operands, node.operand_positions, strict=True):
            if operand not in through:
                continue
            local = symbolic.local_derivative(node.op, position, inputs, out)
            term = symbolic.product(at, local)
            if operand in pieces:
                terms.setdefault(operand, []).append(term)
            else:
                inner.append((operand, term))
        stack.extend(reversed(inner))


def _sum(terms: Sequence[Formula]) -> Formula:
    """The sum of terms; of many the first, and how many more there are."""
    terms = [term for term in terms if not (isinstance(term, Number) and term.value == 0.0)]
    total: Formula = symbolic.ZERO
    for term in itertools.islice(terms, MOST_TERMS):
        total = symbolic.total(total, term)
    if len(terms) > MOST_TERMS:
        told = count(len(terms) - MOST_TERMS, "more term")
        rest = Symbol(rf"\cdots\ \mathrm{{({tex.words(told)})}}", f"... ({told})")
        total = symbolic.total(total, rest)
    return total
