"""The view of an open box: its members, the nodes that come in from outside, and the edges.

Many boxes look alike inside: all neurons of a layer do. Views are compared by a fingerprint of
their wiring, and each kind is described (and laid out) once, as a `Template`.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy

from autograd.visual.player.capture import Capture
from autograd.visual.player.tree import Tree

OUTSIDE = 1 << 20
"""The tail of edges into the boxes of a view that come from anywhere beyond it."""
EXTERNAL = 1 << 21
"""Plus k: the tail of edges from the k-th node that members of a view use but do not contain."""
SHORT_SYMBOL = 6
"""Most characters of an operation's symbol that fit a narrow pill."""


class Wire(NamedTuple):
    """A line between two items of a template, by their numbers; it stands for edges of nodes."""

    tail: int
    head: int
    slot: int
    """Which operand of its head it is; -1 if the head is a box."""
    many: int
    """How many edges between nodes it stands for; 1 if the head is a node."""


Edge = Wire
"""Its name in pickles of version 0.1."""


@dataclass(frozen=True)
class Template:
    """The wiring that all views of one kind share. Items are numbered: members, externals, outside.

    Attributes:
        members: How many members there are.
        boxes: The members that are boxes.
        externals: For each external its first use: a member, and the place among its operands.
        outside: Whether there is an item for all that comes into boxes from outside.
        edges: The wires.
        wide: The members whose operation has a long symbol.
        tall: The boxes of several results.
        grid: Whether the members are examples, shown as a grid: without externals and wires.
    """

    members: int
    boxes: tuple[int, ...]
    externals: tuple[tuple[int, int], ...]
    outside: bool
    edges: tuple[Wire, ...]
    wide: tuple[int, ...] = ()
    tall: tuple[int, ...] = ()
    grid: bool = False

    @property
    def items(self) -> int:
        """How many items there are."""
        return self.members + len(self.externals) + self.outside


class Views:
    """The templates of all boxes of a tree.

    Attributes:
        template_of: For each box the number of its template.
        templates: The templates, the one of the whole graph first.

    >>> from autograd import Value
    >>> from autograd import capture
    >>> x = Value(3.0)
    >>> graph = capture(x * x + x)
    >>> Views(graph, Tree(graph, fold=False)).templates[0].edges
    (Wire(tail=2, head=0, slot=0, many=1), Wire(tail=2, head=0, slot=1, many=1), ...)
    """

    def __init__(self, capture: Capture, tree: Tree) -> None:
        self._tree = tree
        is_long = [len(symbol) > SHORT_SYMBOL for symbol in capture.symbols]
        self._is_wide = numpy.array([*is_long, False])[capture.operations]  # leaves have -1
        self._is_tall = _results(capture, tree) > 1
        self._is_grid = numpy.zeros(len(tree), dtype=bool)
        self._is_grid[tree.grids] = True
        self._rank_members()
        rows = _rows(capture, tree)
        rows = _numbered(rows.at(~self._is_grid[rows.view]))
        # From the numbers of nodes and boxes to those of items: views that are wired alike become
        # equal. Tails beyond the members have their item, shifted by 32 bits, already.
        head = self._rank(rows.head)
        tail = numpy.where(rows.tail >= OUTSIDE << 32, rows.tail >> 32, 0)
        inner = tail == 0
        tail[inner] = self._rank(rows.tail[inner])
        rows = _merged(rows._replace(head=head, tail=tail), len(tree))
        # The kinds of views, in the order of the first box of each.
        prints = self._fingerprints(rows)
        _, first, kind = numpy.unique(prints, return_index=True, return_inverse=True)
        order = numpy.argsort(first)
        self.template_of = numpy.argsort(order)[kind].astype(numpy.int32)
        self.templates = self._describe(rows, first[order])

    def _rank_members(self) -> None:
        """For each node and box its place among the members of the box around it."""
        members = self._tree.members
        everything = numpy.concatenate(members)
        sizes = numpy.array([len(items) for items in members])
        starts = numpy.cumsum(sizes) - sizes
        places = numpy.arange(len(everything)) - numpy.repeat(starts, sizes)
        nodes = everything >= 0
        self._node_rank = numpy.zeros(len(self._tree.box_of), dtype=numpy.int64)
        self._node_rank[everything[nodes]] = places[nodes]
        self._box_rank = numpy.zeros(len(members), dtype=numpy.int64)
        self._box_rank[~everything[~nodes]] = places[~nodes]
        homes = numpy.repeat(numpy.arange(len(members)), sizes)
        self._placed = (homes, places, nodes)

    def _rank(self, items: Any) -> Any:
        """The place of each item, a node or `~b` for a box, among the members around it."""
        nodes, boxes = numpy.maximum(items, 0), ~numpy.minimum(items, -1)
        return numpy.where(items >= 0, self._node_rank[nodes], self._box_rank[boxes])

    def _fingerprints(self, rows: _Rows) -> Any:
        """For each box a number that depends on the wiring inside alone."""
        prints = numpy.zeros(len(self._tree), dtype=numpy.uint64)
        homes, places, nodes = self._placed
        look = nodes.astype(numpy.int64)
        everything = numpy.concatenate(self._tree.members)
        look[nodes] += self._is_wide[everything[nodes]]
        look[~nodes] -= self._is_tall[~everything[~nodes]]
        look[self._is_grid[homes]] = -2
        numpy.add.at(prints, homes, _mixed(places, look, 1, 0))
        numpy.add.at(prints, rows.view, _mixed(rows.head, rows.tail, rows.slot + 2, rows.many))
        return prints

    def _describe(self, rows: _Rows, boxes: Any) -> list[Template]:
        """A template for each of these boxes."""
        number = numpy.full(len(self._tree), -1)
        number[boxes] = numpy.arange(len(boxes))
        kept = rows.at(number[rows.view] >= 0)
        kept = kept.at(numpy.argsort(number[kept.view], kind="stable"))
        bounds = numpy.searchsorted(number[kept.view], numpy.arange(len(boxes) + 1))
        parts = [kept.at(slice(*pair)) for pair in itertools.pairwise(bounds)]
        return [self._template(box, part) for box, part in zip(boxes.tolist(), parts, strict=True)]

    def _template(self, box: int, rows: _Rows) -> Template:
        """The template of a view, from its rows."""
        members = self._tree.members[box].tolist()
        boxes = tuple([k for k, item in enumerate(members) if item < 0])
        if self._is_grid[box]:
            return Template(len(members), boxes, (), False, (), grid=True)
        wide = tuple([k for k, x in enumerate(members) if x >= 0 and self._is_wide[x]])
        tall = tuple([k for k in boxes if self._is_tall[~members[k]]])
        return Template(len(members), boxes, *_wiring(len(members), rows), wide, tall)


class _Rows(NamedTuple):
    """The edges of all views as a table, by columns: a row for each view in which an edge is seen.

    Attributes:
        view: The box that is open.
        tail: A member of it: a node, or `~b` for a box. Or what comes from elsewhere: OUTSIDE, or
            EXTERNAL plus a node; both shifted by 32 bits, so that they differ from all members.
        head: A member.
        slot: Which operand of its head it is; -1 if the head is a box.
        edge: The number of the edge in the capture.
        many: How many edges it stands for.
    """

    view: Any
    tail: Any
    head: Any
    slot: Any
    edge: Any
    many: Any

    def at(self, which: Any) -> _Rows:
        """Some of the rows, by a mask or their places."""
        return _Rows(*[column[which] for column in self])


def _rows(capture: Capture, tree: Tree) -> _Rows:
    """All edges, in each of the views where they are seen."""
    sizes = numpy.diff(capture.starts)
    head = numpy.repeat(numpy.arange(len(capture.data)), sizes)
    tail = capture.operands.astype(numpy.int64)
    slot = numpy.arange(len(tail)) - capture.starts[head]
    home, source = tree.box_of[head], tree.box_of[tail]
    near = home == source
    beyond = source < 0  # leaves are drawn where they are used
    edges = numpy.arange(len(tail))
    across = ~near & ~beyond
    # An edge within one box is seen there only, and so is one from a leaf.
    item = numpy.where(beyond, tail + (EXTERNAL << 32), tail)
    found = [
        [column[~across] for column in (home, item, head, slot, edges)],
        *_rows_across(tree, edges[across], tail, head, slot),
    ]
    columns = [numpy.concatenate(parts) for parts in zip(*found, strict=True)]
    return _Rows._make([*columns, numpy.ones_like(columns[-1])])


def _rows_across(tree: Tree, edges: Any, tails: Any, heads: Any, slots: Any) -> list[Any]:
    """Edges from one box to another, in all views from where the two part down to the head.

    At the level where the boxes part, the edge joins the two boxes (or nodes) that contain its
    ends. Below it, in the boxes around the head, it comes from outside.
    """
    # lines[level][b]: the box at that level around box b. The deepest one that the boxes of both
    # ends share is where they part.
    lines = _ancestors(tree)
    depth = sum((line >= 0).astype(numpy.int32) for line in lines) - 1
    tail, head, slot = tails[edges], heads[edges], slots[edges]
    source, home = tree.box_of[tail], tree.box_of[head]
    parting = numpy.full(len(edges), -1, dtype=numpy.int32)
    for line in lines:
        parting += (line[source] == line[home]) & (line[home] >= 0)
    source_depth, home_depth = depth[source], depth[home]
    found = []
    for level, line in enumerate(lines):
        seen = numpy.flatnonzero((parting <= level) & (level <= home_depth))
        if not len(seen):
            continue
        u, v, bu, bv = tail[seen], head[seen], source[seen], home[seen]
        below = lines[min(level + 1, len(lines) - 1)]
        direct = home_depth[seen] == level
        here = numpy.where(source_depth[seen] == level, u, ~below[bu])
        away = numpy.where(direct, u + (EXTERNAL << 32), OUTSIDE << 32)
        found.append(
            (
                line[bv],
                numpy.where(parting[seen] == level, here, away),
                numpy.where(direct, v, ~below[bv]),
                numpy.where(direct, slot[seen], -1),
                edges[seen],
            )
        )
    return found


def _ancestors(tree: Tree) -> list[Any]:
    """For each depth the box at that depth around (or at) each box; -1 where it is less deep."""
    parents = numpy.array(tree.parents)
    upwards = [numpy.arange(len(tree))]  # itself, its parent, ..., the whole graph, -1, ...
    while (upwards[-1] > 0).any():
        upwards.append(numpy.where(upwards[-1] > 0, parents[upwards[-1]], -1))
    stacked = numpy.stack(upwards)
    depth = (stacked >= 0).sum(axis=0) - 1
    boxes = numpy.arange(len(tree))
    return [
        numpy.where(depth >= level, stacked[numpy.maximum(depth - level, 0), boxes], -1)
        for level in range(len(upwards))
    ]


def _results(capture: Capture, tree: Tree) -> Any:
    """For each box how many of its nodes are used outside of it, or are the root."""
    size = len(tree.box_of)
    head = numpy.repeat(numpy.arange(size), numpy.diff(capture.starts))
    tail = capture.operands.astype(numpy.int64)
    source, home = tree.box_of[tail], tree.box_of[head]
    root = tree.box_of[size - 1]
    found = []
    for line in _ancestors(tree):
        box = numpy.where(source >= 0, line[source], -1)
        leaves = (box >= 0) & (box != line[home])
        found.append(box[leaves] * size + tail[leaves])
        found.append(line[[root]][line[[root]] >= 0] * size + size - 1)
    pairs = numpy.unique(numpy.concatenate(found))
    return numpy.bincount(pairs // size, minlength=len(tree))


def _numbered(rows: _Rows) -> _Rows:
    """Replace external nodes by their numbers within each view.

    They are numbered in the order of their first use, so that views wired alike have equal rows.
    """
    external = numpy.flatnonzero(rows.tail >= EXTERNAL << 32)
    if not len(external):
        return rows
    external = external[numpy.argsort(rows.edge[external], kind="stable")]
    view, node = rows.view[external], rows.tail[external] - (EXTERNAL << 32)
    key = view * (int(node.max()) + 1) + node
    _, first, which = numpy.unique(key, return_index=True, return_inverse=True)
    order = numpy.lexsort((first, view[first]))
    views = view[first][order]
    begins = numpy.searchsorted(views, views)
    number = numpy.empty(len(first), dtype=numpy.int64)
    number[order] = numpy.arange(len(first)) - begins
    tail = rows.tail.copy()
    tail[external] = (EXTERNAL + number[which]) << 32
    return rows._replace(tail=tail)


def _merged(rows: _Rows, boxes: int) -> _Rows:
    """Edges into a box from one tail become a single row, with their count."""
    into_box = rows.slot < 0
    if not into_box.any():
        return rows
    several = rows.at(into_box)
    key = (several.view * (1 << 8) + several.head) * (1 << 22) + several.tail
    _, first, counts = numpy.unique(key, return_index=True, return_counts=True)
    single = several.at(first)._replace(many=counts)
    both = zip(rows.at(~into_box), single, strict=True)
    return _Rows(*[numpy.concatenate(pair) for pair in both])


def _mixed(*columns: Any) -> Any:
    """The columns of each row mixed to one number of 64 bits (the finish of splitmix64)."""
    total: Any = numpy.uint64(0x9E3779B97F4A7C15)
    for column in columns:
        part = numpy.asarray(column).astype(numpy.int64).view(numpy.uint64)
        total = (total ^ part) * numpy.uint64(0xBF58476D1CE4E5B9)
        total = (total ^ (total >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        total = total ^ (total >> numpy.uint64(31))
    return total


def _wiring(count: int, rows: _Rows) -> tuple[tuple[tuple[int, int], ...], bool, tuple[Wire, ...]]:
    """The externals of a view of `count` members, whether much comes from outside, the wires."""
    externals: dict[int, tuple[int, int]] = {}
    columns = [rows.tail, rows.head, rows.slot, rows.many, rows.edge]
    wires = sorted(zip(*[column.tolist() for column in columns], strict=True), key=_by_use)
    for tail, head, slot, _, _ in wires:
        if tail >= EXTERNAL:
            externals.setdefault(tail - EXTERNAL, (head, slot))
    numbers = {EXTERNAL + k: count + k for k in externals} | {OUTSIDE: count + len(externals)}
    edges = [Wire(numbers.get(tail, tail), *rest) for tail, *rest, _ in wires]
    uses = tuple([externals[k] for k in range(len(externals))])
    return uses, OUTSIDE in rows.tail, tuple(edges)


def _by_use(wire: tuple[int, ...]) -> tuple[int, ...]:
    """The order of wires: by head, slot and tail."""
    tail, head, slot, *_ = wire
    return head, slot, tail
