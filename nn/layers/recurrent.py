"""Recurrence: SimpleRNN, LSTM and GRU read a sequence step by step, and keep a state.

At each step the neurons of a gate see the inputs x of the step and the layer's outputs h of the
step before: W x + U h + b. W is called `kernel`, U `recurrent_kernel`; both have a row for each
neuron, so Keras's kernel[i, u] is `kernel[u][i]`.
"""

import math
import random
from typing import Any, ClassVar, Unpack

import autograd
from autograd import Value
from autograd.checks import whole_number
from nn import activations, initializers
from nn.layers.base import Common, Shape, dot, value
from nn.layers.shaped import SEQUENCE, Shaped
from nn.module import Module

State = tuple[list[Any], ...]
"""What a layer keeps from one step to the next, outputs first."""


class Gate(Module):
    """Weighted sums of the inputs of a step and the outputs of the step before.

    Args:
        kernel: The weights of the inputs, a row for each neuron.
        recurrent_kernel: The weights of the outputs of the step before, a row for each neuron.
        bias: The bias of each neuron; empty for none.

    >>> gate = Gate([[Value(2.0)]], [[Value(3.0)]], [Value(1.0)])
    >>> gate([10.0], [100.0])[0].data
    321.0
    """

    def __init__(
        self, kernel: list[list[Value]], recurrent_kernel: list[list[Value]], bias: list[Value]
    ) -> None:
        self.kernel, self.recurrent_kernel, self.bias = kernel, recurrent_kernel, bias

    def __call__(self, x: list[Any], h: list[Any]) -> list[Any]:
        """W x + U h + b."""
        return [value(total) for total in self.of_outputs(h, self.of_inputs(x))]

    def of_inputs(self, x: list[Any]) -> list[Any]:
        """W x + b."""
        kernel, bias = self.read((self.kernel, self.bias))
        return [dot(w, x, b) for w, b in zip(kernel, bias or [0.0] * len(kernel), strict=True)]

    def of_outputs(self, h: list[Any], start: list[Any]) -> list[Any]:
        """U h + start; an empty start is 0."""
        kernel = self.read(self.recurrent_kernel)
        return [dot(u, h, s) for u, s in zip(kernel, start or [0.0] * len(kernel), strict=True)]


class _Recurrent(Shaped):
    """Base class of recurrent layers; a subclass makes its gates, and defines `step`."""

    axes: ClassVar[tuple[str, ...]] = SEQUENCE

    def __init__(
        self,
        units: int,
        activation: activations.Activation = "tanh",
        use_bias: bool = True,
        return_sequences: bool = False,
        kernel_initializer: str | initializers.Initializer = "glorot_uniform",
        recurrent_initializer: str | initializers.Initializer = "orthogonal",
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.units = whole_number(f"units of {type(self).__name__}", units)
        self.activation = activations.get(activation)
        self.use_bias, self.return_sequences = use_bias, return_sequences
        self.kernel_initializer = initializers.checked(kernel_initializer)
        if not (isinstance(recurrent_initializer, str) and recurrent_initializer == "orthogonal"):
            initializers.get(recurrent_initializer)
        self.recurrent_initializer = recurrent_initializer

    def gates(self) -> list[Gate]:
        """The gates; none until the layer is built."""
        return [item for item in vars(self).values() if isinstance(item, Gate)]

    def start(self) -> State:
        """The state before the first step, outputs first."""
        return ([0.0] * self.units,)

    def step(self, x: list[Any], state: State) -> State:
        """The state after one more step, outputs first."""
        raise NotImplementedError

    def forward(self, x: Any) -> Any:
        """The outputs of the last step, or those of each step if `return_sequences` is set."""
        state, outputs = self.start(), []
        for inputs in x:
            state = self.step(inputs, state)
            outputs.append(state[0])
        return outputs if self.return_sequences else outputs[-1]

    def kernels(self) -> list[list[Value]]:
        """The input weights of each neuron; regularizers leave the recurrent ones alone."""
        return [row for gate in self.gates() for row in gate.kernel]

    def biases(self) -> list[Value]:
        """The bias of each neuron."""
        return [bias for gate in self.gates() for bias in gate.bias]

    def _gate(self, shape: Shape, bias: float = 0.0) -> Gate:
        """A new gate for sequences of that shape."""
        draw = initializers.get(self.kernel_initializer, fed_by=self.fed_by)
        return Gate(
            self._drawn(shape[-1], draw),
            self._drawn(self.units, self.recurrent_initializer),
            [Value(bias) for _ in range(self.units)] if self.use_bias else [],
        )

    def _drawn(self, n_inputs: int, initializer: str | initializers.Initializer) -> Any:
        assert self.rng is not None  # build() has made one
        if initializer == "orthogonal":
            return [[Value(w) for w in row] for row in orthogonal(self.rng, n_inputs)]
        draw = initializers.get(initializer)
        return [
            [Value(draw(self.rng, n_inputs, self.units)) for _ in range(n_inputs)]
            for _ in range(self.units)
        ]


class SimpleRNN(_Recurrent):
    """h = activation(W x + U h + b), step by step.

    Args:
        units: The number of neurons.
        activation: As for `Neuron`.
        use_bias: As for `Neuron`.
        return_sequences: Whether to return the outputs of every step, shape (steps, units), or of
            the last step only.
        kernel_initializer: Draws W; see `nn.initializers`.
        recurrent_initializer: Draws U; "orthogonal" is a rotation, which keeps lengths.
        **common: The arguments of every layer; see `BaseLayer`.

    Attributes:
        gate: W, U and b.

    Raises:
        InputTypeError: If an argument is of the wrong type, or a sample has other axes.
        InputValueError: If a number is below 1, or a name is not known.

    Source: Elman, "Finding structure in time" (1990), https://doi.org/10.1207/s15516709cog1402_1

    >>> layer = SimpleRNN(2, rng=0)
    >>> len(layer([[1.0], [0.0], [1.0]])), len(layer.parameters())
    (2, 8)
    """

    def make(self, shape: Shape) -> None:
        """Make the weights."""
        self.gate = self._gate(shape)

    def step(self, x: list[Any], state: State) -> State:
        """The new outputs."""
        (h,) = state
        return ([self.activation(total) for total in self.gate(x, h)],)


class LSTM(_Recurrent):
    """Long short-term memory: a cell c beside the outputs h, written and read through gates.

    i, f, o = sigmoid(W x + U h + b), each with weights of its own
    g = tanh(W x + U h + b)
    c = f c + i g
    h = o tanh(c)

    The cell is updated by a sum, not computed anew, so gradients reach back over many steps.

    Args:
        units: The number of neurons in each gate.
        activation: The activation of g and of c, as for `Neuron`.
        use_bias: As for `Neuron`. The biases of the forget gate start at 1, whatever
            `bias_initializer` is: at first it remembers.
        return_sequences: As for `SimpleRNN`.
        kernel_initializer: As for `SimpleRNN`.
        recurrent_initializer: As for `SimpleRNN`.
        **common: The arguments of every layer; see `BaseLayer`.

    Attributes:
        input_gate: W, U and b of i.
        forget_gate: W, U and b of f.
        candidate: W, U and b of g.
        output_gate: W, U and b of o. Keras's kernel and PyTorch's weight have the four side by
            side in this order.

    Raises:
        InputTypeError: As for `SimpleRNN`.
        InputValueError: As for `SimpleRNN`.

    Source: Hochreiter and Schmidhuber, "Long short-term memory" (1997),
    https://doi.org/10.1162/neco.1997.9.8.1735; the forget gate is that of Gers et al. (2000), and
    its bias that of Jozefowicz et al. (2015), https://proceedings.mlr.press/v37/jozefowicz15.html

    >>> layer = LSTM(2, rng=0)
    >>> len(layer([[1.0], [0.0], [1.0]])), len(layer.parameters())
    (2, 32)
    """

    def make(self, shape: Shape) -> None:
        """Make the weights."""
        self.input_gate = self._gate(shape)
        self.forget_gate = self._gate(shape, bias=1.0)
        self.candidate = self._gate(shape)
        self.output_gate = self._gate(shape)

    def drawn_biases(self) -> list[Value]:
        """All but those of the forget gate."""
        return [bias for gate in self.gates() if gate is not self.forget_gate for bias in gate.bias]

    def start(self) -> State:
        """Outputs and cells of 0."""
        return [0.0] * self.units, [0.0] * self.units

    def step(self, x: list[Any], state: State) -> State:
        """The new outputs and cells."""
        h, c = state
        i = [autograd.sigmoid(total) for total in self.input_gate(x, h)]
        f = [autograd.sigmoid(total) for total in self.forget_gate(x, h)]
        g = [self.activation(total) for total in self.candidate(x, h)]
        o = [autograd.sigmoid(total) for total in self.output_gate(x, h)]
        c = [fk * ck + ik * gk for ik, fk, gk, ck in zip(i, f, g, c, strict=True)]
        return [ok * self.activation(ck) for ok, ck in zip(o, c, strict=True)], c


class GRU(_Recurrent):
    """Gated recurrent unit: like `LSTM`, but the outputs are the state.

    z, r = sigmoid(W x + U h + b), each with weights of its own
    g = tanh(W x + b + r (U h + b'))
    h = z h + (1 - z) g

    This is the form of Keras (reset_after) and PyTorch. There, z and r have two biases each, of
    which only the sum counts; here they have one.

    Args:
        units: The number of neurons in each gate.
        activation: The activation of g, as for `Neuron`.
        use_bias: As for `Neuron`.
        return_sequences: As for `SimpleRNN`.
        kernel_initializer: As for `SimpleRNN`.
        recurrent_initializer: As for `SimpleRNN`.
        **common: The arguments of every layer; see `BaseLayer`.

    Attributes:
        update_gate: W, U and b of z.
        reset_gate: W, U and b of r.
        candidate: W, U and b of g.
        recurrent_bias: b'; empty without biases.

    Raises:
        InputTypeError: As for `SimpleRNN`.
        InputValueError: As for `SimpleRNN`.

    Source: Cho et al., "Learning phrase representations using RNN encoder-decoder" (2014),
    https://arxiv.org/abs/1406.1078

    >>> layer = GRU(2, rng=0)
    >>> len(layer([[1.0], [0.0], [1.0]])), len(layer.parameters())
    (2, 26)
    """

    def make(self, shape: Shape) -> None:
        """Make the weights."""
        self.update_gate = self._gate(shape)
        self.reset_gate = self._gate(shape)
        self.candidate = self._gate(shape)
        self.recurrent_bias = [Value(0.0) for _ in range(self.units)] if self.use_bias else []

    def step(self, x: list[Any], state: State) -> State:
        """The new outputs."""
        (h,) = state
        z = [autograd.sigmoid(total) for total in self.update_gate(x, h)]
        r = [autograd.sigmoid(total) for total in self.reset_gate(x, h)]
        kept = self.candidate.of_outputs(h, self.read(self.recurrent_bias))
        sums = zip(self.candidate.of_inputs(x), r, kept, strict=True)
        g = [self.activation(value(total + rk * uk)) for total, rk, uk in sums]
        return ([zk * hk + (1.0 - zk) * gk for zk, hk, gk in zip(z, h, g, strict=True)],)

    def biases(self) -> list[Value]:
        """The bias of each neuron."""
        return [*super().biases(), *self.recurrent_bias]


def orthogonal(rng: random.Random, n: int) -> list[list[float]]:
    """A random rotation: n rows of length 1, each at right angles to all others.

    The method of Gram and Schmidt: from each row of normal numbers, its projections on the earlier
    rows are subtracted.

    Source: Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning in
    deep linear neural networks" (2014), https://arxiv.org/abs/1312.6120

    >>> (a, b), (c, d) = orthogonal(random.Random(0), 2)
    >>> abs(a * c + b * d) < 1e-12 and abs(a * a + b * b - 1.0) < 1e-12
    True
    """
    rows: list[list[float]] = []
    while len(rows) < n:
        row = [rng.gauss(0.0, 1.0) for _ in range(n)]
        for other in rows * 2:  # twice, since once leaves rounding errors
            shared = sum(a * b for a, b in zip(row, other, strict=True))
            row = [a - shared * b for a, b in zip(row, other, strict=True)]
        length = math.hypot(*row) or 1.0
        rows.append([a / length for a in row])
    return rows
