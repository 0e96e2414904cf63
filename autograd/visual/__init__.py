"""Draws computation graphs: as SVG in a notebook, as a file, as Mermaid text for a web page.

One walk makes a `Picture`, plain data, and every format is written from it:

    names, walking, folding -> picture -> to_dot (style) -> layout -> to_svg -> Drawing
                                       -> to_mermaid, to_graphml, to_json

>>> from autograd import Value, draw
>>> x = Value(0.5)
>>> draw(x.tanh() * x)
<Drawing: graph of 3 values and 2 operations; in a file: .save("graph.svg")>
"""

from autograd.visual.drawing import Drawing, draw, mermaid
from autograd.visual.player import Capture, Player, capture, play

__all__ = ["Capture", "Drawing", "Player", "capture", "draw", "mermaid", "play"]
