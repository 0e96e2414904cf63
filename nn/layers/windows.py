"""Windows: the stretches of a sequence or an image that convolution and pooling look at.

A sequence is treated as an image of one row.
"""

from typing import Any

import autograd
from autograd import InputValueError
from nn.arguments import choose

PADDINGS = ("valid", "same", "causal")


def windows(length: int, size: int, stride: int, padding: str) -> list[range]:
    """The places that each window covers along one axis. Those outside of it are padding.

    Args:
        length: How many places the axis has.
        size: How many of them a window covers.
        stride: How far it is from one window to the next.
        padding: "valid" for windows that lie inside; "same" for ceil(length / stride) windows, with
            equal margins at both ends, or one more at the far end; "causal" for as many windows,
            each of which ends at its own place and sees nothing later.

    >>> windows(5, 3, 2, "valid")
    [range(0, 3), range(2, 5)]
    >>> windows(3, 3, 1, "same")
    [range(-1, 2), range(0, 3), range(1, 4)]
    >>> windows(3, 3, 1, "causal")
    [range(-2, 1), range(-1, 2), range(0, 3)]
    """
    number = -(-length // stride) if padding != "valid" else (length - size) // stride + 1
    start = 0
    if padding == "same":
        start = -(max((number - 1) * stride + size - length, 0) // 2)
    elif padding == "causal":
        start = 1 - size
    return [range(start + k * stride, start + k * stride + size) for k in range(max(number, 0))]


def check_padding(padding: str, causal: bool = False) -> str:
    """The name of a padding, or an error that names the choices."""
    names = [name for name in PADDINGS if causal or name != "causal"]
    return choose("padding", padding, {name: name for name in names})


def check_fit(layer: Any, sizes: tuple[int, ...], shape: tuple[int, ...], padding: str) -> None:
    """Raise an error if windows that are to lie inside are larger than the sample."""
    if padding == "valid" and any(n < size for n, size in zip(shape, sizes, strict=False)):
        raise InputValueError(
            f"{layer!r} looks at windows of {' x '.join(map(str, sizes))}, which do not fit into a "
            f"sample of shape {shape}; take smaller ones, or padding='same'"
        )


def framed(image: list[list[list[Any]]]) -> tuple[list[list[list[Any]]], list[Any]]:
    """The image, and the pixel of zeros that is around it.

    While a function is recorded, zeros and numbers go through one and the same operation, so that
    windows at the edge look like all others, and the compiler takes them together.
    """
    if not autograd.is_compiling():
        return image, [0.0] * len(image[0][0])
    inside = [[[autograd.where(1.0, x, 0.0) for x in pixel] for pixel in row] for row in image]
    return inside, [autograd.where(0.0, image[0][0][0], 0.0)] * len(image[0][0])


def is_inside(image: list[list[Any]], i: int, j: int) -> bool:
    """Whether there is a pixel at that place."""
    return 0 <= i < len(image) and 0 <= j < len(image[0])
