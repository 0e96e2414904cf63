"""Advice: a sentence for each thing that commonly goes wrong in a training, once it does."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from autograd.visual.charts import brief, count
from nn.training.callbacks.watching.numbers import SAMPLES, LayerNumbers

USUAL = 1e-3
"""|step| / |w| of a training that goes well: a rule of thumb, from Karpathy's lectures."""
FAR = 30.0
"""Beyond this factor from it, above or below, there is a word of advice."""
FADED = 1e-3
"""Gradients are said to vanish below this share of those of another layer."""
PATIENCE = 5
"""For how many epochs the validation loss must not have been lower."""


def advice(
    layers: Sequence[LayerNumbers],
    losses: Sequence[float],
    held_out: Sequence[float] = (),
    *,
    rate: float | None = None,
    samples: int = SAMPLES,
) -> list[str]:
    """What is wrong and what to do, the worst first.

    Args:
        layers: The numbers of the layers.
        losses: The losses so far, of epochs, or of batches while there is no epoch.
        held_out: The validation losses, of epochs.
        rate: The learning rate, if the optimizer has one.
        samples: For how many examples the outputs were measured.

    >>> advice([], [0.5, float("nan")], rate=0.1)[0][:49]
    'The loss is nan: lower the learning rate (it is 0'
    >>> advice([], [0.5, 0.4])
    []
    """
    if losses and not math.isfinite(losses[-1]):
        return [_diverged(losses[-1], rate)]
    return [
        *_dying([layer for layer in layers if layer.dead is not None], samples),
        # Outputs near 0 and 1 are what a classifier learns: only hidden layers are asked.
        *_saturated([layer for layer in layers[:-1] if layer.saturated is not None]),
        *_stepping([layer for layer in layers if layer.ratio is not None], rate),
        *_vanishing([layer for layer in layers if layer.mean_gradient is not None]),
        *_overfitting(losses, held_out),
    ]


def _diverged(loss: float, rate: float | None) -> str:
    return (
        f"The loss is {loss}: lower the learning rate{_now(rate)} or scale the inputs to about "
        "−1 to 1. nn.callbacks.StopOnNaN() tells the first operation that went wrong."
    )


def _now(rate: float | None) -> str:
    return "" if rate is None else f" (it is {rate:.3g})"


def _dying(layers: Sequence[LayerNumbers], samples: int) -> Iterator[str]:
    """Whether more than half of the neurons of a layer are dead."""
    found = [layer for layer in layers if (layer.dead or 0) > layer.units / 2]
    if found:
        which = _listed(
            f"{layer.dead} of {count(layer.units, 'neuron')} of {_called(layer)}" for layer in found
        )
        yield (
            f"{which} are dead: {found[0].activation} gives 0 for each of the "
            f"{count(samples, 'example')}, so no gradient reaches their weights, and they cannot "
            "recover. Begin anew with a lower learning rate or smaller weights, scale the inputs "
            "to about −1 to 1, or take leaky_relu, which has a slope below 0, too."
        )


def _saturated(layers: Sequence[LayerNumbers]) -> Iterator[str]:
    """Whether more than half of the outputs of a layer are where its activation is flat."""
    found = [layer for layer in layers if (layer.saturated or 0.0) > 0.5]
    if found:
        which = _listed(
            f"{layer.saturated:.0%} of the outputs of {_called(layer)}" for layer in found
        )
        yield (
            f"{which} are saturated: {found[0].activation} is flat there, and hardly any gradient "
            "passes. Begin with smaller weights, scale the inputs to about −1 to 1, or "
            "lower the learning rate."
        )


def _stepping(layers: Sequence[LayerNumbers], rate: float | None) -> Iterator[str]:
    """Whether the steps are far longer or shorter than usual."""
    usual = f"about {brief(USUAL)} is usual"
    if large := [layer for layer in layers if (layer.ratio or 0.0) > USUAL * FAR]:
        yield (
            f"The steps are large, {_ratios(large)}; {usual}. If the loss jumps, lower the "
            f"learning rate{_now(rate)}."
        )
    if tiny := [layer for layer in layers if 0.0 < (layer.ratio or 0.0) < USUAL / FAR]:
        yield (
            f"The steps are tiny, {_ratios(tiny)}; {usual}. Unless the training is near its end, "
            f"raise the learning rate{_now(rate)}, or see why the gradients are small."
        )


def _ratios(layers: Sequence[LayerNumbers]) -> str:
    return _listed(
        f"{brief(layer.ratio or 0.0)} of the weights of {_called(layer)}" for layer in layers
    )


def _listed(parts: Iterable[str]) -> str:
    """Parts of a sentence.

    >>> _listed(["a", "b", "c"])
    'a, b and c'
    """
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


def _called(layer: LayerNumbers) -> str:
    return "the output" if layer.name == "output" else layer.name


def _vanishing(layers: Sequence[LayerNumbers]) -> Iterator[str]:
    """Whether the gradients fade on their way back to the first layer."""
    if len(layers) < 2:
        return
    first, *others = layers
    largest = max(others, key=lambda layer: layer.mean_gradient or 0.0)
    small, large = first.mean_gradient or 0.0, largest.mean_gradient or 0.0
    if 0.0 < small < FADED * large:  # at 0 the neurons are dead
        yield (
            "The gradients vanish on their way back: their mean size is "
            f"{brief(small)} in {_called(first)} and {brief(large)} in {_called(largest)}. "
            "Use fewer layers, relu in place of sigmoid or tanh, or LayerNorm between the layers."
        )


def _overfitting(losses: Sequence[float], held_out: Sequence[float]) -> Iterator[str]:
    """Whether the validation loss rises while the other still falls."""
    known = [loss if math.isfinite(loss) else math.inf for loss in held_out]
    if not known:
        return
    best = known.index(min(known))
    since = len(known) - 1 - best
    if since >= PATIENCE and known[-1] > 1.1 * known[best] and losses[-1] < losses[best]:
        yield (
            f"The validation loss was lowest in epoch {best + 1} and rises since, while the "
            "training loss falls: the network overfits. Stop there by nn.callbacks.EarlyStopping"
            "(restore_best_weights=True), take more data or a smaller network, or add weight decay."
        )
