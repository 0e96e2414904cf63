"""Large graphs: the part that is drawn in full, and the box that stands for everything else."""

from collections import Counter, deque
from collections.abc import Collection, Sequence

from autograd.value import Value
from autograd.visual.picture import Node
from autograd.writing.text import count, literal

MOST_OPERATIONS = 8


def neighbourhood(roots: Sequence[Value], size: int, depth: int = 12) -> set[Value]:
    """The `size` Values nearest to the roots, and not more than `depth` operations away.

    >>> a, b = Value(1.0, label="a"), Value(2.0, label="b")
    >>> near = neighbourhood([(a * b).exp() + b], 3)
    >>> sorted(node.label or node.op.name for node in near)
    ['add', 'b', 'exp']
    """
    found: set[Value] = set()
    queue = deque([(root, 0) for root in roots])
    while queue and len(found) < size:
        node, away = queue.popleft()
        if node not in found:
            found.add(node)
            if away < depth:
                queue.extend([(x, away + 1) for x in node.inputs if isinstance(x, Value)])
    return found


def summary(name: str, folded: Sequence[Value], parameters: Collection[Value]) -> Node:
    """A box that counts Values. Its rows are (kind, count) pairs.

    Args:
        name: The id of the box.
        folded: The Values it stands for, in topological order.
        parameters: The leaves that are parameters.

    >>> x = Value(1.0)
    >>> for row in summary("rest", [x, x + 1.0], ()).rows:
    ...     print(*row)
    + 1
    input 1
    depth 1
    """
    # The longest chain of operations that ends in each Value; those outside count as 0.
    depth: dict[Value, int] = {}
    for node in folded:
        below = [depth.get(x, 0) for x in node.operands]
        depth[node] = 1 + max(below) if below else 0
    leaves = [node for node in folded if node.op is None]
    trained = sum(node in parameters for node in leaves)
    rows = _operations(folded)
    for many, what in ((len(leaves) - trained, "input"), (trained, "parameter")):
        if many:
            rows.append((what + "s" * (many > 1), f"{many:,}"))
    rows.append(("depth", f"{max(depth.values()):,}"))
    return Node(name, "summary", count(len(folded), "more value"), rows=tuple(rows))


def _operations(folded: Sequence[Value]) -> list[tuple[str, str]]:
    """How often each operation occurs: the most frequent first, ties by name."""
    counts = Counter([node.op for node in folded if node.op is not None])
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0].name))
    rows = [(literal(op.symbol), f"{many:,}") for op, many in ranked[:MOST_OPERATIONS]]
    if others := ranked[MOST_OPERATIONS:]:
        rows.append((count(len(others), "other operation"), f"{sum(n for _, n in others):,}"))
    return rows
