"""Parameters of one layer as arrays, wherever an engine keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import autograd
from autograd import Value
from nn.layers import Dense, Layer


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
        found = [self._places.get(value, -1) for value in values]
        if self.vector is None or -1 in found:
            return Numbers(values)
        return InVector(values, self.vector, found)

    def trained(self, layer: Any) -> Numbers:
        """The numbers of the parameters of a layer that are trained."""
        if self.vector is None:
            return self.of(getattr(layer, "trainable_parameters", list)())
        return self.of(value for value in _parameters(layer) if value in self._places)


def _parameters(layer: Any) -> Iterable[Value]:
    """All parameters of a layer; those of many neurons without a walk through all of them."""
    if type(layer) in (Dense, Layer):
        yield from (weight for row in layer.kernels() for weight in row)
        yield from layer.biases()
    elif hasattr(layer, "parameters"):
        yield from layer.parameters()


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
