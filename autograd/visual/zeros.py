"""Zeros in pictures: without a sign, unless another number depends on it."""

from collections.abc import Iterator, Mapping, Sequence

from autograd.graph import data_of, number_of
from autograd.names.called import Constant
from autograd.value import Value
from autograd.visual.picture import Node

Constants = Mapping[tuple[Value, int], Constant]


def signed_zeros(order: Sequence[Value], constants: Constants) -> Iterator[Value | Constant]:
    """The Values and constants that are -0.0 and whose sign a result depends on, as in 1 / -0.0.

    >>> x = Value(-0.0)
    >>> list(signed_zeros([x, 1.0 / x], {})) == [x], list(signed_zeros([x, 2.0 * x], {}))
    (True, [])
    """
    for node in order:
        inputs = [data_of(x) for x in node.inputs]
        if node.op is None or 0.0 not in inputs or "-0.0" not in map(repr, inputs):
            continue
        operands = node.operand_positions
        for place, x in enumerate(node.inputs):
            drawn = x if place in operands else constants.get((node, place))
            if drawn is not None and repr(inputs[place]) == "-0.0":
                other = node.op.forward(*inputs[:place], 0.0, *inputs[place + 1 :])
                if repr(other + 0.0) != repr(number_of(node) + 0.0):
                    yield drawn


def plain_zero(node: Node) -> float:
    """The number of a node as pictures show it.

    >>> plain_zero(Node("n0", "input", data=-0.0)), plain_zero(Node("n0", "input", data=-1.5))
    (0.0, -1.5)
    """
    assert node.data is not None
    return node.data if node.signed else node.data + 0.0
