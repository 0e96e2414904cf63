"""`%%steps` runs a cell as always, then plays its last Value; `%steps` plays what exists."""

import builtins
import re
import subprocess
import sys
import types
from typing import NamedTuple

import pytest

import autograd
from autograd import play

pytest.importorskip("IPython", reason="there is no IPython: install glassgrad[dev]")

from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

START = """\
%load_ext autograd.visual
import autograd
from autograd import Value
a, b = Value(2.0), Value(-3.0)
"""


class Ran(NamedTuple):
    """What a cell left to see."""

    out: str
    err: str
    players: list
    error: object

    @property
    def player(self):
        """The player's HTML; there is just one."""
        [bundle] = self.players
        assert set(bundle) == {"text/html", "image/svg+xml", "text/plain"}
        return bundle["text/html"]


class Notebook:
    """Cells in a shell of their own."""

    def __init__(self, shell, read):
        self.shell, self.read = shell, read
        self.shell.display_pub = CapturingDisplayPublisher()
        assert self.run(START).error is None

    def run(self, cell):
        self.read()
        self.shell.display_pub.outputs.clear()
        result = self.shell.run_cell(cell, store_history=True)
        out, err = (re.sub(r"\x1b\[[0-9;]*m", "", text) for text in self.read())
        players = [output["data"] for output in self.shell.display_pub.outputs]
        return Ran(out, err, players, result.error_before_exec or result.error_in_exec)

    def played(self, what, **options):
        """The HTML of the player that the notebook's own call of `play` would show."""
        names = autograd.names.variables.telling(self.shell.user_ns)
        return play(what, names=names, **options)._repr_mimebundle_()["text/html"]

    def __getitem__(self, name):
        return self.shell.user_ns[name]


@pytest.fixture
def notebook(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "ps1", "", raising=False)
    monkeypatch.setattr(sys, "ps2", "", raising=False)
    for name in ("__IPYTHON__", "display"):
        monkeypatch.setitem(builtins.__dict__, name, None)
    # A doctest that was run before in this process has set it; IPython would leave it alone then.
    monkeypatch.delattr(builtins, "_", raising=False)
    config = Config()
    config.HistoryManager.enabled = False
    shell = InteractiveShell(
        config=config, ipython_dir=str(tmp_path / "ipython"), user_module=types.ModuleType("cells")
    )
    yield Notebook(shell, capsys.readouterr)
    shell.reset(new_session=False)


def refused(ran):
    """The message of a cell that was refused, which plays nothing."""
    assert ran.players == []
    assert type(ran.error).__name__ == "UsageError"
    assert ran.err == f"UsageError: {ran.error}\n"
    return str(ran.error)


class TestLoading:
    def test_importing_the_library_and_its_pictures_does_not_import_ipython(self):
        program = "import autograd.visual, nn, sys; print('IPython' in sys.modules)"
        command = [sys.executable, "-c", program]
        assert subprocess.run(command, capture_output=True, check=True).stdout == b"False\n"

    def test_reloading_keeps_the_magics(self, notebook):
        ran = notebook.run("%reload_ext autograd.visual")
        assert ran.error is None
        assert notebook.run("%%steps\na * b").player

    def test_unloading_takes_them_away_and_nothing_else(self, notebook):
        known = {kind: set(found) for kind, found in notebook.shell.magics_manager.magics.items()}
        parts = len(notebook.shell.configurables)
        assert notebook.run("%unload_ext autograd.visual").error is None
        for kind, found in notebook.shell.magics_manager.magics.items():
            assert known[kind] - set(found) == {"steps"}
        assert len(notebook.shell.configurables) == parts - 1
        assert "`%%steps` not found" in str(notebook.run("%%steps\na * b").error)
        assert notebook.run("%load_ext autograd.visual\n%steps a * b").player

    def test_unloading_leaves_a_magic_of_that_name_by_somebody_else(self, notebook):
        notebook.shell.register_magic_function(lambda line: "mine", "line", "steps")
        notebook.run("%unload_ext autograd.visual")
        assert "mine" in notebook.run("%steps").out

    def test_the_help_explains_the_options(self, notebook):
        shown = notebook.run("%%steps?").out
        assert "Run a cell as always, then step through the graph of its last Value" in shown
        for option in ("--save FILE", "--title TEXT", "--fold, --no-fold", "--digits N"):
            assert option in shown


class TestWhatIsPlayed:
    def test_the_last_expression_in_place_of_its_face(self, notebook):
        ran = notebook.run("%%steps\nc = a + b\na * b")
        assert ran.player == notebook.played(notebook["a"] * notebook["b"])
        assert "Out[" not in ran.out

    def test_its_value_is_kept_as_after_any_cell(self, notebook):
        notebook.run("%%steps\na * b")
        assert (notebook["_"].data, notebook["Out"][2].data) == (-6.0, -6.0)

    def test_a_semicolon_silences_what_is_shown_but_not_what_is_played(self, notebook):
        assert notebook.run("%%steps\na * b;").player
        ran = notebook.run("%%steps\nc = a * b\n'text';  # no more")
        assert ran.player == notebook.played(notebook["c"])
        assert ran.out == ""

    def test_an_expression_that_is_no_value_is_shown_and_the_last_value_assigned_played(
        self, notebook
    ):
        ran = notebook.run("%%steps\nc = a * b\nd = c + a\nc.data")
        assert "Out[2]: -6.0" in ran.out
        assert ran.player == notebook.played(notebook["d"])

    @pytest.mark.parametrize(
        ("cell", "name"),
        [
            ("c = a * b\nd = c.data", "c"),
            ("c = a * b; d = c * c; text = 'end'", "d"),
            ("c, (d, e) = a * b, (a + b, 'text')", "d"),
            ("c = d = a * b", "d"),
            ("c: Value = a * b\nn: int", "c"),
            ("c = a * b\nc += a", "c"),
            ("print(c := a * b)", "c"),
            ("with autograd.scope('part'):\n    c = a * b\n", "c"),
            ("for k in range(3):\n    c = a * k\nprint(k)", "c"),
            ("if a > b:\n    c = a * b\nelse:\n    c = a + b", "c"),
            ("c = a * b\ndef f():\n    d = a\n    return d\nclass A:\n    e = a * b", "c"),
            ("c = a * b\nd = a + b\ndel d", "c"),
            ("c = a * b\nfor x in (a, b):\n    pass", "c"),
        ],
    )
    def test_the_last_value_that_the_lines_assign(self, notebook, cell, name):
        assert notebook.run(f"%%steps\n{cell}").player == notebook.played(notebook[name])

    def test_not_the_value_of_a_branch_that_did_not_run(self, notebook):
        notebook.run("d = a + b")
        ran = notebook.run("%%steps\nc = a * b\nif a < b:\n    d = a - b")
        assert ran.player == notebook.played(notebook["c"])

    def test_a_value_that_is_the_same_one_again(self, notebook):
        notebook.run("made = [a * b]")
        for _ in range(2):
            ran = notebook.run("%%steps\nc = made[-1]")
            assert ran.player == notebook.played(notebook["c"])

    def test_values_of_one_graph_are_moments(self, notebook):
        ran = notebook.run("%%steps\nlosses = [(a * x) ** 2 for x in (1.0, 2.0)]\nlosses")
        assert ran.player == notebook.played(notebook["losses"])
        assert "at 2 moments" in ran.players[0]["text/plain"]

    def test_so_are_captures(self, notebook):
        ran = notebook.run("%%steps\n(autograd.capture(a * b, 'one'), autograd.capture(a * b))")
        assert "at 2 moments" in ran.players[0]["text/plain"]

    def test_values_of_different_graphs_are_refused(self, notebook):
        message = refused(notebook.run("%%steps\na * b, a + b"))
        assert "moment 1 has another graph than moment 0" in message
        assert message.endswith("to play one of them, name it, as in %steps ys[-1]")

    def test_a_list_that_holds_anything_else_is_shown(self, notebook):
        ran = notebook.run("%%steps\nc = a * b\nc, c.data")
        assert "Out[2]:" in ran.out
        assert ran.player == notebook.played(notebook["c"])

    def test_no_gradient_is_needed_read_or_changed(self, notebook):
        notebook.run("%%steps\nc = a * b")
        assert (notebook["a"].grad, notebook["c"].grad) == (0.0, 0.0)
        notebook.run("a.grad = 5.0")
        ran = notebook.run("%%steps c\npass")
        assert notebook["a"].grad == 5.0
        notebook.run("a.grad = 0.0")
        assert ran.player == notebook.played(notebook["c"])


class TestNamed:
    def test_another_value_of_the_cell(self, notebook):
        ran = notebook.run("%%steps c\nc = a * b\nd = a + b\nd")
        assert ran.player == notebook.played(notebook["c"])
        assert "Out[2]: Value(data=-1.0" in ran.out

    def test_an_expression(self, notebook):
        ran = notebook.run("%%steps (c + 1.0) * a\nc = a * b")
        assert ran.player == notebook.played((notebook["c"] + 1.0) * notebook["a"])

    def test_the_last_expression_itself_is_shown_once(self, notebook):
        ran = notebook.run("%%steps c\nc = a * b\nc")
        assert ran.out == ""
        assert ran.player == notebook.played(notebook["c"])

    def test_braces_and_dollars_are_left_alone(self, notebook):
        assert notebook.run('%steps {"a": a * b}["a"]').player

    def test_what_does_not_exist(self, notebook):
        message = refused(notebook.run("%%steps los\nloss = a * b"))
        assert message == (
            "there is nothing to play: name 'los' is not defined (Values in this notebook: "
            "loss, b, a)"
        )

    def test_what_is_no_value(self, notebook):
        message = refused(notebook.run("%%steps c.data\nc = a * b"))
        assert message.startswith("play takes a Value, but was given -6.0 (float); give the Value")

    def test_an_error_in_the_expression_is_its_own(self, notebook):
        ran = notebook.run("%%steps cs[2]\ncs = [a * b]")
        assert isinstance(ran.error, IndexError)
        assert ran.players == []

    def test_what_is_no_expression_is_refused_before_the_cell_is_run(self, notebook):
        message = refused(notebook.run("%%steps c = a\nprint('ran')"))
        assert message.startswith("'c = a' is no expression (invalid syntax")
        assert message.endswith("write a variable, as in %%steps y, and code in the lines below it")

    def test_a_line_of_its_own(self, notebook):
        notebook.run("c = a * b")
        assert notebook.run("%steps c").player == notebook.played(notebook["c"])
        ran = notebook.run("%steps c.exp() - 1.0 --digits 2")
        assert ran.player == notebook.played(notebook["c"].exp() - 1.0, digits=2)

    def test_a_line_that_says_nothing(self, notebook):
        message = refused(notebook.run("%steps"))
        assert message == (
            "%steps plays an expression, but there is none; write %steps y, or begin a cell with "
            "%%steps to play its last Value"
        )


class TestRunning:
    def test_assignments_stay_and_what_is_printed_is_seen(self, notebook):
        ran = notebook.run("%%steps\nprint('before')\nc = a * b\ndef f(x):\n    return x * c")
        assert ran.out == "before\n"
        assert ran.player
        assert notebook.run("print(f(2.0).data)").out == "-12.0\n"

    def test_values_are_named_by_the_variables(self, notebook):
        ran = notebook.run("%%steps\nc = a * b")
        names = {name: notebook[name] for name in "abc"}
        html = play(notebook["c"], names=names)._repr_mimebundle_()["text/html"]
        assert ran.player == html != play(notebook["c"], names={})._repr_mimebundle_()["text/html"]

    def test_magics_and_commands_in_the_cell(self, notebook):
        cell = "%%steps\n%xmode Plain\nwords = !echo one two\n%time c = a * b\nd = c * a"
        ran = notebook.run(cell)
        assert ran.error is None
        assert notebook["words"] == ["one two"]
        assert ran.player == notebook.played(notebook["d"])

    def test_within_another_magic(self, notebook):
        ran = notebook.run("%%time\n%%steps\nc = a * b")
        assert "Wall time" in ran.out
        assert ran.player == notebook.played(notebook["c"])

    def test_every_expression_is_shown_if_the_shell_is_set_so(self, notebook):
        notebook.shell.ast_node_interactivity = "all"
        ran = notebook.run("%%steps\n1 + 1\nc = a * b\n'two'\nc")
        assert re.findall("Out.*", ran.out) == ["Out[2]: 2", "Out[2]: 'two'"]
        assert ran.player == notebook.played(notebook["c"])

    def test_future_statements_hold_as_in_any_cell(self, notebook):
        ran = notebook.run("%%steps\nfrom __future__ import annotations\nc: unknown = a * b")
        assert ran.error is None
        assert notebook.run("d: unknown = c").error is None

    def test_something_awaited(self, notebook):
        message = refused(notebook.run("%%steps\nprint('ran')\nc = await f()"))
        assert message == (
            "%%steps cannot run a cell that awaits something outside of functions; run it without "
            "%%steps, then play its result in another cell: %steps y"
        )
        assert notebook.run("%%steps\nasync def f():\n    await f()\nc = a * b").player


class TestErrors:
    def test_in_the_cell_are_shown_as_always_and_end_it(self, notebook):
        ran = notebook.run("%%steps\nc = a * b\ndef f():\n    return 1 / 0\n\nf()\nd = 1")
        assert isinstance(ran.error, ZeroDivisionError)
        assert ran.players == []
        assert notebook["c"].data == -6.0
        assert "d" not in notebook.shell.user_ns
        assert ran.out.count("ZeroDivisionError: division by zero") == 1
        assert "----> 6 f()" in ran.out
        assert "----> 4     return 1 / 0" in ran.out
        assert "magics.py" not in ran.out

    def test_of_syntax(self, notebook):
        ran = notebook.run("%%steps\nc = a * b\nd = = 1")
        assert isinstance(ran.error, SyntaxError)
        assert "    d = = 1\n" in ran.out
        assert "c" not in notebook.shell.user_ns

    def test_no_value_but_another_expression(self, notebook):
        ran = notebook.run("%%steps\nc = 3.0\nc")
        assert "Out[2]: 3.0" in ran.out
        assert refused(ran) == (
            "there is no Value to play: the cell's last expression is 3.0 (float), and the cell "
            "assigns no Value; end the cell with the Value to be played, or name one, as in "
            "%%steps y (Values in this notebook: b, a)"
        )

    def test_no_value_and_no_expression(self, notebook):
        message = refused(notebook.run("%%steps\nc = 3.0"))
        assert "the cell assigns no Value, and its last line is no expression; end" in message

    def test_nothing_in_the_cell(self, notebook):
        assert "the cell is empty" in refused(notebook.run("%%steps\n# only a comment"))
        assert "the cell body is empty" in refused(notebook.run("%%steps"))

    def test_many_values_are_not_all_named(self, notebook):
        notebook.run("".join(f"v{k} = a * {k}\n" for k in range(9)))
        message = refused(notebook.run("%%steps\nNone"))
        assert message.endswith("(Values in this notebook: v8, v7, v6, v5, v4, ...)")

    @pytest.mark.parametrize("cell", ["c = Value(3.0)", "with autograd.no_grad():\n    c = a * b"])
    def test_a_value_without_a_graph(self, notebook, cell):
        message = refused(notebook.run(f"%%steps\n{cell}"))
        assert re.match(
            r"there is nothing to step through: Value\(data=-?\d\.0, grad=0.0\) was computed from "
            r"no other Value, or within no_grad\(\); play what is computed from it \(Values",
            message,
        )


class TestOptions:
    def test_those_of_play(self, notebook):
        ran = notebook.run("%%steps --title 'two words' --digits 2 --fold --timeout 20\nc = a / b")
        assert ran.player == notebook.played(notebook["c"], title="two words", digits=2, fold=True)
        assert ran.player != notebook.played(notebook["c"])
        assert notebook.run("%steps c --no-fold").player == notebook.played(notebook["c"])

    def test_a_model_names_its_parameters(self, notebook):
        notebook.run(
            "from types import SimpleNamespace\nfrom nn import MLP\n"
            "trainer = SimpleNamespace(model=MLP(1, [1], rng=0))"
        )
        ran = notebook.run("%%steps --model trainer.model\ny = trainer.model([2.0])")
        named = notebook.played(notebook["y"], model=notebook["trainer"].model)
        assert ran.player == named != notebook.played(notebook["y"])

    def test_saving(self, notebook, tmp_path):
        path = tmp_path / "with space.html"
        ran = notebook.run(f'%%steps --save "{path}"\nc = a * b')
        assert ran.out == f"The player is in the file {path}.\n"
        assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
        assert ran.player

    def test_saving_where_it_cannot_be(self, notebook, tmp_path):
        ran = notebook.run(f"%%steps --save {tmp_path / 'c.tiff'}\nc = a * b")
        assert ran.player
        assert "a player cannot be saved as 'c.tiff'" in str(ran.error)
        assert list(tmp_path.glob("*.tiff")) == []

    @pytest.mark.parametrize(
        ("option", "message"),
        [
            ("--digits 99", "digits is 99; a number has 1 to 17 significant digits, 4 by default"),
            ("--digits few", "argument --digits: invalid int value: 'few'"),
            ("--loud", "unrecognized arguments: --loud"),
        ],
    )
    def test_wrong_ones(self, notebook, option, message):
        assert refused(notebook.run(f"%%steps {option}\na * b")) == message


class TestMemory:
    def test_a_graph_is_let_go_with_its_variable(self, notebook):
        notebook.run("c = a * b")
        before = sys.getrefcount(notebook["c"])
        assert notebook.run("%%steps\nd = c * a\nd.data").player
        assert notebook.run("%%steps\nfor k in range(2):\n    d = c * k").player
        during = sys.getrefcount(notebook["c"])
        notebook.run("del d")
        after = sys.getrefcount(notebook["c"])
        assert (during - before, after - before) == (1, 0)
