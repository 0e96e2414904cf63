"""Links a trace with its captured graph: which nodes are neurons, weights, and who owns what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograd.graph import topological_order
from autograd.value import Value
from autograd.visual.network.tracing import Trace, TracedLayer
from autograd.visual.player.capture import Capture

CIRCLES = 12
"""Most neurons of a layer that pass one by one; those of larger layers pass together."""
NOWHERE = -1
"""Stands for a Value that the root does not depend on."""


@dataclass(frozen=True)
class Stop:
    """What passes at once: a neuron, the activation of a whole layer, a layer, or the loss.

    Attributes:
        layer: The number of its layer, from 0; the number of layers for the loss.
        cell: The number of the neuron; -1 for all outputs of the layer.
        kind: "neuron", "activation", "layer" or "loss".
    """

    layer: int
    cell: int
    kind: str


def stops_of(trace: Trace) -> list[Stop]:
    """The stops of the forward pass through a network, in order; backward it is the other way.

    >>> w, x = Value(2.0), Value(3.0)
    >>> z = w * x
    >>> layer = TracedLayer("layers[0]", [z.tanh()], [z], [[w]], [None])
    >>> stops_of(Trace(layer.outputs[0], [x], [layer]))
    [Stop(layer=0, cell=0, kind='neuron')]
    """
    found = []
    before = set(trace.inputs)
    for k, layer in enumerate(trace.layers):
        if before.issuperset(layer.outputs):  # it has passed on what it was given, as Flatten does
            continue
        before = set(layer.outputs)
        if not layer.sums or len(layer.outputs) > CIRCLES:
            found.append(Stop(k, -1, "layer"))
            continue
        found += [Stop(k, j, "neuron") for j in range(len(layer.sums))]
        if is_layer_wide(layer):
            found.append(Stop(k, -1, "activation"))
    if trace.loss:
        found.append(Stop(len(trace.layers), -1, "loss"))
    return found


def is_layer_wide(layer: TracedLayer) -> bool:
    """Whether the activation turns all sums into all outputs at once, as softmax does."""
    return any(
        z is not h and z.scope is not h.scope
        for z, h in zip(layer.sums, layer.outputs, strict=bool(layer.sums))
    )


def link(trace: Trace, capture: Capture) -> dict[str, Any]:
    """The numbers of the nodes of inputs and layers in a capture of the root, as plain data.

    `owners` has for each node the number of the stop at which it is computed, and passes on its
    gradient; -1 for leaves. `apart` has the numbers of Values that the root does not depend on, by
    the layer's number and the cell's.
    """
    index = dict(zip(topological_order(trace.root), capture.values, strict=True))

    def nodes(values: Iterable[Value | None]) -> list[int]:
        return [NOWHERE if x is None else index.get(x, NOWHERE) for x in values]

    stops = stops_of(trace)
    return {
        "inputs": nodes(trace.inputs),
        "layers": [
            {
                "path": layer.path,
                "activation": layer.activation,
                "outputs": nodes(layer.outputs),
                "sums": nodes(layer.sums),
                "weights": [nodes(weights) for weights in layer.weights],
                "biases": nodes(layer.biases),
                "wide": is_layer_wide(layer),
            }
            for layer in trace.layers
        ],
        "stops": [[stop.layer, stop.cell, stop.kind] for stop in stops],
        "owners": _owners(trace, stops, capture),
    }


def apart(trace: Trace) -> dict[str, list[float]]:
    """The outputs of the layers of which the root does not depend on all, by the layer's number."""
    inside = set(topological_order(trace.root))
    return {
        str(k): [x.data for x in layer.outputs]
        for k, layer in enumerate(trace.layers)
        if not inside.issuperset(layer.outputs)
    }


def _owners(trace: Trace, stops: Sequence[Stop], capture: Capture) -> list[int]:
    """For each node its stop: by the innermost scope that belongs to one."""
    owner_of: dict[Any, int] = {}
    for number, stop in enumerate(stops):
        if stop.kind == "loss":
            continue
        layer = trace.layers[stop.layer]
        if stop.kind == "neuron":
            owner_of[layer.sums[stop.cell].scope] = number
        else:
            around = next((x.scope for x in layer.outputs if x.scope), None)
            owner_of[around.path[0] if around else None] = number
    last = len(stops) - 1
    of_scope = [_innermost(scope, owner_of, last) for scope in capture.scope_list]
    counts = (capture.starts[1:] - capture.starts[:-1]).tolist()
    return [
        of_scope[scope] if counts[node] else NOWHERE
        for node, scope in enumerate(capture.scopes.tolist())
    ]


def _innermost(scope: Any, owner_of: Mapping[Any, int], otherwise: int) -> int:
    for around in reversed(scope.path) if scope else ():
        if around in owner_of:
            return owner_of[around]
    return otherwise
