"""Lays out templates and writes them as slim SVG, without any text: that is filled in by view."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from autograd.visual.layout import lay_out
from autograd.visual.player.views import Template

HEIGHT = 46
WIDE = 138
"""Of a value with its operation, or of a box; in points, as all sizes here."""
NARROW = 94
"""Of a value from outside, which has no operation."""
OPERATION = WIDE - NARROW
MARGIN = 8
SIMPLER = 500
"""From so many items on, the layout takes less trouble."""

Texts = dict[str, str]
"""What stands in an item: by the class of the text element."""
Fill = Callable[[int], Texts]


@dataclass(frozen=True)
class Placed:
    """A template with positions.

    Attributes:
        width: Of the picture.
        height: Of the picture.
        corners: For each item the left upper corner.
        paths: For each edge its curve, as the path data of SVG.
        middles: For each edge where its text is centred.
    """

    width: float
    height: float
    corners: tuple[tuple[float, float], ...]
    paths: tuple[str, ...]
    middles: tuple[tuple[float, float], ...]


def place(templates: Sequence[Template], *, timeout: float = 60.0) -> list[Placed]:
    """Positions for all templates, found by one run of a `dot` program.

    Raises:
        MissingDependencyError: If there is no such program.
        DrawingError: If it fails or takes too long.

    >>> from autograd.visual.player.views import Edge
    >>> two = Template(2, (), (), False, (Edge(0, 1, 0, 1),))
    >>> [placed] = place([two])
    >>> placed.corners[0][0] < placed.corners[1][0]
    True
    """
    source = "\n".join(map(_source, templates))
    plain = lay_out(source, "plain", timeout=timeout).decode()
    parts = [part for part in re.split(r"^stop\n", plain, flags=re.MULTILINE) if part.strip()]
    return [_read(part, template) for part, template in zip(parts, templates, strict=True)]


def sizes(template: Template) -> list[int]:
    """The width of each item."""
    outer = template.items - template.members
    return [WIDE] * template.members + [NARROW] * outer


def _source(template: Template) -> str:
    lines = [
        "digraph { rankdir=LR; nodesep=0.2; ranksep=0.8",
        "edge [arrowhead=none, tailport=e, headport=w]",
        'node [shape=box, fixedsize=true, label=""]',
    ]
    if template.items > SIMPLER:
        lines.append("mclimit=0.1; nslimit=0.5; nslimit1=1; splines=polyline")
    lines += [
        f"{k} [width={width / 72:.3f}, height={HEIGHT / 72:.3f}]"
        for k, width in enumerate(sizes(template))
    ]
    lines += [f"{edge.tail} -> {edge.head}" for edge in template.edges]
    return "\n".join([*lines, "}"])


def _read(plain: str, template: Template) -> Placed:
    """The output of dot's format `plain`, whose origin is on the lower left, in inches."""
    lines = [line.split() for line in plain.splitlines()]
    total = float(lines[0][3]) * 72

    def point(x: str, y: str) -> tuple[float, float]:
        return round(float(x) * 72 + MARGIN, 1), round(total - float(y) * 72 + MARGIN, 1)

    corners: dict[int, tuple[float, float]] = {}
    curves: dict[tuple[int, int], list[list[tuple[float, float]]]] = {}
    for line in lines[1:]:
        if line[0] == "node":
            x, y = point(line[2], line[3])
            corners[int(line[1])] = round(x - float(line[4]) * 36, 1), round(y - HEIGHT / 2, 1)
        elif line[0] == "edge":
            numbers = line[4 : 4 + 2 * int(line[3])]
            curve = [point(*pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)]
            curves.setdefault((int(line[1]), int(line[2])), []).append(curve)
    found = []
    for edge in template.edges:  # equal ones come in their order
        found.append(curves[edge.tail, edge.head].pop(0))
    return Placed(
        float(lines[0][2]) * 72 + 2 * MARGIN,
        total + 2 * MARGIN,
        tuple(corners[k] for k in range(template.items)),
        tuple(map(_path, found)),
        tuple(curve[len(curve) // 2] if len(curve) > 4 else _middle(curve) for curve in found),
    )


def _path(curve: Sequence[tuple[float, float]]) -> str:
    first, *rest = [f"{x:g} {y:g}" for x, y in curve]
    return f"M{first}C{' '.join(rest)}"


def _middle(curve: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The point in the middle of a single cubic curve."""
    a, b, c, d = curve
    x, y = [(p + 3 * q + 3 * r + s) / 8 for p, q, r, s in zip(a, b, c, d, strict=True)]
    return round(x, 1), round(y, 1)


def write_svg(template: Template, placed: Placed, fill: Fill | None = None, style: str = "") -> str:
    """The picture as an `<svg>` element.

    Items are `<g data-k="number">`, edges `<path data-e="number">`, their texts
    `<text data-l="number">`.

    Args:
        template: What is drawn.
        placed: Where.
        fill: The texts of each item, with its derivatives under `e0`, `e1`, ...; without it, texts
            are empty.
        style: CSS to be put into it, for a picture that stands alone.
    """
    width, height = f"{placed.width:g}", f"{placed.height:g}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"',
        f' width="{width}" height="{height}">',
        f"<style>{style}</style>" if style else "",
        _ARROW,
    ]
    parts += [f'<path class="e" data-e="{k}" d="{path}"/>' for k, path in enumerate(placed.paths)]
    for k in range(template.items):
        parts.append(_item(k, _kind(template, k), placed.corners[k], fill(k) if fill else {}))
    for k, (edge, (x, y)) in enumerate(zip(template.edges, placed.middles, strict=True)):
        text = f"× {edge.many}" if edge.many > 1 else ""
        if fill and edge.slot >= 0:
            text = fill(edge.head).get(f"e{edge.slot}", "")
        if text or edge.slot >= 0:
            parts.append(f'<text class="l" data-l="{k}" x="{x:g}" y="{y:g}">{escape(text)}</text>')
    return "".join([*parts, "</svg>"])


_ARROW = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" '
    'markerHeight="7" markerUnits="userSpaceOnUse" orient="auto">'
    '<path d="M0 0L8 4L0 8z"/></marker></defs>'
)


def _kind(template: Template, k: int) -> str:
    """A box (s), a value with its operation (m), a value (x) or all (z) from outside."""
    if k < template.members:
        return "s" if k in template.boxes else "m"
    return "z" if template.outside and k == template.items - 1 else "x"


def _item(k: int, kind: str, corner: tuple[float, float], texts: Texts) -> str:
    """One item; the classes of texts: name, word, under it another, data, gradient, operation."""
    x, y = corner
    left = OPERATION if kind == "m" else 0
    width = WIDE if kind in "ms" else NARROW
    right = width - 7
    shapes = ""
    if kind == "m":
        shapes = (
            f'<path class="c" d="M{OPERATION - 8} 23h8"/>'
            f'<rect class="o" y="12" width="{OPERATION - 8}" height="22" rx="11"/>'
        )
    elif kind == "s":
        shapes = f'<rect class="b" x="4" y="-4" width="{width}" height="{HEIGHT}" rx="6"/>'
    shapes += f'<rect class="b" x="{left}" width="{width - left}" height="{HEIGHT}" rx="6"/>'
    words = [("n", left + 7, 14), ("w", left + 7, 28), ("u", left + 7, 41)]
    words += [("d", right, 28), ("g", right, 41)]
    if kind == "m":
        words.append(("o", (OPERATION - 8) // 2, 27))
    labels = {"w": "data", "u": "grad"} if kind in "mx" and texts else {}
    written = "".join(
        f'<text class="{name}" x="{at}" y="{line}">'
        f"{escape(texts.get(name) or labels.get(name, ''))}</text>"
        for name, at, line in words
    )
    look = f" {texts['class']}" if texts.get("class") else ""
    return (
        f'<g class="i {kind}{look}" data-k="{k}" transform="translate({x:g} {y:g})">'
        f"{shapes}{written}</g>"
    )
