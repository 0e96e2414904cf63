"""Pass 6, reverse: the backward half of a program, array by array.

The chain rule holds for blocks as it does for nodes. An element by element operation multiplies by
its local derivative, which the table knows; a contraction reverses to a contraction, and what was
broadcast is summed. The gradient of a view is added to the same view of the gradient's block.
"""

import itertools
import math
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from autograd.compiler.expand import local_derivative
from autograd.compiler.instructions import (
    Block,
    Contract,
    Gather,
    Instruction,
    Map,
    Scatter,
    View,
    contiguous,
    out_block,
    slots,
)
from autograd.compiler.tidy import in_use, settled, without_copies
from autograd.recording.predicates import find

UNROLL = 64
"""At most so many steps of a sliding window are written out; more go through a table."""


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
    blocks: Sequence[Block],
    instructions: Sequence[Instruction],
    root: int,
    wanted: Collection[int],
) -> Backward:
    """Differentiate a program.

    Args:
        blocks: Its blocks.
        instructions: Its forward half.
        root: The block of the number to differentiate.
        wanted: The blocks to differentiate by.
    """
    reverser = _Reverser(blocks, instructions, wanted)
    seed = reverser.gradient(root)
    for instruction in reversed(instructions):
        reverser.visit(instruction)
    gradients = {
        block: reverser.gradients[block] for block in wanted if block in reverser.gradients
    }
    _, size, _, lanes = blocks[root]
    unit = size == 1 and not lanes and root not in wanted
    tidy = settled(reverser.instructions, reverser.blocks, seed)
    simpler, renamed = without_copies(
        tidy, reverser.blocks, {seed: 1.0} if unit else {}, set(gradients.values())
    )
    gradients = {block: renamed.get(gradient, gradient) for block, gradient in gradients.items()}
    useful = in_use(simpler, gradients.values())
    return Backward(reverser.blocks, useful, gradients, None if unit else seed)


class _Reverser:
    def __init__(
        self,
        blocks: Sequence[Block],
        instructions: Sequence[Instruction],
        wanted: Collection[int],
    ) -> None:
        self.blocks = list(blocks)
        self.instructions: list[Instruction] = []
        self.gradients: dict[int, int] = {}
        self.taken: dict[int, int] = {}  # blocks of which `where` may not take every element
        # How to count the elements in use, and whether some may be left out.
        self.uses: dict[int, list[tuple[bool, Callable[[int], None]]]] = {}
        self.leading = set(wanted)  # the blocks that a wanted one leads to
        for instruction in instructions:
            if any(block in self.leading for block in _differentiated(instruction)):
                self.leading.add(out_block(instruction))

    def gradient(self, block: int) -> int:
        """The block of the gradient of a block."""
        if block not in self.gradients:
            name, size, _, lanes = self.blocks[block]
            self.blocks.append(Block(f"d{name}", size, "gradient", lanes))
            self.gradients[block] = len(self.blocks) - 1
        return self.gradients[block]

    def temporary(self, extents: tuple[int, ...], inputs: Sequence[View | float]) -> View:
        """A new block for a result of the given extents."""
        lanes = any(isinstance(x, View) and self.blocks[x.block].lanes for x in inputs)
        name = f"t{len(self.blocks)}"
        self.blocks.append(Block(name, math.prod(extents), "temporary", lanes))
        return View(len(self.blocks) - 1, 0, contiguous(extents))

    def map(
        self,
        operation: str,
        extents: tuple[int, ...],
        inputs: tuple[View | float, ...],
        derivative: int | None = None,
    ) -> View:
        """Write a Map to a new block."""
        out = self.temporary(extents, inputs)
        self.instructions.append(Map(operation, derivative, extents, out, inputs))
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
        operation = find(instruction.operation)
        extents, inputs = instruction.extents, instruction.inputs
        grad = instruction.out._replace(block=self.gradients[instruction.out.block])
        for position, (x, rule) in enumerate(zip(inputs, operation.derivatives, strict=True)):
            if not isinstance(x, View) or x.block not in self.leading or rule is None:
                continue
            if instruction.operation == "where":
                branches = (grad, 0.0) if position == 1 else (0.0, grad)
                part = self.map("where", extents, (inputs[0], *branches))
                self.add(x, extents, (part,))
                self.use_branch(x, extents, instruction, position)
                continue
            numbers = [None if isinstance(other, View) else other for other in inputs]
            local = local_derivative(operation, position, numbers)
            if isinstance(local, float) and math.isfinite(local):
                self.add(x, extents, (grad,), local)
            elif isinstance(local, float):  # as in x / 0
                self.add_product(x, extents, grad, local, instruction.out)
            elif local is not None:  # as in exp(x), whose result is its derivative
                known = (instruction.out, *inputs)[local]
                self.add_product(x, extents, grad, known, instruction.out)
            else:
                values = (instruction.out, *inputs)
                computed = self.map(instruction.operation, extents, values, position)
                self.add_product(x, extents, grad, computed, instruction.out)
            self.use(x, extents, instruction.out)

    def reverse_contract(self, instruction: Contract) -> None:
        extents, scale = instruction.extents, instruction.scale
        grad = instruction.out._replace(block=self.gradients[instruction.out.block])
        factors = instruction.factors
        views = [x for x in factors if isinstance(x, View) and x.block in self.leading]
        if len(views) == 2 and views[0] == views[1]:  # x * x
            views, scale = views[:1], 2.0 * scale
        for x in views:
            others = list(factors)
            others.remove(x)
            if instruction.kept == len(extents):
                if others:
                    self.add_product(x, extents, grad, others[0], instruction.out, scale)
                else:
                    self.add(x, extents, (grad,), scale)
                self.use(x, extents, instruction.out)
            else:
                self.add(x, extents, (grad, *others), scale)
                self.use(x, extents, None)

    def add_product(
        self,
        x: View,
        extents: tuple[int, ...],
        grad: View,
        local: View | float,
        out: View,
        scale: float = 1.0,
    ) -> None:
        """Add grad * local to the gradient of x, where the result was taken at all.

        In a branch that `where` did not take, the gradient is 0 and the local derivative may be
        infinite or nan; there is nothing to multiply.
        """
        mask = self.taken.get(out.block)
        if mask is None:
            self.add(x, extents, (grad, local), scale)
            return
        product = self.map("mul", extents, (grad, local))
        part = self.map("where", extents, (out._replace(block=mask), product, 0.0))
        self.add(x, extents, (part,), scale)

    def add(
        self,
        x: View,
        extents: tuple[int, ...],
        factors: tuple[View | float, ...],
        scale: float = 1.0,
    ) -> None:
        """Add scale * (the product of factors) to the gradient of x."""
        self.add_to(x._replace(block=self.gradient(x.block)), extents, factors, scale)

    def add_to(
        self,
        target: View,
        extents: tuple[int, ...],
        factors: tuple[View | float, ...],
        scale: float,
    ) -> None:
        kept = [k for k, stride in enumerate(target.strides) if stride or extents[k] == 1]
        summed = [k for k in range(len(extents)) if k not in kept]
        unrolled = _overlapping(target, extents, kept)
        if math.prod(extents[k] for k in unrolled) > UNROLL:
            self.scatter(target, extents, kept, summed, factors, scale)
            return
        kept = [k for k in kept if k not in unrolled]
        axes = [*kept, *summed]
        for index in itertools.product(*[range(extents[k]) for k in unrolled]):
            steps = list(zip(unrolled, index, strict=True))

            def at(view: View | float, steps: list[tuple[int, int]] = steps) -> View | float:
                if not isinstance(view, View):
                    return view
                offset = view.offset + sum(view.strides[axis] * k for axis, k in steps)
                return View(view.block, offset, tuple(view.strides[axis] for axis in axes))

            out = at(target)
            assert isinstance(out, View)
            self.instructions.append(
                Contract(
                    tuple(extents[k] for k in axes),
                    len(kept),
                    out,
                    tuple(at(x) for x in factors),
                    scale,
                    -0.0,
                    True,
                )
            )

    def scatter(
        self,
        target: View,
        extents: tuple[int, ...],
        kept: list[int],
        summed: list[int],
        factors: tuple[View | float, ...],
        scale: float,
    ) -> None:
        """Add through a table of slots, where too many steps of a window overlap."""
        axes = [*kept, *summed]
        shape = tuple(extents[k] for k in kept)
        lanes = self.blocks[target.block].lanes
        self.blocks.append(Block(f"t{len(self.blocks)}", math.prod(shape), "temporary", lanes))
        block = len(self.blocks) - 1
        self.instructions.append(
            Contract(
                tuple(extents[k] for k in axes),
                len(kept),
                View(block, 0, (*contiguous(shape), *[0] * len(summed))),
                tuple(
                    x._replace(strides=tuple(x.strides[k] for k in axes))
                    if isinstance(x, View)
                    else x
                    for x in factors
                ),
                scale,
                -0.0,
                False,
            )
        )
        strides = tuple(target.strides[k] for k in kept)
        index = slots(View(target.block, target.offset, strides), shape)
        self.instructions.append(Scatter(target.block, block, index))

    # ------------------------------------------------------- which elements `where` has taken

    def use(self, x: View, extents: tuple[int, ...], out: View | None) -> None:
        """Note that x was used for a result; None for one that counts as taken in any case."""
        mask = None if out is None else self.taken.get(out.block)
        if mask is None or out is None:
            self.count(x, extents, 1.0)
        else:
            self.count(x, extents, out._replace(block=mask))

    def use_branch(
        self, x: View, extents: tuple[int, ...], instruction: Map, position: int
    ) -> None:
        """Note that x was used as a branch of `where`."""
        mask = self.taken.get(instruction.out.block)
        taken = 1.0 if mask is None else instruction.out._replace(block=mask)
        branches = (taken, 0.0) if position == 1 else (0.0, taken)
        self.count(x, extents, self.map("where", extents, (instruction.inputs[0], *branches)))

    def count(self, x: View, extents: tuple[int, ...], taken: View | float) -> None:
        """Note that some elements of a block were used, where `taken` is not 0."""
        self.uses.setdefault(x.block, []).append(
            (
                isinstance(taken, View),
                lambda target: self.add_to(x._replace(block=target), extents, (taken,), 1.0),
            )
        )

    def settle_uses(self, block: int) -> None:
        """Before the gradient of a block is used: count how often each element was taken.

        Where no use can be in a branch that was not taken, there is nothing to count.
        """
        uses = self.uses.pop(block, [])
        if any(may_be_left_out for may_be_left_out, _ in uses):
            name, size, _, lanes = self.blocks[block]
            self.blocks.append(Block(f"taken {name}", size, "gradient", lanes))
            self.taken[block] = len(self.blocks) - 1
            for _, add in uses:
                add(self.taken[block])


def _overlapping(view: View, extents: tuple[int, ...], kept: Sequence[int]) -> list[int]:
    """The axes that must be taken one step at a time, so that no slot is met twice at once."""
    unrolled: list[int] = []
    while True:
        reach = 0
        clash = None
        rest = [k for k in kept if k not in unrolled and extents[k] > 1]
        for k in sorted(rest, key=lambda k: abs(view.strides[k])):
            if abs(view.strides[k]) <= reach:
                clash = k
                break
            reach += abs(view.strides[k]) * (extents[k] - 1)
        if clash is None:
            return unrolled
        involved = [k for k in rest if abs(view.strides[k]) <= abs(view.strides[clash])]
        unrolled.append(min(involved, key=lambda k: extents[k]))


def _differentiated(instruction: Instruction) -> list[int]:
    """The blocks by which the result of an instruction may be differentiated."""
    if isinstance(instruction, Map):
        rules = find(instruction.operation).derivatives
        pairs = zip(instruction.inputs, rules, strict=True)
        return [x.block for x, rule in pairs if isinstance(x, View) and rule is not None]
    if isinstance(instruction, Contract):
        return [x.block for x in instruction.factors if isinstance(x, View)]
    return [instruction.source] if isinstance(instruction, Gather) else []
