"""Input: the shape of a sample, given as in Keras."""

from collections.abc import Iterable
from typing import Any

from autograd import InputValueError
from autograd.checks import whole_number
from nn.arguments import is_sequence


class Input:
    """The shape of one sample, given before the first layer. It is no layer itself.

    `Sequential([Input((4,)), Dense(3)])` is `Sequential([Dense(3, input_shape=(4,))])`.

    Args:
        shape: The shape of one sample, such as (28, 28, 1).

    Raises:
        InputTypeError: If a size is no whole number.
        InputValueError: If a size is below 1.
    """

    def __init__(self, shape: Iterable[int]) -> None:
        self.shape = sizes("shape of Input", shape)

    def __repr__(self) -> str:
        return f"Input({self.shape})"


def sizes(what: str, shape: Any) -> tuple[int, ...]:
    """The shape of a sample as a tuple, after checks.

    >>> sizes("shape", [28, 28, 1])
    (28, 28, 1)
    """
    given = list(shape) if is_sequence(shape) else [shape]
    if not given:
        raise InputValueError(f"the {what} is empty; give at least one size")
    return tuple(whole_number(f"size {i} of the {what}", size) for i, size in enumerate(given))
