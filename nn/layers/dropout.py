"""Dropout and GaussianNoise: noise in training, so that no neuron relies on a single input."""

from typing import Any, ClassVar, Unpack

import autograd
from nn.arguments import number_in
from nn.layers.base import NO_SEED, BaseLayer, Common, Kept, Only
from nn.layers.shaped import each
from nn.modes import is_training


class Dropout(BaseLayer):
    """In training, sets each number to 0 with probability `rate`, and the others to x / (1 - rate).

    The mean stays the same; outside of training, numbers pass unchanged. `fit` is training; by
    hand write `with nn.training_mode():`.

    Args:
        rate: The probability, 0 to 1.
        **common: The arguments of every layer; see `BaseLayer`.

    Raises:
        InputTypeError: If the rate is no number.
        InputValueError: If it is not between 0 and 1.

    Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout" (2014),
    https://jmlr.org/papers/v15/srivastava14a.html

    >>> from nn import training_mode
    >>> layer = Dropout(0.5, rng=2)
    >>> layer([1.0, 2.0, 3.0])
    [1.0, 2.0, 3.0]
    >>> with training_mode():
    ...     [float(x) for x in layer([1.0, 2.0, 3.0])]
    [2.0, 4.0, 0.0]
    """

    only: ClassVar[Only] = {
        **BaseLayer.only,
        **NO_SEED,
        "noise_shape": Kept((None,), "each number is dropped by itself"),
    }

    def __init__(self, rate: float, **common: Unpack[Common]) -> None:
        super().__init__(**common)
        self.rate = number_in("rate of Dropout", rate, high=1.0)

    def forward(self, x: Any) -> Any:
        """The numbers, some of them dropped."""
        if not is_training() or not self.rate:
            return x
        return each(self._dropped, x)

    def _dropped(self, x: Any) -> Any:
        factor = 1.0 / (1.0 - self.rate) if self.rate < 1.0 else 0.0
        return autograd.where(autograd.uniform(self.rng) < self.rate, 0.0, x * factor)


class GaussianNoise(BaseLayer):
    """In training, adds normally distributed noise to each number; else they pass unchanged.

    Args:
        stddev: The standard deviation of the noise; its mean is 0.
        **common: The arguments of every layer; see `BaseLayer`.

    Raises:
        InputTypeError: If the deviation is no number.
        InputValueError: If it is negative.

    Source: Bishop, "Training with noise is equivalent to Tikhonov regularization" (1995),
    https://doi.org/10.1162/neco.1995.7.1.108

    >>> GaussianNoise(0.1)([1.0, 2.0])
    [1.0, 2.0]
    """

    only: ClassVar[Only] = {**BaseLayer.only, **NO_SEED}

    def __init__(self, stddev: float, **common: Unpack[Common]) -> None:
        super().__init__(**common)
        self.stddev = number_in("stddev of GaussianNoise", stddev)

    def forward(self, x: Any) -> Any:
        """The numbers, with noise."""
        if not is_training() or not self.stddev:
            return x
        return each(lambda number: number + self.stddev * autograd.normal(self.rng), x)
