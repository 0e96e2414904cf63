"""Monitor: watches one number of each epoch, and tells whether it has improved."""

import math
import sys
from typing import Any

from autograd import InputTypeError, InputValueError
from autograd.checks import abbreviate, described
from nn import metrics
from nn.arguments import choose, number_in
from nn.training.callbacks.base import Logs


class Monitor:
    """The loss or metric that a callback watches.

    Args:
        owner: The name of the callback, for errors.
        name: What to watch, such as "val_loss".
        mode: "min" if it should fall, "max" if it should rise, "auto" to tell by the name.
        min_delta: Smaller changes are no improvement.

    >>> Monitor("EarlyStopping", "val_accuracy").improved(0.9, 0.8)
    True
    """

    def __init__(self, owner: str, name: str, mode: str = "auto", min_delta: float = 0.0) -> None:
        if not isinstance(name, str):
            raise InputTypeError(
                f"monitor of {owner} is the name of a loss or metric, such as 'val_loss', but was "
                f"given {described(name)}"
            )
        self.owner, self.name = owner, name
        choose(f"mode of {owner}", mode, {"auto": 0, "min": 0, "max": 0})
        rises = mode == "max" or (mode == "auto" and metrics.more_is_better(name))
        self._sign = -1.0 if rises else 1.0  # sign * number falls as training improves
        self._min_delta = abs(finite(f"min_delta of {owner}", min_delta))

    @property
    def worst(self) -> float:
        """The worst possible number."""
        return self._sign * math.inf

    def of(self, logs: Logs) -> float:
        """The number in the logs of an epoch."""
        if self.name not in logs:
            hint = ""
            if self.name.startswith("val_") and not any(name.startswith("val_") for name in logs):
                hint = "; give fit validation_data or validation_split"
            raise InputValueError(
                f"{self.owner} monitors {abbreviate(self.name)}, but this training measures only "
                f"{', '.join(logs)}{hint}"
            )
        return logs[self.name]

    def improved(self, number: float, best: float) -> bool:
        """Whether a number is better than the best so far; nan never is."""
        return self._sign * number < self._sign * best - self._min_delta


def finite(what: str, number: Any) -> float:
    """`number` as a finite float, which may be negative.

    >>> finite("min_delta", -1)
    -1.0
    """
    return number_in(what, number, low=-sys.float_info.max)
