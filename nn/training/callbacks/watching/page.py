"""The page of a training: what was measured, in pictures and words.

The same body stands in a page of its own, where pictures are `<svg>` elements, and in the output of
a notebook, where they are `<img>`: those are shown also where a notebook is not trusted. Each
element carries its own style for the same reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from autograd.visual.charts import (
    Curve,
    brief,
    count,
    curves,
    display,
    document,
    escape,
    histogram,
    image,
    track,
)
from nn.training.callbacks.watching.advice import USUAL
from nn.training.callbacks.watching.numbers import LayerNumbers

Embed = Callable[[str], str]

_MUTED = "color:var(--muted,inherit)"
_ROW = "display:flex;flex-wrap:wrap;gap:12px;align-items:flex-start"
_HEAD = "font-size:16px;margin:20px 0 8px;font-weight:600"
_FIGURE = "margin:0;width:236px;max-width:100%"
_BOX = (
    "margin:8px 0;padding:8px 12px;border-left:4px solid var(--bad,#b91c1c);"
    "background:var(--bad-wash,transparent);max-width:76ch"
)
_WIDE, _NARROW = "watched-wide", "watched-narrow"
STYLE = (
    "main{padding:16px 16px 56px;max-width:1240px;margin:auto}svg{display:block}"
    f".{_NARROW}{{display:none}}"
    f"@media(max-width:1000px){{.{_WIDE}{{display:none}}.{_NARROW}{{display:block}}}}"
    "@media(max-width:420px){main{padding:16px 12px 56px}}"
    "button{font:inherit;color:inherit;background:var(--page);border:1px solid var(--line);"
    "border-radius:6px;padding:4px 12px}"
    "button:focus-visible,div:focus-visible{outline:3px solid var(--fore);outline-offset:2px}"
)

TERMS = {
    "outputs": (
        "What each layer gives for a fixed sample of the data. Relu neurons that give 0 for all of "
        "it are dead: no gradient reaches them. Outputs near the ends of tanh or sigmoid are "
        "saturated: hardly any gradient passes."
    ),
    "gradients": (
        "∂L/∂w of the weights and biases of each layer, for one batch. They should neither vanish "
        "nor grow from layer to layer. Bars have the height of the square root of the count, so "
        "that rare numbers can be seen."
    ),
    "step / weights": (
        "How long the latest step of the optimizer is beside the weights, |step| / |w|. As a rule "
        f"of thumb about {brief(USUAL)} is right (the dashed line): far above, training jumps "
        "about; far below, it hardly moves."
    ),
}


@dataclass(frozen=True)
class Report:
    """All that a page shows of a training.

    Attributes:
        title: What is trained.
        facts: The state of the training in words: epoch, step, time, learning rate.
        state: "is running", "has ended" or "was interrupted".
        advice: What is wrong and what to do, the worst first.
        charts: The charts of losses and metrics, as SVG.
        network: The picture of the network for wide and for narrow pages, as SVG; or none.
        layers: The numbers of the layers.
        ratios: For each layer, |step| / |w| in the course of the training.
        samples: For how many examples the outputs of layers were measured.
        notes: What is not shown, and why.
    """

    title: str
    facts: Sequence[str] = ()
    state: str = "is running"
    advice: Sequence[str] = ()
    charts: Sequence[str] = ()
    network: Sequence[str] = ()
    layers: Sequence[LayerNumbers] = ()
    ratios: Sequence[Sequence[float]] = ()
    samples: int = 0
    notes: Sequence[str] = field(default=())


def page(report: Report, script: str = "", button: str = "") -> str:
    """A page of its own.

    Args:
        report: What it shows.
        script: What keeps it up to date.
        button: The button by which a reader pauses that, as HTML.
    """
    title = f"{display(report.title, 80)} – training {report.state}"
    return document(title, f"<main>{body(report)}</main>{button}", style=STYLE, script=script)


def output(report: Report) -> str:
    """The output of a cell in a notebook."""
    return f'<div style="color:inherit">{body(report, image, is_page=False)}</div>'


def body(report: Report, embed: Embed = str, *, is_page: bool = True) -> str:
    """What both show."""
    head = f"Training of {display(report.title, 80)} {report.state}"
    level = "h1" if is_page else "h2"
    return (
        f'<{level} style="font-size:20px;margin:0 0 4px;font-weight:600">{escape(head)}</{level}>'
        f'<p style="margin:0 0 8px">{escape(" · ".join(report.facts))}</p>'
        + "".join(f'<p style="{_BOX}">{escape(line)}</p>' for line in report.advice)
        + f'<div style="{_ROW}">{"".join(embed(each) for each in report.charts)}'
        + f"{_network(report, embed, is_page)}</div>"
        + _layers(report, embed)
        + "".join(f'<p style="{_MUTED};max-width:76ch">{escape(line)}</p>' for line in report.notes)
    )


def _network(report: Report, embed: Embed, is_page: bool) -> str:
    """The picture of the network: of the two, a page shows the one for its width."""
    if not report.network:
        return ""
    names = (_WIDE, _NARROW) if is_page else ("",)
    return "".join(
        f'<div class="{name}" style="overflow-x:auto;max-width:100%" tabindex="0" role="group" '
        f'aria-label="the network">{embed(svg)}</div>'
        for name, svg in zip(names, report.network, strict=False)
    )


def _layers(report: Report, embed: Embed) -> str:
    if not report.layers:
        return ""
    rows = "".join(
        _layer(layer, ratios, embed)
        for layer, ratios in zip(report.layers, report.ratios, strict=True)
    )
    terms = "".join(
        f'<p style="width:360px;max-width:100%;margin:0"><b>{term}</b><br>{words}</p>'
        for term, words in TERMS.items()
    )
    head = f"Layers, for {count(report.samples, 'example')}" if report.samples else "Layers"
    return f'<h2 style="{_HEAD}">{head}</h2>{rows}<div style="{_ROW};margin:16px 0">{terms}</div>'


def _layer(layer: LayerNumbers, ratios: Sequence[float], embed: Embed) -> str:
    """The row of a layer; none of one that has neither outputs nor parameters to show."""
    name = display(layer.name)
    many = f" · {count(layer.units, 'neuron')}" if layer.units and layer.parameters else ""
    kind = f"{layer.kind}{many} · {count(layer.parameters, 'parameter')}"
    shown = "".join(
        _figure(embed(picture), what, words) for picture, what, words in _pictures(layer, ratios)
    )
    return shown and (
        '<section style="border-top:1px solid var(--rim,rgba(128,128,128,.4));padding:10px 0">'
        f'<h3 style="font-size:14px;margin:0 0 8px;font-weight:600">{escape(name)}'
        f' <span style="{_MUTED};font-weight:400">{escape(kind)}</span></h3>'
        f'<div style="{_ROW}">{shown}</div></section>'
    )


def _pictures(layer: LayerNumbers, ratios: Sequence[float]) -> Iterator[tuple[str, str, str]]:
    """The pictures of a layer: each as SVG, what it shows, and what there is to say."""
    name = display(layer.name)
    if layer.outputs is not None or layer.parameters:
        picture = histogram(layer.outputs, "fore", f"outputs of {name}")
        yield picture, "outputs", outputs_in_words(layer)
    if layer.parameters:
        picture = histogram(layer.gradients, "grad", f"gradients of {name}")
        mean = layer.mean_gradient
        yield picture, "gradients", "" if mean is None else f"mean |∂L/∂w| {brief(mean)}"
        picture = track(ratios, USUAL, f"step beside weights of {name}")
        yield picture, "step / weights", f"{brief(ratios[-1])} of the weights" if ratios else ""


def _figure(picture: str, name: str, words: str) -> str:
    more = f": {escape(words)}" if words else ""
    caption = f'<figcaption style="font-size:12px">{name}{more}</figcaption>'
    return f'<figure style="{_FIGURE}">{picture}{caption}</figure>'


def outputs_in_words(layer: LayerNumbers) -> str:
    """What there is to say about the outputs of a layer.

    >>> outputs_in_words(LayerNumbers("layer 1", "Dense relu", units=8, dead=3))
    '3 of 8 dead'
    """
    words = []
    if layer.outputs is not None:
        words.append(f"mean {brief(layer.outputs.mean)} ± {brief(layer.outputs.deviation)}")
    if layer.dead is not None:
        words.append(f"{layer.dead} of {layer.units} dead")
    if layer.saturated is not None:
        words.append(f"{layer.saturated:.0%} saturated")
    return ", ".join(words)


def chart(name: str, epochs: Sequence[float], of: dict[str, Sequence[float]], end: float) -> str:
    """The chart of a loss or metric: in training, and on validation data."""
    shown = [Curve("training", epochs, of[name])]
    held_out = of.get(f"val_{name}", ())
    shown += [Curve("validation", epochs, held_out, "dashed")] if held_out else []
    return curves(name, shown, span=(0.0, end))
