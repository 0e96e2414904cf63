"""Writes a program for people: one line for each array, in index notation.

`v1[i,j] = layers[0].neurons[i].b + sum_k layers[0].neurons[i].w[k] * x[j,k]` is a matrix product.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from autograd.compiler.instructions import Block, Contract, Fill, Gather, Instruction, Map, View
from autograd.recording.predicates import find

Axis = tuple[str, int]

_LETTERS = "ijklmnopqrstuvw"  # for the axes; b is the example
_RESULTS = 8  # most results that are listed
_NUMBER = re.compile(r"(\d+)")


class Statement(NamedTuple):
    """One or more instructions that write the same numbers, as one formula.

    Attributes:
        out: The block that is written.
        left: The name of what is written, with its indices.
        right: The formula.
        axes: The letters of the axes, with their lengths.
        reads: The blocks that are read.
    """

    out: int
    left: str
    right: str
    axes: list[Axis]
    reads: list[int]

    def __str__(self) -> str:
        return f"{self.left} {'' if self.right.startswith('+=') else '= '}{self.right}"


def lines(
    blocks: Sequence[Block],
    names: Sequence[str],
    instructions: Sequence[Instruction],
) -> list[Statement]:
    """The lines of a program.

    Args:
        blocks: Its blocks.
        names: The names of the parameters, slot by slot; () for none.
        instructions: What to write.
    """
    return list(_Printer(blocks, names).lines(instructions))


def results(blocks: Sequence[Block], roots: Sequence[tuple[int, int]]) -> str:
    """The results in print: the name of a block that is returned as a whole, else its slots."""
    texts = []
    k = 0
    while k < len(roots):
        number = roots[k][0]
        block = blocks[number]
        if list(roots[k : k + block.size]) == [(number, slot) for slot in range(block.size)]:
            texts.append(block.name)
            k += block.size
        else:
            texts.append(f"{block.name}[{'b,' if block.lanes else ''}{roots[k][1]}]")
            k += 1
    more = f", ... {len(texts) - _RESULTS} more" if len(texts) > _RESULTS else ""
    return ", ".join(texts[:_RESULTS]) + more


class _Printer:
    """Writes instructions; axes have the letters that are no names of blocks."""

    def __init__(self, blocks: Sequence[Block], names: Sequence[str]) -> None:
        self.blocks = blocks
        self.names = names
        taken = {block.name for block in blocks}
        self.letters = [letter for letter in _LETTERS if letter not in taken]

    def lines(self, instructions: Sequence[Instruction]) -> Iterator[Statement]:
        started = 0
        for k, instruction in enumerate(instructions):
            following = instructions[k + 1] if k + 1 < len(instructions) else None
            if not _continues(instruction, following):
                yield self.line(instructions[started : k + 1])
                started = k + 1

    def line(self, instructions: Sequence[Instruction]) -> Statement:
        """One or more instructions that write the same view."""
        first = instructions[0]
        reads: list[int] = []
        if isinstance(first, Contract):
            return self.sum_of([x for x in instructions if isinstance(x, Contract)])
        if isinstance(first, Map):
            axes = list(zip(self.letters, first.extents, strict=False))
            inputs = [self.read(x, axes, reads) for x in first.inputs]
            left = self.read(first.out, axes, [])
            return Statement(first.out.block, left, _formula(first, inputs), axes, reads)
        i = self.letters[0]
        if isinstance(first, Fill):
            axes = [(i, self.blocks[first.out].size)]
            return Statement(first.out, self.at(first.out, i), repr(first.number), axes, [])
        axes, reads = [(i, len(first.index))], [first.source]
        if isinstance(first, Gather):
            left, right = self.at(first.out, i), self.at(first.source, f"table[{i}]")
        else:
            left, right = self.at(first.out, f"table[{i}]"), "+= " + self.at(first.source, i)
        return Statement(first.out, left, right, axes, reads)

    def at(self, block: int, index: str) -> str:
        """A block in print, with one index."""
        name, _, _, lanes = self.blocks[block]
        return f"{name}[{'b,' if lanes else ''}{index}]"

    def sum_of(self, instructions: Sequence[Contract]) -> Statement:
        """Contractions that are added up in one view, as one formula."""
        first = instructions[0]
        reads: list[int] = []
        kept = list(zip(self.letters, first.extents[: first.kept], strict=False))
        every = list(kept)
        right = ""
        for instruction in instructions:
            summed = instruction.extents[instruction.kept :]
            inner = list(zip(self.letters[len(kept) :], summed, strict=False))
            every += [axis for axis in inner if axis not in every]
            product = " * ".join(self.read(x, kept + inner, reads) for x in instruction.factors)
            if abs(instruction.scale) != 1.0:
                product = f"{abs(instruction.scale)!r} * {product}"
            letters = "".join(letter for letter, _ in inner)
            if not self.blocks[instruction.out.block].lanes and any(
                isinstance(x, View) and self.blocks[x.block].lanes for x in instruction.factors
            ):
                letters = "b" + letters
            if letters:
                product = f"sum_{letters} {product}"
            if right:
                right += " - " if instruction.scale < 0 else " + "
            else:
                right = "-" if instruction.scale < 0 else ""
            right += product
        view = first.out._replace(strides=first.out.strides[: first.kept])
        left = self.read(view, kept, [])
        return Statement(first.out.block, left, "+= " * first.accumulate + right, every, reads)

    def read(self, view: View | float, axes: Sequence[Axis], reads: list[int]) -> str:
        """A view in print: the name of the block, with the letters of the axes as indices.

        Args:
            view: The view, or a number.
            axes: The letters, with their lengths.
            reads: Gets the block that is read.
        """
        if not isinstance(view, View):
            return repr(view)
        reads.append(view.block)
        block = self.blocks[view.block]
        moving = [
            (stride, letter, extent)
            for stride, (letter, extent) in zip(view.strides, axes, strict=True)
            if stride and extent > 1
        ]
        if block.name in ("parameters", "dparameters") and (path := self.path(view.offset, moving)):
            return path if block.kind == "parameters" else f"d {path}"
        # Axes that step over all of the block, row by row, are those of an array: v[i,j]. Anything
        # else shows the strides: v[8+3i+j].
        moving.sort(key=lambda axis: -abs(axis[0]))
        lane = ["b"] if block.lanes else []
        step = 1
        for stride, _, extent in reversed(moving):
            step = step * extent if stride == step else 0
        if view.offset == 0 and step == block.size:
            inside = [*lane, *[letter for _, letter, _ in moving]]
        else:
            place = [letter if stride == 1 else f"{stride}{letter}" for stride, letter, _ in moving]
            offset = [str(view.offset)] if view.offset or not place else []
            inside = [*lane, "+".join(offset + place).replace("+-", "-")]
        return f"{block.name}[{','.join(inside)}]" if inside else block.name

    def path(self, offset: int, moving: Sequence[tuple[int, str, int]]) -> str:
        """Parameters by their names, with letters in the place of the numbers that move.

        An axis has a letter in the name if the names of its first and last parameter differ in one
        number, as `neurons[0].w[0]` and `neurons[7].w[0]` do. Returns "" if some axis has not.
        """
        if not self.names:
            return ""
        # Words and numbers in turn; to numbers letters are added.
        words = _NUMBER.split(self.names[offset])
        letters: dict[int, list[str]] = {}
        for stride, letter, extent in moving:
            last = _NUMBER.split(self.names[offset + stride * (extent - 1)])
            changed = [k for k, (a, b) in enumerate(zip(words, last, strict=False)) if a != b]
            if len(last) != len(words) or len(changed) != 1 or not last[changed[0]].isdigit():
                return ""
            (place,) = changed
            step, rest = divmod(int(last[place]) - int(words[place]), extent - 1)
            if rest:
                return ""
            letters.setdefault(place, []).append(letter if step == 1 else f"{step}{letter}")
        for place, word in enumerate(words):
            if word.isdigit():
                start = [str(int(word))] if int(word) or place not in letters else []
                words[place] = "+".join(start + letters.get(place, []))
        return "".join(words)


def _formula(instruction: Map, inputs: list[str]) -> str:
    """An operation as people write it."""
    name = instruction.operation
    if instruction.derivative is not None:
        variable = find(name).inputs[instruction.derivative]
        prime = "'" if len(inputs) == 2 else f"'_{variable}"
        return f"{name}{prime}({', '.join(inputs[1:])})"
    symbol = find(name).symbol
    if len(inputs) == 2 and not symbol.isalnum():
        return f"{inputs[0]} {symbol} {inputs[1]}"
    return f"{name}({', '.join(inputs)})"


def _continues(instruction: Instruction, following: Instruction | None) -> bool:
    """Whether the next instruction adds to exactly the numbers that this one writes."""
    return (
        isinstance(instruction, Contract)
        and isinstance(following, Contract)
        and following.accumulate
        and instruction.extents[: instruction.kept] == following.extents[: following.kept]
        and instruction.out[:2] == following.out[:2]
        and instruction.out.strides[: instruction.kept] == following.out.strides[: following.kept]
    )
