"""What happens in one step, as plain data."""

from dataclasses import dataclass, field
from typing import Literal

from autograd.names.called import GraphSymbols
from autograd.operation import Operation
from autograd.value import Value

Pass = Literal["forward", "backward"]


@dataclass(frozen=True, eq=False)
class Contribution:
    """What one operand gets in a step backward: `amount = gradient * local_derivative`.

    Attributes:
        operand: The Value that gets it.
        input: The name of this input in the table: in `x * x` one x is a, the other b.
        local_derivative: d node / d operand, as of the forward pass.
        gradient: d root / d node, the incoming gradient.
        amount: Their product, which is added to the operand's gradient.
        before: The operand's `grad` before the step.
        after: The operand's `grad` after the step.
    """

    operand: Value
    input: str
    local_derivative: float
    gradient: float
    amount: float
    before: float
    after: float


@dataclass(frozen=True, eq=False)
class Facts:
    """All that is known about a step; see `Step`."""

    position: int
    direction: Pass
    node: Value
    op: Operation | None
    inputs: tuple[float, ...]
    data: float
    operands: tuple[Value, ...]
    local_derivatives: tuple[float, ...]
    gradient: float | None
    contributions: tuple[Contribution, ...]
    _root: Value = field(repr=False)
    _symbols: GraphSymbols = field(repr=False)
