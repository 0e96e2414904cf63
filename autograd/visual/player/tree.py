"""The boxes of a graph: its scopes, and further boxes where one has too many members for a view.

The calls of a model, each with what is computed from it alone, are the examples of a batch, in one
box that is shown as a grid. Any other open box shows at most `MOST` members: chains of additions
become one sum; many boxes of one name, and operations of one kind at one level, become one box; if
there are still too many, they are cut into parts.
"""

from __future__ import annotations

import functools
from collections import Counter
from typing import Any

import numpy

from autograd.visual.player.capture import Capture
from autograd.visual.player.examples import are_calls, owners, within
from autograd.writing.text import display

MOST = 60
"""Most members of a box."""
ALIKE = 8
"""Fewest members of one kind that become a box of their own, where there are too many."""
MOST_EXAMPLES = 1000
"""Most examples of a grid."""
CHAIN = 4
"""Fewest additions in a row that become a sum."""
DEEPEST = 16
"""Most scopes within each other that are boxes; deeper ones belong to the last of them."""


class Tree:
    """Boxes within boxes: box 0 is the whole graph.

    Attributes:
        parents: For each box the one around it; -1 for the whole graph.
        names: The name of each box.
        members: For each box its members in topological order: the number of a node, or `~b` for
            box b.
        box_of: For each node the innermost box; -1 for leaves, which are drawn wherever they are
            used. The root is always in a box.
        grids: The boxes whose members are examples: calls of a model, each alone, or in a box with
            the values that depend on it alone.
        calls: For each box that has more than a call in it, the box of the call.

    >>> from autograd import Value
    >>> from autograd import capture
    >>> x = Value(1.0)
    >>> tree = Tree(capture(sum([x * float(k) for k in range(100)], x)), fold=True)
    >>> for box in range(4):
    ...     print(tree.names[box], len(tree.members[box]))
    graph 2
    sum of 101 terms 2
    100 × mul 2
    add 1–50 50
    """

    def __init__(self, capture: Capture, *, fold: bool) -> None:
        self._capture = capture
        self.parents: list[int] = []
        self.names: list[str] = []
        self.grids: list[int] = []
        self.calls: dict[int, int] = {}
        self._kinds: list[str] = []
        self._add("graph", -1)
        interior = numpy.diff(capture.starts) > 0
        interior[-1] = True
        self.box_of = numpy.where(interior, 0, -1)
        if fold:
            self.box_of[interior] = self._boxes_of_scopes(interior)[interior]
            self._fold_examples()
            self._fold_sums()
        self.members = self._all_members()
        if fold:
            self._fold_many()

    def __len__(self) -> int:
        return len(self.parents)

    @functools.cached_property
    def sizes(self) -> list[int]:
        """How many values are in each box, and in those within it."""
        sizes = [int((items >= 0).sum()) for items in self.members]
        for box in self._innermost_first():
            sizes[self.parents[box]] += sizes[box]
        return sizes

    def _add(self, name: str, parent: int, kind: str = "") -> int:
        self.names.append(name)
        self._kinds.append(kind or name)
        self.parents.append(parent)
        return len(self.names) - 1

    def _boxes_of_scopes(self, interior: Any) -> Any:
        """A box for each scope that has nodes, and for those around it; for each node its box."""
        boxes: dict[Any, int] = {}
        siblings: Counter[tuple[int, str]] = Counter()
        found = numpy.zeros(len(self._capture.scope_list), dtype=numpy.int64)
        for k in numpy.unique(self._capture.scopes[interior]).tolist():
            scope = self._capture.scope_list[k]
            box = 0
            for around in scope.path[:DEEPEST] if scope else ():
                if around not in boxes:
                    kind = display(around.name)
                    siblings[box, kind] += 1
                    boxes[around] = self._add(f"{kind} {siblings[box, kind]}", box, kind)
                box = boxes[around]
            found[k] = box
        for box in boxes.values():
            if siblings[self.parents[box], self._kinds[box]] == 1:
                self.names[box] = self._kinds[box]  # an only one needs no number
        return found[self._capture.scopes]

    # ------------------------------------------------------------------ examples of a batch

    def _fold_examples(self) -> None:
        """Make a grid of each many calls of a model."""
        for groups in self._groups():
            calls = [call for _, alike in groups for call in alike]
            call_of = numpy.append(within(self.parents, calls), -1)[self.box_of]  # leaves have -1
            found = are_calls(self._capture, call_of, [len(alike) for _, alike in groups])
            first = 0
            for (kind, alike), are_examples in zip(groups, found, strict=True):
                if are_examples:
                    self._make_grid(kind, alike, call_of, first)
                first += len(alike)

    def _groups(self) -> list[list[tuple[str, list[int]]]]:
        """Many boxes of one name in one box, with that name: for each depth, the outermost first.

        So those of one depth, none of which is in another, are looked at together.
        """
        depths = [0] * len(self)
        groups: dict[tuple[int, str], list[int]] = {}
        for box in range(1, len(self)):
            depths[box] = depths[self.parents[box]] + 1
            groups.setdefault((self.parents[box], self._kinds[box]), []).append(box)
        found: dict[int, list[tuple[str, list[int]]]] = {}
        for (around, kind), alike in groups.items():
            if len(alike) >= ALIKE:
                found.setdefault(depths[around], []).append((kind, alike))
        return [found[depth] for depth in sorted(found)]

    def _make_grid(self, kind: str, calls: list[int], call_of: Any, first: int) -> None:
        """A box around all calls and, if anything is computed from each alone, one around each.

        The calls have the numbers from `first` on in `call_of`.
        """
        around = self.parents[calls[0]]
        beside = numpy.flatnonzero(self.box_of == around)
        starts, operands, _ = self._wiring
        owner = numpy.array(owners(starts, operands, beside, call_of), dtype=numpy.int64) - first
        owner[(owner < 0) | (owner >= len(calls))] = -1
        have_more = len(numpy.unique(owner[owner >= 0])) == len(calls)
        what = "example" if have_more else kind
        grid = self._add(f"{len(calls):,} × {what}", around)
        self.grids.append(grid)
        for k, call in enumerate(calls):
            if not have_more:
                self.parents[call] = grid
                continue
            self.names[call] = kind
            self.parents[call] = self._add(f"example {k + 1}", grid, "example")
            self.calls[self.parents[call]] = call
        if have_more:
            mine = owner >= 0
            self.box_of[beside[mine]] = grid + 1 + owner[mine]

    def _fold_sums(self) -> None:
        """Make a box of each chain of additions, each the first operand, used once, of the next."""
        # heads: the additions; tails: for each of them its first operand.
        capture = self._capture
        adds = [k for k, name in enumerate(capture.functions) if name == "add"]
        is_add = numpy.isin(capture.operations, adds) & (self.box_of >= 0)
        heads = numpy.flatnonzero(is_add)
        tails = capture.operands[capture.starts[heads]]
        uses = numpy.bincount(capture.operands, minlength=len(capture.data))
        linked = is_add[tails] & (uses[tails] == 1) & (self.box_of[tails] == self.box_of[heads])
        last = list(range(len(capture.data)))  # for each addition the one at which its chain ends
        for k in numpy.flatnonzero(linked)[::-1].tolist():
            last[tails[k]] = last[heads[k]]
        ends = numpy.array(last, dtype=numpy.int64)[heads]
        chains, chain_of, sizes = numpy.unique(ends, return_inverse=True, return_counts=True)
        boxes = self.box_of[chains]
        for k in numpy.flatnonzero(sizes >= CHAIN).tolist():
            boxes[k] = self._add(f"sum of {sizes[k] + 1} terms", int(boxes[k]), "sum")
        self.box_of[heads] = boxes[chain_of]

    def _all_members(self) -> list[Any]:
        """The members of each box, in the order of their first nodes."""
        nodes = numpy.flatnonzero(self.box_of >= 0)
        homes = self.box_of[nodes]
        self._first = numpy.full(len(self), len(self.box_of))
        numpy.minimum.at(self._first, homes, nodes)
        for box in self._innermost_first():
            parent = self.parents[box]
            self._first[parent] = min(self._first[parent], self._first[box])
        inner = numpy.arange(1, len(self))
        items = numpy.concatenate([nodes, ~inner])
        around = numpy.concatenate([homes, numpy.array(self.parents[1:], dtype=numpy.int64)])
        order = numpy.lexsort((numpy.concatenate([nodes, self._first[1:]]), around))
        ends = numpy.cumsum(numpy.bincount(around, minlength=len(self)))
        return numpy.split(items[order], ends[:-1])

    def _innermost_first(self) -> list[int]:
        """All boxes but the whole graph, each before the one around it."""
        inside: list[list[int]] = [[] for _ in self.parents]
        for box, parent in enumerate(self.parents[1:], 1):
            inside[parent].append(box)
        order = [0]
        for box in order:  # which grows meanwhile
            order += inside[box]
        return order[:0:-1]

    # -------------------------------------------------------------------- too many members

    def _fold_many(self) -> None:
        """Fold the members of each box until there are at most `MOST`."""
        box = 0
        while box < len(self):  # boxes made here are looked at in their turn
            items = self.members[box]
            most = MOST_EXAMPLES if box in self.grids else MOST
            if len(items) > most and "×" not in self.names[box]:
                items = self._grouped(box, items)
            while len(items) > most:
                items = self._cut(box, items, most)
            self.members[box] = items
            box += 1

    def _grouped(self, box: int, items: Any) -> Any:
        """The items, where many of a kind are in a box of their own."""
        codes = self._kind_codes(items)
        _, kind_of, sizes = numpy.unique(codes, return_inverse=True, return_counts=True)
        single = (sizes < ALIKE) | (sizes == len(items))
        found = [items[single[kind_of]]]
        for kind in numpy.flatnonzero(~single).tolist():
            alike = items[kind_of == kind]
            name = f"{len(alike)} × {self._kind(int(alike[0]))}"
            found.append(numpy.array([~self._enclose(name, box, alike)]))
        joined = numpy.concatenate(found)
        return joined[numpy.argsort(self._position(joined), kind="stable")]

    def _kind_codes(self, items: Any) -> Any:
        """A number for each item, equal for items of a kind: nodes of one operation and level, or
        boxes of one name.
        """
        functions = {name: k for k, name in enumerate(dict.fromkeys(self._capture.functions), 1)}
        ranks = numpy.array([*[functions[name] for name in self._capture.functions], 0])
        names = {name: ~k for k, name in enumerate(dict.fromkeys(self._kinds))}
        codes = items.copy()
        nodes = items[items >= 0]
        functions_of = ranks[self._capture.operations[nodes]]  # 0 for leaves, which have -1
        levels = numpy.array(self._levels(nodes.tolist()), dtype=numpy.int64)
        codes[items >= 0] = levels * (len(functions) + 1) + functions_of
        codes[items < 0] = [names[self._kinds[box]] for box in (~items[items < 0]).tolist()]
        return codes

    def _levels(self, nodes: list[int]) -> list[int]:
        """The level of each of these nodes: the longest path to it from below, in these nodes.

        Operands from other boxes are at level 0, leaves below that.
        """
        starts, operands, counts = self._wiring
        levels: dict[int, int] = {}
        for node in nodes:
            level = 0
            for x in operands[starts[node] : starts[node + 1]]:
                below = levels.get(x, 0 if counts[x] else -1)
                if below >= level:
                    level = below + 1
            levels[node] = level
        return list(levels.values())

    @functools.cached_property
    def _wiring(self) -> tuple[list[int], list[int], list[int]]:
        """Where the operands of each node begin, all operands, and how many each node has."""
        starts, operands = self._capture.starts, self._capture.operands
        return starts.tolist(), operands.tolist(), numpy.diff(starts).tolist()

    def _kind(self, item: int) -> str:
        if item < 0:
            return self._kinds[~item]
        code = int(self._capture.operations[item])
        return self._capture.functions[code] if code >= 0 else "value"

    def _cut(self, box: int, items: Any, most: int) -> Any:
        """The items in parts of equal size, named by the places of their items."""
        parts = numpy.array_split(items, -(-len(items) // most))
        kinds = {self._kind(int(item)) for item in items}
        what = f"{kinds.pop()} " if len(kinds) == 1 else "items "
        is_grid = box in self.grids
        if is_grid:
            self.grids.remove(box)
        boxes, before = [], 0
        for part in parts:
            boxes.append(self._enclose(f"{what}{before + 1:,}–{before + len(part):,}", box, part))
            before += len(part)
        self.grids += boxes if is_grid else []
        return ~numpy.array(boxes)

    def _enclose(self, name: str, parent: int, items: Any) -> int:
        """A new box around items."""
        box = self._add(name, parent)
        self.box_of[items[items >= 0]] = box
        for inner in (~items[items < 0]).tolist():
            self.parents[inner] = box
        if box >= len(self._first):
            self._first = numpy.concatenate([self._first, numpy.zeros_like(self._first)])
        self._first[box] = self._position(items[:1])[0]
        self.members.append(items)
        return box

    def _position(self, items: Any) -> Any:
        """The first node of each item."""
        return numpy.where(items >= 0, items, self._first[~numpy.minimum(items, -1)])
