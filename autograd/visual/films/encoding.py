"""Encodes frames, each an SVG, as one moving picture: .gif or .webp."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from autograd.checks import missing
from autograd.visual.style import LIGHT, Theme
from autograd.visual.to_pdf import to_pngs

COLOURS = 32
"""The colours of a film; the same for all frames, so that what rests does not flicker."""
ALIKE = 10.0
"""The distance up to which two colours, of 0 to 255 each way, count as one."""


class Shot(NamedTuple):
    """A frame that is ready to be drawn.

    Attributes:
        svg: An `<svg>` element with literal colours on an opaque ground, as large as the film.
        seconds: How long it is shown.
    """

    svg: str
    seconds: float


def encode(shots: Sequence[Shot], suffix: str, theme: Theme = LIGHT) -> bytes:
    """A film that begins again at its end, as the content of a file.

    Args:
        shots: The frames, all of one size.
        suffix: .gif or .webp.
        theme: The colours of the frames.

    Raises:
        MissingDependencyError: Without Pillow, or without both typst and resvg_py.
        DrawingError: If a frame cannot be drawn.
    """
    images = _with_one_palette(_images([shot.svg for shot in shots]), theme)
    durations = [round(1000 * shot.seconds) for shot in shots]
    first, *rest = images if suffix == ".gif" else [image.convert("RGB") for image in images]
    file = io.BytesIO()
    common: dict[str, Any] = {"append_images": rest, "duration": durations, "loop": 0}
    first.save(file, _FORMATS[suffix], save_all=True, **common, **_OPTIONS[suffix])
    return file.getvalue()


_FORMATS = {".gif": "GIF", ".webp": "WEBP"}
_OPTIONS: dict[str, dict[str, Any]] = {
    ".gif": {"optimize": True},  # what has not changed since the frame before is transparent
    ".webp": {"lossless": True, "method": 2},
}


def _images(svgs: Sequence[str]) -> list[Any]:
    """The frames as images of Pillow; equal ones are drawn once."""
    try:
        from PIL import Image
    except ImportError as error:
        raise missing("a film", "pillow", otherwise="or save as .html, .svg or .png") from error
    different = list(dict.fromkeys(svgs))
    drawn = dict(zip(different, to_pngs(different, 1.0), strict=True))
    return [Image.open(io.BytesIO(drawn[svg])).convert("RGB") for svg in svgs]


def _with_one_palette(images: list[Any], theme: Theme) -> list[Any]:
    """The images with the colours of three of them, each pixel with the nearest one."""
    from PIL import Image

    width, height = images[0].size
    sample = Image.new("RGB", (width, 3 * height))
    for k in range(3):  # in the forward pass, at its end, in the backward pass
        sample.paste(images[(k + 1) * (len(images) - 1) // 4], (0, k * height))
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in _colours(sample, theme) for part in colour])
    return [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in images]


def _colours(sample: Any, theme: Theme) -> list[tuple[int, int, int]]:
    """The colours of the theme, and the most frequent ones that can be told from all before.

    A method of Pillow would mix colours, so that a pale blue turns grey.
    """
    width, height = sample.size
    counts = {colour: many for many, colour in sample.getcolors(width * height)}
    themes = [tuple(bytes.fromhex(colour.removeprefix("#"))) for colour in theme.values()]
    frequent = sorted(counts, key=lambda colour: (-counts[colour], colour))
    found: list[tuple[int, int, int]] = []
    for colour in [*filter(counts.get, themes), *frequent]:
        if all(math.dist(colour, other) > ALIKE for other in found):
            found.append(colour)
        if len(found) == COLOURS:
            break
    return found
