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


def are_calls(capture: Capture, call_of: Any, count: int) -> bool:
    """Whether boxes are calls of one model.

    Args:
        capture: The graph.
        call_of: For each node the box that it is in, 0 to count - 1; -1 for none.
        count: How many boxes there are.
    """
    heads = numpy.repeat(numpy.arange(len(call_of)), numpy.diff(capture.starts))
    head, tail = call_of[heads], call_of[capture.operands]
    if ((head >= 0) & (tail >= 0) & (head != tail)).any():
        return False
    is_leaf = (numpy.diff(capture.starts) == 0)[capture.operands]
    leaves = [set(capture.operands[(head == call) & is_leaf].tolist()) for call in (0, count - 1)]
    shared = leaves[0] & leaves[1]
    return len(shared) > len(leaves[0] - shared)


def owners(capture: Capture, nodes: Any, call_of: Any) -> list[int]:
    """For each of these nodes the call on which alone it depends, beside leaves; else -1.

    So the loss of each example is told from what joins all examples.

    Args:
        capture: The graph.
        nodes: Nodes around the calls, in topological order.
        call_of: For each node of the graph the call that it is in; -1 for none.
    """
    starts, operands = capture.starts.tolist(), capture.operands.tolist()
    owner = dict(zip(nodes.tolist(), [-1] * len(nodes), strict=True))
    for node in owner:
        found = set()
        for x in operands[starts[node] : starts[node + 1]]:
            if starts[x + 1] > starts[x]:  # no leaf
                found.add(owner.get(x, int(call_of[x])))
        if len(found) == 1:
            owner[node] = found.pop()
    return list(owner.values())
