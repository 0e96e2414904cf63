"""Instructions as calls of numpy on the arrays of a memory."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy

from autograd.compiler.expand import NumpyStep, Placeholder, expand
from autograd.compiler.instructions import Contract, Fill, Gather, Instruction, Map, Scatter, View
from autograd.compiler.memory import Array, Call, Memory, coalesced
from autograd.compiler.products import Products
from autograd.recording.predicates import find

SMALL = 4096
"""Most elements for which maximum and minimum with an array are faster than with a number."""


class Binder:
    """Writes the calls that carry out instructions.

    Args:
        memory: The arrays to compute on.
    """

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.products = Products(memory)

    def bind(self, instructions: Sequence[Instruction]) -> list[Call]:
        """The calls that carry out the instructions."""
        calls: list[Call] = []
        joined = False  # whether the instruction is part of the sum before it
        for instruction, following in zip(instructions, [*instructions[1:], None], strict=False):
            if joined:
                joined = False
            elif isinstance(instruction, Contract):
                if isinstance(following, Contract) and self._starts_a_sum(instruction, following):
                    calls += self._sum_of_two(instruction, following)
                    joined = True
                else:
                    calls += self._contract(instruction)
            elif isinstance(instruction, Map):
                calls += self._map(instruction)
            else:
                calls.append(self._whole(instruction))
        return calls

    def _whole(self, instruction: Gather | Scatter | Fill) -> Call:
        """The call for an instruction on whole blocks."""
        if isinstance(instruction, Scatter):
            return self._scatter(instruction)
        out = self.memory.arrays[instruction.out]
        if isinstance(instruction, Fill):
            return out.fill, (instruction.number,)
        # The indices are known to be inside; "clip" spares numpy a copy of the result.
        source = self.memory.arrays[instruction.source]
        return numpy.take, (source, instruction.index, -1, out, "clip")

    # ------------------------------------------------------------------- element by element

    def _map(self, instruction: Map) -> list[Call]:
        lanes = self.memory.has_lanes([instruction.out])
        views: list[Any] = [
            self.memory.view(x, instruction.extents, lanes) if isinstance(x, View) else x
            for x in instruction.inputs
        ]
        out = self.memory.view(instruction.out, instruction.extents, lanes)
        *views, out = coalesced([*views, out])
        # The operation as functions of numpy, each of which reads inputs and results of others. All
        # but the last write to memory that is needed in this instruction only.
        numbers = tuple(x if isinstance(x, float) else None for x in views)
        steps = expand(find(instruction.operation), instruction.derivative, numbers)
        known = {~k: view for k, view in enumerate(views)}  # by the numbers of symbols
        calls: list[Call] = []
        for k, step in enumerate(steps):
            last = k == len(steps) - 1
            kind = bool if step.truth else float
            target = out if last else self.memory.temporary(out.shape, k, kind)
            inputs = [known[x.number] if isinstance(x, Placeholder) else x for x in step.inputs]
            known[k] = target
            if step.function == "where":
                calls += self._select(inputs, target)
            elif isinstance(step.function, str):
                calls += self._ufunc(step, inputs, target)
            else:
                calls.append((_assign, (target, step.function, inputs)))
        return calls

    def _ufunc(self, step: NumpyStep, inputs: list[Any], out: Array) -> list[Call]:
        """One function of numpy, in the form in which it is fastest."""
        function = getattr(numpy, str(step.function))
        if function in (numpy.maximum, numpy.minimum):
            # They take `out` by name only.
            whole = out.shape if out.size <= SMALL else ()
            return [(partial(function, *self.memory.numbers(inputs, whole), out=out), ())]
        if function is numpy.negative:
            return [self.memory.negative(inputs[0], out)]
        if function is numpy.power and (not isinstance(inputs[1], float) or inputs[1] == 0.5):
            return self._power(inputs[0], inputs[1], out)
        inputs = self.memory.numbers(inputs)
        if step.truth and out.dtype != bool:  # a comparison straight to doubles is slow
            truth = self.memory.temporary(out.shape, "truth", bool)
            return [(function, (*inputs, truth)), (numpy.copyto, (out, truth))]
        return [(function, (*inputs, out))]

    def _power(self, x: Any, exponent: Any, out: Array) -> list[Call]:
        """x**exponent with an exponent for each element.

        For a single exponent of 0.5 numpy takes the square root, which differs from the power at
        -0.0 and at -infinity.
        """
        shape = out.shape or (1,)
        exponents = self.memory.temporary(shape, "exponents")
        (x,) = self.memory.numbers([x])
        return [
            (numpy.copyto, (exponents, exponent)),
            (numpy.power, (x, exponents, out.reshape(shape))),
        ]

    def _select(self, inputs: list[Any], out: Array) -> list[Call]:
        """where(condition, a, b): all of b, and a over it where the condition holds."""
        condition, a, b = inputs
        calls: list[Call] = []
        if not isinstance(condition, numpy.ndarray):
            return [(numpy.copyto, (out, a if condition else b))]
        if condition.dtype != bool:
            truth = self.memory.temporary(out.shape, "condition", bool)
            calls.append((numpy.not_equal, (condition, 0.0, truth)))
            condition = truth
        calls.append((numpy.copyto, (out, b)))
        calls.append((numpy.copyto, (out, a, "same_kind", condition)))
        return calls

    # ------------------------------------------------------------------------- contractions

    def _contract(self, instruction: Contract) -> list[Call]:
        lanes = self.memory.has_lanes([instruction.out, *instruction.factors])
        out, factors = self._operands(instruction, lanes)
        if not instruction.accumulate:
            return self.products.write(instruction, factors, out)
        # out += x, or -= x, is one call if x is an array as it stands; any other product is
        # computed first, into memory of its own, and then added.
        unsummed = len(factors) == 1 and out.ndim == _dimensions(factors[0], out)
        if unsummed and instruction.scale in (1.0, -1.0):
            function = numpy.add if instruction.scale > 0 else numpy.subtract
            x, out = coalesced([*self.memory.numbers(factors), out])
            return [(function, (out, x, out))]
        scratch = self.memory.temporary(out.shape, "product")
        sign = instruction.scale if instruction.scale in (1.0, -1.0) else 1.0
        calls = self.products.write(
            instruction._replace(scale=instruction.scale * sign), factors, scratch
        )
        target, addend = coalesced([out, scratch])
        calls.append((numpy.add if sign > 0 else numpy.subtract, (target, addend, target)))
        return calls

    def _starts_a_sum(self, first: Contract, second: Contract) -> bool:
        """Whether the first only copies a view, and the second adds to that copy."""
        over_lanes = self.memory.has_lanes(first.factors) and not self.memory.has_lanes([first.out])
        return (
            second.accumulate
            and not first.accumulate
            and not over_lanes
            and len(first.factors) == 1
            and first.kept == len(first.extents)
            and first.scale in (1.0, -1.0)
            and second.scale in (1.0, -1.0)
            and second.extents[: second.kept] == first.extents
            and second.out._replace(strides=second.out.strides[: second.kept]) == first.out
        )

    def _sum_of_two(self, first: Contract, second: Contract) -> list[Call]:
        """out = x; out += y as one call, or as y's own calls and one more."""
        lanes = self.memory.has_lanes([first.out])
        out, (x,) = self._operands(first, lanes)
        both_lanes = self.memory.has_lanes([second.out, *second.factors])
        _, factors = self._operands(second, both_lanes)
        if len(factors) == 1 and out.ndim == _dimensions(factors[0], out):
            calls, y = [], factors[0]
        else:
            calls, y = self.products.write(second._replace(scale=1.0), factors, out), out
        signs = (first.scale > 0, second.scale > 0)
        x, y, out = coalesced([*self.memory.numbers([x, y]), out])
        if signs == (False, False):
            calls.append(self.memory.negative(y, out))
            calls.append((numpy.subtract, (out, x, out)))
        elif signs == (False, True):
            calls.append((numpy.subtract, (y, x, out)))
        else:
            calls.append((numpy.add if signs[1] else numpy.subtract, (x, y, out)))
        return calls

    def _operands(self, instruction: Contract, lanes: bool) -> tuple[Array, list[Any]]:
        """The result's array, and those of the factors with the axes to sum over at the end.

        If the result has no lanes but a factor has, the sum is over the lanes as well.
        """
        extents, kept = instruction.extents, instruction.kept
        over_lanes = lanes and not self.memory.blocks[instruction.out.block].lanes
        view = instruction.out._replace(strides=instruction.out.strides[:kept])
        out = self.memory.view(view, extents[:kept], lanes and not over_lanes)
        factors = []
        for x in instruction.factors:
            array: Any = x
            if isinstance(x, View):
                array = self.memory.view(x, extents, lanes)
                if over_lanes:
                    array = numpy.moveaxis(array, 0, -1)
            factors.append(array)
        return out, factors

    def _scatter(self, instruction: Scatter) -> Call:
        source, out = self.memory.arrays[instruction.source], self.memory.arrays[instruction.out]
        index = instruction.index
        # Either block may have lanes, as its first axis, and the other none.
        if source.ndim > out.ndim:
            return (_scatter_lanes_together, (out, index, source))
        if source.ndim < out.ndim:
            source = numpy.broadcast_to(source, (self.memory.batch, len(index)))
        if len(numpy.unique(index)) == len(index):  # nothing is met twice: quicker by far
            return (_add_at_once, (out, index, source))
        return (numpy.add.at, (out.T, index, source.T))


def _assign(out: Array, function: Callable[..., Any], inputs: list[Any]) -> None:
    out[...] = function(*inputs)


def _add_at_once(out: Array, index: Array, source: Array) -> None:
    out[..., index] += source


def _scatter_lanes_together(out: Array, index: Array, source: Array) -> None:
    numpy.add.at(out, index, source.sum(axis=0))


def _dimensions(array: Any, out: Array) -> int:
    return array.ndim if isinstance(array, numpy.ndarray) else out.ndim
