"""Reads a network into a diagram: a class of networks says how, by its method `_diagram_`."""

from __future__ import annotations

from typing import Any

from autograd.checks import described
from autograd.errors import InputTypeError
from autograd.recording.contexts import recording
from autograd.visual.network.diagram import Diagram


def diagram_of(model: Any, x: Any = None, target: Any = None, loss: Any = None) -> Diagram:
    """The diagram of a network.

    Args:
        model: A model of `nn`, or anything else whose class has a method `_diagram_(x, target,
            loss)` that returns its `Diagram`.
        x: A sample, for the values; None for the weights alone.
        target: Its target, for the loss and the gradients.
        loss: The loss, a name or a function, instead of that of `model.compile`.

    Raises:
        InputTypeError: If it is no network, or x or the target are no numbers.
        InputValueError: If these have another shape than the network takes, or there is no loss.
    """
    if not is_network(model):
        raise InputTypeError(
            f"a picture of a network is made of a model of nn, but was given {described(model)}; "
            "draw what it computes, as in draw(model(x))"
        )
    with recording():
        diagram: Diagram = model._diagram_(x, target, loss)
    return diagram


def is_network(thing: Any) -> bool:
    """Whether its class says how to read it as a network.

    >>> is_network([1.0])
    False
    """
    return callable(getattr(type(thing), "_diagram_", None))
