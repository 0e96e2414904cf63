"""Recurrence: SimpleRNN, LSTM and GRU read a sequence step by step, and keep a state.

At each step the neurons of a gate see the inputs x of the step and the layer's outputs h of the
step before: W x + U h + b. W is called `kernel`, U `recurrent_kernel`; both have a row for each
neuron, so Keras's kernel[i, u] is `kernel[u][i]`.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, Unpack

from autograd import InputValueError, Value
from autograd.checks import abbreviate, whole_number
from nn import activations, initializers
from nn.arguments import is_among
from nn.layers.base import NO_SEED, Common, Kept, Only, Shape, dot, value
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
        recurrent_bias: A second bias, beside U; empty for none.

    >>> gate = Gate([[Value(2.0)]], [[Value(3.0)]], [Value(1.0)])
    >>> gate([10.0], [100.0])[0].data
    321.0
    """

    recurrent_bias: Sequence[Value] = ()  # for pickles of version 1

    def __init__(
        self,
        kernel: list[list[Value]],
        recurrent_kernel: list[list[Value]],
        bias: list[Value],
        recurrent_bias: Sequence[Value] = (),
    ) -> None:
        self.kernel, self.recurrent_kernel, self.bias = kernel, recurrent_kernel, bias
        self.recurrent_bias = recurrent_bias

    def __call__(self, x: list[Any], h: list[Any]) -> list[Any]:
        """W x + U h + b, and the second bias if there is one."""
        totals = self.of_outputs(h, self.of_inputs(x))
        if self.recurrent_bias:
            second = self.read(self.recurrent_bias)
            totals = [total + b for total, b in zip(totals, second, strict=True)]
        return [value(total) for total in totals]

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
    only: ClassVar[Only] = {
        **Shaped.only,
        **NO_SEED,
        "dropout": Kept((0.0,), "put Dropout before the layer"),
        "recurrent_dropout": Kept((0.0,), "put Dropout before the layer"),
        "recurrent_constraint": Kept((None,), "only kernels have constraints"),
        "recurrent_regularizer": Kept((None,), "regularizers are for kernels and biases"),
        "return_state": Kept((False,), "call step(x, state) for each step in a subclass of Model"),
        "stateful": Kept((False,), "call step(x, state) for each step in a subclass of Model"),
        "unroll": Kept((True, False), "the compiler finds repetitions"),
        "use_cudnn": Kept((True, False, "auto"), "there is one implementation"),
        "zero_output_for_mask": Kept((False,), "there are no masks"),
    }

    def __init__(
        self,
        units: int,
        activation: activations.Activation = "tanh",
        use_bias: bool = True,
        kernel_initializer: str | initializers.Initializer = "glorot_uniform",
        recurrent_initializer: str | initializers.Initializer = "orthogonal",
        *,
        return_sequences: bool = False,
        go_backwards: bool = False,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.units = whole_number(f"units of {type(self).__name__}", units)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.return_sequences, self.go_backwards = return_sequences, go_backwards
        self.kernel_initializer = initializers.checked(kernel_initializer)
        self.recurrent_initializer = initializers.checked(recurrent_initializer)

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
        for inputs in reversed(x) if self.go_backwards else x:
            state = self.step(inputs, state)
            outputs.append(state[0])
        return outputs if self.return_sequences else outputs[-1]

    def kernels(self) -> list[list[Value]]:
        """The input weights of each neuron; regularizers leave the recurrent ones alone."""
        return [row for gate in self.gates() for row in gate.kernel]

    def biases(self) -> list[Value]:
        """The bias of each neuron."""
        return [bias for gate in self.gates() for bias in (*gate.bias, *gate.recurrent_bias)]

    def in_keras(self) -> dict[str, Any]:
        """Keras's arrays: their shapes, and the parameters in them; gates are side by side."""
        gates = self.gates()
        width = self.units * len(gates)
        found: dict[str, Any] = {}
        for name in ("kernel", "recurrent_kernel"):
            rows = [row for gate in gates for row in getattr(gate, name)]
            weights = [w for column in zip(*rows, strict=True) for w in column]
            found[name] = ((len(weights) // width, width), weights)
        biases = [bias for gate in gates for bias in gate.bias]
        second = [bias for gate in gates for bias in gate.recurrent_bias]
        if biases:
            found["bias"] = ((2, width) if second else (width,), [*biases, *second])
        return found

    def _gates(self, shape: Shape, number: int, second_biases: Sequence[int] = ()) -> list[Gate]:
        """New gates for sequences of that shape, their weights drawn as parts of one kernel.

        Args:
            shape: The shape of a sequence.
            number: The number of gates.
            second_biases: Which of the gates have a second bias.
        """
        kernels = self._drawn(self.kernel_initializer, shape[-1], number)
        recurrent = self._drawn(self.recurrent_initializer, self.units, number)
        return [
            Gate(kernel, of_outputs, self._zeros(), self._zeros() if k in second_biases else ())
            for k, (kernel, of_outputs) in enumerate(zip(kernels, recurrent, strict=True))
        ]

    def _zeros(self) -> list[Value]:
        return [Value(0.0) for _ in range(self.units)] if self.use_bias else []

    def _drawn(
        self, initializer: str | initializers.Initializer, inputs: int, number: int
    ) -> list[list[list[Value]]]:
        """The kernel of each gate, a row for each neuron."""
        assert self.rng is not None  # build() has made one
        draw, width = initializers.get(initializer, fed_by=self.fed_by), number * self.units
        rows = iter(initializers.kernel(draw, self.rng, inputs, width, (inputs, width)))
        return [[list(map(Value, next(rows))) for _ in range(self.units)] for _ in range(number)]


class SimpleRNN(_Recurrent):
    """h = activation(W x + U h + b), step by step.

    Args:
        units: The number of neurons.
        activation: As for `Neuron`.
        use_bias: As for `Neuron`.
        kernel_initializer: Draws W; see `nn.initializers`.
        recurrent_initializer: Draws U; "orthogonal" is a rotation, which keeps lengths.
        return_sequences: Whether to return the outputs of every step, shape (steps, units), or of
            the last step only.
        go_backwards: Whether to read the sequence from its end; outputs come in that order.
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
        (self.gate,) = self._gates(shape, 1)

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
        recurrent_activation: The activation of i, f and o.
        use_bias: As for `Neuron`.
        kernel_initializer: As for `SimpleRNN`; it draws the four W as one kernel.
        recurrent_initializer: As for `SimpleRNN`; the four U are one kernel.
        unit_forget_bias: Whether the biases of the forget gate start at 1, whatever
            `bias_initializer` is: at first it remembers.
        return_sequences: As for `SimpleRNN`.
        go_backwards: As for `SimpleRNN`.
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

    def __init__(
        self,
        units: int,
        activation: activations.Activation = "tanh",
        recurrent_activation: activations.Activation = "sigmoid",
        use_bias: bool = True,
        kernel_initializer: str | initializers.Initializer = "glorot_uniform",
        recurrent_initializer: str | initializers.Initializer = "orthogonal",
        *,
        unit_forget_bias: bool = True,
        return_sequences: bool = False,
        go_backwards: bool = False,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(
            units,
            activation,
            use_bias,
            kernel_initializer,
            recurrent_initializer,
            return_sequences=return_sequences,
            go_backwards=go_backwards,
            **common,
        )
        self.recurrent_activation = activations.get(recurrent_activation)
        self.unit_forget_bias = unit_forget_bias

    def make(self, shape: Shape) -> None:
        """Make the weights."""
        gates = self._gates(shape, 4)
        self.input_gate, self.forget_gate, self.candidate, self.output_gate = gates
        for bias in self.forget_gate.bias if self.unit_forget_bias else ():
            bias.data = 1.0

    def drawn_biases(self) -> list[tuple[Shape, list[Value]]]:
        """All but those of the forget gate, if these start at 1."""
        if not (self.unit_forget_bias and self.use_bias):
            return super().drawn_biases()
        last = [*self.candidate.bias, *self.output_gate.bias]
        return [((self.units,), self.input_gate.bias), ((2 * self.units,), last)]

    def start(self) -> State:
        """Outputs and cells of 0."""
        return [0.0] * self.units, [0.0] * self.units

    def step(self, x: list[Any], state: State) -> State:
        """The new outputs and cells."""
        h, c = state
        i = [self.recurrent_activation(total) for total in self.input_gate(x, h)]
        f = [self.recurrent_activation(total) for total in self.forget_gate(x, h)]
        g = [self.activation(total) for total in self.candidate(x, h)]
        o = [self.recurrent_activation(total) for total in self.output_gate(x, h)]
        c = [fk * ck + ik * gk for ik, fk, gk, ck in zip(i, f, g, c, strict=True)]
        return [ok * self.activation(ck) for ok, ck in zip(o, c, strict=True)], c


class GRU(_Recurrent):
    """Gated recurrent unit: like `LSTM`, but the outputs are the state.

    z, r = sigmoid(W x + U h + b), each with weights of its own
    g = tanh(W x + b + r (U h + b'))
    h = z h + (1 - z) g

    This is the form of Keras (reset_after) and PyTorch. z and r have two biases each, as there,
    of which only the sum counts; but a step of training changes both.

    Args:
        units: The number of neurons in each gate.
        activation: The activation of g, as for `Neuron`.
        recurrent_activation: The activation of z and r.
        use_bias: As for `Neuron`.
        kernel_initializer: As for `SimpleRNN`; it draws the three W as one kernel.
        recurrent_initializer: As for `SimpleRNN`; the three U are one kernel.
        reset_after: Whether r multiplies U h + b'. Without it g = tanh(W x + b + U (r h)), as in
            the article, and there are no second biases.
        return_sequences: As for `SimpleRNN`.
        go_backwards: As for `SimpleRNN`.
        gate_biases: How many biases z and r have each: 2; or 1, as in files of version 1.
        **common: The arguments of every layer; see `BaseLayer`.

    Attributes:
        update_gate: W, U, b and b' of z.
        reset_gate: W, U, b and b' of r.
        candidate: W, U, b and b' of g.

    Raises:
        InputTypeError: As for `SimpleRNN`.
        InputValueError: As for `SimpleRNN`.

    Source: Cho et al., "Learning phrase representations using RNN encoder-decoder" (2014),
    https://arxiv.org/abs/1406.1078

    >>> layer = GRU(2, rng=0)
    >>> len(layer([[1.0], [0.0], [1.0]])), len(layer.parameters())
    (2, 30)
    """

    def __init__(
        self,
        units: int,
        activation: activations.Activation = "tanh",
        recurrent_activation: activations.Activation = "sigmoid",
        use_bias: bool = True,
        kernel_initializer: str | initializers.Initializer = "glorot_uniform",
        recurrent_initializer: str | initializers.Initializer = "orthogonal",
        *,
        reset_after: bool = True,
        return_sequences: bool = False,
        go_backwards: bool = False,
        gate_biases: int = 2,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(
            units,
            activation,
            use_bias,
            kernel_initializer,
            recurrent_initializer,
            return_sequences=return_sequences,
            go_backwards=go_backwards,
            **common,
        )
        self.recurrent_activation = activations.get(recurrent_activation)
        self.reset_after = reset_after
        if not is_among(gate_biases, (1, 2)):
            raise InputValueError(
                f"gate_biases of GRU is 1 or 2, but was given {abbreviate(gate_biases)}"
            )
        self.gate_biases = gate_biases

    def make(self, shape: Shape) -> None:
        """Make the weights."""
        second = range(2 if self.gate_biases == 1 else 0, 3) if self.reset_after else ()
        self.update_gate, self.reset_gate, self.candidate = self._gates(shape, 3, second)

    def step(self, x: list[Any], state: State) -> State:
        """The new outputs."""
        (h,) = state
        z = [self.recurrent_activation(total) for total in self.update_gate(x, h)]
        r = [self.recurrent_activation(total) for total in self.reset_gate(x, h)]
        g = [self.activation(value(total)) for total in self._candidates(x, h, r)]
        return ([zk * hk + (1.0 - zk) * gk for zk, hk, gk in zip(z, h, g, strict=True)],)

    def _candidates(self, x: list[Any], h: list[Any], r: list[Any]) -> list[Any]:
        """The sums whose activations are g."""
        inputs = self.candidate.of_inputs(x)
        if not self.reset_after:
            reset = [rk * hk for rk, hk in zip(r, h, strict=True)]
            return self.candidate.of_outputs(reset, inputs)
        kept = self.candidate.of_outputs(h, self.read(list(self.candidate.recurrent_bias)))
        return [total + rk * uk for total, rk, uk in zip(inputs, r, kept, strict=True)]

    def drawn_biases(self) -> list[tuple[Shape, list[Value]]]:
        """All: with second biases, an array with two rows."""
        biases = self.biases()
        two_rows = len(biases) == 6 * self.units
        return [((2, 3 * self.units), biases)] if two_rows else super().drawn_biases()

    def in_keras(self) -> dict[str, Any]:
        """As for `SimpleRNN`; Keras has no arrays of that shape with one bias for z and r."""
        return super().in_keras() if self.gate_biases == 2 or not self.reset_after else {}

    @classmethod
    def upgraded(cls, settings: dict[str, Any]) -> dict[str, Any]:
        """With one bias for z and for r; that of the candidate was in the layer itself."""
        settings = {**settings, "gate_biases": 1}
        second = settings.pop("recurrent_bias", None)
        if second is not None and "candidate" in settings:
            settings["candidate"].recurrent_bias = second
        return settings
