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

Small classes, meant to be read: `Neuron`, `Layer`, `MLP`; dense, convolutional, recurrent and
attention layers (`nn.layers`); `nn.losses`, also your own, as Keras's `(y_true, y_pred)`;
`nn.optimizers`, `nn.regularizers`. `autograd.draw(model)` draws a network, and
`autograd.play(model, x)` plays it.

## Keras's verbs

A name of Keras has Keras's numbers: losses, metrics, layers, optimizers and histories are tested
against numbers recorded from Keras 3.15 in doubles; what has another meaning here is refused in
words. `Model.fit` trains on array programs; with `engine="eager"` the same numbers come from Values
that can be looked at, step by step.

>>> from nn import Dense, Sequential
>>> from sklearn.datasets import load_digits
>>> images, digits = load_digits(return_X_y=True)
>>> model = Sequential([Dense(32, "relu"), Dense(10, "softmax")], rng=0)
>>> model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
>>> history = model.fit(images / 16, digits, epochs=20)
>>> history.history["accuracy"][-1] > 0.95
True
>>> model.summary()
Sequential
---------------------------------------------
layer  output shape  parameters  scalar nodes
---------------------------------------------
Dense  (32,)              2,080         4,128
Dense  (10,)                330           679
---------------------------------------------
2,410 parameters, 4,807 scalar nodes for one sample

Callbacks stop early, save checkpoints, and back up a training, which resumes bit for bit after it
was killed (`nn.callbacks`). `Model.save` and `nn.load` keep networks in files.

## scikit-learn

The estimators for scikit-learn's pipelines, searches and ensembles (`nn.estimators`) train the very
networks of its `MLPClassifier` and `MLPRegressor`, from the same `random_state`; `nn.from_sklearn`
opens one of those.

## Looking inside

`nn.callbacks.Watch` shows a training while it runs: the network, its curves, activations and
gradients of each layer. `autograd.play` shows the snapshots of `nn.callbacks.Snapshots` as a film.
`nn.attributions` has saliency and integrated gradients; `nn.plots` has boundaries, curves, layers
and loss landscapes.
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
