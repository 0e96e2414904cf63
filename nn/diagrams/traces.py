"""Traces of samples on their way through a network, for `autograd.play(model, X, y)`."""

from typing import Any

from autograd import InputTypeError, InputValueError, Value, stop_gradient
from autograd.checks import abbreviate, described
from autograd.recording.entries import Opened
from autograd.recording.scopes import open_scope
from autograd.visual.network import Trace, TracedLayer
from nn import activations, data, losses
from nn.arguments import flattened, is_sequence
from nn.diagrams.samples import in_words
from nn.layers import Dense
from nn.layers.base import BaseLayer, lone
from nn.losses.rows import row_of
from nn.module import Module, as_list
from nn.neuron import Neuron


def traces(model: Any, X: Any, y: Any = None, loss: Any = None) -> list[Trace]:
    """The traces of one sample, or of the samples in the rows of X; see `traces_of`.

    Raises:
        InputTypeError: If something is of the wrong type, or the model has no list of layers.
        InputValueError: If X has another shape than the model takes, there are not as many
            targets, or there is no loss for them.
    """
    if not getattr(model, "layers", None):
        whole = "put it into a network, as in play(nn.Sequential([layer]), x)"
        other = "play what it computes, as in play(model(x))"
        raise InputTypeError(
            f"{type(model).__name__} has no list `layers` that tells what comes after what; "
            f"{whole if isinstance(model, BaseLayer) else other}"
        )
    chosen = None if y is None else _loss(model, loss)
    samples = _samples(model, X, y)
    model.build(samples.X.shape[1:])
    targets = [None] * len(samples) if samples.y is None else samples.y.tolist()
    answer = _largest(model, samples.X[0]) if y is None else 0
    return [
        _trace(model, x, target, chosen, answer)
        for x, target in zip(samples.X.tolist(), targets, strict=True)
    ]


def _loss(model: Any, loss: Any) -> Any:
    chosen = getattr(model, "loss", None) if loss is None else losses.get(loss)
    if chosen is None:
        raise InputValueError(
            "targets need a loss: call model.compile(loss='mse') before, or write "
            "play(model, X, y, loss='mse')"
        )
    return chosen


def _samples(model: Any, X: Any, y: Any) -> data.Samples:
    """X and y as samples; a single one becomes a row."""
    known = getattr(model.layers[0], "built_for", None) or model.layers[0].input_shape
    inputs = data.array("x", stop_gradient(X) if isinstance(X, list | tuple) else X)
    is_one = inputs.ndim < 2 or (y is not None and not is_sequence(y))
    if known is not None:
        is_one = inputs.shape == tuple(known)
        if not is_one and inputs[..., None].shape[1:] != known and inputs.shape[1:] != known:
            raise InputValueError(
                f"the network takes samples of shape {known}, or rows of them, but was given "
                f"{abbreviate(X)} of shape {inputs.shape}"
            )
    if y is None:
        return data.samples(inputs[None] if is_one else inputs)
    return data.samples(inputs[None], [y]) if is_one else data.samples(inputs, y)


def _largest(model: Any, x: Any) -> int:
    """The number of the largest output for a sample."""
    outputs = stop_gradient(flattened(model(x.tolist())))
    return max(range(len(outputs)), key=outputs.__getitem__)


def _trace(model: Any, x: Any, target: Any, loss: Any, answer: int) -> Trace:
    inputs = _named(x)
    layers, out = [], inputs
    for k, layer in enumerate(model.layers):
        traced, out = _through(layer, f"layers[{k}]", as_list(out))
        layers.append(traced)
    outputs = layers[-1].outputs
    if loss is None:
        return Trace(outputs[answer], flattened(inputs), layers)
    root = loss([lone(out)], [target])
    if not isinstance(root, Value):
        raise InputTypeError(f"the loss returned {described(root)}, which has no graph")
    targets = flattened(target)
    side, is_wrong = _verdict(loss, stop_gradient(outputs), targets)
    return Trace(root, flattened(inputs), layers, targets, in_words(loss), side, is_wrong)


def _verdict(
    loss: Any, outputs: list[float], targets: list[float]
) -> tuple[int | None, bool | None]:
    """The class of a target, and whether the largest output, or the side of one, is another."""
    row = row_of(loss)
    if row is None:
        return None, None
    if row.is_binary and len(outputs) == 1:
        side = int(targets[0] > (0.5 if row.targets == "labels" else 0.0))
        return side, (outputs[0] > losses.threshold_of(loss)) != bool(side)
    if row.targets == "classes" and len(outputs) > 1:
        side = int(targets[0]) if len(targets) == 1 else targets.index(max(targets))
        return side, outputs.index(max(outputs)) != side
    return None, None


def _named(x: Any, name: str = "x") -> Any:
    """Numbers in nested lists as Values that are called x₁, x₂, ..., or x₁₁, ..."""
    if not is_sequence(x):
        return Value(x, label=name)
    deep = "," if name != "x" and max(len(x), 1) > 9 else ""
    return [_named(part, f"{name}{deep}{_lowered(k)}") for k, part in enumerate(x, 1)]


def _lowered(number: int) -> str:
    """A number as a lower index.

    >>> _lowered(12)
    '₁₂'
    """
    return "".join("₀₁₂₃₄₅₆₇₈₉"[int(digit)] for digit in str(number))


def _through(layer: Any, path: str, x: Any) -> tuple[TracedLayer, Any]:
    """What a layer does to a sample, and its outputs in their structure."""
    if not _has_neurons(layer):
        out = layer(x)
        return TracedLayer(path, flattened(out)), out
    with open_scope(layer.name or type(layer).__name__, id(layer), Opened()):
        pairs = [_fire(neuron, x) for neuron in layer.neurons]
        out = [output for _, output in pairs]
        if activations.is_layer_wide(layer.activation):
            out = layer.activation(out)
    sums = [z for z, _ in pairs]
    weights = [neuron.w for neuron in layer.neurons]
    biases = [neuron.b for neuron in layer.neurons]
    name = activations.name_of(layer.activation)
    function = None if activations.is_layer_wide(layer.activation) else layer.activation
    return TracedLayer(path, out, sums, weights, biases, name, function), out


def _has_neurons(layer: Any) -> bool:
    """Whether it is fully connected: each neuron sees all inputs, and nothing was redefined."""
    is_dense = isinstance(layer, Dense) and len(layer.built_for or ()) == 1
    return (
        is_dense
        and type(layer).forward is Dense.forward
        and type(layer)._outputs is Dense._outputs
        and type(layer).call is Module.call
        and all(type(neuron) is Neuron for neuron in layer.neurons)
    )


def _fire(neuron: Neuron, x: Any) -> tuple[Value, Value]:
    """The weighted sum of a neuron, and its output."""
    with open_scope(type(neuron).__name__, id(neuron), Opened()):
        z = neuron.weighted_sum(x)
        return z, neuron.activation(z)
