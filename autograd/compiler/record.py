"""Pass 1, record: a graph of Values as arrays of integers.

Values are for people; the passes that follow want numpy arrays. This is the only pass that touches
every node in Python, so it also does what costs nothing there: it folds constants.
"""

import hashlib
import itertools
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

import numpy

from autograd.graph import topological_order
from autograd.ops import add, div, mul, neg, pow, sub
from autograd.value import Value

# Those that the passes treat specially have a fixed code; others get one as they appear.
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
        constants: The numbers that are no leaves.
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
        """Equal for equal structures: the same program serves both."""
        digest = hashlib.blake2b(digest_size=16)
        digest.update(repr((self.sizes, self.random, self.operations)).encode())
        for array in (self.codes, self.starts, self.references, self.constants, self.roots):
            digest.update(f"{len(array)};".encode())
            digest.update(array.tobytes())
        return digest.digest()

    def __str__(self) -> str:
        lines = [f"{self.leaves} leaves, {len(self.codes)} results, {len(self.constants)} constants"]
        shown = min(len(self.codes), 12)
        for k in range(shown):
            inputs = self.references[self.starts[k] : self.starts[k + 1]].tolist()
            texts = [f"n{x}" if x >= 0 else repr(float(self.constants[~x])) for x in inputs]
            name = self.operations[self.codes[k]]
            lines.append(f"n{self.leaves + k} = {name}({', '.join(texts)})")
        if shown < len(self.codes):
            lines.append(f"... {len(self.codes) - shown} more")
        return "\n".join(lines)


def record(
    roots: Sequence[Any],
    arguments: Iterable[Sequence[Value]] = (),
    parameters: Sequence[Value] = (),
    constants: Collection[Value] = (),
) -> tuple[Recording, list[Value], list[Any]]:
    """Write down the graph below the roots.

    Args:
        roots: Values, or numbers that do not depend on anything.
        arguments: Leaves that will be given at each run, one sequence for each argument.
        parameters: Leaves in the order in which they are wanted. Those not in the graph are kept.
        constants: Leaves that are no parameters: their numbers are taken for good.

    Returns:
        The recording, its parameters (those asked for, then those found in the graph), and its
        random leaves.

    >>> x, w = Value(3.0), Value(2.0)
    >>> recording, parameters, _ = record([w * x + 1.0], [[x]])
    >>> print(recording)
    2 leaves, 2 results, 1 constants
    n2 = mul(n1, n0)
    n3 = add(n2, 1.0)
    >>> parameters == [w]
    True
    """
    known: set[Value] = set(constants)
    number: dict[Value, int] = {}
    sizes = []
    for leaves in arguments:
        number.update(zip(leaves, range(len(number), len(number) + len(leaves)), strict=True))
        sizes.append(len(leaves))
    order = topological_order(*[x for x in roots if isinstance(x, Value)], untaken=True)
    wanted = dict.fromkeys(parameters)
    found, random = [], []
    for node in order:
        if node.op is None and node not in number and node not in known and node not in wanted:
            (random if hasattr(node, "serial") else found).append(node)
    every = [*wanted, *found]
    sizes.append(len(every))
    random.sort(key=lambda leaf: leaf.serial)
    number.update(zip([*every, *random], itertools.count(len(number)), strict=False))

    codes_of = {op: code for code, op in enumerate(_FIXED)}
    codes: list[int] = []
    starts = [0]
    references: list[int] = []
    numbers: list[float] = []
    next_number = len(number)
    for node in order:
        op = node.op
        if op is None:
            if node not in number:
                number[node] = ~len(numbers)
                numbers.append(node._number)
            continue
        if node._template is None:  # all inputs are operands
            inputs = [number[node._left]]  # type: ignore[index]
            if node._right is not None:
                inputs.append(number[node._right])
                if node._more:
                    inputs += [number[operand] for operand, _ in node._more]
        else:
            inputs = []
            for x in node.inputs:
                if isinstance(x, Value):
                    inputs.append(number[x])
                else:
                    inputs.append(~len(numbers))
                    numbers.append(x)
            if op is pow and inputs[1] < 0:
                op, inputs = _power(inputs[0], inputs[1], numbers)
        if max(inputs) < 0:  # all are constants
            number[node] = ~len(numbers)
            numbers.append(node._number)
            continue
        codes.append(codes_of.setdefault(op, len(codes_of)))
        references += inputs
        starts.append(len(references))
        number[node] = next_number
        next_number += 1
    ends = []
    for root in roots:
        if not isinstance(root, Value):
            numbers.append(float(root))
        ends.append(number[root] if isinstance(root, Value) else ~(len(numbers) - 1))
    recording = Recording(
        tuple(sizes),
        tuple(leaf.serial for leaf in random),
        tuple(op.name for op in codes_of),
        numpy.array(codes, dtype=numpy.int32),
        numpy.array(starts, dtype=numpy.int64),
        numpy.array(references, dtype=numpy.int64),
        numpy.array(numbers, dtype=float),
        numpy.array(ends, dtype=numpy.int64),
        len(order),
    )
    return recording, every, random


def _power(base: int, exponent: int, numbers: list[float]) -> tuple[Any, list[int]]:
    """A power with a constant exponent, as a cheaper operation where that is exact."""
    if numbers[~exponent] == 2.0:
        return mul, [base, base]
    if numbers[~exponent] == -1.0:
        numbers.append(1.0)
        return div, [~(len(numbers) - 1), base]
    return pow, [base, exponent]
