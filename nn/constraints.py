"""Constraints: properties of weights that are restored after every step of `fit`.

A constraint is a function from an array of weights to such an array. The array has Keras's shape:
(inputs, units) for a `Dense` layer, a column for each neuron; (height, width, channels, filters)
for a `Conv2D`.

>>> import numpy
>>> max_norm(1.0)(numpy.array([[3.0, 0.3], [4.0, 0.4]])).round(6).tolist()
[[0.6, 0.3], [0.8, 0.4]]
"""
# ruff: noqa: N801 - classes, for their repr and their pickles, but used as functions are

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from autograd import InputTypeError
from autograd.checks import described, is_whole
from nn.arguments import number_in
from nn.registry import Registry

Constraint = Callable[[Any], Any]

CONSTRAINTS: Registry[Callable[[], Constraint]] = Registry(
    "constraint",
    "a constraint is a name such as 'max_norm', an object such as max_norm(2.0), or a function of "
    "an array",
    optional=True,
)
"""The constraints that have a name."""


class _Lengths:
    """Base class of constraints on the lengths of vectors of weights.

    Keras divides by the length plus 1e-7, so that vectors become a little shorter than wanted.
    """

    axis: int | Sequence[int] | None
    epsilon: float

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type] # a subclass is a dataclass
            if field.name != "axis":
                number_in(f"{field.name} of {type(self).__name__}", getattr(self, field.name))
        object.__setattr__(self, "axis", _axis(type(self).__name__, self.axis))

    def wanted(self, lengths: Any) -> Any:
        """The lengths that vectors of these lengths shall have."""
        raise NotImplementedError

    def __call__(self, weights: Any) -> Any:
        """The weights, each vector made longer or shorter."""
        import numpy

        axis = tuple(range(weights.ndim - 1)) if self.axis is None else self.axis
        lengths = numpy.sqrt(numpy.sum(weights * weights, axis=axis, keepdims=True))
        divisors = lengths + self.epsilon
        return weights * (self.wanted(lengths) / numpy.where(divisors == 0.0, 1.0, divisors))

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(_VERSION_1 | state)  # a pickle of version 1 lacks these settings


_VERSION_1 = {"axis": None, "epsilon": 0.0}
"""The settings that were not there in version 1: each neuron's weights had exactly the length."""


@CONSTRAINTS.add()
@dataclass(frozen=True)
class max_norm(_Lengths):
    """Shrinks vectors of weights to the length `max_value`, if they are longer.

    Args:
        max_value: The largest length.
        axis: The axis or axes along which a vector lies: 0 for the weights of each neuron of a
            `Dense` layer. (0, 1, 2) are those of each filter of a `Conv2D`. None stands for all
            but the last.
        epsilon: What is added to the lengths by which weights are divided; Keras's is 1e-7.

    Source: Srebro, Rennie and Jaakkola, "Maximum-margin matrix factorization" (NeurIPS 2004), as
    used with dropout by Srivastava et al. (2014), section 5.1.
    """

    max_value: float = 2.0
    axis: int | Sequence[int] | None = 0
    epsilon: float = 1e-7

    def wanted(self, lengths: Any) -> Any:
        """At most `max_value`."""
        return lengths.clip(max=self.max_value)


@CONSTRAINTS.add()
@dataclass(frozen=True)
class unit_norm(_Lengths):
    """Scales vectors of weights to length 1, unless all are 0.

    Args:
        axis: As for `max_norm`.
        epsilon: As for `max_norm`.

    >>> import numpy
    >>> unit_norm()(numpy.array([[0.0, 0.0], [2.0, 0.0]])).round(6).tolist()
    [[0.0, 0.0], [1.0, 0.0]]
    """

    axis: int | Sequence[int] | None = 0
    epsilon: float = 1e-7

    def wanted(self, lengths: Any) -> Any:
        """Always 1."""
        return 1.0


@CONSTRAINTS.add()
@dataclass(frozen=True)
class min_max_norm(_Lengths):
    """Brings the lengths of vectors of weights between two bounds, or nearer to them.

    Args:
        min_value: The smallest length.
        max_value: The largest length.
        rate: The share of the way there that each step goes.
        axis: As for `max_norm`.
        epsilon: As for `max_norm`.

    >>> import numpy
    >>> min_max_norm(1.0, 2.0, rate=0.5)(numpy.array([[0.5, 4.0]])).round(6).tolist()
    [[0.75, 3.0]]
    """

    min_value: float = 0.0
    max_value: float = 1.0
    rate: float = 1.0
    axis: int | Sequence[int] | None = 0
    epsilon: float = 1e-7

    def wanted(self, lengths: Any) -> Any:
        """Between the bounds, or on the way there."""
        inside = lengths.clip(self.min_value, self.max_value)
        return self.rate * inside + (1.0 - self.rate) * lengths


@CONSTRAINTS.add("non_neg")
@dataclass(frozen=True)
class non_negative:
    """Sets weights below 0 to 0.

    >>> import numpy
    >>> non_negative()(numpy.array([[-1.0, 2.0]])).tolist()
    [[0.0, 2.0]]
    """

    def __call__(self, weights: Any) -> Any:
        """The weights, without those below 0."""
        return weights.clip(min=0.0)


MaxNorm, MinMaxNorm, UnitNorm = max_norm, min_max_norm, unit_norm
NonNeg, non_neg = non_negative, non_negative


def _axis(owner: str, axis: Any) -> int | tuple[int, ...] | None:
    """An axis, or several as a tuple, after a check."""
    several = list(axis) if isinstance(axis, list | tuple) else [axis]
    for one in [] if axis is None else several:
        if not is_whole(one) or not -64 <= one < 64:  # numpy's arrays have at most 64 axes
            raise InputTypeError(
                f"axis of {owner} must be a whole number, such as 0, or several of them, such as "
                f"(0, 1, 2), but was given {described(axis)}"
            )
    return tuple(map(int, axis)) if isinstance(axis, list | tuple) else axis


def upgraded(config: Any) -> Any:
    """What `from_config` takes for a constraint that does what one in a file of version 1 did.

    >>> upgraded({"name": "max_norm", "max_value": 2.0})
    {'name': 'max_norm', 'max_value': 2.0, 'axis': None, 'epsilon': 0.0}
    """
    name = config.get("name") if isinstance(config, dict) else None
    return {**config, **_VERSION_1} if name in ("max_norm", "unit_norm") else config


get, to_config, from_config = CONSTRAINTS.resolve, CONSTRAINTS.to_config, CONSTRAINTS.from_config


if not TYPE_CHECKING:  # the rows know their names
    __all__ = sorted(  # noqa: PLE0605
        {*CONSTRAINTS, "MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm"}
        | {"CONSTRAINTS", "Constraint", "from_config", "get", "to_config", "upgraded"}
    )
