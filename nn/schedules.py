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
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from autograd import InputTypeError, InputValueError
from autograd.checks import described, whole_number
from nn.arguments import Checked, is_sequence, number_in
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
        for field in ("boundaries", "rates"):
            given = getattr(self, field)
            if not is_sequence(given):
                raise InputTypeError(
                    f"{field} of {name} takes a list of numbers, but was given {described(given)}"
                )
            object.__setattr__(self, field, tuple(given))
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


# ------------------------------------------------------------------------- by the names of Keras


class _Decay:
    """Base class of Keras's schedules: checks their arguments, which are numbers and flags."""

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type] # a subclass is a dataclass
            given, what = getattr(self, field.name), f"{field.name} of {type(self).__name__}"
            if isinstance(field.default, bool):
                if not isinstance(given, bool):
                    raise InputTypeError(f"{what} must be True or False, not {described(given)}")
            elif given is not None or field.default is not None:
                positive = field.name in ("decay_steps", "first_decay_steps", "t_mul")
                if number_in(what, given) == 0.0 and positive:
                    raise InputValueError(f"{what} must be above 0, but was given {given}")


@SCHEDULES.add()
@dataclass(frozen=True)
class ExponentialDecay(_Decay):
    """initial_learning_rate decay_rate**(step / decay_steps); staircase rounds the exponent down.

    >>> ExponentialDecay(1.0, decay_steps=10, decay_rate=0.5, staircase=True)(25)
    0.25
    """

    initial_learning_rate: float
    decay_steps: float
    decay_rate: float
    staircase: bool = False

    def __call__(self, step: int) -> float:
        """The rate after that many steps."""
        exponent = step / self.decay_steps
        exponent = math.floor(exponent) if self.staircase else exponent
        return float(self.initial_learning_rate * self.decay_rate**exponent)


@SCHEDULES.add()
@dataclass(frozen=True)
class InverseTimeDecay(_Decay):
    """initial_learning_rate / (1 + decay_rate step / decay_steps); staircase rounds the ratio down.

    >>> InverseTimeDecay(1.0, decay_steps=10, decay_rate=1.0)(30)
    0.25
    """

    initial_learning_rate: float
    decay_steps: float
    decay_rate: float
    staircase: bool = False

    def __call__(self, step: int) -> float:
        """The rate after that many steps."""
        ratio = step / self.decay_steps
        ratio = math.floor(ratio) if self.staircase else ratio
        return self.initial_learning_rate / (1.0 + self.decay_rate * ratio)


@SCHEDULES.add()
@dataclass(frozen=True)
class PolynomialDecay(_Decay):
    """From the initial to the end rate along (1 - step / decay_steps)**power.

    It stays there. With `cycle` it goes on to the next multiple of decay_steps instead: the rate
    jumps up, and falls more slowly each time.

    >>> PolynomialDecay(1.0, decay_steps=10, end_learning_rate=0.5)(5)
    0.75
    """

    initial_learning_rate: float
    decay_steps: float
    end_learning_rate: float = 0.0001
    power: float = 1.0
    cycle: bool = False

    def __call__(self, step: int) -> float:
        """The rate after that many steps."""
        cycles = max(math.ceil(step / self.decay_steps), 1) if self.cycle else 1
        left = max(1.0 - step / (self.decay_steps * cycles), 0.0)
        height = self.initial_learning_rate - self.end_learning_rate
        return float(height * left**self.power + self.end_learning_rate)


@SCHEDULES.add()
@dataclass(frozen=True)
class CosineDecay(_Decay):
    """Half a cosine wave from the initial rate to alpha times it, within `decay_steps`.

    With a `warmup_target`, the rate first rises in equal steps from the initial rate to the target,
    within `warmup_steps`, and the wave begins there.

    >>> schedule = CosineDecay(0.0, decay_steps=10, warmup_target=1.0, warmup_steps=5)
    >>> schedule(0), schedule(5), schedule(15)
    (0.0, 1.0, 0.0)
    """

    initial_learning_rate: float
    decay_steps: float
    alpha: float = 0.0
    warmup_target: float | None = None
    warmup_steps: float = 0.0

    def __call__(self, step: int) -> float:
        """The rate after that many steps."""
        start, top = self.initial_learning_rate, self.warmup_target
        if top is None:
            return start * _half_wave(step / self.decay_steps, self.alpha)
        if step < self.warmup_steps:
            return (top - start) * (step / self.warmup_steps) + start
        return top * _half_wave((step - self.warmup_steps) / self.decay_steps, self.alpha)


@SCHEDULES.add()
@dataclass(frozen=True)
class CosineDecayRestarts(_Decay):
    """Half cosine waves, one after the other: each `t_mul` times as long, `m_mul` times as high.

    Source: Loshchilov and Hutter, "SGDR" (2017), equation 5, https://arxiv.org/abs/1608.03983

    >>> schedule = CosineDecayRestarts(1.0, first_decay_steps=10)
    >>> [round(schedule(step), 12) for step in (0, 5, 10, 20, 30)]
    [1.0, 0.5, 1.0, 0.5, 1.0]
    """

    initial_learning_rate: float
    first_decay_steps: float
    t_mul: float = 2.0
    m_mul: float = 1.0
    alpha: float = 0.0

    def __call__(self, step: int) -> float:
        """The rate after that many steps."""
        share, t_mul = step / self.first_decay_steps, self.t_mul
        if t_mul == 1.0:
            restarts = math.floor(share)
            share -= restarts
        else:  # the waves until then last 1 + t_mul + t_mul**2 ... times the first
            restarts = math.floor(math.log(1.0 - share * (1.0 - t_mul)) / math.log(t_mul))
            share = (share - (1.0 - t_mul**restarts) / (1.0 - t_mul)) / t_mul**restarts
        height = 0.5 * self.m_mul**restarts * (1.0 + math.cos(math.pi * share))
        return self.initial_learning_rate * ((1.0 - self.alpha) * height + self.alpha)


def _half_wave(share: float, alpha: float) -> float:
    """From 1 to alpha along half a cosine wave, then alpha."""
    wave = 0.5 * (1.0 + math.cos(math.pi * min(share, 1.0)))
    return (1.0 - alpha) * wave + alpha


@SCHEDULES.add()
@dataclass(frozen=True)
class PiecewiseConstantDecay:
    """values[0] up to and including step boundaries[0], then values[1], and so on.

    `piecewise_constant`, as PyTorch, takes the next rate one step earlier.

    >>> schedule = PiecewiseConstantDecay([100, 200], [0.1, 0.01, 0.001])
    >>> schedule(100), schedule(101), schedule(1000)
    (0.1, 0.01, 0.001)
    """

    boundaries: Sequence[int]
    values: Sequence[float]

    def __post_init__(self) -> None:
        pieces = piecewise_constant(self.boundaries, self.values)
        object.__setattr__(self, "boundaries", pieces.boundaries)
        object.__setattr__(self, "values", pieces.rates)

    def __call__(self, step: int) -> float:
        """The rate after that many steps."""
        return self.values[bisect.bisect_left(self.boundaries, step)]


def to_config(schedule: Any) -> Any:
    """A schedule as JSON: its name and settings; a number as it is."""
    return schedule if isinstance(schedule, int | float) else SCHEDULES.to_config(schedule)


def from_config(config: Any) -> Any:
    """The schedule, or the number, that `to_config` was given."""
    return config if isinstance(config, int | float) else SCHEDULES.from_config(config)


if not TYPE_CHECKING:  # the rows know their names
    __all__ = sorted({*SCHEDULES, "SCHEDULES", "Schedule", "from_config", "to_config"})  # noqa: PLE0605
