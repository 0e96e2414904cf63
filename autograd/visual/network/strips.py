"""Writes columns of many values: strips of cells, pictures, stacks of feature maps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograd.visual.network.circles import scale_of, words_of
from autograd.visual.network.diagram import Column, Diagram, Moment, Place
from autograd.visual.network.forms import MAPS
from autograd.visual.network.kit import attributes, px, text, title
from autograd.visual.network.pixels import source
from autograd.visual.network.places import Body, Layout, Rect
from autograd.visual.network.scales import colour, share
from autograd.writing.text import brief, count

ROOM = 34.0  # px of a cell that holds its number
READABLE = 0.55  # the depth of cells with numbers, so that ink on them stays readable
DEEP = 0.6  # from this depth on, a bar has a ground of its own
BARRED = 0.08  # from this depth on, a negative cell has its bar
PALE = 0.02  # below, a cell is empty
FLAT = 0.02  # a slope below this passes no gradient to speak of
STACKED = 8.0  # px from map to map of a stack
BAR = 90.0  # px of the bar of probability 1


def write_bodies(diagram: Diagram, layout: Layout, moment: Moment) -> str:
    """All columns that are not circles."""
    return "".join(
        f'<g class="column" data-column="{number}">{_body(diagram, layout, moment, number)}</g>'
        for number, body in enumerate(layout.bodies)
        if body.form not in ("circles", "none")
    )


def _body(diagram: Diagram, layout: Layout, moment: Moment, number: int) -> str:
    column, body = diagram.columns[number], layout.bodies[number]
    values = shown_values(diagram, moment, number)
    note = _note(column, layout, body, values)
    if body.form == "strip":
        places = [Place(number, cell) for cell in range(column.size or 0)]
        titled = not moment.is_template  # a script tells what it shows
        named = {
            place: title(*words_of(diagram, moment, place)) if titled else "" for place in places
        }
        shown = strip(body.rect, values, body.across, scale_of(column), named=named)
        return shown + _frames(column, body, values) + _labels(column, layout, body, values) + note
    if body.form == "picture":
        return picture(body.rect, _as_rows(values, body), scale_of(column)) + note
    if body.form == "stack":
        return _stack(body.rect, values, column) + note
    return _box(body.rect, column)


def shown_values(diagram: Diagram, moment: Moment, number: int) -> Any:
    """The values of a column at a moment, an array of its shape; None while they are not known."""
    values = diagram.columns[number].values
    if moment.values is None or values is None:
        return values
    import numpy

    places = [Place(number, cell) for cell in range(values.size)]
    if not all(place in moment.values for place in places):
        return None
    return numpy.array([moment.values[place] for place in places]).reshape(values.shape)


# --------------------------------------------------------------------------------------- cells


def strip(
    rect: Rect,
    values: Any,
    across: int,
    scale: float,
    *,
    cells: int | None = None,
    named: Mapping[Place, str] | None = None,
) -> str:
    """A strip of cells in a rectangle, row by row.

    Args:
        rect: Where it is.
        values: The numbers; None while they are not known.
        across: How many cells stand side by side.
        scale: The number with the deepest colour.
        cells: How many cells there are, if the numbers may be unknown.
        named: The place of each cell, by which a script finds it, and its title; then the cells
            hold their numbers where there is room.
    """
    places = list(named or ())
    many = len(places) or cells or values.size
    width, height = rect.width / across, rect.height / -(-many // across)
    has_numbers = bool(named) and width >= ROOM and height >= 14
    shown = "".join(
        _cell(
            Rect(rect.left + k % across * width, rect.top + k // across * height, width, height),
            None if values is None else float(values.flat[k]),
            scale,
            places[k] if places else None,
            has_numbers,
            named[places[k]] if named else "",
        )
        for k in range(many)
    )
    return shown + outline(rect)


def outline(rect: Rect) -> str:
    """The frame around a strip or picture."""
    return f'<rect{_area(rect)} fill="none" stroke="var(--line)"/>'


def _area(rect: Rect) -> str:
    return attributes(x=px(rect.left), y=px(rect.top), width=px(rect.width), height=px(rect.height))


def _cell(
    rect: Rect,
    value: float | None,
    scale: float,
    place: Place | None,
    has_number: bool,
    words: str,
) -> str:
    """A cell: colour for the sign, depth for the size, and a bar in it if it is below 0."""
    more = {} if place is None else {"data_column": place.column, "data_cell": place.cell}
    depth = 0.0 if value is None else share(value, scale) * (READABLE if has_number else 1.0)
    edge = attributes(stroke="var(--rim)" if value is None else None)
    ground = f'<rect{_area(rect)} fill="var(--zero)"{edge}/>'
    paint = attributes(
        class_="cell",
        **more,
        fill=f"var(--{colour(value or 0.0)})",
        fill_opacity=f"{depth:.2g}" if depth > PALE else "0",
    )
    shown = ground + f"<rect{_area(rect)}{paint}>{words}</rect>"
    if value is None:
        return shown
    x, y = rect.centre
    if has_number:
        return shown + text(x, y + 4, brief(value), 11)
    if value < 0.0 and depth > DEEP:
        shown += f'<path d="M{px(x - 3.5)} {px(y)}h7" stroke="var(--zero)" stroke-width="3.6"/>'
    if value < 0.0 and depth > BARRED:
        shown += f'<path d="M{px(x - 2.5)} {px(y)}h5" stroke="var(--ink)" stroke-width="1.6"/>'
    return shown


def _frames(column: Column, body: Body, values: Any) -> str:
    """An ink frame for each cell that is saturated."""
    if values is None or column.slopes is None:
        return ""
    width = body.rect.width / body.across
    height = body.rect.height / -(-values.size // body.across)
    return "".join(
        f'<rect x="{px(body.rect.left + k % body.across * width + 1.5)}" '
        f'y="{px(body.rect.top + k // body.across * height + 1.5)}" width="{px(width - 3)}" '
        f'height="{px(height - 3)}" fill="none" stroke="var(--ink)" stroke-width="2"/>'
        for k in saturated(column)
    )


def saturated(column: Column) -> list[int]:
    """The cells whose activation passes hardly a gradient, though they are not 0."""
    slopes, values = column.slopes, column.values
    return [k for k, slope in enumerate(slopes) if abs(slope) < FLAT and values[k] != 0.0]


def _note(column: Column, layout: Layout, body: Body, values: Any) -> str:
    """What is to be said below a strip; where columns lie, it stands in the head."""
    if values is None or column.labels or not layout.is_across:
        return ""
    return "".join(
        text(body.x, body.rect.bottom + 16 + 14 * k, words, 11, fill="muted")
        for k, words in enumerate(notes_of(column))
    )


def notes_of(column: Column) -> list[str]:
    """The scale of the colours, and how many neurons pass no gradient."""
    if column.values is None:
        return []
    least = column.values.min(initial=0.0)
    scale = brief(scale_of(column))
    words = [f"0 to {scale}" if least >= 0.0 else f"±{scale}"]
    if column.slopes is not None:
        number = column.values.size
        silent = int(((abs(column.slopes) < FLAT) & (column.values == 0.0)).sum())
        words += [f"{silent:,} of {number:,} inactive"] if silent else []
        flat = len(saturated(column))
        words += [f"{flat:,} of {number:,} saturated"] if flat else []
    return words


# --------------------------------------------------------------------------------------- classes


def _labels(column: Column, layout: Layout, body: Body, values: Any) -> str:
    """The classes beside their probabilities, with bars; the likeliest in words."""
    if not column.labels:
        return ""
    best = None if values is None else int(values.argmax())
    if not layout.is_across:
        return _labels_below(column, body, best)
    height = body.rect.height / len(column.labels)
    x = body.rect.right + 8
    shown = ""
    for k, label in enumerate(column.labels):
        y = body.rect.top + (k + 0.5) * height
        shown += text(x, y + 4, label, 12, anchor="start", bold=k == best)
        if values is not None:
            long = BAR * share(float(values.flat[k]), 1.0)
            shown += (
                f'<rect class="bar" x="{px(x + 18)}" y="{px(y - 6)}" width="{px(long)}" '
                'height="12" fill="var(--pos)"/>'
            )
    if best is not None:
        words = f"{column.labels[best]} with {100 * float(values.flat[best]):.0f} %"
        shown += text(x, body.rect.bottom + 18, words, 12, anchor="start", bold=True)
    return shown


def _labels_below(column: Column, body: Body, best: int | None) -> str:
    width = body.rect.width / body.across
    return "".join(
        text(body.rect.left + (k + 0.5) * width, body.rect.bottom + 15, label, 12, bold=k == best)
        for k, label in enumerate(column.labels)
    )


# -------------------------------------------------------------------------------------- pictures


def _as_rows(values: Any, body: Body) -> Any:
    """Values as rows of a picture; a list is folded, and filled up with zeros."""
    import numpy

    if values is None:
        return None
    if values.ndim >= 2:
        return values.reshape(values.shape[:2])
    rows = -(-values.size // body.across)
    folded = numpy.zeros(rows * body.across)
    folded[: values.size] = values
    return folded.reshape(rows, body.across)


def picture(rect: Rect, rows: Any, scale: float) -> str:
    """Numbers with two axes as one image, enlarged without smoothing."""
    ground = f'<rect{_area(rect)} fill="var(--zero)"/>'
    if rows is None:
        return ground + outline(rect)
    image = (
        f'<image{_area(rect)} preserveAspectRatio="none" style="image-rendering:pixelated" '
        f'href="{source(rows, scale)}"/>'
    )
    return ground + image + outline(rect)


def _stack(rect: Rect, values: Any, column: Column) -> str:
    """Feature maps behind each other, the first in front: at most four."""
    assert column.shape is not None
    drawn = min(MAPS, column.shape[2])
    back = STACKED * (drawn - 1)
    width, height = rect.width - back, rect.height - back
    shown = ""
    for k in reversed(range(drawn)):
        place = Rect(rect.left + STACKED * k, rect.top + back - STACKED * k, width, height)
        rows = None if values is None else values[:, :, k]
        shown += f'<rect{_area(place)} fill="var(--page)"/>' + picture(
            place, rows, scale_of(column)
        )
    return title(f"{drawn} of {count(column.shape[2], 'feature map')}") + shown


def _box(rect: Rect, column: Column) -> str:
    """A column of which only the shape is told."""
    paint = 'rx="9" fill="var(--panel)" stroke="var(--line)" stroke-width="1.6"'
    x, y = rect.centre
    return f"<rect{_area(rect)} {paint}/>" + text(x, y + 4, shape_words(column), 11, mono=True)


def shape_words(column: Column) -> str:
    """The shape of a column: 26 × 26 × 8."""
    if column.shape is None:
        return "?"
    return " × ".join(f"{extent:,}" for extent in column.shape)
