"""Callbacks that watch a number do what Keras's do: tests/data/callbacks.json."""

import json
from pathlib import Path
from typing import Any

import pytest

import nn
from autograd import Value
from nn import callbacks, optimizers

RECORDED = json.loads(Path("tests/data/callbacks.json").read_text())


class Weight(nn.Model):
    """A network of one weight, the number of the epoch."""

    def __init__(self) -> None:
        self.weight, self.saved = Value(0.0), list[int]()

    def __call__(self, x: Any) -> Any:
        return self.weight * x[0]

    def save(self, *path: Any, **options: Any) -> None:
        self.saved.append(int(self.weight.data))


class Told(callbacks.Callback):
    """Stands for training that measures the given numbers."""

    def __init__(self, numbers: list[float]) -> None:
        self.numbers = numbers

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        logs["watched"], self.model.weight.data = self.numbers[epoch], float(epoch)


def did(case: Any) -> Any:
    """What a callback of ours does in such a training."""
    path = ["unused"] if case["class"] == "ModelCheckpoint" else []
    callback = getattr(callbacks, case["class"])(*path, "watched", **case["arguments"])
    model, rates, optimizer = Weight(), list[float](), optimizers.SGD(0.1)
    model.compile(optimizer, "mse")
    look = callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: rates.append(optimizer.learning_rate)
    )
    told, epochs = Told(case["numbers"]), len(case["numbers"])
    chosen = [told, callback, look]
    history = model.fit([[0.0]], [0.0], epochs=epochs, verbose=0, callbacks=chosen)
    if case["class"] == "EarlyStopping":
        return [history.epoch[-1], model.weight.data]
    return model.saved if case["class"] == "ModelCheckpoint" else rates


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: case["class"])
def test_it_is_what_keras_does(case: Any) -> None:
    assert did(case) == case["did"]
