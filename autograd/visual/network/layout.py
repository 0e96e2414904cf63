"""Where everything of a network is drawn: columns side by side, or below each other.

A picture for a narrow page is laid out anew, never scaled, so that its text stays readable. A
network that is too long for a page is laid out from top to bottom.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograd.visual.network import forms
from autograd.visual.network.diagram import Column, Diagram
from autograd.visual.network.places import (
    Body,
    Layout,
    Link,
    LinkForm,
    Point,
    Rect,
    Shape,
    Sizes,
)

WIDE = 980
"""From this width in px on, a page takes the wide picture."""
NARROW = 390
HEADS = 58.0  # px of the words above columns that stand side by side
NAMES = 24.0  # px of a name above a circle
BIASES = 16.0  # px of a bias below a circle
NOTES = 30.0  # px of what is said below a strip
LEGEND = 22.0  # px from the lowest part to the legend
LEGEND_WIDTH = 384.0  # px of the legend
PADDING = 6.0  # px between a body and the trapezoid or arrow beside it
DOWN_WIDTH = 374.0  # px of a picture from top to bottom
DOWN_EDGES = 96.0  # px of edges from row to row
MOST_NARROW = 4  # columns of circles that a narrow page takes side by side


def lay_out(diagram: Diagram, width: float = WIDE) -> Layout:
    """The places of all parts of a network.

    Args:
        diagram: The network.
        width: The width of the page in px.
    """
    is_wide = width >= WIDE
    plan = Plan(diagram, is_wide=is_wide, is_across=True)
    if plan.all_circles and not is_wide and len(diagram.columns) <= MOST_NARROW:
        return across(plan)
    if is_wide:
        plan.sizes = forms.fitting(plan.sizes, diagram, width)
        found = across(plan)
        if found.width <= width:
            return found
    return down(Plan(diagram, is_wide=False, is_across=False))


class Plan:
    """The forms of all columns and layers, before they have places.

    Attributes:
        diagram: The network.
        sizes: The measures of circles.
        all_circles: Whether all of it is drawn as circles and edges.
        shapes: How large each column is.
        forms: How each layer is drawn.
        words: What is written at each layer.
    """

    def __init__(self, diagram: Diagram, *, is_wide: bool, is_across: bool) -> None:
        self.diagram, self.is_wide = diagram, is_wide
        self.sizes: Sizes = forms.sizes_of(diagram, is_wide)
        self.all_circles = forms.has_circles_only(diagram, is_wide)
        columns: Sequence[Column | None] = [*diagram.columns, None]
        self.shapes: list[Shape] = [
            forms.shape_of(
                column,
                columns[number + 1],
                self.sizes,
                all_circles=self.all_circles,
                is_across=is_across,
            )
            for number, column in enumerate(diagram.columns)
        ]
        self.forms: list[LinkForm] = [
            forms.link_form(before, column, shape, all_circles=self.all_circles)
            for before, column, shape in zip(
                self.shapes, diagram.columns[1:], self.shapes[1:], strict=False
            )
        ]
        self.words = [
            forms.link_words(column, before, form)
            for before, column, form in zip(
                diagram.columns, diagram.columns[1:], self.forms, strict=False
            )
        ]

    @property
    def has_names(self) -> bool:
        """Whether the tallest columns have names above them."""
        tallest = max(shape.height for shape in self.shapes)
        return any(
            shape.form == "circles" and shape.height > tallest - 2 * NAMES for shape in self.shapes
        )

    @property
    def has_groups(self) -> bool:
        """Whether there are brackets above columns."""
        return any(column.group for column in self.diagram.columns)


# --------------------------------------------------------------------------------- side by side


def across(plan: Plan) -> Layout:
    """Columns side by side, centred on one line."""
    sizes, bodies, links = plan.sizes, [], []
    middle = _middle(plan)
    x = 12.0
    for number, shape in enumerate(plan.shapes):
        if number:
            form, column = plan.forms[number - 1], plan.diagram.columns[number]
            words = plan.words[number - 1]
            length = forms.link_length(form, words, column, sizes)
            pad = 0.0 if form == "edges" else PADDING
            area = Rect(x + pad, middle - 60, length - 2 * pad, 120)
            links.append(Link(form, area, words))
            x += length
        else:
            x = max(sizes.left - shape.width / 2, x) if shape.form != "none" else 0.0
        rect = Rect(x, middle - shape.height / 2, shape.width, shape.height)
        bodies.append(_body(plan, number, rect, is_across=True))
        x += shape.width
    x += LABELS if has_bars(plan.diagram, bodies[-1]) else 0.0
    x = max(x, bodies[-1].x + sizes.left)
    return _finished(plan, bodies, links, middle, x)


LABELS = 118.0  # px of the names and bars beside the probabilities of classes


def has_bars(diagram: Diagram, body: Body) -> bool:
    """Whether the outputs have bars beside them: probabilities in a strip."""
    return body.form == "strip" and body.across == 1 and bool(diagram.columns[-1].labels)


def _middle(plan: Plan) -> float:
    """The line on which all columns are centred."""
    top = HEADS + 14.0 if not plan.has_names else plan.sizes.top
    top += 18.0 if plan.has_groups else 0.0
    tallest = max(shape.height / 2 for shape in plan.shapes)
    above = [_above(form, len(words)) for form, words in zip(plan.forms, plan.words, strict=True)]
    return top + max(tallest, *above, 0.0)


def _above(form: LinkForm, lines: int) -> float:
    """How far a layer reaches above the middle, its words included."""
    if form == "heads":
        return 8.0 * lines + 84.0
    return {"edges": 0.0, "fan": 50.0, "arrow": 15.0 * lines + 4.0, "steps": 94.0}[form]


def _below(plan: Plan) -> float:
    """How far the lowest part reaches below the middle."""
    reach = {"steps": 104.0, "heads": 100.0, "fan": 60.0}
    return max(
        *(shape.height / 2 for shape in plan.shapes), *(reach.get(form, 0.0) for form in plan.forms)
    )


def _body(plan: Plan, number: int, rect: Rect, *, is_across: bool) -> Body:
    shape, column = plan.shapes[number], plan.diagram.columns[number]
    cells: tuple[Point, ...] = ()
    if shape.form == "circles":
        count = column.size or 1
        row = forms.row_of(count, plan.sizes, is_across)
        x, y = rect.left + plan.sizes.radius, rect.top + plan.sizes.radius
        cells = tuple(
            Point(x, y + k * row) if is_across else Point(x + k * row, y) for k in range(count)
        )
    is_named = shape.form == "circles" and len(cells) <= forms.FEW
    room = _room(plan, number) if is_across else DOWN_WIDTH - 16
    return Body(shape.form, rect, cells, is_named, shape.across, shape.note, room)


def _room(plan: Plan, number: int) -> float:
    """How many px the words above a column may take: half of the way to the next ones."""
    if plan.all_circles:
        return plan.sizes.pitch - 4
    return plan.shapes[number].width + 66.0


def _finished(
    plan: Plan, bodies: list[Body], links: list[Link], middle: float, right: float
) -> Layout:
    """With the loss beside the outputs, and the legend below all."""
    sizes, diagram = plan.sizes, plan.diagram
    loss: Point | None = None
    targets: tuple[Point, ...] = ()
    if diagram.loss is not None:
        has_circles = bodies[-1].form == "circles"
        beside = bodies[-1].x + sizes.pitch if has_circles else right + sizes.loss_width
        highest = HEADS + HIGHEST + (18.0 if plan.has_groups else 0.0)
        loss, targets = _ends(diagram, Point(beside, middle), highest)
        right = beside + sizes.left
    lowest = max([middle + _below(plan) + NOTES, *(point.y + 36 for point in targets)])
    legend = lowest + LEGEND
    return Layout(
        max(right + 2, LEGEND_WIDTH if plan.is_wide else 0.0),
        legend + 34,
        plan.is_wide,
        True,
        sizes,
        tuple(bodies),
        tuple(links),
        loss,
        targets,
        legend,
        38.0 if plan.has_groups else 20.0,
    )


def _ends(
    diagram: Diagram, beside: Point, highest: float
) -> tuple[Point | None, tuple[Point, ...]]:
    """The loss beside the outputs, below the words above it, and the targets below the loss."""
    count = len(diagram.target)
    if count == 1:
        return beside, (Point(beside.x, beside.y + forms.LOOSE),)
    if count > MOST_TARGETS:
        return beside, ()
    top = max(beside.y - (forms.LOOSE + 40 * (count - 1)) / 2, highest)
    targets = tuple(Point(beside.x, top + forms.LOOSE + 40 * k) for k in range(count))
    return Point(beside.x, top), targets


HIGHEST = 54.0  # px from the words above the loss to its middle
MOST_TARGETS = 12
"""Targets that are drawn; more are said in words."""


# ----------------------------------------------------------------------------- below each other


def down(plan: Plan) -> Layout:
    """Columns below each other, each in its row, centred."""
    sizes, bodies, links = plan.sizes, [], []
    y = 8.0
    for number, shape in enumerate(plan.shapes):
        if number:
            form, words = plan.forms[number - 1], plan.words[number - 1]
            length = _down_length(form, len(words), plan.diagram.columns[number])
            links.append(Link(form, Rect(0.0, y + 4, DOWN_WIDTH, length - 8), words))
            y += length
        if shape.form != "none":
            y += 24.0 + (NAMES if shape.form == "circles" else 0.0)
        rect = Rect((DOWN_WIDTH - shape.width) / 2, y, shape.width, shape.height)
        bodies.append(_body(plan, number, rect, is_across=False))
        y += shape.height + (BIASES if shape.form == "circles" else 4.0)
    labelled = bodies[-1].form == "strip" and bool(plan.diagram.columns[-1].labels)
    y += 20.0 if labelled else 0.0
    loss: Point | None = None
    targets: tuple[Point, ...] = ()
    if plan.diagram.loss is not None:
        loss, targets = _ends_below(plan.diagram, y + 70)
        y = max([loss.y + 24, *(point.y + 36 for point in targets)])
    return Layout(
        DOWN_WIDTH,
        y + LEGEND + 34,
        False,
        False,
        sizes,
        tuple(bodies),
        tuple(links),
        loss,
        targets,
        y + LEGEND,
    )


def _down_length(form: LinkForm, lines: int, column: Column) -> float:
    """How tall a layer is drawn between two rows."""
    if form == "edges":
        return DOWN_EDGES
    if form == "steps":
        return 280.0
    if form == "heads":
        return 40.0 + 15.0 * lines + 84.0 * (2 if column.heads > 2 else 1)
    if form == "fan":
        return 34.0 + 16.0 * lines
    return max(40.0, 15.0 * lines + 16)


def _ends_below(diagram: Diagram, y: float) -> tuple[Point, tuple[Point, ...]]:
    """The loss below the outputs, and the targets beside it."""
    count = len(diagram.target)
    x = DOWN_WIDTH / 2
    if count > MOST_TARGETS:
        return Point(x, y), ()
    targets = tuple(Point(x + 120, y + 40 * k) for k in range(count))
    return Point(x, y), targets
