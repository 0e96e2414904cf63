"""Saving: a network, or its training, to a file and back."""

import os
from collections.abc import Callable, Mapping
from typing import Any

from autograd import InputTypeError
from autograd.checks import described
from nn import tensors
from nn.training.checkpoints import architecture, files, training, versions
from nn.training.checkpoints.versions import VERSION

__all__ = ["load", "load_training", "load_weights", "save", "save_training", "save_weights"]

Path = str | os.PathLike[str]


def save(model: Any, path: Path, *, training_state: bool = True) -> None:
    """Write a network to a file; see `nn.Model.save`."""
    metadata: dict[str, Any] = {"architecture": architecture.describe(model)}
    arrays = tensors.arrays(model)
    if training_state and model.optimizer is not None:
        metadata["compile"] = training.describe_compile(model)
        metadata["training"], memory = training.capture(model)
        arrays |= memory
    files.write(path, arrays, {"version": VERSION, **metadata})


def load(
    path: Path, *, classes: Mapping[str, Callable[..., Any]] | None = None, compile: bool = True
) -> Any:
    """The network in a file by `model.save`.

    To go on with training where it stopped, to the last bit:
    `model.fit(..., initial_epoch=len(model.history.epoch))`.

    Args:
        path: The file.
        classes: Models, layers and functions of your own that the file may refer to, by name.
        compile: Whether to restore the state of training, too: the optimizer and its memory, the
            loss, the metrics, generators of random numbers, and the history.

    Returns:
        The network, of the same class as it was.

    Raises:
        InputValueError: If the file is damaged or was not written by `save`, or refers to a class
            or function that is neither in `nn` nor in `classes`.
        MissingDependencyError: If safetensors is not installed.

    >>> import tempfile, nn
    >>> model = nn.Sequential([nn.Dense(3, "relu"), nn.Dense(1)], rng=0)
    >>> model.build((2,))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     model.save(folder + "/model.safetensors")
    ...     again = nn.load(folder + "/model.safetensors")
    >>> again
    Sequential([Dense(3, activation='relu'), Dense(1)])
    >>> again([1.0, 2.0]).data == model([1.0, 2.0]).data
    True
    """
    if not isinstance(classes, Mapping | None):
        raise InputTypeError(
            f"classes takes a dict from names to classes, but was given {described(classes)}"
        )
    allowed = dict(classes or {})
    file = files.read(path)
    with files.understanding(path):
        file = versions.upgraded(file)
        file.require("architecture", VERSION)
        model = architecture.rebuild(file.metadata["architecture"], allowed, file.size)
        tensors.assign(model, file.weights())
        architecture.freeze(model, file.metadata["architecture"])
        if compile and "compile" in file.metadata:
            training.restore_compile(model, file.metadata["compile"], allowed)
            training.restore(model, file.metadata["training"], file.tensors)
            training.describe_compile(model)  # what cannot be written again means nothing
        architecture.describe(model)
    return model


def save_weights(model: Any, path: Path) -> None:
    """Write the parameters of a network to a file; see `nn.Model.save_weights`."""
    files.write(path, tensors.arrays(model), {"version": VERSION})


def load_weights(model: Any, path: Path) -> None:
    """Set the parameters of a network to those in a file; see `nn.Model.load_weights`."""
    file = files.read(path)
    with files.understanding(path):
        tensors.assign(model, versions.weights_for(model, file))


def save_training(model: Any, path: Path, extra: Any = None) -> None:
    """Write all that training needs to go on in the same program, without the architecture.

    Args:
        model: The network, which may be of any class.
        path: The file.
        extra: Anything that JSON can hold; `load_training` returns it.
    """
    state, memory = training.capture(model)
    metadata = {"version": VERSION, "training": state, "extra": training.plain(extra)}
    files.write(path, tensors.arrays(model) | memory, metadata)


def load_training(model: Any, path: Path) -> Any:
    """Set a network to the state in a file by `save_training`, and return its `extra`.

    Raises:
        InputValueError: If the file is damaged, not written by `save_training`, or of another
            network.
    """
    file = files.read(path)
    with files.understanding(path):
        file = versions.upgraded(file)
        file.require("training", VERSION)
        tensors.assign(model, file.weights())
        training.restore(model, file.metadata["training"], file.tensors)
        return training.unplain(file.metadata["extra"])
