"""A step that shows itself: as text, in LaTeX, in HTML."""

from dataclasses import dataclass

from autograd.stepping import faces
from autograd.stepping.facts import Contribution, Facts, Pass
from autograd.writing.html import Shown

__all__ = ["Contribution", "Pass", "Step"]


@dataclass(frozen=True, eq=False, repr=False)
class Step(Facts, Shown):
    """One operation's part in a forward or a backward pass. `print` it, or let a notebook show it.

    The first step backward is that of the root: dL/dL = 1 is where the gradients begin. It has no
    operation, and its one contribution is to the root.

    Attributes:
        position: Its number among all steps, from 1.
        direction: Forward or backward.
        node: The Value that the operation made.
        op: The operation; None for the first step backward.
        inputs: The numbers that the operation was applied to, constants included.
        data: The number that it made.
        operands: The Values among the inputs, through which gradients flow.
        local_derivatives: d node / d operand for each of them.
        gradient: d root / d node, the incoming gradient; None in a step forward.
        contributions: What each operand gets, in order; none in a step forward.

    >>> from autograd import Value, steps
    >>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    >>> first, _, last = steps(a * b)
    >>> print(first)
    forward L = a * b = 2.0 * -3.0 = -6.0
            dL/da = b = -3.0,  dL/db = a = 2.0
    >>> print(last)
    backward L = a * b:  dL/da += dL/dL * dL/da = 1.0 * -3.0 = -3.0  (0.0 -> -3.0)
                         dL/db += dL/dL * dL/db = 1.0 * 2.0 = 2.0  (0.0 -> 2.0)
    """

    @property
    def latex(self) -> str:
        """The step as a formula in LaTeX, without dollar signs around it."""
        return faces.as_latex(self)

    def __str__(self) -> str:
        return faces.as_text(self)

    def __repr__(self) -> str:
        return f"<Step {self.position}: {faces.headline(self)}>"

    def _repr_html_(self) -> str:
        """The step as a table; text of the user is escaped."""
        return faces.as_html([self])

    def _repr_latex_(self) -> str:
        return f"$${self.latex}$$"
