"""The calls of a model in a graph: examples of a batch, which are shown as a grid.

Calls share the model's parameters, and none uses what another has computed. That tells them from
the neurons of a layer, which have weights of their own, and from the steps of a recurrent layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy

from autograd.visual.player.capture import Capture


def within(parents: Sequence[int], boxes: Sequence[int]) -> Any:
    """For each box the place in `boxes` of the one that it is, or is in; else -1.

    A box is made after the one around it.

    >>> within([-1, 0, 0, 1, 2], boxes=[1, 2]).tolist()
    [-1, 0, 1, 0, 1]
    """
    found = numpy.full(len(parents), -1)
    found[list(boxes)] = numpy.arange(len(boxes))
    for box, parent in enumerate(parents):
        if found[box] < 0 and parent >= 0:
            found[box] = found[parent]
    return found


def are_calls(capture: Capture, call_of: Any, counts: Sequence[int]) -> list[bool]:
    """For each group of boxes whether they are the calls of one model.

    Args:
        capture: The graph.
        call_of: For each node the box that it is in, numbered from 0, one group after the other;
            -1 for none.
        counts: How many boxes each group has.
    """
    operands, uses = capture.operands, numpy.diff(capture.starts)
    heads, tails = numpy.repeat(call_of, uses), call_of[operands]
    group_of = numpy.append(numpy.repeat(numpy.arange(len(counts)), counts), -1)  # -1 has -1
    is_crossing = (heads >= 0) & (heads != tails) & (group_of[heads] == group_of[tails])
    linked = set(group_of[heads[is_crossing]].tolist())
    leaves = _by_call(heads, operands, (uses == 0)[operands] & (heads >= 0), sum(counts))
    ends = numpy.cumsum(counts).tolist()
    return [
        k not in linked and _share(set(leaves[end - count].tolist()), set(leaves[end - 1].tolist()))
        for k, (end, count) in enumerate(zip(ends, counts, strict=True))
    ]


def _by_call(heads: Any, operands: Any, which: Any, count: int) -> list[Any]:
    """For each call these of its operands."""
    order = numpy.argsort(heads[which], kind="stable")
    places = numpy.searchsorted(heads[which][order], numpy.arange(1, count))
    return numpy.split(operands[which][order], places)


def _share(first: set[int], last: set[int]) -> bool:
    """Whether most leaves of the first call are also leaves of the last: the parameters."""
    return 2 * len(first & last) > len(first)


def owners(starts: Sequence[int], operands: Sequence[int], nodes: Any, call_of: Any) -> list[int]:
    """For each of these nodes the call on which alone it depends, beside leaves; else -1.

    So the loss of each example is told from what joins all examples.

    Args:
        starts: Where the operands of each node begin.
        operands: The operands of all nodes.
        nodes: Nodes around the calls, in topological order.
        call_of: For each node of the graph the call that it is in; -1 for none.
    """
    owner = dict(zip(nodes.tolist(), [-1] * len(nodes), strict=True))
    for node in owner:
        found = set()
        for x in operands[starts[node] : starts[node + 1]]:
            if starts[x + 1] > starts[x]:  # no leaf
                found.add(owner.get(x, int(call_of[x])))
        if len(found) == 1:
            owner[node] = found.pop()
    return list(owner.values())
