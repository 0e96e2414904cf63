"""Learning rates that change from epoch to epoch: by a plan, or when nothing improves."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from autograd import InputTypeError, InputValueError
from autograd.checks import abbreviate, whole_number
from nn.arguments import number_in
from nn.training.callbacks.base import Callback, Logs
from nn.training.callbacks.monitoring import Monitor


class _Rates(Callback):
    """Notes the learning rate of each epoch beside its loss."""

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Note the rate, as "learning_rate"."""
        logs["learning_rate"] = rate = self.model.optimizer.learning_rate
        self.model.history.note("learning_rate", rate)


class LearningRateScheduler(_Rates):
    """Sets the learning rate at the beginning of each epoch.

    For a rate that changes from step to step give the optimizer itself a schedule; see
    `nn.schedules`.

    Args:
        schedule: A function (epoch) -> rate or (epoch, rate so far) -> rate; epochs count from 0.
        verbose: 1 to print the rates.

    Raises:
        InputTypeError: If it is no function, or what it returns is no number.

    >>> halving = LearningRateScheduler(lambda epoch, rate: 0.5 * rate)
    """

    def __init__(self, schedule: Callable[..., float], verbose: int = 0) -> None:
        if not callable(schedule):
            raise InputTypeError(
                "LearningRateScheduler takes a function (epoch, rate) -> rate, but was given "
                f"{abbreviate(schedule)} ({type(schedule).__name__})"
            )
        self.schedule, self.verbose = schedule, verbose
        try:
            inspect.signature(schedule).bind(0, 0.0)
            self._takes_rate = True
        except TypeError:
            self._takes_rate = False

    def on_epoch_begin(self, epoch: int, logs: Logs) -> None:
        """Set the rate."""
        optimizer = self.model.optimizer
        arguments = (epoch, optimizer.learning_rate) if self._takes_rate else (epoch,)
        rate = number_in("the rate that schedule returns", self.schedule(*arguments))
        optimizer.learning_rate = rate
        if self.verbose:
            print(f"epoch {epoch + 1}: learning rate {rate:.4g}")


class ReduceLROnPlateau(_Rates):
    """Lowers the learning rate when a loss or metric has not improved for some epochs.

    Args:
        monitor: What to watch, such as "val_loss".
        factor: What the rate is multiplied by, below 1.
        patience: For how many epochs in a row it may fail to improve.
        verbose: 1 to print a line when the rate falls.
        mode: As for `EarlyStopping`.
        min_delta: By more than this it has to change to have improved.
        cooldown: How many epochs after that do not count.
        min_lr: The rate does not fall below this.

    Raises:
        InputValueError: If the factor is not below 1; in `fit`, if nothing of that name is
            measured, or the optimizer has a schedule of its own.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
    ) -> None:
        self.monitor = Monitor("ReduceLROnPlateau", monitor, mode, min_delta)
        self.factor = number_in("factor of ReduceLROnPlateau", factor, high=1.0)
        if self.factor == 1.0:
            raise InputValueError("factor of ReduceLROnPlateau must be below 1, such as 0.1")
        self.patience = whole_number("patience of ReduceLROnPlateau", patience, least=0)
        self.verbose = verbose
        self.cooldown = whole_number("cooldown of ReduceLROnPlateau", cooldown, least=0)
        self.min_lr = number_in("min_lr of ReduceLROnPlateau", min_lr)
        self._begin()

    def _begin(self) -> None:
        self.best, self.wait, self.cooldown_counter = self.monitor.worst, 0, 0

    def on_train_begin(self, logs: Logs) -> None:
        """Forget earlier trainings."""
        self._begin()
        if self.model.optimizer.has_schedule:
            raise InputValueError(
                "ReduceLROnPlateau cannot lower a learning rate that follows a schedule; give the "
                "optimizer a number"
            )

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """See whether it has improved; lower the rate if it has not for too long."""
        super().on_epoch_end(epoch, logs)
        number = self.monitor.of(logs)
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.wait = 0
        if self.monitor.improved(number, self.best):
            self.best, self.wait = number, 0
        elif self.cooldown_counter == 0:
            self.wait += 1
            if self.wait >= self.patience:
                self._reduce(epoch)

    def _reduce(self, epoch: int) -> None:
        optimizer = self.model.optimizer
        before = optimizer.learning_rate
        rate = max(before * self.factor, self.min_lr)
        if rate < before:
            optimizer.learning_rate = rate
            self.cooldown_counter, self.wait = self.cooldown, 0
            if self.verbose:
                print(f"epoch {epoch + 1}: learning rate lowered to {rate:.4g}")

    def state(self) -> dict[str, Any]:
        """As for `Callback`."""
        names = ("best", "wait", "cooldown_counter")
        return {name: getattr(self, name) for name in names}
