"""A forward and a backward pass, one step at a time: in a loop, in a debugger, in a notebook.

`steps` gives a `Steps`, and each `next` of it a `Step`: an operation that computes its result, or
one that passes its gradient on to its operands. `breakpoints` has what can end a run early.
"""

from autograd.stepping.breakpoints import not_finite, vanished, vanished_or_not_finite
from autograd.stepping.events import Contribution, Step
from autograd.stepping.stepper import Steps, steps

__all__ = [
    "Contribution",
    "Step",
    "Steps",
    "not_finite",
    "steps",
    "vanished",
    "vanished_or_not_finite",
]
