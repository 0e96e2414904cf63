"""Schedules: the learning rate as a function of the number of steps done so far.

Any function will do, such as `lambda step: 1.0 - 0.9 * step / 100`. Those here also check their
arguments, print themselves, and can be pickled and saved.

>>> schedule = linear(1.0, 0.1, steps=100)
>>> schedule
linear(start=1.0, end=0.1, steps=100)
>>> schedule(0), schedule(50), schedule(1000)
(1.0, 0.55, 0.1)
"""
# ruff: noqa: N801 - classes, for their repr and their pickles, but used as functions are

import bisect
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograd import InputTypeError, InputValueError
from autograd.checks import described, whole_number
from nn.arguments import Checked, number_in
from nn.registry import Registry

Schedule = Callable[[int], float]

SCHEDULES: Registry[Callable[..., Schedule]] = Registry(
    "schedule", "a schedule is an object such as constant(0.1), or a function of the step"
)
"""The schedules by name."""


@SCHEDULES.add()
@dataclass(frozen=True)
class constant(Checked):
    """The same rate at every step.

    >>> constant(0.1)(1000)
    0.1
    """

    rate: float

    def __call__(self, step: int) -> float:
        """The rate after that many steps."""
        return self.rate


@SCHEDULES.add()
@dataclass(frozen=True)
class linear(Checked):
    """From `start` to `end` in `steps` equal steps, then `end`: start + (end - start) step / steps.

    >>> linear(1.0, 0.0, steps=4)(1)
    0.75
    """

    start: float
    end: float
    steps: int

    def __call__(self, step: int) -> float:
        """The rate after that many steps."""
        share = min(step / self.steps, 1.0)
        return (1.0 - share) * self.start + share * self.end


@SCHEDULES.add()
@dataclass(frozen=True)
class exponential(Checked):
    """Falls smoothly by the factor `decay` in every `steps` steps: start decay**(step / steps).

    >>> exponential(1.0, decay=0.5, steps=10)(20)
    0.25
    """

    start: float
    decay: float
    steps: int = 1

    def __call__(self, step: int) -> float:
        """The rate after that many steps."""
        return float(self.start * self.decay ** (step / self.steps))


@SCHEDULES.add()
@dataclass(frozen=True)
class step_decay(Checked):
    """Falls at once, by `factor`, after every `steps` steps: start factor**floor(step / steps).

    >>> schedule = step_decay(1.0, factor=0.1, steps=30)
    >>> schedule(29), schedule(30)
    (1.0, 0.1)
    """

    start: float
    factor: float
    steps: int

    def __call__(self, step: int) -> float:
        """The rate after that many steps."""
        return float(self.start * self.factor ** (step // self.steps))


@SCHEDULES.add()
@dataclass(frozen=True)
class cosine(Checked):
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
        """The rate after that many steps."""
        share = 0.5 * (1.0 + math.cos(math.pi * min(step / self.steps, 1.0)))
        return share * self.start + (1.0 - share) * self.end


@SCHEDULES.add()
@dataclass(frozen=True)
class warm_up:
    """Rises in equal steps to the rate of another schedule, within the first `steps` steps.

    schedule(step) (step + 1) / steps while step < steps, and schedule(step) from then on. Large
    steps do harm at first, before an adaptive optimizer knows the size of the gradients.

    Source: Goyal et al., "Accurate, large minibatch SGD" (2017), section 2.2,
    https://arxiv.org/abs/1706.02677

    >>> schedule = warm_up(constant(1.0), steps=4)
    >>> [schedule(step) for step in range(5)]
    [0.25, 0.5, 0.75, 1.0, 1.0]
    """

    schedule: Schedule
    steps: int

    def __post_init__(self) -> None:
        if not callable(self.schedule):
            raise InputTypeError(
                "warm_up leads to a schedule, such as constant(0.1), but was given "
                f"{described(self.schedule)}"
            )
        whole_number("steps of warm_up", self.steps)

    def __call__(self, step: int) -> float:
        """The rate after that many steps."""
        return self.schedule(step) * min((step + 1) / self.steps, 1.0)


@SCHEDULES.add()
@dataclass(frozen=True)
class piecewise_constant:
    """One rate after the other: rates[0] before step boundaries[0], then rates[1], and so on.

    >>> schedule = piecewise_constant([100, 200], [0.1, 0.01, 0.001])
    >>> schedule(99), schedule(100), schedule(1000)
    (0.1, 0.01, 0.001)
    """

    boundaries: Sequence[int]
    rates: Sequence[float]

    def __post_init__(self) -> None:
        name = type(self).__name__
        object.__setattr__(self, "boundaries", tuple(self.boundaries))
        object.__setattr__(self, "rates", tuple(self.rates))
        for boundary in self.boundaries:
            whole_number(f"a boundary of {name}", boundary)
        for rate in self.rates:
            number_in(f"a rate of {name}", rate)
        if list(self.boundaries) != sorted(set(self.boundaries)):
            raise InputValueError(f"boundaries of {name} must rise, but are {self.boundaries}")
        if len(self.rates) != len(self.boundaries) + 1:
            raise InputValueError(
                f"{name} takes one rate more than boundaries, but was given {len(self.rates)} "
                f"rates and {len(self.boundaries)} boundaries"
            )

    def __call__(self, step: int) -> float:
        """The rate after that many steps."""
        return self.rates[bisect.bisect_right(self.boundaries, step)]


def to_config(schedule: Any) -> Any:
    """A schedule as JSON: its name and settings; a number as it is."""
    return schedule if isinstance(schedule, int | float) else SCHEDULES.to_config(schedule)


def from_config(config: Any) -> Any:
    """The schedule, or the number, that `to_config` was given."""
    return config if isinstance(config, int | float) else SCHEDULES.from_config(config)


if not TYPE_CHECKING:  # the rows know their names
    __all__ = sorted({*SCHEDULES, "SCHEDULES", "Schedule", "from_config", "to_config"})  # noqa: PLE0605
