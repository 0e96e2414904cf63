"""Traces: the graph of a sample's loss, and which of its Values are inputs, neurons, targets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from autograd.value import Value


@dataclass(frozen=True)
class TracedLayer:
    """What a layer has computed for one sample.

    Attributes:
        path: Where it is in the model, such as `layers[0]`.
        outputs: Its outputs, in one list.
        sums: For each of its neurons what went into the activation; empty for other layers.
        weights: For each of its neurons the weights.
        biases: For each of its neurons the bias; None where there is none.
        activation: The name of the activation of its neurons.
        function: That activation, a function of a Value; None if it takes all sums at once.
    """

    path: str
    outputs: Sequence[Value]
    sums: Sequence[Value] = ()
    weights: Sequence[Sequence[Value]] = ()
    biases: Sequence[Value | None] = ()
    activation: str = ""
    function: Callable[[Value], Value] | None = None


@dataclass(frozen=True)
class Trace:
    """A sample on its way through a network.

    Attributes:
        root: The loss; without a target, the output whose gradients are shown.
        inputs: The inputs, in one list.
        layers: The layers, in the order of the forward pass.
        target: The target, in one list; empty without one.
        loss: What the loss is called; "" without a target.
        side: The class of the target, from 0, if it is one.
        is_wrong: Whether the network takes the sample for one of another class; None if that
            cannot be told.
    """

    root: Value
    inputs: Sequence[Value]
    layers: Sequence[TracedLayer]
    target: Sequence[float] = ()
    loss: str = ""
    side: int | None = None
    is_wrong: bool | None = None


def traces_of(model: Any, X: Any, y: Any = None, loss: Any = None) -> list[Trace]:
    """The traces of one sample, or of the samples in the rows of X.

    Args:
        model: A model of `nn`, or anything else whose class has a method `_traces_(X, y, loss)`
            that returns its traces.
        X: A sample or several.
        y: The target, or a target for each sample.
        loss: The loss, by name or as a function; by default the one that the model was given.
    """
    found: list[Trace] = model._traces_(X, y, loss)
    return found


def can_be_traced(thing: Any) -> bool:
    """Whether its class says how to trace samples through it.

    >>> can_be_traced([1.0])
    False
    """
    return callable(getattr(type(thing), "_traces_", None))
