"""Architecture: the layers of a network as JSON, and a network made from that."""

import random
from collections.abc import Mapping
from typing import Any

from autograd import InputValueError
from autograd.checks import abbreviate
from nn.arguments import is_sequence
from nn.layers import LAYERS
from nn.layers.base import BaseLayer
from nn.module import modules
from nn.registry import Registry
from nn.training.checkpoints import choices
from nn.training.checkpoints.choices import Classes

_ANY_SIZE = 100_000
"""The longest axis of a sample that any file may claim; a longer one needs as many numbers."""


MODELS: Registry[type[Any]] = Registry("model", "a model is an object such as Sequential([])")
"""The networks that consist of their layers alone, and are saved as a list of these."""


# ------------------------------------------------------------------------------------------ out


def describe(model: Any) -> dict[str, Any]:
    """A network as JSON, without its numbers.

    Raises:
        InputValueError: If its class is one's own and has no `config`, or a part has no name.
    """
    frozen = [k for k, module in enumerate(modules(model)) if module.frozen]
    return {"class": _class_name(model), "frozen": frozen, **_model(model)}


def _model(model: Any) -> dict[str, Any]:
    cls = type(model)
    layers = list(getattr(model, "layers", ()))
    shape = getattr(layers[0], "built_for", None) if layers else None
    if MODELS.get(cls.__name__) is cls:
        return {"name": model.name, "layers": [_layer(layer) for layer in layers]}
    if callable(getattr(model, "config", None)):
        return {"config": _encoded_config(model), "built_for": shape}
    raise InputValueError(
        f"save does not know how to make a {cls.__name__} again: define config(self) that returns "
        "the arguments of __init__ as a dict, or save its numbers by save_weights(path)"
    )


def _layer(layer: BaseLayer) -> dict[str, Any]:
    return {
        "class": _class_name(layer),
        "config": _encoded_config(layer),
        "built_for": layer.built_for,
    }


def _class_name(instance: Any) -> str:
    cls = type(instance)
    if {**LAYERS, **MODELS}.get(cls.__name__, cls) is not cls:
        raise InputValueError(
            f"{cls.__module__}.{cls.__name__} has the name of another class in nn; rename it"
        )
    return str(cls.__name__)


def _encoded_config(module: Any) -> dict[str, Any]:
    return {name: _encoded(name, setting) for name, setting in module.config().items()}


def _encoded(name: str, setting: Any) -> Any:
    if setting is None or isinstance(setting, bool | int | float | str):
        return setting
    if isinstance(setting, BaseLayer):
        return {"layer": _layer(setting)}
    if isinstance(setting, Mapping):
        return {"dict": {str(key): _encoded(name, part) for key, part in setting.items()}}
    if is_sequence(setting):
        return [_encoded(name, part) for part in setting]
    if hasattr(setting, "item"):  # a number of numpy
        return setting.item()
    if callable(setting):
        return {"choice": choices.encode(choices.kind_of(name), setting)}
    raise InputValueError(
        f"{name}={abbreviate(setting)} cannot be saved; give numbers, text or lists"
    )


# ------------------------------------------------------------------------------------------- in


def rebuild(description: Any, classes: Classes, size: int) -> Any:
    """The network that `describe` described; its numbers are set later.

    Args:
        description: What `describe` returned.
        classes: Classes and functions outside of `nn` that the file may refer to, by name.
        size: How many numbers the file has: no more parameters are made.
    """
    ours = "layers" in description  # other classes make their layers themselves
    cls = choices.allowed(description["class"], MODELS if ours else {}, classes)
    if ours:
        model = cls.__new__(cls)
        layers = [_decoded_layer(layer, classes, size) for layer in description["layers"]]
        MODELS["Sequential"].__init__(model, layers, name=description["name"])
    else:
        model = cls(**_decoded_config(description["config"], classes, size))
        if description["built_for"] is not None:
            model.build(tuple(description["built_for"]))
    for layer in modules(model):
        if isinstance(layer, BaseLayer) and isinstance(layer.rng, _Limited):
            layer.rng = model.generator()
    return model


def freeze(model: Any, description: Any) -> None:
    """Freeze the modules that were frozen."""
    inside = modules(model)
    for k in description["frozen"]:
        inside[k].freeze()


def _decoded_layer(description: Any, classes: Classes, size: int) -> Any:
    cls = choices.allowed(description["class"], LAYERS, classes)
    config = _decoded_config(description["config"], classes, size)
    shape = description["built_for"]
    if cls is LAYERS["Layer"]:  # makes its parameters at once
        return cls(**config, rng=_Limited(size))
    layer = cls(**config)
    if shape is not None:
        if max(shape, default=1) > max(size, _ANY_SIZE):
            raise InputValueError(f"it has {size} numbers only, for samples of shape {shape}")
        layer.rng = _Limited(size)
        layer.build(tuple(shape))
    return layer


def _decoded_config(config: Any, classes: Classes, size: int) -> dict[str, Any]:
    return {name: _decoded(name, part, classes, size) for name, part in config.items()}


def _decoded(name: str, setting: Any, classes: Classes, size: int) -> Any:
    if isinstance(setting, list):
        return tuple(_decoded(name, part, classes, size) for part in setting)
    if not isinstance(setting, dict):
        return setting
    ((kind, content),) = setting.items()
    if kind == "layer":
        return _decoded_layer(content, classes, size)
    if kind == "dict":
        return _decoded_config(content, classes, size)
    if kind == "choice":
        return choices.decode(choices.kind_of(name), content, classes)
    raise InputValueError(f"its {name} is {abbreviate(setting)}, which means nothing")


class _Limited(random.Random):
    """A generator for parameters that the file replaces; raises an error after `draws` draws.

    A file of a few bytes cannot make a layer of 10**12 parameters, then.
    """

    def __init__(self, draws: int) -> None:
        super().__init__(0)
        self._left = draws + 1  # random.gauss draws for the next number, too

    def random(self) -> float:
        """The next number."""
        self._left -= 1
        if self._left < 0:
            raise InputValueError("its layers have more parameters than there are numbers in it")
        return 0.5
