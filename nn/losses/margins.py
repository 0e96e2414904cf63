"""Losses of margins: how far a score is on the right side of 0.

They belong to `nn.losses`, under whose name they are used.
"""

from typing import Any

import autograd
from nn.arguments import Scalar
from nn.losses.classes import Classes, Target
from nn.losses.rows import loss
from nn.losses.targets import Sides

__all__ = ["categorical_hinge", "hinge", "squared_hinge"]


@loss(takes="scores", targets=Sides)
def hinge(p: Any, t: Any) -> Any:
    """The mean of max(0, 1 - target prediction), for the classes -1 and 1.

    It asks for more than the right sign: for a margin of 1. Targets that are all 0 or 1 are taken
    for the classes -1 and 1, as in Keras. Predictions are negative for -1, positive for 1.

    Source: Cortes and Vapnik, "Support-vector networks" (1995), https://doi.org/10.1007/BF00994018

    >>> hinge([0.5, -2.0], [1, -1]).data
    0.25
    """
    return autograd.relu(1.0 - t * p)


@loss(takes="scores", targets=Sides)
def squared_hinge(p: Any, t: Any) -> Any:
    """The mean of max(0, 1 - target prediction)²: a `hinge` without its kink.

    >>> squared_hinge([0.5, -2.0], [1, -1]).data
    0.125
    """
    shortfall = autograd.relu(1.0 - t * p)
    return shortfall * shortfall


@loss(takes="scores", targets=Classes)
def categorical_hinge(p: list[Scalar], t: Target) -> Any:
    """The mean of max(0, 1 + the largest wrong score - the right one), for a score of each class.

    With probabilities t of the classes, the right score is the sum of t[k] p[k], and the largest
    wrong one that of (1 - t[k]) p[k]; as the right class has a 0 there, it is 0 or more.

    Source: Crammer and Singer, "On the algorithmic implementation of multiclass kernel-based vector
    machines" (2001), https://jmlr.org/papers/v2/crammer01a.html; the 0 is Keras's.

    >>> categorical_hinge([[2.0, 1.5, -1.0]], [0]).data
    0.5
    """
    pairs = list(zip(t.probabilities, p, strict=True))
    right = autograd.sum(tk * pk for tk, pk in pairs)
    wrong = autograd.max([(1.0 - tk) * pk for tk, pk in pairs])
    return autograd.relu(wrong - right + 1.0)
