"""Flatten and Reshape: the same numbers in other lists."""

import math
from collections.abc import Iterable, Iterator
from typing import Any, Unpack

from autograd import InputValueError
from nn.arguments import count, is_sequence
from nn.layers.base import BaseLayer, Common, Shape, flattened


class Flatten(BaseLayer):
    """Nested lists become one list: what a `Dense` layer after a convolution needs.

    >>> Flatten()([[1.0, 2.0], [3.0, 4.0]])
    [1.0, 2.0, 3.0, 4.0]
    """

    def forward(self, x: Any) -> Any:
        """All numbers, one after the other."""
        return flattened(x)


class Reshape(BaseLayer):
    """The numbers in their order, in lists of another shape.

    Args:
        target_shape: The shape; one of its sizes may be -1, for what is left over.
        common: As for `BaseLayer`.

    Raises:
        InputTypeError: If a size is no whole number.
        InputValueError: If a size is below 1, or the numbers do not fill the shape.

    >>> Reshape((2, -1))([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    """

    def __init__(self, target_shape: Iterable[int], **common: Unpack[Common]) -> None:
        super().__init__(**common)
        sizes = list(target_shape) if is_sequence(target_shape) else [target_shape]
        what = "a size of target_shape"
        self.target_shape: Shape = tuple(-1 if n == -1 else count(what, n) for n in sizes)
        if not sizes or self.target_shape.count(-1) > 1:
            raise InputValueError(
                "target_shape takes sizes of which one may be -1, such as (8, 8, -1), but was "
                f"given {self.target_shape}"
            )

    def make(self, shape: Shape) -> None:
        """Raise an error if numbers of that shape do not fill the new one."""
        self._sizes(math.prod(shape))

    def forward(self, x: Any) -> Any:
        """The numbers in their new lists."""
        numbers = flattened(x)
        return _filled(self._sizes(len(numbers)), iter(numbers))

    def _sizes(self, numbers: int) -> Shape:
        """The shape, with the size that was left open."""
        known = math.prod(size for size in self.target_shape if size != -1)
        sizes = tuple(numbers // known if size == -1 else size for size in self.target_shape)
        if math.prod(sizes) != numbers or not numbers:
            raise InputValueError(
                f"{self!r} cannot hold the {numbers} numbers of a sample; the product of the sizes "
                f"must be {numbers}"
            )
        return sizes


def _filled(sizes: Shape, numbers: Iterator[Any]) -> list[Any]:
    first, *rest = sizes
    return [_filled(tuple(rest), numbers) if rest else next(numbers) for _ in range(first)]
