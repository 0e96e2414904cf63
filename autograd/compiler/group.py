"""Pass 3, group: results that are computed alike stand side by side in one block.

Alike are results at the same level (the longest path from the leaves), of the same operation, with
inputs from the same blocks. Groups are formed level by level, so the blocks and the slots of all
inputs are known, and equal results are recognised by equal inputs: they become one.
"""

import itertools
from typing import Any, NamedTuple

import numpy

from autograd.compiler.normalise import NONE, SUM, Normal
from autograd.compiler.record import ADD, MUL
from autograd.compiler.rows import classes, merged, order_by, ranks

CONSTANT = -1
"""The block of a constant; in the place of a slot it has the bits of its number."""

NOTHING = -2
"""The block of a second factor where a term has only one."""

WRITTEN = 4
"""Most plain terms (not products) of a sum that is added in the order in which it was written."""


class Operand(NamedTuple):
    """One input of all results of a group: n results with m such inputs each.

    Attributes:
        block: Where the input is, or CONSTANT.
        slots: Where in the block, (n, m); of constants the bits of the doubles.
    """

    block: int
    slots: Any


class Term(NamedTuple):
    """Terms of a sum that are alike: sign * product of factors, m for each of n results.

    An input of an operation is a term with a single factor, and m = 1.
    """

    sign: int
    factors: tuple[Operand, ...]


class Group(NamedTuple):
    """n results that are computed alike, in a block of their own.

    Attributes:
        block: The number of the block.
        size: How many results: n.
        operation: The name of an operation, or "" for a sum.
        terms: The inputs, or the terms of the sum.
    """

    block: int
    size: int
    operation: str
    terms: tuple[Term, ...]


class Grouping(NamedTuple):
    """All groups of a graph in the order of computation.

    The first blocks are the parameters, the arguments, and the random numbers.

    Attributes:
        leaves: The sizes of the blocks of leaves: parameters, each argument, random numbers.
        groups: The groups; the k-th has block `len(leaves) + k`.
        parameters: For each slot of the block of parameters, which of the parameters it holds.
        roots: For each root its block and its slot (or CONSTANT and the bits).
    """

    leaves: tuple[int, ...]
    groups: list[Group]
    parameters: Any
    roots: list[tuple[int, int]]

    def name(self, block: int) -> str:
        """What a block is called in print: parameters, x0, x1, ..., random, v0, v1, ..."""
        if block == CONSTANT:
            return "constant"
        if block >= len(self.leaves):
            return f"v{block - len(self.leaves)}"
        if block == len(self.leaves) - 1:
            return "random"
        return f"x{block - 1}" if block else "parameters"

    def __str__(self) -> str:
        lines = []
        for group in self.groups:
            parts = []
            for term in group.terms:
                product = "*".join(self.name(block) for block, _ in term.factors)
                count = term.factors[0].slots.shape[1]
                sign = "-" if term.sign < 0 else ""
                parts.append(f"{sign}{product}" + (f" x {count}" if count > 1 else ""))
            inside = ", ".join(parts)
            name = self.name(group.block)
            lines.append(f"{name}: {group.size} x {group.operation or 'sum'}({inside})")
        return "\n".join(lines)


def group(normal: Normal, *, ordered: int = 0) -> Grouping:
    """Form the groups.

    Args:
        normal: The results of the previous pass.
        ordered: How many of the parameters are to stay in the order in which they were recorded.
            The others are put where they are used alike.

    >>> from autograd import Value
    >>> from autograd.compiler.record import record_graph
    >>> from autograd.compiler.normalise import normalise
    >>> w, x = [Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)]
    >>> recording, _, _ = record_graph([(w[0] * x[0] + w[1] * x[1]).tanh()], [x], w)
    >>> print(group(normalise(recording)))
    v0: 1 x sum(parameters*x0 x 2)
    v1: 1 x tanh(v0)
    """
    return _Grouper(normal, ordered).run()


class _Entries(NamedTuple):
    """Entries of results: arrays with a row for each result and a column for each of its entries.

    Attributes:
        block_a: The block of an input, or of the first factor of a term.
        slot_a: Its slot.
        block_b: The block of the second factor; NOTHING if there is none.
        slot_b: Its slot.
        sign: 1 or -1.
    """

    block_a: Any
    slot_a: Any
    block_b: Any
    slot_b: Any
    sign: Any

    def term(self, rows: Any, start: int, end: int) -> Term:
        """A run of alike entries, in some of the rows, as one Term."""
        first = rows[0]
        factors = [Operand(int(self.block_a[first, start]), self.slot_a[rows, start:end])]
        if self.block_b[first, start] != NOTHING:
            factors.append(Operand(int(self.block_b[first, start]), self.slot_b[rows, start:end]))
        return Term(int(self.sign[first, start]), tuple(factors))


class _Grouper:
    """Gives every node a place, level by level.

    Attributes:
        block_of: For each node its block; known for leaves, then for the results grouped so far.
        slot_of: For each node its slot in that block.
        bits: For each constant its number as an integer, so that it can be compared and sorted
            like a slot; equal bits also tell 0.0 from -0.0.
    """

    def __init__(self, normal: Normal, ordered: int) -> None:
        recording = normal.recording
        self.normal = normal
        self.names = recording.operations
        self.bits = recording.constants.view(numpy.int64)
        total = recording.leaves + len(recording.codes)
        self.block_of = numpy.full(total, CONSTANT, dtype=numpy.int64)
        self.slot_of = numpy.zeros(total, dtype=numpy.int64)
        self.levels = self._levels(total)
        # The recording numbers leaves as arguments, parameters, random; blocks are parameters,
        # arguments, random.
        *arguments, parameters = recording.sizes
        first = sum(arguments)
        order = self._order_of_parameters(first, parameters, ordered)
        self.parameters = order
        self.leaves = (parameters, *arguments, len(recording.random))
        sizes = [*arguments, parameters, len(recording.random)]
        blocks = [*range(1, len(sizes) - 1), 0, len(sizes) - 1]
        self.block_of[: recording.leaves] = numpy.repeat(blocks, sizes)
        self.slot_of[: recording.leaves] = numpy.concatenate([numpy.arange(n) for n in sizes])
        self.slot_of[first + order] = numpy.arange(parameters)
        self.groups: list[Group] = []

    def _levels(self, total: int) -> Any:
        """The level of every node: 0 for leaves, else one more than the highest of its inputs."""
        # A plain loop, since each level follows from those before it. Constants and missing second
        # factors refer to one more node at the end, of level 0, to spare the loop any condition.
        level = [0] * (total + 1)
        first, second = self.normal.first, self.normal.second
        one = numpy.where(first < 0, total, first).tolist()
        two = numpy.where((second < 0) | (second == NONE), total, second).tolist()
        starts = self.normal.starts.tolist()
        begin = 0
        for number, end in zip(self.normal.results.tolist(), starts[1:], strict=True):
            highest = 0
            for k in range(begin, end):
                here = level[one[k]]
                highest = here if here > highest else highest
                here = level[two[k]]
                highest = here if here > highest else highest
            level[number] = highest + 1
            begin = end
        return numpy.array(level[:total], dtype=numpy.int64)

    def _order_of_parameters(self, first: int, count: int, ordered: int) -> Any:
        """Those used at the same level and equally often belong together.

        So the weights of a layer become neighbours, wherever its biases were made in between. Those
        that somebody has put in order stay in it.
        """
        normal = self.normal
        # For each argument and parameter the highest level that uses it, and how often it is used.
        highest = numpy.zeros(first + count, dtype=numpy.int64)
        uses = numpy.zeros(first + count, dtype=numpy.int64)
        owner = numpy.repeat(normal.results, numpy.diff(normal.starts))
        for references in (normal.first, normal.second):
            mask = (references >= 0) & (references < first + count)
            numpy.maximum.at(highest, references[mask], self.levels[owner[mask]])
            uses += numpy.bincount(references[mask], minlength=first + count)
        free = numpy.arange(first + ordered, first + count)
        by = numpy.lexsort((free, uses[free], highest[free]))
        return numpy.concatenate([numpy.arange(ordered), free[by] - first]).astype(numpy.int64)

    def run(self) -> Grouping:
        """Sort results into buckets: one level, operation, number of entries, products or not."""
        normal = self.normal
        # One element for each result. Equal keys stand together once sorted, the levels in order.
        counts = numpy.diff(normal.starts)
        owner = numpy.repeat(numpy.arange(len(counts)), counts)
        paired = numpy.zeros(len(counts), dtype=bool)
        paired[owner[normal.second != NONE]] = True
        levels = self.levels[normal.results]
        keys = (paired, counts, normal.codes, levels)
        order = numpy.lexsort(keys)
        if len(order):
            changes = numpy.any([numpy.diff(key[order]) for key in keys], axis=0)
            bounds = [0, *(numpy.flatnonzero(changes) + 1).tolist(), len(order)]
            for begin, end in itertools.pairwise(bounds):
                self._bucket(order[begin:end])
        blocks, slots = self._locate(normal.roots)
        roots = list(zip(blocks.tolist(), slots.tolist(), strict=True))
        return Grouping(self.leaves, self.groups, self.parameters, roots)

    def _locate(self, references: Any) -> tuple[Any, Any]:
        """The blocks and slots of references; of constants the bits; NOTHING and 0 for none."""
        inside = (references >= 0) & (references != NONE)
        blocks = numpy.full(references.shape, CONSTANT)
        slots = numpy.zeros(references.shape, dtype=numpy.int64)
        blocks[inside] = self.block_of[references[inside]]
        slots[inside] = self.slot_of[references[inside]]
        constant = references < 0
        if constant.any():
            slots[constant] = self.bits[~references[constant]]
        blocks[references == NONE] = NOTHING
        return blocks, slots

    def _bucket(self, members: Any) -> None:
        """Form the groups of results of one level, operation and number of entries."""
        code = int(self.normal.codes[members[0]])
        entries = self._entries(members, code)
        count = entries.sign.shape[1]
        # The sign and the blocks of an entry as one integer: entries with equal keys are alike.
        width = len(self.leaves) + len(self.groups) + 3  # more than any block + 2
        signed = numpy.where(entries.sign < 0, width, 0) + entries.block_a + 1
        key = signed * width + entries.block_b + 2
        # The inputs of an operation stay as they are, and so do the terms of a short plain sum. In
        # any other sum alike terms stand together, in the order of the slots they read.
        written = code != SUM or (count <= WRITTEN and (entries.block_b == NOTHING).all())
        if not written:
            slot_a = numpy.where(entries.block_a < 0, 0, entries.slot_a)
            slot_b = numpy.where(entries.block_b < 0, 0, entries.slot_b)
            by = numpy.lexsort((slot_b, slot_a, key), axis=1)
            entries = _Entries(*[numpy.take_along_axis(array, by, axis=1) for array in entries])
            key = numpy.take_along_axis(key, by, axis=1)
        # Results whose entries are alike, one by one, form a group.
        alike = classes(key)
        for which in range(int(alike.max()) + 1):
            rows = numpy.flatnonzero(alike == which)
            # Each entry is a Term of its own; in a sorted sum a run of alike entries is one Term.
            runs = (numpy.flatnonzero(numpy.diff(key[rows[0]])) + 1).tolist()
            bounds = [0, *(range(1, count) if written else runs), count]
            terms = [entries.term(rows, start, end) for start, end in itertools.pairwise(bounds)]
            operation = self.names[code] if code != SUM else ""
            self._add(self.normal.results[members[rows]], operation, terms)

    def _entries(self, members: Any, code: int) -> "_Entries":
        """The entries of results that have equally many, with the factor of the lower block first.

        So a * b and b * a are alike.
        """
        normal = self.normal
        begin, end = normal.starts[members[0]], normal.starts[members[0] + 1]
        places = normal.starts[members][:, None] + numpy.arange(end - begin)
        block_a, slot_a = self._locate(normal.first[places])
        block_b, slot_b = self._locate(normal.second[places])
        if code == SUM:  # the two factors of a term
            swap = (block_b != NOTHING) & (block_b < block_a)
            block_a[swap], block_b[swap] = block_b[swap], block_a[swap]
            slot_a[swap], slot_b[swap] = slot_b[swap], slot_a[swap]
        elif code in (ADD, MUL):  # the two inputs
            swap = block_a[:, 1] < block_a[:, 0]
            block_a[swap] = block_a[swap, ::-1]
            slot_a[swap] = slot_a[swap, ::-1]
        return _Entries(block_a, slot_a, block_b, slot_b, normal.signs[places])

    def _add(self, numbers: Any, operation: str, terms: list[Term]) -> None:
        """A new group: equal results become one, and all are put in order.

        Args:
            numbers: The nodes that are computed.
            operation: What computes them; "" for a sum.
            terms: What they are computed from, with a row of slots for each of them.
        """
        columns = [operand.slots for term in terms for operand in term.factors]
        count = len(numbers)
        place = numpy.zeros(count, dtype=numpy.int64)
        if count > 1:
            # All that a result reads, as one row. The blocks are the same for all, so equal rows
            # are equal results: of each of these, the first row is kept.
            rows = numpy.concatenate(columns, axis=1)
            if operation in ("add", "mul") and len({term.factors[0].block for term in terms}) == 1:
                rows = numpy.sort(rows, axis=1)  # a * b is b * a
            same, chosen = merged(rows)
            # Sort by what is read: a loop over neighbours then reads them in a straight line.
            # The first and the last column of an operand mostly tell all of it.
            ties = [
                operand.slots[chosen, k]
                for term in terms
                for operand in term.factors
                if operand.block != CONSTANT
                for k in dict.fromkeys((0, operand.slots.shape[1] - 1))
            ]
            order = order_by(ties, len(chosen))
            chosen = chosen[order]
            place = ranks(order)[same]
            terms = [
                Term(sign, tuple(Operand(block, slots[chosen]) for block, slots in factors))
                for sign, factors in terms
            ]
            count = len(chosen)
        block = len(self.leaves) + len(self.groups)
        self.block_of[numbers] = block
        self.slot_of[numbers] = place
        self.groups.append(Group(block, count, operation, tuple(terms)))
