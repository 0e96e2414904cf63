"""The drawing of a network, which `draw(model)` returns."""

from __future__ import annotations

import functools
import math
import os
from collections.abc import Mapping
from numbers import Real
from pathlib import Path
from typing import Any, Literal

from autograd.checks import abbreviate, described
from autograd.errors import InputValueError
from autograd.files.paths import target
from autograd.files.writing import write
from autograd.visual.embedding import Pictured
from autograd.visual.network.diagram import Diagram
from autograd.visual.network.layout import WIDE
from autograd.visual.network.reading import diagram_of
from autograd.visual.network.writing import describe, write_svg
from autograd.visual.style import DARK, LIGHT, literal
from autograd.visual.to_pdf import to_pdf, to_png

Theme = Literal["light", "dark"]
THEMES = {"light": LIGHT, "dark": DARK}
SUFFIXES = (".svg", ".png", ".pdf")
NARROWEST = 320


def draw_network(
    model: Any,
    x: Any = None,
    target: Any = None,
    *,
    loss: Any = None,
    width: float | None = None,
    theme: Theme | None = None,
) -> NetworkDrawing:
    """The drawing of a network; the arguments are those of `draw`."""
    check_width(width)
    check_theme(theme)
    diagram = diagram_of(model, x, target, loss)
    return NetworkDrawing(diagram, width=width or WIDE, theme=theme or "light")


def refuse_of_network(root: Any, given: Mapping[str, Any]) -> None:
    """Raise an error for options of networks that were given with something else."""
    names = [name for name, option in given.items() if option is not None]
    if names:
        raise InputValueError(
            f"{names[0]} is for networks, as in draw(model, x), but was given with "
            f"{described(root)}; leave it out"
        )


def check_width(width: Any) -> None:
    """Raise an error for what is no width of a page.

    >>> check_width(100)
    Traceback (most recent call last):
    autograd.errors.InputValueError: width is 100; give the width of a page in px, from 320
    """
    is_number = isinstance(width, Real) and not isinstance(width, bool)
    if width is not None and not (is_number and NARROWEST <= width < math.inf):
        raise InputValueError(
            f"width is {abbreviate(width)}; give the width of a page in px, from {NARROWEST}"
        )


def check_theme(theme: Any) -> None:
    """Raise an error for what is no theme."""
    if theme is not None and not (isinstance(theme, str) and theme in THEMES):
        raise InputValueError(f"theme is {abbreviate(theme)}; the themes are 'light' and 'dark'")


class NetworkDrawing(Pictured):
    """A drawn network, which a notebook shows as the last expression of a cell.

    It is a snapshot: it holds numbers and text, not the network, and does not change with it.

    Attributes:
        diagram: What is drawn, as plain data.

    >>> from nn import MLP
    >>> draw_network(MLP(2, [4, 4, 1]))
    <Drawing: MLP 2-4-4-1; in a file: .save("net.svg")>
    """

    def __init__(self, diagram: Diagram, *, width: float = WIDE, theme: Theme = "light") -> None:
        self.diagram = diagram
        self._width, self._theme = width, theme

    @functools.cached_property
    def _svg(self) -> str:
        return literal(write_svg(self.diagram, width=self._width), THEMES[self._theme])

    def svg(self) -> str:
        """The drawing as an `<svg>` element, which may stand in a page or be a file."""
        return self._svg

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the drawing to a file: .svg, .png or .pdf (the latter two by pip install typst).

        The file appears when it is complete, or not at all.

        Returns:
            The path.

        Raises:
            InputValueError: If the suffix is none of these, or the folder does not exist.
            MissingDependencyError: If there is no typst for a .png or .pdf.
        """
        path = target(path, SUFFIXES, "a drawing of a network")
        return write(path, self._bytes(path.suffix.lower()))

    def _bytes(self, suffix: str) -> bytes:
        if suffix == ".svg":
            return (self.svg() + "\n").encode()
        return to_pdf(self.svg()) if suffix == ".pdf" else to_png(self.svg())

    def __repr__(self) -> str:
        return f'<Drawing: {describe(self.diagram)}; in a file: .save("net.svg")>'
