"""A network as plain data: what is drawn, before anything about places or colours.

As a `Picture` does for a graph, a `Diagram` holds numbers and text only: it shows the network as it
was when read, and keeps no Value alive. Arrays are numpy's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Role = Literal["input", "layer", "output"]
Pass = Literal["forward", "backward"]


class Place(NamedTuple):
    """A number of a diagram: cell `cell` of column `column`, both from 0.

    Column 0 are the inputs, column l the outputs of layer l. The loss is the only cell of the
    column after the last.
    """

    column: int
    cell: int


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """The inputs of a network, or one of its layers with its outputs."""

    role: Role
    title: str
    """inputs, layer 1, output; or the name that a user gave to the layer."""
    shape: tuple[int, ...] | None = None
    """The shape of its values for one sample; None if it is not known."""
    kind: str = ""
    """The class of the layer: Dense."""
    path: str = ""
    """Where it is in the network: layers[0]."""
    neurons: tuple[str, ...] = ()
    """Where its neurons are, if it is fully connected: layers[0].neurons[0] and so on."""
    activation: str = ""
    parameters: int = 0
    frozen: bool = False
    facts: tuple[str, ...] = ()
    """What else there is to say, in words: 8 filters, kernel 3 × 3."""
    group: str = ""
    """The network within the network that it belongs to; neighbours of one group are bracketed."""
    kernel: Any = None
    """The weights, an array of shape (units, inputs), if all inputs meet all neurons."""
    bias: Any = None
    """An array of shape (units,); None if there is none."""
    values: Any = None
    """An array of `shape`; None without a sample. All gradients have the shape of their numbers."""
    sums: Any = None
    """What the activation was applied to, if it is fully connected: an array of `shape`."""
    slopes: Any = None
    """The derivative of the activation at each sum; None if it is one of all sums, as softmax."""
    gradients: Any = None
    """d loss / d values, complete; None without a target, as all gradients."""
    sum_gradients: Any = None
    kernel_gradients: Any = None
    """None also while the layer is frozen, as bias_gradients."""
    bias_gradients: Any = None
    labels: tuple[str, ...] = ()
    """Names of its cells, where they have some: classes."""
    steps: int = 0
    """Of a recurrent layer: how many steps its inputs have."""
    read: Any = None
    """Of a recurrent layer: its inputs in the order in which it reads them."""
    states: Mapping[str, Any] = field(default_factory=dict)
    """Of a recurrent layer: what goes from step to step, h and perhaps c, as an array of shape
    (steps, units) each; None without a sample."""
    gates: tuple[str, ...] = ()
    """Of a recurrent layer: the activations of its parts, in the order of computation."""
    attention: Any = None
    """Of attention: an array of shape (heads, queries, keys), the weights of one sample."""
    heads: int = 0
    """Of attention: how many heads there are."""
    inside: Diagram | None = None
    """The parts of a layer that has some, as a diagram of their own."""
    scale: float | None = None
    """The value with the deepest colour; None for that of its own values."""

    @property
    def size(self) -> int | None:
        """How many numbers it has for one sample; None if that is not known."""
        if self.shape is None:
            return None
        size = 1
        for extent in self.shape:
            size *= extent
        return size

    @property
    def is_connected(self) -> bool:
        """Whether all inputs meet all neurons, with a weight each."""
        return self.kernel is not None


@dataclass(frozen=True, slots=True, eq=False)
class Diagram:
    """A network, perhaps with a sample and its target."""

    title: str
    columns: tuple[Column, ...]
    loss_name: str = ""
    """squared error; empty without a target."""
    loss: float | None = None
    target: tuple[float, ...] = ()
    target_is_class: bool = False
    """Whether the target is the number of a class, not a number to come close to."""
    largest: float | None = None
    """The |w| of the thickest edge; None for that of its own weights."""

    @property
    def parameters(self) -> int:
        """How many parameters it draws."""
        return sum(column.parameters for column in self.columns)

    @property
    def has_values(self) -> bool:
        """Whether there is a sample in it."""
        return self.columns[0].values is not None

    @property
    def loss_place(self) -> Place:
        """The place of the loss, after all columns."""
        return Place(len(self.columns), 0)

    def value(self, place: Place) -> float | None:
        """The number at a place; None without a sample."""
        if place == self.loss_place:
            return self.loss
        values = self.columns[place.column].values
        return None if values is None else float(values.flat[place.cell])

    def gradient(self, place: Place) -> float | None:
        """d loss / d the number at a place; None without a target."""
        if place == self.loss_place:
            return None if self.loss is None else 1.0
        gradients = self.columns[place.column].gradients
        return None if gradients is None else float(gradients.flat[place.cell])


@dataclass(frozen=True, slots=True)
class Moment:
    """How much of a diagram is shown: all of it, or as much as a pass has reached.

    The weights are always those of the diagram.
    """

    values: Mapping[Place, float] | None = None
    """The values known so far; None for all of the diagram."""
    gradients: Mapping[Place, float] | None = None
    """The gradients so far; None for all of the diagram."""
    unfinished: frozenset[Place] = frozenset()
    """Where more of the gradient is still to come in."""
    active: Place | None = None
    """The neuron that computes, or hands its gradient on; all edges but its own fade. Cell -1
    stands for a whole column."""
    direction: Pass = "forward"
    is_template: bool = False
    """Whether what is not shown is written all the same, hidden, for a script to show."""
    flow: float = 0.0
    """How far the dots on active edges have moved, as a share of their distance."""

    def is_active(self, place: Place) -> bool:
        """Whether a number takes part in what happens."""
        return self.active is not None and self.active in (place, Place(place.column, -1))

    @property
    def is_calm(self) -> bool:
        """Whether one neuron is active, so that edges of others fade."""
        return self.active is not None and self.active.cell >= 0

    def value(self, diagram: Diagram, place: Place) -> float | None:
        """The number to show at a place, if any."""
        return diagram.value(place) if self.values is None else self.values.get(place)

    def gradient(self, diagram: Diagram, place: Place) -> float | None:
        """The gradient to show at a place, if any."""
        return diagram.gradient(place) if self.gradients is None else self.gradients.get(place)


ALL = Moment()
"""All that a diagram has."""
