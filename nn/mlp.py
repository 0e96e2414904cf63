"""MLP: a multi-layer perceptron."""

import random
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from autograd import InputTypeError, InputValueError
from autograd.checks import described, whole_number
from nn import activations, initializers
from nn.arguments import Scalar, features, generator, is_sequence
from nn.layers import Layer
from nn.sequential import Sequential
from nn.training.checkpoints.architecture import MODELS


@MODELS.add()
class MLP(Sequential):
    """A multi-layer perceptron: fully connected layers, one after the other.

    Args:
        n_inputs: How many numbers it takes.
        n_outputs: The number of neurons of each layer, such as [16, 16, 1].
        activation: The activation of all layers but the last, as for `Neuron`.
        output_activation: The activation of the last layer.
        initializer: As for `Neuron`; "auto" means `he_uniform` after relu and its like, else
            `lecun_uniform`, also in the first layer.
        rng: As for `Neuron`.

    Attributes:
        layers: The layers, from the input to the output.

    Raises:
        InputTypeError: If an argument is of the wrong type.
        InputValueError: If there is no layer, a number is below 1, or a name is not known.

    >>> model = MLP(2, [3, 1], rng=0)
    >>> model
    MLP of [Layer(2, 3, activation='relu'), Layer(3, 1, activation='linear')]
    >>> model([1.0, -2.0]).data < 0.0
    True
    """

    layers: list[Layer]  # type: ignore[assignment] # until others are added

    def __init__(
        self,
        n_inputs: int,
        n_outputs: Iterable[int],
        activation: activations.Activation = "relu",
        output_activation: activations.Activation = "linear",
        *,
        initializer: str | initializers.Initializer = "auto",
        rng: int | random.Random | None = None,
    ) -> None:
        rng = generator(rng)
        sizes = [whole_number("n_inputs of MLP", n_inputs), *_sizes(n_outputs)]
        functions = ["linear", *[activation] * (len(sizes) - 2), output_activation]
        layers = [
            Layer(*shape, function, initializer=initializer, fed_by=fed_by, rng=rng)
            for shape, (fed_by, function) in zip(pairwise(sizes), pairwise(functions), strict=True)
        ]
        super().__init__(layers, rng=rng)

    def call(self, x: Iterable[Scalar]) -> Any:
        """The outputs for one sample: a list, or a bare Value if there is only one.

        Args:
            x: Numbers, Values or both: a list, a tuple, a row of an array.

        Raises:
            InputTypeError: If x is a single number, has two dimensions, or contains something else.
            InputValueError: If x has another length than the first layer takes.
        """
        first = self.layers[0]
        return super().call(features(self, x, first.n_inputs) if isinstance(first, Layer) else x)

    def __repr__(self) -> str:
        return f"MLP of {self.layers!r}"


def _sizes(n_outputs: Iterable[int]) -> list[int]:
    """The sizes of the layers, checked."""
    if not is_sequence(n_outputs):
        raise InputTypeError(
            "n_outputs of MLP must be a list with the number of neurons of each layer, such as "
            f"[16, 16, 1], but was given {described(n_outputs)}"
        )
    sizes = [whole_number(f"n_outputs[{i}] of MLP", size) for i, size in enumerate(n_outputs)]
    if not sizes:
        raise InputValueError("n_outputs of MLP is empty; give at least one layer, such as [1]")
    return sizes
