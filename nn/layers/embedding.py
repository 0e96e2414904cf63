"""Embedding: a learnt list of numbers for each word."""

import dataclasses
import math
from typing import Any, ClassVar, Unpack

import autograd
from autograd import InputValueError, Value
from autograd.checks import abbreviate, whole_number
from nn import constraints, initializers, regularizers
from nn.arguments import scalar
from nn.layers.base import Common, Kept, Only, Shape, dot
from nn.layers.shaped import Shaped


class Embedding(Shaped):
    """A table with a row for each token: replaces each token, a whole number, by its row.

    Args:
        input_dim: The number of different tokens, which are 0 to input_dim - 1.
        output_dim: The length of a row.
        embeddings_initializer: Draws the table; see `nn.initializers`.
        embeddings_regularizer: A penalty on the table: the `kernel_regularizer` of other layers.
        embeddings_constraint: Restores a property of the table after every step of `fit`: the
            `kernel_constraint` of other layers.
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
    no_settings: ClassVar[set[str]] = {  # here, input_dim is a setting
        *("rng", "input_length", "kernel_regularizer", "kernel_constraint"),
    }
    only: ClassVar[Only] = {
        **Shaped.only,
        "mask_zero": Kept((False,), "there are no masks: token 0 is one like all others"),
        "weights": Kept((None,), "call set_weights([table]) when the layer is built"),
    }
    embeddings: list[list[Value]]

    def __init__(  # type: ignore[misc] # as in Keras, input_dim is another thing here
        self,
        input_dim: int,
        output_dim: int,
        embeddings_initializer: str | initializers.Initializer = "uniform",
        embeddings_regularizer: regularizers.Regularizer | str | None = None,
        embeddings_constraint: constraints.Constraint | str | None = None,
        *,
        input_length: int | None = None,
        **common: Unpack[Common],
    ) -> None:
        if input_length is not None:
            common["input_shape"] = (whole_number("input_length of Embedding", input_length),)
        if embeddings_regularizer is not None:
            common["kernel_regularizer"] = embeddings_regularizer
        if embeddings_constraint is not None:
            common["kernel_constraint"] = embeddings_constraint
        super().__init__(**common)
        self.input_dim = whole_number("input_dim of Embedding", input_dim)
        self.output_dim = whole_number("output_dim of Embedding", output_dim)
        self.embeddings_initializer = initializers.checked(embeddings_initializer)
        self.embeddings = []

    def make(self, shape: Shape) -> None:
        """Make the table."""
        assert self.rng is not None  # build() has made one
        draw, fans = (
            initializers.get(self.embeddings_initializer),
            (self.input_dim, self.output_dim),
        )
        columns = initializers.kernel(draw, self.rng, *fans, fans)
        self.embeddings = [list(map(Value, row)) for row in zip(*columns, strict=True)]

    @property
    def embeddings_regularizer(self) -> Any:
        """The penalty on the table."""
        return self.kernel_regularizer

    @property
    def embeddings_constraint(self) -> Any:
        """What restores a property of the table."""
        return self.kernel_constraint

    @classmethod
    def upgraded(cls, settings: dict[str, Any]) -> dict[str, Any]:
        """With Keras's name for the initializer; a constraint was for the row of each token."""
        renamed = {"kernel_initializer": "embeddings_initializer"}
        new = {renamed.get(name, name): setting for name, setting in settings.items()}
        constraint: Any = new.get("kernel_constraint")
        if isinstance(constraint, dict) and "axis" in (constraint["choice"].get("known") or ()):
            known = {**constraint["choice"]["known"], "axis": 1}
            new["kernel_constraint"] = {"choice": {"known": known}}
        elif hasattr(constraint, "axis"):
            new["kernel_constraint"] = dataclasses.replace(constraint, axis=1)
        return new

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
        """The columns of the table: as in a `Dense` layer of which the tokens are the inputs."""
        return [list(column) for column in zip(*self.embeddings, strict=True)]


def _selected(table: list[list[Any]], token: Value) -> list[Any]:
    """The row of a token that is known when the program runs: a sum of all rows times 1 or 0.

    A row of nan if there is no such token.
    """
    chosen = [autograd.where(token == k, 1.0, 0.0) for k in range(len(table))]
    start = autograd.where(autograd.sum(chosen) == 1.0, 0.0, math.nan)
    return [dot(column, chosen, start) for column in zip(*table, strict=True)]
