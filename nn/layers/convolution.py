"""Convolution: neurons that slide over windows of their input, with the same weights."""

import math
from typing import Any, ClassVar, Unpack

from autograd.checks import whole_number
from nn import activations, initializers
from nn.arguments import Features
from nn.layers.base import Common, Shape
from nn.layers.neurons import OfNeurons
from nn.layers.shaped import SEQUENCE
from nn.layers.windows import Pixel, Sliding, check_padding, framed


class Conv2D(Sliding, OfNeurons):
    """Neurons that slide over an image, shape (height, width, channels).

    Each neuron looks at one window at a time, with the same weights everywhere: it finds a pattern
    that it has learnt in one place in all others. Its outputs form a channel of the result, whose
    shape is (windows down, windows across, filters).

    Args:
        filters: The number of neurons.
        kernel_size: Height and width of the window, or one number for both.
        strides: How far the window moves, down and across, or one number for both.
        padding: "valid" for windows inside the image; "same" for zeros around it, so that there
            are as many windows as pixels if strides is 1.
        activation: As for `Neuron`.
        use_bias: As for `Neuron`.
        kernel_initializer: As the initializer of `Neuron`.
        **common: The arguments of every layer; see `BaseLayer`.

    Attributes:
        neurons: The neurons, one for each channel of the result. `neurons[f].w` holds the window's
            weights row by row, the channels of a pixel side by side: Keras's kernel[i, j, c, f] is
            `neurons[f].w[(i * width + j) * channels + c]`.

    Raises:
        InputTypeError: If an argument is of the wrong type, or a sample has other axes.
        InputValueError: If a number is below 1, a name is not known, or the window is larger than
            the image.

    Source: LeCun et al., "Backpropagation applied to handwritten zip code recognition" (1989),
    https://doi.org/10.1162/neco.1989.1.4.541

    >>> edges = Conv2D(1, (1, 2), rng=0)
    >>> edges.build((1, 4, 1))
    >>> edges.neurons[0].w[0].data, edges.neurons[0].w[1].data = -1.0, 1.0
    >>> [pixel[0].data for pixel in edges([[[5.0], [5.0], [9.0], [9.0]]])[0]]
    [0.0, 4.0, 0.0]
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        activation: activations.Activation = None,
        use_bias: bool = True,
        kernel_initializer: str | initializers.Initializer = "auto",
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        name = type(self).__name__
        self.filters = whole_number(f"filters of {name}", filters)
        self.size(f"kernel_size of {name}", kernel_size)
        self.size(f"strides of {name}", strides)
        self.kernel_size, self.strides = kernel_size, strides
        self.padding = check_padding(padding, causal=self.axes == SEQUENCE)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.checked(kernel_initializer)
        self.neurons = []

    def _window(self) -> tuple[Any, Any]:
        """The size of the window, and how far it moves."""
        return self.kernel_size, self.strides

    def make(self, shape: Shape) -> None:
        """Make the neurons."""
        super().make(shape)
        pixels, channels = math.prod(self.size("kernel_size", self.kernel_size)), shape[-1]
        # fan_out as in Keras: each filter sees a number at each place of its window
        self.make_neurons(self.filters, pixels * channels, self.activation, pixels * self.filters)

    def _frame(self, image: list[list[Pixel]]) -> tuple[list[list[Pixel]], Pixel | None]:
        """The image among zeros, unless all windows lie inside."""
        return super()._frame(image) if self.padding == "valid" else framed(image)

    def _result(self, pixels: list[Pixel]) -> Pixel:
        """The outputs of all neurons."""
        inputs = Features(number for pixel in pixels for number in pixel)
        return [neuron(inputs) for neuron in self.neurons]

    @property
    def kernel_shape(self) -> Shape | None:  # type: ignore[override] # it is computed, here
        """The shape in which Keras has the weights: that of a window, and the filters."""
        if self.built_for is None:
            return None
        return (*self.size("kernel_size", self.kernel_size), self.built_for[-1], self.filters)


class Conv1D(Conv2D):
    """Neurons that slide along a sequence, shape (steps, features): see `Conv2D`.

    Args:
        filters: The number of neurons.
        kernel_size: The number of steps in a window.
        strides: How many steps it moves.
        padding: "valid" for windows inside the sequence; "same" for zeros around it, so that there
            are as many windows as steps if strides is 1; "causal" for as many windows
            with all zeros in front, so that no output depends on later inputs.
        activation: As for `Neuron`.
        use_bias: As for `Neuron`.
        kernel_initializer: As the initializer of `Neuron`.
        **common: The arguments of every layer; see `BaseLayer`.

    Attributes:
        neurons: The neurons. Keras's kernel[i, c, f] is `neurons[f].w[i * features + c]`.

    Raises:
        InputTypeError: As for `Conv2D`.
        InputValueError: As for `Conv2D`.

    >>> differences = Conv1D(1, 2, padding="causal", rng=0)
    >>> differences.build((3, 1))
    >>> differences.neurons[0].w[0].data, differences.neurons[0].w[1].data = -1.0, 1.0
    >>> [step[0].data for step in differences([[1.0], [4.0], [9.0]])]
    [1.0, 3.0, 5.0]
    """

    axes: ClassVar[tuple[str, ...]] = SEQUENCE
