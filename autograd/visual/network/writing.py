"""Writes the picture of a network as SVG, whose colours are CSS variables of `style`.

The same function makes a still, a frame of a film, and the template of the player: there, a script
finds a neuron by `.neuron[data-column="1"][data-cell="0"]`, in it `.value`, `.name`, `.gradient`
and `.bias`, an edge by `.edge[data-column="1"][data-to="0"][data-from="2"]`, the loss by `.loss`.
"""

from __future__ import annotations

import itertools

from autograd.visual.network.circles import write_neurons
from autograd.visual.network.diagram import ALL, Column, Diagram, Moment
from autograd.visual.network.edges import (
    edges,
    hairs,
    largest_weight,
    write_edges,
    write_weights,
)
from autograd.visual.network.ends import write_ends
from autograd.visual.network.forms import FEW, lines_of
from autograd.visual.network.kit import fitted, frame, px, text, title, width_of
from autograd.visual.network.layout import DOWN_WIDTH, NAMES, WIDE, lay_out
from autograd.visual.network.links import write_links
from autograd.visual.network.places import Body, Layout, LinkForm, Rect
from autograd.visual.network.scales import DASH
from autograd.visual.network.strips import notes_of, shape_words, strip, write_bodies
from autograd.writing.text import brief, count


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
        write_links(diagram, layout, moment)
        + write_edges(diagram, layout, moment)
        + write_heads(diagram, layout)
        + write_bodies(diagram, layout, moment)
        + write_neurons(diagram, layout, moment)
        + write_weights(diagram, layout, moment)
        + write_ends(diagram, layout, moment)
        + write_legend(diagram, layout)
    )
    return frame(layout.width, layout.height, body, spoken(diagram))


def spoken(diagram: Diagram) -> str:
    """The picture in a sentence, for those who do not see it."""
    words, outputs = [diagram.title], diagram.columns[-1].values
    if outputs is not None and outputs.size <= FEW:
        words.append("output " + " ".join(map(brief, outputs.ravel().tolist())))
    if 0 < len(diagram.target) <= FEW:
        words.append("target " + " ".join(map(brief, diagram.target)))
    if diagram.loss is not None:
        words.append(f"loss {brief(diagram.loss)}")
    return ", ".join(words)


def describe(diagram: Diagram) -> str:
    """What is drawn, in a few words."""
    words = diagram.title
    if diagram.loss is not None:
        words += f", loss {brief(diagram.loss)}"
    return words


# ----------------------------------------------------------------------------------------- heads


def write_heads(diagram: Diagram, layout: Layout) -> str:
    """The words at each column, and above the loss; brackets above networks in the network."""
    write = _head_above if layout.is_across else _head_beside
    shown = "".join(
        write(layout, body, column, layout.links[number - 1].form if number else None)
        for number, (body, column) in enumerate(zip(layout.bodies, diagram.columns, strict=True))
        if body.form != "none"
    )
    if layout.loss is not None and layout.is_across:
        room = 2 * layout.sizes.left - 4
        lines = lines_of(diagram.loss_name.split(), 17, " ")
        shown += _above(layout, layout.loss.x, room, "loss", lines, "")
    return f'<g class="heads">{shown}{write_groups(diagram, layout)}</g>'


def _head_above(layout: Layout, body: Body, column: Column, link: LinkForm | None) -> str:
    lines = heads_of(column, body, link)
    return _above(layout, body.x, body.room, column.title, lines, column.path)


def heads_of(column: Column, body: Body, link: LinkForm | None) -> list[str]:
    """The lines below the title of a column."""
    has_activation = column.is_connected and column.activation
    lines = [shape_words(column)]
    if has_activation and body.form == "circles":
        lines[0] += f" {column.activation}"
    if link == "edges":
        lines.append(count(column.parameters, "parameter") + ", frozen" * column.frozen)
    elif body.note:
        lines.append(body.note)
    elif has_activation and body.form != "circles":
        lines.append(column.activation)
    return lines


def _above(layout: Layout, x: float, room: float, name: str, lines: list[str], path: str) -> str:
    sizes, top = layout.sizes, layout.heads
    shown = title(name, *lines, path)
    shown += text(x, top, fitted(name, sizes.head, room), sizes.head, bold=True)
    for number, line in enumerate(lines if layout.is_wide else lines[:1]):
        size = sizes.words if number == 0 else 11
        shown += text(x, top + 17 + 16 * number, fitted(line, size, room), size, fill="muted")
    return f"<g>{shown}</g>"


def _head_beside(layout: Layout, body: Body, column: Column, link: LinkForm | None) -> str:
    """One line above a row, at its left, on a ground of its own: edges pass there."""
    lines = heads_of(column, body, link)
    lines += [] if body.form == "circles" or column.labels else notes_of(column)
    lines += [f"in {column.group}"] if column.group else []
    y = body.rect.top - (NAMES + 14.0 if body.form == "circles" else 8.0)
    name = fitted(column.title, 12, DOWN_WIDTH / 2)
    words = fitted(" · ".join(lines), 11, DOWN_WIDTH - width_of(name, 12) - 40)
    width = width_of(name, 12) + width_of(words, 11) + 12
    return (
        f"<g>{title(column.title, *lines, column.path)}"
        f'<rect x="4" y="{px(y - 13)}" width="{px(width)}" height="18" fill="var(--page)"/>'
        + text(8, y, name, 12, anchor="start", bold=True)
        + text(8 + width_of(name, 12) + 4, y, words, 11, anchor="start", fill="muted")
        + "</g>"
    )


def write_groups(diagram: Diagram, layout: Layout) -> str:
    """A bracket above the columns of each network in the network."""
    if not layout.is_across:
        return ""
    shown = ""
    for group, numbered in itertools.groupby(enumerate(diagram.columns), lambda it: it[1].group):
        numbers = [number for number, _ in numbered]
        if group:
            shown += _bracket(group, layout.bodies[numbers[0]], layout.bodies[numbers[-1]])
    return shown


def _bracket(group: str, first: Body, last: Body) -> str:
    left, right = first.x - 40, last.x + 40
    line = f'<path d="M{px(left)} 24v-5H{px(right)}v5" fill="none" stroke="var(--line)"/>'
    words = fitted(group, 11, right - left)
    return line + text((left + right) / 2, 13, words, 11, fill="muted")


# ---------------------------------------------------------------------------------------- legend


def write_legend(diagram: Diagram, layout: Layout) -> str:
    """What colours and widths mean, how many parameters there are, what is left out."""
    if not layout.is_wide and layout.is_across:
        return ""
    x, y = 12.0, layout.legend
    keys = _keys(diagram, layout, x, y)
    counts = _counts(diagram, layout)
    shown = text(x, y + (22.0 if keys else 4.0), counts, 11, anchor="start", fill="muted")
    return f'<g class="legend">{keys}{shown}</g>'


def _keys(diagram: Diagram, layout: Layout, x: float, y: float) -> str:
    """The keys of edges, or else of cells."""
    if not edges(diagram, layout):
        return _cells(x, y) if diagram.has_values else ""
    if not layout.is_across:
        return _signs(x, y)
    widths = x + 210
    wedge = f'<path d="M{px(widths)} {px(y - 0.5)}l40 -2.5v6l-40 -2.5z" fill="var(--muted)"/>'
    words = f"|w| from 0 to {brief(largest_weight(diagram))}"
    shown = text(widths + 46, y + 4, words, 11, anchor="start", fill="muted")
    return _signs(x, y) + wedge + shown


def _signs(x: float, y: float) -> str:
    """A line above 0 and one below 0."""
    below = x + 118
    return (
        f'<path d="M{px(x)} {px(y)}h30" stroke="var(--pos)" stroke-width="4"/>'
        + text(x + 36, y + 4, "weight above 0", 11, anchor="start", fill="muted")
        + f'<path d="M{px(below)} {px(y)}h34" stroke="var(--neg)" stroke-width="4" '
        f'stroke-dasharray="{DASH}"/>'
        + text(below + 40, y + 4, "below 0", 11, anchor="start", fill="muted")
    )


def _cells(x: float, y: float) -> str:
    """The colours of cells, from below 0 to above."""
    import numpy

    area = Rect(x, y - 7, 77, 12)
    words = text(x + 84, y + 4, "− to +", 11, anchor="start", fill="muted")
    return strip(area, numpy.linspace(-1.0, 1.0, 7), 7, 1.0) + words


def _counts(diagram: Diagram, layout: Layout) -> str:
    words = [count(diagram.parameters, "parameter")]
    left_out = hairs(diagram, layout)
    if left_out:
        words.append(f"{left_out:,} of {len(edges(diagram, layout)):,} weights too small to draw")
    if len(diagram.target) > len(layout.targets) and layout.loss is not None:
        words.append(count(len(diagram.target), "target"))
    return " · ".join(words)
