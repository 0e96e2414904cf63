"""History: losses and metrics, epoch by epoch."""

import math
from collections.abc import Mapping

from autograd import html_table


class History:
    """The losses and metrics of every epoch, as `fit` returns them.

    Attributes:
        history: By name ("loss", "val_loss", "accuracy", ...) a list with a number for each epoch.
        epoch: The numbers of the epochs, counted from 0.
        interrupted: Whether Ctrl-C ended training.
    """

    def __init__(self) -> None:
        self.history: dict[str, list[float]] = {}
        self.epoch: list[int] = []
        self.interrupted = False

    def append(self, epoch: int, logs: Mapping[str, float]) -> None:
        """Add an epoch."""
        self.epoch.append(epoch)
        for name, number in logs.items():
            self.history.setdefault(name, []).append(float(number))

    def note(self, name: str, number: float) -> None:
        """Add a number to the last epoch; earlier epochs without one get nan."""
        numbers = self.history.setdefault(name, [])
        numbers += [math.nan] * (len(self.epoch) - len(numbers))
        if self.epoch:
            numbers[-1] = float(number)

    def __repr__(self) -> str:
        last = ", ".join(f"{name}={numbers[-1]:.4g}" for name, numbers in self.history.items())
        return f"<History of {len(self.epoch)} epochs{': ' * bool(last)}{last}>"

    def _repr_html_(self) -> str:
        """A table for notebooks: the first, lowest, highest and last number of each quantity."""
        rows = []
        for name, numbers in self.history.items():
            known = [x for x in numbers if not math.isnan(x)] or [math.nan]
            shown = (numbers[0], min(known), max(known), numbers[-1])
            rows.append([name, *[f"{x:.4g}" for x in shown]])
        head = ["", "first", "lowest", "highest", "last"]
        epochs = f"{len(self.epoch)} epoch{'s' * (len(self.epoch) != 1)}"
        caption = epochs + ", interrupted" * self.interrupted
        return html_table(rows, head=head, caption=caption, right={1, 2, 3, 4}, named=True)
