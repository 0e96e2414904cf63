"""Turns a finished SVG into a PDF or PNG that looks the same: one page, as large as the picture.

Typst, a typesetting program in a wheel, draws SVG as vectors and embeds the letters it uses, so
that text in the file can be searched and copied. It is optional: pip install typst. Where it has
no wheel (Windows on ARM), resvg_py draws a PNG.
"""

import re
from collections.abc import Sequence
from typing import Any

from autograd.checks import missing
from autograd.errors import DrawingError

_PAGE = '#image(bytes(sys.inputs.{}), format: "svg")\n'
_HEAD = "#set document(date: none)\n#set page(width: auto, height: auto, margin: 0pt)\n"
_INCH = 96.0  # units of an SVG
SHARP = 2.0
"""Pixels for each unit of a picture that is sharp on a modern screen."""


def to_pdf(svg: str) -> bytes:
    """A PDF of one page that shows the picture, and nothing around it.

    Raises:
        MissingDependencyError: Without typst, which `pip install typst` installs.
        DrawingError: If it cannot draw the picture.
    """
    try:
        import typst
    except ImportError as error:
        raise missing("a PDF", "typst", otherwise="or save as .svg or .png") from error
    page: bytes = _compiled(typst, [svg])
    return page


def to_png(svg: str, scale: float = SHARP) -> bytes:
    """A PNG of a picture; see `to_pngs`."""
    return to_pngs([svg], scale)[0]


def to_pngs(svgs: Sequence[str], scale: float = SHARP) -> list[bytes]:
    """A PNG of each picture; typst draws all in one run, sixty in about half a second.

    Args:
        svgs: The pictures, with literal colours.
        scale: The pixels for each of their units.

    Raises:
        MissingDependencyError: Without typst and without resvg_py.
        DrawingError: If a picture cannot be drawn.
    """
    try:
        import typst
    except ImportError:
        return _by_resvg(svgs, scale)
    made = _compiled(typst, svgs, format="png", ppi=_INCH * scale)
    return list(made) if isinstance(made, list) else [made]


def _by_resvg(svgs: Sequence[str], scale: float) -> list[bytes]:
    try:
        import resvg_py
    except ImportError as error:
        raise missing("a PNG or a film", "typst", otherwise="or save as .svg or .html") from error
    try:
        return [bytes(resvg_py.svg_to_bytes(svg_string=with_fonts(x), zoom=scale)) for x in svgs]
    except ValueError as error:
        raise DrawingError(f"resvg_py could not draw the picture: {error}") from error


def _compiled(typst: Any, svgs: Sequence[str], **options: Any) -> Any:
    """A document with a page for each picture."""
    inputs = {f"p{k}": with_fonts(svg) for k, svg in enumerate(svgs)}
    source = _HEAD + "#pagebreak()\n".join(map(_PAGE.format, inputs))
    try:
        return typst.compile(source.encode(), sys_inputs=inputs, **options)
    except typst.TypstError as error:
        raise DrawingError(f"typst could not draw the picture: {error}") from error


_LOOKS = re.compile(r"<style>.*?</style>|<[^>]*>", re.DOTALL)
_GENERIC = re.compile(r"\b(?:sans-serif|monospace)\b")


def with_fonts(svg: str) -> str:
    """The picture with a family in the place of generic names, which typst takes for a serif font.

    typst carries that family; it is used where none of those before it is installed.

    >>> print(with_fonts('<text font-family="Arial, sans-serif">in monospace</text>'))
    <text font-family="Arial, 'DejaVu Sans Mono'">in monospace</text>
    """
    return _LOOKS.sub(lambda match: _GENERIC.sub("'DejaVu Sans Mono'", match[0]), svg)
