"""Writes a picture as GraphML, which networkx, igraph and many other programs read."""

import math
from xml.sax.saxutils import escape, quoteattr

from autograd.visual.picture import Edge, Node, Picture
from autograd.writing.text import literal

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns
  http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
# Keys: id, owner, name, type. A key belongs to nodes or to edges; where both have one of the same
# name, the ids differ.
_KEYS = (
    ("kind", "node", "kind", "string"),
    ("name", "node", "name", "string"),
    ("op", "node", "op", "string"),
    ("data", "node", "data", "double"),
    ("grad", "node", "grad", "double"),
    ("reached", "node", "reached", "boolean"),
    ("rows", "node", "rows", "string"),
    ("derivative", "edge", "derivative", "double"),
    ("role", "edge", "role", "string"),
    ("edge_reached", "edge", "reached", "boolean"),
    ("note", "graph", "note", "string"),
)


def to_graphml(picture: Picture) -> str:
    """The picture as GraphML, with typed keys and all digits.

    Nodes have a kind, a name or the symbol `op` of an operation, data and grad; edges have a
    derivative and a role; both say whether gradients reach them. Unknown members are left out.
    Infinities and nan are INF, -INF and NaN, as in XML Schema. XML has no control characters:
    they are written as Python's escapes, as in every picture.

    >>> print(to_graphml(Picture((Node("n0", "input", "x", 2.0),), ())))
    <?xml version="1.0" encoding="UTF-8"?>
    ...
      <graph id="picture" edgedefault="directed">
        <node id="n0">
          <data key="kind">input</data>
          <data key="name">x</data>
          <data key="data">2.0</data>
          <data key="reached">true</data>
        </node>
      </graph>
    </graphml>
    """
    lines = [
        f'  <key id="{key}" for="{owner}" attr.name="{name}" attr.type="{type_}"/>'
        for key, owner, name, type_ in _KEYS
    ]
    lines.append('  <graph id="picture" edgedefault="directed">')
    if picture.note:
        lines.append(f"    {_data('note', picture.note)}")
    for node in picture.nodes:
        lines += _element(f"node id={quoteattr(literal(node.id))}", _of_node(node))
    for edge in picture.edges:
        ends = f"source={quoteattr(literal(edge.tail))} target={quoteattr(literal(edge.head))}"
        lines += _element(f"edge {ends}", _of_edge(edge))
    return _HEAD + "\n".join([*lines, "  </graph>", "</graphml>"]) + "\n"


def _of_node(node: Node) -> dict[str, str]:
    return {
        "kind": node.kind,
        "op" if node.kind == "operation" else "name": node.name,
        "data": _double(node.data),
        "grad": _double(node.grad),
        "reached": _boolean(node.reached),
        "rows": "; ".join(f"{what} {many}" for what, many in node.rows),
    }


def _of_edge(edge: Edge) -> dict[str, str]:
    return {
        "derivative": _double(edge.derivative),
        "role": edge.role,
        "edge_reached": _boolean(edge.reached),
    }


def _element(opening: str, members: dict[str, str]) -> list[str]:
    """The lines of a node or an edge, without the members that are empty."""
    name = opening.partition(" ")[0]
    inside = [f"      {_data(key, text)}" for key, text in members.items() if text]
    return [f"    <{opening}>", *inside, f"    </{name}>"]


def _data(key: str, text: str) -> str:
    return f'<data key="{key}">{escape(literal(text))}</data>'


def _double(value: float | None) -> str:
    """A number with all its digits, as XML Schema has it; nothing for None."""
    if value is None:
        return ""
    if math.isfinite(value):
        return repr(float(value))
    return "NaN" if math.isnan(value) else ("INF" if value > 0 else "-INF")


def _boolean(value: bool) -> str:
    return "true" if value else "false"
