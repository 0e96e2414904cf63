"""A network with some samples at one moment, as the player steps through them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograd.recording.contexts import no_grad
from autograd.value import Value
from autograd.visual.network import Diagram, Trace, diagram_of, traces_of
from autograd.visual.network.linking import apart, link
from autograd.visual.player.capture import Capture
from autograd.writing.text import count

REACH = 6.0
"""Curves of activations are drawn from -6 to 6."""
POINTS = 121


@dataclass(frozen=True, repr=False)
class NetworkCapture:
    """A network with some samples at one moment: numbers and text, no Values.

    Attributes:
        diagram: The network with its first sample.
        graphs: For each sample the graph of its loss.
        links: For each sample which nodes of its graph are neurons, weights, ...
        samples: For each sample what else the player tells: its target, its class.
        curves: The curve of each activation, by its name.
    """

    diagram: Diagram
    graphs: Sequence[Capture]
    links: Sequence[Mapping[str, Any]]
    samples: Sequence[Mapping[str, Any]]
    curves: Mapping[str, Any]

    def __repr__(self) -> str:
        what = count(len(self.graphs), "sample")
        return f"<Capture of {self.diagram.title} with {what}; to be shown by play([...])>"


def capture_network(
    model: Any, X: Any, y: Any = None, loss: Any = None, title: str = ""
) -> NetworkCapture:
    """A network with its samples as they are now.

    Args:
        model: The network.
        X: A sample, or several.
        y: The target, or a target for each sample.
        loss: The loss, if not the one that the model was given.
        title: The name of the moment.
    """
    traces = traces_of(model, X, y, loss)
    first = traces[0]
    x, target = [v.data for v in first.inputs], first.target or None
    shape = getattr(model.layers[0], "built_for", None) or (len(x),)
    diagram = diagram_of(model, _shaped(x, shape), _lone(target), loss)
    titles = [title or f"example {k} of {len(traces)}" for k in range(1, len(traces) + 1)]
    graphs = [
        Capture(trace.root, name, {}, model) for trace, name in zip(traces, titles, strict=True)
    ]
    links = [
        link(trace, graph) | {"loss": trace.loss}
        for trace, graph in zip(traces, graphs, strict=True)
    ]
    return NetworkCapture(diagram, graphs, links, list(map(_sample, traces)), _curves(first))


def _lone(target: Sequence[float] | None) -> Any:
    return target if target is None or len(target) > 1 else target[0]


def _shaped(numbers: list[float], shape: tuple[int, ...]) -> Any:
    """Numbers in one list as nested lists of that shape."""
    import numpy

    return numpy.array(numbers).reshape(shape).tolist()


def _sample(trace: Trace) -> dict[str, Any]:
    return {
        "target": list(trace.target),
        "side": trace.side,
        "wrong": trace.is_wrong,
        "apart": apart(trace),
    }


def _curves(trace: Trace) -> dict[str, Any]:
    """The curve of each activation, by samples from -6 to 6; none for layer-wide ones."""
    found: dict[str, Any] = {}
    steps = [REACH * (2 * k / (POINTS - 1) - 1) for k in range(POINTS)]
    with no_grad():
        for layer in trace.layers:
            if layer.function is not None and layer.activation not in found:
                values = [_number(layer.function(Value(step))) for step in steps]
                if all(map(math.isfinite, values)):
                    rounded = [round(value, 4) for value in values]
                    found[layer.activation] = {"from": -REACH, "to": REACH, "values": rounded}
    return found


def _number(out: Any) -> float:
    return out.data if isinstance(out, Value) else float(out)
