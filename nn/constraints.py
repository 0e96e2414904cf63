"""Constraints: properties of each neuron's weights that are restored after every step of `fit`.

A constraint is a function from an array of weights, one row for each neuron, to such an array.

>>> import numpy
>>> max_norm(1.0)(numpy.array([[3.0, 4.0], [0.3, 0.4]])).round(12).tolist()
[[0.6, 0.8], [0.3, 0.4]]
"""
# ruff: noqa: N801 - classes, for their repr and their pickles, but used as functions are

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nn.arguments import Checked
from nn.registry import Registry

Constraint = Callable[[Any], Any]

CONSTRAINTS: Registry[Callable[[], Constraint]] = Registry(
    "constraint",
    "a constraint is a name such as 'max_norm', an object such as max_norm(2.0), or a function of "
    "an array",
    optional=True,
)
"""The constraints that have a name."""


@CONSTRAINTS.add()
@dataclass(frozen=True)
class max_norm(Checked):
    """Shrinks each neuron's weights to the length `max_value`, if they are longer.

    Source: Srebro, Rennie and Jaakkola, "Maximum-margin matrix factorization" (NeurIPS 2004), as
    used with dropout by Srivastava et al. (2014), section 5.1.
    """

    max_value: float = 2.0

    def __call__(self, weights: Any) -> Any:
        """The weights, shrunk where they are too long."""
        norms = _norms(weights)
        short = norms <= self.max_value
        return weights * _ratio(short, self.max_value, norms)


@CONSTRAINTS.add()
@dataclass(frozen=True)
class unit_norm:
    """Scales each neuron's weights to length 1, unless all are 0.

    >>> import numpy
    >>> unit_norm()(numpy.array([[0.0, 2.0], [0.0, 0.0]])).tolist()
    [[0.0, 1.0], [0.0, 0.0]]
    """

    def __call__(self, weights: Any) -> Any:
        """The weights, each row scaled to length 1 unless it is 0."""
        norms = _norms(weights)
        return weights * _ratio(norms == 0.0, 1.0, norms)


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


MaxNorm, UnitNorm, NonNeg, non_neg = max_norm, unit_norm, non_negative, non_negative


def _norms(weights: Any) -> Any:
    """The Euclidean norm of each row, as a column."""
    import numpy

    return numpy.hypot.reduce(weights, axis=-1, keepdims=True)  # does not overflow


def _ratio(keep: Any, wanted: float, norms: Any) -> Any:
    """1 where a row is kept, else wanted / its norm."""
    import numpy

    return numpy.where(keep, 1.0, wanted / numpy.where(keep, 1.0, norms))


get, to_config, from_config = CONSTRAINTS.resolve, CONSTRAINTS.to_config, CONSTRAINTS.from_config


if not TYPE_CHECKING:  # the rows know their names
    __all__ = sorted(  # noqa: PLE0605
        {*CONSTRAINTS, "MaxNorm", "NonNeg", "UnitNorm"}
        | {"CONSTRAINTS", "Constraint", "from_config", "get", "to_config"}
    )
