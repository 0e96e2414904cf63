"""The results of folded boxes as strips of cells, for pictures that stand alone; see strips.js."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy

from autograd.visual.player.capture import Capture
from autograd.visual.player.tree import Tree

LEFT, WIDTH, HEIGHT = 30, 128, 22
TOPS = {"data": 36, "grad": 62}
FOOT = 97
MOST = 64
"""Most cells of a strip."""
VISIBLE = 0.08
"""Cells below 0 that are paler, as a part of the scale, have no bar."""
DEEP = 0.45
"""On cells that are darker, a bar is light."""


def results(capture: Capture, tree: Tree, box: int) -> list[int]:
    """The nodes in a box that are used outside of it, and the root if that is in it."""
    inside = numpy.zeros(len(tree.box_of), dtype=bool)
    boxes = [box]
    for around in boxes:  # which grows meanwhile
        items = tree.members[around]
        inside[items[items >= 0]] = True
        boxes += (~items[items < 0]).tolist()
    heads = numpy.repeat(numpy.arange(len(inside)), numpy.diff(capture.starts))
    leaving = inside[capture.operands] & ~inside[heads]
    found = set(capture.operands[leaving].tolist())
    root = len(inside) - 1
    return sorted(found | {root} if inside[root] else found)


def spread(nodes: Sequence[int]) -> list[int]:
    """At most `MOST` of the nodes, evenly spread.

    >>> spread(range(128))[:3]
    [0, 2, 4]
    """
    if len(nodes) <= MOST:
        return list(nodes)
    return [nodes[k * len(nodes) // MOST] for k in range(MOST)]


def scale_of(numbers: Iterable[float]) -> float:
    """The least of 1, 2 and 5 times a power of ten that is not below the size of any number.

    >>> scale_of([0.3, -1.7, float("inf")]), scale_of([0.02]), scale_of([0.0])
    (2.0, 0.02, 0.0)
    """
    most = max((abs(x) for x in numbers if math.isfinite(x)), default=0.0)
    if most == 0:
        return 0.0
    power = math.floor(math.log10(most))
    steps = [float(f"{digit}e{power}") for digit in (1, 2, 5, 10)]
    return next((step for step in steps if step >= most * (1 - 1e-12)), most)


def strip(name: str, numbers: Sequence[float | None], scale: float) -> str:
    """A strip as SVG: cells coloured by sign and size, a bar on those below 0, and the scale.

    None stands for a number that is not known yet.
    """
    top = TOPS[name]
    rows = 1 if len(numbers) <= 16 else 2 if len(numbers) <= 32 else 4
    across = math.ceil(len(numbers) / rows)
    wide, high = WIDTH / across, HEIGHT / rows
    cells, bars = [], {"bar": "", "bar deep": ""}
    for k, x in enumerate(numbers):
        if x is None:
            continue
        left, upper = LEFT + k % across * wide, top + k // across * high
        depth = min(1.0, abs(x) / scale) if scale and math.isfinite(x) else 0.0
        look = "broken" if not math.isfinite(x) else "neg" if x < 0 else "pos"
        opacity = "1" if look == "broken" else f"{depth:.2f}"
        cells.append(
            f'<rect class="{look}" x="{left:g}" y="{upper:g}" width="{wide:g}" height="{high:g}" '
            f'fill-opacity="{opacity}"/>'
        )
        if x < 0 and depth > VISIBLE:
            look = "bar deep" if depth > DEEP else "bar"
            bars[look] += f"M{left + wide / 2 - 2:g} {upper + high / 2:g}h4"
    lines = [f'<path class="{look}" d="{path}"/>' for look, path in bars.items() if path]
    middle = top + HEIGHT // 2 + 3
    told = f"±{_short(scale)}" if any(x is not None for x in numbers) else ""
    return (
        f'<text class="w" x="7" y="{middle}">{name}</text>'
        f'<rect class="ground" x="{LEFT}" y="{top}" width="{WIDTH}" height="{HEIGHT}"/>'
        f"{''.join(cells + lines)}"
        f'<text class="scale" x="{LEFT + WIDTH + 4}" y="{middle}">{told}</text>'
    )


def foot(shown: int, count: int) -> str:
    """How many results there are, should not all be shown."""
    if shown == count:
        return ""
    return f'<text class="w" x="7" y="{FOOT}">{shown} of {count:,} results</text>'


def _short(scale: float) -> str:
    return f"{scale:g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")
