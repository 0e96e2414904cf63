"""The paths of a graph from a result down to a Value, and the products of derivatives along them.

The number of paths may grow exponentially with the depth of the graph. So they are counted without
being walked, and only the largest are searched for. One sweep finds, for each node, the largest
product of a path from it down to the target; it guides the search.
"""

import heapq
import math
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from autograd.value import Value

MOST_STEPS = 1_000_000
"""After that many steps along paths no further path is begun."""
MOST_BITS = 20_000
"""A number of paths with more binary digits is computed only on demand."""

# A path is ranked by the logarithm of its product. Logarithms of doubles are below 750 in size, so
# a million of them cannot outweigh one of these numbers, and a million of these do not overflow.
_BROKEN = 1e300  # nan and infinite derivatives come first: they decide what the sum is
_ZERO = -1e290

Best = Mapping[Value, tuple[float, int]]
"""For a node the rank of the best path down to the target, and its first operand's position."""


class Path(NamedTuple):
    """A path from a result down to a Value, and what it contributes to the derivative.

    Attributes:
        nodes: The Values on it, from the result down.
        positions: For each node but the last, which of its operands is the next one.
        local_derivatives: For each node but the last, its derivative by the next one.
    """

    nodes: tuple[Value, ...]
    positions: tuple[int, ...]
    local_derivatives: tuple[float, ...]

    @property
    def product(self) -> float:
        """The contribution of the path: its local derivatives, multiplied from the result down."""
        return math.prod(self.local_derivatives, start=1.0)


def _rank(local: float) -> float:
    """The rank of a path of one step; that of a longer path is the sum over its steps."""
    if local - local != 0.0:
        return _BROKEN
    return math.log(abs(local)) if local else _ZERO


def best_ways(order: Sequence[Value], target: Value) -> Best:
    """For each Value that depends on the target, the path down to it with the largest product."""
    best = {target: (0.0, 0)}
    for node in order:
        if node is target:
            continue
        ways = [
            (_rank(local) + best[operand][0], position)
            for position, (operand, local) in enumerate(node.edges())
            if operand in best
        ]
        if ways:
            best[node] = max(ways, key=itemgetter(0))  # of equal ways the first
    return best


def sum_and_number(
    order: Sequence[Value], root: Value, target: Value, best: Best, most_bits: float = math.inf
) -> tuple[float, int | None]:
    """The sum of the products of all paths, which is the derivative, and the number of paths.

    The sum is computed as by `backward`, to the last bit. The number is None if it has more than
    `most_bits` binary digits.
    """
    if root not in best:
        return 0.0, 0
    sums: dict[Value, float] = {root: 1.0}
    numbers: dict[Value, int] | None = {root: 1}
    for node in reversed(order):
        if node is target or node not in sums:
            continue
        incoming = sums.pop(node)
        number = numbers.pop(node) if numbers else 0
        if number.bit_length() > most_bits:
            numbers = None
        for operand, local in node.edges():
            if operand in best:
                sums[operand] = sums.get(operand, 0.0) + local * incoming
                if numbers is not None:
                    numbers[operand] = numbers.get(operand, 0) + number
    return sums[target], None if numbers is None else numbers[target]


PathStep = tuple[Value, int, float]
"""A node, the position of the operand that comes next, and the derivative by it."""


class _Branch(NamedTuple):
    """A path that leaves an earlier one after `shared` steps, by another operand."""

    minus_rank: float
    serial: int
    earlier: list[PathStep]
    shared: int
    position: int


def largest_paths(root: Value, target: Value, best: Best, limit: int) -> list[Path]:
    """The paths with the largest products, the largest first; fewer if it takes too many steps.

    Every path but the first leaves an earlier one at one node and takes the best way from there. So
    the next path starts at the best of all exits from the paths found so far.
    """
    if root not in best:
        return []
    found: list[Path] = []
    queue = [_Branch(-best[root][0], 0, [], 0, best[root][1])]
    serial = steps = 0
    while queue and len(found) < limit and steps < MOST_STEPS:
        branch = heapq.heappop(queue)
        way = _way(branch, root, target, best)
        steps += len(way)
        found.append(_path(way, target))
        first = branch.shared + 1 if branch.earlier else 0
        # No more exits can matter than paths are still wanted.
        exits = heapq.nlargest(limit - len(found), _exits(way, first, best), key=itemgetter(0))
        for rank, shared, position in exits:
            serial += 1
            heapq.heappush(queue, _Branch(-rank, serial, way, shared, position))
    return found


def _way(branch: _Branch, root: Value, target: Value, best: Best) -> list[PathStep]:
    """The path of a branch: the shared steps, the exit, and the best way from there."""
    way = branch.earlier[: branch.shared]
    node = branch.earlier[branch.shared][0] if branch.earlier else root
    position = branch.position
    while node is not target:
        way.append((node, position, node.local_derivatives[position]))
        node = node.operands[position]
        position = best[node][1]
    return way


def _exits(way: Sequence[PathStep], first: int, best: Best) -> Iterator[tuple[float, int, int]]:
    """The exits of a path from a step on: the rank of the new path, the step, the operand.

    Before that step the path is the same as an earlier one, whose exits are known.
    """
    travelled = 0.0
    for step, (node, taken, local) in enumerate(way):
        if step >= first:
            for position, (operand, other) in enumerate(node.edges()):
                if position != taken and operand in best:
                    yield travelled + _rank(other) + best[operand][0], step, position
        travelled += _rank(local)


def _path(way: Sequence[PathStep], target: Value) -> Path:
    nodes, positions, locals_ = zip(*way, strict=True) if way else ((), (), ())
    return Path((*nodes, target), positions, locals_)
