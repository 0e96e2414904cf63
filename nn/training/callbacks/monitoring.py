"""Monitoring: one number out of what was measured in an epoch, and whether it has improved."""

from __future__ import annotations

import math

from autograd import InputTypeError, InputValueError
from autograd.checks import abbreviate
from nn.arguments import choose, number_in
from nn.training.callbacks.base import Logs

_LARGEST = 1.7976931348623157e308
_LARGE_IS_GOOD = ("accuracy", "acc", "auc", "r2", "precision", "recall", "f1", "score")


class Monitor:
    """The loss or metric that a callback watches.

    Args:
        owner: The name of the callback, for errors.
        name: What to watch, such as "val_loss".
        mode: "min" if it should fall, "max" if it should rise, "auto" to tell by the name.
        min_delta: By more than this it has to change to have improved.

    >>> Monitor("EarlyStopping", "val_accuracy").improved(0.9, 0.8)
    True
    """

    def __init__(self, owner: str, name: str, mode: str = "auto", min_delta: float = 0.0) -> None:
        if not isinstance(name, str):
            raise InputTypeError(
                f"monitor of {owner} is the name of a loss or metric, such as 'val_loss', but was "
                f"given {abbreviate(name)} ({type(name).__name__})"
            )
        self.owner, self.name = owner, name
        choose(f"mode of {owner}", mode, {"auto": 0, "min": 0, "max": 0})
        large = mode == "max" or (mode == "auto" and name.endswith(_LARGE_IS_GOOD))
        self._sign = -1.0 if large else 1.0
        self._min_delta = abs(number_in(f"min_delta of {owner}", min_delta, low=-_LARGEST))

    @property
    def worst(self) -> float:
        """What everything else is better than."""
        return self._sign * math.inf

    def of(self, logs: Logs) -> float:
        """The number in an epoch's logs."""
        if self.name not in logs:
            hint = ""
            if self.name.startswith("val_") and not any(name.startswith("val_") for name in logs):
                hint = "; give fit validation_data or validation_split"
            raise InputValueError(
                f"{self.owner} monitors {self.name!r}, but this training measures only "
                f"{', '.join(logs)}{hint}"
            )
        return logs[self.name]

    def improved(self, number: float, best: float) -> bool:
        """Whether a number is better than the best so far; nan never is."""
        return self._sign * number < self._sign * best - self._min_delta
