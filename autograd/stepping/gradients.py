"""Writes gradients as `backward` does, one Value at a time, and undoes it."""

from array import array
from collections.abc import Iterator, Sequence

from autograd.recording import contexts
from autograd.stepping.facts import Contribution
from autograd.value import Value


class Gradients:
    """The gradients of a graph during a backward pass.

    Interior Values begin from 0. To a leaf `backward` adds, at its end, what the pass gave it; here
    the leaf shows, at every moment, the sum of what it had before and what it got so far.

    Args:
        order: The graph in topological order.
    """

    def __init__(self, order: Sequence[Value]) -> None:
        self._root = order[-1]
        self._order = order
        self._leaves: dict[Value, int] = {}
        self._before = array("d")  # the gradients of the leaves before the pass
        self._gathered = array("d")  # what the pass gave the leaves so far
        self._reset = array("d")  # the gradients of the interior Values before the pass
        # What `pass_on` has overwritten: a number for each operand, two if it is a leaf.
        self._overwritten = array("d")

    # ------------------------------------------------------------------------------- the start

    def beginning(self) -> Contribution:
        """The contribution to the root: d root / d root = 1."""
        root = self._root
        after = 1.0 if root.op is not None else 1.0 + root.grad
        return Contribution(root, "", 1.0, 1.0, 1.0, root.grad, after)

    def begin(self) -> None:
        """Start a backward pass.

        Raises:
            NonFiniteError: Within `autograd.debug()`, as by `backward`; nothing is changed then.
        """
        if contexts.OPEN_CONTEXTS:
            contexts.before_backward({self._root: 1.0})
        leaves = [node for node in self._order if node.op is None]
        self._leaves = dict(zip(leaves, range(len(leaves)), strict=True))
        self._before = array("d", [leaf.grad for leaf in leaves])
        self._gathered = array("d", bytes(8 * len(leaves)))
        self._reset = array("d", [node.grad for node in self._order if node.op is not None])
        for node in self._order:
            if node.op is not None:
                node.grad = 0.0
        if self._root.op is None:
            self._gathered[0] = 1.0
            self._root.grad = 1.0 + self._before[0]
        else:
            self._root.grad = 1.0

    def undo_begin(self) -> None:
        """Undo `begin`."""
        reset = iter(self._reset)
        for node in self._order:
            if node.op is not None:
                node.grad = next(reset)
        if self._root.op is None:
            self._root.grad = self._before[0]

    # ----------------------------------------------------------------------------- passing on

    def contributions(self, node: Value) -> Iterator[Contribution]:
        """The contributions to the operands of a Value, in order; one operand may occur twice."""
        grad = node.grad
        assert node.op is not None
        got: dict[Value, tuple[float, float]] = {}
        for (operand, local), position in zip(node.edges(), node.operand_positions, strict=True):
            leaf = self._leaves.get(operand)
            shown = operand.grad
            # A leaf's contributions are added up by themselves, as `backward` does it: added to
            # what it had before one by one, they could round to another sum.
            so_far = shown if leaf is None else self._gathered[leaf]
            if operand in got:
                so_far, shown = got[operand]
            amount = local * grad
            so_far += amount
            after = so_far if leaf is None else so_far + self._before[leaf]
            got[operand] = so_far, after
            name = node.op.inputs[position]
            yield Contribution(operand, name, local, grad, amount, shown, after)

    def pass_on(self, node: Value) -> None:
        """Add the contributions of a Value to the gradients of its operands."""
        grad = node.grad
        for operand, local in node.edges():
            self._overwritten.append(operand.grad)
            if operand.op is not None:
                operand.grad += local * grad
                continue
            leaf = self._leaves[operand]
            self._overwritten.append(self._gathered[leaf])
            self._gathered[leaf] += local * grad
            operand.grad = self._gathered[leaf] + self._before[leaf]

    def undo_pass_on(self, node: Value) -> None:
        """Undo `pass_on`."""
        for operand in reversed(node.operands):
            if operand.op is None:
                self._gathered[self._leaves[operand]] = self._overwritten.pop()
            operand.grad = self._overwritten.pop()
