"""Encodes frames, each an SVG, as one moving picture: all of them are drawn by one call.

typst draws them as the pages of one document, sixty in about half a second; where it has no wheel
(Windows on ARM), resvg_py draws them, one after the other. Pillow puts them together.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from autograd.checks import missing
from autograd.errors import DrawingError
from autograd.visual.to_pdf import with_fonts

COLOURS = 32
"""The colours of a film; the same for all frames, so that what rests does not flicker."""
ALIKE = 24.0
"""The distance up to which two colours, of 0 to 255 each way, count as one."""
INCH = 72.0
"""The units of an SVG in an inch, as typst counts them."""


class Shot(NamedTuple):
    """A frame that is ready to be drawn.

    Attributes:
        svg: An `<svg>` element with literal colours on an opaque ground.
        seconds: How long it is shown.
    """

    svg: str
    seconds: float


def encode(shots: Sequence[Shot], suffix: str, scale: float) -> bytes:
    """A film that begins again at its end, as the content of a file.

    Args:
        shots: The frames, all of one size.
        suffix: .gif or .webp.
        scale: The pixels for each unit of the frames.

    Raises:
        MissingDependencyError: Without Pillow, or without both typst and resvg_py.
        DrawingError: If a frame cannot be drawn.
    """
    images = _with_one_palette(_images([shot.svg for shot in shots], scale))
    durations = [round(1000 * shot.seconds) for shot in shots]
    return _GIF_OR_WEBP[suffix](images, durations)


def to_png(svg: str, scale: float = 2.0) -> bytes:
    """A PNG of one picture; the arguments and errors are those of `encode`."""
    return _pages([svg], scale)[0]


# ------------------------------------------------------------------------------------- drawing


def _pages(svgs: Sequence[str], scale: float) -> list[bytes]:
    """A PNG of each picture, by typst, or else by resvg_py."""
    try:
        import typst
    except ImportError:
        return _pages_by_resvg(svgs, scale)
    names = {f"p{k}": with_fonts(svg) for k, svg in enumerate(svgs)}
    source = "#set document(date: none)\n#set page(width: auto, height: auto, margin: 0pt)\n"
    source += "#pagebreak()\n".join(
        f'#image(bytes(sys.inputs.{name}), format: "svg")\n' for name in names
    )
    try:
        made = typst.compile(source.encode(), sys_inputs=names, format="png", ppi=INCH * scale)
    except typst.TypstError as error:
        raise DrawingError(f"typst could not draw a frame: {error}") from error
    return list(made) if isinstance(made, list) else [made]


def _pages_by_resvg(svgs: Sequence[str], scale: float) -> list[bytes]:
    try:
        import resvg_py
    except ImportError as error:
        raise missing(
            "a film or a PNG of the player", "typst", otherwise="or save as .html or .svg"
        ) from error
    try:
        return [bytes(resvg_py.svg_to_bytes(svg_string=with_fonts(svg), zoom=scale)) for svg in svgs]
    except ValueError as error:
        raise DrawingError(f"resvg could not draw a frame: {error}") from error


def _images(svgs: Sequence[str], scale: float) -> list[Any]:
    """The frames as images of Pillow; equal ones are drawn once."""
    try:
        from PIL import Image
    except ImportError as error:
        raise missing("a film", "pillow", otherwise="or save as .html, .svg or .png") from error
    different = list(dict.fromkeys(svgs))
    drawn = dict(zip(different, _pages(different, scale), strict=True))
    return [Image.open(io.BytesIO(drawn[svg])).convert("RGB") for svg in svgs]


# ------------------------------------------------------------------------------------ encoding


def _with_one_palette(images: list[Any]) -> list[Any]:
    """The images with the colours of three of them, each pixel with the nearest one."""
    from PIL import Image

    width, height = images[0].size
    sample = Image.new("RGB", (width, 3 * height))
    for k in range(3):  # in the forward pass, at its end, in the backward pass
        sample.paste(images[(k + 1) * (len(images) - 1) // 4], (0, k * height))
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in _colours(sample) for part in colour])
    return [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in images]


def _colours(sample: Any) -> list[tuple[int, int, int]]:
    """The most frequent colours, without those that can hardly be told from a more frequent one.

    A method of Pillow would mix colours, so that a pale blue turns grey.
    """
    width, height = sample.size
    found: list[tuple[int, int, int]] = []
    for _, colour in sorted(sample.getcolors(width * height), reverse=True):
        if all(math.dist(colour, other) > ALIKE for other in found):
            found.append(colour)
        if len(found) == COLOURS:
            break
    return found


def _gif(images: list[Any], durations: list[int]) -> bytes:
    """A GIF; what has not changed since the frame before is transparent, which `optimize` does."""
    file = io.BytesIO()
    first, *rest = images
    options: dict[str, Any] = {"optimize": True, "duration": durations, "loop": 0}
    first.save(file, "GIF", save_all=True, append_images=rest, **options)
    return file.getvalue()


def _webp(images: list[Any], durations: list[int]) -> bytes:
    file = io.BytesIO()
    first, *rest = [image.convert("RGB") for image in images]
    options: dict[str, Any] = {"lossless": True, "duration": durations, "loop": 0}
    first.save(file, "WEBP", save_all=True, append_images=rest, method=2, **options)
    return file.getvalue()


_GIF_OR_WEBP = {".gif": _gif, ".webp": _webp}
