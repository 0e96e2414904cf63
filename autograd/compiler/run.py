"""Pass 7, run: a program as a flat list of calls of numpy, bound to memory of its own.

Views become numpy arrays once, when a session is made; running is a loop over functions and their
arguments. Of all modules only this one, and those it is made of (`biases`, `memory`, `bind`,
`products`, `expand`), know how a program is run.
"""

from collections.abc import Callable
from typing import Any

import numpy

from autograd.compiler.biases import Biases
from autograd.compiler.bind import Binder
from autograd.compiler.memory import Array, Call, Memory
from autograd.compiler.program import Program


def ieee() -> numpy.errstate:
    """Within it numpy gives the results of IEEE 754 at all edges without a warning."""
    return numpy.errstate(all="ignore")


class Session:
    """A program bound to memory of its own: what one thread at a time runs, within `ieee()`.

    Args:
        program: The program.
        wanted: The blocks to differentiate by; none for the forward half alone.
        batch: How many examples there are.
        parameters: The array of the parameters, if it is not to be the session's own.

    Attributes:
        arrays: For each block its numbers.
        root: The first result: a number, or one for each example; None if there are no results.
        gradients: For each wanted block the array of its gradient, if anything depends on it.
    """

    def __init__(
        self,
        program: Program,
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
        memory = Memory(biases.blocks, biases.constants, batch, given, biases.ones)
        binder = Binder(memory)
        self.arrays = memory.arrays
        self._forward = binder.bind(forward)
        self.root: Array = None
        if program.roots:
            block, slot = program.roots[0]
            self.root = self.arrays[block][..., slot]
        self._seed: Array = None
        self._seeded: Array = None  # the root's own element of `_seed`
        self.gradients: dict[int, Array] = {}
        if backward:
            self._backward = binder.bind(reverse)
            if backward.seed is not None:
                self._seed = self.arrays[backward.seed]
                self._seeded = self._seed[..., program.roots[0][1]]
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
        self._seeded[...] = seed if self._seed.ndim > 1 else numpy.sum(seed)
        run(self._backward)


def run(calls: list[Call]) -> None:
    """Make the calls."""
    for function, arguments in calls:
        function(*arguments)


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
