"""What stands where in the SVG of a network: circles, squares and pills, for tests of overlaps."""

import re
import xml.etree.ElementTree as ET
from typing import NamedTuple

_TRANSLATE = re.compile(r"translate\((\S+) (\S+)\)")


class Box(NamedTuple):
    """A part of a picture: what it is, whose it is, and its rectangle."""

    kind: str
    owner: str
    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other):
        """How many px two boxes share, the smaller of both directions; 0 or less if none."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return min(across, down)


def tag(element):
    return element.tag.rpartition("}")[2]


def boxes(svg):
    """The circles, squares and pills that are shown."""
    found = []

    def walk(element, x, y, owner):
        if element.get("visibility") == "hidden":
            return
        moved = _TRANSLATE.search(element.get("transform", ""))
        if moved:
            x, y = x + float(moved[1]), y + float(moved[2])
        if element.get("class") in ("neuron", "loss", "target", "weight"):
            ends = ("class", "data-column", "data-cell", "data-to", "data-from")
            owner = " ".join(element.get(name) for name in ends if element.get(name))
        if tag(element) == "circle" and element.get("class") == "body":
            r = float(element.get("r"))
            found.append(Box("circle", owner, x - r, y - r, x + r, y + r))
        if tag(element) == "rect" and (element.get("rx") == "8" or element.get("class") == "body"):
            left, top = x + float(element.get("x")), y + float(element.get("y"))
            w, h = float(element.get("width")), float(element.get("height"))
            kind = "pill" if element.get("rx") == "8" else "square"
            found.append(Box(kind, owner, left, top, left + w, top + h))
        for child in element:
            walk(child, x, y, owner)

    walk(ET.fromstring(svg), 0.0, 0.0, "")
    return found


def collisions(svg):
    """Pairs of boxes that overlap; a pill may stand on the rim of its own circle."""
    found = boxes(svg)
    return [
        (a, b)
        for k, a in enumerate(found)
        for b in found[k + 1 :]
        if a.overlap(b) > 0.5 and not (a.owner == b.owner and {a.kind, b.kind} != {"pill"})
    ]
