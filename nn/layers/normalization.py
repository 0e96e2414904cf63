"""Normalisation: numbers of mean 0 and size 1, over the data or within each sample."""

import math
from typing import Any, Self, Unpack

import autograd
from autograd import InputValueError, Value
from nn.arguments import number_in
from nn.data import samples
from nn.layers.base import Common, Shape
from nn.layers.shaped import Shaped, each_row
from nn.module import Module


class Normalize(Shaped):
    """Standardises each feature: (x - mean) / scale, with mean and scale learnt from data.

    The last axis counts the features. `adapt` computes mean and standard deviation once; training
    does not change them. They are part of the network, so that it takes raw numbers.

    Attributes:
        statistics: `statistics.mean` and `statistics.scale`, parameters that are always frozen.

    >>> layer = Normalize().adapt([[1.0, 5.0], [3.0, 5.0]])
    >>> layer([3.0, 6.0])
    [1.0, 1.0]
    >>> len(layer.parameters()), layer.trainable_parameters()
    (4, [])
    """

    statistics: "Statistics"

    def adapt(self, X: Any) -> Self:
        """Learn the mean and standard deviation of each feature; 1 for a constant feature.

        Args:
            X: The samples, as for `fit`.

        Returns:
            The layer.

        Raises:
            InputTypeError: If something is no number.
            InputValueError: If there is no sample, or numbers are missing.
        """
        import numpy

        found = samples(X).X
        self.build(found.shape[1:])
        self._check(found.shape[1:])
        rows = found.reshape(-1, found.shape[-1])
        if not numpy.isfinite(rows).all():
            raise InputValueError("Normalize adapts to finite numbers, but X has others among them")
        mean, scale = rows.mean(axis=0), rows.std(axis=0)
        # The deviation of equal numbers may round to more than 0; their range is exactly 0.
        scale[numpy.ptp(rows, axis=0) == 0.0] = 1.0
        for place, number in zip(self.statistics.parameters(), [*mean, *scale], strict=True):
            place.data = float(number)
        return self

    def make(self, shape: Shape) -> None:
        """Make the mean and the scale of each feature, to be learnt by `adapt`."""
        self.statistics = Statistics(shape[-1])

    def forward(self, x: Any) -> Any:
        """The numbers, standardised."""
        mean, scale = self.statistics.mean, self.statistics.scale
        if not autograd.is_compiling() and math.isnan(mean[0].data):
            raise InputValueError("Normalize has learnt nothing yet: call adapt(X) before")
        mean, scale = self.statistics.read((mean, scale))
        return each_row(
            lambda row: [(x - m) / s for x, m, s in zip(row, mean, scale, strict=True)], x
        )


class Statistics(Module):
    """Mean and scale of each feature: saved like parameters, and never trained.

    Args:
        features: How many features there are.
    """

    def __init__(self, features: int) -> None:
        self.mean = [Value(math.nan) for _ in range(features)]
        self.scale = [Value(math.nan) for _ in range(features)]

    @property
    def _frozen(self) -> bool:
        return True

    @_frozen.setter
    def _frozen(self, frozen: bool) -> None:
        """Ignore it: statistics stay frozen when the network around them is unfrozen."""


class LayerNorm(Shaped):
    """gamma (x - mean) / sqrt(var + epsilon) + beta, with mean and variance of each sample.

    Numbers keep their size from layer to layer. In nested lists, each innermost list is normalised
    by itself.

    Args:
        epsilon: Keeps the divisor above 0.
        center: Whether there is a beta, which starts at 0.
        scale: Whether there is a gamma, which starts at 1.
        **common: The arguments of every layer; see `BaseLayer`.

    Attributes:
        gamma: A factor for each feature; empty if `scale` is False.
        beta: A term for each feature; empty if `center` is False.

    Source: Ba, Kiros and Hinton, "Layer normalization" (2016), https://arxiv.org/abs/1607.06450

    >>> [round(x.data, 3) for x in LayerNorm()([1.0, 3.0])]
    [-1.0, 1.0]
    """

    gamma: list[Value]
    beta: list[Value]

    def __init__(
        self,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.epsilon = number_in("epsilon of LayerNorm", epsilon)
        self.center, self.scale = center, scale
        self.gamma, self.beta = [], []

    def make(self, shape: Shape) -> None:
        """Make gamma and beta."""
        self.gamma = [Value(1.0) for _ in range(shape[-1])] if self.scale else []
        self.beta = [Value(0.0) for _ in range(shape[-1])] if self.center else []

    def forward(self, x: Any) -> Any:
        """The numbers, normalised."""
        return each_row(self._normalised, x)

    def _normalised(self, row: list[Any]) -> list[Any]:
        gamma, beta = self.read((self.gamma, self.beta))
        center = autograd.mean(row)
        deviations = [x - center for x in row]
        size = autograd.sqrt(autograd.dot(deviations, deviations) / len(row) + self.epsilon)
        out = [x / size for x in deviations]
        if gamma:
            out = [g * x for g, x in zip(gamma, out, strict=True)]
        return [x + b for x, b in zip(out, beta, strict=True)] if beta else out

    def biases(self) -> list[Value]:
        """Beta."""
        return self.beta


class RMSNorm(Shaped):
    """gamma x / sqrt(mean of x² + epsilon): `LayerNorm` without the mean, as in recent models.

    Args:
        epsilon: Keeps the divisor above 0.
        **common: The arguments of every layer; see `BaseLayer`.

    Attributes:
        gamma: A factor for each feature; it starts at 1.

    Source: Zhang and Sennrich, "Root mean square layer normalization" (2019),
    https://arxiv.org/abs/1910.07467

    >>> [round(x.data, 3) for x in RMSNorm()([1.0, 7.0])]
    [0.2, 1.4]
    """

    gamma: list[Value]

    def __init__(self, epsilon: float = 1e-6, **common: Unpack[Common]) -> None:
        super().__init__(**common)
        self.epsilon = number_in("epsilon of RMSNorm", epsilon)
        self.gamma = []

    def make(self, shape: Shape) -> None:
        """Make gamma."""
        self.gamma = [Value(1.0) for _ in range(shape[-1])]

    def forward(self, x: Any) -> Any:
        """The numbers, normalised."""
        return each_row(self._normalised, x)

    def _normalised(self, row: list[Any]) -> list[Any]:
        size = autograd.sqrt(autograd.dot(row, row) / len(row) + self.epsilon)
        return [g * (x / size) for g, x in zip(self.read(self.gamma), row, strict=True)]


LayerNormalization = LayerNorm
"""Keras's name."""
RMSNormalization = RMSNorm
"""Keras's name."""
