"""Words for layers, generated from their arguments and shapes."""

from __future__ import annotations

import inspect
from typing import Any

from nn import activations
from nn.layers.base import COMMON, BaseLayer
from nn.layers.shaped import IMAGE
from nn.module import Module

_SILENT = ("activation", "units", "kernel_size", "pool_size")
"""Arguments that the picture shows by other means, or that the class name is followed by."""
_CHOICES = ("initializer", "regularizer", "constraint", "axis", "epsilon", "momentum")


def activation_name(layer: Any) -> str:
    """The name of the activation of a layer; empty if it has none."""
    function = getattr(layer, "activation", None)
    return activations.name_of(function) if callable(function) else ""


def kind_of(layer: Module) -> str:
    """The class of a layer, with its window: Conv2D 3 × 3."""
    window = getattr(layer, "kernel_size", None) or getattr(layer, "pool_size", None)
    if isinstance(window, int) and getattr(layer, "axes", None) == IMAGE:
        window = (window, window)
    return type(layer).__name__ + (f" {by(window)}" if window is not None else "")


def facts_of(layer: Module) -> tuple[str, ...]:
    """What was chosen for a layer, apart from defaults: 8 filters, padding same.

    >>> from nn import Conv2D
    >>> facts_of(Conv2D(8, 3, strides=2))
    ('8 filters', 'strides 2')
    """
    if not isinstance(layer, BaseLayer):
        return ()
    chosen = layer.settings().items()
    return tuple(
        fact(name, getattr(layer, name, None))
        for name, default in chosen
        if _is_told(name) and _is_chosen(getattr(layer, name, None), default)
    )


def _is_told(name: str) -> bool:
    return not (name in COMMON or name in _SILENT or name.endswith(_CHOICES))


def _is_chosen(setting: Any, default: Any) -> bool:
    if isinstance(setting, str | bool | int | float | tuple):
        return default is inspect.Parameter.empty or setting != default
    return False


def fact(name: str, setting: Any) -> str:
    """An argument in words.

    >>> fact("num_heads", 2), fact("return_sequences", True), fact("target_shape", (4, 4))
    ('2 heads', 'return sequences', 'target shape 4 × 4')
    """
    words = name.removeprefix("num_").replace("_", " ")
    if setting is True:
        return words
    if isinstance(setting, bool):
        return f"no {words}"
    if isinstance(setting, int) and (words.endswith("s") and words != "strides"):
        return f"{setting:,} {words}"
    return f"{words} {by(setting)}"


def by(setting: Any) -> str:
    """Sizes as people write them: 3 × 3.

    >>> by((3, 3)), by(0.5), by(2)
    ('3 × 3', '0.5', '2')
    """
    if isinstance(setting, tuple):
        return " × ".join(map(by, setting))
    return f"{setting:,}" if isinstance(setting, int) else str(setting)
