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

import importlib
from typing import Any

from nn import (
    activations,
    augmentation,
    callbacks,
    checkpoints,
    constraints,
    initializers,
    layers,
    losses,
    metrics,
    models,
    optimizers,
    regularizers,
    schedules,
    utils,
)
from nn import (
    diagrams as diagrams,  # registers how networks are read
)
from nn.attribution import Attributions, attributions
from nn.importing import from_sklearn
from nn.layers import *  # noqa: F403 - the names in layers.__all__
from nn.mlp import MLP
from nn.modes import is_training, training_mode
from nn.module import Module
from nn.neuron import Neuron
from nn.sequential import Sequential
from nn.training.checkpoints.saving import load
from nn.training.model import Model
from nn.training.summary import summarize

__all__ = [
    "MLP",
    "Attributions",
    "Model",
    "Module",
    "Neuron",
    "Sequential",
    "activations",
    "attributions",
    "augmentation",
    "callbacks",
    "checkpoints",
    "constraints",
    "from_sklearn",
    "initializers",
    "is_training",
    "layers",
    "load",
    "losses",
    "metrics",
    "models",
    "optimizers",
    "regularizers",
    "schedules",
    "summarize",
    "training_mode",
    "utils",
]
__all__ += layers.__all__


def __dir__() -> list[str]:
    """The public names, except `estimators` and `plots`: looking at these needs other packages."""
    return sorted(__all__)


def __getattr__(name: str) -> Any:
    """Import `nn.estimators` and `nn.plots` when asked for: they need other packages.

    For layers of Keras that `nn` lacks, the error says what to do instead.
    """
    if name in ("estimators", "plots"):
        return importlib.import_module(f"nn.{name}")
    layers.missing.refuse(name)
    raise AttributeError(f"module 'nn' has no attribute {name!r}")
