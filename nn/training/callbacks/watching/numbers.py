"""Numbers: what is measured of each layer when a training is watched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from autograd.visual.charts import Histogram, histogram_of
from nn import activations
from nn.training.callbacks.watching.outputs import Outputs, layers_of, reader
from nn.training.callbacks.watching.parameters import Numbers, Places

SAMPLES = 32
"""How many examples the fixed sample has, unless others are given."""
_DIES = ("relu", "relu6")
"""Activations that give 0, with slope 0, to all numbers below 0."""
_FLAT: dict[str, Callable[[Any], Any]] = {
    "tanh": lambda y: abs(y) > 0.97,
    "hard_tanh": lambda y: abs(y) >= 1.0,
    "softsign": lambda y: abs(y) > 0.83,
    "sigmoid": lambda y: abs(y - 0.5) > 0.485,
    "hard_sigmoid": lambda y: abs(y - 0.5) >= 0.5,
}
"""Where an activation is flat, by its output: its slope is below about 6 % of the largest."""


@dataclass(frozen=True)
class LayerNumbers:
    """What is measured of a layer.

    Attributes:
        name: What it is called: its name, or "layer 2".
        kind: Its class and its activation, in words.
        activation: The name of its activation; empty if it has none.
        parameters: How many of its parameters are trained.
        units: How many neurons it has, or filters; 0 while that is not known.
        outputs: Their distribution over the sample; None if it was not measured.
        dead: How many neurons give 0 for all of the sample; None if the activation cannot die.
        saturated: The share of outputs where the activation is flat; None if it has no flat ends.
        gradients: The distribution of the gradients of the parameters, for one batch.
        mean_gradient: The mean of their absolute values.
        ratio: The size of the latest step beside the size of the weights: |step| / |w|, the norms
            of both.
    """

    name: str
    kind: str
    activation: str = ""
    parameters: int = 0
    units: int = 0
    outputs: Histogram | None = None
    dead: int | None = None
    saturated: float | None = None
    gradients: Histogram | None = None
    mean_gradient: float | None = None
    ratio: float | None = None


class Meter:
    """Measures a network during its training.

    Args:
        model: The network.
        engine: The engine that trains it.
        sample: Inputs for which the outputs of all layers are measured, a row each.

    Attributes:
        trouble: Why the outputs cannot be measured; empty if they can.
    """

    def __init__(self, model: Any, engine: Any, sample: Any) -> None:
        self._engine, self._sample = engine, sample
        places = Places(engine)
        self._vector = places.vector
        self._layers = layers_of(model)
        self._numbers = [places.trained(layer) for layer in self._layers]
        self._outputs: Outputs | None = reader(model, places, sample)
        self._before: list[Any] = []
        self._ratios: list[float | None] = []
        self.trouble = ""

    def serves(self, engine: Any) -> bool:
        """Whether it still reads the arrays of this engine, which change as layers are frozen."""
        return engine is self._engine and getattr(engine, "vector", None) is self._vector

    @property
    def size(self) -> int:
        """How many parameters are trained."""
        return sum(map(len, self._numbers))

    @property
    def measures_outputs(self) -> bool:
        """Whether it knows how the layers compute."""
        return self._outputs is not None

    @property
    def needs_program(self) -> bool:
        """Whether measuring outputs would take as long as compiling the network."""
        return self._outputs is not None and not self._outputs.is_ready

    def keep(self) -> None:
        """Keep the parameters as they are before a step."""
        self._before = [numbers.data() for numbers in self._numbers]

    def measure_steps(self) -> list[float | None]:
        """|step| / |w| of each layer, after a step; `measure` repeats it."""
        pairs = zip(self._before, self._numbers, strict=True)
        self._ratios = [_ratio(before, numbers) for before, numbers in pairs]
        return self._ratios

    def measure(self, *, with_outputs: bool = True) -> list[LayerNumbers]:
        """The numbers of all layers, after a step, with the gradients of that step."""
        outputs = self._outputs_now() if with_outputs else None
        return [
            LayerNumbers(
                name=name_of(layer, number, len(self._layers)),
                kind=f"{type(layer).__name__} {_activation(layer)}".rstrip(),
                activation=_activation(layer),
                parameters=len(self._numbers[number - 1]),
                **_of_outputs(layer, None if outputs is None else outputs[number - 1]),
                **self._of_step(number - 1),
            )
            for number, layer in enumerate(self._layers, 1)
        ]

    def _outputs_now(self) -> list[Any] | None:
        if self._outputs is None:
            return None
        try:
            return self._outputs(self._sample)
        except Exception as error:  # from a layer of one's own, which need not be compilable
            self._outputs, self.trouble = None, f"{type(error).__name__}: {error}"
            return None

    def _of_step(self, place: int) -> dict[str, Any]:
        """The gradients of the latest step, and its size."""
        import numpy

        numbers = self._numbers[place]
        if not len(numbers):
            return {}
        gradients = numbers.grad()
        with numpy.errstate(all="ignore"):
            return {
                "gradients": histogram_of(gradients),
                "mean_gradient": float(numpy.abs(gradients).mean()),
                "ratio": self._ratios[place] if self._ratios else None,
            }


def _ratio(before: Any, now: Numbers) -> float | None:
    """|step| / |w|; None where all weights were 0."""
    import numpy

    with numpy.errstate(all="ignore"):
        size = float(numpy.linalg.norm(before))
        return float(numpy.linalg.norm(now.data() - before)) / size if size else None


def name_of(layer: Any, number: int, of: int) -> str:
    """What a layer is called, here as in the picture of the network."""
    name = getattr(layer, "name", None)
    usual = "output" if number == of else f"layer {number}"
    return name if isinstance(name, str) and name else usual


def _activation(layer: Any) -> str:
    function = getattr(layer, "activation", None)
    return activations.name_of(function) if callable(function) else ""


def _of_outputs(layer: Any, outputs: Any) -> dict[str, Any]:
    """The distribution of the outputs of a layer, whose last axis counts its neurons."""
    if outputs is None:
        return {}
    name, units = _activation(layer), outputs.shape[-1]
    found: dict[str, Any] = {"units": units, "outputs": histogram_of(outputs)}
    if name in _DIES:  # a filter is dead if it is so at all places
        found["dead"] = int((outputs.reshape(-1, units) == 0.0).all(axis=0).sum())
    if name in _FLAT:
        found["saturated"] = float(_FLAT[name](outputs).mean())
    return found
