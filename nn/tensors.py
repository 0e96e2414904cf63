"""Tensors: the parameters of a network as arrays, under names such as `layers.0.kernel`."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from autograd import InputTypeError, InputValueError, Value
from autograd.checks import abbreviate, described
from nn.arguments import is_sequence

# Indices in a path that are places in the tensor: those of a neuron, and those at its end.
_PLACE = re.compile(r"(?<=neurons)\[\d+\]|\[\d+\](?=(?:\[\d+\])*$)")
_USUAL = {"neurons.w": "kernel", "neurons.b": "bias"}
# Parts of a layer that Keras keeps side by side in one array: the gates of an LSTM, heads.
_BESIDE = re.compile(
    r"\b(?:\w+_gate|candidate)\.(?=(?:recurrent_)?(?:kernel|bias)\[)"
    r"|\bheads\[\d+\]\.(?=(?:query|key|value)\.)"
)
Group = tuple[tuple[int, ...], list[Value]]


class Network(Protocol):
    """What is needed of a network here; a Protocol, since `nn.module` imports this module."""

    def named_parameters(self) -> list[tuple[str, Value]]:
        """All parameters with their paths."""
        ...

    def named_modules(self) -> Sequence[tuple[str, Any]]:
        """All modules with their paths."""
        ...


def groups(model: Network) -> dict[str, Group]:
    """The tensors of a network by name: their shapes, and the parameters in them.

    The path `layers[0].neurons[2].w[1]` is the place (2, 1) in the tensor `layers.0.kernel`. Where
    the places do not fill an array, as with lists of different lengths, the tensor has one axis.

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


def variable_of(path: str) -> str:
    """The name of the variable of Keras that a parameter belongs to, by its path.

    A variable is the tensor; the gates of a recurrent layer share theirs, and so do the heads of
    attention. In a module of one's own it is the attribute, with the Values in nested lists.

    >>> variable_of("layers[0].neurons[2].w[1]"), variable_of("layers[0].neurons[0].b")
    ('layers.0.kernel', 'layers.0.bias')
    >>> variable_of("layers[1].forget_gate.kernel[0][3]"), variable_of("slopes[0][1]")
    ('layers.1.kernel', 'slopes')
    """
    return _name(_BESIDE.sub("", path)).replace("recurrent_bias", "bias")


def _name(path: str) -> str:
    """The name of the tensor that a path leads into: dots for brackets, without the place."""
    return _without_place(_PLACE.sub("", path))


@functools.lru_cache(maxsize=1000)  # a tensor has many paths, which differ in the place only
def _without_place(path: str) -> str:
    name = re.sub(r"\[['\"]?(.*?)['\"]?\]", r".\1", path)
    for ours, usual in _USUAL.items():
        if name == ours or name.endswith("." + ours):
            return name[: -len(ours)] + usual
    return name


def _shape(places: list[tuple[int, ...]]) -> tuple[int, ...]:
    """The shape of the array with exactly these places in this order; else one axis for all."""
    if len({len(place) for place in places}) == 1:
        shape = tuple(max(indices) + 1 for indices in zip(*places, strict=True))
        if places == list(itertools.islice(itertools.product(*map(range, shape)), len(places) + 1)):
            return shape
    return (len(places),)


def arrays(model: Network, of: str = "data") -> dict[str, Any]:
    """The numbers of all parameters, as arrays by name.

    Args:
        model: The network.
        of: "data" for the numbers, "grad" for their gradients.
    """
    import numpy

    return {
        name: numpy.array([getattr(value, of) for value in values]).reshape(shape)
        for name, (shape, values) in groups(model).items()
    }


def assign(model: Network, found: Mapping[str, Any]) -> None:
    """Set all parameters to the numbers in these arrays, or none of them on an error.

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


def as_in_keras(model: Network) -> list[Any]:
    """The numbers of all parameters, as arrays of Keras's shapes in Keras's order.

    >>> from nn import Conv2D
    >>> layer = Conv2D(8, 3)
    >>> layer.build((5, 5, 1))
    >>> [array.shape for array in as_in_keras(layer)]
    [(3, 3, 1, 8), (8,)]
    """
    import numpy

    return [
        numpy.array([value.data for value in values]).reshape(shape)
        for shape, values in groups_in_keras(model).values()
    ]


def groups_in_keras(model: Network) -> dict[str, Group]:
    """As `groups`, for Keras's arrays: a layer may say what these are, by `in_keras`."""
    apart: dict[Value, dict[str, Group]] = {}
    for path, module in model.named_modules():
        found = module.in_keras() if hasattr(module, "in_keras") else {}
        named = {_name(f"{path}.{name}" if path else name): it for name, it in found.items()}
        for _, values in named.values():
            apart |= dict.fromkeys(values, named)
    ordered: dict[str, Group] = {}
    shapes = _shapes_in_keras(model)
    for name, (shape, values) in groups(model).items():
        if values[0] in apart:
            ordered |= apart[values[0]]
        elif name in shapes:
            units = shape[0]
            rows = [values[k :: len(values) // units] for k in range(len(values) // units)]
            ordered[name] = (shapes[name], [value for row in rows for value in row])
        else:
            ordered[name] = (shape, values)
    return ordered


def _shapes_in_keras(model: Network) -> dict[str, tuple[int, ...]]:
    """The shapes of the kernels in Keras, by name; ours have a row for each neuron."""
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


def assign_as_in_keras(model: Network, weights: Sequence[Any]) -> None:
    """Set all parameters to what `as_in_keras` returned, or none of them on an error.

    Raises:
        InputTypeError: If it is no list of arrays.
        InputValueError: If there are more arrays or fewer, or one has another shape.
    """
    import numpy

    now = groups_in_keras(model)
    if not is_sequence(weights):
        raise InputTypeError(
            f"set_weights takes a list of arrays, but was given {described(weights)}"
        )
    weights = list(weights)
    if len(weights) != len(now):
        raise InputValueError(
            f"{type(model).__name__} has {len(now)} arrays of weights ({', '.join(now)}), but was "
            f"given {len(weights)}"
        )
    try:
        new = [numpy.asarray(array, dtype=float) for array in weights]
    except Exception:  # text, ragged lists, numbers that no double can hold
        raise InputTypeError(
            f"set_weights takes arrays of numbers, but was given {abbreviate(weights)}"
        ) from None
    for (name, (shape, _)), given in zip(now.items(), new, strict=True):
        if given.shape != shape:
            raise InputValueError(f"{name} has the shape {shape}, but was given {given.shape}")
    for (_, values), given in zip(now.values(), new, strict=True):
        for value, number in zip(values, given.ravel().tolist(), strict=True):
            value.data = number
