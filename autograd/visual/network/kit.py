"""Small parts of pictures, as SVG text with colours as CSS variables: text, pills, icons."""

from __future__ import annotations

import html
from collections.abc import Sequence

from autograd.visual.measure import width
from autograd.visual.network.names import Symbol
from autograd.visual.style import MONO, SANS
from autograd.writing.text import display, literal, shorten

LONGEST_TITLE = 300
LONGEST = 80  # characters of a line
PILL = 16.0  # the height of a pill
INDEX = 11  # the size of indices in px, below which nothing is written

ICONS = {
    "tanh": "M-9 5C0 5 0 -5 9 -5",
    "sigmoid": "M-9 5C2 5 -2 -5 9 -5",
    "relu": "M-9 5H0L9 -5",
    "leaky_relu": "M-9 6L0 3L9 -5",
    "linear": "M-8 5L8 -5",
    "softmax": "M-7 5V1M-2.5 5V-5M2 5V-1M6.5 5V3",
    "log_softmax": "M-7 5V1M-2.5 5V-5M2 5V-1M6.5 5V3",
    "elu": "M-9 5C-4 5 -2 3 0 0L9 -5",
    "softplus": "M-9 5C-2 5 0 4 3 1L9 -5",
    "gaussian": "M-9 5C-3 5 -3 -5 0 -5C3 -5 3 5 9 5",
    "sin": "M-9 0C-6 -7 -3 -7 0 0C3 7 6 7 9 0",
    "step": "M-9 5H0V-5H9",
    "exp": "M-9 5C2 5 6 2 8 -5",
}
ALIKE = {
    "hard_tanh": "tanh",
    "softsign": "tanh",
    "tanh_shrink": "linear",
    "hard_sigmoid": "sigmoid",
    "sparse_sigmoid": "sigmoid",
    "log_sigmoid": "elu",
    "autograd.leaky_relu": "leaky_relu",
    "relu6": "relu",
    "selu": "elu",
    "celu": "elu",
    "gelu": "softplus",
    "silu": "softplus",
    "swish": "softplus",
    "mish": "softplus",
    "squareplus": "softplus",
    "sparse_plus": "softplus",
    "hard_silu": "softplus",
}
"""Activations whose curve looks like that of another."""
OTHER = "M-3 5C1 5 -1 -6 4 -5M-4 -1H3"  # the f of a function
_THROUGH_ZERO = ("tanh", "linear", "sin", "elu")


class Markup(str):
    """SVG that is written as it is; all other text is escaped."""

    __slots__ = ()


def px(number: float) -> str:
    """A coordinate in tenths.

    >>> px(12.04), px(-0.5)
    ('12', '-0.5')
    """
    return f"{round(number, 1) + 0.0:g}"


def escaped(content: str) -> str:
    """Text for SVG, with whatever cannot be seen written out; markup as it is."""
    return content if isinstance(content, Markup) else html.escape(literal(content))


def title(*lines: str) -> str:
    """What a resting pointer shows and a screen reader says."""
    shown = "\n".join(display(line, LONGEST_TITLE) for line in lines if line)
    return f"<title>{html.escape(shown)}</title>"


def attributes(**given: object) -> str:
    """Attributes of a tag, each with a space before it; None for none.

    >>> attributes(data_cell=3, fill_opacity=0.5, rx=None, class_="edge")
    ' data-cell="3" fill-opacity="0.5" class="edge"'
    """
    shown = {name: value for name, value in given.items() if value is not None}
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="{html.escape(str(value))}"'
        for name, value in shown.items()
    )


def text(
    x: float,
    y: float,
    content: str,
    size: float = 12,
    *,
    anchor: str = "middle",
    fill: str = "ink",
    bold: bool = False,
    mono: bool = False,
    class_: str | None = None,
) -> str:
    """A line of text; y is its baseline."""
    more = attributes(
        class_=class_,
        font_weight="700" if bold else None,
        font_family=MONO if mono else None,
        text_anchor=None if anchor == "start" else anchor,
    )
    return (
        f'<text x="{px(x)}" y="{px(y)}" font-size="{px(size)}" fill="var(--{fill})"{more}>'
        f"{escaped(content)}</text>"
    )


def written(symbol: Symbol) -> Markup:
    """A symbol with its indices raised and lowered: h²₃ with both at one place."""
    out = html.escape(symbol.letter)
    if symbol.raised:
        out += f'<tspan dy="-6" font-size="{INDEX}">{html.escape(symbol.raised)}</tspan>'
    if symbol.lowered:
        back = -6.2 * len(symbol.raised)
        shift = f' dx="{px(back)}" dy="11"' if symbol.raised else ' dy="4"'
        out += f'<tspan{shift} font-size="{INDEX}">{html.escape(symbol.lowered)}</tspan>'
    return Markup(out)


def width_of(content: str | Symbol, size: float) -> float:
    """About how many px text takes; digits are narrower than letters."""
    if isinstance(content, Symbol):
        indices = max(len(content.raised), len(content.lowered)) * 0.62 * INDEX
        return width(content.letter) * size + indices
    digits = sum(character in "0123456789−" for character in content)
    return (0.9 * width(content) - 0.03 * digits) * size


def pill(
    x: float,
    y: float,
    content: str | Symbol,
    *,
    size: float = 11,
    fill: str = "ink",
    ground: str = "page",
    rim: str | None = None,
    bold: bool = False,
) -> str:
    """Text on an opaque ground of its own, centred: whatever is below, it can be read."""
    w = pill_width(content, size)
    tall = PILL + (6.0 if isinstance(content, Symbol) and content.raised else 0.0)
    edge = attributes(stroke=f"var(--{rim})" if rim else None, stroke_width=1.2 if rim else None)
    shown = written(content) if isinstance(content, Symbol) else content
    return (
        f'<rect x="{px(x - w / 2)}" y="{px(y - tall / 2)}" width="{px(w)}" height="{px(tall)}" '
        f'rx="8" fill="var(--{ground})"{edge}/>' + text(x, y + 4, shown, size, fill=fill, bold=bold)
    )


def pill_width(content: str | Symbol, size: float = 11) -> float:
    """The width of a pill in px."""
    return width_of(content, size) + 8.0


def icon(activation: str, x: float, y: float, scale: float = 1.0) -> str:
    """The curve of an activation; an f for one that has no icon."""
    known = ALIKE.get(activation, activation)
    zero = "M-9 0H9" if known in _THROUGH_ZERO else "M-9 5H9"
    axis = f'<path d="{zero}" stroke-width=".6"/>' if known in ICONS else ""
    return (
        f'<g class="icon" transform="translate({px(x)} {px(y)}) scale({scale:g})" fill="none" '
        f'stroke="var(--muted)" stroke-width="1.7" stroke-linecap="round">{axis}'
        f'<path d="{ICONS.get(known, OTHER)}"/></g>'
    )


def fitted(words: str, size: float, room: float) -> str:
    """Text for so many px: without its last words if need be, and then shortened.

    >>> fitted("squared error", 12, 60)
    'squared'
    """
    shown = display(words, LONGEST)
    while width_of(shown, size) > room and " " in shown:
        shown = shown.rsplit(" ", 1)[0]
    longest = len(shown)
    while longest > 1 and width_of(shorten(shown, longest), size) > room:
        longest -= 1
    return shorten(shown, longest)


def lines(
    x: float,
    y: float,
    words: Sequence[str],
    room: float,
    anchor: str = "middle",
    pitch: float = 16.0,
) -> str:
    """Lines of words below each other, the first of them bold."""
    return "".join(
        text(
            x,
            y + pitch * k,
            fitted(line, 11 if k else 12, room),
            11 if k else 12,
            anchor=anchor,
            bold=not k,
            fill="muted" if k else "ink",
        )
        for k, line in enumerate(words)
    )


def arrow(start: tuple[float, float], end: tuple[float, float]) -> str:
    """A straight arrow, across, down or up."""
    (x, y), (to_x, to_y) = start, end
    length = max(abs(to_x - x), abs(to_y - y), 1.0)
    across, down = (to_x - x) / length, (to_y - y) / length
    back_x, back_y = to_x - 9 * across, to_y - 9 * down
    return (
        f'<path d="M{px(x)} {px(y)}L{px(back_x)} {px(back_y)}" stroke="var(--line)" '
        f'stroke-width="1.6"/><path d="M{px(to_x)} {px(to_y)}'
        f"L{px(back_x - 4.5 * down)} {px(back_y + 4.5 * across)}"
        f'L{px(back_x + 4.5 * down)} {px(back_y - 4.5 * across)}Z" fill="var(--line)"/>'
    )


def frame(width: float, height: float, body: str, label: str) -> str:
    """The whole picture on its opaque ground: signs must not depend on the page below."""
    size = f'width="{px(width)}" height="{px(height)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="network" role="img" '
        f'aria-label="{html.escape(display(label, LONGEST_TITLE))}" {size} '
        f'viewBox="0 0 {px(width)} {px(height)}" font-family="{html.escape(SANS)}">'
        f'<rect class="ground" {size} fill="var(--page)"/>{body}</svg>'
    )
