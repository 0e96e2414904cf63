"""Graphs: any neuron as scalars, the output and the loss as a network, for one point."""

from dataclasses import dataclass

import autograd
from autograd import InputValueError, Value
from autograd.app.playground import features
from autograd.app.playground.session import Session
from autograd.checks import abbreviate
from nn import Sequential, losses

MOST_AT_ONCE = 300
"""The most Values that are shown at once; larger graphs open box by box: layers, then neurons."""


@dataclass(frozen=True)
class Graph:
    """The graph of a Value of a network, after a backward pass.

    Attributes:
        root: The Value at its end.
        model: The network, a copy that training does not change.
        title: A title for the page.
        sample: For the output and the loss, which stand for the whole network: the features of the
            point, and for the loss its label and the name of the loss.
    """

    root: Value
    model: Sequential
    title: str
    sample: tuple[list[float], float | None, str | None] | None = None

    def player(self) -> str:
        """A page that steps through the network, or through the graph of a neuron."""
        if self.sample is not None:
            x, label, loss = self.sample
            return autograd.play(self.model, x, label, loss=loss, title=self.title).html()
        large = len(autograd.topological_order(self.root)) > MOST_AT_ONCE
        player = autograd.play(self.root, title=self.title, names={}, model=self.model, fold=large)
        return player.html()

    def svg(self) -> str:
        """A drawing of the network, or of the graph of a neuron, as SVG."""
        if self.sample is not None:
            x, label, loss = self.sample
            return autograd.draw(self.model, x, label, loss=loss).svg()
        return autograd.draw(self.root, names={}, model=self.model).svg()


def graph(session: Session, neuron: str, point: int) -> Graph:
    """The graph of a neuron for one point, with the gradients of the neuron's output.

    Args:
        session: The network and the points.
        neuron: "1.2" for the second neuron of the first layer, "output" for the last one, whose
            output is the logit of class 1 or the predicted number, or "loss" for the loss of the
            point.
        point: The index of the point, from 0; titles count from 1.

    Raises:
        InputValueError: If there is no such neuron or point.

    >>> from autograd.app.playground.settings import Settings
    >>> graph(Session(Settings()), "1.2", 0).title
    'Neuron 2 of layer 1 for point 1'
    """
    points = session.data.points
    if not 0 <= point < len(points):
        raise InputValueError(
            f"there is no point {point}; the points have the numbers 0 to {len(points) - 1}"
        )
    with session.lock:
        layer, place = _place(session, neuron)
        model = session.copy()
    place_of = zip(points.axes, points.positions[point], strict=True)
    coordinates = [Value(number, label=name) for name, number in place_of]
    with autograd.scope("features"):
        x = features.compute(session.settings.features, coordinates)
    outputs = _outputs(model, x)
    root, label = outputs[layer][place], points.labels[point]
    title = f"Neuron {place + 1} of layer {layer + 1}"
    if layer == len(outputs) - 1:
        title, root.label = "Output", "output"
    if neuron == "loss":
        title = "Loss"
        root = losses.get(session.task.loss)([root], [label])
        root.label = "loss"
    root.backward()
    title, sample = f"{title} for point {point + 1}", None
    if layer == len(outputs) - 1:
        numbers = [feature.data for feature in x]
        of_loss = (label, session.task.loss) if neuron == "loss" else (None, None)
        title, sample = title + _inputs(session.settings.features), (numbers, *of_loss)
    return Graph(root, model, title, sample)


def _inputs(names: tuple[str, ...]) -> str:
    """What the inputs of the network are, unless they are the coordinates.

    >>> _inputs(("x1", "x2")), _inputs(("x1", "x1^2"))
    ('', ', inputs x₁, x₁²')
    """
    if names == ("x1", "x2"):
        return ""
    return f", inputs {', '.join(features.FEATURES[name][0] for name in names)}"


def _outputs(model: Sequential, x: list[Value]) -> list[list[Value]]:
    """The outputs of all neurons, layer by layer, each with a label."""
    for number, layer in enumerate(model.layers, 1):
        layer.name = f"layer {number}" if number < len(model.layers) else "output"
    found = model.layer_outputs(x)
    for number, outputs in enumerate(found, 1):
        for k, value in enumerate(outputs, 1):
            value.label = value.label or f"neuron {number}.{k}"
    return found


def _place(session: Session, neuron: str) -> tuple[int, int]:
    """The layer of the neuron with this name, and its place there, both counted from 0."""
    sizes = [*session.settings.layers, 1]
    places = dict.fromkeys(("output", "loss"), (len(sizes) - 1, 0))
    for layer, size in enumerate(sizes):
        places |= {f"{layer + 1}.{place + 1}": (layer, place) for place in range(size)}
    if neuron not in places:
        raise InputValueError(
            f"there is no neuron {abbreviate(neuron)}; write 1.2 for the second neuron of the "
            f"first layer, output, or loss. The layers have {', '.join(map(str, sizes))} neurons"
        )
    return places[neuron]
