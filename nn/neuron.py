"""Neuron: a weighted sum and an activation."""

import random
from collections.abc import Iterable
from typing import Any, Self

from autograd import Value
from autograd.checks import whole_number
from nn import activations, initializers
from nn.arguments import Scalar, features, generator
from nn.module import Module


class Neuron(Module):
    """A neuron: activation(w[0] x[0] + w[1] x[1] + ... + b).

    Args:
        n_inputs: How many numbers it takes.
        activation: A name such as "relu" or "tanh", a function of a Value, or None for linear; see
            `nn.activations.get`.
        initializer: Draws the weights: a name, a function, or "auto", which assumes that the inputs
            are outputs of the same activation; see `nn.initializers`.
        rng: A seed, a `random.Random`, or None for a seed from Python's generator.
        fan_out: How many neurons its layer has, which some initializers use.
        nonlin: micrograd's choice of the activation: True for relu, False for linear.
        use_bias: Whether there is a bias.

    Attributes:
        w: The weights, one for each input.
        b: The bias. It starts at 0; None if there is none.
        activation: The function applied to the sum.

    Raises:
        InputTypeError: If an argument is of the wrong type.
        InputValueError: If `n_inputs` is below 1, or a name is not known.

    >>> neuron = Neuron(2, "linear", rng=0)
    >>> neuron.w[0].data, neuron.w[1].data, neuron.b.data = 0.5, -1.0, 3.0
    >>> neuron([4.0, 2.0]).data
    3.0
    """

    w: list[Value]
    b: Value | None

    def __init__(
        self,
        n_inputs: int,
        activation: activations.Activation = "relu",
        *,
        initializer: str | initializers.Initializer = "auto",
        rng: int | random.Random | None = None,
        fan_out: int = 1,
        nonlin: bool | None = None,
        use_bias: bool = True,
    ) -> None:
        n_inputs, rng = whole_number("n_inputs of Neuron", n_inputs), generator(rng)
        function = activations.get(activation if nonlin is None else nonlin)
        draw = initializers.get(initializer, fed_by=function)
        (weights,) = initializers.kernel(draw, rng, n_inputs, 1, (n_inputs, fan_out))
        self._set(weights, function, use_bias)

    @classmethod
    def of(
        cls, weights: Iterable[float], activation: activations.Activation, *, use_bias: bool = True
    ) -> Self:
        """A neuron with these weights, and a bias of 0.

        >>> Neuron.of([0.5, -1.0], "linear")([4.0, 2.0]).data
        0.0
        """
        neuron = cls.__new__(cls)
        neuron._set(weights, activations.get(activation), use_bias)
        return neuron

    def _set(self, weights: Iterable[float], function: Any, use_bias: bool) -> None:
        self.w = [Value(weight) for weight in weights]
        self.b = Value(0.0) if use_bias else None
        self.activation = function

    def __call__(self, x: Iterable[Scalar]) -> Value:
        """The output for one sample.

        Args:
            x: Numbers, Values or both: a list, a tuple, a row of an array.

        Raises:
            InputTypeError: If x is a single number, has two dimensions, or contains other things.
            InputValueError: If x has another length than `w`.
        """
        out: Value = self.activation(self.weighted_sum(x))
        return out

    def weighted_sum(self, x: Iterable[Scalar]) -> Value:
        """The sum that goes into the activation, the pre-activation; as for a call.

        >>> neuron = Neuron.of([0.5, -1.0], "tanh")
        >>> neuron.weighted_sum([4.0, 2.0]).data
        0.0
        """
        x = features(self, x, len(self.w))
        w, b = self.read((self.w, self.b))
        act = 0.0 if b is None else b
        for wi, xi in zip(w, x, strict=True):
            act = act + wi * xi
        return act if isinstance(act, Value) else Value(act)  # frozen, and all inputs are numbers

    def __repr__(self) -> str:
        return f"Neuron({len(self.w)}, activation={activations.name_of(self.activation)!r})"
