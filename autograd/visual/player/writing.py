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
from autograd.writing.scripts import tspans

LABEL_HEIGHT = 15
DOTS = 14.0
"""From dot to dot on an edge that carries something, in points."""
LETTER = 6.4
"""The width of a letter on an edge, which is monospaced."""
Texts = dict[str, str]
"""The texts of an item: for each class of text element its text; under `strips`, SVG."""
Fill = Callable[[int], Texts]


def write_svg(
    template: Template,
    placed: Placed,
    fill: Fill | None = None,
    style: str = "",
    *,
    active: int = -1,
    flow: float | None = None,
) -> str:
    """The picture as an `<svg>` element; nothing for a grid.

    Items are `<g data-k="number">`, edges `<path data-e="number">`, their texts
    `<text data-l="number">`.

    Args:
        template: The items and edges.
        placed: Their places.
        fill: The texts of each item, with its derivatives under `e0`, `e1`, ...; without it, texts
            are empty.
        style: CSS to be put into it, for a picture that stands alone.
        active: The item that takes part in a step, with the edges that lead to it.
        flow: How far the dots on these edges have moved, as a share of their distance; None for
            no dots.
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
    now = [" now" if edge.head == active else "" for edge in template.edges]
    parts += [
        f'<path class="e{now[k]}"{_key("e", k, alone)} d="{path}"/>'
        for k, path in enumerate(placed.paths)
    ]
    if flow is not None:
        parts += [
            _dots(path, flow) for path, is_now in zip(placed.paths, now, strict=True) if is_now
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
            parts.append(_label(text, x, y, _key("l", k, alone), now[k]))
    return "".join([*parts, "</svg>"])


_ARROW = (
    '<marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" '
    'markerHeight="7" markerUnits="userSpaceOnUse" orient="auto">'
    '<path d="M0 0L8 4L0 8z"/></marker>'
)


def _dots(path: str, flow: float) -> str:
    """Dots along an edge, which carry something."""
    return f'<path class="flow" d="{path}" stroke-dashoffset="{-DOTS * flow:.3g}"/>'


def _label(text: str, x: float, y: float, key: str, now: str = "") -> str:
    """A text on an edge, on a ground of its own."""
    width = len(text) * LETTER + 8 if text else 0.0
    ground = f"M{x - width / 2:g} {y - LABEL_HEIGHT / 2:g}h{width:g}v{LABEL_HEIGHT}h{-width:g}z"
    return (
        f'<path class="y" d="{ground}"/>'
        f'<text class="l{now}"{key} x="{x:g}" y="{y:g}">{escape(text)}</text>'
    )


def _key(name: str, k: int, alone: bool) -> str:
    """The number by which the player's script finds a part of the picture."""
    return "" if alone else f' data-{name}="{k}"'


def _pill(width: int) -> str:
    """The frame of an operation, and the line from there to its value."""
    top, height = (13, 24) if width == PILL else (8, 34)
    return (
        f'<path class="c" d="M{width} 25h{GAP}"/>'
        f'<rect class="o" y="{top}" width="{width}" height="{height}" rx="12"/>'
    )


_LABELS = '<text class="w" x="7" y="30">data</text><text class="u" x="7" y="44">grad</text>'
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


def _written(name: str, texts: Texts) -> str:
    """The inside of a text element; beside a name there may be a word, `a`."""
    text = texts.get(name, "")
    if name != "n":
        return escape(text)
    beside = f'<tspan class="a" dx="6">{escape(texts["a"])}</tspan>' if "a" in texts else ""
    return tspans(text) + beside


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
    is_constant = "k" in texts.get("class", "").split()
    top, height = (12, 26) if is_constant else (0, height)
    at = f'y="{top}" ' if top else ""
    shapes += f'<rect class="b" x="{left}" {at}width="{width - left}" height="{height}" rx="6"/>'
    if height > HEIGHT:  # room for strips, which the player's script makes
        shapes += f'<g class="h">{texts.get("strips", "")}</g>'
    if alone and kind in "mx" and not is_constant:
        shapes += f'<use href="#t" x="{left}"/>'
    words = [("n", left + 7, 15), ("w", left + 7, 30), ("u", left + 7, 44)]
    words += [("d", width - 7, 30), ("g", width - 7, 44)]
    if is_constant:
        words = [("n", left + 7, 29), ("d", width - 7, 29)]
    if kind == "m":
        words.append(("o", pill // 2, 22 if texts.get("q") else 29))
        if pill > PILL:
            words.append(("q", pill // 2, 35))
    written = "".join(
        f'<text class="{name}{texts.get(f"{name} look", "")}" x="{at}" y="{line}">'
        f"{_written(name, texts)}</text>"
        for name, at, line in words
        if texts.get(name) or not alone
    )
    look = f" {texts['class'].strip()}" if texts.get("class") else ""
    place = f'transform="translate({corner[0]:g} {corner[1]:g})"'
    return f'<g class="i {kind}{look}"{_key("k", k, alone)} {place}>{shapes}{written}</g>'
