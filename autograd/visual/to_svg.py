"""Finishes the SVG that a layout program wrote: fonts, and titles that a resting pointer shows."""

import html
import re
from collections import defaultdict

from autograd.visual.picture import Node, Picture
from autograd.visual.style import LAYOUT_MONO, LAYOUT_SANS, MONO, SANS
from autograd.writing.scripts import tspans
from autograd.writing.text import count, display

_FONTS = {LAYOUT_SANS: SANS, LAYOUT_MONO: MONO}
_TITLE = re.compile(r"<title>([^<]*)</title>")
_FONT = re.compile(r'font-family="([^",]*)[^"]*"')
_SCRIPTED = re.compile(r">([^<]*[⁰¹²³⁴-⁹₀-₉][^<]*)</text>")
LONGEST_TITLE = 300
_SIZE = re.compile(r'width="([\d.]+)pt" height="([\d.]+)pt"')
PAGE_WIDTH = 640.0  # of a notebook's page, in points
SMALLEST = 0.5  # below this scale text cannot be read; a wide drawing is better scrolled


def finish_svg(svg: str, picture: Picture) -> str:
    """An `<svg>` element that can stand in a page or alone in a file.

    The prolog is removed, and the layout's fonts become families that viewers have. Titles, which a
    resting pointer shows and screen readers read aloud, give names and numbers with all digits.

    >>> finish_svg("<?xml ...?><svg><g><title>n0</title></g></svg>", Picture((), ()))
    '<svg role="img" aria-label="Graph of 0 values and 0 operations"><g></g></svg>'
    """
    titles = _titles(picture)

    made = {node.shown for node in picture.nodes} | {
        node.name for node in picture.nodes if node.kind == "constant"
    }

    def title(match: re.Match[str]) -> str:
        text = titles.get(html.unescape(match[1]), "")
        return f"<title>{html.escape(text)}</title>" if text else ""

    def scripts(match: re.Match[str]) -> str:
        name = html.unescape(match[1])
        return f">{tspans(name)}</text>" if name in made else match[0]

    def font(match: re.Match[str]) -> str:
        return f'font-family="{_FONTS.get(match[1], match[1])}"'

    svg = svg[svg.index("<svg") :].rstrip()
    svg = _FONT.sub(font, _TITLE.sub(title, _SCRIPTED.sub(scripts, svg)))
    if "xml:space" not in svg:  # Graphviz of old: numbers are aligned by spaces
        svg = svg.replace("<text ", '<text xml:space="preserve" ')
    return f'<svg role="img" aria-label="{describe(picture)}"' + svg[len("<svg") :]


def fit_page(svg: str) -> str:
    """The drawing at a size that fits the page of a notebook, as far as it stays readable.

    >>> fit_page('<svg width="800pt" height="200pt" viewBox="0 0 800 200"/>')
    '<svg width="640pt" height="160pt" viewBox="0 0 800 200"/>'
    """

    def shrink(match: re.Match[str]) -> str:
        width, height = float(match[1]), float(match[2])
        scale = min(1.0, max(SMALLEST, PAGE_WIDTH / width))
        return f'width="{width * scale:g}pt" height="{height * scale:g}pt"'

    return _SIZE.sub(shrink, svg, count=1)


def describe(picture: Picture) -> str:
    """The contents of a picture in a few words."""
    kinds = [node.kind for node in picture.nodes]
    if any(node.rows and node.kind != "summary" for node in picture.nodes):
        return f"Program of {count(len(kinds), 'array')}"
    operations = kinds.count("operation")
    values = len(kinds) - operations - kinds.count("constant") - kinds.count("summary")
    more = "".join(f" and {node.name}" for node in picture.nodes if node.kind == "summary")
    return f"Graph of {count(values, 'value')} and {count(operations, 'operation')}{more}"


def _titles(picture: Picture) -> dict[str, str]:
    """The titles of nodes by their id, and of edges by "tail->head", as layout programs write."""
    titles = {node.id: _title(node) for node in picture.nodes}
    derivatives = defaultdict(list)
    for edge in picture.edges:
        if edge.derivative is not None:
            derivatives[f"{edge.tail}->{edge.head}"].append(repr(edge.derivative))
    for key, values in derivatives.items():  # a + a has two edges with one title
        titles[key] = "local derivative " + ", ".join(values)
    return titles


def _title(node: Node) -> str:
    lines = [node.kind + (f" {display(node.name, LONGEST_TITLE)}" if node.name else "")]
    if node.shown:
        lines.insert(0, node.shown)
    if node.data is not None:
        lines.append(f"data {node.data!r}")
    if node.grad is not None:
        lines.append(f"grad {node.grad!r}")
    if not node.reached:
        lines.append("no gradient flows here")
    return "\n".join(lines)
