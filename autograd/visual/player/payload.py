"""Packs all data for the player in the browser into one compressed text."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from collections.abc import Sequence
from typing import Any

import numpy

from autograd.names.short import cut
from autograd.visual.player.capture import Capture
from autograd.visual.player.placing import Placed
from autograd.visual.player.tree import Tree
from autograd.visual.player.views import Views
from autograd.visual.player.writing import write_svg
from autograd.writing.rules import rules_of

LONGEST_TITLE = 13
"""Most characters of a name in a picture."""
LARGE = 5_000_000
"""Most bytes that are compressed well; more are compressed quickly."""


def payload(
    captures: Sequence[Capture],
    tree: Tree,
    views: Views,
    placed: Sequence[Placed],
    *,
    title: str,
    digits: int,
) -> str:
    """The graph, its views and their pictures as base64 of zlib of a header and arrays.

    After four bytes with its length comes the header in JSON, padded to a multiple of eight bytes;
    then, in little-endian order, the arrays that it lists under `arrays` as pairs of a name and
    a length: first those of 64-bit floats (`data`, `locals`, one after the other for each moment),
    then those of 32-bit integers. `operands` are counted backwards from their node, `members` from
    the one before: so they compress well. `operations` are there once if they are the same at all
    moments, or else one after the other: constants may have changed.

    Args:
        captures: The moments; all have the same structure.
        tree: The boxes.
        views: The views of the boxes.
        placed: The layouts of the templates.
        title: The title of the player.
        digits: Significant digits of numbers.
    """
    first = captures[0]
    members = numpy.concatenate(tree.members)
    sizes = numpy.array([len(items) for items in tree.members])
    heads = numpy.repeat(numpy.arange(len(first.data)), numpy.diff(first.starts))
    names = ("data", "locals")
    floats = {name: numpy.concatenate([getattr(x, name) for x in captures]) for name in names}
    alike = all(numpy.array_equal(x.operations, first.operations) for x in captures)
    integers = {
        "counts": numpy.diff(first.starts),
        "operands": heads - first.operands,
        "operations": numpy.concatenate([x.operations for x in captures[: 1 if alike else None]]),
        "sizes": sizes,
        "members": numpy.diff(members, prepend=0),
        "templates": views.template_of,
        "parents": numpy.array(tree.parents),
    }
    header = {
        "title": title,
        "digits": digits,
        "moments": [x.title for x in captures],
        "symbols": [x.symbols for x in captures],
        "functions": [x.functions for x in captures],
        "rules": [_rules(x) for x in captures[: 1 if alike else None]],
        "names": {str(k): name for k, name in first.names.items()},
        "titles": {str(k): title for k, title in titles(first).items()},
        "paths": {str(k): path for k, path in first.paths.items()},
        "constants": first.constants,
        "sums": first.sums,
        "signed": [x.signed for x in captures],
        "letter": first.letter,
        "parameters": first.parameters,
        "boxes": tree.names,
        "calls": {str(box): call for box, call in tree.calls.items()},
        "pictures": [
            {
                "svg": write_svg(template, place),
                "members": template.members,
                "externals": [number for use in template.externals for number in use],
                "edges": [number for edge in template.edges for number in edge],
            }
            for template, place in zip(views.templates, placed, strict=True)
        ],
        "arrays": [[name, len(x)] for name, x in {**floats, **integers}.items()],
    }
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-(len(text) + 4) % 8)
    parts = [struct.pack("<I", len(text)), text]
    parts += [array.astype("<f8").tobytes() for array in floats.values()]
    parts += [array.astype("<i4").tobytes() for array in integers.values()]
    content = b"".join(parts)
    level = 1 if len(content) > LARGE else 9
    return base64.b64encode(zlib.compress(content, level)).decode()


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
    >>> from autograd.visual.player.capture import capture
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
