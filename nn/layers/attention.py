"""Attention: each step of a sequence gets a mean of all steps, weighted by query and key."""

import math
from typing import Any, ClassVar, Unpack

import autograd
from autograd.checks import whole_number
from nn import initializers
from nn.arguments import give_own_init
from nn.layers.base import NO_SEED, Common, Kept, Only, Shape, dot
from nn.layers.dense import Dense
from nn.layers.shaped import SEQUENCE, Shaped


class _Attending(Shaped):
    """The arguments that one head and several heads share."""

    axes: ClassVar[tuple[str, ...]] = SEQUENCE
    only: ClassVar[Only] = {
        **Shaped.only,
        **NO_SEED,
        "attention_axes": Kept((None, 1, (1,)), "attention is along the steps"),
        "dropout": Kept((0.0,), "put Dropout before or after the layer"),
        "flash_attention": Kept((None, False), "the compiler chooses what runs"),
        "output_shape": Kept((None,), "put Dense after the layer"),
        "sliding_window": Kept((None,), "every step sees all others, or all before"),
        "use_gate": Kept((False,), "there is no gate"),
    }

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        give_own_init(cls)

    def __init__(
        self,
        key_dim: int,
        value_dim: int | None = None,
        *,
        use_causal_mask: bool = False,
        use_bias: bool = True,
        kernel_initializer: str | initializers.Initializer = "glorot_uniform",
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.key_dim = whole_number(f"key_dim of {type(self).__name__}", key_dim)
        if value_dim is not None:
            whole_number(f"value_dim of {type(self).__name__}", value_dim)
        self.value_dim = value_dim
        self.use_causal_mask, self.use_bias = use_causal_mask, use_bias
        self.kernel_initializer = initializers.checked(kernel_initializer)

    def passed_on(self) -> dict[str, Any]:
        """The arguments for the layers inside: the generator, initializers and the like."""
        return {
            "rng": self.rng,
            "use_bias": self.use_bias,
            "kernel_initializer": self.kernel_initializer,
            "kernel_regularizer": self.kernel_regularizer,
            "bias_regularizer": self.bias_regularizer,
            "bias_initializer": self.bias_initializer,
            "kernel_constraint": self.kernel_constraint,
        }

    def projection(self, units: int, shape: Shape, fans: tuple[int, int]) -> Dense:
        """A `Dense` layer inside, for sequences of that shape; its weights are drawn for `fans`."""
        dense = Dense(units, **self.passed_on())
        dense.fed_by, dense.fans = self.fed_by, fans
        dense.build(shape)
        return dense


class Attention(_Attending):
    """Self-attention: softmax(Q Kᵀ / sqrt(d)) V, with Q, K and V computed from the same sequence.

    For each step, `query` computes what it asks for, `key` what it offers, and `value` what it
    gives. Attention is high where query and key point in the same direction; the result of a step
    is the mean of all values, weighted by its attention. Keras's layer `Attention` has no weights:
    it is given queries, values and keys.

    Args:
        key_dim: The length d of queries and keys.
        value_dim: The length of values, and of the result; `key_dim` if None.
        use_causal_mask: Whether a step sees only itself and earlier ones.
        use_bias: Whether queries, keys and values have biases.
        kernel_initializer: Draws the weights; see `nn.initializers`.
        **common: The arguments of every layer; see `BaseLayer`.

    Attributes:
        query: The `Dense` layer that computes the queries.
        key: The `Dense` layer that computes the keys.
        value: The `Dense` layer that computes the values.

    Raises:
        InputTypeError: If an argument is of the wrong type, or a sample has other axes.
        InputValueError: If a number is below 1, or a name is not known.

    Source: Vaswani et al., "Attention is all you need" (2017), equation 1,
    https://arxiv.org/abs/1706.03762

    >>> layer = Attention(2, use_causal_mask=True, rng=0)
    >>> out = layer([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    >>> len(out), len(out[0])
    (2, 2)
    >>> [x.data for x in layer.scores([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])[0]]
    [1.0, 0.0]
    """

    beside = 1
    """How many heads there are, itself included."""

    def make(self, shape: Shape) -> None:
        """Make the layers that compute queries, keys and values."""
        self.query = self._projection(self.key_dim, shape)
        self.key = self._projection(self.key_dim, shape)
        self.value = self._projection(self.value_dim or self.key_dim, shape)

    def _projection(self, units: int, shape: Shape) -> Dense:
        # Keras draws the weights of all heads as one kernel, from all features to all heads
        return self.projection(units, shape, (shape[-1], units * self.beside))

    def forward(self, x: Any) -> Any:
        """For each step, the mean of all values, weighted by its attention."""
        columns = list(zip(*self.value(x), strict=True))
        return [[dot(weights, column) for column in columns] for weights in self._scores(x)]

    def scores(self, x: Any) -> list[list[Any]]:
        """The attention that each step pays to all steps: a row for each step, with sum 1.

        Args:
            x: A sample, as for the layer itself.
        """
        if hasattr(x, "tolist"):
            x = x.tolist()
        self(x)  # checks x, and makes the parameters if there are none yet
        return self._scores(x)

    def _scores(self, x: Any) -> list[list[Any]]:
        keys, scale = self.key(x), 1.0 / math.sqrt(self.key_dim)
        fits = [[scale * dot(query, key) for key in keys] for query in self.query(x)]
        if self.use_causal_mask:  # exp(-inf) is 0: no attention to later steps
            fits = [
                [fit + (-math.inf if j > i else 0.0) for j, fit in enumerate(row)]
                for i, row in enumerate(fits)
            ]
        return [autograd.softmax(row) for row in fits]


class MultiHeadAttention(_Attending):
    """Several `Attention` heads side by side, and a `Dense` layer that joins their results.

    It is Keras's layer, called with the same sequence for query, value and key.

    Args:
        num_heads: The number of heads.
        key_dim: As for `Attention`, the same for all heads.
        value_dim: As for `Attention`, the same for all heads.
        use_causal_mask: As for `Attention`.
        use_bias: As for `Attention`, and for the layer that joins the heads.
        kernel_initializer: As for `Attention`, and for the layer that joins the heads.
        **common: The arguments of every layer; see `BaseLayer`.

    Attributes:
        heads: The heads.
        output: The layer that joins them; it has as many outputs as the input has features.

    Raises:
        InputTypeError: As for `Attention`.
        InputValueError: As for `Attention`.

    Source: Vaswani et al., as for `Attention`, section 3.2.2.

    >>> layer = MultiHeadAttention(num_heads=2, key_dim=3, rng=0)
    >>> out = layer([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    >>> len(out), len(out[0])
    (3, 2)
    """

    def __init__(
        self,
        num_heads: int,
        key_dim: int,
        value_dim: int | None = None,
        *,
        use_causal_mask: bool = False,
        use_bias: bool = True,
        kernel_initializer: str | initializers.Initializer = "glorot_uniform",
        **common: Unpack[Common],
    ) -> None:
        super().__init__(
            key_dim,
            value_dim,
            use_causal_mask=use_causal_mask,
            use_bias=use_bias,
            kernel_initializer=kernel_initializer,
            **common,
        )
        self.num_heads = whole_number("num_heads of MultiHeadAttention", num_heads)
        self.heads: list[Attention] = []

    def make(self, shape: Shape) -> None:
        """Make the heads and the layer that joins them."""
        self.heads = [self._head(shape) for _ in range(self.num_heads)]
        joined = self.num_heads * (self.value_dim or self.key_dim)
        self.output = self.projection(shape[-1], (shape[0], joined), (joined, shape[-1]))
        self.output.kernel_shape = (self.num_heads, joined // self.num_heads, shape[-1])

    def _head(self, shape: Shape) -> Attention:
        head = Attention(
            self.key_dim,
            self.value_dim,
            use_causal_mask=self.use_causal_mask,
            **self.passed_on(),
        )
        head.beside = self.num_heads
        head.build(shape)
        return head

    def forward(self, x: Any) -> Any:
        """The results of the heads at each step, joined."""
        steps = zip(*[head(x) for head in self.heads], strict=True)
        return self.output([[number for found in step for number in found] for step in steps])

    def in_keras(self) -> dict[str, Any]:
        """Keras's arrays: their shapes, and the parameters in them; heads are side by side."""
        found: dict[str, Any] = {}
        for name in ("query", "key", "value"):
            parts = [getattr(head, name) for head in self.heads]
            rows = [neuron.w for part in parts for neuron in part.neurons]
            sizes = (len(parts), parts[0].units)
            weights = [w for column in zip(*rows, strict=True) for w in column]
            found[f"{name}.kernel"] = ((len(rows[0]), *sizes), weights)
            biases = [bias for part in parts for bias in part.biases()]
            found[f"{name}.bias"] = (sizes, biases)
        rows = [neuron.w for neuron in self.output.neurons]
        shape = (self.num_heads, self.value_dim or self.key_dim, len(rows))
        found["output.kernel"] = (shape, [w for column in zip(*rows, strict=True) for w in column])
        found["output.bias"] = ((len(rows),), self.output.biases())
        return {name: part for name, part in found.items() if part[1]}

    def scores(self, x: Any) -> list[list[list[Any]]]:
        """The attention of each head; see `Attention.scores`."""
        self(x)
        return [head.scores(x) for head in self.heads]


class PositionalEncoding(Shaped):
    """Adds numbers that encode the place of each step, since attention does not see order.

    Feature k of step i gets sin(i / 10000^(k / n)) for even k, and for odd k the cosine of the
    same angle as the feature before; n is the number of features.

    Source: Vaswani et al., as for `Attention`, section 3.5.

    >>> [x for x in PositionalEncoding()([[0.0, 0.0], [0.0, 0.0]])[0]]
    [0.0, 1.0]
    """

    axes: ClassVar[tuple[str, ...]] = SEQUENCE

    def forward(self, x: Any) -> Any:
        """The sequence, with the numbers added."""
        return [
            [number + place(i, k, len(row)) for k, number in enumerate(row)]
            for i, row in enumerate(x)
        ]


def place(i: int, k: int, n: int) -> float:
    """The number that `PositionalEncoding` adds to feature k of n at step i.

    >>> place(0, 0, 4), place(0, 1, 4)
    (0.0, 1.0)
    """
    angle = i / 10000.0 ** ((k - k % 2) / n)
    return math.cos(angle) if k % 2 else math.sin(angle)
