"""Pass 6, reverse: the backward half of a program, array by array.

The chain rule holds for blocks as it does for nodes. An element by element operation multiplies by
its local derivative, which the table knows; a contraction reverses to a contraction, and what was
broadcast is summed. The gradient of a view is added to the same view of the gradient's block.
"""

import itertools
import math
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from autograd.compiler.expand import known_derivative
from autograd.compiler.instructions import (
    Block,
    Contract,
    Extents,
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
from autograd.compiler.tidy import in_use, settled, without_copies
from autograd.recording.predicates import find

Instructions = Sequence[Instruction]

UNROLL = 64
"""Most steps of a sliding window that are written out; more go through a table."""


class Backward(NamedTuple):
    """The backward half of a program.

    Attributes:
        blocks: The blocks of the forward half, and those of gradients and intermediate results.
        instructions: What computes the gradients, once that of the root is there.
        gradients: For each leaf block that the root depends on, the block of its gradient.
        seed: The block of the root's gradient, which is to be given; None where it is taken to
            be 1, as it is for a root that has a block for itself and no lanes.
    """

    blocks: list[Block]
    instructions: list[Instruction]
    gradients: dict[int, int]
    seed: int | None


def reverse(
    blocks: Sequence[Block], instructions: Instructions, root: int, wanted: Collection[int]
) -> Backward:
    """Differentiate a program.

    Args:
        blocks: Its blocks.
        instructions: Its forward half.
        root: The block of the number to differentiate.
        wanted: The blocks to differentiate by.
    """
    # The chain rule, from the last instruction to the first: the gradient of a result is complete
    # when its instruction is visited, since all who read it came later.
    reverser = _Reverser(blocks, instructions, wanted)
    seed = reverser.gradient(root)
    for instruction in reversed(instructions):
        reverser.visit(instruction)
    found = reverser.gradients
    gradients = {block: found[block] for block in wanted if block in found}
    # The gradient of a root by itself is 1. If that is all there is in its block, it is a known
    # number, which makes the instructions near the root constants.
    _, size, _, lanes = blocks[root]
    unit = size == 1 and not lanes and root not in wanted
    tidy = settled(reverser.instructions, reverser.blocks, seed)
    known = {seed: 1.0} if unit else {}
    simpler, renamed = without_copies(tidy, reverser.blocks, known, set(gradients.values()))
    gradients = {block: renamed.get(x, x) for block, x in gradients.items()}
    useful = in_use(simpler, gradients.values())
    return Backward(reverser.blocks, useful, gradients, None if unit else seed)


class _Reverser:
    """Writes the backward half.

    Every contribution to a gradient is written as an addition; `tidy` makes assignments of the
    first ones.

    Attributes:
        gradients: For each block that a gradient has come to, the block of its gradient.
        taken: For each block with elements that no `where` may have taken, the block of counts: how
            often each element was taken, 0 where its number went nowhere.
        uses: For each block its uses so far: whether a use may leave elements out, and a function
            that adds the use to a block of counts.
        leading: The blocks that depend on a wanted one. Others need no gradient.
    """

    def __init__(
        self, blocks: Sequence[Block], instructions: Instructions, wanted: Collection[int]
    ) -> None:
        self.blocks = list(blocks)
        self.instructions: list[Instruction] = []
        self.gradients: dict[int, int] = {}
        self.taken: dict[int, int] = {}
        self.uses: dict[int, list[tuple[bool, Callable[[int], None]]]] = {}
        self.leading = set(wanted)
        for instruction in instructions:
            if any(block in self.leading for block in _differentiated(instruction)):
                self.leading.add(out_block(instruction))

    def block(self, name: str, size: int, kind: str, lanes: bool) -> int:
        """A new block."""
        self.blocks.append(Block(name, size, kind, lanes))
        return len(self.blocks) - 1

    def gradient(self, block: int) -> int:
        """The block of the gradient of a block."""
        if block not in self.gradients:
            name, size, _, lanes = self.blocks[block]
            self.gradients[block] = self.block(f"d{name}", size, "gradient", lanes)
        return self.gradients[block]

    def temporary(self, extents: Extents, lanes: bool) -> View:
        """A new block for a result of the given extents."""
        block = self.block(f"t{len(self.blocks)}", math.prod(extents), "temporary", lanes)
        return View(block, 0, contiguous(extents))

    def map(
        self, operation: str, extents: Extents, inputs: tuple[Input, ...], by: int | None = None
    ) -> View:
        """Write a Map to a new block, of an operation or of its local derivative by an input."""
        lanes = any(isinstance(x, View) and self.blocks[x.block].lanes for x in inputs)
        out = self.temporary(extents, lanes)
        self.instructions.append(Map(operation, by, extents, out, inputs))
        return out

    def visit(self, instruction: Instruction) -> None:
        """Write what carries the gradient of the result to the inputs."""
        out = out_block(instruction)
        if out not in self.gradients or out not in self.leading:
            return
        self.settle_uses(out)
        if isinstance(instruction, Map):
            self.reverse_map(instruction)
        elif isinstance(instruction, Contract):
            self.reverse_contract(instruction)
        elif isinstance(instruction, Gather):
            self.reverse_gather(instruction)

    def reverse_gather(self, instruction: Gather) -> None:
        """out[k] = source[index[k]]: source[index[k]] gets the gradient of out[k]."""
        out, source, index = instruction
        self.instructions.append(Scatter(self.gradient(source), self.gradients[out], index))
        mask = self.taken.get(out)

        def count(target: int) -> None:
            if mask is None:
                ones = View(target, 0, (1,))
                for slot in index.tolist():
                    self.add_to(ones._replace(offset=slot), (1,), (1.0,), 1.0)
            else:
                self.instructions.append(Scatter(target, mask, index))

        self.uses.setdefault(source, []).append((mask is not None, count))

    def reverse_map(self, instruction: Map) -> None:
        """out = operation(inputs): each input gets the gradient times its local derivative."""
        operation = find(instruction.operation)
        extents, inputs = instruction.extents, instruction.inputs
        grad = instruction.out._replace(block=self.gradients[instruction.out.block])
        for position, (x, rule) in enumerate(zip(inputs, operation.derivatives, strict=True)):
            if not isinstance(x, View) or x.block not in self.leading or rule is None:
                continue
            if instruction.operation == "where":
                # The branch that was taken gets the gradient itself, the other one 0.
                self.add(x, extents, (self.branch(instruction, position, grad),))
                mask = self.mask(instruction.out)
                self.note_use(x, extents, self.branch(instruction, position, mask))
                continue
            # The cheapest form of the local derivative: a number; an array that is there already;
            # or else a Map of its own.
            numbers = [None if isinstance(other, View) else other for other in inputs]
            local = known_derivative(operation, position, numbers)
            values = (instruction.out, *inputs)
            if isinstance(local, float) and math.isfinite(local):
                self.add(x, extents, (grad,), local)
            elif isinstance(local, float):  # as in x / 0
                self.add_product(x, extents, grad, local, instruction.out)
            elif local is not None:  # as in exp(x), whose result is its derivative
                self.add_product(x, extents, grad, values[local], instruction.out)
            else:
                computed = self.map(instruction.operation, extents, values, position)
                self.add_product(x, extents, grad, computed, instruction.out)
            self.note_use(x, extents, self.mask(instruction.out))

    def reverse_contract(self, instruction: Contract) -> None:
        """out = sum of a * b: a gets the gradient times b, and b the gradient times a.

        Either is summed over the axes along which its view does not move. So a contraction reverses
        to contractions over the same axes.
        """
        extents, scale = instruction.extents, instruction.scale
        grad = instruction.out._replace(block=self.gradients[instruction.out.block])
        factors = instruction.factors
        views = [x for x in factors if isinstance(x, View) and x.block in self.leading]
        if len(views) == 2 and views[0] == views[1]:  # x * x
            views, scale = views[:1], 2.0 * scale
        for x in views:
            others = list(factors)
            others.remove(x)
            if instruction.kept == len(extents):  # a product without a sum, element by element
                if others:
                    self.add_product(x, extents, grad, others[0], instruction.out, scale)
                else:
                    self.add(x, extents, (grad,), scale)
                self.note_use(x, extents, self.mask(instruction.out))
            else:  # in a sum of products every element counts as taken: a mask would cost too much
                self.add(x, extents, (grad, *others), scale)
                self.note_use(x, extents, 1.0)

    def add_product(
        self, x: View, extents: Extents, grad: View, local: Input, out: View, scale: float = 1.0
    ) -> None:
        """Add grad * local to the gradient of x, where the result was taken at all.

        In a branch that `where` did not take, the gradient is 0 and the local derivative may be
        infinite or nan; there is nothing to multiply.
        """
        mask = self.mask(out)
        if not isinstance(mask, View):
            self.add(x, extents, (grad, local), scale)
            return
        product = self.map("mul", extents, (grad, local))
        part = self.map("where", extents, (mask, product, 0.0))
        self.add(x, extents, (part,), scale)

    def add(
        self, x: View, extents: Extents, factors: tuple[Input, ...], scale: float = 1.0
    ) -> None:
        """Add scale * (the product of factors) to the gradient of x."""
        self.add_to(x._replace(block=self.gradient(x.block)), extents, factors, scale)

    def add_to(
        self, target: View, extents: Extents, factors: tuple[Input, ...], scale: float
    ) -> None:
        """Add scale * (the product of factors) to a view that may meet a slot more than once."""
        # Along an axis where the target does not move it was broadcast: sum over that.
        kept = [k for k, stride in enumerate(target.strides) if stride or extents[k] == 1]
        summed = [k for k in range(len(extents)) if k not in kept]
        # Where steps of a sliding window share slots, `out += ...` for all of them at once would
        # lose contributions. Those axes are unrolled: one addition for each step.
        unrolled = _overlapping(target, extents, kept)
        if math.prod(extents[k] for k in unrolled) > UNROLL:
            self.scatter(target, extents, kept, factors, scale)
            return
        kept = [k for k in kept if k not in unrolled]
        axes = [*kept, *summed]
        lengths = tuple(extents[k] for k in axes)
        for index in itertools.product(*[range(extents[k]) for k in unrolled]):
            steps = list(zip(unrolled, index, strict=True))
            out = _along(target, axes, steps)
            parts = tuple(_along(x, axes, steps) if isinstance(x, View) else x for x in factors)
            self.instructions.append(
                Contract(lengths, len(kept), out, parts, scale, -0.0, accumulate=True)
            )

    def scatter(
        self,
        target: View,
        extents: Extents,
        kept: list[int],
        factors: tuple[Input, ...],
        scale: float,
    ) -> None:
        """Add through a table of slots, where too many steps of a window overlap."""
        summed = [k for k in range(len(extents)) if k not in kept]
        axes = [*kept, *summed]
        shape, lengths = tuple(extents[k] for k in kept), tuple(extents[k] for k in axes)
        out = self.temporary(shape, self.blocks[target.block].lanes)
        whole = out._replace(strides=(*out.strides, *[0] * len(summed)))
        parts = tuple(_along(x, axes) if isinstance(x, View) else x for x in factors)
        self.instructions.append(
            Contract(lengths, len(kept), whole, parts, scale, -0.0, accumulate=False)
        )
        index = slots(_along(target, kept), shape)
        self.instructions.append(Scatter(target.block, out.block, index))

    # ------------------------------------------------------- which elements `where` has taken

    def mask(self, out: View) -> Input:
        """A view that is 0 where elements of a result were not taken; 1.0 if all were taken."""
        mask = self.taken.get(out.block)
        return 1.0 if mask is None else out._replace(block=mask)

    def branch(self, instruction: Map, position: int, chosen: Input) -> View:
        """`chosen` where a `where` takes its branch at a position; 0 elsewhere."""
        branches = (chosen, 0.0) if position == 1 else (0.0, chosen)
        return self.map("where", instruction.extents, (instruction.inputs[0], *branches))

    def note_use(self, x: View, extents: Extents, taken: Input) -> None:
        """Note that the elements of x were used where `taken` is not 0; 1.0 for everywhere."""

        def count(target: int) -> None:
            self.add_to(x._replace(block=target), extents, (taken,), 1.0)

        self.uses.setdefault(x.block, []).append((isinstance(taken, View), count))

    def settle_uses(self, block: int) -> None:
        """Before the gradient of a block is used: count how often each element was taken.

        Where no use can be in a branch that was not taken, there is nothing to count.
        """
        uses = self.uses.pop(block, [])
        if any(may_be_left_out for may_be_left_out, _ in uses):
            name, size, _, lanes = self.blocks[block]
            self.taken[block] = self.block(f"taken {name}", size, "gradient", lanes)
            for _, add in uses:
                add(self.taken[block])


def _overlapping(view: View, extents: Extents, kept: Sequence[int]) -> list[int]:
    """The axes that must be taken one step at a time, so that no slot is met twice at once.

    From the smallest stride upwards: an axis is safe if its stride is larger than the reach of all
    axes below it, the distance from their first slot to their last. Else the shortest of the axes
    involved is unrolled, and the others are looked at again.
    """
    unrolled: list[int] = []
    while True:
        reach = 0
        rest = [k for k in kept if k not in unrolled and extents[k] > 1]
        for k in sorted(rest, key=lambda k: abs(view.strides[k])):
            stride = abs(view.strides[k])
            if stride <= reach:
                involved = [k for k in rest if abs(view.strides[k]) <= stride]
                unrolled.append(min(involved, key=lambda k: extents[k]))
                break
            reach += stride * (extents[k] - 1)
        else:
            return unrolled


def _along(view: View, axes: Sequence[int], steps: Sequence[tuple[int, int]] = ()) -> View:
    """A view along some of its axes, at one index of others: pairs of an axis and the index."""
    offset = view.offset + sum(view.strides[axis] * k for axis, k in steps)
    return View(view.block, offset, tuple(view.strides[axis] for axis in axes))


def _differentiated(instruction: Instruction) -> list[int]:
    """The blocks by which the result of an instruction may be differentiated."""
    if not isinstance(instruction, Map):
        return read_blocks(instruction)
    rules = find(instruction.operation).derivatives
    pairs = zip(instruction.inputs, rules, strict=True)
    return [x.block for x, rule in pairs if isinstance(x, View) and rule is not None]
