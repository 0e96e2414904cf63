"""Writes a picture as JSON, for other programs, and reads it back.

The file is one object. Every member is always there; what a node or edge does not have is null:

    format   "glassgrad picture"
    version  1
    note     a sentence to be shown with the picture, or ""
    nodes    a list of objects:
        id       text, unique in the picture
        kind     input, parameter, interior, result, constant, operation or summary
        name     the name of a Value, the symbol of an operation, the headline of a summary, or ""
        data     the number, or null
        grad     the gradient, or null where no backward pass has run
        reached  whether gradients can flow here
        rows     pairs of texts: what a summary counts, the shape of an array
        shown    what pictures write instead of the name, or ""
        signed   whether another number depends on the sign of a zero
    edges    a list of objects:
        tail, head  ids of nodes
        derivative  the local derivative, or null
        role        the name of the operation's input where its place does not tell, or ""
        reached     whether gradients can flow here

Numbers have all their digits. JSON has no nan and no infinities: these are the texts "nan", "inf"
and "-inf". Everything that is not ASCII, and what means something in HTML, is written as an escape,
so that the text may also stand in a `<script>` of a page.
"""

import json
import math
from dataclasses import asdict
from typing import Any, TypeVar, get_args

from autograd.checks import abbreviate, described
from autograd.errors import InputTypeError, InputValueError
from autograd.visual.picture import Edge, Kind, Node, Picture

FORMAT = "glassgrad picture"
VERSION = 1
_ESCAPES = {"<": r"\u003c", ">": r"\u003e", "&": r"\u0026"}
_NOT_FINITE = ("nan", "inf", "-inf")
_T = TypeVar("_T")


def to_json(picture: Picture) -> str:
    """The picture as JSON text, a line for each node and each edge.

    >>> nodes = (Node("n0", "input", "x", 2.0), Node("o1", "operation", "exp"))
    >>> print(to_json(Picture(nodes, (Edge("n0", "o1", 7.4),))))
    {"format": "glassgrad picture", "version": 1, "note": "",
     "nodes": [
      {"id": "n0", "kind": "input", "name": "x", "data": 2.0, "grad": null, ...},
      {"id": "o1", "kind": "operation", "name": "exp", "data": null, ...}
     ],
     "edges": [
      {"tail": "n0", "head": "o1", "derivative": 7.4, "role": "", "reached": true}
     ]}
    """
    note = _dump(picture.note)
    nodes = ",\n".join(f"  {_dump(_plain(asdict(node)))}" for node in picture.nodes)
    edges = ",\n".join(f"  {_dump(_plain(asdict(edge)))}" for edge in picture.edges)
    return (
        f'{{"format": "{FORMAT}", "version": {VERSION}, "note": {note},\n'
        f' "nodes": [\n{nodes}\n ],\n "edges": [\n{edges}\n ]}}\n'
    )


def picture_of_json(text: str) -> Picture:
    """The picture that `to_json` wrote: an equal one.

    Raises:
        InputTypeError: If it is no text.
        InputValueError: If it is no JSON, or no picture; the message names the wrong member.

    >>> picture = Picture((Node("n0", "input", "x", float("inf")),), ())
    >>> picture_of_json(to_json(picture)) == picture
    True
    """
    if not isinstance(text, str):
        raise InputTypeError(
            f"a picture is read from text, but was given {described(text)}; give what is in the "
            "file, as in Path(...).read_text()"
        )
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputValueError(
            f"this is no JSON ({error}); give what .save('graph.json') wrote"
        ) from error
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise InputValueError(
            f"this JSON is no picture: its \"format\" is not '{FORMAT}'; give what "
            ".save('graph.json') wrote"
        )
    if whole.get("version") != VERSION:
        raise InputValueError(
            f"this picture has the version {abbreviate(whole.get('version'))}, and version "
            f"{VERSION} can be read; save it again with this glassgrad"
        )
    nodes = [_node(x, f"nodes[{i}]") for i, x in enumerate(_get(whole, "nodes", list, "picture"))]
    edges = [_edge(x, f"edges[{i}]") for i, x in enumerate(_get(whole, "edges", list, "picture"))]
    _check_ids(nodes, edges)
    return Picture(tuple(nodes), tuple(edges), _get(whole, "note", str, "picture"))


def _dump(thing: Any) -> str:
    text = json.dumps(thing, allow_nan=False)
    for character, escape in _ESCAPES.items():  # in JSON these stand in texts only
        text = text.replace(character, escape)
    return text


def _plain(members: dict[str, Any]) -> dict[str, Any]:
    return {
        key: str(float(x)) if isinstance(x, float) and not math.isfinite(x) else x
        for key, x in members.items()
    }


def _node(members: Any, where: str) -> Node:
    kind = _get(members, "kind", str, where)
    if kind not in get_args(Kind):
        raise _wrong(where, "kind", kind, f"one of {', '.join(get_args(Kind))}")
    rows = []
    for row in _get(members, "rows", list, where):
        if not (isinstance(row, list) and len(row) == 2 and all(isinstance(x, str) for x in row)):
            raise _wrong(where, "rows", row, "a list of pairs of texts")
        rows.append((row[0], row[1]))
    return Node(
        _get(members, "id", str, where),
        kind,  # type: ignore[arg-type]  # one of them, as just checked
        _get(members, "name", str, where),
        _number(members, "data", where),
        _number(members, "grad", where),
        _get(members, "reached", bool, where),
        tuple(rows),
        _get({"shown": "", **members}, "shown", str, where),  # files of version 0.2 lack these
        _get({"signed": False, **members}, "signed", bool, where),
    )


def _edge(members: Any, where: str) -> Edge:
    return Edge(
        _get(members, "tail", str, where),
        _get(members, "head", str, where),
        _number(members, "derivative", where),
        _get(members, "role", str, where),
        _get(members, "reached", bool, where),
    )


def _get(members: Any, key: str, type_: type[_T], where: str) -> _T:
    found = members.get(key) if isinstance(members, dict) else members
    if not isinstance(members, dict) or not isinstance(found, type_):
        what = {str: "a text", bool: "true or false"}.get(type_, "a list")
        raise _wrong(where, key, found, what)
    return found


def _number(members: dict[str, Any], key: str, where: str) -> float | None:
    found = members.get(key, "")
    if found in _NOT_FINITE:
        return float(found)
    if found is None or isinstance(found, int | float):
        return found
    raise _wrong(where, key, found, "a number, null, or one of 'nan', 'inf' and '-inf'")


def _check_ids(nodes: list[Node], edges: list[Edge]) -> None:
    known: set[str] = set()
    for i, node in enumerate(nodes):
        if node.id in known:
            raise _wrong(f"nodes[{i}]", "id", node.id, "an id that no other node has")
        known.add(node.id)
    for i, edge in enumerate(edges):
        for end, name in (("tail", edge.tail), ("head", edge.head)):
            if name not in known:
                raise _wrong(f"edges[{i}]", end, name, "the id of a node")


def _wrong(where: str, key: str, found: Any, wanted: str) -> InputValueError:
    return InputValueError(
        f"\"{key}\" of {where} is {abbreviate(found)}, not {wanted}; give what .save('graph.json') "
        "wrote"
    )
