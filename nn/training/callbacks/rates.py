"""Learning rates that change from epoch to epoch: by a schedule, or when nothing improves."""

import inspect
from collections.abc import Callable

from autograd import InputTypeError, InputValueError
from autograd.checks import described, whole_number
from nn.arguments import number_in
from nn.training.callbacks.base import Callback, Logs
from nn.training.callbacks.monitoring import Monitor


class _Rates(Callback):
    """Logs the learning rate of each epoch."""

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Log the rate as "learning_rate"."""
        logs["learning_rate"] = rate = self.model.optimizer.learning_rate
        self.model.history.note("learning_rate", rate)


class LearningRateScheduler(_Rates):
    """Sets the learning rate at the beginning of each epoch.

    For a rate that changes from step to step, give the optimizer a schedule of `nn.schedules`.

    Args:
        schedule: A function (epoch) -> rate or (epoch, rate so far) -> rate; epochs count from 0.
        verbose: 1 to print the rates.

    Raises:
        InputTypeError: If it is not a function, or does not return a number.

    >>> halving = LearningRateScheduler(lambda epoch, rate: 0.5 * rate)
    """

    def __init__(self, schedule: Callable[..., float], verbose: int = 0) -> None:
        if not callable(schedule):
            raise InputTypeError(
                "LearningRateScheduler takes a function (epoch, rate) -> rate, but was given "
                f"{described(schedule)}"
            )
        self.schedule, self.verbose = schedule, verbose
        try:
            inspect.signature(schedule).bind(0, 0.0)
            self._takes_rate = True
        except (TypeError, ValueError):  # one in C may have no signature
            self._takes_rate = False

    def on_epoch_begin(self, epoch: int, logs: Logs) -> None:
        """Set the rate."""
        optimizer = self.model.optimizer
        arguments = (epoch, optimizer.learning_rate) if self._takes_rate else (epoch,)
        rate = number_in("the rate that schedule returns", self.schedule(*arguments))
        optimizer.learning_rate = rate
        self._tell(f"epoch {epoch + 1}: learning rate {rate:.4g}")


class ReduceLROnPlateau(_Rates):
    """Lowers the learning rate when a loss or metric has not improved for some epochs.

    Args:
        monitor: What to watch, such as "val_loss".
        factor: The rate is multiplied by this number below 1.
        patience: How many epochs in a row may fail to improve.
        verbose: 1 to print a line when the rate falls.
        mode: As for `EarlyStopping`.
        min_delta: A change must be larger than this to be an improvement.
        cooldown: How many epochs after a reduction do not count.
        min_lr: The lowest rate.

    Raises:
        InputValueError: If the factor is not below 1; in `fit`, if what it monitors is not
            measured, or the optimizer has a schedule.
    """

    remembers = ("best", "wait", "cooldown_counter")

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
        self.monitor.begin(self.model, self.params.get("validates", True))
        self._begin()
        if self.model.optimizer.has_schedule:
            raise InputValueError(
                "ReduceLROnPlateau cannot lower a learning rate that follows a schedule; give the "
                "optimizer a number"
            )

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Lower the rate if there has been no improvement for too long."""
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
            self._tell(f"epoch {epoch + 1}: learning rate lowered to {rate:.4g}")
