"""The picture of a network: circles in columns, strips of cells, stacks of feature maps.

A network is read into a `Diagram`, plain data, and written from it:

    nn.diagrams -> reading -> diagram -> layout -> circles, edges -> writing -> drawing

How much of it is shown, a `Moment` says: so one writer makes stills, frames of films, and what a
script fills in.
"""

from autograd.visual.network.diagram import ALL, Column, Diagram, Moment, Pass, Place
from autograd.visual.network.drawing import (
    NetworkDrawing,
    Theme,
    draw_network,
    refuse_of_network,
)
from autograd.visual.network.layout import NARROW, WIDE, lay_out
from autograd.visual.network.places import Layout
from autograd.visual.network.reading import diagram_of, is_network
from autograd.visual.network.tracing import Trace, TracedLayer, can_be_traced, traces_of
from autograd.visual.network.writing import write_svg

__all__ = [
    "ALL",
    "NARROW",
    "WIDE",
    "Column",
    "Diagram",
    "Layout",
    "Moment",
    "NetworkDrawing",
    "Pass",
    "Place",
    "Theme",
    "Trace",
    "TracedLayer",
    "can_be_traced",
    "diagram_of",
    "draw_network",
    "is_network",
    "lay_out",
    "refuse_of_network",
    "traces_of",
    "write_svg",
]
