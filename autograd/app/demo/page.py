"""The page of the demo: one file that shows what the network has learnt, without a network."""

import base64
import html
import json
import math
from importlib import resources
from pathlib import Path
from string import Template

import numpy

import autograd
from autograd.app.demo.training import COLUMNS, ROWS, Training
from autograd.app.playground import maps
from autograd.files.writing import write
from autograd.visual.style import DARK, LIGHT, declarations
from autograd.writing.text import count

NAME = "index.html"
SQUARE = 10.0
"""Units of the picture of the plane for a square."""
WIDTH, HEIGHT = 460.0, 240.0
LEFT, BOTTOM = 58.0, 28.0
"""Of the picture of the curve: its size, and the space for the axes."""


def write_page(training: Training, out: Path) -> Path:
    """Write the page into the folder that has the drawings."""
    return write(out / NAME, page(training, out).encode())


def page(training: Training, out: Path) -> str:
    """The page, as HTML."""
    moments, model = training.moments, training.model
    film = autograd.play(moments, title="The network and one point")
    told = f"{training.accuracy:.0%} of the {count(len(training.y), 'point')}"
    return Template(_file("page.html")).substitute(
        light=declarations(LIGHT),
        dark=declarations(DARK),
        style=_file("page.css"),
        script=_scripts(),
        parameters=count(len(model.parameters()), "parameter"),
        steps=count(len(training.history), "step"),
        right=told,
        last=len(moments) - 1,
        columns=len(COLUMNS),
        rows=len(ROWS),
        points=_points(training),
        curve=_curve(training),
        data=json.dumps(_data(training)),
        film=html.escape(film.html()),
        neuron=_image((out / "neuron.svg").read_bytes()),
        loss=_image((out / "sample_loss.svg").read_bytes()),
        **_network(training),
    )


def _file(name: str) -> str:
    return (resources.files("autograd.app.demo") / name).read_text(encoding="utf-8")


def _scripts() -> str:
    """The playground's maps and the page's own script, as one."""
    shared = resources.files("autograd.app.playground") / "maps.js"
    return shared.read_text(encoding="utf-8").replace("export ", "") + _file("page.js")


def _image(svg: bytes) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode()


def _network(training: Training) -> dict[str, str]:
    """Pictures of the network with its hardest point: wide and narrow, light and dark."""
    pictures: dict[str, str] = {}
    for name, width in (("wide", 980.0), ("narrow", 360.0)):
        for theme in ("light", "dark"):
            drawing = training.draw(width, theme)
            pictures[f"{name}_{theme}"] = _image(drawing.svg().encode())
    return pictures


def _data(training: Training) -> dict[str, object]:
    """What the slider shows: for each moment its step, its loss, and the scores on the plane."""
    surfaces = maps.finite(numpy.array([m.surface[::-1].ravel() for m in training.moments]))
    reach = _round_up(float(abs(surfaces[-1]).max()))
    levels = maps.levels(surfaces, numpy.full(len(surfaces), reach))
    return {
        "reach": reach,
        "moments": [
            {
                "step": moment.step,
                "loss": f"{moment.loss:.4f}",
                "at": _place(moment.step, moment.loss, training),
                "map": base64.b64encode(row.tobytes()).decode(),
            }
            for moment, row in zip(training.moments, levels, strict=True)
        ],
    }


def _round_up(number: float) -> float:
    """The next number that is 1, 2 or 5 times a power of ten.

    >>> _round_up(3.2), _round_up(0.13)
    (5.0, 0.2)
    """
    power = 10.0 ** math.floor(math.log10(max(number, 1e-9)))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if number <= factor * power)


# ------------------------------------------------------------------------------------- pictures


def _points(training: Training) -> str:
    """The points of both classes, as SVG: round and square."""
    shapes = []
    for (x1, x2), target in zip(training.X, training.y, strict=True):
        x = SQUARE * (x1 - COLUMNS[0]) / 0.1 + SQUARE / 2.0
        y = SQUARE * (ROWS[-1] - x2) / 0.1 + SQUARE / 2.0
        shapes.append(
            f'<circle class="pos" cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
            if target > 0
            else f'<rect class="neg" x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9"/>'
        )
    return "".join(shapes)


def _curve(training: Training) -> str:
    """The loss by step on a logarithmic axis, as SVG."""
    low, high = _decades(training)
    lines, steps = [], len(training.history)
    for power in range(low, high + 1):
        y = _place(0, 10.0**power, training)[1]
        lines.append(
            f'<path class="grid" d="M{LEFT} {y}H{WIDTH}"/>'
            f'<text x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{10.0**power:g}</text>'
        )
    for step in (0, steps):
        x = _place(step, 1.0, training)[0]
        anchor = "end" if step else "start"
        lines.append(f'<text x="{x}" y="{HEIGHT - 6}" text-anchor="{anchor}">{step}</text>')
    middle = (LEFT + WIDTH) / 2.0
    lines.append(f'<text x="{middle}" y="{HEIGHT - 6}" text-anchor="middle">step</text>')
    losses = [*training.history, training.moments[-1].loss]
    places = (_place(step, loss, training) for step, loss in enumerate(losses))
    path = " ".join(f"{x},{y}" for x, y in places)
    return "".join(lines) + f'<polyline class="curve" points="{path}"/>'


def _place(step: int, loss: float, training: Training) -> tuple[float, float]:
    """Where a loss is in the picture of the curve."""
    low, high = _decades(training)
    share = step / max(len(training.history), 1)
    shown = min(max(loss, 10.0**low), 10.0**high) if math.isfinite(loss) else 10.0**high
    height = (math.log10(shown) - low) / (high - low)
    x = LEFT + share * (WIDTH - LEFT - 8.0)
    return round(x, 1), round(8.0 + (1.0 - height) * (HEIGHT - BOTTOM - 8.0), 1)


def _decades(training: Training) -> tuple[int, int]:
    """The powers of ten below and above all losses."""
    all_losses = (*training.history, training.moments[-1].loss)
    losses = [loss for loss in all_losses if 0.0 < loss < math.inf] or [1.0]
    low, high = math.floor(math.log10(min(losses))), math.ceil(math.log10(max(losses)))
    return low, max(high, low + 1)
