"""Session: a network, its data, and how far its training is."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy

import autograd
from autograd import InputTypeError, InputValueError
from autograd.app.playground import maps, network
from autograd.app.playground.settings import Settings
from autograd.checks import abbreviate
from nn import Sequential
from nn.layers.base import as_list
from nn.data import Examples
from nn.training.engines import Compiled
from nn.training.history import History

MOST_STEPS = 100_000
"""Of one request."""
PATIENCE = 1.0
"""Seconds after which a request is answered, however far it has come."""
CURVE = 300
"""How many moments the curves of the losses have at most, older ones being thinned out."""


class Session:
    """A network in training. It has come so many steps, and each step is that of `nn`'s `fit`.

    A session with the same settings and the same number of steps has the same numbers, to the bit.
    One thread at a time may use it; `lock` is for that.

    Args:
        settings: What is trained, on what, and how.

    Attributes:
        settings: These.
        data: The points.
        model: The network.
        steps: How many steps of training were done.
        lock: To be held while the session is used.

    Raises:
        InputValueError: If the text of a CSV file cannot be used.

    >>> session = Session(Settings(layers=(3,)))
    >>> session.advance(epochs=10)
    >>> session.steps
    150
    >>> session.close()
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.data = network.data(settings)
        self.model = network.build(settings)
        self.model.history = History()
        self.steps = 0
        self.lock = threading.RLock()
        self._engine = Compiled(self.model, self.model.loss, self.model.optimizer)
        self._training = Examples(self.data.X, self.data.y).take(self.data.train)
        self._batches: Iterator[Examples] = iter(())
        self._grid = maps.grid(settings.features)
        self._neurons = autograd.compile(
            self._activations, parameters=self._engine.vector
        ).batched()
        self._curve: list[tuple[int, float, float]] = []
        self._note()

    @property
    def steps_per_epoch(self) -> int:
        """How many batches the training points make."""
        return math.ceil(len(self.data.train) / self.settings.batch)

    @property
    def is_finite(self) -> bool:
        """Whether all parameters are numbers still."""
        assert self._engine.vector is not None
        return bool(numpy.isfinite(self._engine.vector.data).all())

    def advance(self, *, steps: int = 0, epochs: int = 0) -> None:
        """Go on with training. It stops early if that takes too long or numbers are lost.

        Args:
            steps: By so many steps.
            epochs: And to the end of so many epochs, the present one included if it has begun.

        Raises:
            InputTypeError: If a number is not whole.
            InputValueError: If it is negative, or there are too many steps.
        """
        each = self.steps_per_epoch
        total = _amount("steps", steps) + _amount("epochs", epochs) * each
        if epochs:
            total -= (self.steps + steps) % each
        if total > MOST_STEPS:
            raise InputValueError(f"at most {MOST_STEPS:,} steps at a time, but that is {total:,}")
        end = time.monotonic() + PATIENCE
        for _ in range(total):
            self._step()
            if self.steps % each == 0 and (time.monotonic() > end or not self.is_finite):
                break
        self._note()

    def _step(self) -> None:
        """One step, on the next batch; the order of the points is drawn anew for each epoch."""
        if self.steps % self.steps_per_epoch == 0:
            rng = self.model.generator()
            self._batches = self._training.batches(self.settings.batch, rng)
        with numpy.errstate(all="ignore"):  # a rate too large is shown as what it is
            self._engine.train(next(self._batches))
        self.steps += 1
        if self.steps % self.steps_per_epoch == 0:
            self._note()

    def _note(self) -> None:
        """Keep the losses for the curves, and for the history of the network."""
        if self._curve and self._curve[-1][0] == self.steps:
            return
        self._measured = self._measure()
        losses = self._measured["loss"]
        self._curve.append((self.steps, losses["train"], losses["test"]))
        if len(self._curve) > CURVE:
            self._curve[1:-1] = self._curve[2:-1:2]
        epoch, into = divmod(self.steps, self.steps_per_epoch)
        if epoch and not into:
            self._write_history(epoch - 1)

    def _write_history(self, epoch: int) -> None:
        assert self.model.history is not None
        logs = {
            prefix + name: self._measured[name][part]
            for prefix, part in (("", "train"), ("val_", "test"))
            for name in ("loss", "accuracy")
        }
        self.model.history.append(epoch, logs)

    def _measure(self) -> dict[str, dict[str, float]]:
        """The mean loss, without penalties, and the accuracy, for both parts of the points."""
        with numpy.errstate(all="ignore"):
            logits = self._engine.predict(self.data.X)[:, 0]
            losses = numpy.logaddexp(0.0, logits) - self.data.y * logits
        right = (logits > 0.0) == (self.data.y == 1.0)
        parts = {"train": self.data.train, "test": self.data.test}
        return {
            "loss": {name: float(losses[part].mean()) for name, part in parts.items()},
            "accuracy": {name: float(right[part].mean()) for name, part in parts.items()},
        }

    # ---------------------------------------------------------------------------- to be looked at

    def start(self) -> dict[str, Any]:
        """What does not change in training, for the page: settings, points, names."""
        points = self.data.points
        testing = set(self.data.test)
        return {
            "settings": self.settings.to_json(),
            "classes": points.classes,
            "axes": points.axes,
            "ranges": points.ranges,
            "stepsPerEpoch": self.steps_per_epoch,
            "points": [
                [round(x, 4), round(y, 4), label, int(k in testing)]
                for k, ((x, y), label) in enumerate(
                    zip(points.positions, points.labels, strict=True)
                )
            ],
        }

    def state(self) -> dict[str, Any]:
        """What changes in training, for the page: as JSON, without nan."""
        *hidden, output = self._outputs()
        layers = [layer for layer in self.model.layers if hasattr(layer, "neurons")]
        return {
            "steps": self.steps,
            "epoch": self.steps / self.steps_per_epoch,
            "finite": self.is_finite,
            "loss": {name: _json(loss) for name, loss in self._measured["loss"].items()},
            "accuracy": self._measured["accuracy"],
            "curve": [[step, _json(train), _json(test)] for step, train, test in self._curve],
            "weights": [
                [[_json(w.data) for w in neuron.w] for neuron in layer.neurons] for layer in layers
            ],
            "biases": [[_json(neuron.b.data) for neuron in layer.neurons] for layer in layers],
            "neurons": [maps.encode(maps.coarse(numbers)) for numbers in hidden],
            "output": maps.encode(numpy.tanh(output / 2.0), scale=1.0),
        }

    def _activations(self, x: Any) -> list[Any]:
        """The outputs of all neurons, layer by layer, for the features of a point."""
        found: list[Any] = []
        for layer in self.model.layers:
            x = as_list(layer(x))
            found += x
        return found

    def _outputs(self) -> list[Any]:
        """The output of every neuron on the plane."""
        with numpy.errstate(all="ignore"):
            return list(self._neurons(self._grid))

    # --------------------------------------------------------------------------------- to be taken

    def copy(self) -> Sequential:
        """A network of the same weights, which training does not change."""
        model = network.build(self.settings)
        model.set_weights(self.model.get_weights())
        return model

    def close(self) -> None:
        """Give every Value its number back; the session cannot be trained any further."""
        self._engine.__exit__()


def _amount(name: str, number: Any) -> int:
    if isinstance(number, bool) or not isinstance(number, int):
        raise InputTypeError(f"{name} must be a whole number, but was {abbreviate(number)}")
    if number < 0:
        raise InputValueError(f"{name} must be 0 or more, but was {number}")
    return number


def _json(number: float) -> float | None:
    """A number of six digits; None for what JSON has no name for."""
    return float(f"{number:.6g}") if math.isfinite(number) else None
