"""Reads networks into diagrams, for `autograd.draw` and `autograd.play`.

    networks (which layers, in which order) -> stages (their numbers) -> words -> a `Diagram`

`autograd` knows nothing of networks: it asks for the method `_diagram_`, which all modules get
here. What reads them is imported when the first one is drawn.
"""

from typing import Any

from nn.module import Module


def _diagram(self: Module, x: Any, target: Any, loss: Any) -> Any:
    """The diagram of a network, with a sample and its target unless they are None."""
    from nn.diagrams.networks import read

    return read(self, x, target, loss)


Module._diagram_ = _diagram  # type: ignore[attr-defined]
