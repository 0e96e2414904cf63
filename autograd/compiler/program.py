"""The array program: what it consists of, and how it is printed."""

import copy
import math
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from autograd.compiler.instructions import (
    Block,
    Contract,
    Fill,
    Gather,
    Instruction,
    Map,
    Scatter,
    View,
)
from autograd.compiler.reverse import Backward, reverse


class Program:
    """A compiled graph.

    Attributes:
        blocks: The arrays of the forward half.
        constants: The numbers of the blocks of constants.
        instructions: The forward half.
        roots: For each result its block and its slot.
        arguments: The block of each argument.
        names: Names for the parameters, slot by slot; for people.
        nodes: How many nodes the graph had.
        record_seconds: How long it took to record the graph.
        compile_seconds: How long the passes took, including those backward so far.

    The parameters are block 0.
    """

    def __init__(
        self,
        blocks: list[Block],
        constants: dict[int, Any],
        instructions: list[Instruction],
        roots: list[tuple[int, int]],
        arguments: tuple[int, ...],
        nodes: int,
    ) -> None:
        self.blocks = blocks
        self.constants = constants
        self.instructions = instructions
        self.roots = roots
        self.arguments = arguments
        self.names: Sequence[str] = ()
        self.nodes = nodes
        self.record_seconds = 0.0
        self.compile_seconds = 0.0
        self._backward: dict[tuple[int, ...], Backward] = {}

    @property
    def random(self) -> int:
        """The block of random numbers."""
        return len(self.arguments) + 1

    def backward(self, *wanted: int) -> Backward:
        """The backward half for the gradient of the only root by some blocks of leaves.

        Args:
            wanted: The blocks; without any, that of the parameters.
        """
        wanted = wanted or (0,)
        if wanted not in self._backward:
            started = time.perf_counter()
            ((root, _),) = self.roots
            self._backward[wanted] = reverse(self.blocks, self.instructions, root, wanted)
            self.compile_seconds += time.perf_counter() - started
        return self._backward[wanted]

    def described(self, names: Sequence[str], record_seconds: float) -> "Program":
        """The same program with names for the parameters, and the time its recording took."""
        twin = copy.copy(self)
        twin.names, twin.record_seconds = tuple(names), record_seconds
        return twin
