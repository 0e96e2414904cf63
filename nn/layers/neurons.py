"""OfNeurons: a layer that consists of neurons side by side."""

from autograd import Value
from nn import activations, initializers
from nn.layers.base import BaseLayer
from nn.neuron import Neuron


class OfNeurons(BaseLayer):
    """A layer of neurons that all take the same number of inputs.

    Attributes:
        neurons: The neurons; none until the layer is built.
        fans: fan_in and fan_out for the initializer; None for the numbers of inputs and neurons.
    """

    fans: tuple[int, int] | None = None

    neurons: list[Neuron]
    use_bias: bool
    kernel_initializer: str | initializers.Initializer

    def make_neurons(
        self,
        number: int,
        n_inputs: int,
        activation: activations.Activation,
        fans: tuple[int, int] | None = None,
    ) -> None:
        """Make `number` neurons, with weights for fan_in and fan_out `fans`."""
        assert self.rng is not None  # build() has made one
        draw = initializers.get(self.kernel_initializer, fed_by=self.fed_by)
        fans = fans or self.fans or (n_inputs, number)
        rows = initializers.kernel(draw, self.rng, n_inputs, number, fans)
        self.neurons = [Neuron.of(row, activation, use_bias=self.use_bias) for row in rows]

    def kernels(self) -> list[list[Value]]:
        """The weights of each neuron."""
        return [neuron.w for neuron in self.neurons]

    def biases(self) -> list[Value]:
        """The bias of each neuron."""
        return [neuron.b for neuron in self.neurons if neuron.b is not None]
