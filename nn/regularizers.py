"""Regularizers: penalties on the size of weights, which are added to the loss.

A regularizer is a function of a list of Values that returns a Value. Large weights let a network
follow every point; a penalty makes it prefer smooth functions.

>>> from autograd import Value
>>> weights = [Value(3.0), Value(-4.0)]
>>> l2(0.1)(weights).data, l1(0.1)(weights).data
(2.5, 0.7000000000000001)
>>> get("l2")
l2(l2=0.01)
"""
# ruff: noqa: N801 - classes, for their repr and their pickles, but used as functions are

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import autograd
from autograd import InputValueError, Value
from nn.arguments import Checked
from nn.registry import Registry

Regularizer = Callable[[Sequence[Value]], Any]

REGULARIZERS: Registry[Callable[[], Regularizer]] = Registry(
    "regularizer",
    "a regularizer is a name such as 'l2', an object such as l2(0.01), or a function of a list of "
    "Values",
    optional=True,
)
"""The regularizers by name; without arguments the strengths of `l1` and `l2` are 0.01."""


@REGULARIZERS.add()
@dataclass(frozen=True)
class l1(Checked):
    """l1 (|w[0]| + |w[1]| + ...): pulls all weights towards 0 equally, and many to exactly 0.

    Source: Tibshirani, "Regression shrinkage and selection via the lasso" (1996),
    https://doi.org/10.1111/j.2517-6161.1996.tb02080.x

    >>> l1(0.5)([Value(3.0), Value(-4.0)]).data
    3.5
    """

    l1: float = 0.01

    def __call__(self, weights: Sequence[Value]) -> Any:
        """The penalty."""
        return self.l1 * autograd.sum([autograd.abs(w) for w in weights])


@REGULARIZERS.add()
@dataclass(frozen=True)
class l2(Checked):
    """l2 (w[0]² + w[1]² + ...): pulls each weight towards 0 in proportion to its size.

    Under plain gradient descent it is the same as a weight decay of 2 l2.

    Source: Hoerl and Kennard, "Ridge regression" (1970), https://doi.org/10.2307/1267351

    >>> l2(0.5)([Value(3.0), Value(-4.0)]).data
    12.5
    """

    l2: float = 0.01

    def __call__(self, weights: Sequence[Value]) -> Any:
        """The penalty."""
        return self.l2 * autograd.sum([w * w for w in weights])


@REGULARIZERS.add("elastic_net")
@dataclass(frozen=True)
class l1_l2(Checked):
    """The sum of `l1` and `l2`, the elastic net: sparse, but keeps correlated inputs together.

    As in Keras, a strength that is not given is 0.

    Source: Zou and Hastie, "Regularization and variable selection via the elastic net" (2005),
    https://doi.org/10.1111/j.1467-9868.2005.00503.x

    >>> l1_l2(l1=0.5, l2=0.5)([Value(3.0), Value(-4.0)]).data
    16.0
    """

    l1: float = 0.0
    l2: float = 0.0

    def __call__(self, weights: Sequence[Value]) -> Any:
        """The penalty."""
        return l1(self.l1)(weights) + l2(self.l2)(weights)


L1, L2, L1L2 = l1, l2, l1_l2


def get(regularizer: str | Regularizer | None) -> Regularizer | None:
    """The regularizer that a name stands for, or the one that is given; None for None.

    Raises:
        InputValueError: If there is none of that name, or it has no strengths of its own.
        InputTypeError: If it is something else.

    >>> get("l1")
    l1(l1=0.01)
    """
    found: Regularizer | None = REGULARIZERS.resolve(regularizer)
    if isinstance(regularizer, str) and isinstance(found, l1_l2):
        raise InputValueError(
            f"{regularizer!r} does not say how strong it is; write l1_l2(l1=0.01, l2=0.01)"
        )
    return found


to_config, from_config = REGULARIZERS.to_config, REGULARIZERS.from_config


if not TYPE_CHECKING:  # the rows know their names
    __all__ = sorted(  # noqa: PLE0605
        {row.__name__ for row in REGULARIZERS.values()}
        | {"L1", "L1L2", "L2", "REGULARIZERS", "Regularizer", "from_config", "get", "to_config"}
    )
