"""Windows: the stretches of a sequence or an image that convolution and pooling look at."""

from typing import Any, ClassVar

import autograd
from autograd import InputValueError
from autograd.checks import whole_number
from nn.arguments import choose
from nn.layers.base import Shape
from nn.layers.shaped import IMAGE, Shaped, pair

PADDINGS = ("valid", "same", "causal")
Pixel = list[Any]


class Sliding(Shaped):
    """A layer whose windows slide over an image; or along a sequence, an image of one row.

    A subclass defines `window` and `result`.
    """

    axes: ClassVar[tuple[str, ...]] = IMAGE
    padding: str

    def _window(self) -> tuple[Any, Any, Any]:
        """The size of the window, how far it moves, and how far its places are apart."""
        raise NotImplementedError

    def _result(self, pixels: list[Pixel]) -> Pixel:
        """The outputs for the pixels of one window."""
        raise NotImplementedError

    def _frame(self, image: list[list[Pixel]]) -> tuple[list[list[Pixel]], Pixel | None]:
        """The image, and the pixel to pad it with; None if only pixels inside count."""
        return image, None

    def size(self, what: str, numbers: Any) -> tuple[int, ...]:
        """One size for each axis that the window slides along."""
        return pair(what, numbers) if self.axes == IMAGE else (whole_number(what, numbers),)

    def make(self, shape: Shape) -> None:
        """Raise an error if windows that are to lie inside are larger than the sample."""
        size, _, gaps = (self.size("the window", numbers) for numbers in self._window())
        size = tuple((k - 1) * gap + 1 for k, gap in zip(size, gaps, strict=True))
        if self.padding == "valid" and any(n < k for n, k in zip(shape, size, strict=False)):
            raise InputValueError(
                f"{self!r} looks at windows of {' x '.join(map(str, size))}, which do not fit into "
                f"a sample of shape {shape}; take smaller ones, or padding='same'"
            )

    def forward(self, x: Any) -> Any:
        """The outputs for each window."""
        image, around = self._frame(x if self.axes == IMAGE else [x])
        both = [(1, *self.size("the window", each))[-2:] for each in self._window()]  # 1 row if 1D
        (height, width), (down, across), (gap_down, gap_across) = both
        columns = windows(len(image[0]), width, across, gap_across, self.padding)
        out = [
            [self._result(seen(image, i, j, around)) for j in columns]
            for i in windows(len(image), height, down, gap_down, self.padding)
        ]
        return out if self.axes == IMAGE else out[0]


def windows(length: int, size: int, stride: int, gap: int, padding: str) -> list[range]:
    """The places along one axis that each window covers. Places outside of the axis are padding.

    Args:
        length: How many places the axis has.
        size: How many of them a window covers.
        stride: How far it is from one window to the next.
        gap: How far it is from one of its places to the next.
        padding: "valid" for windows that lie inside; "same" for ceil(length / stride) windows, with
            equal padding at both ends, or one more at the far end; "causal" for as many windows,
            all padding in front, so that each ends at its own place and sees nothing later.

    >>> windows(5, 3, 2, 1, "valid")
    [range(0, 3), range(2, 5)]
    >>> windows(3, 3, 1, 1, "same")
    [range(-1, 2), range(0, 3), range(1, 4)]
    >>> windows(3, 3, 1, 1, "causal")
    [range(-2, 1), range(-1, 2), range(0, 3)]
    >>> windows(5, 2, 1, 3, "valid")
    [range(0, 4, 3), range(1, 5, 3)]
    """
    reach = (size - 1) * gap + 1
    number = -(-length // stride) if padding != "valid" else (length - reach) // stride + 1
    start = 0
    if padding == "same":
        start = -(max((number - 1) * stride + reach - length, 0) // 2)
    elif padding == "causal":
        start = 1 - reach
    first = range(start, start + max(number, 0) * stride, stride)
    return [range(place, place + reach, gap) for place in first]


def seen(
    image: list[list[Pixel]], rows: range, columns: range, around: Pixel | None
) -> list[Pixel]:
    """The pixels of the window that covers those rows and columns.

    Args:
        image: The image.
        rows: The rows, of which some may lie outside of the image.
        columns: The columns, of which some may lie outside of the image.
        around: The pixel that stands for those outside; None to leave them out.

    >>> seen([[[1.0], [2.0]]], range(1), range(1, 3), around=[0.0])
    [[2.0], [0.0]]
    """
    pixels: list[Pixel] = []
    for i in rows:
        for j in columns:
            if 0 <= i < len(image) and 0 <= j < len(image[0]):
                pixels.append(image[i][j])
            elif around is not None:
                pixels.append(around)
    return pixels


def check_padding(padding: str, causal: bool = False) -> str:
    """The name of a padding, or an error that names the choices."""
    names = [name for name in PADDINGS if causal or name != "causal"]
    return choose("padding", padding, {name: name for name in names})


def framed(image: list[list[Pixel]]) -> tuple[list[list[Pixel]], Pixel]:
    """The image, and a pixel of zeros to pad it with.

    While a function is recorded, zeros and numbers go through the same operation, so that windows
    at the edge look like all others to the compiler, which computes them together.
    """
    if not autograd.is_compiling():
        return image, [0.0] * len(image[0][0])
    inside = [[[autograd.where(1.0, x, 0.0) for x in pixel] for pixel in row] for row in image]
    return inside, [autograd.where(0.0, image[0][0][0], 0.0)] * len(image[0][0])
