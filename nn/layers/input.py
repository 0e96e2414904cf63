"""Input: the shape of a sample, in the place where Keras has it."""

from collections.abc import Iterable

from nn.layers.base import sizes


class Input:
    """The shape of one sample, given first: it is no layer, but tells the first layer its size.

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
