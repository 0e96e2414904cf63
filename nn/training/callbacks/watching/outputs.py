"""Outputs of all layers for a fixed sample of the data, by arrays.

Fully connected layers are computed at once. A network that has others is compiled, which takes
about as long as the first step of the training did: whoever asks must find the time for it.
"""

from __future__ import annotations

import math
from contextlib import suppress
from typing import Any

import autograd
from nn import activations
from nn.arguments import flattened, is_sequence
from nn.layers import Dense
from nn.layers.base import shape_of
from nn.module import as_list
from nn.training.callbacks.watching.parameters import Numbers, Places
from nn.training.engines import shaped
from nn.training.model import Model


def layers_of(model: Any) -> list[Any]:
    """The layers of a network that says in which order they compute; else none."""
    layers: Any = getattr(model, "layers", None)
    return list(layers) if is_sequence(layers) else []


def is_chain(model: Any) -> bool:
    """Whether the outputs of a network are those of its layers, one after another.

    A network of one's own that computes something else may say what its layers give, by its method
    `layer_outputs`.
    """
    call, outputs = getattr(type(model), "call", None), type(model).layer_outputs
    return outputs is not Model.layer_outputs or getattr(call, "__module__", "").startswith("nn.")


def reader(model: Any, places: Places, X: Any) -> Outputs | None:
    """What computes the outputs of the layers of a network for samples X; None if nothing can."""
    layers = layers_of(model)
    if not layers or not isinstance(model, Model) or not is_chain(model):
        return None
    if type(model).layer_outputs is Model.layer_outputs and all(map(_is_plain, layers)):
        arrays = ByArrays(layers, places)
        with suppress(Exception):  # an activation of one's own need not take arrays
            arrays(X[:2])
            return arrays
    return ByProgram(model, places)


def _is_plain(layer: Any) -> bool:
    """Whether a layer is fully connected, and takes one list of numbers for each sample."""
    return (
        isinstance(layer, Dense)
        and type(layer).forward is Dense.forward
        and type(layer)._outputs is Dense._outputs
        and layer.built_for is not None
        and len(layer.built_for) == 1
    )


class Outputs:
    """Computes the outputs of all layers for several samples.

    Attributes:
        is_ready: Whether it computes without preparations that take long.
    """

    is_ready = True

    def __call__(self, X: Any) -> list[Any]:
        """An array for each layer: the first axis counts the samples, the last one the neurons."""
        raise NotImplementedError


class ByArrays(Outputs):
    """Fully connected layers: products of matrices, and activations of arrays."""

    def __init__(self, layers: list[Any], places: Places) -> None:
        self._layers = [(layer, *_tensors(layer, places)) for layer in layers]

    def __call__(self, X: Any) -> list[Any]:
        """As for `Outputs`."""
        import numpy

        found = []
        with numpy.errstate(all="ignore"):
            for layer, kernel, bias in self._layers:
                sums = X @ kernel.data().reshape(len(layer.neurons), -1).T
                X = _activated(layer.activation, sums + bias.data() if len(bias) else sums)
                found.append(X)
        return found


def _tensors(layer: Any, places: Places) -> tuple[Numbers, Numbers]:
    return places.of(w for row in layer.kernels() for w in row), places.of(layer.biases())


def _activated(activation: Any, sums: Any) -> Any:
    """The activation of sums, an array with a sample in each row."""
    import numpy

    if activations.is_layer_wide(activation):
        return numpy.stack(activation(list(sums.T)), axis=1)
    return numpy.broadcast_to(numpy.asarray(activation(sums), dtype=float), sums.shape)


class ByProgram(Outputs):
    """Any layers: one array program of them all."""

    is_ready = False

    def __init__(self, model: Any, places: Places) -> None:
        self._model = model
        known = model if places.vector is None else places.vector
        self._shapes: list[tuple[int, ...]] = []
        self._run = autograd.compile(self._of_sample, parameters=known).batched()

    def _of_sample(self, x: Any) -> Any:
        found = [as_list(out) for out in type(self._model).layer_outputs(self._model, x)]
        self._shapes = [shape_of(out) for out in found]
        return shaped([number for out in found for number in flattened(out)])

    def __call__(self, X: Any) -> list[Any]:
        """As for `Outputs`."""
        import numpy

        with numpy.errstate(all="ignore"):
            rows = self._run(X)
        self.is_ready = True
        ends = numpy.cumsum([math.prod(shape) for shape in self._shapes])[:-1]
        parts = numpy.split(rows, ends, axis=1)
        return [part.reshape(-1, *shape) for part, shape in zip(parts, self._shapes, strict=True)]
