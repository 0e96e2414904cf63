"""A network at each stop of its passes: the states of network.js, as moments of its diagram."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograd.visual.films.passes import Passes
from autograd.visual.network import Diagram, Moment, Pass, Place
from autograd.visual.network.scales import rounded_up
from autograd.visual.player.capture import Capture

WHOLE = -1
"""Stands for all cells of a layer."""


@dataclass(frozen=True)
class Item:
    """What passes at once.

    Attributes:
        number: Its number among all, in the order of the forward pass.
        layer: The number of its layer, from 0; the number of layers for the loss.
        cell: The number of the neuron; -1 for all outputs of the layer.
        kind: "neuron", "activation", "layer" or "loss".
    """

    number: int
    layer: int
    cell: int
    kind: str


@dataclass(frozen=True)
class Stop:
    """A step: what computes, or passes on its gradient; nothing at the beginning of a pass."""

    direction: Pass
    number: int
    item: Item | None = None


class NetworkRun:
    """A sample on its way through a network, forward and back.

    Attributes:
        passes: The graph of its loss.
        link: Which nodes are neurons, weights and so on, as `linking.link` gives it.
        sample: What else is known of the sample.
        diagram: The network.
        stops: The steps.
    """

    def __init__(
        self, graph: Capture, link: Mapping[str, Any], sample: Mapping[str, Any], diagram: Diagram
    ) -> None:
        self.passes = Passes(graph)
        self.link, self.sample, self.diagram = link, sample, diagram
        self.items = [Item(k, *stop) for k, stop in enumerate(link["stops"])]
        self.stops = [
            Stop("forward", -1),
            *[Stop("forward", item.number, item) for item in self.items],
            Stop("backward", len(self.items)),
            *[Stop("backward", item.number, item) for item in reversed(self.items)],
        ]

    # ---------------------------------------------------------------------------- the nodes

    def column(self, number: int) -> Sequence[int]:
        """The nodes of a column: 0 for the inputs, then the layers; -1 for what is no node."""
        nodes: Sequence[int] = (
            self.link["layers"][number - 1]["outputs"] if number else self.link["inputs"]
        )
        return nodes

    @property
    def depth(self) -> int:
        """How many layers there are."""
        return len(self.link["layers"])

    def column_of(self, number: int) -> int | None:
        """The column of the trace that a column of the picture shows; None if that has none."""
        if number == 0:
            return 0
        paths = [layer["path"] for layer in self.link["layers"]]
        path = self.diagram.columns[number].path
        return paths.index(path) + 1 if path in paths else None

    @functools.cached_property
    def shown(self) -> list[tuple[int, int]]:
        """The columns of the picture that show one of the trace, each with that."""
        columns = [(k, self.column_of(k)) for k in range(len(self.diagram.columns))]
        return [(number, column) for number, column in columns if column is not None]

    @functools.cached_property
    def titles(self) -> list[str]:
        """What each layer is called."""
        named = {column: self.diagram.columns[number].title for number, column in self.shown}
        layers = self.link["layers"]
        return [named.get(k, layer["path"]) for k, layer in enumerate(layers, 1)]

    def place_of(self, item: Item) -> Place | None:
        """Where the picture shows what passes; None where it does not."""
        if item.kind == "loss":
            return Place(self.diagram.loss_place.column, WHOLE)
        if self.is_apart(item):
            return None
        numbers = [number for number, column in self.shown if column == item.layer + 1]
        return Place(numbers[0], item.cell) if numbers else None

    def is_apart(self, item: Item) -> bool:
        """Whether the result does not depend on a neuron."""
        return item.kind == "neuron" and self.link["layers"][item.layer]["sums"][item.cell] < 0

    def value(self, column: int, cell: int) -> float | None:
        """The number in a cell of a column, even if the root does not depend on it."""
        node = self.column(column)[cell]
        if node >= 0:
            return self.passes.data[node]
        apart = self.sample["apart"].get(str(column - 1))
        return None if apart is None else float(apart[cell])

    # -------------------------------------------------------------------------- at a stop

    def is_known(self, node: int, stop: Stop) -> bool:
        """Whether a number has been computed."""
        return stop.direction == "backward" or self.link["owners"][node] <= stop.number

    def has_passed(self, user: int, stop: Stop) -> bool:
        """Whether a node has passed on its gradient."""
        return bool(self.link["owners"][user] >= stop.number)

    def gradient(self, node: int, stop: Stop) -> float:
        """The gradient that has come in so far, added up in the order of the backward pass."""
        return self.passes.gradient(node, lambda user: self.has_passed(user, stop))

    def arrival(self, node: int, stop: Stop) -> str:
        """Whether "none", "some" or "all" of a gradient has come in."""
        if node < 0 or stop.direction == "forward":
            return "none"
        passed = [self.has_passed(use.user, stop) for use in self.passes.uses(node)]
        if not any(passed) and node != self.passes.root:
            return "none"
        return "all" if all(passed) else "some"

    def moment(self, stop: Stop, flow: float = 0.0) -> Moment:
        """What the picture of the network shows at a stop.

        Args:
            stop: The stop.
            flow: How far the dots on active edges have moved.
        """
        places = {
            Place(number, cell): (column, cell, node)
            for number, column in self.shown
            for cell, node in enumerate(self.column(column))
        }
        if self.diagram.loss is not None:
            places[self.diagram.loss_place] = (self.depth + 1, 0, self.passes.root)
        values = {place: self._value(*where, stop) for place, where in places.items()}
        arrivals = {place: self.arrival(node, stop) for place, (_, _, node) in places.items()}
        return Moment(
            {place: value for place, value in values.items() if value is not None},
            {
                place: self.gradient(node, stop)
                for place, (_, _, node) in places.items()
                if arrivals[place] != "none"
            },
            frozenset(place for place, arrival in arrivals.items() if arrival == "some"),
            self.place_of(stop.item) if stop.item else None,
            stop.direction,
            flow=flow,
        )

    def _value(self, column: int, cell: int, node: int, stop: Stop) -> float | None:
        """A number at a stop; None while it is not known."""
        if node >= 0:
            return self.passes.data[node] if self.is_known(node, stop) else None
        own = [x for x in self.items if x.layer == column - 1 and x.cell in (WHOLE, cell)]
        is_known = stop.direction == "backward" or not own or own[-1].number <= stop.number
        return self.value(column, cell) if is_known else None


@dataclass(frozen=True)
class Neuron:
    """A neuron of a run: its nodes, and the numbers of what is no node.

    Attributes:
        run: The run.
        item: Which neuron it is.
    """

    run: NetworkRun
    item: Item

    @property
    def _layer(self) -> Mapping[str, Any]:
        layer: Mapping[str, Any] = self.run.link["layers"][self.item.layer]
        return layer

    @property
    def weights(self) -> Sequence[int]:
        """The nodes of its weights; -1 where one is frozen."""
        weights: Sequence[int] = self._layer["weights"][self.item.cell]
        return weights

    @property
    def bias(self) -> int:
        """The node of its bias; -1 without one."""
        return int(self._layer["biases"][self.item.cell])

    @property
    def sum(self) -> int:
        """The node of its weighted sum."""
        return int(self._layer["sums"][self.item.cell])

    @property
    def output(self) -> int:
        """The node of its output."""
        return int(self._layer["outputs"][self.item.cell])

    @property
    def activation(self) -> str:
        """The name of its activation."""
        return str(self._layer["activation"])

    @property
    def has_activation(self) -> bool:
        """Whether it has an activation of its own."""
        return not self._layer["wide"] and self.output != self.sum

    @functools.cached_property
    def products(self) -> list[int]:
        """The nodes that multiply a weight by an input; -1 where there is none."""
        inputs = self.run.column(self.item.layer)
        return [self._product(w, x) for w, x in zip(self.weights, inputs, strict=True)]

    def _product(self, weight: int, value: int) -> int:
        start = weight if weight >= 0 else value
        if start < 0:
            return -1
        owners = self.run.link["owners"]
        users = [use.user for use in self.run.passes.uses(start)]
        return next((user for user in users if owners[user] == self.item.number), -1)

    def weight_data(self, k: int) -> float:
        """A weight; of a frozen one the derivative by its input."""
        weight, value = self.weights[k], self.run.column(self.item.layer)[k]
        if weight >= 0:
            return self.run.passes.data[weight]
        return self._derivative(self.products[k], value)

    def input_data(self, k: int) -> float:
        """An input; of one that is no node the derivative by its weight."""
        value = self.run.column(self.item.layer)[k]
        if value >= 0:
            return self.run.passes.data[value]
        return self._derivative(self.products[k], self.weights[k])

    def product_data(self, k: int) -> float:
        """A weight times its input."""
        product = self.products[k]
        return self.run.passes.data[product] if product >= 0 else math.nan

    def _derivative(self, node: int, operand: int) -> float:
        passes = self.run.passes
        edges = passes.edges(node) if node >= 0 else ()
        return next((passes.local(e) for e in edges if passes.operand(e) == operand), math.nan)

    def slope(self) -> float:
        """The slope of the activation at the sum, by the recorded derivatives."""
        passes = self.run.passes
        slopes = {self.output: 1.0}
        for node in range(self.output, self.sum, -1):
            if node not in slopes:
                continue
            for edge in passes.edges(node):
                operand = passes.operand(edge)
                slopes[operand] = slopes.get(operand, 0.0) + slopes[node] * passes.local(edge)
        return slopes.get(self.sum, 0.0)


def on_one_scale(
    diagrams: Sequence[Diagram], largest: float, runs: Sequence[NetworkRun]
) -> list[Diagram]:
    """Diagrams whose widths and tints mean the same: one scale for all samples or moments.

    Args:
        diagrams: The diagrams.
        largest: The largest |weight| of all.
        runs: All that is played.
    """
    scales = {}
    for number, column in runs[0].shown:
        values = [
            abs(run.passes.data[node]) for run in runs for node in run.column(column) if node >= 0
        ]
        scales[number] = rounded_up(max(filter(math.isfinite, values), default=0.0))
    return [
        replace(
            diagram,
            largest=largest,
            columns=tuple(
                replace(column, scale=scales.get(number))
                for number, column in enumerate(diagram.columns)
            ),
        )
        for diagram in diagrams
    ]
