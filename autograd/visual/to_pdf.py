"""Turns a finished SVG into a PDF or PNG that looks the same: one page, as large as the picture.

Typst, a typesetting program in a wheel, draws SVG as vectors and embeds the letters it uses, so
that text in the file can be searched and copied. It is optional: pip install typst.
"""

import re
from typing import Any

from autograd.checks import missing
from autograd.errors import DrawingError

_PAGE = b"""\
#set document(date: none)
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg")
"""


_DOTS = 144.0  # an inch; a point of the page is 1/72: two pixels, sharp on a modern screen


def to_pdf(svg: str) -> bytes:
    """A PDF of one page that shows the picture, and nothing around it.

    Raises:
        MissingDependencyError: Without typst, which `pip install typst` installs.
        DrawingError: If it cannot draw the picture.
    """
    return _compiled(svg, "a PDF", "or save as .svg or .png")


def to_png(svg: str) -> bytes:
    """A PNG of the picture, two pixels for each of its units.

    Raises:
        MissingDependencyError: Without typst, which `pip install typst` installs.
        DrawingError: If it cannot draw the picture.
    """
    return _compiled(svg, "a PNG of a network", "or save as .svg", format="png", ppi=_DOTS)


_LOOKS = re.compile(r"<style>.*?</style>|<[^>]*>", re.DOTALL)
_GENERIC = re.compile(r"\b(?:sans-serif|monospace)\b")


def with_fonts(svg: str) -> str:
    """The picture with a family in the place of generic names, which typst takes for a serif font.

    typst carries that family; it is used where none of those before it is installed.

    >>> print(with_fonts('<text font-family="Arial, sans-serif">in monospace</text>'))
    <text font-family="Arial, 'DejaVu Sans Mono'">in monospace</text>
    """
    return _LOOKS.sub(lambda match: _GENERIC.sub("'DejaVu Sans Mono'", match[0]), svg)


def _compiled(svg: str, what: str, otherwise: str, **options: Any) -> bytes:
    try:
        import typst
    except ImportError as error:
        raise missing(what, "typst", otherwise=otherwise) from error
    try:
        page: bytes = typst.compile(_PAGE, sys_inputs={"svg": with_fonts(svg)}, **options)
    except typst.TypstError as error:
        raise DrawingError(f"typst could not draw the picture: {error}") from error
    return page
