"""Session: a network, its data, and how far its training has come."""

import math
import threading
import time
from typing import Any

import numpy

import autograd
from autograd import InputTypeError, InputValueError
from autograd.app.playground import maps, network
from autograd.app.playground.settings import Settings
from autograd.checks import abbreviate
from nn import Sequential

MOST_STEPS = 100_000
"""The most steps of one request."""
PATIENCE = 1.0
"""Seconds after which a request is answered, however many steps are left."""
CURVE = 300
"""The most points of the curves of the losses; older ones are thinned out."""


class Session:
    """A network in training, whose steps are those of `fit`.

    Sessions with the same settings and the same number of steps have the same numbers, to the bit.
    One thread at a time may use a session, and holds its `lock`.

    Args:
        settings: What is trained, on what, and how.

    Attributes:
        settings: The given settings.
        data: The points.
        model: The network.
        steps: How many steps of training were done.
        lock: Held while the session is used.

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
        self.steps = 0
        self.lock = threading.RLock()
        X, y = self.data.X[self.data.train], self.data.y[self.data.train]
        self._training = self.model.steps(X, y, settings.batch)
        self._parameters = self.model.parameters()
        self._grid = maps.grid(settings.features)
        self._neurons = autograd.compile(self._activations, parameters=self.model).batched()
        self._curve: list[tuple[int, float, float]] = []
        self._note()

    @property
    def steps_per_epoch(self) -> int:
        """How many batches the training points make."""
        return math.ceil(len(self.data.train) / self.settings.batch)

    @property
    def is_finite(self) -> bool:
        """Whether all parameters are finite."""
        return all(math.isfinite(parameter.data) for parameter in self._parameters)

    def advance(self, *, steps: int = 0, epochs: int = 0) -> None:
        """Go on with training; end early if it takes too long or parameters are not finite.

        Args:
            steps: How many steps to do.
            epochs: How many epochs to complete after these steps; one that has begun counts.

        Raises:
            InputTypeError: If a number is not whole.
            InputValueError: If it is negative, or there are too many steps.
        """
        each = self.steps_per_epoch
        total = _amount("steps", steps) + _amount("epochs", epochs) * each
        if epochs:  # the one that has begun needs fewer steps
            total -= (self.steps + steps) % each
        if total > MOST_STEPS:
            raise InputValueError(f"at most {MOST_STEPS:,} steps at a time, but that is {total:,}")
        end = time.monotonic() + PATIENCE
        for _ in range(total):
            with numpy.errstate(all="ignore"):  # the page shows it when a rate is too large
                next(self._training)
            self.steps += 1
            if self.steps % each == 0:
                self._note()
                if time.monotonic() > end or not self.is_finite:
                    break
        self._note()

    def _note(self) -> None:
        """Add the losses to the curves, and to the history of the network."""
        if self._curve and self._curve[-1][0] == self.steps:
            return
        self._measured = self._measure()
        losses = self._measured["loss"]
        self._curve.append((self.steps, losses["train"], losses["test"]))
        if len(self._curve) > CURVE:
            self._curve[1:-1] = self._curve[2:-1:2]  # every other point, with both ends
        epoch, into = divmod(self.steps, self.steps_per_epoch)
        if epoch and not into:
            assert self.model.history is not None
            logs = {
                prefix + name: self._measured[name][part]
                for prefix, part in (("", "train"), ("val_", "test"))
                for name in ("loss", "accuracy")
            }
            self.model.history.append(epoch - 1, logs)

    def _measure(self) -> dict[str, dict[str, float]]:
        """Mean loss without penalties, and accuracy, for training points and test points."""
        with numpy.errstate(all="ignore"):
            logits = self._neurons(self.data.X)[-1]
            # Cross-entropy of the probability that the logit z stands for: log(1 + e^z) - y z.
            losses = numpy.logaddexp(0.0, logits) - self.data.y * logits
        right = (logits > 0.0) == (self.data.y == 1.0)
        parts = {"train": self.data.train, "test": self.data.test}
        return {
            "loss": {name: float(losses[part].mean()) for name, part in parts.items()},
            "accuracy": {name: float(right[part].mean()) for name, part in parts.items()},
        }

    # ---------------------------------------------------------------------------- for the page

    def start(self) -> dict[str, Any]:
        """What training does not change, for JSON: settings, points, names."""
        points = self.data.points
        testing = set(self.data.test)
        return {
            "settings": self.settings.to_json(),
            "classes": points.classes,
            "axes": points.axes,
            "ranges": points.ranges,
            "stepsPerEpoch": self.steps_per_epoch,
            "points": [[*point, int(k in testing)] for k, point in enumerate(points.rounded(4))],
        }

    def state(self) -> dict[str, Any]:
        """What training changes, for JSON: None stands for numbers that are not finite."""
        with numpy.errstate(all="ignore"):
            *hidden, output = self._neurons(self._grid)
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
        return [output for layer in self.model.layer_outputs(x) for output in layer]

    # --------------------------------------------------------------------------------- for export

    def copy(self) -> Sequential:
        """A network with the same weights, which training does not change."""
        model = network.build(self.settings)
        model.set_weights(self.model.get_weights())
        return model

    def close(self) -> None:
        """Give every Value its number back; the session cannot be trained any further."""
        self._training.close()


def _amount(name: str, number: Any) -> int:
    if isinstance(number, bool) or not isinstance(number, int):
        raise InputTypeError(f"{name} must be a whole number, but was {abbreviate(number)}")
    if number < 0:
        raise InputValueError(f"{name} must be 0 or more, but was {number}")
    return number


def _json(number: float) -> float | None:
    """A number with six digits; None for nan and infinity, which JSON lacks."""
    return float(f"{number:.6g}") if math.isfinite(number) else None
