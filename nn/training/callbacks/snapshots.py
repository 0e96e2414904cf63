"""Snapshots: the numbers of a network in the course of training."""

from __future__ import annotations  # evaluating the annotations would load numpy

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import autograd
from autograd import InputTypeError, InputValueError
from autograd.checks import abbreviate, described, whole_number
from nn import tensors
from nn.arguments import flattened
from nn.data import array
from nn.training.callbacks.base import Callback, Logs


@dataclass(frozen=True)
class Snapshot:
    """A network at one moment.

    Attributes:
        epoch: The epoch, counted from 0; -1 before the first.
        step: How many steps had been done.
        weights: Arrays by name, such as `layers.0.kernel` of shape (units, inputs).
        gradients: The gradients of the latest step, by the same names; empty before the first.
        activations: The outputs of each layer for the chosen inputs, by its name, such as
            `layers.0`: an array with a row for each input. A network without layers has `output`.
        logs: The losses and metrics so far.
        graph: The graph of the chosen Value, or the network with the chosen sample, for
            `autograd.play`.
    """

    epoch: int
    step: int
    weights: dict[str, Any]
    gradients: dict[str, Any]
    activations: dict[str, Any]
    logs: dict[str, float] = field(default_factory=dict)
    graph: Any = None


class Snapshots(Callback):
    """Takes a snapshot before training, and then after each epoch or number of steps.

    Args:
        inputs: Inputs for which the outputs of all layers are kept, an array with one sample in
            each row; None for none.
        every: "epoch", or a number of steps.
        graph: A function of the network that returns a Value, such as the loss of one sample. Its
            graph is kept: `autograd.play(snapshots)` shows how the numbers change.
        sample: Inputs of one sample and its target, (x, target): the network is kept with them, and
            `autograd.play(snapshots)` shows how its weights change.

    Attributes:
        taken: The snapshots, a list of `Snapshot`.

    >>> import nn
    >>> model = nn.Sequential([nn.Dense(3, "relu"), nn.Dense(1)], rng=0)
    >>> model.compile("sgd", "mse")
    >>> snapshots = Snapshots(inputs=[[1.0], [2.0]])
    >>> history = model.fit([0.0, 1.0, 2.0], [3.0, 5.0, 7.0], epochs=2, callbacks=[snapshots])
    >>> [(snapshot.epoch, snapshot.step) for snapshot in snapshots.taken]
    [(-1, 0), (0, 1), (1, 2)]
    >>> snapshots.taken[-1].activations["layers.0"].shape
    (2, 3)
    >>> snapshots = Snapshots(graph=lambda model: model([1.0]) ** 2)
    >>> history = model.fit([0.0, 1.0, 2.0], [3.0, 5.0, 7.0], epochs=2, callbacks=[snapshots])
    >>> autograd.play(snapshots)
    <Player of 26 values at 3 moments; in a file: .save("player.html")>
    >>> snapshots = Snapshots(sample=([1.0], 5.0))
    >>> history = model.fit([0.0, 1.0, 2.0], [3.0, 5.0, 7.0], epochs=2, callbacks=[snapshots])
    >>> autograd.play(snapshots)
    <Player of Sequential 1-3-1 with 3 moments; in a file: .save("player.html")>
    """

    def __init__(
        self,
        inputs: Any = None,
        every: str | int = "epoch",
        graph: Callable[[Any], autograd.Value] | None = None,
        sample: tuple[Any, Any] | None = None,
    ) -> None:
        if sample is not None and not (isinstance(sample, tuple | list) and len(sample) == 2):
            raise InputTypeError(
                "sample of Snapshots takes the inputs of a sample and its target, such as "
                f"([0.5, -1.0], 1), but was given {described(sample)}"
            )
        if sample is not None and graph is not None:
            raise InputValueError(
                "Snapshots keeps the graph of a Value or the network with a sample; give graph or "
                "sample, not both"
            )
        self.sample = sample
        if graph is not None and not callable(graph):
            raise InputTypeError(
                "graph of Snapshots takes a function that is given the network and returns a Value,"
                f" such as lambda model: model(x), but was given {described(graph)}"
            )
        self.graph = graph
        if isinstance(every, str) and every != "epoch":
            raise InputValueError(
                f"every takes 'epoch' or a number of steps, not {abbreviate(every)}"
            )
        self.every = every if isinstance(every, str) else whole_number("every of Snapshots", every)
        self.inputs = None if inputs is None else array("inputs of Snapshots", inputs)
        if self.inputs is not None and self.inputs.ndim == 1:
            self.inputs = self.inputs[:, None]
        self.taken: list[Snapshot] = []
        self._epoch, self._step = -1, 0

    def on_train_begin(self, logs: Logs) -> None:
        """Take the first one."""
        self.taken, self._epoch, self._step = [], -1, 0
        self._take(logs)

    def on_epoch_begin(self, epoch: int, logs: Logs) -> None:
        """Keep the number of the epoch."""
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: Logs) -> None:
        """Take one if enough steps were done."""
        self._step += 1
        if isinstance(self.every, int) and self._step % self.every == 0:
            self._take(logs)

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Take one, unless `every` is a number of steps."""
        if self.every == "epoch":
            self._take(logs)

    def _take(self, logs: Logs) -> None:
        self.taken.append(
            Snapshot(
                epoch=self._epoch,
                step=self._step,
                weights=tensors.arrays(self.model),
                gradients=tensors.arrays(self.model, "grad") if self._step else {},
                activations=self._activations(),
                logs=dict(logs),
                graph=self._captured(),
            )
        )

    def _captured(self) -> Any:
        title = f"epoch {self._epoch + 1}" if self.every == "epoch" else f"step {self._step}"
        if self.sample is not None:
            x, target = self.sample
            return autograd.capture(self.model, title, x=x, target=target)
        if self.graph is None:
            return None
        root = self.graph(self.model)
        if not isinstance(root, autograd.Value):
            raise InputTypeError(
                f"the function graph of Snapshots returned {described(root)}, which has no graph; "
                "let it return a Value, such as model(x) of a network with one output"
            )
        return autograd.capture(root, title, names={}, model=self.model)

    def _activations(self) -> dict[str, Any]:
        """The outputs of all layers for the chosen inputs."""
        import numpy

        found: dict[str, list[Any]] = {}
        with autograd.no_grad():
            for x in [] if self.inputs is None else self.inputs.tolist():
                for name, out in self._outputs(x):
                    found.setdefault(name, []).append(autograd.stop_gradient(out))
        return {name: numpy.array(rows, dtype=float) for name, rows in found.items()}

    def _outputs(self, x: Any) -> list[tuple[str, Any]]:
        if not getattr(self.model, "layers", None):
            return [("output", flattened(self.model(x)))]
        return [
            (f"layers.{k}", out)
            for k, out in enumerate(type(self.model).layer_outputs(self.model, x))
        ]
