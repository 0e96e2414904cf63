"""The `Diagnosis` of a graph, and how it is written as text and as HTML."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from autograd.diagnosis.origins import Origin, origin_of
from autograd.diagnosis.remedies import Rewrite
from autograd.diagnosis.search import Edge
from autograd.diagnosis.wording import Names, described, formula
from autograd.functional.sweeps import data_of
from autograd.value import Value
from autograd.writing.html import Shown, face, html_table, sentence
from autograd.writing.text import number

Kind = Literal["healthy", "data", "constant", "forward", "backward"]
Row = tuple[str, str]

WIDTH = 100
FIRST, LAST = 5, 4  # Values of a path that are shown


@dataclass(frozen=True, eq=False, repr=False)
class Diagnosis(Shown):
    """Where a graph stops being finite. `print` it, or let a notebook show it.

    Attributes:
        kind: The kind of trouble. "healthy": none. "data": a leaf is nan or infinite. "constant": a
            number in a formula is. "forward": an operation makes it of finite numbers. "backward":
            all results are finite, but a gradient becomes nan or infinite.
        headline: The diagnosis in one sentence.
        node: The first Value concerned, in topological order; in a backward pass the one that the
            broken step starts from. None if all is well.
        operation: The name of the operation that made it; empty for a leaf.
        operands: The numbers it was computed from, by the names of the operation's inputs.
        path: From the node to a root, both included.
        origin: The line that made the node, if it ran inside `autograd.debug()`.
        edge: The step of the backward pass that breaks, for "backward".
        rewrite: The formula to write instead, if the table has one.
        advice: A sentence where there is no rewrite.
        became_nan: The first Value on the path that is nan, if the node itself is infinite.
        causes: All Values that became nan or infinite by themselves; `node` is the first.
    """

    kind: Kind
    headline: str
    node: Value | None = None
    operation: str = ""
    operands: dict[str, float] = field(default_factory=dict)
    path: tuple[Value, ...] = ()
    origin: Origin | None = None
    edge: Edge | None = None
    rewrite: Rewrite | None = None
    advice: str = ""
    became_nan: Value | None = None
    causes: tuple[Value, ...] = ()
    _rows: Sequence[Row] = ()

    @property
    def healthy(self) -> bool:
        """Whether all results and all gradients are finite."""
        return self.kind == "healthy"

    def __str__(self) -> str:
        return "\n".join([self.headline, *[_wrapped(*row) for row in self._rows]])

    def __repr__(self) -> str:
        return f"<Diagnosis: {self.headline}>"

    def _repr_html_(self) -> str:
        """The diagnosis as a table; text of the user is escaped."""
        table = html_table(self._rows, even={1}, named=True) if self._rows else ""
        return face(sentence(self.headline, strong=True), table)


def _wrapped(name: str, text: str) -> str:
    first, other = f"  {name:<11} ", " " * 14
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=other,
        break_long_words=False,
        break_on_hyphens=False,
    )


@dataclass(frozen=True, eq=False)
class Graph:
    """A graph with the names and the lines of code of its Values, to write about it.

    Attributes:
        roots: The results.
        order: All Values in topological order.
        names: Names of Values.
        origins: The lines of code of Values that do not know their own.
    """

    roots: Sequence[Value]
    order: Sequence[Value]
    names: Names
    origins: Mapping[Value, Origin] = field(default_factory=dict)

    def origin(self, node: Value) -> Origin | None:
        """The line that made a Value, if it is known."""
        return self.origins.get(node) or origin_of(node)

    def root_name(self, root: Value) -> str:
        """The name of a result at the beginning of a sentence."""
        if root in self.names:
            return self.names[root]
        if len(self.roots) == 1:
            return "The result"
        return f"Result {next(k for k, x in enumerate(self.roots) if x is root)}"

    def name(self, node: Value) -> str:
        """A short name for a Value: its own, or its operation's symbol."""
        return self.names.get(node) or ("an input" if node.op is None else node.op.symbol)

    def describe(self, node: Value) -> str:
        """A Value with its formula and its number."""
        if node.op is None:
            return described(node, self.names)
        return f"{formula(node, self.names)} = {number(node.data)}"

    def operation(self, node: Value) -> tuple[str, dict[str, float]]:
        """The name of the operation that made a Value, and the numbers it was applied to."""
        if node.op is None:
            return "", {}
        numbers = [float(data_of(x)) for x in node.inputs]
        return node.op.name, dict(zip(node.op.inputs, numbers, strict=True))

    def facts(self, node: Value) -> list[Row]:
        """Rows with the formula of a Value, its operands and its line of code."""
        if node.op is None:
            return [("input", self.describe(node))]
        values = [x for x in dict.fromkeys(node.inputs) if isinstance(x, Value)]
        unknown = "unknown: run the code inside `with autograd.debug():` to see the line"
        rows = [("operation", self.describe(node))]
        if values:
            rows.append(("operands", ", ".join(described(x, self.names) for x in values)))
        return [*rows, ("made at", str(self.origin(node) or unknown))]

    def way(self, path: Sequence[Value]) -> Row:
        """A path, as a row; of a long one the first Values, a count and the last."""
        shown = [*path[:FIRST], *path[max(FIRST, len(path) - LAST) :]]
        parts = [f"{self.name(x)} = {number(x.data)}" for x in shown]
        if len(path) > FIRST + LAST:
            parts.insert(FIRST, f"({len(path) - FIRST - LAST:,} more)")
        return "path", "  ->  ".join(parts)

    def step(self, edge: Edge) -> str:
        """The arithmetic of a step of the backward pass."""
        op = edge.node.op
        assert op is not None
        by = self.names.get(edge.operand, edge.input_name)
        text = (
            f"{number(edge.local_derivative)} (local derivative d {self.name(edge.node)} / d {by}: "
            f"{op.rules[edge.input_position]}) * {number(edge.incoming)} (incoming gradient)"
        )
        if edge.before:
            text = f"{number(edge.before)} (gathered before) + {text}"
        return f"{text} = {number(edge.before + edge.contribution)}"


def remedy(rewrite: Rewrite | None, hint: str) -> list[Row]:
    """Rows with the advice and the rewrite."""
    rows = [("advice", hint)] if hint else []
    if rewrite is not None:
        rows += [
            ("instead", f"{rewrite}, which is {number(rewrite.value)} here"),
            ("", rewrite.why),
        ]
    return rows
