"""`%%steps` runs a cell and plays its last Value; `%steps` plays what exists already.

`%load_ext autograd.visual` registers them with IPython, and so with Jupyter. This is the one module
that imports IPython, and it is imported when the extension is loaded.
"""

from __future__ import annotations

import argparse
import ast
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring

from autograd.checks import abbreviate, described
from autograd.errors import AutogradError
from autograd.names.variables import telling
from autograd.value import Value
from autograd.visual.cells import assigned, awaits, is_silenced
from autograd.visual.player import Capture, play

MOST_NAMES = 5
"""Most of the notebook's Values that an error names."""


def load(shell: InteractiveShell) -> None:
    """Register `%%steps` and `%steps` with a shell."""
    shell.register_magics(StepsMagics(shell))


def unload(shell: InteractiveShell) -> None:
    """Remove them, unless another extension has taken the name `steps`."""
    for known in shell.magics_manager.magics.values():
        if isinstance(getattr(known.get("steps"), "__self__", None), StepsMagics):
            del known["steps"]
    shell.magics_manager.registry.pop(StepsMagics.__name__, None)
    shell.configurables[:] = [x for x in shell.configurables if not isinstance(x, StepsMagics)]


def _text(written: str) -> str:
    """An option's text without the quotes, which IPython leaves around it.

    >>> _text('"two moons"'), _text("moons")
    ('two moons', 'moons')
    """
    quoted = len(written) > 1 and written[0] == written[-1] and written[0] in "'\""
    return written[1:-1] if quoted else written


class _Ran(NamedTuple):
    """A cell that has been run to its end."""

    tree: ast.Module
    value: Any
    """The value of its last statement if that is an expression, else None."""
    silent: bool
    """Whether it ends with a semicolon."""
    assigned: list[Any]
    """The values of the variables that it assigned, in the order of the lines."""


@magics_class
class StepsMagics(Magics):
    """The magics `%%steps` and `%steps`."""

    shell: InteractiveShell

    @no_var_expand
    @line_cell_magic
    @magic_arguments()
    @argument(
        "expression",
        nargs="*",
        help="what is played: a variable, or any expression for a Value or for whatever else "
        "autograd.play takes. Without it, the cell's last Value.",
    )
    @argument("--save", metavar="FILE", type=_text, help="Also write the player to FILE (.html).")
    @argument("--title", metavar="TEXT", type=_text, help="What the player is called.")
    @argument(
        "--fold",
        action=argparse.BooleanOptionalAction,
        help="Whether to show the graph box by box, a box for each scope, such as a layer. "
        "Without either, graphs of more than 1,500 Values are.",
    )
    @argument("--digits", metavar="N", type=int, help="Significant digits of numbers; 4 without.")
    @argument(
        "--model",
        metavar="NAME",
        type=_text,
        help="A model that names the parameters, should it be in no variable: trainer.model.",
    )
    @argument(
        "--timeout",
        metavar="SECONDS",
        type=float,
        help="How long the layout may take; 60 without.",
    )
    def steps(self, line: str, cell: str | None = None) -> None:
        """Run a cell as always, then step through the graph of its last Value.

        ::

          %%steps
          x, w = Value(2.0), Value(-3.0)
          y = (x * w).tanh()

        The last Value is that of the cell's last expression; in the output, the player takes its
        place. If the cell ends with anything else, that is shown as always, and the Value is played
        that the cell has assigned last: the last in the order of the lines, also in a `with` or a
        `for`, but not in a function. No backward() is needed: the player works the gradients out
        for itself, and neither reads nor changes .grad.

        If the last expression is a list or tuple of Values (or of what autograd.capture returned),
        they are played as moments of one graph, as autograd.play does.

        `%%steps y` plays y once the cell has run. In a line of its own, `%steps y` plays what
        exists already, also an expression: `%steps (a * b).exp()`.
        """
        __tracebackhide__ = True  # in the traceback of an error in the cell
        options = parse_argstring(self.steps, line)
        expression = _checked(" ".join(options.expression))
        if cell is not None:
            self._play(self._run_and_show(cell, expression), options)
        elif expression:
            self._play(self._evaluate(expression), options)
        else:
            raise UsageError(
                "%steps plays an expression, but there is none; write %steps y, or begin a cell "
                "with %%steps to play its last Value"
            )

    def _run_and_show(self, cell: str, expression: str) -> Any:
        """Run a cell; returns what to play, and shows the cell's result if that is another."""
        __tracebackhide__ = True
        ran = self._run(cell)
        chosen = None
        try:
            chosen = self._evaluate(expression) if expression else self._last_value(ran)
        finally:
            if not ran.silent and ran.value is not None:
                if ran.value is chosen:  # as `_` and `Out[...]` it is kept nevertheless
                    self.shell.displayhook.update_user_ns(chosen)
                else:
                    self.shell.displayhook(ran.value)
        return chosen

    def _run(self, cell: str) -> _Ran:
        """Run a cell in the user's variables.

        The shell's own `run_cell`, called while a cell is run, would show an error but have the
        notebook go on. So the statements are run here, one by one as there.
        """
        __tracebackhide__ = True
        shell = self.shell
        # An empty line in place of that of %%steps: lines get the numbers that Jupyter shows.
        source = "\n" + shell.transform_cell(cell)
        name = shell.compile.cache(source, shell.displayhook.prompt_count)
        tree = cast(ast.Module, shell.transform_ast(shell.compile.ast_parse(source, name)))
        if awaits(tree):
            raise UsageError(
                "%%steps cannot run a cell that awaits something outside of functions; run it "
                "without %%steps, then play its result in another cell: %steps y"
            )
        targets = assigned(tree)
        before = {name: shell.user_ns.get(name) for name, certain in targets if not certain}
        value = None
        for node in tree.body:
            value = self._run_statement(node, name, last=node is tree.body[-1])
        held = _after(targets, before, shell.user_ns)
        return _Ran(tree, value, is_silenced(source), held)

    def _run_statement(self, node: ast.stmt, name: str, *, last: bool) -> Any:
        """Run one statement; returns the value if it is an expression and the cell's last."""
        __tracebackhide__ = True
        shell, mode = self.shell, "exec"
        code: ast.Module | ast.Interactive | ast.Expression = ast.Module([node], [])
        if isinstance(node, ast.Expr) and last:
            code, mode = ast.Expression(node.value), "eval"
        elif shell.ast_node_interactivity == "all":
            code, mode = ast.Interactive([node]), "single"
        return eval(shell.compile(code, name, mode), shell.user_global_ns, shell.user_ns)

    def _evaluate(self, expression: str) -> Any:
        """The value of an expression in the user's variables."""
        __tracebackhide__ = True
        try:
            return self.shell.ev(expression)
        except NameError as error:
            raise UsageError(f"there is nothing to play: {error}{self._known()}") from error

    def _last_value(self, ran: _Ran) -> Any:
        """What to play where %%steps names nothing: the last Value of the cell."""
        value = ran.value
        several = isinstance(value, list | tuple) and len(value) > 0
        if all(isinstance(x, Value | Capture) for x in (value if several else [value])):
            return value
        for x in reversed(ran.assigned):
            if isinstance(x, Value):
                return x
        why = "the cell assigns no Value, and its last line is no expression"
        if not ran.tree.body:
            why = "the cell is empty"
        elif isinstance(ran.tree.body[-1], ast.Expr):
            last = described(value)
            why = f"the cell's last expression is {last}, and the cell assigns no Value"
        raise UsageError(
            f"there is no Value to play: {why}; end the cell with the Value to be played, or name "
            f"one, as in %%steps y{self._known()}"
        )

    def _known(self) -> str:
        """The notebook's Values, for an error."""
        variables = telling(self.shell.user_ns)
        names = [name for name, thing in variables.items() if isinstance(thing, Value)]
        latest = names[: -MOST_NAMES - 1 : -1]
        more = ", ..." if len(names) > len(latest) else ""
        return f" (Values in this notebook: {', '.join(latest)}{more})" if names else ""

    def _play(self, what: Any, options: argparse.Namespace) -> None:
        """Show the player of what was chosen, and write it to a file with --save."""
        __tracebackhide__ = True
        shell = self.shell
        if isinstance(what, Value) and what.op is None:
            raise UsageError(
                f"there is nothing to step through: {abbreviate(what)} was computed from no other "
                f"Value, or within no_grad(); play what is computed from it{self._known()}"
            )
        model = self._evaluate(options.model) if options.model else None
        keys = ("title", "fold", "digits", "timeout")
        given = {key: getattr(options, key) for key in keys if getattr(options, key) is not None}
        names = telling({**shell.user_global_ns, **shell.user_ns})
        try:
            player = play(what, names=names, model=model, **given)
            data, metadata = shell.display_formatter.format(player)
            shell.display_pub.publish(data, metadata)
            if options.save:
                print(f"The player is in the file {player.save(options.save)}.")
        except AutogradError as error:
            hint = "; to play one of them, name it, as in %steps ys[-1]"
            several = isinstance(what, list | tuple) and len(what) > 1
            raise UsageError(f"{error}{hint if several else ''}") from error


def _checked(expression: str) -> str:
    """The expression, checked before the cell is run, which may take long.

    >>> _checked("(a * b).exp()")
    '(a * b).exp()'
    """
    try:
        if expression:
            ast.parse(expression, mode="eval")
    except SyntaxError as error:
        raise UsageError(
            f"{expression!r} is no expression ({error.msg}); write a variable, as in %%steps y, "
            "and code in the lines below it"
        ) from error
    return expression


def _after(
    targets: list[tuple[str, bool]], before: Mapping[str, Any], variables: Mapping[str, Any]
) -> list[Any]:
    """The values of the assigned variables, without those of a branch that has not run.

    >>> _after([("x", True), ("y", False)], {"y": 2}, {"x": 1, "y": 2})
    [1]
    """
    return [
        variables[name]
        for name, certain in targets
        if name in variables and (certain or variables[name] is not before[name])
    ]
