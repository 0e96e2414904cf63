"""Convolution: neurons that look at one small window after the other, with the same weights."""

import math
from typing import Any, ClassVar, Unpack

from autograd import Value
from autograd.checks import whole_number
from nn import activations, initializers
from nn.arguments import Features
from nn.layers.base import Common, Shape
from nn.layers.shaped import Shaped, pair
from nn.layers.windows import check_fit, check_padding, framed, is_inside, windows
from nn.neuron import Neuron


class Conv2D(Shaped):
    """Neurons that slide over an image, shape (height, width, channels).

    Each looks at one window at a time, with the same weights everywhere: what it has learnt to see
    in one place it sees in all. Its outputs form a channel of the result, whose shape is (number
    of windows down, number across, filters).

    Args:
        filters: How many neurons there are.
        kernel_size: Height and width of the window, or one number for both.
        strides: How far the window moves, down and across, or one number for both.
        padding: "valid" for windows inside of the image; "same" for zeros around it, which give as
            many windows as there are pixels, if strides is 1.
        activation: As for `Neuron`.
        use_bias: As for `Neuron`.
        kernel_initializer: As the initializer of `Neuron`.
        common: As for `BaseLayer`.

    Attributes:
        neurons: The neurons, one for each channel of the result. `neurons[f].w` holds the window's
            weights row by row, the channels of a pixel side by side: Keras's kernel[i, j, c, f] is
            `neurons[f].w[(i * width + j) * channels + c]`.

    Raises:
        InputTypeError: If an argument is of the wrong kind, or a sample has other axes.
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

    axes: ClassVar[tuple[str, ...]] = ("height", "width", "channels")
    neurons: list[Neuron]

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
        self.padding = check_padding(padding, causal=len(self.axes) == 2)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = kernel_initializer
        initializers.get(kernel_initializer)
        self.neurons = []

    def size(self, what: str, numbers: Any) -> tuple[int, ...]:
        """A size along each axis that is slid along."""
        return pair(what, numbers)

    def make(self, shape: Shape) -> None:
        """Make the neurons."""
        size = self.size("kernel_size", self.kernel_size)
        check_fit(self, size, shape, self.padding)
        pixels, channels = math.prod(size), shape[-1]
        draw = initializers.get(self.kernel_initializer, fed_by=self.fed_by)
        self.neurons = [
            Neuron(
                pixels * channels,
                self.activation,
                initializer=draw,
                rng=self.rng,
                fan_out=pixels * self.filters,
                use_bias=self.use_bias,
            )
            for _ in range(self.filters)
        ]

    def forward(self, x: Any) -> Any:
        """The outputs of all neurons for each window."""
        height, width = pair("kernel_size", self.kernel_size)
        down, across = pair("strides", self.strides)
        rows = windows(len(x), height, down, self.padding)
        columns = windows(len(x[0]), width, across, self.padding)
        return self._slide(x, rows, columns)

    def _slide(self, image: Any, rows: list[range], columns: list[range]) -> list[list[list[Any]]]:
        """The outputs for the windows that cover those rows and columns."""
        zeros: list[Any] = []
        if self.padding != "valid":
            image, zeros = framed(image)

        def seen(i_range: range, j_range: range) -> Features:
            return Features(
                number
                for i in i_range
                for j in j_range
                for number in (image[i][j] if is_inside(image, i, j) else zeros)
            )

        return [[[n(seen(i, j)) for n in self.neurons] for j in columns] for i in rows]

    @property
    def kernel_shape(self) -> Shape | None:  # type: ignore[override] # it is computed, here
        """The shape in which Keras has the weights: that of a window, and the filters."""
        if self.built_for is None:
            return None
        return (*self.size("kernel_size", self.kernel_size), self.built_for[-1], self.filters)

    def kernels(self) -> list[list[Value]]:
        """The weights of each neuron."""
        return [neuron.w for neuron in self.neurons]

    def biases(self) -> list[Value]:
        """The bias of each neuron."""
        return [neuron.b for neuron in self.neurons if neuron.b is not None]


class Conv1D(Conv2D):
    """Neurons that slide along a sequence, shape (steps, features): see `Conv2D`.

    Args:
        filters: How many neurons there are.
        kernel_size: How many steps a window covers.
        strides: How many steps it moves.
        padding: "valid" for windows inside of the sequence; "same" for zeros around it, which give
            as many windows as there are steps, if strides is 1; "causal" likewise with all zeros
            in front, so that no output depends on later inputs.
        activation: As for `Neuron`.
        use_bias: As for `Neuron`.
        kernel_initializer: As the initializer of `Neuron`.
        common: As for `BaseLayer`.

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

    axes: ClassVar[tuple[str, ...]] = ("steps", "features")

    def size(self, what: str, numbers: Any) -> tuple[int, ...]:
        """A number of steps."""
        return (whole_number(what, numbers),)

    def forward(self, x: Any) -> Any:
        """The outputs of all neurons for each window."""
        columns = windows(len(x), self.kernel_size, self.strides, self.padding)
        return self._slide([x], [range(1)], columns)[0]
