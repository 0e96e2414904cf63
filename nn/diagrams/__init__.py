"""Reads networks into diagrams, for `autograd.draw` and `autograd.play`.

    networks (which layers, in which order) -> stages (their numbers) -> words -> a `Diagram`

`autograd` knows nothing of networks: it asks for the methods `_diagram_` and `_traces_`, which all
modules get here. What reads them is imported when the first one is drawn.
"""

from typing import Any

from nn.module import Module


def _diagram(self: Module, x: Any, target: Any, loss: Any) -> Any:
    """The diagram of a network, with a sample and its target unless they are None."""
    from nn.diagrams.networks import read

    return read(self, x, target, loss)


Module._diagram_ = _diagram  # type: ignore[attr-defined]


def _traces(self: Module, X: Any, y: Any, loss: Any) -> Any:
    """The traces of one sample, or of several, through a network, for `autograd.play`."""
    from nn.diagrams.traces import traces

    return traces(self, X, y, loss)


Module._traces_ = _traces  # type: ignore[attr-defined]
