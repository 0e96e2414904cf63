"""Training: the settings and the state of a network's training, as JSON and arrays, and back."""

import math
import random
from collections.abc import Mapping
from typing import Any

from autograd import InputValueError
from nn import losses, metrics, optimizers
from nn.module import Module, modules
from nn.training.checkpoints import choices
from nn.training.checkpoints.files import MEMORY
from nn.training.history import History

# ----------------------------------------------------------------------- the settings of `compile`


def describe_compile(model: Any) -> dict[str, Any]:
    """The arguments of `compile` as JSON."""
    return {
        "optimizer": model.optimizer.config(),
        "loss": _describe_loss(model.loss),
        "metrics": {name: choices.encode("metric", it) for name, it in model.metrics.items()},
    }


def _describe_loss(loss: Any) -> dict[str, Any]:
    """A loss as JSON; the order of arguments of one's own, where it is not that of Keras."""
    turned = {"predictions_first": True} if getattr(loss, "predictions_first", False) else {}
    return {**choices.encode("loss", loss), **turned}


def _restored_loss(description: Any, classes: choices.Classes) -> Any:
    """The loss that `_describe_loss` described."""
    found = choices.decode("loss", description, classes)
    turned = description.get("predictions_first")
    if turned == "by name":
        turned = not losses.was_in_keras_order(found)
    known = isinstance(found, losses.OwnLoss) or "custom" not in description
    return losses.predictions_first(found) if turned and not known else losses.get(found)


def restore_compile(model: Any, description: Any, classes: choices.Classes) -> None:
    """Compile a network with the arguments that `describe_compile` returned."""
    model.optimizer = optimizers.from_config(description["optimizer"])
    if model.trainable_parameters():  # so that it can be saved before it has trained again
        model.optimizer.attach(model)
    model.loss = _restored_loss(description["loss"], classes)
    model.metrics = {
        str(name): metrics.get(choices.decode("metric", config, classes))
        for name, config in description["metrics"].items()
    }


# ------------------------------------------------------------------------- the state of training


def capture(model: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The state of training without the parameters: JSON, and arrays by name."""
    arrays: dict[str, Any] = {}
    history, optimizer = model.history or History(), model.optimizer
    scheduled = optimizer.has_schedule  # the rate follows from the number of steps
    state = {
        "learning_rate": None if scheduled else optimizer.learning_rate,
        "optimizer": _without_arrays(optimizer.state(), MEMORY, arrays),
        "generators": _generators(model),
        "epoch": history.epoch,
        "history": history.history,
        "stop_training": bool(model.stop_training),
    }
    return plain(state), arrays


def restore(model: Any, state: Any, tensors: Mapping[str, Any]) -> None:
    """Restore the state of training that `capture` returned, after the parameters are set."""
    state = unplain(state)
    _restore_generators(model, state["generators"])
    memory = _with_arrays(state["optimizer"], tensors)
    model.optimizer.load_state(memory, model.trainable_parameters())
    if state["learning_rate"] is not None:
        model.optimizer.learning_rate = state["learning_rate"]
    model.stop_training = state["stop_training"] is True
    model.history = History()
    model.history.epoch = [int(epoch) for epoch in state["epoch"]]
    model.history.history = {
        name: [float(number) for number in numbers] for name, numbers in state["history"].items()
    }


def plain(data: Any) -> Any:
    """Nested lists and dicts as JSON can hold them: nan and infinity as text."""
    if isinstance(data, Mapping):
        return {str(key): plain(part) for key, part in data.items()}
    if isinstance(data, list | tuple):
        return [plain(part) for part in data]
    return str(data) if isinstance(data, float) and not math.isfinite(data) else data


def unplain(data: Any) -> Any:
    """The inverse of `plain`."""
    if isinstance(data, dict):
        return {key: unplain(part) for key, part in data.items()}
    if isinstance(data, list):
        return [unplain(part) for part in data]
    return float(data) if data in ("nan", "inf", "-inf") else data


def _without_arrays(state: Any, name: str, arrays: dict[str, Any]) -> Any:
    """Nested dicts with each array moved to `arrays`, and a reference in its place."""
    if isinstance(state, Mapping):
        prefix = name if name == MEMORY else name + "."
        return {key: _without_arrays(it, prefix + str(key), arrays) for key, it in state.items()}
    if hasattr(state, "dtype") and getattr(state, "ndim", False):
        arrays[name] = state
        return {"tensor": name}
    return state


def _with_arrays(state: Any, arrays: Mapping[str, Any]) -> Any:
    """The inverse of `_without_arrays`."""
    if not isinstance(state, dict):
        return state
    if state.keys() == {"tensor"}:
        return arrays[state["tensor"]]
    return {key: _with_arrays(part, arrays) for key, part in state.items()}


# ------------------------------------------------------------------- generators of random numbers


def generators(model: Module) -> dict[random.Random, list[str]]:
    """The generators in a network, each with its places, such as "2.rng" in module 2."""
    found: dict[random.Random, list[str]] = {}
    for k, module in enumerate(modules(model)):
        for name, item in vars(module).items():
            if type(item) is random.Random:
                found.setdefault(item, []).append(f"{k}.{name}")
    return found


def _generators(model: Module) -> list[dict[str, Any]]:
    return [
        {"places": places, "state": generator.getstate()}
        for generator, places in generators(model).items()
    ]


def _restore_generators(model: Module, saved: Any) -> None:
    """Set the states of the generators; places that shared a generator do so again."""
    inside = modules(model)
    used: set[random.Random] = set()
    for entry in saved:
        places = [place.split(".", 1) for place in entry["places"]]
        owners = [(inside[int(k)], name) for k, name in places]
        generator = getattr(owners[0][0], owners[0][1], None)
        if type(generator) is not random.Random or generator in used:
            generator = random.Random()
        used.add(generator)
        version, internal, spare = entry["state"]
        generator.setstate((version, tuple(internal), spare))
        for module, name in owners:
            if not isinstance(getattr(module, name, None), random.Random | None):
                raise InputValueError(f"{name} of {type(module).__name__} is no generator")
            setattr(module, name, generator)
