"""A captured graph during its forward and backward pass: what graph.js knows in the page."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import NamedTuple

from autograd.visual.player.capture import Capture
from autograd.visual.player.payload import final_gradients


class Use(NamedTuple):
    """The edge by which a node uses another."""

    edge: int
    user: int


class Passes:
    """The numbers of a capture, and its gradients at any step.

    Attributes:
        capture: The graph.
        data: The number of each node.
        gradients: The gradient of each node at the end of the backward pass.
        root: The result.

    >>> from autograd import Value
    >>> from autograd import capture
    >>> x = Value(3.0)
    >>> passes = Passes(capture(x * x + x))
    >>> passes.gradient(0, lambda user: user == 2)  # of x, once the sum has passed on
    1.0
    """

    def __init__(self, capture: Capture) -> None:
        self.capture = capture
        self.data: list[float] = capture.data.tolist()
        self.gradients: list[float] = final_gradients(capture).tolist()
        self.root = len(self.data) - 1
        self._starts: list[int] = capture.starts.tolist()
        self._operands: list[int] = capture.operands.tolist()
        self._locals: list[float] = capture.locals.tolist()

    @functools.cached_property
    def _uses(self) -> list[list[Use]]:
        """For each node its uses, in the order of the backward pass."""
        uses: list[list[Use]] = [[] for _ in self.data]
        for user in range(self.root, -1, -1):
            for edge in self.edges(user):
                uses[self._operands[edge]].append(Use(edge, user))
        return uses

    def edges(self, node: int) -> range:
        """The numbers of the edges to its operands."""
        return range(self._starts[node], self._starts[node + 1])

    def operand(self, edge: int) -> int:
        """The node that an edge comes from."""
        return self._operands[edge]

    def local(self, edge: int) -> float:
        """The local derivative on an edge."""
        return self._locals[edge]

    def uses(self, node: int) -> list[Use]:
        """The uses of a node, in the order of the backward pass."""
        return self._uses[node]

    def is_leaf(self, node: int) -> bool:
        """Whether a node was given, not computed."""
        return self._starts[node] == self._starts[node + 1] and node != self.root

    def gradient(self, node: int, has_passed: Callable[[int], bool]) -> float:
        """The gradient that has come in from those of its users that have passed theirs on."""
        total = 1.0 if node == self.root else 0.0
        for edge, user in self._uses[node]:
            if has_passed(user):
                total += self._locals[edge] * self.gradients[user]
        return total
