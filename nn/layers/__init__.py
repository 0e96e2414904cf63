"""Layers: the stages of a network, each a few lines over Values.

>>> Dense(3, "relu", rng=0)([1.0, 2.0])[0].data >= 0.0
True
"""

from typing import Any

from nn.layers.activation import ELU, Activation, LeakyReLU, ReLU, Softmax
from nn.layers.attention import Attention, MultiHeadAttention, PositionalEncoding
from nn.layers.base import BaseLayer
from nn.layers.convolution import Conv1D, Conv2D
from nn.layers.dense import Dense, Layer
from nn.layers.dropout import Dropout, GaussianNoise
from nn.layers.embedding import Embedding
from nn.layers.input import Input
from nn.layers.missing import refuse
from nn.layers.normalization import (
    LayerNorm,
    LayerNormalization,
    Normalize,
    RMSNorm,
    RMSNormalization,
)
from nn.layers.pooling import (
    AveragePooling1D,
    AveragePooling2D,
    AvgPool1D,
    AvgPool2D,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAvgPool1D,
    GlobalAvgPool2D,
    GlobalMaxPool1D,
    GlobalMaxPool2D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    MaxPool1D,
    MaxPool2D,
    MaxPooling1D,
    MaxPooling2D,
)
from nn.layers.recurrent import GRU, LSTM, SimpleRNN
from nn.layers.reshaping import Flatten, RepeatVector, Reshape, UpSampling2D
from nn.registry import Registry

__all__ = [
    "ELU",
    "GRU",
    "LAYERS",
    "LSTM",
    "Activation",
    "Attention",
    "AveragePooling1D",
    "AveragePooling2D",
    "AvgPool1D",
    "AvgPool2D",
    "BaseLayer",
    "Conv1D",
    "Conv2D",
    "Dense",
    "Dropout",
    "Embedding",
    "Flatten",
    "GaussianNoise",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalAvgPool1D",
    "GlobalAvgPool2D",
    "GlobalMaxPool1D",
    "GlobalMaxPool2D",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "Input",
    "Layer",
    "LayerNorm",
    "LayerNormalization",
    "LeakyReLU",
    "MaxPool1D",
    "MaxPool2D",
    "MaxPooling1D",
    "MaxPooling2D",
    "MultiHeadAttention",
    "Normalize",
    "PositionalEncoding",
    "RMSNorm",
    "RMSNormalization",
    "ReLU",
    "RepeatVector",
    "Reshape",
    "SimpleRNN",
    "Softmax",
    "UpSampling2D",
]

LAYERS: Registry[type[Any]] = Registry("layer", "a layer is an object such as Dense(3)")
"""The layers that files may refer to, by name. `@LAYERS.add()` adds one of your own."""

for _name in __all__:
    if _name not in ("LAYERS", "BaseLayer"):
        LAYERS.add(name=_name)(globals()[_name])


def __getattr__(name: str) -> Any:
    """For layers of Keras that are missing, an error that says what to do instead."""
    refuse(name)
    raise AttributeError(f"module 'nn.layers' has no attribute {name!r}")
