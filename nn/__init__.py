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
import sys
from typing import Any

from nn import (
    activations,
    augmentation,
    callbacks,
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
from nn.attribution import Attributions, attributions
from nn.layers import (
    ELU,
    GRU,
    LSTM,
    Activation,
    Attention,
    AveragePooling1D,
    AveragePooling2D,
    Conv1D,
    Conv2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GaussianNoise,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    Input,
    Layer,
    LayerNorm,
    LeakyReLU,
    MaxPooling1D,
    MaxPooling2D,
    MultiHeadAttention,
    Normalize,
    PositionalEncoding,
    ReLU,
    RepeatVector,
    Reshape,
    RMSNorm,
    SimpleRNN,
    Softmax,
    UpSampling2D,
)
from nn.mlp import MLP
from nn.modes import is_training, training_mode
from nn.module import Module
from nn.neuron import Neuron
from nn.sequential import Sequential
from nn.training.checkpoints import load
from nn.training.model import Model
from nn.training.summary import summarize

__all__ = [
    "ELU",
    "GRU",
    "LSTM",
    "MLP",
    "Activation",
    "Attention",
    "Attributions",
    "AveragePooling1D",
    "AveragePooling2D",
    "Conv1D",
    "Conv2D",
    "Dense",
    "Dropout",
    "Embedding",
    "Flatten",
    "GaussianNoise",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "Input",
    "Layer",
    "LayerNorm",
    "LeakyReLU",
    "MaxPooling1D",
    "MaxPooling2D",
    "Model",
    "Module",
    "MultiHeadAttention",
    "Neuron",
    "Normalize",
    "PositionalEncoding",
    "RMSNorm",
    "ReLU",
    "RepeatVector",
    "Reshape",
    "Sequential",
    "SimpleRNN",
    "Softmax",
    "UpSampling2D",
    "activations",
    "attributions",
    "augmentation",
    "callbacks",
    "constraints",
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

# Pickles of version 0.1 look for callbacks where they stood then.
for _name in (
    *("base", "csv_logger", "monitoring", "not_finite"),
    *("rates", "saving", "snapshots", "stopping"),
):
    sys.modules[f"nn.callbacks.{_name}"] = sys.modules[f"nn.training.callbacks.{_name}"]


def __getattr__(name: str) -> Any:
    """`nn.estimators` and `nn.plots`, which need other packages, when they are asked for.

    For layers of Keras that are missing, an error that says what to do instead.
    """
    if name in ("estimators", "plots"):
        return importlib.import_module(f"nn.{name}")
    layers.missing.refuse(name)
    raise AttributeError(f"module 'nn' has no attribute {name!r}")
