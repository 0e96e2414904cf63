"""Writes the neurons of a network: squares, circles, their numbers, names, biases, gradients."""

from __future__ import annotations

from typing import Any

from autograd.visual.network.diagram import Column, Diagram, Moment, Place
from autograd.visual.network.kit import (
    attributes,
    icon,
    pill,
    pill_width,
    px,
    text,
    title,
)
from autograd.visual.network.names import Symbol, symbol
from autograd.visual.network.places import Layout
from autograd.visual.network.scales import colour, largest, rounded_up, tint
from autograd.writing.text import brief

ACTIVE = {"forward": "fore", "backward": "grad"}  # the token of what is active
ABOVE = 17.0  # from a circle up to the centre of its name
BELOW = 8.0  # from a circle down to the centre of its bias
GRADIENT_LEFT = -8.0  # the left end of a gradient, beside the centre of its circle
GAP = 3.0  # between a name and the gradient beside it


def write_neurons(diagram: Diagram, layout: Layout, moment: Moment) -> str:
    """All neurons, column by column."""
    return "".join(
        _neuron(diagram, layout, moment, Place(number, cell))
        for number, body in enumerate(layout.bodies)
        for cell in range(len(body.cells))
    )


def scale_of(column: Column) -> float:
    """The value that gets the deepest colour of a column."""
    if column.scale is not None:
        return column.scale
    return 1.0 if column.values is None else rounded_up(largest(column.values))


def _neuron(diagram: Diagram, layout: Layout, moment: Moment, place: Place) -> str:
    column, body = diagram.columns[place.column], layout.bodies[place.column]
    point = body.cells[place.cell]
    is_active = moment.is_active(place)
    inside = (
        title(*words_of(diagram, moment, place))
        + (_ring(layout.sizes.radius, moment) if is_active else "")
        + _shape(column, layout.sizes.radius, moment.value(diagram, place))
        + _inside(diagram, layout, moment, place)
        + (_beside(diagram, layout, moment, place) if body.is_named else "")
    )
    more = attributes(class_="neuron", data_column=place.column, data_cell=place.cell)
    return f'<g{more} transform="translate({px(point.x)} {px(point.y)})">{inside}</g>'


def words_of(diagram: Diagram, moment: Moment, place: Place) -> list[str]:
    """All that is known about a number of a column, with all digits."""
    column = diagram.columns[place.column]
    value, gradient = moment.value(diagram, place), moment.gradient(diagram, place)
    has_sums = moment.values is None and column.activation != "linear"
    lines = [str(symbol(diagram, place))]
    if column.labels:
        lines[0] += f", class {column.labels[place.cell]}"
    for name, known in (
        ("value", value),
        ("pre-activation z", _at(column.sums, place) if has_sums else None),
        ("bias", _at(column.bias, place)),
        ("∂L/∂ value", gradient),
        ("∂L/∂z", _at(column.sum_gradients, place) if has_sums else None),
        ("∂L/∂ bias", _at(column.bias_gradients, place) if moment.gradients is None else None),
    ):
        if known is not None:
            lines.append(f"{name} {known!r}")
    return [*lines, column.neurons[place.cell] if column.neurons else column.path]


def _at(numbers: Any, place: Place) -> float | None:
    """A number of an array; None if there is no array."""
    return None if numbers is None else float(numbers.flat[place.cell])


def _ring(radius: float, moment: Moment) -> str:
    token = ACTIVE[moment.direction]
    return f'<circle r="{px(radius + 4)}" fill="none" stroke="var(--{token})" stroke-width="3"/>'


def _shape(column: Column, radius: float, value: float | None) -> str:
    """The circle, or the square of an input: an opaque ground, and the tint of the value on it."""
    shade = 0.0 if value is None else tint(value, scale_of(column))
    paint = attributes(
        class_="body",
        fill=f"var(--{colour(value or 0.0)})",
        fill_opacity=f"{shade:g}",
        stroke=f"var(--{_RIM[column.role]})",
        stroke_width="3" if column.role == "output" else "1.6",
    )
    if column.role == "input":
        side = px(2 * radius - 6)
        area = f'x="{px(3 - radius)}" y="{px(3 - radius)}" width="{side}" height="{side}"'
        return f'<rect {area} fill="var(--page)"/><rect {area}{paint}/>'
    area = f'r="{px(radius)}"'
    return f'<circle {area} fill="var(--page)"/><circle {area}{paint}/>'


_RIM = {"input": "input-line", "layer": "line", "output": "result-line"}


def _inside(diagram: Diagram, layout: Layout, moment: Moment, place: Place) -> str:
    """The value in a neuron and the icon of its activation, or the icon alone."""
    column, is_named = diagram.columns[place.column], layout.bodies[place.column].is_named
    has_icon = column.role != "input" and bool(column.activation)
    if not (diagram.has_values or moment.values is not None or moment.is_template):
        return icon(column.activation, 0, 0, 1.5) if has_icon else ""
    shows_icon = has_icon and is_named and layout.sizes.radius > 20
    curve = icon(column.activation, 0, 11, 0.95) if shows_icon else ""
    return written_value(moment.value(diagram, place), layout, -1 if shows_icon else 4) + curve


def _beside(diagram: Diagram, layout: Layout, moment: Moment, place: Place) -> str:
    """The name and the gradient above a neuron, the bias below."""
    bias, radius = diagram.columns[place.column].bias, layout.sizes.radius
    shown = _name(diagram, layout, moment, place)
    gradient = moment.gradient(diagram, place)
    if gradient is not None or moment.is_template:
        shown += gradient_pill(-radius - ABOVE, gradient, place in moment.unfinished, layout)
    if bias is not None:
        shown += _bias(float(bias[place.cell]), radius + BELOW)
    return shown


def _name(diagram: Diagram, layout: Layout, moment: Moment, place: Place) -> str:
    name = symbol(diagram, place)
    shown = pill(0, -layout.sizes.radius - ABOVE, name, size=layout.sizes.name, fill="muted")
    has_gradient = moment.gradient(diagram, place) is not None
    return f'<g class="name"{name_place(name, has_gradient, layout)}>{shown}</g>'


def name_place(name: Symbol, has_gradient: bool, layout: Layout) -> str:
    """The attribute that moves a name left of its gradient; where there is no room, hides it."""
    if not has_gradient:
        return ""
    if not layout.is_wide:
        return ' visibility="hidden"'
    return f' transform="translate({px(GRADIENT_LEFT - GAP - pill_width(name) / 2)} 0)"'


def gradient_pill(y: float, gradient: float | None, is_unfinished: bool, layout: Layout) -> str:
    """The gradient of a number, right above it; hidden if it is not known yet."""
    content = "∂" if gradient is None else f"∂ {brief(gradient)}" + " +…" * is_unfinished
    x = GRADIENT_LEFT + pill_width(content) / 2 if layout.is_wide else 0.0
    token = "bad" if gradient is not None and colour(gradient) == "bad" else "grad"
    shown = pill(x, y, content, fill=token, ground="grad-wash", rim=token)
    more = attributes(class_="gradient", visibility="hidden" if gradient is None else None)
    return f"<g{more}>{shown}</g>"


def _bias(bias: float, y: float) -> str:
    token = "bad" if colour(bias) == "bad" else "param-line"
    return f'<g class="bias">{pill(0, y, f"b {brief(bias)}", fill=token, ground="param")}</g>'


def written_value(value: float | None, layout: Layout, y: float = 4) -> str:
    """The number in a circle or box, in smaller letters if it is long."""
    content = "" if value is None else brief(value)
    return text(
        0,
        y,
        content,
        layout.sizes.value if len(content) < 7 else 11,
        bold=True,
        fill="bad" if value is not None and colour(value) == "bad" else "ink",
        class_="value",
    )
