"""`steps`, and the stepper that it returns."""

import operator
import sys
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args

from autograd.checks import abbreviate, described
from autograd.errors import InputTypeError, InputValueError
from autograd.functional.sweeps import data_of
from autograd.graph import topological_order
from autograd.names.called import GraphSymbols
from autograd.names.variables import caller_variables
from autograd.operation import Operation
from autograd.stepping import faces
from autograd.stepping.breakpoints import Predicate, predicate_of
from autograd.stepping.events import Contribution, Pass, Step
from autograd.stepping.gradients import Gradients
from autograd.value import Value, check_result
from autograd.writing.html import Shown

Direction = Literal["both", "forward", "backward"]
RECENT = 8
"""The number of recent steps that a notebook shows."""


class Steps(Shown):
    """A pass over a graph, one step at a time; made by `steps`.

    `next(steps)` takes a step. A `for` loop and `run()` take steps up to the next breakpoint;
    another one goes on from there. `back()` undoes the last step.

    Attributes:
        root: The result.
        position: The number of steps taken.

    >>> x = Value(3.0, label="x")
    >>> passing = steps(x * x, until="mul")
    >>> passing.run()
    <Step 1: forward L = x * x = 3.0 * 3.0 = 9.0>
    >>> passing
    <Steps of L: 1 of 3 taken; next: backward L>
    >>> passing.to(len(passing))
    <Step 3: backward L = x * x>
    >>> x.grad
    6.0
    >>> passing.back()
    <Step 3: backward L = x * x>
    >>> x.grad
    0.0
    """

    def __init__(
        self, order: list[Value], direction: Direction, symbols: GraphSymbols, until: Any
    ) -> None:
        self.root = order[-1]
        self.position = 0
        self._interior = [node for node in order if node.op is not None]
        self._senders = [] if direction == "forward" else [x for x in self._interior if x.operands]
        self._forward = 0 if direction == "backward" else len(self._interior)
        self._backward = 0 if direction == "forward" else 1 + len(self._senders)
        self._symbols = symbols
        self._until: Predicate | None = predicate_of(until, order, self._symbols)
        self._gradients = Gradients(order)
        self._recent: deque[Step] = deque(maxlen=RECENT)

    # ----------------------------------------------------------------------------- moving

    def __len__(self) -> int:
        """The number of all steps."""
        return self._forward + self._backward

    def __next__(self) -> Step:
        """Take a step.

        Raises:
            StopIteration: At the end.
            NonFiniteError: Within `autograd.debug()`, at the first step backward, as by `backward`.
        """
        step = self._look()
        if step is None:
            raise StopIteration
        self._take()
        self._recent.append(step)
        return step

    def __iter__(self) -> Iterator[Step]:
        """The steps up to and including the next breakpoint, or to the end."""
        while (step := next(self, None)) is not None:
            stops = self._until is not None and self._until(step)
            yield step
            if stops:
                return

    def run(self) -> Step | None:
        """Go on to the next breakpoint and return that step; at the end return None.

        >>> a = Value(0.5, label="a")
        >>> passing = steps(a.tanh() * 3.0, "backward", until="tanh")
        >>> print(passing.run())
        backward tanh = tanh(a):  dL/da += dL/dtanh * dtanh/da = 3.0 * 0.7864 = 2.359 ...
        >>> passing.run() is None
        True
        """
        if self._until is None:
            self.to(len(self))
            return None
        while (step := next(self, None)) is not None:
            if self._until(step):
                return step
        return None

    def to(self, position: int) -> Step | None:
        """Go forwards or backwards, past all breakpoints, to a number of steps taken.

        Returns:
            The last step before the position; None at the start.

        Raises:
            InputTypeError: If position is no whole number.
            InputValueError: If there is no such position.
        """
        position = self._checked(position)
        first = max(position - RECENT, 0)  # only the steps that are shown are made as objects
        if position <= self.position:
            while self.position > first:
                self._undo()
        while self.position < first:
            self._take()
        while self.position < position:
            next(self)
        return self._recent[-1] if position else None

    def back(self) -> Step:
        """Undo the last step, and return it. Every `grad` is restored to the bit.

        Raises:
            InputValueError: If no step has been taken.
        """
        if not self.position:
            raise InputValueError(
                "these steps are at their start, so there is none to go back; next(...) takes one"
            )
        self._undo()
        step = self._look()
        assert step is not None
        return step

    def _checked(self, position: Any) -> int:
        try:
            whole = operator.index(position)
        except TypeError:
            raise InputTypeError(
                f"to(position) takes a whole number, but was given {described(position)}; to "
                "stop at a Value or an operation, use until="
            ) from None
        if not 0 <= whole <= len(self):
            raise InputValueError(
                f"there is no position {whole}; give one from 0, the start, to {len(self)}, the end"
            )
        return whole

    # ------------------------------------------------------------------ what a step is and does

    def _look(self) -> Step | None:
        """The next step, without taking it; None at the end."""
        if self.position == len(self):
            return None
        if self.position < self._forward:
            node = self._interior[self.position]
            return self._step("forward", node, node.op)
        if self.position == self._forward:
            return self._step("backward", self.root, None, self._gradients.beginning())
        node = self._sender()
        return self._step("backward", node, node.op, *self._gradients.contributions(node))

    def _step(
        self, direction: Pass, node: Value, op: Operation | None, *contributions: Contribution
    ) -> Step:
        made = op is not None  # the first step backward is about a number only
        return Step(
            position=self.position + 1,
            direction=direction,
            node=node,
            op=op,
            inputs=tuple([data_of(x) for x in node.inputs]) if made else (),
            data=node.data,
            operands=node.operands if made else (),
            local_derivatives=node.local_derivatives if made else (),
            gradient=contributions[0].gradient if contributions else None,
            contributions=contributions,
            _root=self.root,
            _symbols=self._symbols,
        )

    def _sender(self) -> Value:
        """The Value whose gradient is passed on next."""
        return self._senders[-(self.position - self._forward)]

    def _take(self) -> None:
        """Do what the next step does to gradients."""
        if self.position == self._forward:
            self._gradients.begin()
        elif self.position > self._forward:
            self._gradients.pass_on(self._sender())
        self.position += 1

    def _undo(self) -> None:
        """Undo what the last step did to gradients."""
        self.position -= 1
        if self._recent:
            self._recent.pop()
        if self.position == self._forward:
            self._gradients.undo_begin()
        elif self.position > self._forward:
            self._gradients.undo_pass_on(self._sender())

    # ----------------------------------------------------------------------------- showing

    def _caption(self) -> str:
        return f"Steps of {self._symbols[self.root]}: {self.position:,} of {len(self):,} taken"

    def _next(self) -> str:
        step = self._look()
        return "at the end" if step is None else f"next: {faces.headline(step)}"

    def __repr__(self) -> str:
        return f"<{self._caption()}; {self._next()}>"

    def _repr_html_(self) -> str:
        """A table of recent steps, and the next step."""
        return faces.as_html(list(self._recent), self._caption(), self._next())


def steps(
    root: Value,
    direction: Direction = "both",
    *,
    until: Any = None,
    names: Mapping[str, Any] | None = None,
) -> Steps:
    """Step through the forward and the backward pass of a graph.

    Forward, each operation follows its operands, with the numbers computed when the graph was
    built. Backward, the gradient begins at the root, and each operation passes it on to its
    operands: their `grad` is written step by step, and at the end equals that of `root.backward()`
    to the bit. Gradients of interior Values begin from 0 with the first step backward; leaves show
    what they had before plus what they got since. Gradients stay as they are when the steps are
    abandoned. Nothing else should change the gradients of the graph meanwhile.

    Args:
        root: The result, such as a loss.
        direction: The passes: "forward", "backward", or "both", one after the other.
        until: The breakpoints: a `for` loop and `run()` stop after such a step, and the next one
            goes on from there. A Value (for a leaf: the operations that use it); a label or name of
            Values; an operation, or its name, such as "tanh" (Values of that name go first); a
            function of a `Step` that says whether to stop, such as
            `autograd.stepping.vanished_or_not_finite`; or a list of these.
        names: Names for Values without a label: a dict like `locals()`. By default the variables
            that the caller sees. Values without a name are called by what they are, `sum`, `tanh₂`,
            and the result L; parameters of a model by their indices from 1, as in w¹₂₃.

    Raises:
        InputTypeError: If root is no Value, until no breakpoint, or names no dict.
        InputValueError: If the direction does not exist, or a breakpoint is not in the graph.

    >>> a, b = Value(2.0), Value(-3.0)
    >>> c = a * b
    >>> for step in steps(c, "backward"):
    ...     print(step)
    backward c:  dc/dc = 1.0  (0.0 -> 1.0)
    backward c = a * b:  dc/da += dc/dc * dc/da = 1.0 * -3.0 = -3.0  (0.0 -> -3.0)
                         dc/db += dc/dc * dc/db = 1.0 * 2.0 = 2.0  (0.0 -> 2.0)
    >>> a.grad, b.grad
    (-3.0, 2.0)
    """
    check_result(root, "steps(root) takes a Value")
    if not isinstance(direction, str) or direction not in get_args(Direction):
        raise InputValueError(
            f"direction is {abbreviate(direction)}; the directions are 'both', 'forward' and "
            "'backward'"
        )
    variables = caller_variables(names, sys._getframe(1))
    order = topological_order(root)
    return Steps(order, direction, GraphSymbols(order, variables), until)
