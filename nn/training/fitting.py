"""The loop of `fit`: epochs, batches, validation, callbacks."""

import math
import operator
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from autograd import InputTypeError, InputValueError
from autograd.checks import abbreviate
from nn.arguments import warn
from nn.training import progress
from nn.training.callbacks.base import Callbacks
from nn.training.callbacks.not_finite import StopOnNaN
from nn.training.data import Examples, split
from nn.training.engines import Engine, constraints_of
from nn.training.history import History

Augmentation = Callable[[Any, random.Random], Any]


@dataclass(frozen=True)
class Plan:
    """What `fit` was asked for; see there."""

    data: Examples
    held_out: Examples | None
    batch_size: int
    epochs: int
    initial_epoch: int
    verbose: Any
    callbacks: Any
    validation_split: float
    shuffle: bool
    engine: type[Engine]
    augment: Augmentation | None

    def __post_init__(self) -> None:
        for name in ("epochs", "initial_epoch"):
            number = getattr(self, name)
            whole = hasattr(number, "__index__") and not isinstance(number, bool)
            if not whole or operator.index(number) < 0:
                raise InputValueError(
                    f"{name} takes a whole number of at least 0, but was given {abbreviate(number)}"
                )
            object.__setattr__(self, name, operator.index(number))
        if self.augment is not None and not callable(self.augment):
            raise InputTypeError(
                "augment takes a function (X, rng) -> X, such as nn.augmentation.noise(0.1), but "
                f"was given {abbreviate(self.augment)} ({type(self.augment).__name__})"
            )


def fit(model: Any, plan: Plan) -> History:
    """Train a network that is built and compiled."""
    data, held_out = plan.data, plan.held_out
    if held_out is None:
        data, held_out = split(data, plan.validation_split)
    params: dict[str, Any] = {
        "epochs": plan.epochs,
        "initial_epoch": plan.initial_epoch,
        "batch_size": plan.batch_size,
        "samples": len(data),
    }
    callbacks = Callbacks(plan.callbacks, model, params)
    model.history, model.stop_training = History(), False
    with plan.engine(model, model.loss, model.optimizer) as engine:
        callbacks.use(engine)
        callbacks("on_train_begin", {})
        first = params["initial_epoch"]  # a callback may have changed it, to resume there
        history: History = model.history  # likewise
        shown = progress.get(plan.verbose, plan.epochs, first)
        fitting = _Fitting(model, engine, data, held_out, plan, callbacks, shown, first)
        try:
            fitting.run()
        except KeyboardInterrupt:
            history.interrupted = True
        finally:
            shown.close()
        if history.interrupted:
            print(f"interrupted in epoch {fitting.epoch + 1}; what was learnt is kept")
        callbacks("on_train_end", fitting.logs)
        callbacks.use(None)
    if not any(isinstance(callback, StopOnNaN) for callback in params["callbacks"]):
        _warn_if_diverged(history)
    return history


def _warn_if_diverged(history: History) -> None:
    """Say so if training ended with a loss that is not finite, and since when."""
    numbers = history.history.get("loss", [])
    fine = max((k + 1 for k, loss in enumerate(numbers) if math.isfinite(loss)), default=0)
    if fine < len(numbers):
        warn(
            f"the loss has not been finite since epoch {history.epoch[fine] + 1} (it is "
            f"{numbers[-1]}): lower the learning rate, scale the inputs, or add "
            "nn.callbacks.StopOnNaN() to see the first operation that went wrong"
        )


@dataclass
class _Fitting:
    """The epochs of one call of `fit`."""

    model: Any
    engine: Engine
    data: Examples
    held_out: Examples | None
    plan: Plan
    callbacks: Callbacks
    shown: progress.Progress
    epoch: int
    logs: dict[str, float] = field(default_factory=dict)

    def run(self) -> None:
        """All epochs, or as many as there are until something stops them."""
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
        self.shown.epoch(self.epoch, logs)
        self.callbacks("on_epoch_end", self.epoch, logs)

    def _steps(self) -> dict[str, float]:
        """One step for each batch; the losses and metrics are those before each step."""
        plan, rng, tally = self.plan, self.model.generator(), _Tally()
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
        """An optimizer that minimizes by itself: an epoch is one of its iterations.

        It evaluates all examples, several times if it has to; what counts is the last time.
        """
        _check_minimizing(self.model, self.plan)
        epochs = self.plan.epochs - self.epoch
        if epochs <= 0 or self.model.stop_training:
            return
        latest: list[Any] = []  # the loss and the predictions; empty between two epochs
        self.engine.batch = self.data

        def loss() -> float:
            if not latest:
                self._begin(self.epoch)
                self.callbacks("on_train_batch_begin", 0, {})
            latest[:] = self.engine.differentiate(self.data)
            return float(latest[0])

        def iterated(loss: float) -> bool:
            tally = _Tally()
            tally.add(loss, latest[1], self.data)
            latest.clear()
            self.callbacks("on_train_batch_end", 0, {"loss": loss})
            self._end(tally.logs(self.model.metrics))
            self.epoch += 1
            return self.model.stop_training or self.epoch == self.plan.epochs

        self.model.optimizer.minimize(loss, epochs, iterated)
        if latest:  # an epoch was begun, but the loss does not fall any further
            iterated(loss())


def _check_minimizing(model: Any, plan: Plan) -> None:
    """Raise an error for what changes the weights, or the loss, from outside."""
    hint = f"{model.optimizer!r} minimizes by itself; take an optimizer with steps, such as 'adam'"
    if plan.augment is not None:
        raise InputValueError(f"augment changes the inputs of each step, but {hint}")
    if constraints_of(model):
        raise InputValueError(f"constraints change the weights after each step, but {hint}")


def measure(
    model: Any,
    engine: Engine,
    data: Examples,
    batch_size: int,
    tell: Callable[..., None] = lambda turn, *arguments: None,
) -> dict[str, float]:
    """The loss and the metrics of a network on some examples; callbacks are told by `tell`."""
    tally = _Tally()
    tell("on_test_begin", {})
    for number, batch in enumerate(data.batches(batch_size)):
        tell("on_test_batch_begin", number, {})
        loss, predictions = engine.test(batch)
        tally.add(loss, predictions, batch)
        tell("on_test_batch_end", number, {"loss": loss})
    logs = tally.logs(model.metrics)
    tell("on_test_end", logs)
    return logs


class _Tally:
    """Losses, predictions and targets of several batches."""

    def __init__(self) -> None:
        self._losses: list[float] = []
        self._sizes: list[int] = []
        self._predictions: list[Any] = []
        self._targets: list[Any] = []

    def add(self, loss: float, predictions: Any, batch: Examples) -> None:
        self._losses.append(loss)
        self._sizes.append(len(batch))
        self._predictions.append(predictions)
        self._targets.append(batch.y)

    def logs(self, metrics: Any) -> dict[str, float]:
        """The mean loss of an example, and the metrics over all of them."""
        import numpy

        logs = {"loss": float(numpy.average(self._losses, weights=self._sizes))}
        if metrics:
            targets = numpy.concatenate(self._targets)
            predictions = numpy.concatenate(self._predictions)
            logs |= {
                name: _measured(name, metric, targets, predictions)
                for name, metric in metrics.items()
            }
        return logs


def _measured(name: str, metric: Any, targets: Any, predictions: Any) -> float:
    found = metric(targets, predictions)
    try:
        return float(found)
    except (TypeError, ValueError):
        raise InputTypeError(
            f"the metric {name} must return a number, but returned {abbreviate(found)} "
            f"({type(found).__name__})"
        ) from None


def _augmented(augment: Augmentation, X: Any, rng: random.Random) -> Any:
    import numpy

    found = numpy.asarray(augment(X.copy(), rng), dtype=float)
    if found.shape != X.shape:
        raise InputTypeError(
            f"augment must return as many inputs of the same shape, {X.shape}, but returned "
            f"{found.shape}"
        )
    return found
