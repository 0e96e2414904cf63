"""Normalisation: numbers of mean 0 and size 1, over the data or within each sample."""

import math
import sys
from typing import Any, ClassVar, Self, Unpack

import autograd
from autograd import InputValueError, Value
from autograd.checks import abbreviate, whole_number
from nn.arguments import is_among, is_sequence, number_in
from nn.data import samples
from nn.layers.base import Common, Kept, Only, Shape
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


class LayerNormalization(Shaped):
    """gamma (x - mean) / sqrt(var + epsilon) + beta, with mean and variance of each sample.

    Numbers keep their size from layer to layer. In nested lists, each innermost list is normalised
    by itself. This is Keras's layer; `LayerNorm` is PyTorch's, which has another epsilon.

    Args:
        axis: -1, the only choice: the innermost lists.
        epsilon: Keeps the divisor above 0.
        center: Whether there is a beta, which starts at 0.
        scale: Whether there is a gamma, which starts at 1.
        **common: The arguments of every layer; see `BaseLayer`.

    Attributes:
        gamma: A factor for each feature; empty if `scale` is False.
        beta: A term for each feature; empty if `center` is False.

    Source: Ba, Kiros and Hinton, "Layer normalization" (2016), https://arxiv.org/abs/1607.06450

    >>> [round(x.data, 3) for x in LayerNormalization()([1.0, 3.0])]
    [-1.0, 1.0]
    """

    only: ClassVar[Only] = {
        **Shaped.only,
        "beta_constraint": Kept((None,), "only kernels have constraints"),
        "beta_initializer": Kept(("zeros",), "set the data of `beta` when the layer is built"),
        "beta_regularizer": Kept((None,), "write bias_regularizer"),
        "gamma_constraint": Kept((None,), "only kernels have constraints"),
        "gamma_initializer": Kept(("ones",), "set the data of `gamma` when the layer is built"),
        "gamma_regularizer": Kept((None,), "regularizers are for kernels and biases"),
    }
    gamma: list[Value]
    beta: list[Value]

    def __init__(
        self,
        axis: int = -1,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.axis = _last_axis(self, axis)
        self.epsilon = number_in(f"epsilon of {type(self).__name__}", epsilon)
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
        out = [autograd.div(x, size) for x in deviations]
        if gamma:
            out = [g * x for g, x in zip(gamma, out, strict=True)]
        return [x + b for x, b in zip(out, beta, strict=True)] if beta else out

    def biases(self) -> list[Value]:
        """Beta."""
        return self.beta


class LayerNorm(LayerNormalization):
    """`LayerNormalization` with the arguments and the epsilon of PyTorch's LayerNorm.

    Args:
        normalized_shape: The number of features; None to take it from the first sample.
        eps: Keeps the divisor above 0.
        elementwise_affine: Whether there is a gamma, PyTorch's weight, which starts at 1.
        bias: Whether there is a beta, which starts at 0, beside the gamma.
        **common: The arguments of every layer; see `BaseLayer`.

    Attributes:
        gamma: A factor for each feature; empty if `elementwise_affine` is False.
        beta: A term for each feature; empty if there is no gamma, or `bias` is False.

    Raises:
        InputTypeError: If an argument is of the wrong type.
        InputValueError: If samples have another number of features than `normalized_shape`.

    >>> [round(x.data, 3) for x in LayerNorm(2)([1.0, 3.0])]
    [-1.0, 1.0]
    """

    normalized_shape: int | None = None

    def __init__(
        self,
        normalized_shape: Any = None,
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        **common: Unpack[Common],
    ) -> None:
        number_in("eps of LayerNorm", eps)
        super().__init__(-1, eps, elementwise_affine and bias, elementwise_affine, **common)
        self.bias, self.normalized_shape = bias, _one_size(self, normalized_shape)

    def make(self, shape: Shape) -> None:
        """Make gamma and beta."""
        _check_size(self, self.normalized_shape, shape)
        super().make(shape)

    @property
    def eps(self) -> float:
        """PyTorch's name for epsilon."""
        return self.epsilon

    @property
    def elementwise_affine(self) -> bool:
        """Whether there is a gamma."""
        return self.scale


class RMSNormalization(Shaped):
    """gamma x / sqrt(mean of x² + epsilon): `LayerNormalization` without the mean.

    This is Keras's layer; `RMSNorm` is PyTorch's, which has another epsilon.

    Args:
        axis: -1, the only choice: the innermost lists.
        epsilon: Keeps the divisor above 0.
        **common: The arguments of every layer; see `BaseLayer`.

    Attributes:
        gamma: A factor for each feature; it starts at 1.

    Source: Zhang and Sennrich, "Root mean square layer normalization" (2019),
    https://arxiv.org/abs/1910.07467

    >>> [round(x.data, 3) for x in RMSNormalization()([1.0, 7.0])]
    [0.2, 1.4]
    """

    gamma: list[Value]
    elementwise_affine = True

    def __init__(self, axis: int = -1, epsilon: float = 1e-6, **common: Unpack[Common]) -> None:
        super().__init__(**common)
        self.axis = _last_axis(self, axis)
        self.epsilon = number_in(f"epsilon of {type(self).__name__}", epsilon)
        self.gamma = []

    def make(self, shape: Shape) -> None:
        """Make gamma."""
        self.gamma = [Value(1.0) for _ in range(shape[-1])] if self.elementwise_affine else []

    def forward(self, x: Any) -> Any:
        """The numbers, normalised."""
        return each_row(self._normalised, x)

    def _normalised(self, row: list[Any]) -> list[Any]:
        size = autograd.sqrt(autograd.dot(row, row) / len(row) + self.epsilon)
        out = [autograd.div(x, size) for x in row]
        if not self.gamma:
            return out
        return [g * x for g, x in zip(self.read(self.gamma), out, strict=True)]


class RMSNorm(RMSNormalization):
    """`RMSNormalization` with the arguments and the epsilon of PyTorch's RMSNorm.

    Args:
        normalized_shape: The number of features; None to take it from the first sample.
        eps: Keeps the divisor above 0; None for the distance from 1.0 to the next double, 2.2e-16.
        elementwise_affine: Whether there is a gamma, PyTorch's weight, which starts at 1.
        **common: The arguments of every layer; see `BaseLayer`.

    Attributes:
        gamma: A factor for each feature; empty if `elementwise_affine` is False.

    Raises:
        InputTypeError: If an argument is of the wrong type.
        InputValueError: If samples have another number of features than `normalized_shape`.

    >>> [round(x.data, 3) for x in RMSNorm()([1.0, 7.0])]
    [0.2, 1.4]
    """

    normalized_shape: int | None = None

    def __init__(
        self,
        normalized_shape: Any = None,
        eps: float | None = None,
        elementwise_affine: bool = True,
        **common: Unpack[Common],
    ) -> None:
        eps = sys.float_info.epsilon if eps is None else number_in("eps of RMSNorm", eps)
        super().__init__(-1, eps, **common)
        self.elementwise_affine = elementwise_affine
        self.normalized_shape = _one_size(self, normalized_shape)

    def make(self, shape: Shape) -> None:
        """Make gamma."""
        _check_size(self, self.normalized_shape, shape)
        super().make(shape)

    @property
    def eps(self) -> float:
        """PyTorch's name for epsilon."""
        return self.epsilon


def _last_axis(layer: Shaped, axis: Any) -> int:
    """-1, or an error."""
    if not is_among(axis, (-1, [-1], (-1,))):
        raise InputValueError(
            f"{type(layer).__name__} normalises along the last axis, axis=-1, but was given "
            f"axis={abbreviate(axis)}"
        )
    return -1


def _one_size(layer: Shaped, normalized_shape: Any) -> int | None:
    """The number of features; an error for several axes."""
    if normalized_shape is None:
        return None
    given = list(normalized_shape) if is_sequence(normalized_shape) else [normalized_shape]
    what = f"normalized_shape of {type(layer).__name__}"
    if len(given) != 1:
        raise InputValueError(
            f"{what} takes the number of features, since only the last axis is normalised, but was "
            f"given {abbreviate(normalized_shape)}"
        )
    return whole_number(what, given[0])


def _check_size(layer: Shaped, features: int | None, shape: Shape) -> None:
    if features not in (None, shape[-1]):
        raise InputValueError(
            f"{type(layer).__name__} normalises {features} features, but was given a sample of "
            f"shape {shape}"
        )
