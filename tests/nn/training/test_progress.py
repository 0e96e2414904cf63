"""What `fit` shows: enough to follow it, and never a flood."""

import itertools
import os
import re
import subprocess
import sys
from typing import Any

import pytest

from autograd import InputValueError
from nn import Dense, Sequential
from nn.training import progress
from tests.helpers.notebooks import run_cell

PROGRAM = """
import sys
from nn import Dense, Sequential
model = Sequential([Dense(1)], rng=0)
model.compile("sgd", "mse")
model.fit([0.0, 1.0], [1.0, 3.0], epochs=int(sys.argv[1]), verbose=eval(sys.argv[2]))
"""


def in_a_pipe(epochs: int, verbose: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, str(epochs), verbose],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    ).stdout


def in_a_terminal(epochs: int, verbose: str) -> str:
    pty = pytest.importorskip("pty")  # there is none on Windows
    import termios

    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(epochs), verbose], stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # Linux: the other end is closed
                break
            if not part:
                break
            shown += part
        assert process.wait() == 0, shown
    os.close(ours)
    return shown.decode()


class TestWhere:
    @pytest.mark.slow
    def test_a_pipe_gets_nothing_unless_asked(self) -> None:
        assert in_a_pipe(20, "'auto'") == ""
        assert in_a_pipe(20, "0") == ""

    def test_a_line_an_epoch(self) -> None:
        lines = in_a_pipe(20, "2").splitlines()
        assert len(lines) == 20
        assert re.fullmatch(r"epoch 20/20 - loss: [\d.e-]+", lines[-1])

    @pytest.mark.slow
    def test_a_bar_in_a_pipe_is_bounded(self) -> None:
        shown = in_a_pipe(3000, "1")
        assert shown.count("\r") <= 110
        assert len(shown) < 20_000
        assert "3000/3000" in shown.splitlines()[-1]

    @pytest.mark.slow
    def test_a_bar_in_a_terminal_is_one_line(self) -> None:
        shown = in_a_terminal(3000, "'auto'")
        assert "3000/3000" in shown
        assert shown.count("\n") == 1
        assert shown.count("\r") <= 112
        assert len(shown) < 20_000

    @pytest.mark.slow
    def test_a_notebook_keeps_little(self) -> None:
        program = PROGRAM.replace("import sys\n", "").replace("int(sys.argv[1])", "3000")
        outputs = run_cell(program.replace("eval(sys.argv[2])", "'auto'"))
        assert {output.output_type for output in outputs} <= {"stream", "execute_result"}
        text = "".join(output.text for output in outputs if output.output_type == "stream")
        assert "3000/3000" in text
        assert len(text) < 20_000


def slow_down(bar: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each look at the clock of a bar take an hour."""
    hours = itertools.count(1)
    monkeypatch.setattr(bar._bar, "_time", lambda: 3600.0 * next(hours))
    bar._bar.start_t = bar._bar.last_print_t = 0.0


class TestHowOften:
    def test_slow_epochs_are_drawn_no_more_than_a_hundred_times(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An hour an epoch, as far as the clock of the bar can tell."""
        bar: Any = progress.get(1, 1000, 0)
        slow_down(bar, monkeypatch)
        for epoch in range(1000):
            bar.epoch(epoch, {"loss": 1.0})
        bar.close()
        assert 50 < capsys.readouterr().out.count("\r") <= 105

    def test_a_few_epochs_are_all_drawn(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bar: Any = progress.get(1, 7, 2)
        slow_down(bar, monkeypatch)
        for epoch in range(2, 7):
            bar.epoch(epoch, {"loss": 0.5})
        bar.close()
        out = capsys.readouterr().out
        assert all(f"\r{done}/7 " in out for done in range(2, 8))
        assert "loss: 0.5" in out


def test_evaluate_prints_a_line_if_asked(capsys: pytest.CaptureFixture[str]) -> None:
    model = Sequential([Dense(1, kernel_initializer="zeros")])
    model.compile("sgd", "mse", ["mae"])
    for silent in (0, "auto", False):
        model.evaluate([0.0, 1.0], [1.0, 3.0], verbose=silent)
    assert capsys.readouterr().out == ""
    for verbose in (1, 2):
        model.evaluate([0.0, 1.0], [1.0, 3.0], verbose=verbose)
        assert capsys.readouterr().out == "loss: 5 - mae: 2\n"


def test_what_verbose_takes() -> None:
    model = Sequential([Dense(1)], rng=0)
    model.compile("sgd", "mse")
    with pytest.raises(InputValueError, match=r"verbose takes 0 \(silent\), 1 \(a bar\)"):
        model.evaluate([0.0, 1.0], [1.0, 3.0], verbose=3)
    with pytest.raises(InputValueError, match=r"verbose takes 0 \(silent\), 1 \(a bar\)"):
        model.fit([0.0, 1.0], [1.0, 3.0], verbose=3)


def test_without_tqdm_there_are_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_has_tqdm", lambda: False)
    assert type(progress.get(1, 1, 0)) is progress.Lines
    monkeypatch.setattr(progress, "_is_watched", lambda: True)
    assert type(progress.get(progress.level("auto"), 1, 0)) is progress.Lines
