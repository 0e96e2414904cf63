"""Tensors: the parameters of a network in arrays, under the names that people expect."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from autograd import InputTypeError, InputValueError, Value
from autograd.checks import abbreviate
from nn.arguments import is_sequence

if TYPE_CHECKING:
    from nn.module import Module

_PLACE = re.compile(r"(?<=neurons)\[\d+\]|\[\d+\](?=(?:\[\d+\])*$)")
_USUAL = {"neurons.w": "kernel", "neurons.b": "bias"}
Group = tuple[tuple[int, ...], list[Value]]


def groups(model: Module) -> dict[str, Group]:
    """The parameters of a network by the name of a tensor, with its shape.

    A path such as `layers[0].neurons[2].w[1]` consists of the name `layers.0.kernel` and the place
    (2, 1). Where places fill no rectangle, as in lists of different lengths, all parameters of the
    name make one row.

    >>> from nn import MLP
    >>> {name: shape for name, (shape, _) in groups(MLP(2, [3, 1])).items()}
    {'layers.0.kernel': (3, 2), 'layers.0.bias': (3,), 'layers.1.kernel': (1, 3), ...}
    """
    found: dict[str, list[tuple[tuple[int, ...], Value]]] = {}
    for path, value in model.named_parameters():
        place = tuple(int(match.group()[1:-1]) for match in _PLACE.finditer(path))
        found.setdefault(_name(path), []).append((place, value))
    return {
        name: (_shape([place for place, _ in members]), [value for _, value in members])
        for name, members in found.items()
    }


def _name(path: str) -> str:
    name = re.sub(r"\[['\"]?(.*?)['\"]?\]", r".\1", _PLACE.sub("", path))
    for ours, usual in _USUAL.items():
        if name == ours or name.endswith("." + ours):
            return name[: -len(ours)] + usual
    return name


def _shape(places: list[tuple[int, ...]]) -> tuple[int, ...]:
    """The shape of an array that has exactly these places, in this order; else that of a row."""
    import itertools

    if len({len(place) for place in places}) == 1:
        shape = tuple(max(indices) + 1 for indices in zip(*places, strict=True))
        if places == list(itertools.islice(itertools.product(*map(range, shape)), len(places) + 1)):
            return shape
    return (len(places),)


def arrays(model: Module, of: str = "data") -> dict[str, Any]:
    """The numbers of all parameters, in arrays.

    Args:
        model: The network.
        of: "data" for the numbers, "grad" for their gradients.
    """
    import numpy

    return {
        name: numpy.array([getattr(value, of) for value in values]).reshape(shape)
        for name, (shape, values) in groups(model).items()
    }


def assign(model: Module, found: Mapping[str, Any]) -> None:
    """Set all parameters to those numbers, or none of them.

    Raises:
        InputValueError: If the names or the shapes are not those of the network.
    """
    import numpy

    wanted = groups(model)
    if not wanted and found:
        raise InputValueError("the network has no parameters yet: build(shape) or call it before")
    for names, what in ((wanted.keys() - found.keys(), "lacks"), (found.keys() - wanted, "has")):
        if names:
            raise InputValueError(
                f"it {what} {', '.join(sorted(names)[:5])}{'...' * (len(names) > 5)}, and the "
                f"network has the parameters {', '.join(wanted)}"
            )
    for name, (shape, _) in wanted.items():
        if found[name].shape != shape or found[name].dtype.kind != "f":
            raise InputValueError(
                f"its {name} has shape {found[name].shape} of {found[name].dtype}, but the network "
                f"takes shape {shape} of float64"
            )
    for name, (_, values) in wanted.items():
        for value, number in zip(values, found[name].astype(numpy.float64).flat, strict=True):
            value.data = float(number)


def as_in_keras(model: Module) -> list[Any]:
    """The numbers of all parameters, in arrays; kernels have a unit in each place of the last axis.

    >>> from nn import Conv2D
    >>> layer = Conv2D(8, 3)
    >>> layer.build((5, 5, 1))
    >>> [array.shape for array in as_in_keras(layer)]
    [(3, 3, 1, 8), (8,)]
    """
    shapes = _shapes_in_keras(model)
    return [
        array.T.reshape(shapes[name]) if name in shapes else array
        for name, array in arrays(model).items()
    ]


def _shapes_in_keras(model: Module) -> dict[str, tuple[int, ...]]:
    """The shapes of the kernels, by name: ours have a row for each unit."""
    found: dict[str, tuple[int, ...]] = {
        name: shape[::-1]
        for name, (shape, _) in groups(model).items()
        if name.endswith("kernel") and len(shape) == 2
    }
    for path, module in model.named_modules():
        shape = getattr(module, "kernel_shape", None)
        if shape is not None:
            found[_name(f"{path}.neurons.w" if path else "neurons.w")] = shape
    return found


def assign_as_in_keras(model: Module, weights: Sequence[Any]) -> None:
    """Set all parameters to what `as_in_keras` returned, or none of them.

    Raises:
        InputTypeError: If it is no list of arrays.
        InputValueError: If there are more arrays or fewer, or one has another shape.
    """
    import numpy

    now = arrays(model)
    if not is_sequence(weights):
        raise InputTypeError(
            f"set_weights takes a list of arrays, but was given {abbreviate(weights)} "
            f"({type(weights).__name__})"
        )
    if len(weights) != len(now):
        raise InputValueError(
            f"{type(model).__name__} has {len(now)} arrays of weights ({', '.join(now)}), but was "
            f"given {len(weights)}"
        )
    try:
        new = [numpy.asarray(array, dtype=float) for array in weights]
    except (TypeError, ValueError) as error:
        raise InputTypeError(f"set_weights takes arrays of numbers: {error}") from None
    shapes = _shapes_in_keras(model)
    for (name, array), given in zip(now.items(), new, strict=True):
        wanted = shapes.get(name, array.shape)
        if given.shape != wanted:
            raise InputValueError(f"{name} has the shape {wanted}, but was given {given.shape}")
    assign(
        model,
        {
            name: given.reshape(-1, given.shape[-1]).T if name in shapes else given
            for name, given in zip(now, new, strict=True)
        },
    )
