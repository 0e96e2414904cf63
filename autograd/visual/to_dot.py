"""Writes a picture in the language of Graphviz."""

import functools
import html

import graphviz

from autograd.visual import style
from autograd.visual.measure import width
from autograd.visual.picture import Direction, Edge, Kind, Node, Picture
from autograd.visual.zeros import plain_zero
from autograd.writing.text import display, number

_LOOK: dict[Kind, dict[str, str]] = {
    "input": {"style": "filled"},
    "parameter": {"style": "filled", "peripheries": "2"},
    "interior": {},
    "result": {"penwidth": "2.5"},
    "constant": {"fontsize": "10", "margin": "0.06,0.04", "penwidth": "0"},
    "operation": {
        "fontname": style.LAYOUT_SANS,
        "fixedsize": "true",
        "height": "0.3",
        "margin": "0",
        "ordering": "in",  # a - b has a above b, or on its left
    },
    "summary": {"shape": "folder", "style": "filled"},
}
_MOST: Kind = "interior"
"""The kind of most boxes: its look is the default, since a shorter text is laid out sooner."""
LONG_FORMULA = 100
LONG_NAME = 12
NUMBER_WIDTH = 6.3
"""The width of a character of a number, in points."""
LARGE = 1000
"""Most boxes that are laid out with full care, whose time grows with the square."""


def to_dot(picture: Picture, *, direction: Direction = "LR", digits: int = 4) -> str:
    """The picture as dot text: equal pictures give equal text, to the last byte.

    Args:
        picture: What to draw.
        direction: LR draws from left to right, TB from top to bottom.
        digits: Significant digits of numbers.

    >>> from autograd.visual.picture import Node
    >>> print(to_dot(Picture((Node("o1", "operation", "+"),), ())))
    digraph {
        ...
        o1 [label="+" class=operation ...]
    }
    """
    graph = graphviz.Digraph(
        graph_attr=_graph(picture, direction),
        node_attr={
            "fontname": style.LAYOUT_MONO,
            "fontsize": "10.5",
            "fontcolor": style.INK,
            "shape": "box",
            "style": "filled,rounded",
            "margin": "0.09,0.06",
            "width": "0",
            "height": "0",
            **_colours(_MOST),
        },
        edge_attr={
            "fontname": style.LAYOUT_MONO,
            "fontsize": "9",
            "fontcolor": style.INK,
            "color": style.LINE,
            "arrowsize": "0.6",
            "penwidth": "1.1",
        },
    )
    graph.body += [f"\t{node.id}{_list(_node(node, digits))}\n" for node in picture.nodes]
    graph.body += [
        f"\t{edge.tail} -> {edge.head}{_list(_edge(edge, digits))}\n" for edge in picture.edges
    ]
    return str(graph.source)


def _list(attributes: dict[str, str]) -> str:
    """Attributes as dot text, as `graphviz.Digraph` writes them, in a third of the time."""
    first = sorted(attributes, key=lambda key: (key != "label", key))
    pairs = [f"{key}={_quote(attributes[key])}" for key in first]
    return f" [{' '.join(pairs)}]" if pairs else ""


_quote = functools.lru_cache(maxsize=1024)(graphviz.quoting.quote)


def _graph(picture: Picture, direction: Direction) -> dict[str, str]:
    attributes = {
        "rankdir": direction,
        "bgcolor": "transparent",
        "fontname": style.LAYOUT_SANS,
        "fontsize": "10",
        "fontcolor": style.INK,
        "nodesep": "0.22",
        "ranksep": "0.3",
        "pad": "0.1",
    }
    if picture.note:
        attributes |= {"label": _pill(escape(picture.note), padding=4), "labelloc": "t"}
        attributes["labeljust"] = "l"
    if len(picture.nodes) > LARGE:
        attributes |= {"mclimit": "0.1", "nslimit": "0.5", "nslimit1": "1", "splines": "polyline"}
    return attributes


def _node(node: Node, digits: int) -> dict[str, str]:
    attributes = {"id": node.id, **_LOOK[node.kind]}
    if node.kind != _MOST:
        attributes |= _colours(node.kind)
    name = node.shown or node.name
    name = display(name, LONG_FORMULA) if node.rows else display(name)
    if node.kind == "operation":
        attributes |= _operation(name)
    elif node.kind == "constant":
        attributes["label"] = _constant(name, _data(node, digits))
    elif node.kind == "summary":
        attributes["label"] = _lines(name, node.rows, style.LAYOUT_MONO)
    else:
        attributes["label"] = _lines(name, node.rows or _numbers(node, digits), style.LAYOUT_SANS)
    if not node.reached:
        attributes["style"] = attributes.get("style", "filled,rounded") + ",dashed"
        attributes |= {
            "fillcolor": style.FADED,
            "color": style.LINE,
            "fontcolor": style.MUTED,
            "penwidth": "1",
        }
    return attributes


def _constant(name: str, data: str) -> str:
    if not name:
        return data
    headline = f'<font face="{style.LAYOUT_SANS}" point-size="11"><b>{escape(name)}</b></font>'
    return f"<{headline}  {data}>"


def _operation(symbol: str) -> dict[str, str]:
    if len(symbol) <= 2:
        return {"label": escape(symbol), "shape": "circle", "width": "0.3", "fontsize": "13"}
    inches = 0.16 + width(symbol) * 10 / 72
    return {"label": escape(symbol), "width": f"{inches:.2f}", "fontsize": "10"}


def _colours(kind: Kind) -> dict[str, str]:
    return {"class": kind, "fillcolor": style.FILL[kind], "color": style.OUTLINE[kind]}


def _data(node: Node, digits: int) -> str:
    return number(0.0 if node.data is None else plain_zero(node), digits)


def _numbers(node: Node, digits: int) -> tuple[tuple[str, str], ...]:
    rows = (("data", _data(node, digits)),)
    return rows if node.grad is None else (*rows, ("grad", number(node.grad + 0.0, digits)))


def _lines(headline: str, rows: tuple[tuple[str, str], ...], face: str) -> str:
    """A headline, and rows of a word (in the font `face`) and a number, the numbers flush right.

    Words start on the left, and numbers are aligned by spaces in a monospaced font. So it looks
    right also in a viewer that lacks the fonts for which the layout was computed.
    """
    lines, room = [], 0
    if headline:
        size = 11 if len(headline) <= LONG_NAME else 10
        lines.append(
            f'<font face="{style.LAYOUT_SANS}" point-size="{size}"><b>{escape(headline)}</b></font>'
        )
        room = round(width(headline) * size / NUMBER_WIDTH)
    words = max(len(word) for word, _ in rows)
    numbers = max(len(value) for _, value in rows)
    look = f'face="{face}" point-size="9" color="{style.MUTED}"'
    gap = '<font point-size="13"> </font>'  # higher than the text, to keep the lines apart
    # Spaces make the box as wide as its headline may become.
    end = " " * (room - words - numbers)
    for word, value in rows:
        muted = f"<font {look}>{escape(word.ljust(words))}</font>"
        lines.append(muted + gap + escape(value.rjust(numbers)) + end)
    return "<" + "".join(line + '<br align="left"/>' for line in lines) + ">"


def _edge(edge: Edge, digits: int) -> dict[str, str]:
    attributes = {}
    if edge.head.startswith("n"):  # from an operation to its result: they belong together
        attributes = {"weight": "5", "arrowhead": "none"}
    words = []
    if edge.role:
        words.append(f'<font color="{style.MUTED}">{escape(edge.role)}</font>')
    if edge.derivative is not None:
        words.append(number(edge.derivative + 0.0, digits))
    if words:
        attributes["label"] = _pill(" ".join(words))
    if not edge.reached:
        attributes["style"] = "dotted"
    return attributes


def _pill(inside: str, padding: int = 1) -> str:
    """Text on a light background of its own, readable on any page."""
    look = (
        f'border="0" cellspacing="0" cellpadding="{padding}" bgcolor="{style.PILL}" style="rounded"'
    )
    return f"<<table {look}><tr><td>{inside}</td></tr></table>>"


def escape(text: str) -> str:
    r"""Text as it stands in a label, HTML-like or not, without any special meaning.

    >>> print(escape(r"<b>\N & </b>"))
    &lt;b&gt;\\N &amp; &lt;/b&gt;
    """
    return html.escape(text, quote=False).replace("\\", "\\\\")
