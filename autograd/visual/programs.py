"""The picture of an array program: a box for each array, however many scalars it holds."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from autograd.visual.picture import Edge, Kind, Node, Picture
from autograd.writing.text import display

if TYPE_CHECKING:
    from autograd.compiler.program import Program

LONGEST = 100


def picture_of_program(program: Program) -> Picture:
    """Boxes are arrays, with their formula and shape; edges lead to what is computed from them."""
    lines = program.lines()
    results = {block for block, _ in program.roots}
    written = Counter(line.out for line in lines)
    nodes: list[Node] = []
    edges: list[Edge] = []
    last: dict[int, str] = {}  # for each block the box that wrote to it last

    def leaf(number: int) -> str:
        block = program.blocks[number]
        if number not in last:
            last[number] = f"a{len(nodes)}"
            shape = (*["examples"] * block.lanes, f"{block.size:,}")
            kind: Kind = "parameter" if block.kind == "parameters" else "input"
            nodes.append(_box(last[number], kind, block.name, shape))
        return last[number]

    for line in lines:
        reads = dict.fromkeys(line.reads)
        if written[line.out] > 1 and line.out in last:  # a part of it was written before
            reads[line.out] = None
        tails = [leaf(number) for number in reads]
        name = f"a{len(nodes)}"
        block = program.blocks[line.out]
        kept = [extent for letter, extent in line.axes if letter in line.left.partition("[")[2]]
        shape = (*["examples"] * block.lanes, *[f"{extent:,}" for extent in kept])
        role: Kind = "result" if line.out in results else "interior"
        nodes.append(_box(name, role, str(line), shape))
        edges += [Edge(tail, name) for tail in dict.fromkeys(tails)]
        last[line.out] = name
    for number in results:  # a result may be an argument or a parameter as it is
        leaf(number)
    return Picture(tuple(nodes), tuple(edges))


def _box(name: str, kind: Kind, text: str, shape: tuple[str, ...]) -> Node:
    return Node(name, kind, display(text, LONGEST), rows=(("shape", " × ".join(shape) or "1"),))
