"""Augmentation: changed copies of the inputs, so that a network never sees a sample twice.

An augmentation is a function `(X, rng) -> X` of the inputs of a batch, an array with one sample in
each row, and a `random.Random`; `fit(..., augment=...)` takes it.

>>> import numpy, random
>>> X = numpy.zeros((2, 3))
>>> noise(0.1)(X, random.Random(0)).shape
(2, 3)
>>> compose(noise(0.1), shifts(1))
compose(noise(stddev=0.1), shifts(most=1, axes=(0, 1), shape=None))
"""
# ruff: noqa: N801 - classes, for their repr and their pickles, but used as functions are

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from autograd import InputTypeError, InputValueError
from autograd.checks import abbreviate, described, is_whole, whole_number
from nn.arguments import Checked

__all__ = ["Augmentation", "compose", "flips", "noise", "shifts"]

Augmentation = Callable[[Any, random.Random], Any]


@dataclass(frozen=True)
class noise(Checked):
    """Adds a normally distributed random number to each number.

    Args:
        stddev: The standard deviation of the noise, in the units of the inputs.

    Source: Bishop, "Training with noise is equivalent to Tikhonov regularization" (1995),
    https://doi.org/10.1162/neco.1995.7.1.108
    """

    stddev: float = 0.1

    def __call__(self, X: Any, rng: random.Random) -> Any:
        """The inputs with noise."""
        return X + _numpy(rng).normal(0.0, self.stddev, X.shape)


@dataclass(frozen=True)
class shifts:
    """Moves each sample by a few places, and fills the gap with 0.

    Args:
        most: The largest shift: each whole number from -most to most is equally likely.
        axes: The axes of a sample to move along, counted from 0: (0, 1) for images of shape
            (height, width) or (height, width, channels), (0,) for signals.
        shape: The shape of a sample where the inputs are flat lists, such as (8, 8).

    >>> import numpy, random
    >>> shifts(1, axes=(0,))(numpy.array([[1.0, 2.0, 3.0]]), random.Random(0)).tolist()
    [[2.0, 3.0, 0.0]]
    """

    most: int = 1
    axes: tuple[int, ...] = (0, 1)
    shape: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        whole_number("most of shifts", self.most)
        if not isinstance(self.axes, tuple | list):
            raise InputTypeError(
                "axes of shifts takes several, such as (0, 1), but was given "
                f"{described(self.axes)}; write "
                f"({abbreviate(self.axes)},)"
            )

    def __call__(self, X: Any, rng: random.Random) -> Any:
        """The inputs, each moved by random places."""
        import numpy

        samples = _shaped(X, self.shape)
        _check_axes(
            f"{abbreviate(self)} moves along axes {abbreviate(self.axes)}",
            self.axes,
            samples,
            "axes",
        )
        moved = numpy.zeros_like(samples)
        steps = _numpy(rng).integers(-self.most, self.most + 1, (len(X), len(self.axes)))
        for sample, out, by in zip(samples, moved, steps.tolist(), strict=True):
            here, there = [slice(None)] * sample.ndim, [slice(None)] * sample.ndim
            # `here` are the places that stay within the sample, `there` those they move to
            for axis, step in zip(self.axes, by, strict=True):
                size = sample.shape[axis]
                here[axis] = slice(max(0, -step), max(0, min(size, size - step)))
                there[axis] = slice(max(0, step), max(0, min(size, size + step)))
            out[tuple(there)] = sample[tuple(here)]
        return moved.reshape(X.shape)


@dataclass(frozen=True)
class flips:
    """Replaces each sample by its mirror image with probability 1/2.

    Args:
        axis: The axis of a sample to mirror, counted from 0: 1 swaps left and right of an image.
        shape: As for `shifts`.

    >>> import numpy, random
    >>> flips(axis=0)(numpy.array([[1.0, 2.0], [3.0, 4.0]]), random.Random(1)).tolist()
    [[2.0, 1.0], [4.0, 3.0]]
    """

    axis: int = 1
    shape: tuple[int, ...] | None = None

    def __call__(self, X: Any, rng: random.Random) -> Any:
        """The inputs, some of them mirrored."""
        import numpy

        samples = _shaped(X, self.shape)
        _check_axes(
            f"{abbreviate(self)} turns axis {abbreviate(self.axis)}", [self.axis], samples, "axis"
        )
        chosen = _numpy(rng).random(len(X)) < 0.5
        turned = samples.copy()
        turned[chosen] = numpy.flip(samples[chosen], axis=self.axis + 1)
        return turned.reshape(X.shape)


class compose:
    """Several augmentations, one after the other.

    Args:
        augmentations: The functions (X, rng) -> X.
    """

    def __init__(self, *augmentations: Augmentation) -> None:
        for one in augmentations:
            if not callable(one):
                raise InputTypeError(
                    f"compose takes functions (X, rng) -> X, but was given {described(one)}"
                )
        self.augmentations = augmentations

    def __call__(self, X: Any, rng: random.Random) -> Any:
        """The inputs, after all of them."""
        for one in self.augmentations:
            X = one(X, rng)
        return X

    def __repr__(self) -> str:
        return f"compose({', '.join(map(repr, self.augmentations))})"


def _numpy(rng: random.Random) -> Any:
    """A numpy generator, seeded from Python's."""
    import numpy

    return numpy.random.default_rng(rng.getrandbits(128))


def _shaped(X: Any, shape: tuple[int, ...] | None) -> Any:
    """The inputs with each sample in the given shape."""
    if shape is None:
        return X
    try:
        return X.reshape(len(X), *shape)
    except Exception:  # no whole numbers, or not of this product
        raise InputValueError(
            f"an example of shape {X.shape[1:]} cannot be given the shape {abbreviate(shape)}"
        ) from None


def _check_axes(what: str, axes: Iterable[int], samples: Any, argument: str) -> None:
    """Raise an error unless a sample has these axes."""
    if not all(is_whole(axis) and 0 <= axis < samples.ndim - 1 for axis in axes):
        raise InputValueError(
            f"{what}, but an example has the shape {samples.shape[1:]}; give {argument}, or the "
            "shape of an example"
        )
