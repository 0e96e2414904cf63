"""Splits a graph into formulas of readable length, and derives them by the chain rule."""

import functools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple

from autograd.formulas import symbolic
from autograd.graph import depending_on, topological_order
from autograd.names.symbols import Symbols, d
from autograd.operation import Operation
from autograd.value import Value
from autograd.writing import infix, tex
from autograd.writing.formula import Formula, Number, Rank, Symbol, names_in, read
from autograd.writing.text import count, number

LONGEST = 16
"""Most operations in one line; a longer formula is split."""
REPEATED = 3
"""Most operations in what a derivative repeats, as that of relu(x) repeats x; a longer operand
becomes a piece."""
MOST_TERMS = 8
"""Most terms of a sum of derivatives that are written; the others are counted."""
MOST_PIECES = 2_000
"""Most pieces whose derivatives are worked out, those without a line of their own included."""

# Written for reading: 2 instead of 2.0, and -a * b instead of -(a * b).
_STYLE = infix.Style(lambda x: number(x).removesuffix(".0"), negated=Rank.PRODUCT, grouped=False)


class Equation(NamedTuple):
    """An equation in LaTeX and as text, or a remark in place of one."""

    latex: str
    text: str


def _remark(many: int, singular: str) -> Equation:
    told = count(many, f"more {singular}")
    return Equation(rf"\vdots &\quad {tex.words(told)}", f"... {told}")


class Pieces:
    """A graph split into pieces, each a formula of its own.

    A Value that is used several times or has a label is a piece, and so is one that would make a
    formula too long. Inside a piece no Value is used twice: written out, it stays short.

    Attributes:
        root: The result.
        nodes: The pieces, from the result down.
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
        """The symbol of a piece or a leaf: unique, also in LaTeX."""
        if node not in self._written:
            name = self._symbols[node]
            latex = tex.name(name)
            if latex in self._used:  # x_1 and x1 would both be x with the index 1
                latex = tex.words(name)
            self._used.add(latex)
            self._written[node] = Symbol(name, latex)
        return self._written[node]

    def by(self, node: Value) -> Symbol:
        """d result / d node, as a symbol."""
        above, below = self.symbol(self.root), self.symbol(node)
        return Symbol(f"{d(above.text)}/{d(below.text)}", tex.derivative(above.latex, below.latex))

    def written(self, x: Any) -> Formula:
        """An input of an operation: a number, a symbol, or the formula that computed it."""
        if not isinstance(x, Value):
            return Number(x)
        return self.symbol(x) if x in self else self.applied(x)

    def applied(self, node: Value) -> Formula:
        """The formula that computed a Value; `LONGEST` bounds its depth."""
        assert node.op is not None
        return symbolic.apply(node.op, [self.written(x) for x in node.inputs])


def take_apart(
    order: Sequence[Value], targets: Sequence[Value], names: Mapping[Value, str], *, derive: bool
) -> Pieces:
    """Split a graph into pieces.

    Args:
        order: The graph in topological order, with the branches that were not taken.
        targets: Values that must be pieces or leaves; they may be outside of the graph.
        names: Names of Values.
        derive: Whether derivatives will be written, too.
    """
    computed = [x for x in order if x.op is not None]
    uses = Counter(x for node in computed for x in _values(node))
    own = {x for x in computed if x.label or uses[x] > 1} | {order[-1]}
    own.update(targets)
    sizes: dict[Value, int] = {}  # operations in a Value's formula, without the pieces inside it
    for node in computed:
        if derive:  # a derivative repeats these operands
            own.update(x for x in _repeated(node) if sizes.get(x, 0) > REPEATED)
        inner = [x for x in _values(node) if x in sizes and x not in own]
        inner.sort(key=lambda x: sizes[x])
        size = 1 + sum(sizes[x] for x in inner)
        while size > LONGEST:  # the longest operand becomes a piece, until the rest fits
            longest = inner.pop()
            own.add(longest)
            size -= sizes[longest]
        sizes[node] = size
        if derive and size > REPEATED and node.op is not None and _uses_result(node.op):
            own.add(node)  # its own derivative repeats it
    present = set(order)
    others = [x for x in targets if x not in present]
    return Pieces(order, {x for x in computed if x in own}, others, names)


def _values(node: Value) -> list[Value]:
    return [x for x in node.inputs if isinstance(x, Value)]


def _repeated(node: Value) -> Iterator[Value]:
    """The operands that occur in the derivative by themselves."""
    assert node.op is not None
    nonlinear = _nonlinear_inputs(node.op)
    for x, position in zip(node.operands, node.operand_positions, strict=True):
        if position in nonlinear:
            yield x


@functools.cache
def _nonlinear_inputs(op: Operation) -> tuple[int, ...]:
    """Positions of the inputs that occur in the rule of their own derivative."""
    rules = zip(op.inputs, op.rules, strict=True)
    return tuple([k for k, (name, rule) in enumerate(rules) if name in names_in(read(rule))])


@functools.cache
def _uses_result(op: Operation) -> bool:
    """Whether a rule uses the result."""
    return any("out" in names_in(read(rule)) for rule in op.rules)


# ---------------------------------------------------------------------------------------- lines


def definitions(pieces: Pieces, limit: int) -> Iterator[Equation]:
    """The formula of each piece, from the result down; at most `limit` lines."""
    if pieces.root.op is None:
        yield _equation(pieces.symbol(pieces.root), Number(pieces.root.data))
    for node in pieces.nodes[:limit]:
        yield _equation(pieces.symbol(node), pieces.applied(node))
    if len(pieces.nodes) > limit:
        yield _remark(len(pieces.nodes) - limit, "formula")


def _equation(left: Symbol, right: Formula) -> Equation:
    text = f"{left.text} = {infix.write(right, _STYLE)}"
    return Equation(f"{left.latex} &= {tex.write(right)}", text)


def derivatives(pieces: Pieces, targets: Sequence[Value], limit: int) -> Iterator[Equation]:
    """The derivatives of the result by its pieces, from the result down, then by its leaves.

    Args:
        pieces: The graph.
        targets: The Values to differentiate by: pieces, leaves or others; by default all leaves.
            Other pieces have a line if something below needs it.
        limit: Most lines.
    """
    root = pieces.root
    order = topological_order(root)
    ends = list(targets) or [x for x in order if x.op is None]
    terms: dict[Value, list[Formula]] = {root: [symbolic.ONE]}
    through = depending_on(order, ends)
    waiting = [x for x in pieces.nodes if x in through]
    wanted = set(targets).intersection(waiting)
    leaves = [x for x in ends if x not in wanted]
    lines = 0
    for done, node in enumerate(waiting):
        if lines == limit or done == MOST_PIECES:
            yield _remark(len(waiting) - done + len(leaves), "derivative")
            return
        # All that uses the piece stands above it, so the terms of its derivative are complete.
        at = _sum(terms.pop(node, []))
        if node in wanted or not isinstance(at, Number | Symbol):
            yield _equation(pieces.by(node), at)
            lines += 1
            # From here on the derivative is a symbol; that of the root by itself stays 1.
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
    """Add to `terms` what a piece contributes to the pieces and leaves in it, by the chain rule."""
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
    """The sum of the first terms, and how many more there are."""
    terms = [term for term in terms if not (isinstance(term, Number) and term.value == 0.0)]
    written = [symbolic.ZERO, *terms[:MOST_TERMS]]
    if len(terms) > MOST_TERMS:
        told = count(len(terms) - MOST_TERMS, "more term")
        written.append(Symbol(f"... ({told})", rf"\cdots\ \mathrm{{({tex.words(told)})}}"))
    return functools.reduce(symbolic.total, written)
