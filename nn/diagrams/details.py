"""Details: what is drawn of a layer beside its outputs: steps of recurrence, heads of attention.

A new kind of layer registers what it has; see `functools.singledispatch`.
"""

from __future__ import annotations

import functools
from typing import Any

import autograd
from nn import activations
from nn.layers.attention import Attention, MultiHeadAttention
from nn.layers.dense import Dense
from nn.layers.recurrent import GRU, LSTM, SimpleRNN

Found = dict[str, Any]
"""Fields of a `Column` by name."""


@functools.singledispatch
def details(layer: Any, shape: tuple[int, ...], x: Any) -> Found:
    """Fields of the `Column` of a layer.

    Args:
        layer: The layer.
        shape: The shape of its inputs.
        x: Its inputs, an array; None without a sample.
    """
    return {}


@details.register
def _(layer: Dense, shape: tuple[int, ...], x: Any) -> Found:
    """The numbers of the classes, if the outputs are their probabilities."""
    is_softmax = activations.name_of(layer.activation) == "softmax" and len(shape) == 1
    return {"labels": tuple(map(str, range(layer.units)))} if is_softmax else {}


@details.register(LSTM)
@details.register(GRU)
@details.register(SimpleRNN)
def _(layer: Any, shape: tuple[int, ...], x: Any) -> Found:
    """The activations of the gates, and the states of all steps, in the order of reading."""
    names = ("h", "c")[: len(layer.start())]
    found: Found = {"gates": gates_of(layer), "steps": shape[0]}
    if x is None:
        return found | {"states": dict.fromkeys(reversed(names))}
    read = x[::-1] if layer.go_backwards else x
    states = states_of(layer, read)
    return found | {"read": read, "states": dict(reversed(list(zip(names, states, strict=True))))}


def gates_of(layer: Any) -> tuple[str, ...]:
    """The activation of each gate, in the order of the layer's attributes.

    >>> layer = LSTM(2)
    >>> layer.build((3, 1))
    >>> gates_of(layer)
    ('sigmoid', 'sigmoid', 'tanh', 'sigmoid')
    """
    own, others = layer.activation, getattr(layer, "recurrent_activation", layer.activation)
    gates = layer.gates()
    is_own = [len(gates) == 1 or gate is layer.candidate for gate in gates]
    return tuple(activations.name_of(own if mine else others) for mine in is_own)


def states_of(layer: Any, read: Any) -> list[Any]:
    """What goes from step to step: an array of shape (steps, units) for each state."""
    import numpy

    state, found = layer.start(), []
    with autograd.no_grad():
        for inputs in read.tolist():
            state = layer.step(inputs, state)
            found.append(autograd.stop_gradient(state))
    return [numpy.array(numbers) for numbers in zip(*found, strict=True)]


@details.register
def _(layer: Attention, shape: tuple[int, ...], x: Any) -> Found:
    """One head, and its attention."""
    return {"heads": 1, "attention": _scores(layer, x, lambda scores: [scores])}


@details.register
def _(layer: MultiHeadAttention, shape: tuple[int, ...], x: Any) -> Found:
    """The heads, and their attention."""
    return {"heads": layer.num_heads, "attention": _scores(layer, x, list)}


def _scores(layer: Any, x: Any, as_heads: Any) -> Any:
    """The attention of each head, an array of shape (heads, queries, keys)."""
    import numpy

    if x is None:
        return None
    with autograd.no_grad():
        return numpy.array(as_heads(autograd.stop_gradient(layer.scores(x.tolist()))))
