"""EarlyStopping: training ends when the network no longer improves."""

import math

from autograd.checks import whole_number
from nn.training.callbacks.base import Callback, Logs
from nn.training.callbacks.monitoring import Monitor, finite


class EarlyStopping(Callback):
    """Ends training when a loss or metric has not improved for some epochs.

    On validation data, the loss falls while the network learns what all samples have in common, and
    rises when it overfits the training data.

    Args:
        monitor: What to watch, such as "val_loss" or "val_accuracy".
        min_delta: A change must be larger than this to be an improvement.
        patience: How many epochs in a row may fail to improve.
        verbose: 1 to print when training ends early, and which weights are restored.
        mode: "min" if it should fall, "max" if it should rise. "auto" asks the metric, which knows;
            one of your own may say by an attribute `more_is_better`.
        baseline: The number that must be beaten within `patience` epochs; None for no baseline.
        restore_best_weights: Whether to end with the weights of the best epoch, not the last.
        start_from_epoch: Epochs before this one do not count.

    Attributes:
        best: The best number so far.
        best_epoch: Its epoch, counted from 0.
        stopped_epoch: The epoch after which training ended early; None if it did not.
        wait: How many epochs there have been since the best.

    Raises:
        InputValueError: In `fit`, if what it monitors is not measured, or nobody knows whether it
            should rise.

    Source: Prechelt, "Early stopping - but when?" (1998),
    https://doi.org/10.1007/3-540-49430-8_3; the details as in Keras.
    """

    remembers = ("best", "best_epoch", "stopped_epoch", "wait", "_best_weights")

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0.0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:
        self.monitor = Monitor("EarlyStopping", monitor, mode, min_delta)
        self.patience = whole_number("patience of EarlyStopping", patience, least=0)
        self.verbose = verbose
        self.baseline = None if baseline is None else finite("baseline of EarlyStopping", baseline)
        self.restore_best_weights = restore_best_weights
        self.start_from_epoch = whole_number(
            "start_from_epoch of EarlyStopping", start_from_epoch, least=0
        )
        self._forget()

    def on_train_begin(self, logs: Logs) -> None:
        """Forget earlier trainings."""
        self.monitor.begin(self.model, self.params.get("validates", True))
        self._forget()

    def _forget(self) -> None:
        self.best, self.wait = self.monitor.worst, 0
        self.best_epoch: int | None = None
        self.stopped_epoch: int | None = None
        self._best_weights: list[float] | None = None

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Keep the best epoch so far; end training after too many epochs without a better one."""
        number = self.monitor.of(logs)
        if epoch < self.start_from_epoch:
            return
        self.wait += 1
        better = self.monitor.improved(number, self.best)
        if better or self.best_epoch is None:
            self._keep(epoch, number)
        # As in Keras, neither an epoch that improves nor the first one ends training.
        if not better and self.wait >= self.patience and epoch > 0:
            self.stopped_epoch, self.model.stop_training = epoch, True

    def _keep(self, epoch: int, number: float) -> None:
        """Keep an epoch as the best so far: better than those before, or the first, perhaps nan."""
        if not math.isnan(number):
            self.best = number
            if self.baseline is None or self.monitor.improved(number, self.baseline):
                self.wait = 0
        self.best_epoch = epoch
        if self.restore_best_weights:
            self._best_weights = [parameter.data for parameter in self.model.parameters()]

    def on_train_end(self, logs: Logs) -> None:
        """Restore the best weights, if `restore_best_weights` is set."""
        if self.stopped_epoch is not None:
            self._tell(f"stopped early after epoch {self.stopped_epoch + 1}")
        if self._best_weights is not None and self.best_epoch is not None:
            found = f"{self.monitor.name} {self.best:.4g}"
            self._tell(f"restored the weights of epoch {self.best_epoch + 1}, the best: {found}")
            parameters = self.model.parameters()
            for parameter, number in zip(parameters, self._best_weights, strict=True):
                parameter.data = number
