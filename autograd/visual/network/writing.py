"""Writes the picture of a network as SVG, whose colours are CSS variables of `style`.

The same function makes a still, a frame of a film, and the template of the player: there, a script
finds a neuron by `.neuron[data-column="1"][data-cell="0"]`, in it `.value`, `.name`, `.gradient`
and `.bias`, an edge by `.edge[data-column="1"][data-to="0"][data-from="2"]`, the loss by `.loss`.
"""

from __future__ import annotations

from autograd.visual.network.circles import write_ends, write_neurons
from autograd.visual.network.diagram import ALL, Column, Diagram, Moment
from autograd.visual.network.edges import (
    edges,
    hairs,
    largest_weight,
    write_edges,
    write_weights,
)
from autograd.visual.network.kit import Markup, frame, px, text, title, width_of
from autograd.visual.network.layout import WIDE, Layout, lay_out
from autograd.visual.network.scales import DASH
from autograd.writing.text import brief, count, display, shorten


def write_svg(
    diagram: Diagram, moment: Moment = ALL, *, width: float = WIDE, layout: Layout | None = None
) -> str:
    """The picture of a network at a moment.

    Args:
        diagram: The network.
        moment: How much of it is shown.
        width: The page's width in px: below `WIDE` the picture is laid out for narrow pages.
        layout: The places, if they are known.

    Returns:
        An `<svg>` element with CSS variables for colours, see `style.literal`.
    """
    layout = layout or lay_out(diagram, width)
    body = (
        write_heads(diagram, layout)
        + write_edges(diagram, layout, moment)
        + write_neurons(diagram, layout, moment)
        + write_weights(diagram, layout, moment)
        + write_ends(diagram, layout, moment)
        + write_legend(diagram, layout)
    )
    return frame(layout.width, layout.height, body, describe(diagram))


def describe(diagram: Diagram) -> str:
    """The picture in a sentence, for those who do not see it."""
    words = diagram.title
    if diagram.loss is not None:
        words += f", loss {brief(diagram.loss)}"
    return words


def write_heads(diagram: Diagram, layout: Layout) -> str:
    """The words above each column, and above the loss."""
    shown = "".join(
        _head(layout, layout.bodies[number].x, column.title, _heads(column), column.path)
        for number, column in enumerate(diagram.columns)
    )
    if layout.loss is not None:
        shown += _head(layout, layout.loss.x, "loss", [diagram.loss_name], "")
    return f'<g class="heads">{shown}</g>'


def _heads(column: Column) -> list[str]:
    """The lines below the title of a column."""
    lines = [f"{column.size or '?'} {column.activation}".rstrip()]
    if column.role != "input":
        lines.append(count(column.parameters, "parameter") + ", frozen" * column.frozen)
    return lines


def _head(layout: Layout, x: float, name: str, lines: list[str], path: str) -> str:
    sizes = layout.sizes
    room = sizes.pitch - 4
    shown = title(name, *lines, path)
    shown += text(x, 20, fitted(name, sizes.head, room), sizes.head, bold=True)
    for number, line in enumerate(lines if layout.is_wide else lines[:1]):
        size = sizes.words if number == 0 else 11
        shown += text(x, 37 + 16 * number, fitted(line, size, room), size, fill="muted")
    return f"<g>{shown}</g>"


def fitted(words: str, size: float, room: float) -> str:
    """Text for so many px: without its last words if need be, and then shortened.

    >>> fitted("squared error", 12, 60)
    'squared'
    """
    shown = display(words, len(words) + 1)
    while width_of(shown, size) > room and " " in shown:
        shown = shown.rsplit(" ", 1)[0]
    longest = len(shown)
    while longest > 1 and width_of(shorten(shown, longest), size) > room:
        longest -= 1
    return shorten(shown, longest)


def write_legend(diagram: Diagram, layout: Layout) -> str:
    """What colours and widths mean, what the numbers are, what is left out."""
    y, x = layout.legend, 12.0
    if not edges(diagram, layout) or not layout.is_wide:
        return ""
    largest = brief(largest_weight(diagram))
    counts = text(x + 372, y + 4, _counts(diagram, layout), 11, anchor="start", fill="muted")
    return f'<g class="legend">{_keys(x, y, largest)}{counts}</g>'


def _keys(x: float, y: float, largest: str) -> Markup:
    """A line above 0, one below 0, and the wedge of widths."""
    a, b, c = x, x + 118, x + 212
    return Markup(
        f'<path d="M{px(a)} {px(y)}h30" stroke="var(--pos)" stroke-width="4"/>'
        + text(a + 36, y + 4, "weight above 0", 11, anchor="start", fill="muted")
        + f'<path d="M{px(b)} {px(y)}h34" stroke="var(--neg)" stroke-width="4" '
        f'stroke-dasharray="{DASH}"/>'
        + text(b + 40, y + 4, "below 0", 11, anchor="start", fill="muted")
        + f'<path d="M{px(c)} {px(y - 0.5)}l40 -2.5v6l-40 -2.5z" fill="var(--muted)"/>'
        + text(c + 46, y + 4, f"|w| from 0 to {largest}", 11, anchor="start", fill="muted")
    )


def _counts(diagram: Diagram, layout: Layout) -> str:
    words = [count(diagram.parameters, "parameter")]
    left_out = hairs(diagram, layout)
    if left_out:
        words.append(f"{left_out:,} of {len(edges(diagram, layout)):,} weights too small to draw")
    return " · ".join(words)
