"""Writes gradients as `backward` does, a Value at a time, and takes back what it wrote."""

from array import array
from collections.abc import Iterator, Sequence

from autograd.recording import contexts
from autograd.stepping.events import Contribution
from autograd.value import Value


class Gradients:
    """The gradients of a graph during a backward pass.

    Interior Values begin from 0. A leaf keeps what it had before, to which `backward` adds what the
    pass gave it when it has finished; so here it shows, at every moment, the sum of the two.

    Args:
        order: The graph in topological order.
    """

    def __init__(self, order: Sequence[Value]) -> None:
        self._root = order[-1]
        self._order = order
        self._leaves: dict[Value, int] = {}
        self._before = array("d")  # what the leaves had, by their numbers
        self._gathered = array("d")  # and what they got since
        self._reset = array("d")  # what the interior Values had
        # What passing on has overwritten: a number for each operand, another one if it is a leaf.
        self._overwritten = array("d")

    # ------------------------------------------------------------------------------- the start

    def beginning(self) -> Contribution:
        """What the root gets: d root / d root = 1."""
        root = self._root
        after = 1.0 if root.op is not None else 1.0 + root._grad
        return Contribution(root, "", 1.0, 1.0, 1.0, root._grad, after)

    def begin(self) -> None:
        """Start a backward pass.

        Raises:
            NonFiniteError: Within `autograd.debug()`, as `backward` does; nothing is changed then.
        """
        if contexts.open_contexts:
            contexts.before_backward({self._root: 1.0})
        leaves = [node for node in self._order if node.op is None]
        self._leaves = dict(zip(leaves, range(len(leaves)), strict=True))
        self._before = array("d", [leaf._grad for leaf in leaves])
        self._gathered = array("d", bytes(8 * len(leaves)))
        self._reset = array("d", [node._grad for node in self._order if node.op is not None])
        for node in self._order:
            if node.op is not None:
                node._grad = 0.0
        if self._root.op is None:
            self._gathered[0] = 1.0
            self._root._grad = 1.0 + self._before[0]
        else:
            self._root._grad = 1.0

    def undo_begin(self) -> None:
        """Take back what `begin` did."""
        reset = iter(self._reset)
        for node in self._order:
            if node.op is not None:
                node._grad = next(reset)
        if self._root.op is None:
            self._root._grad = self._before[0]

    # ----------------------------------------------------------------------------- passing on

    def contributions(self, node: Value) -> Iterator[Contribution]:
        """What the operands of a Value would get, in order: one may be there twice."""
        grad = node._grad
        assert node.op is not None
        got: dict[Value, tuple[float, float]] = {}
        pairs = zip(node.operands, node.local_derivatives, node.operand_positions, strict=True)
        for operand, local, position in pairs:
            leaf = self._leaves.get(operand)
            shown = operand._grad
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
        """Add to the gradients of the operands what the gradient of a Value contributes."""
        grad = node._grad
        for operand, local in zip(node.operands, node.local_derivatives, strict=True):
            self._overwritten.append(operand._grad)
            if operand.op is not None:
                operand._grad += local * grad
                continue
            leaf = self._leaves[operand]
            self._overwritten.append(self._gathered[leaf])
            self._gathered[leaf] += local * grad
            operand._grad = self._gathered[leaf] + self._before[leaf]

    def undo_pass_on(self, node: Value) -> None:
        """Take back what `pass_on` did."""
        for operand in reversed(node.operands):
            if operand.op is None:
                self._gathered[self._leaves[operand]] = self._overwritten.pop()
            operand._grad = self._overwritten.pop()
