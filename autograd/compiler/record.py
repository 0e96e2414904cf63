"""Pass 1, record: a graph of Values as arrays of integers.

Values are for people; the passes that follow want numpy arrays. This is the only pass that touches
every node in Python, so it also does what costs nothing there: it folds constants.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

import numpy

from autograd.graph import look_up_operands, number_of, topological_order
from autograd.operation import Operation
from autograd.ops import add, div, mul, neg, pow, sub
from autograd.value import Value

# Operations that the passes treat specially have a fixed code; others get one as they appear.
ADD, SUB, NEG, MUL, DIV = range(5)
_FIXED = (add, sub, neg, mul, div)


class Recording(NamedTuple):
    """A graph as arrays. Nodes have numbers: first the leaves, then results, operands first.

    A reference is the number of a node, or `~k` (negative) for the k-th constant.

    Attributes:
        sizes: How many leaves come from each argument, and from the parameters, which come last.
        random: For each random leaf (these follow the parameters) the serial number of its draw.
        operations: The name of the operation that each code stands for.
        codes: The code of each result's operation.
        starts: Where the inputs of each result begin in `references`; one more than results.
        references: The inputs of all results.
        constants: The constants' numbers.
        roots: References to what is to be computed.
        seen: How many nodes the graph had, leaves and folded ones included.
    """

    sizes: tuple[int, ...]
    random: tuple[int, ...]
    operations: tuple[str, ...]
    codes: Any
    starts: Any
    references: Any
    constants: Any
    roots: Any
    seen: int

    @property
    def leaves(self) -> int:
        """How many leaves there are."""
        return sum(self.sizes) + len(self.random)

    def key(self) -> bytes:
        """A digest of the structure: recordings with equal keys share one program."""
        digest = hashlib.blake2b(digest_size=16)
        digest.update(repr((self.sizes, self.random, self.operations)).encode())
        for array in (self.codes, self.starts, self.references, self.constants, self.roots):
            digest.update(f"{len(array)};".encode())
            digest.update(array.tobytes())
        return digest.digest()

    def __str__(self) -> str:
        lines = [
            f"{self.leaves} leaves, {len(self.codes)} results, {len(self.constants)} constants"
        ]
        shown = min(len(self.codes), 12)
        for k in range(shown):
            inputs = self.references[self.starts[k] : self.starts[k + 1]].tolist()
            texts = [f"n{x}" if x >= 0 else repr(float(self.constants[~x])) for x in inputs]
            name = self.operations[self.codes[k]]
            lines.append(f"n{self.leaves + k} = {name}({', '.join(texts)})")
        if shown < len(self.codes):
            lines.append(f"... {len(self.codes) - shown} more")
        return "\n".join(lines)


def record_graph(
    roots: Sequence[Any],
    arguments: Iterable[Sequence[Value]] = (),
    parameters: Sequence[Value] = (),
    constants: Collection[Value] = (),
) -> tuple[Recording, list[Value], list[Any]]:
    """Write down the graph below the roots.

    Args:
        roots: Values, or numbers that do not depend on anything.
        arguments: Leaves that will be given at each run, one sequence for each argument.
        parameters: Leaves to be numbered first, in this order, even if they are not in the graph.
        constants: Leaves that are no parameters: their numbers become part of the program.

    Returns:
        The recording, its parameters (those asked for, then those found in the graph), and its
        random leaves.

    >>> x, w = Value(3.0), Value(2.0)
    >>> recording, parameters, _ = record_graph([w * x + 1.0], [[x]])
    >>> print(recording)
    2 leaves, 2 results, 1 constants
    n2 = mul(n1, n0)
    n3 = add(n2, 1.0)
    >>> parameters == [w]
    True
    """
    recorder = _Recorder()
    # Leaves get the first numbers, in the order of the program's blocks: arguments, parameters,
    # random leaves. Arguments that the function does not use are numbered, too: they have a block.
    sizes = []
    for leaves in arguments:
        recorder.number_all(leaves)
        sizes.append(len(leaves))
    order = topological_order(*[x for x in roots if isinstance(x, Value)], untaken=True)
    # Every other leaf of the graph is a parameter that nobody has named, or a random number.
    settled = {*recorder.numbers, *constants, *parameters}
    found = [node for node in order if node.op is None and node not in settled]
    random = sorted([leaf for leaf in found if hasattr(leaf, "serial")], key=lambda x: x.serial)
    every = [*dict.fromkeys(parameters), *[x for x in found if not hasattr(x, "serial")]]
    sizes.append(len(every))
    recorder.number_all(every)
    recorder.number_all(random)
    # Operands come before their users, so all references are known when a node is visited.
    recorder.visit(order)
    ends = [recorder.numbers[x] if isinstance(x, Value) else recorder.constant(x) for x in roots]
    recording = Recording(
        tuple(sizes),
        tuple(leaf.serial for leaf in random),
        tuple(op.name for op in recorder.codes_of),
        numpy.array(recorder.codes, dtype=numpy.int32),
        numpy.array(recorder.starts, dtype=numpy.int64),
        numpy.array(recorder.references, dtype=numpy.int64),
        numpy.array(recorder.constants, dtype=float),
        numpy.array(ends, dtype=numpy.int64),
        len(order),
    )
    return recording, every, random


class _Recorder:
    """The columns of a recording while they grow, as lists: numpy is slow for single numbers.

    Attributes:
        numbers: For each node visited so far its reference: its number, or `~k` for a constant.
        codes_of: For each operation its code.
        next: The number of the next node.
    """

    def __init__(self) -> None:
        self.numbers: dict[Value, int] = {}
        self.codes_of: dict[Operation, int] = {op: code for code, op in enumerate(_FIXED)}
        self.codes: list[int] = []
        self.starts = [0]
        self.references: list[int] = []
        self.constants: list[float] = []
        self.next = 0

    def number_all(self, leaves: Iterable[Value]) -> None:
        for leaf in leaves:
            self.numbers[leaf] = self.next
            self.next += 1

    def constant(self, number: Any) -> int:
        """A reference to a new constant."""
        self.constants.append(float(number))
        return ~(len(self.constants) - 1)

    def visit(self, order: Iterable[Value]) -> None:
        """Write down nodes, each after its inputs. This is the one loop over all nodes."""
        numbers, constant = self.numbers, self.constant
        codes, codes_of = self.codes, self.codes_of
        starts, references = self.starts, self.references
        for node in order:
            op = node.op
            if op is None:
                if node not in numbers:  # a constant: all other leaves have been numbered
                    numbers[node] = constant(number_of(node))
                continue
            inputs = look_up_operands(node, numbers)
            if inputs is None:  # there are numbers among them
                inputs = [numbers[x] if isinstance(x, Value) else constant(x) for x in node.inputs]
                if op is pow and inputs[1] < 0:
                    op, inputs = self.power(inputs[0], inputs[1])
            if max(inputs) < 0:  # all are constants: so is the result, which is known already
                numbers[node] = constant(number_of(node))
                continue
            codes.append(codes_of.setdefault(op, len(codes_of)))
            references += inputs
            starts.append(len(references))
            numbers[node] = self.next
            self.next += 1

    def power(self, base: int, exponent: int) -> tuple[Operation, list[int]]:
        """A power with a constant exponent, as a cheaper operation where that is exact."""
        if self.constants[~exponent] == 2.0:
            return mul, [base, base]
        if self.constants[~exponent] == -1.0:
            return div, [self.constant(1.0), base]
        return pow, [base, exponent]
