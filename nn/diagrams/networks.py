"""Networks: which layers are drawn, in which order, with the numbers of one sample."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any, NamedTuple

import autograd
from autograd import InputValueError
from autograd.checks import abbreviate
from autograd.visual.network import Column, Diagram
from nn.arguments import flattened, is_sequence
from nn.diagrams.details import details
from nn.diagrams.samples import Loss, is_same, loss_of, sample
from nn.diagrams.stages import Stage, neurons_of, parameters_of, run, weights_of
from nn.diagrams.words import activation_name, facts_of, kind_of
from nn.layers.base import BaseLayer, zeros
from nn.mlp import MLP
from nn.module import Module
from nn.neuron import Neuron
from nn.sequential import Sequential
from nn.training.model import Model

_IN_ORDER = (Sequential.call, MLP.call)
"""What computes the layers one after another."""


class Part(NamedTuple):
    """A layer of a network.

    Attributes:
        layer: The layer.
        path: Where it is in the network.
        group: The network within the network that it belongs to, if any.
    """

    layer: Any
    path: str
    group: str


def read(model: Module, x: Any = None, target: Any = None, loss: Any = None) -> Diagram:
    """The diagram of a network; see `autograd.draw`.

    Args:
        model: A network, a layer, or a neuron.
        x: A sample, for the values; None for the weights alone.
        target: Its target, for the loss and the gradients.
        loss: The loss, instead of that of `model.compile`.

    Raises:
        InputTypeError: If x or the target are no numbers, or the order of layers is not known.
        InputValueError: If they have another shape, or there is no loss.
    """
    _check_given(x, target, loss)
    numbers = None if x is None else sample(x)
    parts = parts_of(model)
    shape = _input_shape(model, parts) if numbers is None else numbers.shape
    _build(model, numbers)
    columns, stages = _columns(parts, numbers, shape, can_pull=target is not None)
    if numbers is not None:
        _check_outputs(model, numbers, stages[-1].values)
    title = f"{model_name(model)} {'-'.join(str(column.size) for column in columns)}"
    if target is None:
        return Diagram(title, tuple(columns))
    result = loss_of(model, loss, stages[-1].values, target)
    return Diagram(
        title,
        tuple(_with_gradients(columns, stages, result)),
        loss_name=result.name,
        loss=result.value,
        target=result.target,
        target_is_class=result.is_class,
    )


def _check_given(x: Any, target: Any, loss: Any) -> None:
    """Raise an error for a target without a sample, or a loss without a target."""
    if x is None and target is not None:
        raise InputValueError("a target was given without a sample; write draw(model, x, target)")
    if target is None and loss is not None:
        raise InputValueError("a loss was given without a target; write draw(model, x, target)")


def model_name(model: Any) -> str:
    """What a user calls a network, or its class."""
    name = getattr(model, "name", None)
    return name if isinstance(name, str) and name else type(model).__name__


# -------------------------------------------------------------------------------- which layers


def parts_of(model: Module) -> list[Part]:
    """The layers of a network in their order; those of a network in it stand for it.

    Raises:
        InputValueError: If it does not tell an order.
    """
    if isinstance(model, BaseLayer | Neuron):
        return [Part(model, "", "")]
    found = list(_parts(model, "", ""))
    if not found:
        raise InputValueError(
            f"{type(model).__name__} does not say in which order its layers compute: give it a "
            "list self.layers, as Sequential has; or draw what it computes, as in draw(model(x))"
        )
    return found


def _parts(model: Any, dot: str, group: str) -> Iterable[Part]:
    layers: Any = getattr(model, "layers", None)
    for k, layer in enumerate(layers if is_sequence(layers) else []):
        path = f"{dot}layers[{k}]"
        if not isinstance(layer, BaseLayer) and is_sequence(getattr(layer, "layers", None)):
            yield from _parts(layer, f"{path}.", f"{model_name(layer)} · {path}")
        else:
            yield Part(layer, path, group)


def _build(model: Any, x: Any) -> None:
    """Make parameters that are not made yet, if the shape of a sample is known."""
    if isinstance(model, Model | BaseLayer) and x is not None:
        model.build(x.shape)
    elif isinstance(model, Sequential | BaseLayer):
        model.build()


def _input_shape(model: Module, parts: list[Part]) -> tuple[int, ...]:
    """The shape of a sample, as far as the first layer knows it."""
    first = parts[0].layer
    if isinstance(first, Neuron):
        return (len(first.w),)
    shape: tuple[int, ...] | None = getattr(first, "built_for", None)
    shape = shape or getattr(first, "input_shape", None)
    if shape is None:
        raise InputValueError(
            f"the shape of a sample of {abbreviate(model)} is not known; give one, as in "
            "draw(model, x), or its shape by model.build(shape)"
        )
    return shape


def _check_outputs(model: Any, x: Any, values: Any) -> None:
    """Raise an error if the network computes something else than its layers, in their order."""
    if getattr(type(model), "call", None) in _IN_ORDER or isinstance(model, BaseLayer | Neuron):
        return
    with autograd.no_grad():
        own = flattened(autograd.stop_gradient(model(x.tolist())))
    if len(own) != values.size or not all(map(is_same, own, values.ravel().tolist())):
        raise InputValueError(
            f"{type(model).__name__} computes something else than its layers one after another; "
            "draw what it computes, as in draw(model(x))"
        )


# ------------------------------------------------------------------------------------- columns


def _columns(
    parts: list[Part], x: Any, shape: tuple[int, ...], *, can_pull: bool
) -> tuple[list[Column], list[Stage]]:
    """The inputs and the layers; without a sample only their shapes are found, by zeros."""
    import numpy

    columns = [Column("input", "inputs", shape, values=x)]
    stages = []
    before = numpy.array(zeros(shape)) if x is None else x
    for number, part in enumerate(parts, 1):
        inputs = None if x is None else before
        is_last = number == len(parts)
        column = _described(part, number, is_last=is_last, shape=before.shape, x=inputs)
        if x is None and column.is_connected:
            before = numpy.zeros(len(column.kernel))
        else:
            stage = run(part.layer, before, can_pull=can_pull)
            stages.append(stage)
            before = stage.values
            if x is not None:
                column = dataclasses.replace(column, values=before, **stage.found)
        columns.append(dataclasses.replace(column, shape=before.shape))
    return columns, stages


def _described(part: Part, number: int, *, is_last: bool, shape: tuple[int, ...], x: Any) -> Column:
    """A layer as a column, before its outputs are known.

    Args:
        part: The layer.
        number: Which layer it is, from 1.
        is_last: Whether it is the last.
        shape: The shape of its inputs.
        x: Its inputs; None without a sample.
    """
    layer, neurons = part.layer, neurons_of(part.layer, shape)
    dot = part.path + "." if part.path else ""
    is_neuron = isinstance(layer, Neuron)
    name = getattr(layer, "name", None)
    usual = "output" if is_last else f"layer {number}"
    return Column(
        "output" if is_last else "layer",
        name if isinstance(name, str) and name else usual,
        kind=kind_of(layer),
        path=part.path,
        neurons=tuple(
            part.path if is_neuron else f"{dot}neurons[{k}]" for k in range(len(neurons))
        ),
        activation=activation_name(layer),
        facts=facts_of(layer),
        group=part.group,
        **(weights_of(neurons) if neurons else parameters_of(layer)),
        **details(layer, shape, x),
        inside=_inside(part, shape, x),
    )


def _inside(part: Part, shape: tuple[int, ...], x: Any) -> Diagram | None:
    """The diagram of the layers in a layer, if it has a list of them."""
    if not isinstance(part.layer, BaseLayer):
        return None
    inner = list(_parts(part.layer, f"{part.path}." if part.path else "", ""))
    if not inner:
        return None
    columns, _ = _columns(inner, x, shape, can_pull=False)
    return Diagram(model_name(part.layer), tuple(columns))


def _with_gradients(columns: list[Column], stages: list[Stage], loss: Loss) -> list[Column]:
    """The columns with the gradients of the loss, carried back from layer to layer."""
    gradients, found = loss.gradients, []
    for column, stage in zip(reversed(columns[1:]), reversed(stages), strict=True):
        before, more = stage.pull(gradients)
        found.append(dataclasses.replace(column, **{"gradients": gradients.numbers, **more}))
        gradients = before
    return [dataclasses.replace(columns[0], gradients=gradients.numbers), *reversed(found)]
