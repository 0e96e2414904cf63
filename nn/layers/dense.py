"""Dense: neurons side by side. Layer: a Dense whose sizes are all given."""

from typing import Any, ClassVar, Unpack

from autograd import InputTypeError, InputValueError
from autograd.checks import whole_number
from nn import activations, initializers
from nn.arguments import features, generator
from nn.layers.base import BaseLayer, Common, Shape
from nn.layers.neurons import OfNeurons


class Dense(OfNeurons):
    """A fully connected layer: neurons that all take the same inputs.

    It takes the number of inputs from the first sample, unless it is given. In a list of lists,
    such as the steps of a sequence, each inner list goes through it by itself.

    Args:
        units: The number of neurons.
        activation: As for `Neuron`, the same for all of them; or "softmax", which turns all
            outputs into probabilities.
        use_bias: As for `Neuron`.
        kernel_initializer: As the initializer of `Neuron`; the default is Keras's.
        **common: The arguments of every layer; see `BaseLayer`.

    Attributes:
        neurons: The neurons, one for each output; none until the layer is built.

    Raises:
        InputTypeError: If an argument is of the wrong type.
        InputValueError: If a number is below 1, or a name is not known.

    >>> layer = Dense(3, "tanh", rng=0)
    >>> len(layer([1.0, 2.0])), len(layer.parameters())
    (3, 9)
    """

    def __init__(
        self,
        units: int,
        activation: activations.Activation = None,
        use_bias: bool = True,
        kernel_initializer: str | initializers.Initializer = "glorot_uniform",
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.units = whole_number(f"units of {type(self).__name__}", units)
        self.activation = activations.get(activation, layer_wide=True)
        if self.units == 1 and activations.is_layer_wide(self.activation):
            raise InputValueError(
                f"{activations.name_of(self.activation)} of a single unit is the same for every "
                "input; for two classes use activation='sigmoid' or two units"
            )
        self.use_bias = use_bias
        self.kernel_initializer = initializers.checked(kernel_initializer)
        self.neurons = []

    def make(self, shape: Shape) -> None:
        """Make the neurons, for lists of `shape[-1]` numbers."""
        if not shape:
            raise InputValueError(f"{self!r} takes lists of numbers, but the shape is ()")
        if len(shape) > 2:
            raise InputTypeError(
                f"{self!r} takes a list of numbers, or one of such lists, but was given a sample "
                f"of shape {shape}; put Flatten() before it"
            )
        activation = "linear" if activations.is_layer_wide(self.activation) else self.activation
        self.make_neurons(self.units, shape[-1], activation)

    def forward(self, x: Any) -> Any:
        """The outputs of all neurons, a list; of nested lists, a list for each row."""
        if self.built_for is not None and len(self.built_for) > 1:
            return [self._outputs(row) for row in x]
        return self._outputs(x)

    def _outputs(self, x: Any) -> list[Any]:
        x = features(self, x, len(self.neurons[0].w))
        out: list[Any] = [neuron(x) for neuron in self.neurons]
        return self.activation(out) if activations.is_layer_wide(self.activation) else out


class Layer(Dense):
    """A `Dense` layer with all sizes given, whose neurons are there at once.

    Args:
        n_inputs: The number of inputs of each neuron.
        n_outputs: The number of neurons.
        activation: As for `Neuron`, the same for all of them.
        initializer: As for `Neuron`.
        nonlin: As for `Neuron`.
        fed_by: The activation that the inputs have come through, for the initializer "auto"; by
            default the same.
        **common: The arguments of every layer; see `BaseLayer`.

    Attributes:
        neurons: The neurons, one for each output.

    Raises:
        InputTypeError: If an argument is of the wrong type.
        InputValueError: If a number is below 1, or a name is not known.

    >>> layer = Layer(2, 3, "tanh", rng=0)
    >>> layer
    Layer(2, 3, activation='tanh')
    >>> len(layer([1.0, 2.0])), len(layer.parameters())
    (3, 9)
    """

    no_settings: ClassVar[set[str]] = {*BaseLayer.no_settings, "nonlin", "fed_by"}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "call" in vars(cls):  # written for Keras, where Layer is the base class of all layers
            raise InputTypeError(
                f"{cls.__name__} defines call, but nn's Layer is a Dense layer with all sizes "
                "given; derive a layer of your own from nn.layers.BaseLayer"
            )

    def __init__(
        self,
        n_inputs: int,
        n_outputs: int,
        activation: activations.Activation = "relu",
        *,
        initializer: str | initializers.Initializer = "auto",
        nonlin: bool | None = None,
        fed_by: activations.Activation = None,
        **common: Unpack[Common],
    ) -> None:
        n_inputs = whole_number("n_inputs of Layer", n_inputs)
        whole_number("n_outputs of Layer", n_outputs)
        function = activations.get(activation if nonlin is None else nonlin, layer_wide=True)
        common = {**common, "input_dim": n_inputs, "rng": generator(common.get("rng"))}
        super().__init__(n_outputs, function, kernel_initializer=initializer, **common)
        self.fed_by = function if fed_by is None else fed_by
        self.build()

    @property
    def n_inputs(self) -> int:
        """The number of inputs of each neuron."""
        return len(self.neurons[0].w)

    @property
    def n_outputs(self) -> int:
        """The number of neurons."""
        return len(self.neurons)

    @property
    def initializer(self) -> str | initializers.Initializer:
        """What drew the weights."""
        return self.kernel_initializer

    def __repr__(self) -> str:
        activation = activations.name_of(self.activation)
        return f"Layer({self.n_inputs}, {self.n_outputs}, activation={activation!r})"
