"""Pictures of graphs and networks, and the player that steps through them.

`draw(y)` and `draw(model)` show themselves in a notebook, and `.save("y.svg")` writes a file: also
`.png` and `.pdf` (`pip install typst`), and of a graph text for other programs, `.dot`, `.mmd`
(Mermaid), `.graphml` and `.json`. `mermaid(y)` gives text that GitHub renders. Parameters are named
by their place in the model, other nodes by the caller's variables. No `dot` program need be
installed.

>>> from autograd import Value, draw
>>> x = Value(0.5)
>>> draw(x.tanh() * x)
<Drawing: graph of 3 values and 2 operations; in a file: .save("graph.svg")>
>>> from nn import MLP
>>> draw(MLP(2, [4, 4, 1]), [0.5, -1.0])
<Drawing: MLP 2-4-4-1; in a file: .save("net.svg")>

`play(y)` shows itself, too, and `.save("y.html")` writes one file that needs no network; `.gif` and
`.webp` (`pip install typst pillow`) are films for slides and web pages. Play, step, undo, stop
where a gradient is 0 or not finite; several moments of a training are one film. With `quiz=True`
the gradients are hidden, and the learner types the next one. A graph that is too large for a page
opens box by box, one for each layer and each neuron (`autograd.scope` makes your own); every number
is there, even of a million. `play(model, x)` shows how numbers move through a network, and each of
its neurons opens into its scalars.

In IPython and Jupyter, `%load_ext autograd.visual` adds `%%steps`, which runs a cell and plays its
last Value; `%%steps?` tells more.

One walk makes a `Picture` of a graph, plain data, and every format is written from it. A network is
read into a `Diagram` instead, and drawn layer by layer; see `autograd.visual.network`.

    names, walking, folding -> picture -> to_dot (style) -> layout -> to_svg -> to_pdf
                                       -> to_mermaid, to_graphml, to_json
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
