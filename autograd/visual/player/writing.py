"""Writes laid-out templates as slim SVG; without texts, where these are filled in later."""

from __future__ import annotations

from collections.abc import Callable
from xml.sax.saxutils import escape

from autograd.visual.player.packing import Point
from autograd.visual.player.placing import (
    GAP,
    HEIGHT,
    LONG_PILL,
    PILL,
    VALUE,
    Placed,
    heights,
    sizes,
)
from autograd.visual.player.views import Template

Texts = dict[str, str]
"""The texts of an item: for each class of text element its text."""
Fill = Callable[[int], Texts]


def write_svg(template: Template, placed: Placed, fill: Fill | None = None, style: str = "") -> str:
    """The picture as an `<svg>` element; nothing for a grid.

    Items are `<g data-k="number">`, edges `<path data-e="number">`, their texts
    `<text data-l="number">`.

    Args:
        template: The items and edges.
        placed: Their places.
        fill: The texts of each item, with its derivatives under `e0`, `e1`, ...; without it, texts
            are empty.
        style: CSS to be put into it, for a picture that stands alone.
    """
    if template.grid:
        return ""
    alone = fill is not None
    width, height = f"{placed.width:g}", f"{placed.height:g}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"',
        f' width="{width}" height="{height}">',
        f"<style>{style}</style>" if style else "",
        f"<defs>{_ARROW}{_SHAPES if alone else ''}</defs>",
    ]
    parts += [
        f'<path class="e"{_key("e", k, alone)} d="{path}"/>' for k, path in enumerate(placed.paths)
    ]
    extents = list(zip(sizes(template), heights(template), strict=True))
    for k in range(template.items):
        texts = fill(k) if fill else None
        parts.append(_item(k, _kind(template, k), placed.corners[k], extents[k], texts))
    for k, (edge, (x, y)) in enumerate(zip(template.edges, placed.middles, strict=True)):
        text = f"× {edge.many}" if edge.many > 1 else ""
        if fill and edge.slot >= 0:
            text = fill(edge.head).get(f"e{edge.slot}", "")
        if text or edge.slot >= 0:
            key = _key("l", k, alone)
            parts.append(f'<text class="l"{key} x="{x:g}" y="{y:g}">{escape(text)}</text>')
    return "".join([*parts, "</svg>"])


_ARROW = (
    '<marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" '
    'markerHeight="7" markerUnits="userSpaceOnUse" orient="auto">'
    '<path d="M0 0L8 4L0 8z"/></marker>'
)


def _key(name: str, k: int, alone: bool) -> str:
    """The number by which the player's script finds a part of the picture."""
    return "" if alone else f' data-{name}="{k}"'


def _pill(width: int) -> str:
    """The frame of an operation, and the line from there to its value."""
    top, height = (12, 22) if width == PILL else (7, 32)
    return (
        f'<path class="c" d="M{width} 23h{GAP}"/>'
        f'<rect class="o" y="{top}" width="{width}" height="{height}" rx="11"/>'
    )


_LABELS = '<text class="w" x="7" y="28">data</text><text class="u" x="7" y="41">grad</text>'
_SHAPES = (
    f'<g id="t">{_LABELS}</g><g id="o{PILL}">{_pill(PILL)}</g>'
    f'<g id="o{LONG_PILL}">{_pill(LONG_PILL)}</g>'
)
"""Shapes that many items share; in a picture that stands alone, items refer to these."""


def _kind(template: Template, k: int) -> str:
    """A box (s), a value with its operation (m), a value (x) or all (z) from outside."""
    if k < template.members:
        return "s" if k in template.boxes else "m"
    return "z" if template.outside and k == template.items - 1 else "x"


def _item(k: int, kind: str, corner: Point, extent: tuple[int, int], texts: Texts | None) -> str:
    """One item; the classes of texts: name, word, under it another, data, gradient, operation,
    and its constants where they need a second line.
    """
    alone = texts is not None
    texts = texts or {}
    width, height = extent
    left = width - VALUE if kind == "m" else 0
    pill = left - GAP
    shapes = ""
    if kind == "m":
        shapes = f'<use href="#o{pill}"/>' if alone else _pill(pill)
    elif kind == "s":
        shapes = f'<rect class="b" x="4" y="-4" width="{width}" height="{height}" rx="6"/>'
    shapes += f'<rect class="b" x="{left}" width="{width - left}" height="{height}" rx="6"/>'
    if height > HEIGHT and not alone:
        shapes += '<g class="h"/>'
    if alone and kind in "mx":
        shapes += f'<use href="#t" x="{left}"/>'
    words = [("n", left + 7, 14), ("w", left + 7, 28), ("u", left + 7, 41)]
    words += [("d", width - 7, 28), ("g", width - 7, 41)]
    if kind == "m":
        words.append(("o", pill // 2, 20 if texts.get("q") else 27))
        if pill > PILL:
            words.append(("q", pill // 2, 33))
    written = "".join(
        f'<text class="{name}" x="{at}" y="{line}">{escape(texts.get(name, ""))}</text>'
        for name, at, line in words
        if texts.get(name) or not alone
    )
    look = f" {texts['class'].strip()}" if texts.get("class") else ""
    place = f'transform="translate({corner[0]:g} {corner[1]:g})"'
    return f'<g class="i {kind}{look}"{_key("k", k, alone)} {place}>{shapes}{written}</g>'
