"""Utilities with Keras's names: one-hot classes, and a seed for all random numbers."""

import random
import sys
from typing import Any

from autograd import InputTypeError, InputValueError
from autograd.checks import abbreviate, described, is_whole, whole_number
from nn.data import array

__all__ = ["set_random_seed", "to_categorical"]


def set_random_seed(seed: int) -> None:
    """Seed Python's global generator of random numbers, and that of numpy if it is imported.

    Networks without an `rng` of their own take their seeds from Python's, so that a program draws
    the same weights, and the same order of samples, each time it runs.

    Args:
        seed: A whole number from 0 to 2**32 - 1.

    Raises:
        InputTypeError: If it is no whole number.
        InputValueError: If it is out of range.

    >>> from nn import MLP
    >>> set_random_seed(7)
    >>> first = MLP(2, [1]).get_weights()[0]
    >>> set_random_seed(7)
    >>> bool((MLP(2, [1]).get_weights()[0] == first).all())
    True
    """
    if not is_whole(seed):
        raise InputTypeError(
            f"set_random_seed takes a whole number, but was given {described(seed)}"
        )
    number = seed.__index__()
    if not 0 <= number < 2**32:
        raise InputValueError(
            f"a seed is a number from 0 to 2**32 - 1, but this is {abbreviate(number)}"
        )
    random.seed(number)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(number)


def to_categorical(y: Any, num_classes: int | None = None) -> Any:
    """Classes as one-hot rows: zeros, and a 1 in the place of the class, as in Keras.

    Args:
        y: Whole numbers from 0: a list or an array. A last axis of length 1 is dropped.
        num_classes: The number of classes; by default the largest class + 1.

    Returns:
        An array of shape (samples, num_classes), or (..., num_classes) for y of shape (...).

    Raises:
        InputTypeError: If something is no number.
        InputValueError: If a number is no class, or y is empty and `num_classes` is not given.

    >>> to_categorical([0, 2]).tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    import numpy

    numbers = array("y", y)
    if numbers.ndim > 1 and numbers.shape[-1] == 1:
        numbers = numbers[..., 0]
    if num_classes is not None:
        num_classes = whole_number("num_classes", num_classes)
    elif not numbers.size:
        raise InputValueError("y has no classes; give num_classes")
    most = numpy.inf if num_classes is None else num_classes
    wrong = numbers[~((numbers >= 0.0) & (numbers < most) & (numpy.floor(numbers) == numbers))]
    if wrong.size:
        raise InputValueError(
            f"classes are whole numbers from 0{f' to {most - 1}' if num_classes else ''}, but one "
            f"is {wrong[0]:g}"
        )
    columns = num_classes or int(numbers.max()) + 1
    try:
        rows = numpy.zeros((*numbers.shape, columns))
    except (MemoryError, ValueError):
        raise InputValueError(
            f"{columns:g} classes would make as many columns, which is more than there is memory "
            "for; number the classes that occur: numpy.unique(y, return_inverse=True)[1]"
        ) from None
    numpy.put_along_axis(rows, numbers.astype(int)[..., None], 1.0, axis=-1)
    return rows
