"""Frames: what training changes, and its form for the page."""

import json
import math
import struct
from dataclasses import dataclass
from typing import Any

import numpy

from autograd.app.playground import maps


@dataclass(frozen=True)
class Frame:
    """What the page shows of a moment of training.

    Attributes:
        steps: How many steps were done.
        epoch: How many epochs that makes.
        finite: Whether all parameters are finite.
        loss: The mean losses of the points for training and testing, by "train" and "test".
        score: The scores, in the same way.
        parameters: All weights and biases: layer by layer, neuron by neuron, the bias last.
        curve: Rows of steps, loss of the training points and loss of the test points.
        maps: The outputs of all neurons on the plane, a row for each; the last one is from -1 to 1.
    """

    steps: int
    epoch: float
    finite: bool
    loss: dict[str, float]
    score: dict[str, float]
    parameters: Any
    curve: Any
    maps: Any

    def to_bytes(self) -> bytes:
        """The frame for the page: JSON, then arrays without a detour by text.

        There are: 4 bytes, the length of the JSON, a multiple of 4; the JSON; float32 numbers,
        `parameters` and `curve`; a byte for each square of each map.
        """
        scales = maps.scales(self.maps)
        scales[-1] = 1.0
        head = {
            "steps": self.steps,
            "epoch": self.epoch,
            "finite": self.finite,
            "loss": {name: _json(loss) for name, loss in self.loss.items()},
            "score": {name: _json(score) for name, score in self.score.items()},
            "scales": scales.tolist(),
            "parameters": len(self.parameters),
            "curve": len(self.curve),
        }
        text = json.dumps(head, allow_nan=False, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 4)
        with numpy.errstate(over="ignore"):  # what is too large for float32 is infinite there
            numbers = [numpy.asarray(x, dtype="<f4") for x in (self.parameters, self.curve)]
        levels = maps.levels(self.maps, scales)
        return b"".join(
            [struct.pack("<I", len(text)), text, *(x.tobytes() for x in (*numbers, levels))]
        )


def _json(number: float) -> float | None:
    """A number with six digits; None for nan and infinity, which JSON lacks."""
    return float(f"{number:.6g}") if math.isfinite(number) else None
