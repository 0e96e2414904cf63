"""Convolution: neurons that slide over windows of their input, with the same weights."""

from typing import Any, ClassVar, Unpack

from autograd import InputValueError
from autograd.checks import whole_number
from nn import activations, initializers
from nn.arguments import Features
from nn.layers.base import CHANNELS_LAST, Common, Shape, check_only
from nn.layers.neurons import OfNeurons
from nn.layers.shaped import SEQUENCE, as_given
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
        data_format: "channels_last" or None, which means the same.
        dilation_rate: How far the pixels of a window are apart, down and across, or one number for
            both: 1 for neighbours.
        groups: In how many groups channels and neurons are divided; a neuron sees its group only.
        activation: As for `Neuron`.
        use_bias: As for `Neuron`.
        kernel_initializer: As the initializer of `Neuron`; the default is Keras's.
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
        data_format: str | None = None,
        dilation_rate: Any = 1,
        groups: int = 1,
        activation: activations.Activation = None,
        use_bias: bool = True,
        kernel_initializer: str | initializers.Initializer = "glorot_uniform",
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        name = type(self).__name__
        self.filters = whole_number(f"filters of {name}", filters)
        self.size(f"kernel_size of {name}", kernel_size)
        self.size(f"strides of {name}", strides)
        self.size(f"dilation_rate of {name}", dilation_rate)
        self.kernel_size, self.strides = as_given(kernel_size), as_given(strides)
        self.dilation_rate = as_given(dilation_rate)
        check_only(self, CHANNELS_LAST, {"data_format": data_format})
        self.data_format, self.groups = data_format, whole_number(f"groups of {name}", groups)
        self._check_groups("filters", self.filters)
        self.padding = check_padding(padding, causal=self.axes == SEQUENCE)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.checked(kernel_initializer)
        self.neurons = []

    def _check_groups(self, what: str, number: int) -> None:
        if number % self.groups:
            raise InputValueError(
                f"{type(self).__name__} divides {number} {what} into groups={self.groups} equal "
                "groups; give a number that divides them"
            )

    def _window(self) -> tuple[Any, Any, Any]:
        """The size of the window, how far it moves, and how far its pixels are apart."""
        return self.kernel_size, self.strides, self.dilation_rate

    def make(self, shape: Shape) -> None:
        """Make the neurons."""
        super().make(shape)
        self._check_groups("channels", shape[-1])
        size = self.size("kernel_size", self.kernel_size)
        fans = initializers.fans((*size, shape[-1] // self.groups, self.filters))
        self.make_neurons(self.filters, fans[0], self.activation, fans)

    def _frame(self, image: list[list[Pixel]]) -> tuple[list[list[Pixel]], Pixel | None]:
        """The image among zeros, unless all windows lie inside."""
        return super()._frame(image) if self.padding == "valid" else framed(image)

    def _result(self, pixels: list[Pixel]) -> Pixel:
        """The outputs of all neurons."""
        channels, filters = len(pixels[0]) // self.groups, self.filters // self.groups
        out: Pixel = []
        for k in range(self.groups):
            mine = slice(k * channels, (k + 1) * channels)
            inputs = Features(number for pixel in pixels for number in pixel[mine])
            out += [neuron(inputs) for neuron in self.neurons[k * filters : (k + 1) * filters]]
        return out

    @property
    def kernel_shape(self) -> Shape | None:  # type: ignore[override] # it is computed, here
        """The shape in which Keras has the weights: that of a window, and the filters."""
        if self.built_for is None:
            return None
        channels = self.built_for[-1] // self.groups
        return (*self.size("kernel_size", self.kernel_size), channels, self.filters)


class Conv1D(Conv2D):
    """Neurons that slide along a sequence, shape (steps, features): see `Conv2D`.

    Args:
        filters: The number of neurons.
        kernel_size: The number of steps in a window.
        strides: How many steps it moves.
        padding: "valid" for windows inside the sequence; "same" for zeros around it, so that there
            are as many windows as steps if strides is 1; "causal" for as many windows
            with all zeros in front, so that no output depends on later inputs.
        data_format: As for `Conv2D`.
        dilation_rate: How far the steps of a window are apart.
        groups: As for `Conv2D`.
        activation: As for `Neuron`.
        use_bias: As for `Neuron`.
        kernel_initializer: As for `Conv2D`.
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
