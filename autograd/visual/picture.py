"""A picture as plain data: what is drawn, before anything about colours or file formats.

One walk over a graph makes a `Picture`; every format is written from it. It holds numbers and text
only, so a picture shows the graph as it was when drawn, and keeps no graph alive.
"""

from dataclasses import dataclass
from typing import Literal

Direction = Literal["LR", "TB"]
Kind = Literal["input", "parameter", "interior", "result", "constant", "operation", "summary"]


@dataclass(frozen=True, slots=True)
class Node:
    """A box of a picture: a Value, a constant, an operation, or a summary of many Values."""

    id: str
    """Unique in the picture, and the same for equal graphs: n7 is the 8th Value in topological
    order, o7 the operation that made it, c7_1 the constant that is its input number 1."""
    kind: Kind
    name: str = ""
    """The name of a Value, the symbol of an operation, the headline of a summary."""
    data: float | None = None
    grad: float | None = None
    """None where no backward pass has run."""
    reached: bool = True
    """Whether gradients can flow here; not so in a branch of `where` that was not taken."""
    rows: tuple[tuple[str, str], ...] = ()
    """Of a summary (kind, count) pairs; of an array of a program its shape instead of numbers."""
    shown: str = ""
    """What pictures write instead of the name, where that is shorter: w¹₂₃ for a path."""
    signed: bool = False
    """Whether the sign of a zero matters: another number depends on it."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line of a picture, from the id `tail` to the id `head`."""

    tail: str
    head: str
    derivative: float | None = None
    """The local derivative, on an edge into an operation that gradients flow through."""
    role: str = ""
    """The name of the operation's input, unless its place tells as much: `low`, `high`."""
    reached: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """The nodes and edges of a picture, in an order that follows from the graph alone."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    note: str = ""
    """A sentence to be shown with the picture."""
