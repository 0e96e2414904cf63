"""Activation, ReLU, LeakyReLU, PReLU, ELU and Softmax: activations as layers."""

import functools
import math
from collections.abc import Callable
from typing import Any, ClassVar, Unpack

import autograd
from autograd import InputValueError, Value
from autograd.checks import whole_number
from nn import activations, initializers, regularizers
from nn.arguments import flattened, is_sequence, number_in
from nn.layers.base import BaseLayer, Common, Kept, Only, Shape, filled, value
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

    Args:
        axis: -1, the only choice: the innermost lists.
        **common: The arguments of every layer; see `BaseLayer`.

    >>> Softmax()([0.0, 0.0])
    [0.5, 0.5]
    """

    only: ClassVar[Only] = {
        **BaseLayer.only,
        "axis": Kept((-1,), "it acts along the last axis of a sample"),
    }

    def forward(self, x: Any) -> Any:
        """The probabilities."""
        return each_row(autograd.softmax, x)


class ReLU(Activation):
    """x where it is above a threshold, else a multiple of x or 0: the activation "relu".

    Args:
        max_value: The largest result; None for no limit.
        negative_slope: The slope below the threshold.
        threshold: Where it begins.
        **common: The arguments of every layer; see `BaseLayer`.

    Raises:
        InputTypeError: If an argument is no number.
        InputValueError: If one is negative.

    >>> [x.data for x in ReLU()([-1.0, 2.0])]
    [0.0, 2.0]
    >>> [x.data for x in ReLU(6.0, negative_slope=0.5)([-1.0, 8.0])]
    [-0.5, 6.0]
    """

    def __init__(
        self,
        max_value: float | None = None,
        negative_slope: float = 0.0,
        threshold: float = 0.0,
        **common: Unpack[Common],
    ) -> None:
        limit = max_value if max_value is None else number_in("max_value of ReLU", max_value)
        self.max_value = limit
        self.negative_slope = number_in("negative_slope of ReLU", negative_slope)
        self.threshold = number_in("threshold of ReLU", threshold)
        changed = {
            name: setting
            for name, setting in vars(self).items()
            if setting not in (None, 0.0) or (name, setting) == ("max_value", 0.0)
        }
        function = functools.partial(activations.relu, **changed) if changed else activations.relu
        super().__init__(function, **common)


class LeakyReLU(Activation):
    """Multiplies numbers below 0 by a small slope; others pass as they are.

    Args:
        negative_slope: The slope; 0.3 as in Keras, where the activation "leaky_relu" has 0.2.
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
        self, negative_slope: float = 0.3, *, alpha: float | None = None, **common: Unpack[Common]
    ) -> None:
        slope = negative_slope if alpha is None else alpha
        self.negative_slope = number_in("negative_slope of LeakyReLU", slope)
        function = functools.partial(activations.leaky_relu, negative_slope=self.negative_slope)
        super().__init__(function, **common)


class PReLU(BaseLayer):
    """Multiplies numbers below 0 by slopes that are learnt; others pass as they are.

    Args:
        alpha_initializer: Draws the slopes; see `nn.initializers`.
        alpha_regularizer: A penalty on the slopes; see `nn.regularizers`.
        shared_axes: The axes along which numbers share a slope, counted from 1 for the first axis
            of a sample, as in Keras: [1, 2] for one slope for each channel of an image.
        **common: The arguments of every layer; see `BaseLayer`.

    Attributes:
        alpha: The slopes: nested lists of the shape of a sample, with shared axes of length 1.

    Raises:
        InputTypeError: If an argument is of the wrong type.
        InputValueError: If a sample has no such axis, or a name is not known.

    Source: He, Zhang, Ren and Sun, as for `nn.initializers.he_uniform`.

    >>> [x.data for x in PReLU("ones")([-1.0, 2.0])]
    [-1.0, 2.0]
    """

    only: ClassVar[Only] = {
        **BaseLayer.only,
        "alpha_constraint": Kept((None,), "only kernels have constraints"),
    }
    alpha: list[Any]

    def __init__(
        self,
        alpha_initializer: str | initializers.Initializer = "zeros",
        alpha_regularizer: regularizers.Regularizer | str | None = None,
        *,
        shared_axes: Any = None,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.alpha_initializer = initializers.checked(alpha_initializer)
        self.alpha_regularizer = regularizers.get(alpha_regularizer)
        axes = shared_axes if is_sequence(shared_axes) or shared_axes is None else [shared_axes]
        what = "an axis in shared_axes of PReLU"
        self.shared_axes = None if axes is None else [whole_number(what, axis) for axis in axes]
        self.alpha = []

    def make(self, shape: Shape) -> None:
        """Make the slopes."""
        assert self.rng is not None  # build() has made one
        shared = self.shared_axes or []
        if max(shared, default=0) > len(shape):
            raise InputValueError(f"{self!r} shares slopes along an axis that {shape} has not")
        sizes = [1 if k + 1 in shared else size for k, size in enumerate(shape)]
        count = math.prod(sizes)
        inputs, units = (count // sizes[-1], sizes[-1]) if len(sizes) > 1 else (1, count)
        draw = initializers.get(self.alpha_initializer)
        columns = initializers.kernel(draw, self.rng, inputs, units, initializers.fans(sizes))
        drawn = iter([Value(a) for row in zip(*columns, strict=True) for a in row])
        self.alpha = filled(tuple(sizes), drawn)

    def forward(self, x: Any) -> Any:
        """The numbers, those below 0 multiplied by their slopes."""
        return _sloped(x, self.read(self.alpha))

    def own_penalty(self) -> Any:
        """The penalty of `alpha_regularizer`."""
        return self.alpha_regularizer(flattened(self.alpha)) if self.alpha_regularizer else 0.0


def _sloped(x: Any, alpha: Any) -> Any:
    """`leaky_relu` of each number, with its slope; a single slope counts for a whole axis."""
    if not is_sequence(x):
        return autograd.leaky_relu(value(x), slope=alpha)
    rows = alpha * len(x) if len(alpha) == 1 else alpha
    return [_sloped(part, slopes) for part, slopes in zip(x, rows, strict=True)]


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
        super().__init__(functools.partial(activations.elu, alpha=self.alpha), **common)
