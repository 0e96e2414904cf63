"""Neural networks over the Values of `autograd`: every weight is a number to look at.

>>> from nn import MLP, losses, optimizers
>>> X, y = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 1, 1, 0]
>>> model = MLP(2, [4, 1], activation="tanh", rng=1)
>>> optimizer = optimizers.SGD(model, learning_rate=0.5, momentum=0.9)
>>> for _ in range(100):
...     loss = losses.binary_cross_entropy_with_logits([model(x) for x in X], y)
...     model.zero_grad()
...     loss.backward()
...     optimizer.step()
>>> [model(x) > 0.0 for x in X]
[False, True, True, False]
"""

from nn import (
    activations,
    callbacks,
    constraints,
    initializers,
    layers,
    losses,
    metrics,
    optimizers,
    regularizers,
    schedules,
)
from nn.layers import Dense, Layer
from nn.mlp import MLP
from nn.modes import is_training, training_mode
from nn.module import Module
from nn.neuron import Neuron
from nn.sequential import Sequential
from nn.training.model import Model

__all__ = [
    "MLP",
    "Dense",
    "Layer",
    "Model",
    "Module",
    "Neuron",
    "Sequential",
    "activations",
    "callbacks",
    "constraints",
    "initializers",
    "is_training",
    "layers",
    "losses",
    "metrics",
    "optimizers",
    "regularizers",
    "schedules",
    "training_mode",
]
