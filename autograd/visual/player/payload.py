"""Packs all data for the player in the browser into one compressed text."""

from __future__ import annotations

import base64
import json
import math
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from autograd.formulas.rules import rules_of
from autograd.names.short import cut
from autograd.visual.player.capture import Capture
from autograd.visual.player.placing import Placed
from autograd.visual.player.tree import Tree
from autograd.visual.player.views import Views
from autograd.visual.player.writing import write_svg

LONGEST_TITLE = 13
"""Most characters of a name in a picture."""
LARGE = 5_000_000
"""Most bytes that are compressed well; more are compressed quickly."""


@dataclass(frozen=True)
class Shown:
    """A graph with its views: what the player shows at some moments.

    Attributes:
        captures: The moments; all have the same structure.
        tree: The boxes.
        views: The views of the boxes.
        placed: The layouts of the templates.
        link: Of the graph of a network: which nodes are its neurons, and so on.
    """

    captures: Sequence[Capture]
    tree: Tree
    views: Views
    placed: Sequence[Placed]
    link: Mapping[str, Any] | None = None


def payload(
    graphs: Sequence[Shown], *, title: str, digits: int, more: Mapping[str, Any] | None = None
) -> str:
    """Graphs, their views and their pictures as base64 of zlib of a header and arrays.

    After four bytes with its length comes the header in JSON, padded to a multiple of eight bytes;
    then, in little-endian order, the arrays that each of its `graphs` lists under `arrays` as pairs
    of a name and a length: first those of 64-bit floats (`data`, `locals`, one after the other for
    each moment) of all graphs, then those of 32-bit integers. `operands` are counted backwards from
    their node, `members` from the one before: so they compress well. `operations` are there once if
    they are the same at all moments, or else one after the other: constants may have changed.

    Args:
        graphs: The graphs.
        title: The title of the player.
        digits: Significant digits of numbers.
        more: What else the header tells the player.
    """
    floats = [_floats(graph) for graph in graphs]
    integers = [_integers(graph) for graph in graphs]
    facts = [
        _facts(graph) | {"arrays": [[name, len(x)] for name, x in {**one, **other}.items()]}
        for graph, one, other in zip(graphs, floats, integers, strict=True)
    ]
    header = {"title": title, "digits": digits, **(more or {}), "graphs": facts}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-(len(text) + 4) % 8)
    parts = [struct.pack("<I", len(text)), text]
    parts += [array.astype("<f8").tobytes() for arrays in floats for array in arrays.values()]
    parts += [array.astype("<i4").tobytes() for arrays in integers for array in arrays.values()]
    content = b"".join(parts)
    level = 1 if len(content) > LARGE else 9
    return base64.b64encode(zlib.compress(content, level)).decode()


def _floats(graph: Shown) -> dict[str, Any]:
    """The numbers of all moments."""
    names = ("data", "locals")
    return {name: numpy.concatenate([getattr(x, name) for x in graph.captures]) for name in names}


def _integers(graph: Shown) -> dict[str, Any]:
    """The wiring, and what is in each box."""
    captures, tree = graph.captures, graph.tree
    first = captures[0]
    heads = numpy.repeat(numpy.arange(len(first.data)), numpy.diff(first.starts))
    return {
        "counts": numpy.diff(first.starts),
        "operands": heads - first.operands,
        "operations": numpy.concatenate(
            [x.operations for x in captures[: 1 if _alike(graph) else None]]
        ),
        "sizes": numpy.array([len(items) for items in tree.members]),
        "members": numpy.diff(numpy.concatenate(tree.members), prepend=0),
        "templates": graph.views.template_of,
        "parents": numpy.array(tree.parents),
    }


def _alike(graph: Shown) -> bool:
    """Whether the operations are the same at all moments, constants included."""
    first, *others = [x.operations for x in graph.captures]
    return all(numpy.array_equal(first, x) for x in others)


def _facts(graph: Shown) -> dict[str, Any]:
    """Names and pictures."""
    first = graph.captures[0]
    return {
        "moments": [x.title for x in graph.captures],
        "symbols": [x.symbols for x in graph.captures],
        "functions": [x.functions for x in graph.captures],
        "rules": [_rules(x) for x in graph.captures[: 1 if _alike(graph) else None]],
        "names": {str(k): name for k, name in first.names.items()},
        "titles": {str(k): title for k, title in titles(first).items()},
        "paths": {str(k): path for k, path in first.paths.items()},
        "constants": first.constants,
        "sums": first.sums,
        "signed": [x.signed for x in graph.captures],
        "letter": first.letter,
        "parameters": first.parameters,
        "boxes": graph.tree.names,
        "link": graph.link,
        "calls": {str(box): call for box, call in graph.tree.calls.items()},
        "pictures": [
            {
                "svg": write_svg(template, place),
                "members": template.members,
                "externals": [number for use in template.externals for number in use],
                "edges": [number for edge in template.edges for number in edge],
            }
            for template, place in zip(graph.views.templates, graph.placed, strict=True)
        ],
    }


def plain(number: float) -> float | str:
    """A number as JSON has it: text where it is not finite.

    >>> plain(1.5), plain(math.inf)
    (1.5, 'inf')
    """
    return number if math.isfinite(number) else str(number)


def _rules(capture: Capture) -> list[dict[str, Any]]:
    """For each symbol of a capture the templates of its caption."""
    return [rules_of(op, constants) for op, *constants in capture.rows]


def titles(capture: Capture) -> dict[int, str]:
    """Names that are too long for a picture, cut so that no two become equal."""
    cuts = zip(capture.names, cut(capture.names.values(), LONGEST_TITLE), strict=True)
    return {node: title for node, title in cuts if title != capture.names[node]}


def final_gradients(capture: Capture) -> Any:
    """d root / d node for each node, by the recorded local derivatives: what `backward` computes.

    >>> from autograd import Value
    >>> from autograd import capture
    >>> x = Value(3.0)
    >>> final_gradients(capture(x * x + x)).tolist()
    [7.0, 1.0, 1.0]
    """
    starts, operands = capture.starts.tolist(), capture.operands.tolist()
    locals_ = capture.locals.tolist()
    gradients = [0.0] * len(capture.data)
    gradients[-1] = 1.0
    for node in range(len(capture.data) - 1, -1, -1):
        for edge in range(starts[node], starts[node + 1]):
            gradients[operands[edge]] += locals_[edge] * gradients[node]
    return numpy.array(gradients)
