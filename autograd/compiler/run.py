"""Pass 7, run: a program as a flat list of calls of numpy, bound to memory of its own.

This is the only module that knows how a program is run. Views become numpy arrays once, when an
executor is made; running is a loop over functions and their arguments.
"""

import math
import struct
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy
from numpy.lib.stride_tricks import as_strided

from autograd.compiler.biases import Biases
from autograd.compiler.expand import Step, expand
from autograd.compiler.instructions import (
    Block,
    Contract,
    Gather,
    Instruction,
    Map,
    Scatter,
    View,
)
from autograd.predicates import find

SMALL = 4096
"""Up to so many elements, a comparison with a whole array is faster than with a number."""

Call = tuple[Callable[..., Any], tuple[Any, ...]]
Array = Any


class Executor:
    """Memory for a program's blocks, and the calls that run it.

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
        self._memory: list[Array] = []  # with the ones
        self._scratch: dict[Any, Array] = {}
        ready = {**constants, **(given or {})}
        for number, block in enumerate(blocks):
            if number in ready:
                self._memory.append(ready[number])
            else:
                width = block.size + (ones or {}).get(number, 0)
                self._memory.append(numpy.ones((batch, width) if block.lanes else width))
        self.arrays = [
            memory[..., : block.size] for memory, block in zip(self._memory, blocks, strict=True)
        ]
        for number, array in enumerate(self.arrays):
            if number not in ready:
                array.fill(0.0)

    def bind(self, instructions: Sequence[Instruction]) -> list[Call]:
        """The calls that carry out the instructions."""
        calls: list[Call] = []
        skip = False
        for k, instruction in enumerate(instructions):
            if skip:
                skip = False
                continue
            following = instructions[k + 1] if k + 1 < len(instructions) else None
            if isinstance(instruction, Contract):
                if _starts_a_sum(instruction, following):
                    assert isinstance(following, Contract)
                    calls += self._sum_of_two(instruction, following)
                    skip = True
                else:
                    calls += self._contract(instruction)
            elif isinstance(instruction, Map):
                calls += self._map(instruction)
            elif isinstance(instruction, Gather):
                source, out = self.arrays[instruction.source], self.arrays[instruction.out]
                calls.append((numpy.take, (source, instruction.index, -1, out, "clip")))
            elif isinstance(instruction, Scatter):
                calls.append(self._scatter(instruction))
            else:
                calls.append((self.arrays[instruction.out].fill, (instruction.number,)))
        return calls

    # ------------------------------------------------------------------------------- memory

    def _view(self, view: View, extents: Sequence[int], lanes: bool) -> Array:
        """A view as an array, with the lanes, if the instruction has any, as its first axis."""
        block = self.blocks[view.block]
        memory = self._memory[view.block]
        shape, strides = tuple(extents), tuple(view.strides)
        if lanes:
            shape = (self.batch, *shape)
            strides = (memory.shape[-1] if block.lanes else 0, *strides)
        return _strided(memory.reshape(-1)[view.offset :], shape, [8 * n for n in strides])

    def _has_lanes(self, views: Sequence[View | float]) -> bool:
        return any(isinstance(view, View) and self.blocks[view.block].lanes for view in views)

    def _temporary(self, shape: tuple[int, ...], use: Any, kind: Any = float) -> Array:
        """Memory for what is needed within one instruction only; shared by all of them."""
        key = (shape, use, kind)
        if key not in self._scratch:
            self._scratch[key] = numpy.empty(shape, dtype=kind)
        return self._scratch[key]

    # ------------------------------------------------------------------- element by element

    def _map(self, instruction: Map) -> list[Call]:
        lanes = self._has_lanes([instruction.out])
        views: list[Any] = [
            self._view(x, instruction.extents, lanes) if isinstance(x, View) else x
            for x in instruction.inputs
        ]
        out = self._view(instruction.out, instruction.extents, lanes)
        *views, out = _merged([*views, out])
        numbers = tuple(x if isinstance(x, float) else None for x in views)
        steps = expand(find(instruction.operation), instruction.derivative, numbers)
        results: list[Any] = []
        calls: list[Call] = []
        for k, step in enumerate(steps):
            last = k == len(steps) - 1
            kind = bool if step.truth else float
            target = out if last else self._temporary(out.shape, k, kind)
            inputs = [
                (results[x.number] if x.number >= 0 else views[~x.number])
                if hasattr(x, "number")
                else x
                for x in step.inputs
            ]
            results.append(target)
            if step.function == "where":
                calls += self._select(inputs, target)
            elif isinstance(step.function, str):
                calls += self._ufunc(step, inputs, target)
            else:
                calls.append((_assign, (target, step.function, inputs)))
        return calls

    def _ufunc(self, step: Step, inputs: list[Any], out: Array) -> list[Call]:
        """One function of numpy, in the form in which it is fastest."""
        function = getattr(numpy, str(step.function))
        if function in (numpy.maximum, numpy.minimum):  # these take `out` by name only
            whole = out.shape if out.size <= SMALL else ()
            return [(partial(function, *self._numbers(inputs, whole), out=out), ())]
        inputs = self._numbers(inputs)
        if step.truth and out.dtype != bool:  # a comparison straight to doubles is slow
            truth = self._temporary(out.shape, "truth", bool)
            return [(function, (*inputs, truth)), (numpy.copyto, (out, truth))]
        return [(function, (*inputs, out))]

    def _numbers(self, inputs: list[Any], shape: tuple[int, ...] = ()) -> list[Any]:
        """The same inputs with arrays for numbers, which numpy would make of them each time."""
        arrays = []
        for x in inputs:
            if isinstance(x, float):
                array = self._temporary(shape, ("number", struct.pack("d", x)))
                array.fill(x)
                arrays.append(array)
            else:
                arrays.append(x)
        return arrays

    def _select(self, inputs: list[Any], out: Array) -> list[Call]:
        condition, a, b = inputs
        calls: list[Call] = []
        if not isinstance(condition, numpy.ndarray):
            return [(numpy.copyto, (out, a if condition else b))]
        if condition.dtype != bool:
            truth = self._temporary(out.shape, "condition", bool)
            calls.append((numpy.not_equal, (condition, 0.0, truth)))
            condition = truth
        calls.append((numpy.copyto, (out, b)))
        calls.append((numpy.copyto, (out, a, "same_kind", condition)))
        return calls

    # ------------------------------------------------------------------------- contractions

    def _contract(self, instruction: Contract) -> list[Call]:
        lanes = self._has_lanes([instruction.out, *instruction.factors])
        out, factors = self._operands(instruction, lanes)
        if not instruction.accumulate:
            return self._product(instruction, factors, out)
        unsummed = len(factors) == 1 and out.ndim == _dimensions(factors[0], out)
        if unsummed and instruction.scale in (1.0, -1.0):
            function = numpy.add if instruction.scale > 0 else numpy.subtract
            x, out = _merged([*self._numbers(factors), out])
            return [(function, (out, x, out))]
        scratch = self._temporary(out.shape, "product")
        sign = instruction.scale if instruction.scale in (1.0, -1.0) else 1.0
        calls = self._product(
            instruction._replace(scale=instruction.scale * sign), factors, scratch
        )
        merged, addend = _merged([out, scratch])
        calls.append((numpy.add if sign > 0 else numpy.subtract, (merged, addend, merged)))
        return calls

    def _sum_of_two(self, first: Contract, second: Contract) -> list[Call]:
        """out = x; out += y as one call, or as y's own calls and one more."""
        lanes = self._has_lanes([first.out])
        out, (x,) = self._operands(first, lanes)
        both_lanes = self._has_lanes([second.out, *second.factors])
        _, factors = self._operands(second, both_lanes)
        if len(factors) == 1 and second.kept == len(second.extents):
            calls, y = [], factors[0]
        else:
            calls, y = self._product(second._replace(scale=1.0), factors, out), out
        signs = (first.scale > 0, second.scale > 0)
        x, y, out = _merged([*self._numbers([x, y]), out])
        if signs == (False, False):
            calls.append((numpy.negative, (y, out)))
            calls.append((numpy.subtract, (out, x, out)))
        elif signs == (False, True):
            calls.append((numpy.subtract, (y, x, out)))
        else:
            calls.append((numpy.add if signs[1] else numpy.subtract, (x, y, out)))
        return calls

    def _operands(self, instruction: Contract, lanes: bool) -> tuple[Array, list[Any]]:
        """The result's array, and those of the factors with the axes to sum over at the end."""
        extents, kept = instruction.extents, instruction.kept
        over_lanes = lanes and not self.blocks[instruction.out.block].lanes
        view = instruction.out._replace(strides=instruction.out.strides[:kept])
        out = self._view(view, extents[:kept], lanes and not over_lanes)
        factors = []
        for x in instruction.factors:
            array: Any = x
            if isinstance(x, View):
                array = self._view(x, extents, lanes)
                if over_lanes:
                    array = numpy.moveaxis(array, 0, -1)
            factors.append(array)
        return out, factors

    def _product(self, instruction: Contract, factors: list[Any], out: Array) -> list[Call]:
        """The calls that write scale * (the sum of the product of the factors) to `out`."""
        scale = instruction.scale
        arrays = [x for x in factors if isinstance(x, numpy.ndarray)]
        for x in factors:
            if not isinstance(x, numpy.ndarray):
                scale *= x
        if not arrays:
            count = math.prod(instruction.extents[instruction.kept :])
            return [(out.fill, (scale * count,))]
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
            return [
                *calls,
                (numpy.multiply, tuple(_merged([*arrays, out]))),
                *self._scaled(out, scale),
            ]
        if calls and calls[0][1][3].shape == out.shape:  # straight to where it belongs
            ((add, (array, axes, kind, _, *more)),) = calls
            return [(add, (array, axes, kind, out, *more)), *self._scaled(out, scale)]
        x, y = _merged([arrays[0], out])
        if scale == 1.0:
            return [*calls, (numpy.copyto, (y, x))]
        if scale == -1.0:
            return [*calls, (numpy.negative, (x, y))]
        return [*calls, (numpy.multiply, (x, *self._numbers([scale]), y))]

    def _scaled(self, out: Array, scale: float) -> list[Call]:
        """The calls that multiply an array by a number."""
        if scale == 1.0:
            return []
        (flat,) = _merged([out])
        if scale == -1.0:
            return [(numpy.negative, (flat, flat))]
        return [(numpy.multiply, (flat, *self._numbers([scale]), flat))]

    def _reduced(
        self, array: Array, axes: list[int], shared: list[int], kept: int, initial: float, use: int
    ) -> tuple[Array, list[Call]]:
        """The array summed over some axes, with those to keep and the shared ones."""
        index = [slice(None)] * array.ndim
        if axes:  # what does not move along an axis of the result is summed once
            index = [
                slice(None) if s or n == 1 else slice(1)
                for s, n in zip(array.strides, array.shape, strict=True)
            ]
        left = [*range(kept), *shared]
        part = array[(*[0 if k not in (*left, *axes) else i for k, i in enumerate(index)], ...)]
        if not axes:
            return part, []
        names = [k for k in range(array.ndim) if k in (*left, *axes)]
        where = tuple(names.index(k) for k in axes)
        out = self._temporary(
            tuple(n for k, n in enumerate(part.shape) if k not in where), ("sum", use)
        )
        begin = () if math.copysign(1.0, initial) < 0.0 else (False, 0.0)  # keepdims, initial
        shape = tuple(array.shape[k] for k in left)
        call = (numpy.add.reduce, (part, where, None, out, *begin))
        return numpy.broadcast_to(out, shape), [call]

    def _matmul(self, a: Array, b: Array, out: Array) -> list[Call]:
        """out = the sum of a * b over their last axes, all of which both have.

        An axis of the result is one of rows (only a moves along it), of columns (only b), or one of
        a stack of products (both).
        """
        kept = out.ndim
        shared = list(range(kept, a.ndim))
        rows = [k for k in range(kept) if b.strides[k] == 0 and out.shape[k] > 1]
        columns = [k for k in range(kept) if a.strides[k] == 0 and k not in rows]
        columns = [k for k in columns if out.shape[k] > 1]
        stack = [k for k in range(kept) if k not in rows and k not in columns]
        stack = [k for k in stack if out.shape[k] > 1]
        if rows and columns and out.strides[columns[-1]] > out.strides[rows[-1]]:
            return self._matmul_of(b, a, out, stack, columns, rows, shared)
        return self._matmul_of(a, b, out, stack, rows, columns, shared)

    def _matmul_of(
        self,
        a: Array,
        b: Array,
        out: Array,
        stack: list[int],
        rows: list[int],
        columns: list[int],
        shared: list[int],
    ) -> list[Call]:
        calls: list[Call] = []
        left, more = self._matrix(a, stack, rows, shared, "left")
        calls += more
        right, more = self._matrix(b, stack, shared, columns, "right")
        calls += more
        target = out[(*[slice(None) if n > 1 else 0 for n in out.shape], ...)]
        names = [k for k in range(out.ndim) if out.shape[k] > 1]
        target = target.transpose([names.index(k) for k in (*stack, *rows, *columns)])
        shape = [math.prod(out.shape[k] for k in part) for part in (rows, columns)]
        wanted = (*[out.shape[k] for k in stack], *shape)
        flat = _reshaped(target, wanted)
        result = flat if flat is not None else self._temporary(wanted, "matmul")
        if not stack:  # vectors need no second axis
            left = left[0] if not rows else left
            right = right[:, 0] if not columns else right
            index = (0 if not rows else slice(None), 0 if not columns else slice(None))
            calls.append((numpy.matmul, (left, right, result[(*index, ...)])))
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
        split = len(stack) + len(rows)
        shape = (
            *sizes[: len(stack)],
            math.prod(sizes[len(stack) : split]),
            math.prod(sizes[split:]),
        )
        found = _reshaped(array, shape)
        if found is not None and _suits_blas(found):
            return found, []
        copy = self._temporary(sizes, use)
        return copy.reshape(shape), [(numpy.copyto, (copy, array))]

    def _scatter(self, instruction: Scatter) -> Call:
        source, out = self.arrays[instruction.source], self.arrays[instruction.out]
        index = instruction.index
        if source.ndim > out.ndim:
            return (_scatter_lanes_together, (out, index, source))
        if source.ndim < out.ndim:
            source = numpy.broadcast_to(source, (self.batch, len(index)))
        if len(numpy.unique(index)) == len(index):
            return (_add_at_once, (out, index, source))
        return (numpy.add.at, (out.T, index, source.T))


def run(calls: Sequence[Call]) -> None:
    """Make the calls, with the results of IEEE 754 at all edges and no warning."""
    with numpy.errstate(all="ignore"):
        for function, arguments in calls:
            function(*arguments)


def _assign(out: Array, function: Callable[..., Any], inputs: list[Any]) -> None:
    out[...] = function(*inputs)


def _add_at_once(out: Array, index: Array, source: Array) -> None:
    out[..., index] += source


def _scatter_lanes_together(out: Array, index: Array, source: Array) -> None:
    numpy.add.at(out, index, source.sum(axis=0))


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


def _starts_a_sum(first: Contract, second: Instruction | None) -> bool:
    """Whether this only copies a view, and the next instruction adds to it."""
    return (
        isinstance(second, Contract)
        and second.accumulate
        and not first.accumulate
        and len(first.factors) == 1
        and first.kept == len(first.extents)
        and first.scale in (1.0, -1.0)
        and second.scale in (1.0, -1.0)
        and second.extents[: second.kept] == first.extents
        and second.out._replace(strides=second.out.strides[: second.kept]) == first.out
    )


def _dimensions(array: Any, out: Array) -> int:
    return array.ndim if isinstance(array, numpy.ndarray) else out.ndim


def _merged(arrays: list[Any]) -> list[Any]:
    """The same arrays with as few axes as possible; numbers stay as they are."""
    views = [x for x in arrays if isinstance(x, numpy.ndarray)]
    if all(x.shape in ((), views[0].shape) and x.ndim <= 1 for x in views) and views[0].shape != (
        1,
    ):
        return arrays
    shape = numpy.broadcast_shapes(*[x.shape for x in views])
    views = [numpy.broadcast_to(x, shape, subok=True) if x.shape != shape else x for x in views]
    # The last array is the result: its rows are to be the innermost axis.
    axes = [k for k, n in enumerate(shape) if n != 1]
    axes.sort(key=lambda k: -abs(views[-1].strides[k]))
    groups: list[list[int]] = []
    for k in axes:
        if groups and all(x.strides[groups[-1][-1]] == shape[k] * x.strides[k] for x in views):
            groups[-1].append(k)
        else:
            groups.append([k])
    new = tuple(math.prod(shape[k] for k in group) for group in groups)
    merged = iter([_strided(x, new, [x.strides[group[-1]] for group in groups]) for x in views])
    return [next(merged) if isinstance(x, numpy.ndarray) else x for x in arrays]


def _strided(array: Array, shape: tuple[int, ...], strides: list[int]) -> Array:
    """The same memory with other axes."""
    if not shape:
        return array.reshape(-1)[:1].reshape(())
    return as_strided(array, shape, strides)


def _reshaped(array: Array, shape: tuple[int, ...]) -> Array | None:
    """A view of another shape; None if there is no such view."""
    try:
        return array.reshape(shape, copy=False)
    except ValueError:
        return None


def _suits_blas(array: Array) -> bool:
    """Whether the last two axes are a matrix as BLAS knows them: one of the strides is 1."""
    item = array.itemsize
    rows, columns = array.shape[-2:]
    step, stride = array.strides[-2:]
    by_row = (stride == item or columns == 1) and (step >= columns * item or rows == 1)
    by_column = (step == item or rows == 1) and (stride >= rows * item or columns == 1)
    return bool(by_row or by_column)


class Session:
    """A program bound to memory of its own: what one thread at a time runs.

    Args:
        program: The program.
        wanted: The blocks to differentiate by; none for the forward half alone.
        batch: How many examples there are.
        parameters: The array of the parameters, if it is not to be the session's own.

    Attributes:
        arrays: For each block its numbers.
        gradients: For each wanted block the array of its gradient, if anything depends on it.
    """

    def __init__(
        self,
        program: Any,
        wanted: tuple[int, ...] = (),
        batch: int = 1,
        parameters: Array | None = None,
    ) -> None:
        backward = program.backward(*wanted) if wanted else None
        blocks = backward.blocks if backward else program.blocks
        given = {} if parameters is None else {0: parameters}
        biases = Biases(blocks, program.constants, fixed=[0])
        forward = biases.forward(program.instructions)
        reverse = biases.backward(backward.instructions) if backward else []
        executor = Executor(biases.blocks, biases.constants, batch, given, biases.ones)
        self.arrays = executor.arrays
        self._forward = executor.bind(forward)
        self._roots = program.roots
        self._seed: Array = None
        self._slot = program.roots[0][1] if program.roots else 0
        self.gradients: dict[int, Array] = {}
        if backward:
            self._backward = executor.bind(reverse)
            if backward.seed is not None:
                self._seed = self.arrays[backward.seed]
            self.gradients = {
                block: self.arrays[gradient] for block, gradient in backward.gradients.items()
            }

    def forward(self) -> None:
        """Compute all results from the leaves."""
        run(self._forward)

    def backward(self, seed: Any) -> None:
        """Compute the gradients, after the forward half, from that of the root.

        Args:
            seed: A number, or one for each example.
        """
        if self._seed is None:  # the program takes it to be 1
            run(self._backward)
            total = float(numpy.sum(seed))
            if total != 1.0:
                for gradient in self.gradients.values():
                    numpy.multiply(gradient, total, gradient)
            return
        self._seed.fill(0.0)
        self._seed[..., self._slot] = seed if self._seed.ndim > 1 else numpy.sum(seed)
        run(self._backward)

    def results(self) -> list[Any]:
        """The roots: a number each, or an array with one for each example."""
        return [self.arrays[block][..., slot] for block, slot in self._roots]


class Pool:
    """Sessions that are not in use, by what they were made for."""

    MOST = 16

    def __init__(self) -> None:
        self._free: dict[Any, list[Session]] = {}

    def take(self, key: Any, make: Callable[[], Session]) -> Session:
        """A session that no other thread has."""
        try:
            return self._free[key].pop()
        except (KeyError, IndexError):
            return make()

    def give(self, key: Any, session: Session) -> None:
        """Give a session back. Those of other batch sizes are dropped when there are many."""
        if key not in self._free and len(self._free) >= self.MOST:
            self._free.clear()
        self._free.setdefault(key, []).append(session)
