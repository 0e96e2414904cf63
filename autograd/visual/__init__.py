"""Draws computation graphs and networks: in a notebook, as a file, as Mermaid text for a web page.

One walk makes a `Picture`, plain data, and every format is written from it:

    names, walking, folding -> picture -> to_dot (style) -> layout -> to_svg -> to_pdf
                                       -> to_mermaid, to_graphml, to_json

>>> from autograd import Value, draw
>>> x = Value(0.5)
>>> draw(x.tanh() * x)
<Drawing: graph of 3 values and 2 operations; in a file: .save("graph.svg")>

A network is read into a `Diagram` instead, and drawn layer by layer; see `autograd.visual.network`.

>>> from nn import MLP
>>> draw(MLP(2, [4, 4, 1]), [0.5, -1.0])
<Drawing: MLP 2-4-4-1; in a file: .save("net.svg")>

In IPython and Jupyter, `%load_ext autograd.visual` adds `%%steps`, which runs a cell and plays its
last Value; `%%steps?` tells more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd.visual.drawing import Drawing, draw, mermaid
from autograd.visual.network import NetworkDrawing
from autograd.visual.player import Capture, Player, capture, play

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = [
    "Capture",
    "Drawing",
    "NetworkDrawing",
    "Player",
    "capture",
    "draw",
    "mermaid",
    "play",
]


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Register `%%steps` and `%steps`: `%load_ext autograd.visual` calls this."""
    from autograd.visual import magics

    magics.load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Remove `%%steps` and `%steps`: `%unload_ext autograd.visual` calls this."""
    from autograd.visual import magics

    magics.unload(shell)
