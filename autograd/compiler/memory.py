"""The memory of a running program: arrays for its blocks, and views of them."""

import math
import struct
from collections.abc import Callable, Sequence
from typing import Any

import numpy
from numpy.lib.stride_tricks import as_strided

from autograd.compiler.instructions import Block, View

Call = tuple[Callable[..., Any], tuple[Any, ...]]
Array = Any


class Memory:
    """The arrays of a program's blocks.

    Args:
        blocks: The blocks.
        constants: The numbers of the blocks of constants.
        batch: How many examples there are in the blocks with lanes.
        given: Arrays to use for some blocks, such as the parameters, instead of own ones.
        ones: For some blocks how many ones follow their numbers, in each lane.

    Attributes:
        arrays: For each block its numbers: (size,), or (batch, size) with lanes.
    """

    def __init__(
        self,
        blocks: Sequence[Block],
        constants: dict[int, Array],
        batch: int = 1,
        given: dict[int, Array] | None = None,
        ones: dict[int, int] | None = None,
    ) -> None:
        self.blocks = blocks
        self.batch = batch
        self._memory: list[Array] = []  # `arrays`, and in each lane the ones behind the numbers
        self._scratch: dict[Any, Array] = {}
        self.arrays: list[Array] = []
        # Constants and given arrays are used as they are. All other blocks begin as zeros; the ones
        # behind them are there from the start, since no instruction writes them.
        ready = {**constants, **(given or {})}
        for number, block in enumerate(blocks):
            memory = ready.get(number)
            if memory is None:
                width = block.size + (ones or {}).get(number, 0)
                memory = numpy.ones((batch, width) if block.lanes else width)
                memory[..., : block.size] = 0.0
            self._memory.append(memory)
            self.arrays.append(memory[..., : block.size])

    def view(self, view: View, extents: Sequence[int], lanes: bool) -> Array:
        """A view as an array, with the lanes, if the instruction has any, as its first axis.

        A block without lanes has one copy for all examples: its stride from lane to lane is 0.
        """
        block = self.blocks[view.block]
        memory = self._memory[view.block]
        shape, strides = tuple(extents), tuple(view.strides)
        if lanes:
            shape = (self.batch, *shape)
            strides = (memory.shape[-1] if block.lanes else 0, *strides)
        # numpy counts strides in bytes, and a view begins where its array begins: at the offset.
        bytes_apart = [memory.itemsize * n for n in strides]
        return strided(memory.reshape(-1)[view.offset :], shape, bytes_apart)

    def has_lanes(self, views: Sequence[View | float]) -> bool:
        """Whether there are lanes in any of the views."""
        return any(isinstance(view, View) and self.blocks[view.block].lanes for view in views)

    def temporary(self, shape: tuple[int, ...], use: Any, kind: Any = float) -> Array:
        """Memory for what one instruction needs while it runs; instructions share it."""
        key = (shape, use, kind)
        if key not in self._scratch:
            self._scratch[key] = numpy.empty(shape, dtype=kind)
        return self._scratch[key]

    def numbers(self, inputs: list[Any], shape: tuple[int, ...] = ()) -> list[Any]:
        """Arrays in place of numbers, from which numpy would make arrays at each call."""
        return [self._number(x, shape) if isinstance(x, float) else x for x in inputs]

    def _number(self, x: float, shape: tuple[int, ...]) -> Array:
        # One array for each number, found by its bits: 0.0 == -0.0, and nan differs from itself.
        array = self.temporary(shape, ("number", struct.pack("d", x)))
        array.fill(x)
        return array

    def negative(self, x: Array, out: Array) -> Call:
        """The call for -x; numpy 2.4's own reads wrong numbers where they are 64 bytes apart."""
        return (numpy.multiply, (*self.numbers([x, -1.0]), out))


def coalesced(arrays: list[Any]) -> list[Any]:
    """Views of the arrays with as few axes as possible; numbers stay as they are.

    numpy runs a loop in C along the innermost axis, and starts it anew for each index of the
    others: one long axis is faster than two short ones. An axis joins the one inside it if, in
    every array, a step along it leads to where the inner axis ends.
    """
    # With at most one axis, there is nothing to join.
    views = [x for x in arrays if isinstance(x, numpy.ndarray)]
    if all(x.shape in ((), views[0].shape) and x.ndim <= 1 for x in views) and views[0].shape != (
        1,
    ):
        return arrays
    shape = numpy.broadcast_shapes(*[x.shape for x in views])
    views = [numpy.broadcast_to(x, shape, subok=True) if x.shape != shape else x for x in views]
    # Axes of length 1 are dropped. The others may be in any order, since the operation is the same
    # for every element: the result, which is the last array, has its smallest stride innermost, so
    # that it is written from front to back.
    axes = [k for k, n in enumerate(shape) if n != 1]
    axes.sort(key=lambda k: -abs(views[-1].strides[k]))
    groups: list[list[int]] = []  # axes that become one, with the stride of the innermost
    for k in axes:
        if groups and all(x.strides[groups[-1][-1]] == shape[k] * x.strides[k] for x in views):
            groups[-1].append(k)
        else:
            groups.append([k])
    new = tuple(math.prod(shape[k] for k in group) for group in groups)
    remaining = iter([strided(x, new, [x.strides[group[-1]] for group in groups]) for x in views])
    return [next(remaining) if isinstance(x, numpy.ndarray) else x for x in arrays]


def strided(array: Array, shape: tuple[int, ...], strides: list[int]) -> Array:
    """A view of the same memory with other axes, which may overlap."""
    if not shape:
        return array.reshape(-1)[:1].reshape(())
    return as_strided(array, shape, strides)


def reshaped(array: Array, shape: tuple[int, ...]) -> Array | None:
    """A view of another shape; None if there is no such view."""
    try:
        return array.reshape(shape, copy=False)
    except ValueError:
        return None


def suits_blas(array: Array) -> bool:
    """Whether BLAS can read the last two axes as a matrix, without a copy.

    It needs neighbours in memory along one axis, and along the other a stride at least as long as
    that: rows (or columns) that do not overlap. The stride of an axis of length 1 does not matter.
    """
    item = array.itemsize
    rows, columns = array.shape[-2:]
    step, stride = array.strides[-2:]
    by_row = (stride == item or columns == 1) and (step >= columns * item or rows == 1)
    by_column = (step == item or rows == 1) and (stride >= rows * item or columns == 1)
    return bool(by_row or by_column)
