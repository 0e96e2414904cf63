"""OfNeurons: a layer that consists of neurons side by side."""

from autograd import Value
from nn import activations, initializers
from nn.layers.base import BaseLayer
from nn.neuron import Neuron


class OfNeurons(BaseLayer):
    """A layer of neurons that all take the same number of inputs.

    Attributes:
        neurons: The neurons; none until the layer is built.
    """

    neurons: list[Neuron]
    use_bias: bool
    kernel_initializer: str | initializers.Initializer

    def make_neurons(
        self, number: int, n_inputs: int, activation: activations.Activation, fan_out: int
    ) -> None:
        """Make `number` neurons; the other arguments are those of `Neuron`."""
        draw = initializers.get(self.kernel_initializer, fed_by=self.fed_by)
        self.neurons = [
            Neuron(
                n_inputs,
                activation,
                initializer=draw,
                rng=self.rng,
                fan_out=fan_out,
                use_bias=self.use_bias,
            )
            for _ in range(number)
        ]

    def kernels(self) -> list[list[Value]]:
        """The weights of each neuron."""
        return [neuron.w for neuron in self.neurons]

    def biases(self) -> list[Value]:
        """The bias of each neuron."""
        return [neuron.b for neuron in self.neurons if neuron.b is not None]
