"""Sums of products as numpy computes them fastest: by BLAS where strides allow it."""

import math
from collections.abc import Callable
from typing import Any

import numpy

from autograd.compiler.instructions import Contract
from autograd.compiler.memory import Array, Call, Memory, coalesced, reshaped, suits_blas


class Products:
    """Writes the calls for sums of products.

    Args:
        memory: Where they may keep what they need in between.
    """

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def write(self, instruction: Contract, factors: list[Any], out: Array) -> list[Call]:
        """The calls that write scale * (the sum of the product of the factors) to `out`.

        Args:
            instruction: The sum.
            factors: Numbers, and arrays with all axes: those of the result, then those to sum over.
            out: Where to, with the axes of the result.
        """
        # Numbers among the factors belong to the scale.
        arrays = [x for x in factors if isinstance(x, numpy.ndarray)]
        numbers = [x for x in factors if not isinstance(x, numpy.ndarray)]
        scale = math.prod(numbers, start=instruction.scale)
        if not arrays:
            count = math.prod(instruction.extents[instruction.kept :])
            return [(out.fill, (scale * count,))]
        # sum_k a[k] * b = (sum_k a[k]) * b: an axis along which one array alone moves is summed
        # within it, and one along which none does multiplies by its length. What is left are one or
        # two arrays, and the axes that both share.
        calls: list[Call] = []
        kept = out.ndim
        alone, shared, nowhere = _axes_of_sum(arrays, kept)
        scale *= nowhere
        for k, array in enumerate(arrays):
            arrays[k], more = self._reduced(array, alone[k], shared, kept, instruction.initial, k)
            calls += more
        if shared:
            return [*calls, *self._matmul(arrays[0], arrays[1], out), *self._scaled(out, scale)]
        if len(arrays) == 2:
            calls.append((numpy.multiply, tuple(coalesced([*arrays, out]))))
            return [*calls, *self._scaled(out, scale)]
        if calls and calls[0][1][3].shape == out.shape:  # the sum is written to `out` at once
            ((add, (array, axes, kind, _, *more)),) = calls
            return [(add, (array, axes, kind, out, *more)), *self._scaled(out, scale)]
        x, y = coalesced([arrays[0], out])
        if scale == 1.0:
            return [*calls, (numpy.copyto, (y, x))]
        if scale == -1.0:
            return [*calls, self._memory.negative(x, y)]
        return [*calls, (numpy.multiply, (x, *self._memory.numbers([scale]), y))]

    def _scaled(self, out: Array, scale: float) -> list[Call]:
        """The calls that multiply an array by a number."""
        if scale == 1.0:
            return []
        (flat,) = coalesced([out])
        if scale == -1.0:
            return [self._memory.negative(flat, flat)]
        return [(numpy.multiply, (flat, *self._memory.numbers([scale]), flat))]

    def _reduced(
        self, array: Array, axes: list[int], shared: list[int], kept: int, initial: float, use: int
    ) -> tuple[Array, list[Call]]:
        """The array summed over some axes, with those to keep and the shared ones.

        Args:
            array: A factor.
            axes: Those along which it moves alone.
            shared: Those along which the other one moves as well, which are left for a product.
            kept: How many axes the result has; they come first.
            initial: What the sum begins with.
            use: Which of the factors it is.
        """
        index = [slice(None)] * array.ndim
        if axes:  # what does not move along an axis of the result is summed once
            index = [
                slice(None) if s or n == 1 else slice(1)
                for s, n in zip(array.strides, array.shape, strict=True)
            ]
        # Axes that are gone already (no array moves along them) are read at their first index.
        left = [*range(kept), *shared]
        part = array[(*[0 if k not in (*left, *axes) else i for k, i in enumerate(index)], ...)]
        if not axes:
            return part, []
        names = [k for k in range(array.ndim) if k in (*left, *axes)]
        where = tuple(names.index(k) for k in axes)
        out = self._memory.temporary(
            tuple(n for k, n in enumerate(part.shape) if k not in where), ("sum", use)
        )
        begin = (False, initial)  # keepdims, and what to begin with: by itself numpy takes 0.0
        shape = tuple(array.shape[k] for k in left)
        call = (numpy.add.reduce, (part, where, None, out, *begin))
        return numpy.broadcast_to(out, shape), [call]

    def _matmul(self, a: Array, b: Array, out: Array) -> list[Call]:
        """out = the sum of a * b over their last axes, all of which both have.

        An axis of the result is one of rows (only a moves along it), of columns (only b), or one of
        a stack of products (both).
        """
        moving = [k for k in range(out.ndim) if out.shape[k] > 1]
        rows = [k for k in moving if b.strides[k] == 0]
        columns = [k for k in moving if a.strides[k] == 0 and k not in rows]
        stack = [k for k in moving if k not in (*rows, *columns)]
        shared = list(range(out.ndim, a.ndim))
        if rows and columns and out.strides[columns[-1]] > out.strides[rows[-1]]:
            a, b, rows, columns = b, a, columns, rows  # the product transposed
        left, calls = self._matrix(a, stack, rows, shared, "left")
        right, more = self._matrix(b, stack, shared, columns, "right")
        calls += more
        # The result as (stack, rows, columns): a view, unless its axes cannot be joined to these.
        target = out[(*[slice(None) if n > 1 else 0 for n in out.shape], ...)]
        target = target.transpose([moving.index(k) for k in (*stack, *rows, *columns)])
        shape = [math.prod(out.shape[k] for k in part) for part in (rows, columns)]
        wanted = (*[out.shape[k] for k in stack], *shape)
        flat = reshaped(target, wanted)
        result = flat if flat is not None else self._memory.temporary(wanted, "matmul")
        if not stack:  # vectors need no second axis
            left = left[0] if not rows else left
            right = right[:, 0] if not columns else right
            index = (0 if not rows else slice(None), 0 if not columns else slice(None))
            result_of_axes = result[(*index, ...)]
            calls.append((_product(left, right, result_of_axes), (left, right, result_of_axes)))
        else:
            calls.append((numpy.matmul, (left, right, result)))
        if flat is None:
            calls.append((numpy.copyto, (target, result.reshape(target.shape))))
        return calls

    def _matrix(
        self, array: Array, stack: list[int], rows: list[int], columns: list[int], use: str
    ) -> tuple[Array, list[Call]]:
        """A (stack of) matrices, copied only if no strides can describe it to BLAS."""
        used = [*stack, *rows, *columns]
        array = array[(*[slice(None) if k in used else 0 for k in range(array.ndim)], ...)]
        names = sorted(used)
        array = array.transpose([names.index(k) for k in used])
        sizes = array.shape
        first, second = len(stack), len(stack) + len(rows)
        shape = (*sizes[:first], math.prod(sizes[first:second]), math.prod(sizes[second:]))
        found = reshaped(array, shape)
        if found is not None and suits_blas(found):
            return found, []
        copy = self._memory.temporary(sizes, use)
        return copy.reshape(shape), [(numpy.copyto, (copy, array))]


def _product(left: Array, right: Array, out: Array) -> Callable[..., Any]:
    """numpy.dot, half a microsecond quicker to call, where it needs no copy; or else matmul."""
    suits = left.flags.forc and right.flags.forc and out.flags.c_contiguous
    return numpy.dot if suits else numpy.matmul


def _axes_of_sum(arrays: list[Array], kept: int) -> tuple[list[list[int]], list[int], int]:
    """The axes to sum over: those along which one array alone moves, both, or none.

    Returns:
        For each array the axes along which it alone moves; the axes along which both do; and how
        often the sum repeats itself along all others.
    """
    alone: list[list[int]] = [[] for _ in arrays]
    shared = []
    repeats = 1
    for axis in range(kept, arrays[0].ndim):
        moving = [k for k, x in enumerate(arrays) if x.strides[axis] and x.shape[axis] > 1]
        if not moving:
            repeats *= arrays[0].shape[axis]
        elif len(moving) == 1:
            alone[moving[0]].append(axis)
        else:
            shared.append(axis)
    return alone, shared, repeats
