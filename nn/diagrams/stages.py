"""Stages: the numbers of one layer for one sample, forward and backward.

A fully connected layer is computed by arrays, other layers by a call. Both do the multiplications
and additions of `layer(x)` and of `backward()`, in the same order, so that each number in a picture
is the one that these give, to the last bit. No `.grad` is touched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import autograd
from autograd import Value
from autograd.recording.entries import Unchanged
from nn import activations
from nn.arguments import features, flattened
from nn.layers.base import filled, shape_of
from nn.layers.dense import Dense
from nn.module import Module, as_list
from nn.neuron import Neuron

Found = dict[str, Any]
"""Fields of a `Column` by name."""


class Cotangents(NamedTuple):
    """d loss / d each number of a column.

    Attributes:
        numbers: An array of the shape of the column; 0 where the loss does not depend on it.
        order: The cells that the loss depends on, in the order of the graph: `backward()` adds up
            in the reverse order, and other sums have other last digits.
    """

    numbers: Any
    order: list[int]


class Stage(NamedTuple):
    """What a layer makes of a sample.

    Attributes:
        values: Its outputs, an array.
        found: Other fields of its `Column`.
        pull: From the cotangents of its outputs to those of its inputs, with the gradients of its
            `Column`.
    """

    values: Any
    found: Found
    pull: Callable[[Cotangents], tuple[Cotangents, Found]]


def neurons_of(layer: Module, shape: tuple[int, ...]) -> list[Neuron]:
    """The neurons of a layer that all take all numbers of a list; empty for other layers."""
    if len(shape) != 1:
        return []
    if type(layer) is Neuron:
        return [layer]
    if not isinstance(layer, Dense) or any(type(neuron) is not Neuron for neuron in layer.neurons):
        return []
    computing = ("__call__", "forward", "_outputs")  # a subclass may compute something else
    plain = all(getattr(type(layer), name) is getattr(Dense, name) for name in computing)
    return layer.neurons if plain else []


def weights_of(neurons: list[Neuron]) -> Found:
    """The kernel and the bias of a fully connected layer, as arrays."""
    import numpy

    kernel = numpy.array([[w.data for w in neuron.w] for neuron in neurons])
    biases = [neuron.b for neuron in neurons if neuron.b is not None]
    numbers = [0.0 if neuron.b is None else neuron.b.data for neuron in neurons]
    return {
        "kernel": kernel,
        "bias": numpy.array(numbers) if biases else None,
        "parameters": kernel.size + len(biases),
        "frozen": all(neuron._frozen for neuron in neurons),
    }


def parameters_of(layer: Any) -> Found:
    """How many parameters any other layer has."""
    found = layer.parameters() if isinstance(layer, Module) else []
    return {"parameters": len(found), "frozen": bool(found) and layer.frozen}


def run(layer: Module, x: Any, *, can_pull: bool) -> Stage:
    """The stage of a layer for a sample, an array; without `can_pull`, less memory is used."""
    neurons = neurons_of(layer, x.shape)
    if neurons:
        return _connected(layer, neurons, x)
    with Unchanged() if can_pull else autograd.no_grad():
        return _called(layer, x)


# ----------------------------------------------------------------------------- fully connected


def _connected(layer: Module, neurons: list[Neuron], x: Any) -> Stage:
    """A layer whose neurons all take the same inputs: sums by arrays, activations by Values."""
    import numpy

    features(layer, x, len(neurons[0].w))
    weights = weights_of(neurons)
    kernel, bias = weights["kernel"], weights["bias"]
    with numpy.errstate(all="ignore"):
        sums = added_up(kernel.T, x, numpy.zeros(len(kernel)) if bias is None else bias)
    values, slopes, back = _activated(layer, neurons, sums)

    def pull(gradients: Cotangents) -> tuple[Cotangents, Found]:
        of_sums, order = back(gradients)
        backward = order[::-1]
        with numpy.errstate(all="ignore"):
            of_inputs = added_up(kernel[backward], of_sums[backward], numpy.zeros(len(x)))
            of_kernel = 0.0 + of_sums[:, None] * x
        found: Found = {"sum_gradients": of_sums}
        if not weights["frozen"]:
            found["kernel_gradients"] = of_kernel
            found["bias_gradients"] = None if bias is None else of_sums
        return Cotangents(of_inputs, list(range(len(x)))), found

    return Stage(values, {"sums": sums, "slopes": slopes}, pull)


def added_up(rows: Any, factors: Any, start: Any) -> Any:
    """start + factors[0] rows[0] + factors[1] rows[1] + ..., added in that order, unlike by @.

    >>> import numpy
    >>> added_up(numpy.array([[1.0, 2.0], [3.0, 4.0]]), [1.0, 10.0], numpy.zeros(2)).tolist()
    [31.0, 42.0]
    """
    total = start.copy()
    for row, factor in zip(rows, factors, strict=True):
        total += row * factor
    return total


def _activated(
    layer: Any, neurons: list[Neuron], sums: Any
) -> tuple[Any, Any, Callable[[Cotangents], Cotangents]]:
    """The activations of all sums, their slopes, and what takes gradients back through them."""
    import numpy

    leaves = [Value(z) for z in sums.tolist()]
    outputs = [neuron.activation(z) for neuron, z in zip(neurons, leaves, strict=True)]
    is_wide = activations.is_layer_wide(layer.activation)
    if is_wide:
        outputs = layer.activation(outputs)

    def back(gradients: Cotangents) -> Cotangents:
        return picked(*sweep(outputs, gradients), leaves)

    values = numpy.array([number(output) for output in outputs])
    ones = Cotangents(numpy.ones(len(outputs)), list(range(len(outputs))))
    return values, None if is_wide else back(ones).numbers, back


# ----------------------------------------------------------------------------------- any other


def _called(layer: Any, x: Any) -> Stage:
    """Any other layer, by a call with Values."""
    import numpy

    leaves = [Value(each) for each in x.ravel().tolist()]
    out = as_list(layer(filled(x.shape, iter(leaves))))
    outputs = flattened(out)
    values = numpy.array([number(output) for output in outputs]).reshape(shape_of(out))

    def pull(gradients: Cotangents) -> tuple[Cotangents, Found]:
        found, graph = sweep(outputs, gradients)
        of_inputs = picked(found, graph, leaves)
        # Outputs of a step go on to the next one, too: then their gradients have grown.
        grown = numpy.array([found[output] for output in outputs]).reshape(values.shape)
        return of_inputs._replace(numbers=of_inputs.numbers.reshape(x.shape)), {"gradients": grown}

    return Stage(values, {}, pull)


def sweep(
    outputs: Sequence[Any], gradients: Cotangents
) -> tuple[dict[Any, float], Sequence[Value]]:
    """The reverse sweep of `backward()` from outputs, which writes no `.grad`.

    Returns:
        The gradient of each Value, and the graph in topological order.

    >>> import numpy
    >>> x = Value(3.0)
    >>> found, graph = sweep([x * x, x], Cotangents(numpy.array([1.0, 10.0]), [0, 1]))
    >>> found[x], x.grad
    (16.0, 0.0)
    """
    seeds = gradients.numbers.ravel().tolist()
    found: dict[Any, float] = defaultdict(float)
    for cell in gradients.order:
        if isinstance(outputs[cell], Value):
            found[outputs[cell]] += seeds[cell]
    graph = autograd.topological_order(*found)
    for node in reversed(graph):
        for operand, local in node.edges():
            found[operand] += local * found[node]
    return found, graph


def picked(found: dict[Any, float], graph: Sequence[Value], leaves: Sequence[Value]) -> Cotangents:
    """The cotangents of some leaves, after a `sweep`."""
    import numpy

    cells = {leaf: cell for cell, leaf in enumerate(leaves)}
    order = [cells[node] for node in graph if node in cells]
    return Cotangents(numpy.array([found[leaf] for leaf in leaves]), order)


def number(x: Any) -> float:
    """The number of a Value, or the number itself."""
    return x.data if isinstance(x, Value) else float(x)
