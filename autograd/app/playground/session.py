"""Session: a network, its data, and how far its training has come."""

import math
import threading
import time
from dataclasses import replace
from typing import Any

import numpy

import autograd
from autograd import InputTypeError, InputValueError, Value
from autograd.app.playground import maps, network
from autograd.app.playground.frames import Frame
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
        settings: The given settings, with the weights that have been set by hand since.
        data: The points.
        model: The network.
        steps: How many steps of training were done.
        lock: Held while the session is used.

    Raises:
        InputValueError: If the text of a CSV file cannot be used, or there is no such weight.

    >>> session = Session(Settings(layers=(3,)))
    >>> session.advance(epochs=10)
    >>> session.steps
    150
    >>> session.close()
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.data = network.data(settings)
        self.task = self.data.points.task
        self.model = network.build(settings, self.task)
        self.steps = 0
        self.lock = threading.RLock()
        self._paths: dict[str, Value] = dict(self.model.named_parameters())
        for _, path, _ in settings.edits:
            self._parameter(path)
        X, y = self.data.X[self.data.train], self.data.y[self.data.train]
        self._training = self.model.steps(X, y, settings.batch)
        self._grid = maps.grid(settings.features)
        self._neurons = autograd.compile(self._activations, parameters=self.model).batched()
        self._curve: list[tuple[int, float, float]] = []
        self._set_by_hand()
        self._note()

    @property
    def steps_per_epoch(self) -> int:
        """How many batches the training points make."""
        return math.ceil(len(self.data.train) / self.settings.batch)

    @property
    def parameters(self) -> Any:
        """All weights and biases, an array: layer by layer, neuron by neuron, the bias last."""
        return numpy.fromiter((p.data for p in self._paths.values()), float, len(self._paths))

    @property
    def is_finite(self) -> bool:
        """Whether all parameters are finite."""
        return bool(numpy.isfinite(self.parameters).all())

    def advance(self, *, steps: int = 0, epochs: int = 0, seconds: float = PATIENCE) -> None:
        """Go on with training; end early if it takes too long or parameters are not finite.

        Args:
            steps: How many steps to do.
            epochs: How many epochs to complete after these steps; one that has begun counts.
            seconds: How long it may compute; waiting while other programs compute is not
                counted, but no longer than `PATIENCE` in all. One step is done in any case.

        Raises:
            InputTypeError: If a number is not whole, or `seconds` is no number.
            InputValueError: If it is negative, or there are too many steps.
        """
        each = self.steps_per_epoch
        total = _amount("steps", steps) + _amount("epochs", epochs) * each
        if epochs:  # the one that has begun needs fewer steps
            total -= (self.steps + steps) % each
        if total > MOST_STEPS:
            raise InputValueError(f"at most {MOST_STEPS:,} steps at a time, but that is {total:,}")
        end = time.monotonic() + PATIENCE
        computed = time.thread_time() + _duration(seconds)
        for _ in range(total):
            self._step()
            if self.steps % each == 0 and not self.is_finite:
                break
            if time.thread_time() >= computed or time.monotonic() > end:
                break
        self._note()

    def _step(self) -> None:
        with numpy.errstate(all="ignore"):  # the page shows it when a rate is too large
            next(self._training)
        self.steps += 1
        self._set_by_hand()
        if self.steps % self.steps_per_epoch == 0:
            self._note()

    def _note(self) -> None:
        """Add the losses to the curves, and to the history of the network."""
        if self._curve and self._curve[-1][0] == self.steps:
            return
        self._measure()
        if len(self._curve) > CURVE:
            self._curve[1:-1] = self._curve[2:-1:2]  # every other point, with both ends
        epoch, into = divmod(self.steps, self.steps_per_epoch)
        if epoch and not into:
            assert self.model.history is not None
            numbers = (("loss", self._loss), (self.task.metric, self._score))
            logs = {
                prefix + name: found[part]
                for prefix, part in (("", "train"), ("val_", "test"))
                for name, found in numbers
            }
            self.model.history.append(epoch - 1, logs)

    def _measure(self) -> None:
        """Mean loss without penalties, and score, for training points and test points."""
        parts = {"train": self.data.train, "test": self.data.test}
        with numpy.errstate(all="ignore"):
            outputs, y = self._neurons(self.data.X)[-1], self.data.y
            losses = self.task.losses(outputs, y)
            self._loss = {name: float(losses[part].mean()) for name, part in parts.items()}
            self._score = {
                name: float(self.task.scored(outputs[part], y[part]))
                for name, part in parts.items()
            }
        if self._curve and self._curve[-1][0] == self.steps:
            self._curve.pop()
        self._curve.append((self.steps, self._loss["train"], self._loss["test"]))

    # ------------------------------------------------------------------------------ set by hand

    def edit(self, path: str, number: float) -> None:
        """Set a weight or a bias; the settings remember it.

        Args:
            path: Its path in the network, such as "layers[0].neurons[2].w[1]" or
                "layers[1].neurons[0].b".
            number: The number.

        Raises:
            InputTypeError: If the number is none.
            InputValueError: If there is no such weight, or the number is too large.

        >>> session = Session(Settings(layers=(3,)))
        >>> session.edit("layers[1].neurons[0].b", 0.5)
        >>> session.model.layers[1].neurons[0].b.data, session.settings.edits
        (0.5, ((0, 'layers[1].neurons[0].b', 0.5),))
        >>> session.close()
        """
        self._parameter(path)
        given = [edit for edit in self.settings.edits if edit[:2] != (self.steps, path)]
        checked = Settings.from_json({"edits": [*given, (self.steps, path, number)]})
        self.settings = replace(self.settings, edits=checked.edits)
        self._set_by_hand()
        self._measure()

    def _parameter(self, path: Any) -> Value:
        if not isinstance(path, str) or path not in self._paths:
            raise InputValueError(
                f"there is no weight {abbreviate(path)}; the weights are "
                f"{next(iter(self._paths))} to {list(self._paths)[-1]}"
            )
        return self._paths[path]

    def _set_by_hand(self) -> None:
        """Set the weights that are set by hand after as many steps as were done."""
        for steps, path, number in self.settings.edits:
            if steps == self.steps:
                self._paths[path].data = number

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
            "target": points.target,
            "targetRange": points.target_range,
            "score": self.task.score,
            "stepsPerEpoch": self.steps_per_epoch,
            "points": [[*point, int(k in testing)] for k, point in enumerate(points.rounded(4))],
        }

    def frame(self) -> Frame:
        """What training changes."""
        with numpy.errstate(all="ignore"):
            *hidden, output = self._neurons(self._grid)
            shown = numpy.array([*hidden, self.task.shown(output)])
        return Frame(
            steps=self.steps,
            epoch=self.steps / self.steps_per_epoch,
            finite=self.is_finite,
            loss=self._loss,
            score=self._score,
            parameters=self.parameters,
            curve=numpy.array(self._curve),
            maps=maps.finite(shown),
        )

    def _activations(self, x: Any) -> list[Any]:
        """The outputs of all neurons, layer by layer, for the features of a point."""
        return [output for layer in self.model.layer_outputs(x) for output in layer]

    # --------------------------------------------------------------------------------- for export

    def copy(self) -> Sequential:
        """A network with the same weights, which training does not change."""
        model = network.build(self.settings, self.task)
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


def _duration(seconds: Any) -> float:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise InputTypeError(f"seconds must be a number, but was {abbreviate(seconds)}")
    if not seconds >= 0.0:
        raise InputValueError(f"seconds must be 0 or more, but was {abbreviate(seconds)}")
    return min(seconds, PATIENCE)
