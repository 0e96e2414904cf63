"""A network whose samples are stepped through: what `play(model, X, y)` shows."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograd.recording.contexts import no_grad
from autograd.value import Value
from autograd.visual.network import NARROW, WIDE, Diagram, Moment, diagram_of, write_svg
from autograd.visual.network.linking import CIRCLES, apart, link
from autograd.visual.network.tracing import Trace, traces_of
from autograd.visual.player.capture import Capture
from autograd.visual.player.payload import Shown, payload
from autograd.visual.player.playing import Player
from autograd.visual.style import literal
from autograd.writing.text import count

REACH = 6.0
"""Curves of activations are drawn from -6 to 6."""
POINTS = 121


@dataclass(frozen=True)
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


def capture_network(
    model: Any, X: Any, y: Any = None, loss: Any = None, title: str = ""
) -> NetworkCapture | None:
    """A network with its samples as they are now; None for what is no network of a known library.

    Args:
        model: The network.
        X: A sample, or several.
        y: The target, or a target for each sample.
        loss: The loss, if not the one that the model was given.
        title: The name of the moment.
    """
    traces = traces_of(model, X, y, loss)
    if traces is None:
        return None
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
        "target": [_plain(number) for number in trace.target],
        "side": trace.side,
        "wrong": trace.is_wrong,
        "apart": {key: list(map(_plain, numbers)) for key, numbers in apart(trace).items()},
    }


def _plain(number: float) -> float | str:
    """A number as JSON has it: text where it is not finite."""
    return number if math.isfinite(number) else str(number)


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


class NetworkPlayer(Player):
    """Steps through a network, sample by sample, or moment by moment of its training.

    Attributes:
        captures: The graphs of the samples, or of the moments.
        moments: The moments of a training; one without a training.
    """

    def __init__(
        self,
        moments: Sequence[NetworkCapture],
        *,
        losses: Sequence[float] = (),
        title: str,
        digits: int,
        timeout: float,
    ) -> None:
        self.moments = moments
        self.captures = [graph for moment in moments for graph in moment.graphs]
        self.folded = True
        self._losses = losses
        self._title, self._digits, self._timeout = title, digits, timeout

    @property
    def _diagram(self) -> Diagram:
        return self.moments[-1].diagram

    @functools.cached_property
    def _kinds(self) -> list[list[int]]:
        """The numbers of the captures, those with graphs of one structure together."""
        kinds: list[list[int]] = []
        for k, graph in enumerate(self.captures):
            for kind in kinds:
                if graph.same_structure(self.captures[kind[0]]):
                    kind.append(k)
                    break
            else:
                kinds.append([k])
        return kinds

    @functools.cached_property
    def _payload(self) -> str:
        graphs = []
        for kind in self._kinds:
            some = [self.captures[k] for k in kind]
            one = Player(some, fold=True, title="", digits=self._digits, timeout=self._timeout)
            graphs.append(Shown(some, one._tree, one._views, one._placed, self._links[kind[0]]))
        return payload(
            graphs, title=self._title, digits=self._digits, more={"network": self._network()}
        )

    @property
    def _links(self) -> list[Mapping[str, Any]]:
        return [link for moment in self.moments for link in moment.links]

    def _network(self) -> dict[str, Any]:
        """What the player in the page knows of the network besides its graphs."""
        template = Moment(values={}, gradients={}, is_template=True)
        diagram = self._diagram
        return {
            "kind": "moments" if len(self.moments) > 1 else "examples",
            "wide": write_svg(diagram, template, width=WIDE),
            "narrow": write_svg(diagram, template, width=NARROW),
            "roomy": WIDE,
            "circles": CIRCLES,
            "columns": [
                {"title": column.title, "path": column.path} for column in diagram.columns
            ],
            "largest": self._largest(),
            "curves": self.moments[-1].curves,
            "losses": [_plain(loss) for loss in self._losses],
            "examples": self._examples(),
        }

    def _examples(self) -> list[dict[str, Any]]:
        places = {k: (kind, place) for kind, some in enumerate(self._kinds) for place, k in
                  enumerate(some)}
        samples = [sample for moment in self.moments for sample in moment.samples]
        return [
            {"title": graph.title, "graph": places[k][0], "moment": places[k][1], **sample}
            for k, (graph, sample) in enumerate(zip(self.captures, samples, strict=True))
        ]

    def _largest(self) -> float:
        """The largest |weight| of all moments."""
        sizes = [
            abs(float(graph.data[node]))
            for graph, link in zip(self.captures, self._links, strict=True)
            for layer in link["layers"]
            for row in layer["weights"]
            for node in row
            if node >= 0 and math.isfinite(graph.data[node])
        ]
        return max(sizes, default=1.0) or 1.0

    def svg(self) -> str:
        """The network with its first sample, after the backward pass, as an `<svg>` element."""
        return literal(write_svg(self._diagram, width=WIDE))

    def __repr__(self) -> str:
        what = f"{len(self.moments)} moments" if len(self.moments) > 1 else count(
            len(self.captures), "example")
        return f'<Player of {self._diagram.title} with {what}; in a file: .save("player.html")>'
