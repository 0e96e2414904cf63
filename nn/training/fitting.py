"""The loop of `fit`: epochs, batches, validation, callbacks."""

import math
import operator
import random
from collections.abc import Callable
from typing import Any

from autograd import InputTypeError, InputValueError
from autograd.checks import abbreviate, described, is_whole
from nn.arguments import warn
from nn.data import Samples
from nn.training import checking, engines, progress
from nn.training.callbacks.base import Callbacks, listed
from nn.training.callbacks.not_finite import StopOnNaN
from nn.training.history import History
from nn.training.measuring import Tally, measure

Augmentation = Callable[[Any, random.Random], Any]


class Plan:
    """The arguments of one call of `fit`, checked here and nowhere else; see `Model.fit`."""

    def __init__(
        self,
        *,
        batch_size: int | None,
        epochs: int,
        initial_epoch: int,
        verbose: int | str,
        callbacks: Any,
        shuffle: bool,
        engine: str,
        augment: Augmentation | None,
    ) -> None:
        self.batch_size = checking.batch_size(batch_size)
        self.engine = engines.get(engine)
        self.epochs = _count("epochs", epochs)
        self.initial_epoch = _count("initial_epoch", initial_epoch)
        if augment is not None and not callable(augment):
            raise InputTypeError(
                "augment takes a function (X, rng) -> X, such as nn.augmentation.noise(0.1), but "
                f"was given {described(augment)}"
            )
        self.augment, self.shuffle = augment, shuffle
        self.callbacks = listed(callbacks)
        self.verbose = progress.level(verbose)


def _count(name: str, number: Any) -> int:
    if not is_whole(number) or operator.index(number) < 0:
        raise InputValueError(
            f"{name} takes a whole number of at least 0, but was given {abbreviate(number)}"
        )
    return operator.index(number)


class Fitting:
    """One call of `fit`.

    Args:
        model: The network, built and compiled.
        plan: The arguments of `fit`.
        data: The samples for training.
        held_out: The samples for validation.

    Attributes:
        epoch: The epoch it is in.
        logs: The losses and metrics of the last complete epoch.
    """

    engine: engines.Engine
    callbacks: Callbacks

    def __init__(self, model: Any, plan: Plan, data: Samples, held_out: Samples | None) -> None:
        self.model, self.plan, self.data, self.held_out = model, plan, data, held_out
        self.epoch, self.logs = plan.initial_epoch, dict[str, float]()

    def run(self) -> History:
        """Train the network."""
        plan, model = self.plan, self.model
        params: dict[str, Any] = {
            "epochs": plan.epochs,
            "initial_epoch": plan.initial_epoch,
            "batch_size": plan.batch_size,
            "samples": len(self.data),
            "validates": self.held_out is not None,
        }
        self.callbacks = Callbacks(plan.callbacks, model, params)
        model.history, model.stop_training = History(), False
        with plan.engine(model, model.loss, model.optimizer) as self.engine:
            self.callbacks.use(self.engine)
            self.callbacks("on_train_begin", {})
            # A callback that resumes an earlier training has changed epoch and history by now.
            self.epoch = params["initial_epoch"]
            history: History = model.history
            self._interruptible(history)
            model.optimizer.finalize()
            self.callbacks("on_train_end", self.logs)
            self.callbacks.use(None)
        if not any(isinstance(callback, StopOnNaN) for callback in plan.callbacks):
            _warn_if_diverged(history)
        return history

    def _interruptible(self, history: History) -> None:
        """Run all epochs; Ctrl-C ends them."""
        self._shown = progress.get(self.plan.verbose, self.plan.epochs, self.epoch)
        try:
            self._epochs()
        except KeyboardInterrupt:
            history.interrupted = True
        finally:
            self._shown.close()
        if history.interrupted:
            print(f"interrupted in epoch {self.epoch + 1}; what was learnt is kept")

    def _epochs(self) -> None:
        """Run all epochs, unless `stop_training` is set."""
        if hasattr(self.model.optimizer, "minimize"):
            self._iterations()
            return
        for epoch in range(self.epoch, self.plan.epochs):
            if self.model.stop_training:
                break
            self._begin(epoch)
            self._end(self._steps())

    def _begin(self, epoch: int) -> None:
        self.epoch = epoch
        self.callbacks("on_epoch_begin", epoch, {})

    def _end(self, logs: dict[str, float]) -> None:
        if self.held_out is not None:
            found = measure(
                self.model, self.engine, self.held_out, self.plan.batch_size, self.callbacks
            )
            logs |= {f"val_{name}": number for name, number in found.items()}
        self.logs = logs
        self.model.history.append(self.epoch, logs)
        self._shown.epoch(self.epoch, logs)
        self.callbacks("on_epoch_end", self.epoch, logs)

    def _steps(self) -> dict[str, float]:
        """Take one step for each batch; the losses and metrics returned are those before each."""
        plan, rng, tally = self.plan, self.model.generator(), Tally()
        batches = self.data.batches(plan.batch_size, rng if plan.shuffle else None)
        for number, batch in enumerate(batches):
            if plan.augment is not None:
                batch.X = _augmented(plan.augment, batch.X, rng)
            self.engine.batch = batch
            self.callbacks("on_train_batch_begin", number, {})
            loss, predictions = self.engine.train(batch)
            tally.add(loss, predictions, batch)
            self.callbacks("on_train_batch_end", number, {"loss": loss})
            if self.model.stop_training:
                break
        return tally.logs(self.model.metrics)

    def _iterations(self) -> None:
        """Run an optimizer that minimizes by itself; an epoch is one of its iterations.

        An iteration may evaluate the loss of all samples several times; the last one counts.
        """
        _check_minimizing(self.model, self.plan)
        epochs = self.plan.epochs - self.epoch
        if epochs <= 0 or self.model.stop_training:
            return
        latest: list[Any] = []  # the loss and the predictions; empty between two epochs
        self.engine.batch = self.data

        def loss() -> float:
            if not latest:  # the first evaluation of an epoch
                self._begin(self.epoch)
                self.callbacks("on_train_batch_begin", 0, {})
            latest[:] = self.engine.differentiate(self.data)
            return float(latest[0])

        def iterated(loss: float) -> bool:
            tally = Tally()
            tally.add(loss, latest[1], self.data)
            latest.clear()
            self.callbacks("on_train_batch_end", 0, {"loss": loss})
            self._end(tally.logs(self.model.metrics))
            self.epoch += 1
            return self.model.stop_training or self.epoch == self.plan.epochs

        self.model.optimizer.minimize(loss, epochs, iterated)
        if latest:  # an epoch has begun, but the loss falls no further
            iterated(loss())


def _check_minimizing(model: Any, plan: Plan) -> None:
    """Raise an error for arguments that change the weights or the loss between evaluations."""
    hint = f"{model.optimizer!r} minimizes by itself; take an optimizer with steps, such as 'adam'"
    if plan.augment is not None:
        raise InputValueError(f"augment changes the inputs of each step, but {hint}")
    if engines.constraints_of(model):
        raise InputValueError(f"constraints change the weights after each step, but {hint}")


def _augmented(augment: Augmentation, X: Any, rng: random.Random) -> Any:
    """The augmented inputs of a batch, as a new array."""
    import numpy

    found = numpy.asarray(augment(X.copy(), rng), dtype=float)
    if found.shape != X.shape:
        raise InputTypeError(
            f"augment must return as many inputs of the same shape, {X.shape}, but returned "
            f"{found.shape}"
        )
    return found


def _warn_if_diverged(history: History) -> None:
    """Warn if the last loss is not finite, and say since which epoch."""
    numbers = history.history.get("loss", [])
    fine = max((k + 1 for k, loss in enumerate(numbers) if math.isfinite(loss)), default=0)
    if fine < len(numbers):
        warn(
            f"the loss has not been finite since epoch {history.epoch[fine] + 1} (it is "
            f"{numbers[-1]}): lower the learning rate, scale the inputs, or add "
            "nn.callbacks.StopOnNaN() to see the first operation that went wrong"
        )
