"""Pass 4, re-roll: integer arrays of slots become strides.

The slots that a group reads are an integer array, like 0 1 2 0 1 2 3 4 5 3 4 5. It is factored into
nested pairs of an extent and a stride, here ((2, 3), (2, 0), (3, 1)): a loop, found again. Stride 0
is a broadcast, overlapping strides are a sliding window. All inputs of a group get the same
extents. A group that is a few regular pieces is cut into them. What is not regular is read through
a table of slots.
"""

import itertools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy

from autograd.compiler import instructions
from autograd.compiler.group import CONSTANT, Group, Operand, Term

FEW = 8
"""Most pieces or single terms into which something irregular is cut."""


class Access(NamedTuple):
    """How an input is read: at offset + sum of strides * indices, along all axes.

    Attributes:
        block: The block; CONSTANT for numbers that are known.
        offset: The slot for the indices 0, 0, ...
        strides: One for each axis.
        table: None; or an array that is read with these strides instead of the block: of the slots
            to read there, or of constants.
    """

    block: int
    offset: int
    strides: tuple[int, ...]
    table: Any = None


class RolledTerm(NamedTuple):
    """Alike terms of a sum: the axes to sum over, and how the factors are read.

    Attributes:
        sign: 1 or -1.
        extents: The lengths of the axes to sum over, after those of the results.
        factors: Their accesses, along the axes of the results and then these.
    """

    sign: int
    extents: tuple[int, ...]
    factors: tuple[Access, ...]


class Rolled(NamedTuple):
    """Consecutive results of a group as nested loops.

    Attributes:
        start: The slot of the first of them in the group's block.
        extents: The lengths of the axes; their product is the number of results.
        terms: The inputs, or the terms of the sum.
    """

    start: int
    extents: tuple[int, ...]
    terms: tuple[RolledTerm, ...]

    def text(self, name: Callable[[int], str]) -> str:
        """The loops for people: the extents, then each input as block[offset + (strides)].

        Args:
            name: Gives the name of a block.
        """
        parts = []
        for term in self.terms:
            factors = " * ".join(_text(factor, name) for factor in term.factors)
            over = f" over {'x'.join(map(str, term.extents))}" if term.extents else ""
            parts.append(("-" if term.sign < 0 else "") + factors + over)
        return f"[{'x'.join(map(str, self.extents)) or '1'}] " + ", ".join(parts)


def _text(access: Access, name: Callable[[int], str]) -> str:
    strides = ",".join(map(str, access.strides))
    if access.table is None:
        return f"{name(access.block)}[{access.offset} + ({strides})]"
    if access.block == CONSTANT and access.table.size == 1:
        return repr(float(access.table[0]))
    inside = name(access.block) if access.block == CONSTANT else f"{name(access.block)}, table"
    return f"{inside}[({strides})]"


def roll(group: Group) -> list[Rolled]:
    """Find the loops of a group; several where it has a few parts that differ.

    >>> slots = numpy.array([0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5])[:, None]
    >>> for part in roll(Group(1, 12, "exp", (Term(1, (Operand(0, slots),)),))):
    ...     print(part.text("block {}".format))
    [2x2x3] block 0[0 + (3,0,1)]
    """
    if all(operand.slots.size == 1 for term in group.terms for operand in term.factors):
        return [Rolled(0, (), tuple(_single(term) for term in group.terms))]  # nothing to loop over
    terms = [part for term in group.terms for part in _separated(term)]
    # The axes of the results: rows[k, i] is the first slot that the k-th regular operand reads for
    # result i. Operands without a common loop (tables of constants, say) have no say in the axes.
    columns = [
        operand.slots[:, 0]
        for term in terms
        for operand in term.factors
        if operand.block != CONSTANT and _is_separable(operand.slots)
    ]
    rows = numpy.array(columns).reshape(len(columns), group.size)
    rolled = []
    for start, end in _pieces(rows):
        extents = _common_axes(rows[:, start:end])
        parts = tuple(
            part for term in terms for part in _rolled_terms(term, slice(start, end), extents)
        )
        rolled.append(Rolled(start, extents, parts))
    return rolled


def _single(term: Term) -> RolledTerm:
    """A term of a single result, which reads one slot of each factor."""
    accesses = [
        Access(block, 0, (), slots.reshape(1).view(float))
        if block == CONSTANT
        else Access(block, int(slots[0, 0]), ())
        for block, slots in term.factors
    ]
    return RolledTerm(term.sign, (), tuple(accesses))


def axes(rows: Any) -> tuple[int, ...] | None:
    """The extents of nested loops, outermost first, in which every row of slots is affine.

    From the inside out: the innermost loop ends where the step of any row first changes, and all
    later stretches of its length must repeat its steps. What each stretch begins with then has the
    loops around it.

    Args:
        rows: Slots, an array of shape (operands, results).

    Returns:
        Extents above 1 whose product is the length, or None if there are none.

    >>> axes(numpy.array([[0, 1, 2, 3, 4, 5], [0, 0, 0, 7, 7, 7]]))
    (2, 3)
    >>> axes(numpy.array([[0, 1, 5, 2]])) is None
    True
    """
    extents: list[int] = []
    rows = numpy.asarray(rows)
    length = rows.shape[1]
    if not len(rows):  # nothing moves
        return (length,) if length > 1 else ()
    while length > 1:
        steps = numpy.diff(rows, axis=1)
        breaks = (steps != steps[:, :1]).any(axis=0)
        extent = int(breaks.argmax()) + 1 if breaks.any() else length
        if length % extent:
            return None
        loops = rows.reshape(len(rows), -1, extent)
        expected = loops[:, :, :1] + steps[:, :1, None] * numpy.arange(extent)
        if (loops != expected).any():
            return None
        extents.append(extent)
        rows = loops[:, :, 0]
        length //= extent
    return tuple(reversed(extents))


def _is_separable(slots: Any) -> bool:
    """Whether slots[i, j] is a function of i plus a function of j.

    Only then has the operand loops of its own for the results (i) and for the terms (j).
    """
    return bool((slots - slots[:, :1] == slots[:1] - slots[0, 0]).all())


def _separated(term: Term) -> list[Term]:
    """A few terms that follow different loops become one Term each; many go through a table."""
    count = term.factors[0].slots.shape[1]
    regular = all(
        operand.block == CONSTANT or _is_separable(operand.slots) for operand in term.factors
    )
    if regular or count > FEW:
        return [term]
    return [
        Term(term.sign, tuple(Operand(block, slots[:, k : k + 1]) for block, slots in term.factors))
        for k in range(count)
    ]


def _pieces(rows: Any) -> list[tuple[int, int]]:
    """Where to cut, so that every piece has common axes; no cut where that takes too many.

    Steps inside of a loop are frequent; between two loops, as where one layer ends and another
    begins, there is a step that occurs once. So cuts are tried at the rarest steps, then at rarer
    ones, until all pieces have axes.
    """
    length = rows.shape[1]
    whole = [(0, length)]
    if axes(rows) is not None:
        return whole
    steps = numpy.diff(rows, axis=1).T
    _, kind, counts = numpy.unique(steps, axis=0, return_inverse=True, return_counts=True)
    frequency = counts[kind.reshape(-1)]
    for rare in numpy.unique(counts):
        cuts = numpy.flatnonzero(frequency <= rare) + 1
        if len(cuts) >= FEW:
            break
        bounds = [0, *cuts.tolist(), length]
        pieces = list(itertools.pairwise(bounds))
        if all(axes(rows[:, start:end]) is not None for start, end in pieces):
            return pieces
    return whole


def _common_axes(rows: Any) -> tuple[int, ...]:
    """Axes for all rows, or for as many as can have them together: the others need a table."""
    found = axes(rows)
    if found is not None:
        return found
    kept: list[Any] = []
    for row in rows:
        extents = axes(numpy.array([*kept, row]))
        if extents is not None:
            kept.append(row)
            found = extents
    return found or (rows.shape[1],)


def _rolled_terms(term: Term, rows: slice, extents: tuple[int, ...]) -> list[RolledTerm]:
    """The terms of some of the results; cut where their slots are a few regular pieces.

    Args:
        term: Alike terms.
        rows: The results, consecutive rows of slots.
        extents: The axes of these results.
    """
    count = term.factors[0].slots.shape[1]
    # The axes to sum over: how the slots of one result move from term to term. Where operands are
    # separable they move alike for all results, so the first result tells.
    columns = [
        slots[rows.start] - slots[rows.start, 0]
        for block, slots in term.factors
        if block != CONSTANT and _is_separable(slots[rows])
    ]
    moves = numpy.array(columns).reshape(len(columns), count)
    parts = []
    for start, end in _pieces(moves):
        inner = _common_axes(moves[:, start:end])
        factors = tuple(
            _access(block, slots[rows, start:end].reshape(extents + inner))
            for block, slots in term.factors
        )
        parts.append(RolledTerm(term.sign, inner, factors))
    return parts


def _access(block: int, slots: Any) -> Access:
    """Strides for an array of slots with one axis for each loop; else a table.

    Along each axis the second slot gives the stride; they serve if they give all other slots, too.
    """
    if block == CONSTANT:
        bits, strides = _without_copies(slots)
        return Access(block, 0, strides, bits.view(float))
    first = int(slots.flat[0])
    steps = tuple([int(slots.take(1, axis).flat[0]) - first for axis in range(slots.ndim)])
    expected = instructions.slots(instructions.View(block, first, steps), slots.shape)
    if (slots.reshape(-1) == expected).all():
        return Access(block, first, steps)
    table, strides = _without_copies(slots)
    return Access(block, 0, strides, table)


def _without_copies(array: Any) -> tuple[Any, tuple[int, ...]]:
    """The array without the axes along which it is constant, flat, and the strides to read it by.

    The strides are 0 along an axis that was dropped, so what is read is the array as it was.
    """
    varies = []
    for axis in range(array.ndim):
        line = array.take([0], axis)
        varies.append(bool((array != line).any()))
        array = array if varies[-1] else line
    strides = instructions.contiguous(array.shape)
    used = tuple([stride * moves for stride, moves in zip(strides, varies, strict=True)])
    return numpy.ascontiguousarray(array).reshape(-1), used
