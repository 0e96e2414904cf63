"""Lays out templates: places for their items, and curves for their edges."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from autograd.visual.layout import lay_out
from autograd.visual.player.labelling import label_places
from autograd.visual.player.packing import Curve, Point, pack, with_stubs
from autograd.visual.player.views import Template

HEIGHT = 50
BOX = 150
"""The width of a box of values; in points, as all sizes here."""
TALL_BOX = 196
TALL = 104
"""The width and the height of a box of several results, which has room for their strips."""
VALUE = 104
"""The width of a value alone; one that was computed has its operation beside it."""
PILL = 38
LONG_PILL = 82
"""The width of an operation with a short, and with a long symbol."""
GAP = 8
"""The space between an operation and its value."""
MARGIN = 8
LABEL = '<<TABLE BORDER="0" FIXEDSIZE="TRUE" WIDTH="56" HEIGHT="17"><TR><TD></TD></TR></TABLE>>'
"""The room of a derivative, which `dot` keeps free of other labels and of items."""
MOST_WITH_CARE = 500
"""Most items that are laid out with full care."""


@dataclass(frozen=True)
class Placed:
    """A template with positions.

    Attributes:
        width: The width of the picture.
        height: The height of the picture.
        corners: For each item the left upper corner.
        paths: For each edge its curve, as the path data of SVG.
        middles: For each edge where its text is centred.
    """

    width: float
    height: float
    corners: tuple[tuple[float, float], ...]
    paths: tuple[str, ...]
    middles: tuple[tuple[float, float], ...]


NOWHERE = Placed(0.0, 0.0, (), (), ())
"""For a grid, which the player's script makes, as wide as the window."""


def place(templates: Sequence[Template], *, timeout: float = 60.0) -> list[Placed]:
    """Positions for all templates, found by one run of a `dot` program.

    Raises:
        MissingDependencyError: If there is no such program.
        DrawingError: If it fails or takes too long.

    >>> from autograd.visual.player.views import Wire
    >>> two = Template(2, (), (), False, (Wire(0, 1, 0, 1),))
    >>> [placed] = place([two])
    >>> placed.corners[0][0] < placed.corners[1][0]
    True
    """
    source = "\n".join([_source(template) for template in templates if not template.grid])
    plain = lay_out(source, "plain", timeout=timeout).decode()
    parts = (part for part in re.split(r"^stop\n", plain, flags=re.MULTILINE) if part.strip())
    return [NOWHERE if template.grid else _read(next(parts), template) for template in templates]


def sizes(template: Template) -> list[int]:
    """The width of each item."""
    boxes, wide, tall = set(template.boxes), set(template.wide), set(template.tall)
    inner = [
        TALL_BOX
        if k in tall
        else BOX
        if k in boxes
        else VALUE + GAP + (LONG_PILL if k in wide else PILL)
        for k in range(template.members)
    ]
    return inner + [VALUE] * (template.items - template.members)


def heights(template: Template) -> list[int]:
    """The height of each item."""
    tall = set(template.tall)
    return [TALL if k in tall else HEIGHT for k in range(template.items)]


def _source(template: Template) -> str:
    lines = [
        "digraph { rankdir=LR; nodesep=0.2; ranksep=0.35",
        "edge [arrowhead=none, tailport=e, headport=w]",
        'node [shape=box, fixedsize=true, label=""]',
    ]
    if template.items > MOST_WITH_CARE:
        lines.append("mclimit=0.1; nslimit=0.5; nslimit1=1; splines=polyline")
    lines += [
        f"{k} [width={width / 72:.3f}, height={height / 72:.3f}]"
        for k, (width, height) in enumerate(zip(sizes(template), heights(template), strict=True))
    ]
    stubs = with_stubs(template)
    lines += [
        f"{edge.tail} -> {edge.head} [label={LABEL}]"
        for edge in template.edges
        if edge.tail != stubs
    ]
    return "\n".join([*lines, "}"])


def _read(plain: str, template: Template) -> Placed:
    """A layout from dot's format `plain`, which counts inches from the lower left corner."""
    lines = [line.split() for line in plain.splitlines()]
    total = float(lines[0][3]) * 72

    def point(x: str, y: str) -> Point:
        return float(x) * 72, total - float(y) * 72

    corners: dict[int, Point] = {}
    curves: dict[tuple[int, int], list[Curve]] = {}  # each with the middle of its label at the end
    for line in lines[1:]:
        if line[0] == "node":
            x, y = point(line[2], line[3])
            corners[int(line[1])] = x - float(line[4]) * 36, y - float(line[5]) * 36
        elif line[0] == "edge":
            end = 4 + 2 * int(line[3])
            numbers = [*line[4:end], *line[end + 1 : end + 3]]
            curve = [point(*pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)]
            curves.setdefault((int(line[1]), int(line[2])), []).append(curve)
    found = []
    for edge in template.edges:  # equal ones come in their order
        several = curves.get((edge.tail, edge.head))
        found.append(several.pop(0) if several else [])
    places = [corners[k] for k in range(template.items)]
    extents = sizes(template), heights(template)
    return _placed(*pack(template, places, found, *extents), *extents)


def _placed(
    places: list[Point], curves: list[Curve], widths: list[int], tallness: list[int]
) -> Placed:
    """The layout with margins, its numbers rounded."""

    def shifted(point: Point) -> Point:
        return round(point[0] + MARGIN, 1), round(point[1] + MARGIN, 1)

    lines = [[shifted(point) for point in curve] for curve in curves]
    corners = [shifted(place) for place in places]
    boxes = zip(corners, widths, tallness, strict=True)
    frames = [(x, y, x + wide, y + high) for (x, y), wide, high in boxes]
    labels = label_places([line[:-1] for line in lines], [line[-1] for line in lines], frames)
    points = [point for line in lines for point in line]
    right = max([x + MARGIN + width for (x, _), width in zip(places, widths, strict=True)])
    bottom = max([y + MARGIN + high for (_, y), high in zip(places, tallness, strict=True)])
    return Placed(
        max([right, *[x for x, _ in points]]) + MARGIN,
        max([bottom, *[y for _, y in points]]) + MARGIN,
        tuple(corners),
        tuple([_path(line[:-1]) for line in lines]),
        tuple([(round(x, 1), round(y, 1)) for x, y in labels]),
    )


def _path(curve: Sequence[tuple[float, float]]) -> str:
    first, *rest = [f"{x:g} {y:g}" for x, y in curve]
    return f"M{first}C{' '.join(rest)}"
