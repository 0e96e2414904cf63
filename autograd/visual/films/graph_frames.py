"""The frames of a graph: stop by stop, or moment by moment of a training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autograd.visual.films.graph_words import tell
from autograd.visual.films.graphs import GraphRun, Stop
from autograd.visual.films.sheets import FEWER, Frame, check_length, flows, head_of


def frames_of_graph(run: GraphRun) -> list[Frame]:
    """A graph on its way forward and back."""
    hint = "play a smaller graph, or with fold=True, which shows it box by box"
    check_length(len(run.stops), "stop", hint)
    return [_frame(run, number, stop) for number, stop in enumerate(run.stops)]


def _frame(run: GraphRun, number: int, stop: Stop) -> Frame:
    is_carried = stop.item is not None and not stop.is_seed
    moves = flows(len(run.stops), is_carried=is_carried)
    flowing = tuple(run.picture(stop, flow) for flow in moves)
    turn = next(k for k, other in enumerate(run.stops) if other.direction == "backward")
    done, many = (number, turn - 1) if number < turn else (number - turn, len(run.stops) - 1 - turn)
    head = f"{stop.direction} {done} of {many}"
    return Frame(run.picture(stop), head, tell(run, stop), stop.direction, flowing)


def frames_of_graphs(
    runs: Sequence[GraphRun], titles: Sequence[str], losses: Sequence[float]
) -> list[Frame]:
    """A graph at the moments of a training, each after its backward pass."""
    check_length(len(runs), "moment", FEWER)
    return [
        Frame(run.picture(replace(run.stops[-1], item=None)), head_of(k, titles, losses))
        for k, run in enumerate(runs)
    ]
