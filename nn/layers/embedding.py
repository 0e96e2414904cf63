"""Embedding: a learnt list of numbers for each word."""

import math
from typing import Any, ClassVar, Unpack

import autograd
from autograd import InputValueError, Value
from autograd.checks import abbreviate, whole_number
from nn import initializers
from nn.arguments import scalar
from nn.layers.base import Common, Shape, dot
from nn.layers.shaped import Shaped


class Embedding(Shaped):
    """A table with a row for each token: replaces each token, a whole number, by its row.

    Args:
        input_dim: The number of different tokens, which are 0 to input_dim - 1.
        output_dim: The length of a row.
        kernel_initializer: Draws the table; see `nn.initializers`.
        input_length: The number of tokens in a sample, as in older programs for Keras: the same as
            `input_shape=(input_length,)`.
        **common: The arguments of every layer; see `BaseLayer`.

    Attributes:
        embeddings: The table, of shape (input_dim, output_dim). Only the rows of tokens that occur
            get gradients.

    Raises:
        InputTypeError: If an argument is of the wrong type.
        InputValueError: If a size is below 1, or a token has no row.

    >>> layer = Embedding(10, 2, rng=0)
    >>> first, second, third = layer([7, 3, 7])
    >>> first == third == layer.embeddings[7], len(second)
    (True, 2)
    """

    axes: ClassVar[tuple[str, ...]] = ("steps",)
    no_settings: ClassVar[set[str]] = {"rng", "input_length"}  # here, input_dim is a setting
    embeddings: list[list[Value]]

    def __init__(  # type: ignore[misc] # as in Keras, input_dim is another thing here
        self,
        input_dim: int,
        output_dim: int,
        kernel_initializer: str | initializers.Initializer = "uniform",
        input_length: int | None = None,
        **common: Unpack[Common],
    ) -> None:
        if input_length is not None:
            common["input_shape"] = (whole_number("input_length of Embedding", input_length),)
        super().__init__(**common)
        self.input_dim = whole_number("input_dim of Embedding", input_dim)
        self.output_dim = whole_number("output_dim of Embedding", output_dim)
        self.kernel_initializer = initializers.checked(kernel_initializer)
        self.embeddings = []

    def make(self, shape: Shape) -> None:
        """Make the table."""
        assert self.rng is not None  # build() has made one
        draw = initializers.get(self.kernel_initializer)
        self.embeddings = [
            [Value(draw(self.rng, self.input_dim, self.output_dim)) for _ in range(self.output_dim)]
            for _ in range(self.input_dim)
        ]

    def forward(self, x: Any) -> Any:
        """The row of each token."""
        table = self.read(self.embeddings)
        return [self._row(table, token) for token in x]

    def _row(self, table: list[list[Any]], token: Any) -> list[Any]:
        if autograd.is_compiling() and isinstance(token, Value):
            return _selected(table, token)
        number = scalar("a token of Embedding", token)
        place = number.data if isinstance(number, Value) else number
        if place not in range(len(table)):
            raise InputValueError(
                f"{self!r} has rows for the tokens 0 to {len(table) - 1}, but was given "
                f"{abbreviate(token)}"
            )
        return list(table[int(place)])

    def check_inputs(self, X: Any) -> None:
        """Raise an error unless there is a row for each token."""
        import numpy

        known = numpy.isin(X, numpy.arange(self.input_dim))
        if not known.all():
            raise InputValueError(
                f"{self!r} has rows for the tokens 0 to {self.input_dim - 1}, but was given "
                f"{X[~known][0]} in example {int((~known).reshape(len(X), -1).any(1).argmax())}"
            )

    def kernels(self) -> list[list[Value]]:
        """The rows of the table."""
        return self.embeddings


def _selected(table: list[list[Any]], token: Value) -> list[Any]:
    """The row of a token that is known when the program runs: a sum of all rows times 1 or 0.

    A row of nan if there is no such token.
    """
    chosen = [autograd.where(token == k, 1.0, 0.0) for k in range(len(table))]
    start = autograd.where(autograd.sum(chosen) == 1.0, 0.0, math.nan)
    return [dot(column, chosen, start) for column in zip(*table, strict=True)]
