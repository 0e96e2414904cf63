"""What films show: a graph or a network, stop by stop, or moment by moment of a training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autograd.visual.films import graph_words, network_words
from autograd.visual.films.graphs import GraphRun
from autograd.visual.films.graphs import Stop as GraphStop
from autograd.visual.films.networks import NetworkRun, Stop
from autograd.visual.films.sheets import Frame, check_length, told_loss
from autograd.visual.network import Diagram, write_svg

FLOWS = (1 / 3, 2 / 3)
"""Where the dots of an active edge are before they come to rest."""
FEWER = "give fewer moments, as in play(snapshots.taken[::5])"


def frames_of_graph(run: GraphRun) -> list[Frame]:
    """A graph on its way forward and back."""
    hint = "play a smaller graph, or with fold=True, which shows it box by box"
    check_length(len(run.stops), "stop", hint)
    return [_frame_of_graph(run, number, stop) for number, stop in enumerate(run.stops)]


def _frame_of_graph(run: GraphRun, number: int, stop: GraphStop) -> Frame:
    is_carried = stop.item is not None and not stop.is_seed
    flowing = tuple(run.picture(stop, flow) for flow in FLOWS) if is_carried else ()
    turn = next(k for k, other in enumerate(run.stops) if other.direction == "backward")
    done, many = (number, turn - 1) if number < turn else (number - turn, len(run.stops) - 1 - turn)
    head = f"{stop.direction} {done} of {many}"
    return Frame(run.picture(stop), head, graph_words.tell(run, stop), stop.direction, flowing)


def frames_of_graphs(
    runs: Sequence[GraphRun], titles: Sequence[str], losses: Sequence[float]
) -> list[Frame]:
    """A graph at the moments of a training, each after its backward pass; see below."""
    check_length(len(runs), "moment", FEWER)
    return [
        Frame(run.picture(replace(run.stops[-1], item=None)), head_of(k, titles, losses))
        for k, run in enumerate(runs)
    ]


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

    is_carried = stop.item is not None and stop.item.kind == "neuron"
    flows = FLOWS if is_carried else ()
    flowing = tuple(map(picture, flows))
    return Frame(picture(0.0), where(run, stop), network_words.tell(run, stop), stop.direction, flowing)


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


def head_of(k: int, titles: Sequence[str], losses: Sequence[float]) -> str:
    """What is said at a moment: its name, and the loss if that is known."""
    return f"{titles[k] or f'moment {k}'} {told_loss(losses[k]) if losses else ''}".rstrip()
