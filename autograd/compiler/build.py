"""Builds programs from recordings, and carries parameters between Values and the first block."""

import time
from collections.abc import Sequence
from threading import Lock
from typing import Any

import numpy

from autograd.compiler import vectors
from autograd.compiler.contract import contract
from autograd.compiler.group import group
from autograd.compiler.normalise import normalise
from autograd.compiler.program import Program
from autograd.compiler.record import Recording
from autograd.compiler.vectors import add_gradients, binding, paths_of
from autograd.graph import number_of
from autograd.recording.predicates import find
from autograd.value import Value

_KEPT = 256  # most programs that are kept for structures that are met again
_programs: dict[Any, tuple[Program, Any]] = {}
_lock = Lock()


def build_program(
    recording: Recording, *, ordered: int = 0, lanes: Sequence[int] = ()
) -> tuple[Program, Any]:
    """The program of a recording, and which parameter each slot of its first block holds.

    Recordings of equal structure share one program, which is compiled once.

    Args:
        recording: The graph.
        ordered: How many of the first parameters stay in the order in which they were recorded.
        lanes: The arguments that differ from example to example, counted from 0; if there are any,
            random numbers differ as well.
    """
    operations = tuple(find(name) for name in recording.operations)
    key = (recording.key(), operations, ordered, tuple(lanes))
    found = _programs.get(key)
    if found is None:
        started = time.perf_counter()
        grouping = group(normalise(recording), ordered=ordered)
        random = [len(recording.sizes)] if lanes else []
        forward = contract(grouping, [*(1 + k for k in lanes), *random])
        parts = forward.blocks, forward.constants, forward.instructions, forward.roots
        program = Program(*parts, tuple(range(1, len(recording.sizes))), recording.seen)
        program.compile_seconds = time.perf_counter() - started
        found = program, grouping.parameters
    with _lock:
        _programs.pop(key, None)
        _programs[key] = found  # at the end, as the most recently used
        while len(_programs) > _KEPT:
            del _programs[next(iter(_programs))]
    return found


class Parameters:
    """The Values in a program's first block: loads their numbers, and adds to their gradients."""

    def __init__(self, values: list[Value]) -> None:
        self.values = values
        self._seen = -1
        self._bound: tuple[vectors.ParameterVector, Any, int] | None = None

    def bound(self) -> tuple[vectors.ParameterVector, Any, int] | None:
        """The result of `binding`, computed anew only after some Value has moved."""
        if self._seen != vectors.changes:
            self._bound = binding(self.values)
            self._seen = vectors.changes
        return self._bound

    def shared(self) -> Any:
        """The array of the vector that holds just these Values; a runner uses it as its own."""
        vector, index, count = self.bound() or (None, None, 0)
        is_all = isinstance(index, slice) and count == len(self.values)
        return vector.data if vector is not None and is_all else None

    def load(self, array: Any) -> None:
        """Copy the numbers of the Values to the array of the first block."""
        count, bound = 0, self.bound()
        if bound is not None:
            vector, index, count = bound
            if array is vector.data:
                return
            array[:count] = vector.data[index]
        others = self.values[count:]
        array[count:] = numpy.fromiter(map(number_of, others), float, len(others))

    def add_gradient(self, gradient: Any) -> None:
        """Add a gradient, an array, to the gradients of the Values."""
        count, bound = 0, self.bound()
        if bound is not None:
            vector, index, count = bound
            vector.grad[index] += gradient[:count]
        if count < len(self.values):
            add_gradients(self.values[count:], gradient[count:].tolist())


def names_of(model: Any, values: list[Value]) -> list[str]:
    """The names of the parameters: their labels, or their paths in the model."""
    paths = paths_of(model)
    return [str(value.label) or paths.get(value, "") for value in values]
