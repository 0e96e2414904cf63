"""Training that is interrupted keeps what was learnt; killed, it goes on to the same bits."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import autograd
from autograd import InputValueError
from nn import Dense, Sequential, layers, optimizers
from nn.callbacks import (
    BackupAndRestore,
    EarlyStopping,
    LambdaCallback,
    ReduceLROnPlateau,
)

X = [[0.1 * i, 1.0 / (i + 1)] for i in range(12)]
Y = [0.3 * i - 1.0 for i in range(12)]
ENGINES = ["compiled", "eager"]
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # on Windows both end a process at once
KILLED = -KILL if os.name == "posix" else KILL  # what its return code is then

PROGRAM = """
import json, os, signal, sys
from nn import Dense, Sequential, callbacks, layers, optimizers
X = [[0.1 * i, 1.0 / (i + 1)] for i in range(12)]
Y = [0.3 * i - 1.0 for i in range(12)]
model = Sequential([Dense(5, "tanh"), layers.Dropout(0.3), Dense(1)], rng=3)
model.compile(optimizers.SGD(0.05, momentum=0.9), "mse", ["mae"])
backup, engine, where = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
steps = 0

def step(batch, logs):
    global steps
    steps += 1
    if steps == where:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

history = model.fit(
    X, Y, epochs=8, batch_size=5, engine=engine, validation_split=0.25,
    augment=lambda X, rng: X + rng.gauss(0.0, 0.1),
    callbacks=[
        callbacks.BackupAndRestore(backup),
        callbacks.LambdaCallback(on_train_batch_end=step),
        callbacks.ReduceLROnPlateau("loss", factor=0.5, patience=1),
        callbacks.EarlyStopping("val_loss", patience=50, restore_best_weights=True),
    ],
)
print(json.dumps([[p.data.hex() for p in model.parameters()], history.epoch, history.history]))
"""


def run(backup: Path, engine: str, kill_at_step: int | None) -> subprocess.CompletedProcess[str]:
    arguments = [str(backup), engine, json.dumps(kill_at_step)]
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=False
    )


def model() -> Sequential:
    network = Sequential([Dense(5, "tanh"), layers.Dropout(0.3), Dense(1)], rng=3)
    network.compile(optimizers.SGD(0.05, momentum=0.9), "mse")
    return network


def numbers(network: Any) -> list[float]:
    return [p.data for p in network.parameters()]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_killed_it_goes_on_to_the_same_bits(engine: str, tmp_path: Path) -> None:
    """Shuffling, dropout, augmentation, momentum, a falling rate and best weights included."""
    whole = run(tmp_path / "whole", engine, None)
    assert whole.returncode == 0, whole.stderr
    for step in (7, 3):  # in epoch 4; then, again, soon after it went on
        killed = run(tmp_path / "killed", engine, step)
        assert killed.returncode == KILLED, killed.stderr
        assert (tmp_path / "killed" / "backup.safetensors").exists()
    resumed = run(tmp_path / "killed", engine, None)
    assert resumed.stdout == whole.stdout, resumed.stderr
    assert json.loads(resumed.stdout)[1] == list(range(8))
    assert list((tmp_path / "killed").iterdir()) == []  # complete: the backup is gone


class TestBackup:
    def test_stopped_early_it_does_not_go_on(self, tmp_path: Path) -> None:
        class Killed(BaseException):
            """Stands for the end of the process after the last backup."""

        def kill(logs: Any) -> None:
            raise Killed

        def stop() -> EarlyStopping:
            return EarlyStopping("loss", patience=0, min_delta=100.0)

        first, backup = model(), BackupAndRestore(tmp_path)
        look = LambdaCallback(on_train_end=kill)
        with pytest.raises(Killed):
            first.fit(X, Y, epochs=9, callbacks=[look, stop(), backup])
        again = model()
        history = again.fit(X, Y, epochs=9, callbacks=[LambdaCallback(), stop(), backup])
        assert history.epoch == [0, 1]
        assert numbers(again) == numbers(first)

    def test_that_of_another_network_is_refused(self, tmp_path: Path) -> None:
        def interrupt(epoch: int, logs: Any) -> None:
            raise KeyboardInterrupt

        look = LambdaCallback(on_epoch_end=interrupt)
        model().fit(X, Y, callbacks=[look, BackupAndRestore(tmp_path)])
        assert list(tmp_path.iterdir()) == []  # the epoch was not finished
        model().fit(X, Y, epochs=2, callbacks=BackupAndRestore(tmp_path, delete_checkpoint=False))
        other = Sequential([Dense(7), Dense(1)], rng=0)
        other.compile("sgd", "mse")
        with pytest.raises(InputValueError, match=r"lacks .*To begin anew, delete the file"):
            other.fit(X, Y, callbacks=BackupAndRestore(tmp_path))
        (tmp_path / "backup.safetensors").write_bytes(b"nonsense")
        with pytest.raises(InputValueError, match=r"or damaged.*To begin anew, delete the file"):
            model().fit(X, Y, callbacks=BackupAndRestore(tmp_path))

    def test_what_was_begun_and_not_finished_is_swept_up(self, tmp_path: Path) -> None:
        (tmp_path / ".backup.safetensors.1234abcd.tmp").write_bytes(b"half")
        model().fit(X, Y, callbacks=BackupAndRestore(tmp_path))
        assert list(tmp_path.iterdir()) == []


class TestInterrupted:
    """Ctrl-C is the signal SIGINT; here the process sends it to itself."""

    def interrupt_at(self, call: int) -> Any:
        calls = 0

        def interrupt(*_: Any) -> None:
            nonlocal calls
            calls += 1
            if calls == call:
                signal.raise_signal(signal.SIGINT)

        return interrupt

    def check_usable(self, network: Any, engine: str) -> None:
        assert all(type(p) is autograd.Value for p in network.parameters())
        before = numbers(network)
        for p in network.parameters():
            p.data += 0.125
        assert numbers(network) == [number + 0.125 for number in before]
        network.zero_grad()
        network(X[0]).backward()
        network.optimizer.step()
        assert numbers(network) != [number + 0.125 for number in before]
        assert len(network.fit(X, Y, engine=engine).epoch) == 1

    @pytest.mark.parametrize("engine", ENGINES)
    @pytest.mark.parametrize(
        ("turn", "call", "epochs"),
        [
            ("on_train_batch_begin", 6, 2),
            ("on_train_batch_end", 5, 2),
            ("on_epoch_begin", 3, 2),
            ("on_epoch_end", 2, 2),
        ],
    )
    def test_it_keeps_what_was_learnt(
        self, engine: str, turn: str, call: int, epochs: int, capsys: pytest.CaptureFixture[str]
    ) -> None:
        network, ended = model(), []
        callbacks = [
            LambdaCallback(**{turn: self.interrupt_at(call)}),
            LambdaCallback(on_train_end=lambda logs: ended.append(numbers(network))),
        ]
        history = network.fit(X, Y, epochs=9, batch_size=6, callbacks=callbacks, engine=engine)
        assert history.interrupted
        assert history.epoch == list(range(epochs))
        assert ended == [numbers(network)]
        assert re.match(
            r"interrupted in epoch \d; what was learnt is kept", capsys.readouterr().out
        )
        assert network.optimizer is not None
        assert network.optimizer.iterations >= 4
        self.check_usable(network, engine)

    @pytest.mark.parametrize("engine", ENGINES)
    @pytest.mark.parametrize("call", [3, 20, 50])
    def test_in_the_middle_of_a_batch_or_of_validation(self, engine: str, call: int) -> None:
        network, interrupt = model(), self.interrupt_at(call)

        def loss(y_true: Any, y_pred: Any) -> Any:
            interrupt()  # while a graph is built, or the function recorded
            error = y_pred - y_true
            return error * error

        def metric(targets: Any, predictions: Any) -> float:
            interrupt()
            return 0.0

        network.compile(optimizers.SGD(0.05, momentum=0.9), loss, [metric])
        history = network.fit(X, Y, epochs=99, validation_data=(X, Y), engine=engine)
        assert history.interrupted
        self.check_usable(network, engine)

    def test_a_backup_is_kept_for_the_next_time(self, tmp_path: Path) -> None:
        whole = model()
        whole.fit(X, Y, epochs=6, batch_size=5)
        network, look = model(), LambdaCallback(on_train_batch_end=self.interrupt_at(11))
        network.fit(X, Y, epochs=6, batch_size=5, callbacks=[look, BackupAndRestore(tmp_path)])
        again = model()
        history = again.fit(X, Y, epochs=6, batch_size=5, callbacks=BackupAndRestore(tmp_path))
        assert history.epoch == list(range(6))
        assert numbers(again) == numbers(whole)

    def test_the_signal_handler_stays_what_it_was(self) -> None:
        before = signal.getsignal(signal.SIGINT)
        model().fit(X, Y, callbacks=LambdaCallback(on_epoch_end=self.interrupt_at(1)))
        assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "turn",
    [
        "on_train_begin",
        "on_epoch_begin",
        "on_train_batch_begin",
        "on_train_batch_end",
        "on_epoch_end",
        "on_train_end",
    ],
)
def test_an_exception_of_a_callback_comes_out_and_releases_the_values(
    turn: str, engine: str
) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError

    network = model()
    with pytest.raises(ZeroDivisionError):
        network.fit(X, Y, callbacks=LambdaCallback(**{turn: fail}), engine=engine)
    TestInterrupted().check_usable(network, engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_error_while_an_engine_is_made_releases_the_values(engine: str) -> None:
    def fail(weights: Any) -> Any:
        raise ZeroDivisionError

    network = model()
    network.build((2,))
    network.layers[0].kernel_regularizer = fail
    with pytest.raises(ZeroDivisionError):
        network.fit(X, Y, engine=engine)
    network.layers[0].kernel_regularizer = None
    TestInterrupted().check_usable(network, engine)


def test_a_rate_that_was_lowered_stays_so(tmp_path: Path) -> None:
    def lower() -> ReduceLROnPlateau:
        return ReduceLROnPlateau("loss", factor=0.5, patience=1, min_delta=100.0)

    backup = BackupAndRestore(tmp_path, delete_checkpoint=False)
    model().fit(X, Y, epochs=3, callbacks=[lower(), backup])
    history = model().fit(X, Y, epochs=5, callbacks=[lower(), backup])
    assert history.history["learning_rate"] == [0.05, 0.05, 0.025, 0.0125, 0.00625]
