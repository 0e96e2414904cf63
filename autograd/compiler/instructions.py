"""What array programs are made of: plain data, of which only `run` knows how to run it.

Numbers live in blocks, flat arrays of doubles. An instruction reads and writes views of them: an
offset and a stride for each of its axes. A block with lanes has its numbers once for each example
of a batch.
"""

import math
from typing import Any, NamedTuple

import numpy


class Block(NamedTuple):
    """A flat array of doubles.

    Attributes:
        name: For people.
        size: How many numbers (for each lane).
        kind: "parameters", "argument", "random", "constants", "values", "gathered", "gradient"
            or "temporary".
        lanes: Whether each example of a batch has numbers of its own.
    """

    name: str
    size: int
    kind: str
    lanes: bool


class View(NamedTuple):
    """Numbers of a block, along the axes of an instruction: offset + sum of strides * indices."""

    block: int
    offset: int
    strides: tuple[int, ...]


Input = View | float
Extents = tuple[int, ...]
"""The lengths of axes."""


class Map(NamedTuple):
    """out = operation(inputs), element by element.

    Attributes:
        operation: Its name in the table.
        derivative: None; or the position of an input: then the local derivative by it is computed,
            and the inputs are the result and the operation's inputs.
        extents: The lengths of the axes.
        out: Where the result goes.
        inputs: Views and numbers.
    """

    operation: str
    derivative: int | None
    extents: Extents
    out: View
    inputs: tuple[Input, ...]


class Contract(NamedTuple):
    """out = scale * (sum over the last axes of the product of the factors), or out += that.

    Attributes:
        extents: The lengths of the axes.
        kept: How many of them are axes of the result; the others are summed over.
        out: Where the result goes; its strides along the other axes are 0.
        factors: One or two, views or numbers.
        scale: A constant factor.
        initial: What the sum begins with, 0.0 or -0.0.
        accumulate: Whether to add to what is there.
    """

    extents: Extents
    kept: int
    out: View
    factors: tuple[Input, ...]
    scale: float
    initial: float
    accumulate: bool


class Gather(NamedTuple):
    """out[k] = source[index[k]] of whole blocks."""

    out: int
    source: int
    index: Any


class Scatter(NamedTuple):
    """out[index[k]] += source[k] of whole blocks."""

    out: int
    source: int
    index: Any


class Fill(NamedTuple):
    """All numbers of a block become one number."""

    out: int
    number: float


Instruction = Map | Contract | Gather | Scatter | Fill


def out_block(instruction: Instruction) -> int:
    """The block that an instruction writes."""
    out = instruction.out
    return out.block if isinstance(out, View) else out


def read_blocks(instruction: Instruction) -> list[int]:
    """The blocks that an instruction reads, beside the one that it may add to."""
    if isinstance(instruction, Gather | Scatter):
        return [instruction.source]
    if isinstance(instruction, Fill):
        return []
    inputs = instruction.inputs if isinstance(instruction, Map) else instruction.factors
    return [x.block for x in inputs if isinstance(x, View)]


def contiguous(extents: Extents) -> tuple[int, ...]:
    """The strides of an array that is stored row by row.

    >>> contiguous((2, 3, 4))
    (12, 4, 1)
    """
    return tuple(math.prod(extents[k + 1 :]) for k in range(len(extents)))


def slots(view: View, extents: Extents) -> numpy.ndarray:
    """The slots that a view reads, one after the other."""
    found = numpy.array([view.offset])
    for extent, stride in zip(extents, view.strides, strict=True):
        found = (found[:, None] + stride * numpy.arange(extent)).reshape(-1)
    return found
