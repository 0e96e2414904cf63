"""Activation and Softmax: activations as layers of their own."""

from typing import Any, Unpack

import autograd
from nn import activations
from nn.layers.base import BaseLayer, Common, value
from nn.layers.shaped import each, each_row


class Activation(BaseLayer):
    """Applies an activation to each number.

    Args:
        activation: A name such as "relu", or a function of a Value; see `nn.activations.get`. With
            "softmax" it is a `Softmax` layer.
        common: As for `BaseLayer`.

    Raises:
        InputTypeError: If it is neither a name nor a function.
        InputValueError: If there is no activation of that name.

    >>> [x.data for x in Activation("relu")([-1.0, 2.0])]
    [0.0, 2.0]
    """

    def __init__(self, activation: activations.Activation, **common: Unpack[Common]) -> None:
        super().__init__(**common)
        self.activation = activations.get(activation, layer_wide=True)

    def forward(self, x: Any) -> Any:
        """The activation of each number, or of each innermost list."""
        if activations.is_layer_wide(self.activation):
            return each_row(self.activation, x)
        return each(lambda number: self.activation(value(number)), x)


class Softmax(BaseLayer):
    """Makes probabilities of the numbers: exp(x[i]) / (exp(x[0]) + exp(x[1]) + ...).

    Of nested lists, each innermost one becomes probabilities.

    >>> Softmax()([0.0, 0.0])
    [0.5, 0.5]
    """

    def forward(self, x: Any) -> Any:
        """The probabilities."""
        return each_row(autograd.softmax, x)
