"""History: what training was like, epoch by epoch."""

import html
import math
from collections.abc import Mapping


class History:
    """The losses and metrics of every epoch, as `fit` returns them.

    Attributes:
        history: By name ("loss", "val_loss", "accuracy", ...) a list with a number for each epoch.
        epoch: The numbers of the epochs, counted from 0.
        interrupted: Whether training was stopped from the keyboard.
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
        """Add something to the last epoch; nan stands for it in those before that lack it."""
        numbers = self.history.setdefault(name, [])
        numbers += [math.nan] * (len(self.epoch) - len(numbers))
        if self.epoch:
            numbers[-1] = float(number)

    def __repr__(self) -> str:
        last = ", ".join(f"{name}={numbers[-1]:.4g}" for name, numbers in self.history.items())
        return f"<History of {len(self.epoch)} epochs{': ' * bool(last)}{last}>"

    def _repr_html_(self) -> str:
        """A table for a notebook: what each quantity was first, at its extremes, and last."""
        rows = "".join(
            f"<tr><th>{html.escape(name)}</th>"
            + "".join(f"<td>{n:.4g}</td>" for n in (x[0], min(x), max(x), x[-1]))
            + "</tr>"
            for name, x in self.history.items()
            if x
        )
        head = "<tr><th></th><th>first</th><th>lowest</th><th>highest</th><th>last</th></tr>"
        return f"<table><caption>{len(self.epoch)} epochs</caption>{head}{rows}</table>"
