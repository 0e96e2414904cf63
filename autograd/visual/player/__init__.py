"""Steps through a graph in a browser: forward and backward, one operation at a time.

    capture -> tree -> views -> placing, -> writing -> payload -> Player
    a graph    boxes   what is  packing     slim SVG   one text   a page: *.js, *.css
    as arrays          in each  layouts

The boxes of a large graph are opened one at a time. Python decides what is in each and lays out
each kind once; the script in the page fills in the numbers, for any step, by the recorded local
derivatives: the same multiplications and additions as `Value.backward`, in the same order.
"""

import sys

from autograd.visual.player.capture import Capture
from autograd.visual.player.playing import Player
from autograd.visual.player.starting import capture, play

__all__ = ["Capture", "Player", "capture", "play"]

for _name, _function, _class in (("capture", capture, Capture), ("play", play, Player)):
    # Where pickles of version 0.1 look for it: beside the class that it returns.
    setattr(sys.modules[_class.__module__], _name, _function)
