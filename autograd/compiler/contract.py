"""Pass 5, contract: loops over slots become array operations.

A sum of products whose axes are known is an einsum: an axis along which only one factor moves is
an axis of a matrix, one along which both move and the result does not is summed over. So dense
layers, attention, convolutions and the batch itself come out as matrix products.
"""

from collections.abc import Collection
from typing import Any

import numpy

from autograd.compiler.group import CONSTANT, Grouping
from autograd.compiler.instructions import (
    Block,
    Contract,
    Gather,
    Instruction,
    Map,
    View,
    contiguous,
)
from autograd.compiler.reroll import Access, Rolled, RolledTerm, roll


class Forward:
    """The forward half of a program while it is being written.

    Attributes:
        blocks: All blocks.
        constants: The numbers of the blocks of constants.
        instructions: What computes the other blocks.
        roots: For each root its block and slot.
        block_of: For each block of the grouping its number here: the same for leaves; results are
            numbered after the constants and gathered numbers that they read.
    """

    def __init__(self, grouping: Grouping, lanes: Collection[int]) -> None:
        self.blocks: list[Block] = []
        self.constants: dict[int, Any] = {}
        self.instructions: list[Instruction] = []
        self.roots: list[tuple[int, int]] = []
        leaves = grouping.leaves
        self.block_of = {k: k for k in range(len(leaves))}
        kinds = ["parameters", *["argument"] * (len(leaves) - 2), "random"]
        for k, (kind, size) in enumerate(zip(kinds, leaves, strict=True)):
            self.block(grouping.name(k), size, kind, lanes=k in lanes)

    def block(self, name: str, size: int, kind: str, *, lanes: bool = False) -> int:
        """A new block."""
        self.blocks.append(Block(name, size, kind, lanes))
        return len(self.blocks) - 1

    def constant(self, numbers: Any) -> int:
        """A new block of constants."""
        block = self.block(f"c{len(self.constants)}", len(numbers), "constants")
        self.constants[block] = numbers
        return block


def contract(grouping: Grouping, lanes: Collection[int] = ()) -> Forward:
    """Write the instructions that compute all groups.

    Args:
        grouping: The groups.
        lanes: The blocks of leaves that have a number of their own for every example.

    >>> from autograd import Value
    >>> from autograd.compiler.record import record_graph
    >>> from autograd.compiler.normalise import normalise
    >>> from autograd.compiler.group import group
    >>> w, x = [Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)]
    >>> recording, _, _ = record_graph([w[0] * x[0] + w[1] * x[1]], [x], w)
    >>> for instruction in contract(group(normalise(recording))).instructions:
    ...     print(type(instruction).__name__, instruction.extents, instruction.factors)
    Contract (2,) (View(block=0, offset=0, strides=(1,)), View(block=1, offset=0, strides=(1,)))
    """
    forward = Forward(grouping, lanes)
    for group in grouping.groups:
        # What is computed from numbers that differ from example to example differs, too.
        has_lanes = any(
            forward.blocks[forward.block_of[operand.block]].lanes
            for term in group.terms
            for operand in term.factors
            if operand.block != CONSTANT
        )
        out = forward.block(grouping.name(group.block), group.size, "values", lanes=has_lanes)
        forward.block_of[group.block] = out
        for part in roll(group):
            _write(forward, group.operation, part, out)
    for block, slot in grouping.roots:
        if block == CONSTANT:
            bits = numpy.array([slot], dtype=numpy.int64)
            forward.roots.append((forward.constant(bits.view(float)), 0))
        else:
            forward.roots.append((forward.block_of[block], slot))
    return forward


def _write(forward: Forward, operation: str, part: Rolled, out: int) -> None:
    """The instructions for consecutive results of a group: a Map, or a Contract for each term."""
    target = View(out, part.start, contiguous(part.extents))
    if operation:
        inputs = tuple(_read(forward, term.factors[0]) for term in part.terms)
        forward.instructions.append(Map(operation, None, part.extents, target, inputs))
        return
    # The terms of a sum are written one after the other: the first assigns, the others add. What a
    # sum begins with decides the sign of a zero: -0.0 changes nothing, for x + -0.0 is x.
    terms = list(part.terms)
    initial = -0.0
    if any(term.extents for term in terms):
        # Python's sum() begins with 0, whose only effect is on the sign of a zero.
        rest = [term for term in terms if not _is_zero(term)]
        initial = 0.0 if len(rest) < len(terms) else initial
        terms = rest
    for k, term in enumerate(terms):
        # Axes of the results, then those to sum over, along which the result stays where it is.
        axes = part.extents + term.extents
        factors = tuple(_read(forward, access) for access in term.factors)
        begin = initial if term.extents else -0.0
        summed = target._replace(strides=target.strides + (0,) * len(term.extents))
        kept, sign = len(part.extents), float(term.sign)
        forward.instructions.append(Contract(axes, kept, summed, factors, sign, begin, k > 0))
        initial = -0.0 if term.extents else initial


def _is_zero(term: RolledTerm) -> bool:
    """Whether a term is the constant +0.0 everywhere."""
    if len(term.factors) > 1 or term.factors[0].block != CONSTANT:
        return False
    numbers = term.factors[0].table * term.sign
    return bool(((numbers == 0.0) & ~numpy.signbit(numbers)).all())


def _read(forward: Forward, access: Access) -> View | float:
    """A factor of a term as a view, gathered first if it must be; a single constant as a number."""
    if access.table is None:
        return View(forward.block_of[access.block], access.offset, access.strides)
    if access.block == CONSTANT:
        if len(access.table) == 1:
            return float(access.table[0])
        return View(forward.constant(access.table), 0, access.strides)
    # No strides lead to the slots: collect their numbers in a block of their own, which has some.
    source = forward.block_of[access.block]
    lanes = forward.blocks[source].lanes
    out = forward.block(f"t{len(forward.blocks)}", len(access.table), "gathered", lanes=lanes)
    forward.instructions.append(Gather(out, source, access.table))
    return View(out, 0, access.strides)
