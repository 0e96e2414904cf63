"""Losses of margins: how far a score is on the right side of 0.

They belong to `nn.losses`, under whose name they are used.
"""

from typing import Any

import autograd
from nn.losses.rows import loss
from nn.losses.targets import Sides

__all__ = ["hinge", "squared_hinge"]


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
