"""What the numbers of a network are called: x₁, h²₃, w²₃₁, b²₃, ŷ, y, L, counted from 1."""

from __future__ import annotations

from typing import NamedTuple

from autograd.visual.network.diagram import Diagram, Place


class Symbol(NamedTuple):
    """A letter with a raised and a lowered index, each perhaps empty.

    >>> print(Symbol("h", "2", "3"))
    h, layer 2, neuron 3
    """

    letter: str
    raised: str = ""
    lowered: str = ""

    def __str__(self) -> str:
        layer = f", layer {self.raised}" if self.raised else ""
        if not self.lowered:
            return self.letter + layer
        return f"{self.letter}{layer}, {'neuron ' if layer else ''}{self.lowered}"


def symbol(diagram: Diagram, place: Place) -> Symbol:
    """The name of a value: an input, the output of a neuron, the loss."""
    if place == diagram.loss_place:
        return Symbol("L")
    column = diagram.columns[place.column]
    lone = "" if column.size == 1 else str(place.cell + 1)
    if column.role == "layer":
        return Symbol("h", str(place.column), str(place.cell + 1))
    return Symbol("x" if column.role == "input" else "ŷ", lowered=lone)


def target_symbol(diagram: Diagram, cell: int) -> Symbol:
    """The name of a target."""
    return Symbol("y", lowered="" if len(diagram.target) == 1 else str(cell + 1))
