"""Monitor: watches one number of each epoch, and tells whether it has improved."""

import math
import sys
from typing import Any

from autograd import InputTypeError, InputValueError
from autograd.checks import abbreviate, described, did_you_mean
from nn import metrics
from nn.arguments import choose, number_in
from nn.training.callbacks.base import Logs


class Monitor:
    """The loss or metric that a callback watches.

    Args:
        owner: The name of the callback, for errors.
        name: What to watch, such as "val_loss".
        mode: "min" if it should fall, "max" if it should rise; "auto" to ask the metric.
        min_delta: Smaller changes are no improvement.

    >>> Monitor("EarlyStopping", "val_accuracy", "max").improved(0.9, 0.8)
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
        self._mode = mode
        self._rises = mode == "max"
        self._min_delta = abs(finite(f"min_delta of {owner}", min_delta))

    def begin(self, model: Any, validates: bool) -> None:
        """Find out, before training, whether the number should rise or fall.

        Args:
            model: The network, which knows its metrics.
            validates: Whether there are validation data.

        Raises:
            InputValueError: If nobody knows: it is neither a loss nor a metric of `compile`, or a
                metric of one's own that does not say; or if there are no validation data for it.
        """
        if self._mode != "auto":
            return
        if self.name.startswith("val_") and not validates:
            raise InputValueError(
                f"{self.owner} monitors {self.name!r}, but there are no validation data; give fit "
                "validation_data or validation_split, or monitor 'loss'"
            )
        name = self.name.removeprefix("val_")
        if name == "loss":
            self._rises = False
            return
        measured = ["loss", *model.metrics]
        if name not in measured:
            raise InputValueError(
                f"{self.owner} monitors {self.name!r}, but what is measured is "
                f"{', '.join(measured)}; {did_you_mean(name, measured)}for a number that another "
                "callback adds, give mode='min' or mode='max'"
            )
        rises = metrics.more_is_better(model.metrics[name])
        if rises is None:
            raise InputValueError(
                f"{self.owner} cannot tell whether {name} should rise or fall; give it mode='max' "
                f"or mode='min', or write {name}.more_is_better = True or False"
            )
        self._rises = rises

    @property
    def worst(self) -> float:
        """The worst possible number."""
        return -math.inf if self._rises else math.inf

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
        if self._rises:
            return number - self._min_delta > best
        return number + self._min_delta < best


def finite(what: str, number: Any) -> float:
    """`number` as a finite float, which may be negative.

    >>> finite("min_delta", -1)
    -1.0
    """
    return number_in(what, number, low=-sys.float_info.max)
