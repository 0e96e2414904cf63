"""Versions: files of earlier versions of the format, with their meaning, in the words of today.

In version 1

- the activation "leaky_relu" had the slope 0.01,
- the initializer "uniform" drew between -1 and 1, and the normal ones were not truncated,
- LayerNorm was what is LayerNormalization today, with its epsilon, and RMSNorm likewise,
- update and reset gates of a GRU had one bias each,
- optimizers, constraints, losses and metrics were others: see `nn.optimizers.upgraded`,
  `nn.constraints.upgraded`, `nn.losses.upgraded` and `nn.metrics.upgraded`.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from nn import constraints, losses, metrics, optimizers
from nn.arguments import spelled
from nn.layers import LAYERS
from nn.training.checkpoints.files import File

VERSION = 2
"""The version that is written."""

_LAYERS = {"LayerNorm": "LayerNormalization", "RMSNorm": "RMSNormalization"}
_ACTIVATIONS = {"leaky_relu": "autograd.leaky_relu"}
_NORMAL = {"distribution": "untruncated_normal"}
_INITIALIZERS: dict[str, tuple[str, dict[str, Any]]] = {
    "uniform": ("micrograd", {}),
    "glorot_normal": ("variance_scaling", {"scale": 1.0, "mode": "fan_avg", **_NORMAL}),
    "he_normal": ("variance_scaling", {"scale": 2.0, **_NORMAL}),
    "lecun_normal": ("variance_scaling", {"scale": 1.0, **_NORMAL}),
}


def upgraded(file: File) -> File:
    """The file as today's version has it; files of today and of other programs as they are."""
    if file.metadata.get("version") != 1:
        return file
    metadata = {**file.metadata, "version": VERSION}
    if "architecture" in metadata:
        metadata["architecture"] = _model(metadata["architecture"])
    if "compile" in metadata:
        metadata["compile"] = _compiled(metadata["compile"])
    tensors = {_tensor(name, file.tensors): tensor for name, tensor in file.tensors.items()}
    return replace(file, tensors=tensors, metadata=metadata)


def _compiled(description: Any) -> Any:
    of_classes = _takes_classes(description["loss"])
    return {
        **description,
        "optimizer": optimizers.upgraded(description["optimizer"]),
        "loss": losses.upgraded(description["loss"]),
        "metrics": {
            name: metrics.upgraded(config, of_classes)
            for name, config in description["metrics"].items()
        },
    }


def _takes_classes(loss: Any) -> bool:
    """Whether targets of a loss are classes; those of one's own are not known."""
    row = losses.LOSSES.get(loss.get("name", ""))
    return row is not None and row.targets == "classes"


def _tensor(name: str, tensors: Any) -> str:
    """The name of a tensor: the second bias of a GRU's candidate was one of the layer itself."""
    start, found, end = name.rpartition("recurrent_bias")
    moved = found and not end and f"{start}candidate.kernel" in tensors
    return f"{start}candidate.recurrent_bias" if moved else name


def _model(description: Any) -> Any:
    if "layers" in description:
        return {**description, "layers": [_layer(layer) for layer in description["layers"]]}
    return {**description, "config": _config(description["config"])}


def _layer(description: Any) -> Any:
    name = _LAYERS.get(description["class"], description["class"])
    config = _config(description["config"])
    if name in LAYERS:
        config = LAYERS[name].upgraded(config)
    return {**description, "class": name, "config": config}


def _config(config: Any) -> dict[str, Any]:
    return {name: _setting(name, setting) for name, setting in config.items()}


def _setting(name: str, setting: Any) -> Any:
    """An argument of a layer: a name, a layer, something with a name, or anything in lists."""
    if isinstance(setting, list):
        return [_setting(name, part) for part in setting]
    if isinstance(setting, str):
        return _by_name(name, setting)
    if not isinstance(setting, dict):
        return setting
    ((kind, content),) = setting.items()
    inside: dict[str, Callable[[Any], Any]] = {
        "layer": _layer,
        "dict": _config,
        "choice": lambda choice: _choice(name, choice),
    }
    return {kind: inside[kind](content) if kind in inside else content}


def _by_name(argument: str, name: str) -> Any:
    """A string: the name of an activation or of an initializer, if the argument takes one."""
    if argument.endswith("activation"):
        return _ACTIVATIONS.get(spelled(name, _ACTIVATIONS), name)
    if argument.endswith("initializer") and spelled(name, _INITIALIZERS) in _INITIALIZERS:
        new, settings = _INITIALIZERS[spelled(name, _INITIALIZERS)]
        return {"choice": {"name": new, "arguments": settings}}
    return name


def _choice(argument: str, choice: Any) -> Any:
    """A function of nn, as `nn.training.checkpoints.choices.encode` writes it."""
    if argument.endswith("initializer") and choice.get("name") in _INITIALIZERS:
        new, settings = _INITIALIZERS[choice["name"]]
        return {"name": new, "arguments": {**settings, **choice["arguments"]}}
    known = choice.get("known")
    if argument.endswith("constraint"):
        return {**choice, "known": constraints.upgraded(known)} if known else choice
    if isinstance(known, str):
        return {**choice, "known": _ACTIVATIONS.get(known, known)}
    if isinstance(known, dict) and known.get("name") in _ACTIVATIONS:
        return {**choice, "known": {**known, "name": _ACTIVATIONS[known["name"]]}}
    return choice
