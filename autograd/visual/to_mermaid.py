"""Writes a picture as a Mermaid flowchart, which GitHub shows in Markdown pages."""

from autograd.visual.picture import Direction, Edge, Kind, Node, Picture
from autograd.visual.style import FADED, FILL, INK, LINE, OUTLINE
from autograd.visual.zeros import plain_zero
from autograd.writing.text import display, number

# GitHub refuses flowcharts of more than 500 edges; a Value has at most 4, so these fit.
MOST_NODES = 120

_SHAPES: dict[Kind, tuple[str, str]] = {
    "input": ("[", "]"),
    "parameter": ("[[", "]]"),
    "interior": ("(", ")"),
    "result": ("(", ")"),
    "constant": ("([", "])"),
    "operation": ("((", "))"),
    "summary": ("[", "]"),
}
_WIDTHS: dict[Kind, str] = {"result": "3px", "constant": "0px"}
_PLAIN = set(" .,()[]=_")  # punctuation that means nothing to Mermaid inside of quotes


def to_mermaid(picture: Picture, *, direction: Direction = "LR", digits: int = 4) -> str:
    """The picture as Mermaid text.

    >>> from autograd.visual.picture import Node
    >>> print(to_mermaid(Picture((Node("n0", "input", "x", 2.0),), ())))
    flowchart LR
      n0["x<br/>data 2.0"]
      classDef input fill:#dbeafe,stroke:#3b82f6,color:#0f172a
      class n0 input
    """
    lines = [f"flowchart {direction}"]
    if picture.note:
        lines.append(f'  note["{escape(picture.note)}"]')
    lines += [f"  {_node(node, digits)}" for node in picture.nodes]
    lines += [f"  {_edge(edge, digits)}" for edge in picture.edges]
    return "\n".join([*lines, *_classes(picture)]) + "\n"


def _node(node: Node, digits: int) -> str:
    words = [escape(display(node.shown or node.name))] if node.name else []
    if node.data is not None:
        data = number(plain_zero(node), digits)
        words.append(data if node.kind == "constant" else f"data {data}")
    if node.grad is not None:
        words.append(f"grad {number(node.grad + 0.0, digits)}")
    words += [f"{escape(what)} {value}" for what, value in node.rows]
    opening, closing = _SHAPES[node.kind]
    if node.kind == "operation" and len(node.name) > 4:  # a circle would be too large
        opening, closing = "([", "])"
    return f'{node.id}{opening}"{"<br/>".join(words)}"{closing}'


def _edge(edge: Edge, digits: int) -> str:
    words = [escape(edge.role)] if edge.role else []
    if edge.derivative is not None:
        words.append(number(edge.derivative + 0.0, digits))
    line = "---" if edge.head.startswith("n") else "-->"
    if not edge.reached:
        line = "-.-" if line == "---" else "-.->"
    label = f'|"{" ".join(words)}"|' if words else ""
    return f"{edge.tail} {line}{label} {edge.head}"


def _classes(picture: Picture) -> list[str]:
    lines = []
    for kind, fill in FILL.items():
        members = [node.id for node in picture.nodes if node.kind == kind]
        if members:
            width = f",stroke-width:{_WIDTHS[kind]}" if kind in _WIDTHS else ""
            lines.append(f"  classDef {kind} fill:{fill},stroke:{OUTLINE[kind]},color:{INK}{width}")
            lines.append(f"  class {','.join(members)} {kind}")
    faded = [node.id for node in picture.nodes if not node.reached]
    if faded:
        lines.append(f"  classDef faded fill:{FADED},stroke:{LINE},stroke-dasharray:4")
        lines.append(f"  class {','.join(faded)} faded")
    return lines


def escape(text: str) -> str:
    """Escape text for a quoted label: any character that may mean something becomes its number.

    Mermaid reads not only quotes and HTML in labels but Markdown, too: a lone `+` begins a list.

    >>> escape('a "quoted" <b> #1')
    'a #34;quoted#34; #60;b#62; #35;1'
    """
    text = "".join(c if c.isalnum() or c in _PLAIN else f"#{ord(c)};" for c in text)
    # Mermaid takes \\n for the end of a line and $$ for a formula, unless something invisible
    # stands between the two characters.
    return text.replace("#92;n", "#92;#8203;n").replace("#36;#36;", "#36;#8203;#36;")
