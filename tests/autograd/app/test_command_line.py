"""The command line: what it writes, what it prints, what it says of a mistake."""

import os
import re
import shlex
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import autograd
from autograd.app.command_line import EXAMPLES, main

ROOT = Path(autograd.__file__).parent.parent


class TestDraw:
    def test_it_prints_value_and_gradients_and_writes_a_drawing(self, tmp_path, capsys):
        out = tmp_path / "graph.svg"
        assert main(["draw", "a*b + c", "a=2", "b=-3", "c=10", "--out", str(out)]) == 0
        printed = capsys.readouterr().out
        assert printed.startswith("a*b + c = 4.0\n")
        assert re.search(r"a = 2\.0 +d/da = -3\.0\n", printed)
        assert re.search(r"b = -3\.0 +d/db = 2\.0\n", printed)
        assert f"wrote {out}" in printed
        ET.parse(out)

    def test_an_expression_may_begin_with_a_minus(self, tmp_path, capsys):
        out = str(tmp_path / "g.dot")
        assert main(["draw", "-a*b", "a=2", "b=3", "--out", out]) == 0
        assert capsys.readouterr().out.startswith("-a*b = -6.0")
        assert main(["draw", "-hypot(a, b)", "a=3", "b=4", "--out", out]) == 0
        assert capsys.readouterr().out.startswith("-hypot(a, b) = -5.0")

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["a + d", "a=1"], "there is no value for d: add d=NUMBER"),
            (["a", "a=1", "a=2"], "a variable was given two numbers"),
            (["a", "a=1", "--out", "x.gif"], r"\.svg, \.png, \.pdf, \.dot"),
        ],
    )
    def test_a_mistake_is_one_message_and_exit_code_2(self, arguments, message, capsys):
        assert main(["draw", *arguments]) == 2
        assert re.search(f"error: .*{message}", capsys.readouterr().err, re.DOTALL)

    @pytest.mark.parametrize("variable", ["a=x", "a", "=3", "1a=3", "a b=3"])
    def test_a_variable_needs_a_name_and_a_number(self, variable, capsys):
        with pytest.raises(SystemExit, match="2"):
            main(["draw", "a", variable])
        assert "write NAME=NUMBER, for example a=2" in capsys.readouterr().err


class TestDemo:
    @pytest.mark.parametrize(
        ("option", "value", "message"),
        [
            ("--steps", "0", "no number of steps: give 1 or more"),
            ("--steps", "ten", "no number of steps"),
            ("--seed", "-1", "no seed: give 0 to 4294967295"),
            ("--seed", "4294967296", "no seed"),
        ],
    )
    def test_impossible_options(self, option, value, message, capsys):
        with pytest.raises(SystemExit, match="2"):
            main(["demo", f"{option}={value}"])
        assert message in capsys.readouterr().err

    def test_a_file_where_the_folder_should_be(self, tmp_path, capsys):
        file = tmp_path / "file"
        file.touch()
        assert main(["demo", "--out", str(file), "--steps", "1"]) == 2
        assert "choose another --out" in capsys.readouterr().err

    def test_without_the_packages_of_the_extra(self, monkeypatch, tmp_path, capsys):
        for missing in ("sklearn.datasets", "matplotlib.figure", "tqdm"):
            with monkeypatch.context() as patch:
                patch.setitem(sys.modules, missing, None)
                assert main(["demo", "--out", str(tmp_path)]) == 2
            assert list(tmp_path.iterdir()) == []  # said before the training, not after it
        assert "pip install scikit-learn matplotlib tqdm" in capsys.readouterr().err


def test_without_a_command_it_prints_help_with_an_example_for_each(capsys):
    assert main([]) == 0
    printed = capsys.readouterr().out
    examples = printed.split("examples:")[1]
    for command in ("demo", "playground", "draw 'tanh(a*b + c)' a=2 b=-3 c=10"):
        assert f"  python -m autograd {command}\n" in examples
    assert "Begin with the demo" in examples


def test_the_example_of_draw_runs(tmp_path, capsys):
    arguments = shlex.split(EXAMPLES["draw"])[3:]
    assert main([*arguments, "--out", str(tmp_path / "graph.svg")]) == 0
    assert "tanh(a*b + c) = 0.99" in capsys.readouterr().out


@pytest.mark.parametrize("command", EXAMPLES)
def test_help_of_a_command_has_its_example(command, capsys):
    with pytest.raises(SystemExit, match="0"):
        main([command, "--help"])
    words = " ".join(capsys.readouterr().out.split())
    assert f"example: {EXAMPLES[command]}" in words


def test_it_runs_as_a_module():
    command = [sys.executable, "-m", "autograd", "--help"]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "demo" in result.stdout
    assert "draw" in result.stdout


def command(*arguments, folder, **options):
    return subprocess.run(
        [sys.executable, "-m", "autograd", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **options},
        capture_output=True,
        check=False,
        timeout=60,
    )


def test_names_are_those_of_python(tmp_path):
    """The micro sign is the Greek letter, as in a program."""
    found = command("draw", "\u00b5*2", "\u00b5=3", folder=tmp_path, PYTHONUTF8="1")
    assert found.returncode == 0, found.stderr
    assert "d/d\u03bc = 2.0" in found.stdout.decode()


@pytest.mark.skipif(os.name == "nt", reason="arguments are text there")
@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ([b"draw", b"a\xff*2", b"a=2"], "is no text in UTF-8"),
        ([b"draw", b"a*2", b"a\xff=2"], "gives no variable a number"),
        ([b"draw", b"9" * 4400], "4400 digits"),
        ([b"draw", b"a", b"a=1" + b"x" * 4000], "gives no variable a number"),
        ([b"demo", b"--steps", b"9" * 5000], "is no number of steps"),
    ],
)
def test_hostile_arguments_are_refused(tmp_path, arguments, why):
    found = command(*arguments, folder=tmp_path)
    message = found.stderr.decode()
    assert found.returncode == 2
    assert why in message
    assert "Traceback" not in message
    assert len(message) < 1_000


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_reader_that_has_gone_is_no_failure_of_writing(tmp_path):
    reader, writer = os.pipe()
    os.close(reader)
    found = subprocess.run(
        [sys.executable, "-u", "-m", "autograd", "draw", "a", "a=1"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(writer)
    assert (found.returncode, found.stderr) == (1, b"")
