"""Layers: the stages of a network, each a few lines over Values.

>>> Dense(3, "relu", rng=0)([1.0, 2.0])[0].data >= 0.0
True
"""

from nn.layers.activation import Activation, Softmax
from nn.layers.attention import Attention, MultiHeadAttention, PositionalEncoding
from nn.layers.base import BaseLayer
from nn.layers.convolution import Conv1D, Conv2D
from nn.layers.dense import Dense, Layer
from nn.layers.dropout import Dropout, GaussianNoise
from nn.layers.embedding import Embedding
from nn.layers.input import Input
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
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    MaxPooling1D,
    MaxPooling2D,
)
from nn.layers.recurrent import GRU, LSTM, SimpleRNN
from nn.layers.reshaping import Flatten, Reshape

__all__ = [
    "GRU",
    "LSTM",
    "Activation",
    "Attention",
    "AveragePooling1D",
    "AveragePooling2D",
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
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "Input",
    "Layer",
    "LayerNorm",
    "LayerNormalization",
    "MaxPooling1D",
    "MaxPooling2D",
    "MultiHeadAttention",
    "Normalize",
    "PositionalEncoding",
    "RMSNorm",
    "RMSNormalization",
    "Reshape",
    "SimpleRNN",
    "Softmax",
]
