"""Pictures in pages that may not run scripts: a notebook of somebody else, GitHub, a mail.

Notebooks show HTML rather than SVG where they are given both, and drop the `<svg>` element of HTML
that they do not trust; an `<img>` they keep.
"""

import base64
import html
from typing import Any

from autograd.errors import AutogradError
from autograd.visual.to_svg import fit_page

_SWAP = """\
<script>(() => {
const image = document.currentScript.parentElement.querySelector("img");
const bytes = Uint8Array.from(atob(image.src.split(",")[1]), (x) => x.charCodeAt(0));
image.outerHTML = new TextDecoder().decode(bytes);
})();</script>"""


def image(svg: str, alternative: str, style: str = "max-width:100%") -> str:
    """The picture as an `<img>` that holds all of it.

    Args:
        svg: An `<svg>` element.
        alternative: What it shows, for those who do not see it.
        style: The style of the `<img>`.

    >>> image("<svg/>", "a < b")
    '<img alt="a &lt; b" style="max-width:100%" src="data:image/svg+xml;base64,PHN2Zy8+">'
    """
    packed = base64.b64encode(svg.encode()).decode()
    text = html.escape(alternative)
    return f'<img alt="{text}" style="{style}" src="data:image/svg+xml;base64,{packed}">'


class Pictured:
    """An object that a notebook shows as a picture, and as text where none can be made or shown.

    A class below has a method `svg`, and says in its `repr` what the picture shows.
    """

    def svg(self) -> str:
        """The picture as an `<svg>` element."""
        raise NotImplementedError

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What Jupyter shows."""
        try:
            svg = fit_page(self.svg())
        except AutogradError as error:
            return {"text/plain": f"{self!r}\nNo picture: {error}"}
        html = _swapped(svg, repr(self))
        return {"text/html": html, "image/svg+xml": svg, "text/plain": repr(self)}

    def _mime_(self) -> tuple[str, str]:
        """What marimo shows: the picture; for HTML with a script it would make a frame."""
        faces = self._repr_mimebundle_()
        mime = "image/svg+xml" if "image/svg+xml" in faces else "text/plain"
        return mime, faces[mime]


def _swapped(svg: str, alternative: str) -> str:
    """The picture as an `<img>`, which a script, where it may run, replaces by the `<svg>` itself.

    Only in that do titles appear under the pointer, and can text be searched and copied. A picture
    that is wider than the page can be scrolled.
    """
    shown = image(svg, alternative, "max-width:none")
    return f'<div style="overflow:auto">{shown}{_SWAP}</div>'
