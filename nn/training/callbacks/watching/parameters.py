"""Parameters of one layer as arrays, wherever an engine keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import autograd
from autograd import Value


class Places:
    """Finds parameters in the arrays of the engine.

    Args:
        engine: The engine of the training.
    """

    def __init__(self, engine: Any) -> None:
        self.vector: autograd.ParameterVector | None = getattr(engine, "vector", None)
        parameters = [] if self.vector is None else self.vector.parameters
        self._places: Mapping[Value, int] = {p: k for k, p in enumerate(parameters)}

    def of(self, values: Iterable[Value]) -> Numbers:
        """The numbers of some parameters."""
        values = list(values)
        if self.vector is None or any(value not in self._places for value in values):
            return Numbers(values)
        return InVector(values, self.vector, [self._places[value] for value in values])


class Numbers:
    """The numbers of Values, and their gradients."""

    def __init__(self, values: list[Value]) -> None:
        self._values = values

    def __len__(self) -> int:
        return len(self._values)

    def data(self) -> Any:
        """The numbers now, an array of their own."""
        import numpy

        return numpy.array([value.data for value in self._values], dtype=float)

    def grad(self) -> Any:
        """Their gradients."""
        import numpy

        return numpy.array([value.grad for value in self._values], dtype=float)


class InVector(Numbers):
    """The same, read from the arrays in which an engine keeps all parameters."""

    def __init__(
        self, values: list[Value], vector: autograd.ParameterVector, places: list[int]
    ) -> None:
        import numpy

        super().__init__(values)
        self._vector, self._index = vector, numpy.array(places, dtype=int)

    def data(self) -> Any:
        """As for `Numbers`."""
        return self._vector.data[self._index]

    def grad(self) -> Any:
        """As for `Numbers`."""
        return self._vector.grad[self._index]
