"""Activation, ReLU, LeakyReLU, ELU and Softmax: activations as layers."""

import functools
from collections.abc import Callable
from typing import Any, ClassVar, Unpack

import autograd
from nn import activations
from nn.arguments import number_in
from nn.layers.base import BaseLayer, Common, value
from nn.layers.shaped import each, each_row


class Activation(BaseLayer):
    """Applies an activation to each number.

    It can also be the activation of another layer, as in `Dense(8, activation=LeakyReLU(0.1))`.

    Args:
        activation: A name such as "relu", or a function of a Value; see `nn.activations.get`. With
            "softmax" it is a `Softmax` layer.
        **common: The arguments of every layer; see `BaseLayer`.

    Raises:
        InputTypeError: If it is neither a name nor a function.
        InputValueError: If there is no activation of that name.

    >>> [x.data for x in Activation("relu")([-1.0, 2.0])]
    [0.0, 2.0]
    """

    def __init__(self, activation: activations.Activation, **common: Unpack[Common]) -> None:
        super().__init__(**common)
        self.activation = activations.get(activation, layer_wide=True)

    def as_function(self) -> Callable[..., Any]:
        """The function, for another layer whose activation this layer is."""
        function: Callable[..., Any] = self.activation
        return function

    def forward(self, x: Any) -> Any:
        """The activation of each number, or of each innermost list."""
        if activations.is_layer_wide(self.activation):
            return each_row(self.activation, x)
        return each(lambda number: self.activation(value(number)), x)


class Softmax(BaseLayer):
    """Turns numbers into probabilities: exp(x[i]) / (exp(x[0]) + exp(x[1]) + ...).

    In nested lists, it turns each innermost list into probabilities.

    >>> Softmax()([0.0, 0.0])
    [0.5, 0.5]
    """

    def forward(self, x: Any) -> Any:
        """The probabilities."""
        return each_row(autograd.softmax, x)


class ReLU(Activation):
    """max(x, 0) of each number: `Activation("relu")`, by Keras's name.

    >>> [x.data for x in ReLU()([-1.0, 2.0])]
    [0.0, 2.0]
    """

    def __init__(self, **common: Unpack[Common]) -> None:
        super().__init__("relu", **common)


class LeakyReLU(Activation):
    """Multiplies numbers below 0 by a small slope; others pass as they are.

    Args:
        negative_slope: The slope; 0.3 as in Keras, while the activation "leaky_relu" has 0.01.
        alpha: The slope, by the name it had in earlier versions of Keras.
        **common: The arguments of every layer; see `BaseLayer`.

    Raises:
        InputTypeError: If the slope is no number.
        InputValueError: If it is negative.

    Source: Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models"
    (2013)

    >>> [x.data for x in LeakyReLU(0.25)([-1.0, 2.0])]
    [-0.25, 2.0]
    """

    no_settings: ClassVar[set[str]] = {*BaseLayer.no_settings, "alpha"}

    def __init__(
        self, negative_slope: float = 0.3, alpha: float | None = None, **common: Unpack[Common]
    ) -> None:
        slope = negative_slope if alpha is None else alpha
        self.negative_slope = number_in("negative_slope of LeakyReLU", slope)
        function = functools.partial(autograd.leaky_relu, slope=self.negative_slope)
        super().__init__(function, **common)


class ELU(Activation):
    """Replaces numbers below 0 by alpha (exp(x) - 1); others pass as they are.

    Args:
        alpha: Very negative numbers approach -alpha.
        **common: The arguments of every layer; see `BaseLayer`.

    Raises:
        InputTypeError: If alpha is no number.
        InputValueError: If it is negative.

    Source: Clevert, Unterthiner and Hochreiter, "Fast and accurate deep network learning by
    exponential linear units" (2016), https://arxiv.org/abs/1511.07289

    >>> [x.data for x in ELU()([-1000.0, 2.0])]
    [-1.0, 2.0]
    """

    def __init__(self, alpha: float = 1.0, **common: Unpack[Common]) -> None:
        self.alpha = number_in("alpha of ELU", alpha)
        super().__init__(functools.partial(autograd.elu, alpha=self.alpha), **common)
