"""The frames of a network: stop by stop, or moment by moment of a training."""

from __future__ import annotations

from collections.abc import Sequence

from autograd.visual.films.network_words import tell
from autograd.visual.films.networks import NetworkRun, Stop
from autograd.visual.films.sheets import FEWER, Frame, check_length, flows, head_of
from autograd.visual.network import NARROW, WIDE, Diagram, lay_out, write_svg

READABLE = 0.75
"""The smallest scale at which a picture for wide pages can be read."""


def page_for(diagram: Diagram, width: float | None) -> float:
    """The width of the page for which a network is laid out: narrow only where wide is too small.

    Args:
        diagram: The network.
        width: The width of the film in px, if it was given.
    """
    natural = lay_out(diagram, WIDE).width
    return WIDE if width is None or width >= READABLE * natural else NARROW


def frames_of_run(run: NetworkRun, diagram: Diagram, width: float) -> list[Frame]:
    """A sample on its way through a network, forward and back.

    Args:
        run: The states.
        diagram: The network, with its scales.
        width: The width of the page for which it is laid out, in px.
    """
    check_length(len(run.stops), "stop", "play a smaller network, or draw(model, x) this one")
    return [_frame(run, diagram, stop, width) for stop in run.stops]


def _frame(run: NetworkRun, diagram: Diagram, stop: Stop, width: float) -> Frame:
    def picture(flow: float) -> str:
        return write_svg(diagram, run.moment(stop, flow), width=width)

    item = stop.item
    is_carried = item is not None and item.kind == "neuron" and not run.is_apart(item)
    flowing = tuple(map(picture, flows(len(run.stops), is_carried=is_carried)))
    return Frame(picture(0.0), where(run, stop), tell(run, stop), stop.direction, flowing)


def where(run: NetworkRun, stop: Stop) -> str:
    """Which step it is: "forward 3 of 12"."""
    many = len(run.items)
    number = run.stops.index(stop)
    done = number if stop.direction == "forward" else number - many - 1
    return f"{stop.direction} {done} of {many}"


def frames_of_moments(
    runs: Sequence[NetworkRun],
    diagrams: Sequence[Diagram],
    titles: Sequence[str],
    losses: Sequence[float],
    width: float,
) -> list[Frame]:
    """A network at the moments of its training, each after its backward pass.

    Args:
        runs: The states at each moment.
        diagrams: The network at each, with common scales.
        titles: The name of each.
        losses: The loss at each; empty if it is not known.
        width: The width of the page for which it is laid out, in px.
    """
    check_length(len(runs), "moment", FEWER)
    done = Stop("backward", 0)
    return [
        Frame(write_svg(diagram, run.moment(done), width=width), head_of(k, titles, losses))
        for k, (run, diagram) in enumerate(zip(runs, diagrams, strict=True))
    ]
