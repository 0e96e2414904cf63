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

from nn import activations, constraints, initializers, losses, metrics, optimizers, tensors
from nn.layers import LAYERS
from nn.training.checkpoints.files import File

VERSION = 2
"""The version that is written."""

_LAYERS = {"LayerNorm": "LayerNormalization", "RMSNorm": "RMSNormalization"}


def upgraded(file: File) -> File:
    """The file as today's version has it; files of today and of other programs as they are."""
    if file.metadata.get("version") != 1:
        return file
    metadata = {**file.metadata, "version": VERSION}
    if "architecture" in metadata:
        metadata["architecture"] = _model(metadata["architecture"])
    if "compile" in metadata:
        metadata["compile"] = _compiled(metadata["compile"])
    named = {_tensor(name, file.tensors): tensor for name, tensor in file.tensors.items()}
    return replace(file, tensors=named, metadata=metadata)


def weights_for(model: Any, file: File) -> dict[str, Any]:
    """The weights in a file for a network of today, where a GRU has second biases.

    Of the two biases of a gate only the sum counts: those that version 1 did not have are 0.
    """
    import numpy

    found = upgraded(file).weights()
    if file.metadata.get("version") == 1:
        for name, (shape, _) in tensors.groups(model).items():
            if name.endswith("_gate.recurrent_bias"):
                found.setdefault(name, numpy.zeros(shape))
    return found


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


def _tensor(name: str, others: Any) -> str:
    """The name of a tensor: the second bias of a GRU's candidate was one of the layer itself."""
    start, found, end = name.rpartition("recurrent_bias")
    moved = found and not end and f"{start}candidate.kernel" in others
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
        return activations.upgraded(name)
    if argument.endswith("initializer"):
        new = initializers.upgraded(name)
        return new if isinstance(new, str) else {"choice": _apart(new)}
    return name


def _choice(argument: str, choice: Any) -> Any:
    """A function of nn, as `nn.training.checkpoints.choices.encode` writes it."""
    if "name" in choice:  # an initializer
        return _apart(initializers.upgraded({**choice["arguments"], "name": choice["name"]}))
    if choice.get("known") is None:
        return choice
    new = constraints.upgraded if argument.endswith("constraint") else activations.upgraded
    return {**choice, "known": new(choice["known"])}


def _apart(config: Any) -> dict[str, Any]:
    """A config with its name and its settings apart, as a file has those of initializers."""
    settings = {"name": config} if isinstance(config, str) else dict(config)
    return {"name": settings.pop("name"), "arguments": settings}
