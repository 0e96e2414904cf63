"""Flatten and Reshape change the shape of lists; RepeatVector and UpSampling2D repeat numbers."""

import math
from collections.abc import Iterable
from typing import Any, ClassVar, Unpack

from autograd import InputValueError
from autograd.checks import is_whole, whole_number
from nn.arguments import flattened, is_sequence
from nn.layers.base import CHANNELS_LAST, BaseLayer, Common, Kept, Only, Shape, filled
from nn.layers.shaped import IMAGE, Shaped, as_given, pair


class Flatten(BaseLayer):
    """Turns nested lists into one list, as a `Dense` layer after a convolution needs it.

    >>> Flatten()([[1.0, 2.0], [3.0, 4.0]])
    [1.0, 2.0, 3.0, 4.0]
    """

    only: ClassVar[Only] = {**BaseLayer.only, **CHANNELS_LAST}

    def forward(self, x: Any) -> Any:
        """All numbers, one after the other."""
        return flattened(x)


class Reshape(BaseLayer):
    """Puts the numbers, in the same order, into lists of another shape.

    Args:
        target_shape: The shape; one of its sizes may be -1, and follows from the others.
        **common: The arguments of every layer; see `BaseLayer`.

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
        self.target_shape: Shape = tuple(
            -1 if is_whole(n) and n == -1 else whole_number(what, n) for n in sizes
        )
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
        return filled(self._sizes(len(numbers)), iter(numbers))

    def _sizes(self, numbers: int) -> Shape:
        """The shape, with the size in place of -1."""
        known = math.prod(size for size in self.target_shape if size != -1)
        sizes = tuple(numbers // known if size == -1 else size for size in self.target_shape)
        if math.prod(sizes) != numbers or not numbers:
            raise InputValueError(
                f"{self!r} cannot hold the {numbers} numbers of a sample; the product of the sizes "
                f"must be {numbers}"
            )
        return sizes


class RepeatVector(Shaped):
    """Repeats a list of numbers n times: a sequence of equal steps for a recurrent layer.

    Args:
        n: The number of steps.
        **common: The arguments of every layer; see `BaseLayer`.

    Raises:
        InputTypeError: If n is no whole number, or a sample has other axes.
        InputValueError: If n is below 1.

    >>> RepeatVector(2)([1.0, 2.0, 3.0])
    [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]
    """

    axes: ClassVar[tuple[str, ...]] = ("features",)

    def __init__(self, n: int, **common: Unpack[Common]) -> None:
        super().__init__(**common)
        self.n = whole_number("n of RepeatVector", n)

    def forward(self, x: Any) -> Any:
        """The list, n times."""
        return [list(x) for _ in range(self.n)]


class UpSampling2D(Shaped):
    """Makes an image larger: each pixel becomes a block of equal pixels.

    Args:
        size: Height and width of the blocks, or one number for both.
        **common: The arguments of every layer; see `BaseLayer`.

    Raises:
        InputTypeError: If a size is no whole number, or a sample has other axes.
        InputValueError: If a size is below 1.

    >>> UpSampling2D((1, 2))([[[1.0], [2.0]]])
    [[[1.0], [1.0], [2.0], [2.0]]]
    """

    axes: ClassVar[tuple[str, ...]] = IMAGE
    only: ClassVar[Only] = {
        **Shaped.only,
        **CHANNELS_LAST,
        "interpolation": Kept(("nearest",), "pixels are repeated"),
    }

    def __init__(self, size: Any = 2, **common: Unpack[Common]) -> None:
        super().__init__(**common)
        pair("size of UpSampling2D", size)
        self.size = as_given(size)

    def forward(self, x: Any) -> Any:
        """The larger image."""
        down, across = pair("size", self.size)
        return [
            [list(pixel) for pixel in row for _ in range(across)] for row in x for _ in range(down)
        ]
