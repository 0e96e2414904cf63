"""Layer: neurons side by side."""

import random
from collections.abc import Iterable
from typing import Any

from nn import activations, initializers
from nn.arguments import Scalar, count, features, generator
from nn.module import Module
from nn.neuron import Neuron


class Layer(Module):
    """A fully connected layer: neurons that all take the same inputs.

    Args:
        n_inputs: How many numbers each neuron takes.
        n_outputs: How many neurons there are.
        activation: As for `Neuron`, the same for all of them.
        initializer: As for `Neuron`.
        rng: As for `Neuron`.
        nonlin: As for `Neuron`.

    Attributes:
        neurons: The neurons, one for each output.

    Raises:
        InputTypeError: If an argument is of the wrong kind.
        InputValueError: If a number is below 1, or a name is not known.

    >>> layer = Layer(2, 3, "tanh", rng=0)
    >>> layer
    Layer(2, 3, activation='tanh')
    >>> len(layer([1.0, 2.0])), len(layer.parameters())
    (3, 9)
    """

    neurons: list[Neuron]

    def __init__(
        self,
        n_inputs: int,
        n_outputs: int,
        activation: activations.Activation = "relu",
        *,
        initializer: str | initializers.Initializer = "auto",
        rng: int | random.Random | None = None,
        nonlin: bool | None = None,
    ) -> None:
        n_inputs = count("n_inputs of Layer", n_inputs)
        n_outputs = count("n_outputs of Layer", n_outputs)
        function = activations.get(activation if nonlin is None else nonlin)
        draw, rng = initializers.get(initializer, fed_by=function), generator(rng)
        self.neurons = [
            Neuron(n_inputs, function, initializer=draw, rng=rng, fan_out=n_outputs)
            for _ in range(n_outputs)
        ]

    def __call__(self, x: Iterable[Scalar]) -> Any:
        """The outputs of all neurons for one sample; from a single neuron just its output.

        Args:
            x: As for `Neuron`.

        Raises:
            InputTypeError: As for `Neuron`.
            InputValueError: As for `Neuron`.
        """
        x = features(self, x, len(self.neurons[0].w))
        out = [neuron(x) for neuron in self.neurons]
        return out[0] if len(out) == 1 else out

    def __repr__(self) -> str:
        first = self.neurons[0]
        activation = activations.name_of(first.activation)
        return f"Layer({len(first.w)}, {len(self.neurons)}, activation={activation!r})"
