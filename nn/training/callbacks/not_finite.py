"""StopOnNaN: training ends at the first loss that is not finite, and says what caused it."""

import math
import random
from typing import Any, NamedTuple

import autograd
from autograd import Diagnosis
from nn.data import Samples
from nn.modes import training_mode
from nn.training.callbacks.base import Callback, Logs
from nn.training.checkpoints.training import generators
from nn.training.engines import Eager


class _Moment(NamedTuple):
    """The parameters, and the states of generators, at the beginning of a step."""

    numbers: Any
    states: list[Any]


class StopOnNaN(Callback):
    """Ends training at the first loss, or step, that is nan or infinite, and tells the cause.

    The cause is the first operation whose result is nan or infinite although its operands are
    finite, forward or backward, in the graph of the first sample that has one. The weights are
    left as they were before that step.

    Args:
        raise_error: Whether to raise the message as an error, instead of printing it.

    Attributes:
        diagnosis: The result of `autograd.diagnose`; None while all is finite, or if the graph of
            each single sample is.
        message: The text that was printed: when and where it happened, and the diagnosis.

    Raises:
        RuntimeError: In `fit`, if `raise_error` is set.

    >>> import nn
    >>> model = nn.Sequential([nn.Dense(1, "exp")], rng=0)
    >>> model.compile(nn.optimizers.SGD(0.1), "mse")
    >>> history = model.fit([1.0, 1e6], [1.0, 1.0], callbacks=[nn.callbacks.StopOnNaN()])
    training ended in epoch 1, batch 1: the loss is inf. In example ...:
    The loss is inf: it began as inf in exp...
    """

    def __init__(self, raise_error: bool = False) -> None:
        self.raise_error = raise_error
        self.diagnosis: Diagnosis | None = None
        self.message = ""
        self._epoch = 0
        self._generators: list[random.Random] | None = None
        self._before = _Moment(None, [])

    def on_train_begin(self, logs: Logs) -> None:
        """Forget earlier trainings."""
        self.diagnosis, self.message, self._generators = None, "", None

    def on_epoch_begin(self, epoch: int, logs: Logs) -> None:
        """Keep the number of the epoch."""
        self._epoch = epoch

    def on_train_batch_begin(self, batch: int, logs: Logs) -> None:
        """Keep the parameters and generators as they are before the step."""
        if self._generators is None:
            self._generators = list(generators(self.model))
        self._before = self._now()

    def on_train_batch_end(self, batch: int, logs: Logs) -> None:
        """End training, if the loss or the weights are no longer finite."""
        import numpy

        if math.isfinite(logs["loss"]) and numpy.isfinite(self._now().numbers).all():
            return
        self.model.stop_training = True
        after = self._now()
        # Repeat the step sample by sample, with the same random numbers. Afterwards the weights
        # stay as they were before the step, and the generators as they were after it.
        self._set(self._before)
        sample = self._find()
        self._set(_Moment(self._before.numbers, after.states))
        what = f"the loss is {logs['loss']}"
        if math.isfinite(logs["loss"]):
            what += ", but weights became nan or infinite"
        self.message = f"training ended in epoch {self._epoch + 1}, batch {batch + 1}: {what}. "
        if self.diagnosis is None:
            self.message += "All is finite in each example alone: the learning rate is too high."
        else:
            self.message += f"In example {sample} of the batch:\n{self.diagnosis}"
        if self.raise_error:
            raise RuntimeError(self.message)
        print(self.message)

    def _find(self) -> int | None:
        """Diagnose the first sample whose graph is not finite, and return its index."""
        batch, eager = self.engine.batch, Eager(self.model, self.model.loss)
        for number in range(len(batch)):
            one: Samples = batch.take(slice(number, number + 1))
            with training_mode():
                loss, _ = eager.graph(one)
            found = autograd.diagnose(loss, names={"model": self.model, "The loss": loss})
            if not found.healthy:
                self.diagnosis = found
                return number
        return None

    def _now(self) -> _Moment:
        import numpy

        vector = getattr(self.engine, "vector", None)
        if vector is None:
            numbers = numpy.array([p.data for p in self.model.trainable_parameters()])
        else:
            numbers = vector.data.copy()
        return _Moment(numbers, [generator.getstate() for generator in self._generators or ()])

    def _set(self, moment: _Moment) -> None:
        vector = getattr(self.engine, "vector", None)
        parameters = self.model.trainable_parameters() if vector is None else vector.parameters
        for parameter, number in zip(parameters, moment.numbers.tolist(), strict=True):
            parameter.data = number
        for generator, state in zip(self._generators or (), moment.states, strict=True):
            generator.setstate(state)


TerminateOnNaN = StopOnNaN
"""Keras's name."""
