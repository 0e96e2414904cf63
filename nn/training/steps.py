"""Steps: training one step at a time, in a loop of one's own."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

from nn.data import Samples
from nn.training.engines import Engine
from nn.training.history import History


class Steps(Iterator[float], AbstractContextManager["Steps"]):
    """Training step by step, as `Model.steps` returns it: each `next` does a step.

    It is a context: at its end, or by `close`, the Values of the network have their numbers back.
    """

    def __init__(
        self, model: Any, data: Samples, batch_size: int, shuffle: bool, engine: type[Engine]
    ) -> None:
        model.history, model.stop_training = History(), False
        self._engine = engine(model, model.loss, model.optimizer)
        self._batches = _endless(data, batch_size, model if shuffle else None)

    def __next__(self) -> float:
        """Do a step; return the loss before it, penalties included."""
        loss, _ = self._engine.train(next(self._batches))
        return loss

    def close(self) -> None:
        """Give every Value its number back; no step can follow."""
        self._batches = iter(())
        self._engine.__exit__()

    def __exit__(self, *error: object) -> None:
        self.close()


def _endless(data: Samples, size: int, shuffled_by: Any) -> Iterator[Samples]:
    """Batches without end, epoch after epoch; the order is drawn when an epoch begins."""
    while True:
        yield from data.batches(size, shuffled_by and shuffled_by.generator())
