"""Many numbers as one small PNG, a pixel a number: colour for the sign, opacity for the size."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

_COLOURS = ((60, 125, 235), (222, 118, 35), (185, 28, 28))
"""Above 0, below 0, no number: hues between those of light and dark pages."""
_LEVELS = 15  # of opacity, so that the file is small


def png(numbers: Any, scale: float) -> bytes:
    r"""A PNG of an array with two axes, on a transparent ground.

    Args:
        numbers: The array.
        scale: The number that is opaque.

    >>> import numpy
    >>> png(numpy.array([[1.0, -0.5]]), 1.0)[:4]
    b'\x89PNG'
    """
    height, width = numbers.shape
    pixels = _pixels(numbers, scale)
    rows = b"".join(b"\0" + pixels[row].tobytes() for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)  # 8 bits, with opacity
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def _pixels(numbers: Any, scale: float) -> Any:
    """Red, green, blue and opacity of each number, as bytes."""
    import numpy

    finite = numpy.isfinite(numbers)
    sizes = numpy.abs(numpy.where(finite, numbers, scale))
    kinds = numpy.where(finite, numbers < 0.0, 2).astype(int)
    levels = numpy.round(numpy.minimum(1.0, sizes / scale) * _LEVELS)
    pixels = numpy.empty((*numbers.shape, 4), numpy.uint8)
    pixels[..., :3] = numpy.array(_COLOURS, numpy.uint8)[kinds]
    pixels[..., 3] = levels * (255 // _LEVELS)
    return pixels


def source(numbers: Any, scale: float) -> str:
    """The PNG as the address of an image."""
    return "data:image/png;base64," + base64.b64encode(png(numbers, scale)).decode()
