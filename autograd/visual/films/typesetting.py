"""Typesets formulas for pictures that stand alone: MathML as SVG.

Browsers typeset MathML themselves; what draws frames does not know it. The font is one of which
all letters are equally wide, so that places can be computed without it.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

FONT = "'DejaVu Sans Mono', Menlo, Consolas, monospace"
ADVANCE = 0.602  # of every letter, in units of the size
UP, DOWN = 0.78, 0.24  # how far letters reach above and below their line
SCRIPT = 0.72  # the size of raised and lowered parts, and of the parts of a fraction in a fraction
LEAST = 10.0  # px, below which nothing is written
AXIS = 0.32  # the height of fraction bars and of minus signs
SPACED = frozenset(["=", "+=", "+", "−", "·", "×", "≤", "≥", "≠", "<", ">", "and", "or", "*", "/"])
FENCES = frozenset("()[]{}|⌊⌋⌈⌉")


@dataclass(frozen=True)
class Box:
    """A part of a formula, whose line begins at the origin.

    Attributes:
        width: How wide it is.
        up: How far it reaches above its line.
        down: How far it reaches below.
        svg: What is drawn.
    """

    width: float
    up: float
    down: float
    svg: str

    def at(self, x: float, y: float) -> str:
        """What is drawn, moved to a place."""
        return f'<g transform="translate({x:.2f} {y:.2f})">{self.svg}</g>' if self.svg else ""


def typeset(mathml: str, size: float = 14.0) -> Box:
    """A formula, from the inside of `<math>`.

    >>> box = typeset("<mfrac><mn>1</mn><mi>x</mi></mfrac>")
    >>> box.up > 14 and box.down > 7
    True
    """
    root = ElementTree.fromstring(f"<mrow>{mathml}</mrow>")
    return _box(root, size)


def written(text: str, size: float) -> Box:
    """Letters on a line."""
    if not text:
        return Box(0.0, UP * size, DOWN * size, "")
    look = f'style="font-size:{size:.4g}px" xml:space="preserve"'
    svg = f"<text {look}>{html.escape(text)}</text>"
    return Box(size * _length(text), UP * size, DOWN * size, svg)


def _length(text: str) -> float:
    """The width of a text, in units of the size."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    marks = sum(unicodedata.combining(c) > 0 for c in text)
    return ADVANCE * (len(text) - marks) + (1.0 - ADVANCE) * wide


def in_row(boxes: Sequence[Box]) -> Box:
    """Boxes side by side, on one line."""
    x, parts = 0.0, []
    for box in boxes:
        parts.append(box.at(x, 0.0))
        x += box.width
    up = max((box.up for box in boxes), default=0.0)
    return Box(x, up, max((box.down for box in boxes), default=0.0), "".join(parts))


def _box(node: Element, size: float) -> Box:
    return _BOXES.get(node.tag, _row)(node, size)


def _leaf(node: Element, size: float) -> Box:
    return written(node.text or "", size)


def _row(node: Element, size: float) -> Box:
    """Children side by side; signs between two of them have space, fences are as tall as all."""
    children = list(node)
    inner = [_box(child, size) for child in children if child.tag != "mo"]
    tall = in_row(inner) if inner else written("x", size)
    boxes = []
    for k, child in enumerate(children):
        text = child.text or ""
        if child.tag == "mo" and text in FENCES:
            boxes.append(_fence(text, size, tall))
        elif child.tag == "mo" and text in SPACED and _is_infix(children, k):
            boxes.append(_padded(written(text, size), 0.28 * size))
        else:
            boxes.append(_box(child, size))
    return in_row(boxes)


def _is_infix(children: Sequence[Element], k: int) -> bool:
    """Whether a sign stands between two parts, or begins what goes on from the part before."""
    before = children[k - 1] if k else None
    if children[k].text not in ("−", "+"):
        return True
    return before is not None and (before.tag != "mo" or before.text in (")", "]", "|"))


def _padded(box: Box, space: float) -> Box:
    return Box(box.width + 2 * space, box.up, box.down, box.at(space, 0.0))


def _fence(text: str, size: float, around: Box) -> Box:
    """A parenthesis as tall as what it is around."""
    plain = written(text, size)
    stretch = (around.up + around.down) / (plain.up + plain.down)
    if stretch < 1.25:
        return plain
    middle = AXIS * size * (stretch - 1.0) * 0.95
    svg = f'<g transform="translate(0 {middle:.2f}) scale(1 {stretch:.3f})">{plain.svg}</g>'
    return Box(plain.width, around.up, around.down, svg)


def _smaller(size: float) -> float:
    return max(LEAST, SCRIPT * size)


def _scripts(node: Element, size: float) -> Box:
    """A base with a lowered part, a raised one, or both above each other."""
    base, *others = node
    body, small = _box(base, size), _smaller(size)
    marks = dict(zip({"msup": "u", "msub": "d"}.get(node.tag, "du"), others, strict=True))
    up, down, width, svg = body.up, body.down, 0.0, body.at(0.0, 0.0)
    for side, mark in marks.items():
        if mark.text == "′":  # which stands high as it is
            return in_row([body, written("′", size)])
        box = _box(mark, small)
        shift = -max(0.42 * size, body.up - 0.35 * size) if side == "u" else 0.24 * size
        svg += box.at(body.width, shift)
        up, down = max(up, box.up - shift), max(down, box.down + shift)
        width = max(width, box.width)
    return Box(body.width + width, up, down, svg)


def _fraction(node: Element, size: float) -> Box:
    above, below = [_box(part, max(LEAST, 0.88 * size)) for part in node]
    width = max(above.width, below.width) + 4.0
    axis, gap = AXIS * size, 2.0
    high, low = -axis - gap - above.down, -axis + gap + below.up
    svg = (
        above.at((width - above.width) / 2, high)
        + below.at((width - below.width) / 2, low)
        + f'<path class="bar" d="M1 {-axis:.2f}h{width - 2:.2f}"/>'
    )
    return _padded(Box(width, above.up - high, below.down + low, svg), 1.5)


def _root(node: Element, size: float) -> Box:
    """A root: its sign is drawn around what is below it; the index of a root stands above."""
    body = _box(node[0], size) if node.tag == "mroot" else _row(node, size)
    left, top = 0.6 * size, body.up + 3.0
    sign = (
        f'<path class="bar" d="M1 {-0.3 * size:.2f}l3 -1.5L{0.36 * size:.2f} {body.down - 1:.2f}'
        f'L{left:.2f} {-top:.2f}h{body.width + 2:.2f}"/>'
    )
    svg = sign + body.at(left + 1.0, 0.0)
    if node.tag == "mroot":
        svg += _box(node[1], LEAST).at(0.0, -0.62 * size)
    return Box(left + body.width + 3.0, top, body.down, svg)


def _under(node: Element, size: float) -> Box:
    """A sum with its index below."""
    body, below = _box(node[0], 1.2 * size), _box(node[1], LEAST)
    width = max(body.width, below.width)
    drop = body.down + below.up - 1.0
    svg = body.at((width - body.width) / 2, 0.0) + below.at((width - below.width) / 2, drop)
    return _padded(Box(width, body.up, drop + below.down, svg), 2.0)


def _table(node: Element, size: float) -> Box:
    """Cases: rows below each other, their cells in columns."""
    rows = [[_row(cell, size) for cell in row] for row in node]
    columns = max(map(len, rows))
    widths = [
        max((row[k].width for row in rows if k < len(row)), default=0) for k in range(columns)
    ]
    heights = [max(box.up + box.down for box in row) + 2.0 for row in rows]
    y = -sum(heights) / 2 - AXIS * size
    svg, up = "", -y
    for row, height in zip(rows, heights, strict=True):
        base = y + max(box.up for box in row) + 1.0
        x = 0.0
        for box, width in zip(row, widths, strict=False):
            svg += box.at(x, base)
            x += width + size
        y += height
    return Box(sum(widths) + size * (columns - 1), up, y, svg)


_BOXES: dict[str, Callable[[Element, float], Box]] = {
    "mi": _leaf,
    "mn": _leaf,
    "mo": _leaf,
    "mtext": _leaf,
    "msup": _scripts,
    "msub": _scripts,
    "msubsup": _scripts,
    "mfrac": _fraction,
    "msqrt": _root,
    "mroot": _root,
    "munder": _under,
    "mtable": _table,
}
