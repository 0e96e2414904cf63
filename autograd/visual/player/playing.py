"""`play`, and the player that it returns."""

from __future__ import annotations

import base64
import functools
import hashlib
import html
import os
import sys
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from autograd.checks import abbreviate, as_text, described, is_iterable
from autograd.errors import AutogradError, InputTypeError, InputValueError
from autograd.files.paths import target
from autograd.files.writing import write
from autograd.names.variables import caller_variables, is_model
from autograd.value import Value
from autograd.visual.options import check_digits
from autograd.visual.player.capture import LONGEST_NAME, Capture, no_collector
from autograd.visual.style import DARK, LIGHT, declarations, literal
from autograd.writing.text import count, display

MOST_AT_ONCE = 1500
"""Most Values that are shown at once; in larger graphs boxes are opened one at a time."""
SCRIPTS = (
    "graph.js",
    "words.js",
    "view.js",
    "elements.js",
    "stage.js",
    "controls.js",
    "picture.js",
    "keys.js",
    "player.js",
    "start.js",
)


class Player:
    """Steps through the forward and backward pass of a graph; a notebook shows it.

    It is a snapshot: it holds numbers and text, not the graph.

    Attributes:
        captures: The moments that it shows, one after the other.
        folded: Whether the graph is shown box by box.

    >>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    >>> player = play(a * b)
    >>> player
    <Player of 3 values; in a file: .save("player.html")>
    >>> player.html()[:15]
    '<!doctype html>'
    """

    def __init__(
        self, captures: list[Capture], *, fold: bool, title: str, digits: int, timeout: float
    ) -> None:
        # Here and below: imports of what needs numpy, which takes longer than all of autograd.
        from autograd.visual.player.tree import Tree
        from autograd.visual.player.views import Views

        self.captures = captures
        self.folded = fold
        self._title = title
        self._digits = digits
        with no_collector():
            self._tree = Tree(captures[0], fold=fold)
            self._views = Views(captures[0], self._tree)
        self._timeout = timeout

    @functools.cached_property
    def _placed(self) -> Any:
        from autograd.visual.player.placing import place

        return place(self._views.templates, timeout=self._timeout)

    @functools.cached_property
    def _payload(self) -> str:
        from autograd.visual.player.payload import payload

        parts = self.captures, self._tree, self._views, self._placed
        return payload(*parts, title=self._title, digits=self._digits)

    def html(self) -> str:
        """The player as a page: one file, which needs no network.

        Raises:
            MissingDependencyError: If there is no program that computes layouts.
            DrawingError: If that program fails or takes too long.
        """
        title = html.escape(self._title or "Glassgrad player")
        return (
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<link rel="icon" href="data:,"><title>{title}</title>'
            f"<style>{_asset('page.css')}</style></head>\n<body data-glassgrad-page>"
            f"<main><h1>{title}</h1><noscript>This page steps through a graph by a script; allow "
            f"scripts to see it.</noscript>{self._element()}</main></body></html>\n"
        )

    def svg(self) -> str:
        """The first view, after the backward pass, as an `<svg>` element."""
        from autograd.visual.player.still import still

        parts = self.captures[-1], self._tree, self._views.templates[0], self._placed[0]
        return still(*parts, digits=self._digits, style=literal(_asset("picture.css")))

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the player to a file that needs no network: .html.

        The file appears when it is complete, or not at all.

        Returns:
            The path.

        Raises:
            InputValueError: If the suffix is another, or the folder does not exist.
            MissingDependencyError: If there is no program that computes layouts.
            DrawingError: If that program fails or takes too long.
        """
        return write(target(path, (".html", ".htm"), "a player"), self.html().encode())

    def _element(self, inside: str = "") -> str:
        """The place in a page where the player appears, and the script that makes it."""
        key = hashlib.blake2b(self._payload.encode(), digest_size=8).hexdigest()
        script = "".join(map(_asset, SCRIPTS))
        style = base64.b64encode(_style().encode()).decode()
        return (
            f'<div data-glassgrad="{key}">{inside}</div>\n<script>(() => {{\n{script}\n'
            f'startAll("{key}", "{style}", "{self._payload}");\n}})();</script>'
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What Jupyter shows: the player, or a picture where scripts may not run, or text."""
        try:
            picture = base64.b64encode(self.svg().encode()).decode()
            image = (
                f'<img alt="{html.escape(repr(self))}" style="max-width:100%" '
                f'src="data:image/svg+xml;base64,{picture}">'
            )
            return {"text/html": self._element(image), "text/plain": repr(self)}
        except AutogradError as error:
            return {"text/plain": f"{self!r}\nNo player: {error}"}

    def __repr__(self) -> str:
        moments = f" at {len(self.captures)} moments" if len(self.captures) > 1 else ""
        what = count(len(self.captures[0]), "value")
        return f'<Player of {what}{moments}; in a file: .save("player.html")>'


def play(
    what: Value | Capture | Iterable[Any],
    *,
    title: str = "",
    fold: bool | None = None,
    digits: int = 4,
    names: Mapping[str, Any] | None = None,
    model: Any = None,
    timeout: float = 60.0,
) -> Player:
    """Step through a graph's forward and backward pass in a browser or a notebook.

    Going forward, each operation fills in its result; going backward, each passes its gradient on
    to its operands, with the chain rule in numbers below the picture. The gradients are those of
    one backward pass from the root, which starts from zero; no `.grad` is read or changed.

    Args:
        what: The result whose graph is shown. Or several moments of one graph, such as the epochs
            of a training: a list of what `capture` returned, of Values, or of the snapshots that
            the callback `nn.callbacks.Snapshots` has taken with `graph=`.
        title: The title of the player.
        fold: Whether to show the graph box by box, a box for each scope (a layer, a neuron; see
            `scope`). By default graphs of more than 1,500 Values are.
        digits: Significant digits of numbers.
        names: Names for Values without a label, as for `draw`. By default the variables that the
            caller sees.
        model: A model whose parameters are named by their paths in it, should it be in no variable.
        timeout: How many seconds the layout may take.

    Raises:
        InputTypeError: If what is neither of these.
        InputValueError: If there is no moment, the moments have different graphs, or an option has
            an impossible value.

    >>> from autograd import capture
    >>> w = Value(1.0, label="w")
    >>> moments = []
    >>> for step in range(3):
    ...     loss = (w * 2.0 - 6.0) ** 2
    ...     moments.append(capture(loss, f"step {step}"))
    ...     w.data -= 0.1
    >>> play(moments)
    <Player of 4 values at 3 moments; in a file: .save("player.html")>
    """
    check_digits(digits)
    variables = caller_variables(names, sys._getframe(1))
    moments = [what] if isinstance(what, Value | Capture) else _moments(what)
    captures = [
        moment if isinstance(moment, Capture) else Capture(moment, "", variables, model)
        for moment in moments
    ]
    for k, moment in enumerate(captures):
        if not moment.same_structure(captures[0]):
            raise InputValueError(
                f"moment {k} has another graph than moment 0 ({count(len(moment), 'value')}, not "
                f"{len(captures[0]):,}, or other operations); all moments of a player must come "
                "from one function, run on the same inputs"
            )
    folded = len(captures[0]) > MOST_AT_ONCE if fold is None else bool(fold)
    title = display(as_text(title), LONGEST_NAME)
    return Player(captures, fold=folded, title=title, digits=digits, timeout=timeout)


def _moments(what: Any) -> list[Any]:
    """The Values and captures in a list of moments, or in what the callback Snapshots took."""
    hint = "give the Value that a computation returned, or a list of moments"
    if is_model(what):
        hint = "play what the model computes, as in play(model(x))"
    taken = getattr(what, "taken", what)
    if is_model(what) or not is_iterable(taken):
        raise InputTypeError(f"play takes a Value, but was given {described(what)}; {hint}")
    taken = list(taken)
    moments = [getattr(moment, "graph", moment) for moment in taken]
    if not moments:
        raise InputValueError(f"there is no moment to be played in {abbreviate(what)}")
    for moment, given in zip(moments, taken, strict=True):
        if moment is None:
            raise InputValueError(
                f"{abbreviate(given)} has no graph: give the callback Snapshots(graph=...) a "
                "function that computes the Value to be shown"
            )
        if not isinstance(moment, Value | Capture):
            raise InputTypeError(
                "play takes a list of Values or captures, but one element is "
                f"{described(moment)}; {hint}"
            )
    return moments


@functools.cache
def _style() -> str:
    """The style of the player: the colours of both themes, the picture, what is around it."""
    themes = f':host{{{declarations(LIGHT)}}}:host([data-theme="dark"]){{{declarations(DARK)}}}'
    return themes + _asset("picture.css") + _asset("player.css")


@functools.cache
def _asset(name: str) -> str:
    """The text of a file beside this one, without comments, indents and empty lines."""
    text = (resources.files("autograd.visual.player") / name).read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines()]
    return "".join(f"{x}\n" for x in lines if x and not x.startswith(("//", "/*", "* ", "*/")))
