"""Layers: the stages of a network, each a few lines over Values.

>>> Dense(3, "relu", rng=0)([1.0, 2.0])[0].data >= 0.0
True
"""

from nn.layers.base import BaseLayer
from nn.layers.dense import Dense, Layer

__all__ = ["BaseLayer", "Dense", "Layer"]
