"""History: what training was like, epoch by epoch."""

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

    def __repr__(self) -> str:
        last = ", ".join(f"{name}={numbers[-1]:.4g}" for name, numbers in self.history.items())
        return f"<History of {len(self.epoch)} epochs{': ' * bool(last)}{last}>"
