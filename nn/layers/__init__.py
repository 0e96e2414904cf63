"""Layers: the stages of a network, each a few lines over Values.

>>> Dense(3, "relu", rng=0)([1.0, 2.0])[0].data >= 0.0
True
"""

from typing import TYPE_CHECKING, Any

from nn.layers.activation import ELU as ELU
from nn.layers.activation import Activation as Activation
from nn.layers.activation import LeakyReLU as LeakyReLU
from nn.layers.activation import PReLU as PReLU
from nn.layers.activation import ReLU as ReLU
from nn.layers.activation import Softmax as Softmax
from nn.layers.attention import Attention as Attention
from nn.layers.attention import MultiHeadAttention as MultiHeadAttention
from nn.layers.attention import PositionalEncoding as PositionalEncoding
from nn.layers.base import BaseLayer as BaseLayer
from nn.layers.convolution import Conv1D as Conv1D
from nn.layers.convolution import Conv2D as Conv2D
from nn.layers.dense import Dense as Dense
from nn.layers.dense import Layer as Layer
from nn.layers.dropout import Dropout as Dropout
from nn.layers.dropout import GaussianNoise as GaussianNoise
from nn.layers.embedding import Embedding as Embedding
from nn.layers.input import Input as Input
from nn.layers.missing import refuse
from nn.layers.normalization import LayerNorm as LayerNorm
from nn.layers.normalization import LayerNormalization as LayerNormalization
from nn.layers.normalization import Normalize as Normalize
from nn.layers.normalization import RMSNorm as RMSNorm
from nn.layers.normalization import RMSNormalization as RMSNormalization
from nn.layers.pooling import AveragePooling1D as AveragePooling1D
from nn.layers.pooling import AveragePooling2D as AveragePooling2D
from nn.layers.pooling import AvgPool1D as AvgPool1D
from nn.layers.pooling import AvgPool2D as AvgPool2D
from nn.layers.pooling import GlobalAveragePooling1D as GlobalAveragePooling1D
from nn.layers.pooling import GlobalAveragePooling2D as GlobalAveragePooling2D
from nn.layers.pooling import GlobalAvgPool1D as GlobalAvgPool1D
from nn.layers.pooling import GlobalAvgPool2D as GlobalAvgPool2D
from nn.layers.pooling import GlobalMaxPool1D as GlobalMaxPool1D
from nn.layers.pooling import GlobalMaxPool2D as GlobalMaxPool2D
from nn.layers.pooling import GlobalMaxPooling1D as GlobalMaxPooling1D
from nn.layers.pooling import GlobalMaxPooling2D as GlobalMaxPooling2D
from nn.layers.pooling import MaxPool1D as MaxPool1D
from nn.layers.pooling import MaxPool2D as MaxPool2D
from nn.layers.pooling import MaxPooling1D as MaxPooling1D
from nn.layers.pooling import MaxPooling2D as MaxPooling2D
from nn.layers.recurrent import GRU as GRU
from nn.layers.recurrent import LSTM as LSTM
from nn.layers.recurrent import SimpleRNN as SimpleRNN
from nn.layers.reshaping import Flatten as Flatten
from nn.layers.reshaping import RepeatVector as RepeatVector
from nn.layers.reshaping import Reshape as Reshape
from nn.layers.reshaping import UpSampling2D as UpSampling2D
from nn.registry import Registry

LAYERS: Registry[type[Any]] = Registry("layer", "a layer is an object such as Dense(3)")
"""The layers that files may refer to, by name. `@LAYERS.add()` adds one of your own."""


_PUBLIC = {
    name: layer
    for name, layer in sorted(globals().items())
    if isinstance(layer, type) and layer.__module__.startswith("nn.layers.")
}
for _name, _layer in _PUBLIC.items():
    if _layer is not BaseLayer:
        LAYERS.add(name=_name)(_layer)

if not TYPE_CHECKING:  # which sees what is imported above
    __all__ = sorted({*_PUBLIC, "LAYERS"})  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    """For layers of Keras that are missing, an error that says what to do instead."""
    refuse(name)
    raise AttributeError(f"module 'nn.layers' has no attribute {name!r}")
