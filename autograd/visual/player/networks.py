"""A network whose samples are stepped through: what `play(model, X, y)` shows."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from autograd.visual.network import NARROW, WIDE, Diagram, Moment, write_svg
from autograd.visual.network.linking import CIRCLES
from autograd.visual.player.network_capture import NetworkCapture
from autograd.visual.player.payload import Shown, payload, plain
from autograd.visual.player.playing import NETWORK_SCRIPTS, SCRIPTS, Player
from autograd.visual.style import literal
from autograd.writing.text import count

if TYPE_CHECKING:
    from autograd.visual.films.options import FilmOptions
    from autograd.visual.films.sheets import Frame


class NetworkPlayer(Player):
    """Steps through a network, sample by sample, or moment by moment of its training.

    Attributes:
        captures: The graphs of the samples, or of the moments.
        moments: The moments of a training; one without a training.
    """

    _scripts = (*SCRIPTS[:-1], *NETWORK_SCRIPTS, SCRIPTS[-1])  # the last one starts the player

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
        self.folded, self.quiz = True, False
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
        more = {"network": self._network(), "losses": list(map(plain, self._losses))}
        return payload(graphs, title=self._title, digits=self._digits, more=more)

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
            "columns": self._columns(),
            "largest": self._largest(),
            "curves": self.moments[-1].curves,
            "examples": self._examples(),
        }

    def _columns(self) -> list[dict[str, Any]]:
        """The titles of the columns, and which layer of a trace each of them is; -1 for none."""
        layers = {layer["path"]: k for k, layer in enumerate(self._links[-1]["layers"])}
        return [
            {
                "title": column.title,
                "layer": layers.get(column.path, -1),
                "shape": column.shape,
            }
            for column in self._diagram.columns
        ]

    def _examples(self) -> list[dict[str, Any]]:
        """For each sample, or each moment, where its graph is, and what else is known of it."""
        places = {
            k: (kind, place)
            for kind, some in enumerate(self._kinds)
            for place, k in enumerate(some)
        }
        samples = [sample for moment in self.moments for sample in moment.samples]
        return [
            {"title": graph.title, "graph": places[k][0], "moment": places[k][1], **_plain(sample)}
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

    @property
    def _moments(self) -> int:
        return len(self.moments)

    @property
    def _film_style(self) -> str:
        return ""

    def _frames(self, options: FilmOptions) -> list[Frame]:
        """The first example, stop by stop; or all moments."""
        from autograd.visual.films.network_frames import (
            frames_of_moments,
            frames_of_run,
            page_for,
        )
        from autograd.visual.films.networks import NetworkRun, on_one_scale

        diagrams = [moment.diagram for moment in self.moments for _ in moment.graphs]
        samples = [sample for moment in self.moments for sample in moment.samples]
        parts = zip(self.captures, self._links, samples, diagrams, strict=True)
        runs = [NetworkRun(*part) for part in parts]
        diagrams = on_one_scale(diagrams, self._largest(), runs)
        page = page_for(diagrams[0], options.width)
        if self._moments == 1:
            return frames_of_run(runs[0], diagrams[0], page)
        titles = [capture.title for capture in self.captures]
        return frames_of_moments(runs, diagrams, titles, self._losses, page)

    def svg(self) -> str:
        """The network with its first sample, after the backward pass, as an `<svg>` element."""
        return literal(write_svg(self._diagram, width=WIDE))

    def __repr__(self) -> str:
        count_of = (len(self.captures), "example")
        if len(self.moments) > 1:
            count_of = (len(self.moments), "moment")
        what = f"{self._diagram.title} with {count(*count_of)}"
        return f'<Player of {what}; in a file: .save("player.html")>'


def _plain(sample: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of a sample, its numbers as JSON has them."""
    outputs = {layer: list(map(plain, numbers)) for layer, numbers in sample["apart"].items()}
    return {**sample, "target": list(map(plain, sample["target"])), "apart": outputs}
