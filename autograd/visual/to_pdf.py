"""Turns a finished SVG into a PDF that looks the same: one page, as large as the picture.

Typst, a typesetting program in a wheel, draws SVG as vectors and embeds the letters it uses, so
that text in the file can be searched and copied. It is optional: pip install typst.
"""

from autograd.checks import missing
from autograd.errors import DrawingError

_PAGE = b"""\
#set document(date: none)
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg")
"""


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
    try:
        pdf: bytes = typst.compile(_PAGE, sys_inputs={"svg": svg})
    except typst.TypstError as error:
        raise DrawingError(f"typst could not draw the picture: {error}") from error
    return pdf
