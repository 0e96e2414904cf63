"""Pooling: one number for each window, so that an image or a sequence becomes smaller."""

from collections.abc import Callable
from typing import Any, ClassVar, Unpack

import autograd
from nn.layers.base import CHANNELS_LAST, Common, Kept, Only
from nn.layers.shaped import IMAGE, SEQUENCE, Shaped, as_given
from nn.layers.windows import Pixel, Sliding, check_padding


def largest(values: list[Any]) -> Any:
    """The largest number, by comparing halves: the compiler gets few and wide groups of `maximum`.

    >>> largest([1.0, 3.0, 2.0])
    3.0
    """
    while len(values) > 1:
        half = len(values) // 2
        winners = map(autograd.maximum, values[:half], values[half : 2 * half])
        values = [*winners, *values[2 * half :]]
    return values[0]


class _Pooling(Shaped):
    """Base class: turns the numbers of a channel into one; a subclass defines `pool`."""

    pool: Callable[[list[Any]], Any]
    """The number that stands for those of one channel."""

    def _result(self, pixels: list[Pixel]) -> Pixel:
        """The number for each channel of some pixels."""
        return [self.pool(list(channel)) for channel in zip(*pixels, strict=True)]


class _Pooling2D(_Pooling, Sliding):
    only: ClassVar[Only] = {**Shaped.only, **CHANNELS_LAST}

    def __init__(
        self,
        pool_size: Any = 2,
        strides: Any = None,
        padding: str = "valid",
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.size(f"pool_size of {type(self).__name__}", pool_size)
        if strides is not None:
            self.size(f"strides of {type(self).__name__}", strides)
        self.pool_size = as_given(pool_size)
        self.strides = None if strides is None else as_given(strides)
        self.padding = check_padding(padding)

    def _window(self) -> tuple[Any, Any, Any]:
        """The size of the window, and how far it moves: by default its own size."""
        return self.pool_size, self.pool_size if self.strides is None else self.strides, 1


class MaxPooling2D(_Pooling2D):
    """The largest number of each window of an image: whether a pattern was seen there at all.

    Args:
        pool_size: Height and width of the window, or one number for both.
        strides: How far it moves, down and across; by default by its own size, so that windows do
            not overlap.
        padding: "valid" for windows inside the image; "same" for windows that may cross its edge,
            where only the pixels inside count.
        **common: The arguments of every layer; see `BaseLayer`.

    Raises:
        InputTypeError: If an argument is of the wrong type, or a sample has other axes.
        InputValueError: If a number is below 1, a name is not known, or the window is larger than
            the image.

    >>> MaxPooling2D(2)([[[1.0], [2.0]], [[4.0], [3.0]]])
    [[[4.0]]]
    """

    pool = staticmethod(largest)


class AveragePooling2D(_Pooling2D):
    """The mean of each window of an image; arguments and errors as for `MaxPooling2D`.

    >>> AveragePooling2D(2)([[[1.0], [2.0]], [[4.0], [3.0]]])
    [[[2.5]]]
    """

    pool = staticmethod(autograd.mean)


class MaxPooling1D(MaxPooling2D):
    """The largest number of each window of a sequence.

    Args:
        pool_size: The number of steps in a window.
        strides: How many steps it moves; by default its own size.
        padding: As for `MaxPooling2D`.
        **common: The arguments of every layer; see `BaseLayer`.

    Raises:
        InputTypeError: As for `MaxPooling2D`.
        InputValueError: As for `MaxPooling2D`.

    >>> MaxPooling1D(2)([[1.0], [2.0], [4.0], [3.0]])
    [[2.0], [4.0]]
    """

    axes = SEQUENCE


class AveragePooling1D(AveragePooling2D):
    """The mean of each window of a sequence; arguments and errors as for `MaxPooling1D`.

    >>> AveragePooling1D(2)([[1.0], [2.0], [4.0], [3.0]])
    [[1.5], [3.5]]
    """

    axes = SEQUENCE


class _Global(_Pooling):
    axes: ClassVar[tuple[str, ...]] = IMAGE
    only: ClassVar[Only] = {
        **Shaped.only,
        **CHANNELS_LAST,
        "keepdims": Kept((False,), "put Reshape after the layer"),
    }

    def forward(self, x: Any) -> Any:
        """A number for each channel of an image, or each feature of a sequence."""
        return self._result([pixel for row in x for pixel in row] if self.axes == IMAGE else x)


class GlobalMaxPooling2D(_Global):
    """The largest number of each channel of an image.

    >>> GlobalMaxPooling2D()([[[1.0, 5.0], [2.0, 6.0]]])
    [2.0, 6.0]
    """

    pool = staticmethod(largest)


class GlobalAveragePooling2D(_Global):
    """The mean of each channel of an image.

    >>> GlobalAveragePooling2D()([[[1.0, 5.0], [2.0, 6.0]]])
    [1.5, 5.5]
    """

    pool = staticmethod(autograd.mean)


class GlobalMaxPooling1D(GlobalMaxPooling2D):
    """The largest number of each feature of a sequence.

    >>> GlobalMaxPooling1D()([[1.0, 5.0], [2.0, 6.0]])
    [2.0, 6.0]
    """

    axes = SEQUENCE


class GlobalAveragePooling1D(GlobalAveragePooling2D):
    """The mean of each feature of a sequence.

    >>> GlobalAveragePooling1D()([[1.0, 5.0], [2.0, 6.0]])
    [1.5, 5.5]
    """

    axes = SEQUENCE


MaxPool1D, MaxPool2D = MaxPooling1D, MaxPooling2D
AvgPool1D, AvgPool2D = AveragePooling1D, AveragePooling2D
GlobalMaxPool1D, GlobalMaxPool2D = GlobalMaxPooling1D, GlobalMaxPooling2D
GlobalAvgPool1D, GlobalAvgPool2D = GlobalAveragePooling1D, GlobalAveragePooling2D
