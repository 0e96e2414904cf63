"""After pass 6: gradients that are written once, not copied, and needed.

Reversing writes every contribution to a gradient as an addition. Here the first of them becomes an
assignment, zeros are filled in only where needed, and gradients that are copies of another, or the
same number everywhere, are not computed at all.
"""

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy

from autograd.compiler.instructions import (
    Block,
    Contract,
    Fill,
    Gather,
    Input,
    Instruction,
    Map,
    Scatter,
    View,
    contiguous,
    out_block,
    read_blocks,
    slots,
)


def settled(
    instructions: Sequence[Instruction], blocks: Sequence[Block], seed: int
) -> list[Instruction]:
    """Let the first contribution to a gradient assign, where all would add to zeros.

    A contribution that adds both to slots that have been written and to others comes last. Zeros
    are filled in only where nobody assigns a slot, or a table says where to add.
    """
    # For each block the places of the instructions that add to it.
    places: dict[int, list[int]] = {}
    for place, instruction in enumerate(instructions):
        if isinstance(instruction, Scatter) or (
            isinstance(instruction, Contract) and instruction.accumulate
        ):
            places.setdefault(out_block(instruction), []).append(place)
    # What stands at each place in the end: an instruction may move to the last one, and zeros come
    # before the first.
    done: list[list[Instruction]] = [[instruction] for instruction in instructions]
    for block, found in places.items():
        if block == seed:  # holds the gradient of the root before the first instruction
            continue
        written = numpy.zeros(blocks[block].size, dtype=bool)
        zeros = any(isinstance(instructions[place], Scatter) for place in found)
        late: list[Instruction] = []
        for place in found:
            instruction = instructions[place]
            if not isinstance(instruction, Contract):
                continue
            region = _region(instruction)
            before = written[region]
            if before.any() and not before.all():
                # Neither an assignment nor an addition would be right for all slots. So it adds
                # when all others are through.
                late.append(instruction)
                done[place] = []
                continue
            written[region] = True
            if not zeros:  # the first to come assigns; with zeros there, all add
                done[place] = [instruction._replace(accumulate=bool(before.all()))]
        done[found[-1]] += late
        # What adds needs something to add to: slots that nobody assigns begin with zeros.
        if zeros or not written.all():
            done[found[0]].insert(0, Fill(block, 0.0))
    return [instruction for group in done for instruction in group]


def in_use(instructions: Sequence[Instruction], needed: Collection[int]) -> list[Instruction]:
    """Remove instructions whose results nobody reads.

    Args:
        instructions: The instructions.
        needed: Blocks that must hold their numbers in the end.
    """
    # Backwards: an instruction is needed if one after it, or the caller, reads what it writes.
    live = set(needed)
    kept: list[Instruction] = []
    for instruction in reversed(instructions):
        if out_block(instruction) in live:
            kept.append(instruction)
            live.update(read_blocks(instruction))
    return kept[::-1]


def _region(instruction: Contract) -> numpy.ndarray:
    """The slots to which a contraction writes."""
    kept = instruction.kept
    view = instruction.out._replace(strides=instruction.out.strides[:kept])
    return slots(view, instruction.extents[:kept])


def without_copies(
    instructions: Sequence[Instruction],
    blocks: Sequence[Block],
    known: dict[int, float],
    needed: Collection[int],
) -> tuple[list[Instruction], dict[int, int]]:
    """Remove instructions that copy a whole block, or fill it with one number.

    Args:
        instructions: The instructions.
        blocks: All blocks.
        known: Blocks all of whose elements are a known number.
        needed: Blocks that must hold their numbers in the end.

    Returns:
        The remaining instructions; and for each block that was a copy, the block to use instead.
    """
    return _Propagation(instructions, blocks, known, needed).run()


@dataclass
class _Propagation:
    """Constant and copy propagation, forward through the instructions.

    Attributes:
        writes: How many instructions write each block. Only a block that is written once keeps what
            is known of it.
        uniform: Blocks whose elements are all equal: (number, None), or (factor, view) for a factor
            times the one element that the view shows. They are computed only if somebody needs the
            array.
        renamed: Blocks that are copies of others.
        left: The instructions so far.
    """

    instructions: Sequence[Instruction]
    blocks: Sequence[Block]
    known: dict[int, float]
    needed: Collection[int]

    def __post_init__(self) -> None:
        self.writes = Counter(map(out_block, self.instructions))
        self.uniform: dict[int, tuple[float, View | None]] = {
            block: (number, None) for block, number in self.known.items()
        }
        self.renamed: dict[int, int] = {}
        self.left: list[Instruction] = []

    def run(self) -> tuple[list[Instruction], dict[int, int]]:
        for instruction in self.instructions:
            simpler = self.simplified(instruction)
            if not (isinstance(simpler, Contract) and self.is_known_otherwise(simpler)):
                self.left.append(simpler)
        return self.left, self.renamed

    def simplified(self, instruction: Instruction) -> Instruction:
        """The instruction with its inputs replaced by what is known of them."""
        if isinstance(instruction, Contract):
            return self.contract(instruction)
        if isinstance(instruction, Map):
            return instruction._replace(inputs=tuple(self.plain(x) for x in instruction.inputs))
        if isinstance(instruction, Gather | Scatter):
            self.restore(instruction.source)
            source = self.renamed.get(instruction.source, instruction.source)
            return instruction._replace(source=source)
        return instruction

    def contract(self, instruction: Contract) -> Contract:
        """The contraction with its factors replaced; numbers among them go into its scale."""
        found = [self.look_up(x) for x in instruction.factors]
        scale = math.prod([number for number, _ in found], start=instruction.scale)
        factors = tuple(source for _, source in found if source is not None)
        return instruction._replace(factors=factors or (1.0,), scale=scale)

    def look_up(self, x: Input) -> tuple[float, View | None]:
        """An input as a number times a view, or as a number alone."""
        if not isinstance(x, View):
            return x, None
        if x.block in self.uniform:
            factor, source = self.uniform[x.block]
            return factor, source and source._replace(strides=(0,) * len(x.strides))
        return 1.0, x._replace(block=self.renamed.get(x.block, x.block))

    def plain(self, x: Input) -> Input:
        """An input as a view or a number; a multiple of an element is written out as a block."""
        factor, source = self.look_up(x)
        if source is None:
            return factor
        if factor == 1.0:
            return source
        assert isinstance(x, View)
        self.restore(x.block)
        return x

    def restore(self, block: int) -> None:
        """Compute a uniform block after all: an instruction needs it as an array."""
        if block in self.uniform:
            factor, source = self.uniform.pop(block)
            factors = (1.0 if source is None else source._replace(strides=(0,)),)
            size = (self.blocks[block].size,)
            self.left.append(Contract(size, 1, View(block, 0, (1,)), factors, factor, -0.0, False))

    def is_known_otherwise(self, instruction: Contract) -> bool:
        """Note that a block is a number, an element or a copy; False if it must be computed."""
        out = instruction.out
        block, scale = self.blocks[out.block], instruction.scale
        is_whole = out == View(out.block, 0, contiguous(instruction.extents))
        if (
            self.writes[out.block] > 1
            or len(instruction.factors) > 1
            or not (is_whole and math.prod(instruction.extents) == block.size)
        ):
            return False
        # Left are out = scale * number, out = scale * one element, and out = a whole other block.
        (source,) = instruction.factors
        needed = out.block in self.needed
        if not isinstance(source, View):
            if not needed:
                self.uniform[out.block] = scale * source, None
            return not needed
        if self.blocks[source.block].lanes != block.lanes:
            return False
        if not any(source.strides) and not needed:
            self.uniform[out.block] = scale, source
            return True
        is_copy = (
            self.blocks[source.block].size == block.size and source._replace(block=out.block) == out
        )
        if is_copy and scale == 1.0:
            self.renamed[out.block] = source.block
            return True
        return False
