"""The player: a page, or a part of a notebook, that steps through a graph."""

from __future__ import annotations

import base64
import functools
import hashlib
import html
import os
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograd.errors import AutogradError, InputValueError
from autograd.files.paths import target
from autograd.files.writing import write
from autograd.visual.embedding import image
from autograd.visual.player.capture import Capture, no_collector
from autograd.visual.style import DARK, LIGHT, declarations, literal
from autograd.writing.text import count

if TYPE_CHECKING:
    from autograd.visual.films.options import FilmOptions
    from autograd.visual.films.sheets import Frame
    from autograd.visual.network import Theme

SCRIPTS = (
    "graph.js",
    "words.js",
    "maths.js",
    "caption.js",
    "view.js",
    "elements.js",
    "minimap.js",
    "stage.js",
    "full.js",
    "sheet.js",
    "curve.js",
    "controls.js",
    "roving.js",
    "strips.js",
    "picture.js",
    "grid.js",
    "answers.js",
    "quiz.js",
    "keys.js",
    "player.js",
    "start.js",
)


NETWORK_SCRIPTS = (
    "network.js",
    "network_words.js",
    "network_picture.js",
    "network_strips.js",
    "neuron_panel.js",
    "examples.js",
    "network_player.js",
)
"""What the player of a network needs besides."""


class Player:
    """Steps through the forward and backward pass of a graph; a notebook shows it.

    It is a snapshot: it holds numbers and text, not the graph.

    Attributes:
        captures: The moments that it shows, one after the other.
        folded: Whether the graph is shown box by box.
        quiz: Whether gradients are hidden, for the learner to find them.

    >>> from autograd import Value, play
    >>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    >>> player = play(a * b)
    >>> player
    <Player of 3 values; in a file: .save("player.html")>
    >>> player.html()[:15]
    '<!doctype html>'
    """

    _scripts: tuple[str, ...] = SCRIPTS

    def __init__(
        self,
        captures: list[Capture],
        *,
        fold: bool,
        losses: Sequence[float] = (),
        title: str,
        digits: int,
        timeout: float,
        quiz: bool = False,
    ) -> None:
        # Here and below: imports of what needs numpy, which takes longer than all of autograd.
        from autograd.visual.player.tree import Tree
        from autograd.visual.player.views import Views

        self.captures = captures
        self.folded = fold
        self.quiz = quiz
        self._losses = losses
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
        from autograd.visual.player.payload import Shown, payload, plain

        shown = Shown(self.captures, self._tree, self._views, self._placed)
        more = {"losses": list(map(plain, self._losses)), "quiz": self.quiz}
        return payload([shown], title=self._title, digits=self._digits, more=more)

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
        """The first view as an `<svg>` element: after the backward pass, or in a quiz before it."""
        from autograd.visual.player.still import still

        parts = self.captures[-1], self._tree, self._views.templates[0], self._placed[0]
        style = literal(_asset("picture.css"))
        return still(*parts, digits=self._digits, style=style, gradients=not self.quiz)

    def save(
        self,
        path: str | os.PathLike[str],
        *,
        seconds: float | None = None,
        width: float | None = None,
        theme: Theme | None = None,
    ) -> Path:
        """Write the player to a file: .html; a film of it: .gif, .webp; or a still: .svg, .png.

        The page, .html, needs no network. A film shows one stop after the other, first forward and
        then backward, or one moment of a training after the other; of a folded graph its boxes, of
        a batch its first example. It is drawn without a browser, by the extra `film`:
        `pip install typst pillow`.
        The file appears when it is complete, or not at all.

        Args:
            path: Where to.
            seconds: How long a film shows each stop: 1.1 by default, at moments less.
            width: The width of a film in px. By default the picture has the size in which it is
                read best.
            theme: Colours of a film for "light" pages, as by default, or for "dark" ones.

        Returns:
            The path.

        Raises:
            InputValueError: If the suffix is another, or the folder does not exist; if an option
                has an impossible value, or is for films and this is none; or if a film would be too
                long, or one of a quiz.
            MissingDependencyError: If there is no program that computes layouts; for a film or
                .png, no typst, or no Pillow.
            DrawingError: If that program fails or takes too long.
        """
        from autograd.visual.films.options import SUFFIXES, film_options, refuse_for_others

        path = target(path, (".html", ".htm", *SUFFIXES, ".svg", ".png"), "a player")
        suffix = path.suffix.lower()
        if suffix in SUFFIXES:
            self._refuse_quiz()
            options = film_options(seconds, width, theme, moments=self._moments)
            return write(path, self._film(suffix, options))
        refuse_for_others(suffix, {"seconds": seconds, "width": width, "theme": theme})
        return write(path, self._bytes(suffix))

    def _refuse_quiz(self) -> None:
        if self.quiz:
            raise InputValueError(
                "a quiz cannot be filmed, since it waits for answers; leave out quiz=True, or save "
                "as .html"
            )

    def _bytes(self, suffix: str) -> bytes:
        """The content of a file that does not move, or of a page."""
        from autograd.visual.to_pdf import to_png

        if suffix == ".png":
            return to_png(self.svg())
        return (self.svg() + "\n" if suffix == ".svg" else self.html()).encode()

    @property
    def _moments(self) -> int:
        """How many moments of a training there are."""
        return len(self.captures)

    def _film(self, suffix: str, options: FilmOptions) -> bytes:
        from autograd.visual.films.encoding import encode
        from autograd.visual.films.sheets import shots

        frames = self._frames(options)
        theme = {"light": LIGHT, "dark": DARK}[options.theme]
        losses = self._losses if self._moments > 1 else ()
        made = shots(frames, options, theme, style=self._film_style, losses=losses)
        return encode(made, suffix, theme)

    @property
    def _film_style(self) -> str:
        """The CSS of the pictures in a film."""
        return _asset("picture.css") + _asset("steps.css")

    def _frames(self, options: FilmOptions) -> list[Frame]:
        """What a film shows."""
        from autograd.visual.films.graph_frames import frames_of_graph, frames_of_graphs
        from autograd.visual.films.graphs import GraphRun

        parts = self._tree, self._views.templates[0], self._placed[0], self._digits
        runs = [GraphRun(capture, *parts) for capture in self.captures]
        if len(runs) == 1:
            return frames_of_graph(runs[0])
        titles = [capture.title for capture in self.captures]
        return frames_of_graphs(runs, titles, self._losses)

    def _element(self, inside: str = "") -> str:
        """The place in a page where the player appears, and the script that makes it."""
        key = hashlib.blake2b(self._payload.encode(), digest_size=8).hexdigest()
        script = "".join(map(_asset, self._scripts))
        style = base64.b64encode(_style().encode()).decode()
        return (
            f'<div data-glassgrad="{key}">{inside}</div>\n<script>(() => {{\n{script}\n'
            f'startAll("{key}", "{style}", "{self._payload}");\n}})();</script>'
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What Jupyter shows: the player, or a picture where scripts may not run, or text."""
        try:
            svg = self.svg()
            element = self._element(image(svg, repr(self)))
        except AutogradError as error:
            return {"text/plain": f"{self!r}\nNo player: {error}"}
        return {"text/html": element, "image/svg+xml": svg, "text/plain": repr(self)}

    def _display_(self) -> Any:
        """What marimo shows, which runs the scripts of frames only: the player in a frame."""
        import marimo

        return marimo.iframe(self.html())

    def __repr__(self) -> str:
        moments = f" at {len(self.captures)} moments" if len(self.captures) > 1 else ""
        what = count(len(self.captures[0]), "value")
        return f'<Player of {what}{moments}; in a file: .save("player.html")>'


@functools.cache
def _style() -> str:
    """The style of the player: the colours of both themes, the picture, what is around it."""
    themes = f':host{{{declarations(LIGHT)}}}:host([data-theme="dark"]){{{declarations(DARK)}}}'
    return themes + _asset("picture.css") + _asset("steps.css") + _asset("player.css")


@functools.cache
def _asset(name: str) -> str:
    """The text of a file beside this one, without comments, indents and empty lines."""
    text = (resources.files("autograd.visual.player") / name).read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines()]
    return "".join(f"{x}\n" for x in lines if x and not x.startswith(("//", "/*", "* ", "*/")))
