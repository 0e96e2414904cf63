"""The array program: its blocks and instructions, its backward half, and its costs."""

import copy
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from autograd.compiler.instructions import Block, Contract, Gather, Instruction, Map, Scatter
from autograd.compiler.printing import Statement, lines, results
from autograd.compiler.reverse import Backward, reverse
from autograd.writing.html import face, listing, sentence


@dataclass(eq=False, repr=False)
class Program:
    """A compiled graph.

    Attributes:
        blocks: The arrays of the forward half.
        constants: The numbers of the blocks of constants.
        instructions: The forward half.
        roots: For each result its block and its slot.
        arguments: The block of each argument.
        names: The names of the parameters, slot by slot; for people.
        nodes: How many nodes the graph had.
        record_seconds: How long it took to record the graph.
        compile_seconds: How long the passes took, including those backward so far.

    The parameters are block 0.
    """

    blocks: list[Block]
    constants: dict[int, Any]
    instructions: list[Instruction]
    roots: list[tuple[int, int]]
    arguments: tuple[int, ...]
    nodes: int
    names: Sequence[str] = ()
    record_seconds: float = 0.0
    compile_seconds: float = 0.0
    _backward: dict[tuple[int, ...], Backward] = field(default_factory=dict)

    @property
    def random(self) -> int:
        """The block of random numbers."""
        return len(self.arguments) + 1

    def backward(self, *wanted: int) -> Backward:
        """The backward half for the gradient of the first root by some blocks of leaves.

        Args:
            wanted: The blocks; without any, that of the parameters.
        """
        wanted = wanted or (0,)
        if wanted not in self._backward:
            started = time.perf_counter()
            root, _ = self.roots[0]
            self._backward[wanted] = reverse(self.blocks, self.instructions, root, wanted)
            self.compile_seconds += time.perf_counter() - started
        return self._backward[wanted]

    def described(
        self, names: Sequence[str], arguments: Sequence[str], record_seconds: float
    ) -> "Program":
        """The same program with names for people, and the time its recording took."""
        twin = copy.copy(self)
        twin.names, twin.record_seconds = tuple(names), record_seconds
        twin.blocks = list(self.blocks)
        for block, name in zip(self.arguments, arguments, strict=True):
            twin.blocks[block] = self.blocks[block]._replace(name=name)
        return twin

    def lines(self, *, backward: bool = False) -> list[Statement]:
        """The program, or its backward half, in index notation: one line for each array."""
        blocks, instructions = self.blocks, self.instructions
        if backward:
            half = self.backward()
            blocks, instructions = [*blocks, *half.blocks[len(blocks) :]], half.instructions
        return lines(blocks, self.names if all(self.names) else (), instructions)

    def stats(self) -> "Stats":
        """What the program costs, for one example."""
        blocks, instructions = self.blocks, self.instructions
        half = next(iter(self._backward.values()), None)
        if half is not None:
            blocks, instructions = half.blocks, [*instructions, *half.instructions]
        tables = sum(x.index.nbytes for x in instructions if isinstance(x, Gather | Scatter))
        return Stats(
            self.nodes,
            len(instructions),
            8 * sum(block.size for block in blocks) + tables,
            sum(_flops(x) for x in instructions),
            self.record_seconds,
            self.compile_seconds,
        )

    def __str__(self) -> str:
        written = self.lines()
        width = min(max([len(str(line)) for line in written], default=0), 100)
        shown = []
        for line in written:
            extents = " ".join(f"{letter}<{extent}" for letter, extent in line.axes)
            shown.append(f"{str(line).ljust(width)}  {extents}".rstrip())
        return "\n".join([self._head(), *shown, f"returns {results(self.blocks, self.roots)}"])

    def _head(self) -> str:
        count = len(self.instructions)
        return f"{self.nodes:,} nodes as {count} array operation{'s' * (count != 1)}"

    def __repr__(self) -> str:
        return f"<Program: {self._head()}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What Jupyter shows: the program, with what it costs, and the text with it."""
        return {"text/html": self.html(), "text/plain": str(self)}

    def html(self, headline: str = "") -> str:
        """The program as a piece of HTML, with what it costs.

        Args:
            headline: What is said above it; by default how many nodes became how many operations.
        """
        head, _, body = str(self).partition("\n")
        above = sentence(headline or head, strong=True)
        return face(above, listing(body), sentence(str(self.stats())))


class Stats(NamedTuple):
    """What a program costs.

    Attributes:
        nodes: How many nodes the graph had.
        operations: How many array operations they became, backward included once it is made.
        bytes: The memory of the arrays.
        flops: Additions and multiplications; other functions count as one.
        record_seconds: The time it took to record the graph.
        compile_seconds: The time of the passes.
    """

    nodes: int
    operations: int
    bytes: int
    flops: int
    record_seconds: float
    compile_seconds: float

    def __str__(self) -> str:
        return (
            f"{self.nodes:,} nodes in, {self.operations} array operations out, "
            f"{self.bytes:,} bytes, {self.flops:,} flops; recorded in {self.record_seconds:.3g} s, "
            f"compiled in {self.compile_seconds:.3g} s"
        )


def _flops(instruction: Instruction) -> int:
    if isinstance(instruction, Contract):
        work = len(instruction.factors) - 1 + (instruction.kept < len(instruction.extents))
        work += instruction.accumulate + (abs(instruction.scale) != 1.0)
        return math.prod(instruction.extents) * work
    if isinstance(instruction, Map):
        return math.prod(instruction.extents)
    return len(instruction.index) if isinstance(instruction, Scatter) else 0
