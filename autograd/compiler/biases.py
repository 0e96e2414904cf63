"""A bias is a weight of a constant 1: what the runner does before it binds instructions.

`sum_k w[i,k] * x[j,k] + b[i]` is one matrix product where b is stored behind w and the block of x
has ones behind its numbers; and so are the two gradients. That saves two passes over the arrays,
which for small networks is a good part of the time. The program itself stays as it is.
"""

from collections.abc import Collection, Sequence
from typing import Any

import numpy

from autograd.compiler.instructions import Block, Contract, Instruction, View, contiguous, slots


class Biases:
    """Instructions with biases as part of the products before them.

    Args:
        blocks: The blocks.
        constants: The numbers of the blocks of constants.
        fixed: Blocks whose memory is not ours to extend.

    Attributes:
        blocks: The blocks, and new ones of constants.
        constants: Their numbers.
        ones: For some blocks how many ones follow their numbers.
    """

    def __init__(
        self, blocks: Sequence[Block], constants: dict[int, Any], fixed: Collection[int]
    ) -> None:
        self.blocks = list(blocks)
        self.constants = dict(constants)
        self.ones: dict[int, int] = {}
        self._fixed = fixed

    def forward(self, instructions: Sequence[Instruction]) -> list[Instruction]:
        """Replace `out = product; out += bias`, in either order, by one product."""
        found: list[Instruction] = []
        for second in instructions:
            first = found[-1] if found else None
            if isinstance(first, Contract) and isinstance(second, Contract):
                merged = self._sum(first, second)
                if merged is not None:
                    found[-1] = merged
                    continue
            found.append(second)
        return found

    def backward(self, instructions: Sequence[Instruction]) -> list[Instruction]:
        """Replace the gradients of a bias and of the weights before it by one product.

        dw[i,k] = sum_j dy[i,j] * x[j,k], and db[i] = sum_j dy[i,j] is one more step of k.
        """
        # Sums of a single factor, by the slot at which they begin to write. One of a bias begins
        # where a product would write next if it went on for one more step along some axis.
        singles = {
            (x.out.block, x.out.offset): k
            for k, x in enumerate(instructions)
            if isinstance(x, Contract) and len(x.factors) == 1 and not x.accumulate
        }
        found: list[Instruction | None] = list(instructions)
        for k, product in enumerate(instructions):
            if isinstance(product, Contract) and len(product.factors) == 2:
                for axis in range(product.kept):
                    step = product.extents[axis] * product.out.strides[axis]
                    place = singles.get((product.out.block, product.out.offset + step))
                    if place is None or found[place] is None:
                        continue
                    merged = self._pair(product, instructions[place], axis)
                    if merged is not None:
                        found[k], found[place] = merged, None
                        break
        return [instruction for instruction in found if instruction is not None]

    def _sum(self, first: Contract, second: Contract) -> Contract | None:
        """A product and its bias as one product; None if these are no such pair."""
        if first.accumulate or not second.accumulate or (first.scale, second.scale) != (1.0, 1.0):
            return None
        single, product = sorted((first, second), key=lambda x: len(x.factors))
        kept = product.kept
        if (
            len(single.factors) != 1
            or len(product.factors) != 2
            or single.kept != len(single.extents)
            or len(product.extents) != kept + 1
            or product.extents[:kept] != single.extents
            or product.out._replace(strides=product.out.strides[:kept]) != single.out
        ):
            return None
        # Either factor may be the weights; the bias must be read where they would go on.
        (bias,) = single.factors
        for weights, x in (product.factors, product.factors[::-1]):
            if isinstance(weights, View) and isinstance(x, View):
                following = weights.offset + product.extents[-1] * weights.strides[-1]
                if bias == View(weights.block, following, weights.strides[:-1]):
                    more = self._with_ones(x, product.extents, kept)
                    if more is not None:
                        extents = (*product.extents[:-1], product.extents[-1] + 1)
                        return product._replace(
                            extents=extents, factors=(weights, more), accumulate=False
                        )
        return None

    def _pair(self, product: Contract, single: Instruction, axis: int) -> Contract | None:
        """The product, one step longer along an axis, which computes `single`; or else None."""

        def without(values: tuple[int, ...]) -> tuple[int, ...]:
            return values[:axis] + values[axis + 1 :]

        assert isinstance(single, Contract)
        if (
            product.accumulate
            or not product.out.strides[axis]
            or single.scale != product.scale
            or single.kept != product.kept - 1
            or single.extents != without(product.extents)
            or single.out.strides != without(product.out.strides)
        ):
            return None
        for gradient, x in (product.factors, product.factors[::-1]):
            if not (isinstance(gradient, View) and isinstance(x, View)):
                continue
            alone = gradient._replace(strides=without(gradient.strides))
            if gradient.strides[axis] == 0 and single.factors == (alone,):
                more = self._with_ones(x, product.extents, axis)
                if more is not None:
                    extents = list(product.extents)
                    extents[axis] += 1
                    return product._replace(extents=tuple(extents), factors=(gradient, more))
        return None

    def _with_ones(self, x: View, extents: tuple[int, ...], axis: int) -> View | None:
        """The view with one more step along an axis, where it reads ones; None if it cannot."""
        if not x.strides[axis] or x.block in self._fixed:
            return None
        others = [k for k in range(len(extents)) if k != axis and x.strides[k]]
        if x.block in self.constants:
            # A longer copy, the axis first, so that the ones can stand behind all numbers.
            order = [axis, *others]
            shape = tuple(extents[k] for k in order)
            places = slots(x._replace(strides=tuple(x.strides[k] for k in order)), shape)
            table = self.constants[x.block][places].reshape(shape)
            longer = numpy.concatenate([table, numpy.ones((1, *shape[1:]))])
            self.blocks.append(Block("", longer.size, "constants", False))
            self.constants[len(self.blocks) - 1] = longer.reshape(-1)
            strides = [0] * len(extents)
            for k, stride in zip(order, contiguous(longer.shape), strict=True):
                strides[k] = stride
            return View(len(self.blocks) - 1, 0, tuple(strides))
        # The ones are to stand behind the numbers of the block: the step after the last must lead
        # there from every index of the other axes.
        start = View(
            x.block,
            x.offset + extents[axis] * x.strides[axis],
            tuple(x.strides[k] for k in others),
        )
        places = slots(start, tuple(extents[k] for k in others))
        size = self.blocks[x.block].size
        if places.min() < size:
            return None
        self.ones[x.block] = max(self.ones.get(x.block, 0), int(places.max()) + 1 - size)
        return x
