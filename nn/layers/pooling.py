"""Pooling: one number for each window, so that an image or a sequence becomes smaller."""

from collections.abc import Iterable
from typing import Any, ClassVar, Unpack

import autograd
from autograd.checks import whole_number
from nn.layers.base import Common, Shape
from nn.layers.shaped import Shaped, pair
from nn.layers.windows import check_fit, check_padding, is_inside, windows


def largest(values: list[Any]) -> Any:
    """The largest number, found by halves: few and wide groups of operations to compile.

    >>> largest([1.0, 3.0, 2.0])
    3.0
    """
    while len(values) > 1:
        half = len(values) // 2
        winners = map(autograd.maximum, values[:half], values[half : 2 * half])
        values = [*winners, *values[2 * half :]]
    return values[0]


class _Pooling(Shaped):
    """What all have in common."""

    @staticmethod
    def pool(values: list[Any]) -> Any:
        """What stands for the numbers of one channel in a window."""
        raise NotImplementedError

    def _pooled(self, pixels: Iterable[list[Any]]) -> list[Any]:
        """The result for each channel of some pixels."""
        return [self.pool(list(channel)) for channel in zip(*pixels, strict=True)]


class _Pooling2D(_Pooling):
    axes: ClassVar[tuple[str, ...]] = ("height", "width", "channels")

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
        self.pool_size, self.strides = pool_size, strides
        self.padding = check_padding(padding)

    def size(self, what: str, numbers: Any) -> tuple[int, ...]:
        """A size along each axis that is slid along."""
        return pair(what, numbers)

    def make(self, shape: Shape) -> None:
        """Raise an error if the window is larger than the sample."""
        check_fit(self, self.size("pool_size", self.pool_size), shape, self.padding)

    def forward(self, x: Any) -> Any:
        """A smaller image."""
        height, width = pair("pool_size", self.pool_size)
        down, across = pair("strides", self.strides or self.pool_size)
        rows = windows(len(x), height, down, self.padding)
        columns = windows(len(x[0]), width, across, self.padding)
        return self._slide(x, rows, columns)

    def _slide(self, image: Any, rows: list[range], columns: list[range]) -> list[list[list[Any]]]:
        """The results for the windows that cover those rows and columns."""

        def seen(i_range: range, j_range: range) -> list[Any]:
            return [image[i][j] for i in i_range for j in j_range if is_inside(image, i, j)]

        return [[self._pooled(seen(i, j)) for j in columns] for i in rows]


class _Pooling1D(_Pooling2D):
    axes: ClassVar[tuple[str, ...]] = ("steps", "features")

    def size(self, what: str, numbers: Any) -> tuple[int, ...]:
        """A number of steps."""
        return (whole_number(what, numbers),)

    def forward(self, x: Any) -> Any:
        """A shorter sequence."""
        stride = self.strides or self.pool_size
        columns = windows(len(x), self.pool_size, stride, self.padding)
        return self._slide([x], [range(1)], columns)[0]


class MaxPooling2D(_Pooling2D):
    """The largest number of each window of an image: whether something was seen there at all.

    Args:
        pool_size: Height and width of the window, or one number for both.
        strides: How far it moves, down and across; by default by its own size, so that windows do
            not overlap.
        padding: "valid" for windows inside of the image; "same" for some that lie over its edge,
            of which only the pixels inside count.
        common: As for `BaseLayer`.

    Raises:
        InputTypeError: If an argument is of the wrong kind, or a sample has other axes.
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


class MaxPooling1D(_Pooling1D):
    """The largest number of each window of a sequence.

    Args:
        pool_size: How many steps a window covers.
        strides: How many steps it moves; by default its own size.
        padding: As for `MaxPooling2D`.
        common: As for `BaseLayer`.

    Raises:
        InputTypeError: As for `MaxPooling2D`.
        InputValueError: As for `MaxPooling2D`.

    >>> MaxPooling1D(2)([[1.0], [2.0], [4.0], [3.0]])
    [[2.0], [4.0]]
    """

    pool = staticmethod(largest)


class AveragePooling1D(_Pooling1D):
    """The mean of each window of a sequence; arguments and errors as for `MaxPooling1D`.

    >>> AveragePooling1D(2)([[1.0], [2.0], [4.0], [3.0]])
    [[1.5], [3.5]]
    """

    pool = staticmethod(autograd.mean)


class _Global2D(_Pooling):
    axes: ClassVar[tuple[str, ...]] = ("height", "width", "channels")

    def forward(self, x: Any) -> Any:
        """A number for each channel."""
        return self._pooled([pixel for row in x for pixel in row])


class _Global1D(_Pooling):
    axes: ClassVar[tuple[str, ...]] = ("steps", "features")

    def forward(self, x: Any) -> Any:
        """A number for each feature."""
        return self._pooled(x)


class GlobalMaxPooling2D(_Global2D):
    """The largest number of each channel of an image.

    >>> GlobalMaxPooling2D()([[[1.0, 5.0], [2.0, 6.0]]])
    [2.0, 6.0]
    """

    pool = staticmethod(largest)


class GlobalAveragePooling2D(_Global2D):
    """The mean of each channel of an image.

    >>> GlobalAveragePooling2D()([[[1.0, 5.0], [2.0, 6.0]]])
    [1.5, 5.5]
    """

    pool = staticmethod(autograd.mean)


class GlobalMaxPooling1D(_Global1D):
    """The largest number of each feature of a sequence.

    >>> GlobalMaxPooling1D()([[1.0, 5.0], [2.0, 6.0]])
    [2.0, 6.0]
    """

    pool = staticmethod(largest)


class GlobalAveragePooling1D(_Global1D):
    """The mean of each feature of a sequence.

    >>> GlobalAveragePooling1D()([[1.0, 5.0], [2.0, 6.0]])
    [1.5, 5.5]
    """

    pool = staticmethod(autograd.mean)


MaxPool1D, MaxPool2D = MaxPooling1D, MaxPooling2D
AvgPool1D, AvgPool2D = AveragePooling1D, AveragePooling2D
GlobalMaxPool1D, GlobalMaxPool2D = GlobalMaxPooling1D, GlobalMaxPooling2D
GlobalAvgPool1D, GlobalAvgPool2D = GlobalAveragePooling1D, GlobalAveragePooling2D
