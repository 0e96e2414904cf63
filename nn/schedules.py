"""Learning-rate schedules: functions of the number of steps done so far.

Any function does: `lambda step: 1.0 - 0.9 * step / 100` as well as those here, which check their
arguments, print themselves and can be pickled.

>>> schedule = linear(1.0, 0.1, steps=100)
>>> schedule
linear(start=1.0, end=0.1, steps=100)
>>> schedule(0), schedule(50), schedule(1000)
(1.0, 0.55, 0.1)
"""
# ruff: noqa: N801 - classes, for their repr and their pickles, but used as functions are

import math
from collections.abc import Callable
from dataclasses import dataclass, fields

from nn.arguments import count, number_in

__all__ = ["Schedule", "constant", "cosine", "exponential", "linear", "step_decay"]

Schedule = Callable[[int], float]


class _Checked:
    """Checks the fields of a dataclass: all are rates or factors, but for `steps`."""

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type]
            check = count if field.name == "steps" else number_in
            check(f"{field.name} of {type(self).__name__}", getattr(self, field.name))


@dataclass(frozen=True)
class constant(_Checked):
    """The same rate at every step.

    >>> constant(0.1)(1000)
    0.1
    """

    rate: float

    def __call__(self, step: int) -> float:
        """The rate after so many steps."""
        return self.rate


@dataclass(frozen=True)
class linear(_Checked):
    """From `start` to `end` in `steps` equal steps, then `end`: start + (end - start) step / steps.

    >>> linear(1.0, 0.0, steps=4)(1)
    0.75
    """

    start: float
    end: float
    steps: int

    def __call__(self, step: int) -> float:
        """The rate after so many steps."""
        share = min(step / self.steps, 1.0)
        return (1.0 - share) * self.start + share * self.end


@dataclass(frozen=True)
class exponential(_Checked):
    """Multiplied by `decay` in the course of every `steps` steps: start decay**(step / steps).

    >>> exponential(1.0, decay=0.5, steps=10)(20)
    0.25
    """

    start: float
    decay: float
    steps: int = 1

    def __call__(self, step: int) -> float:
        """The rate after so many steps."""
        return float(self.start * self.decay ** (step / self.steps))


@dataclass(frozen=True)
class step_decay(_Checked):
    """Multiplied by `factor` at once after every `steps` steps: start factor**floor(step / steps).

    >>> schedule = step_decay(1.0, factor=0.1, steps=30)
    >>> schedule(29), schedule(30)
    (1.0, 0.1)
    """

    start: float
    factor: float
    steps: int

    def __call__(self, step: int) -> float:
        """The rate after so many steps."""
        return float(self.start * self.factor ** (step // self.steps))


@dataclass(frozen=True)
class cosine(_Checked):
    """Half a cosine wave from `start` to `end` within `steps` steps, then `end`.

    end + (start - end) (1 + cos(pi step / steps)) / 2: slow, fast, slow. Source: Loshchilov and
    Hutter, "SGDR" (2017), equation 5, https://arxiv.org/abs/1608.03983, without restarts.

    >>> schedule = cosine(1.0, steps=100)
    >>> schedule(0), schedule(50), schedule(100)
    (1.0, 0.5, 0.0)
    """

    start: float
    steps: int
    end: float = 0.0

    def __call__(self, step: int) -> float:
        """The rate after so many steps."""
        share = 0.5 * (1.0 + math.cos(math.pi * min(step / self.steps, 1.0)))
        return share * self.start + (1.0 - share) * self.end
