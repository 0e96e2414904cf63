"""Puts a frame together: the picture, below it the caption, and in the film of a training its loss.

All frames of a film have one size, that of the largest caption.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from autograd.errors import InputValueError
from autograd.visual.films.captions import INDENT, STYLE, Caption, write_caption
from autograd.visual.films.encoding import Shot
from autograd.visual.films.options import FilmOptions
from autograd.visual.films.typesetting import Box
from autograd.visual.network import Pass
from autograd.visual.style import SANS, Theme, literal
from autograd.writing.text import brief, count

LEAST_WIDTH = 560.0  # px of a frame, for its caption
MARGIN = 14.0
GAP = 10.0  # px between the picture and the caption
CURVE = 54.0  # px of the curve of the loss
MOST_FRAMES = 400
FLOWS = (1 / 3, 2 / 3)
"""Where the dots of an active edge are before they come to rest."""
MOST_FLOWING = 32
"""Most stops of a film in which dots move; a longer one would be large."""
FEWER = "give fewer moments, as in play(snapshots.taken[::5])"
USUAL = 1.0  # pixels for each unit of a picture, unless that is too wide
MOST_WIDTH = 1200.0
LAST = 3.0  # how many times longer the last frame is shown
_SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')


GROUND = ".ground{fill:var(--page)}"
NOTHING = Caption()


@dataclass(frozen=True)
class Frame:
    """What a film shows at one stop, or at one moment of a training.

    Attributes:
        picture: The graph or the network, an `<svg>` element with a size.
        head: Where the film is, such as "forward 3 of 12" or "epoch 3".
        caption: What is said.
        direction: The pass, or none at a moment.
        flowing: The same picture with the dots on active edges moved on, to be shown before.
    """

    picture: str
    head: str
    caption: Caption = NOTHING
    direction: Pass | None = None
    flowing: tuple[str, ...] = ()


def check_length(frames: int, what: str, hint: str) -> None:
    """Raise an error for a film that is too long.

    Args:
        frames: How many stops or moments there are.
        what: What they are, in the singular.
        hint: What to do instead.
    """
    if frames > MOST_FRAMES:
        raise InputValueError(
            f"a film of {count(frames, what)} is too long, {MOST_FRAMES} at most are filmed; {hint}"
        )


def flows(stops: int, *, is_carried: bool) -> tuple[float, ...]:
    """Where the dots are in the frames before a stop comes to rest; nowhere in a long film.

    Args:
        stops: How many stops the film has.
        is_carried: Whether something moves along edges at this one.
    """
    return FLOWS if is_carried and stops <= MOST_FLOWING else ()


def shots(
    frames: Sequence[Frame],
    options: FilmOptions,
    theme: Theme,
    *,
    style: str = "",
    losses: Sequence[float] = (),
) -> list[Shot]:
    """The frames of a film, ready to be encoded.

    Args:
        frames: What is shown, one after the other.
        options: How long.
        theme: The colours.
        style: CSS of the pictures.
        losses: The loss at each frame, if it is drawn.
    """
    sheet = _Sheet(frames, style, losses, options.width)
    found = []
    for number, frame in enumerate(frames):
        is_last = number == len(frames) - 1
        rest = options.seconds * (LAST if is_last else 1.0)
        for picture in frame.flowing:
            found.append(Shot(literal(sheet.write(number, picture), theme), options.flow))
            rest -= options.flow
        found.append(Shot(literal(sheet.write(number, frame.picture), theme), max(rest, 0.05)))
    return found


class _Sheet:
    """The size of all frames, and where everything stands in them."""

    def __init__(
        self,
        frames: Sequence[Frame],
        style: str,
        losses: Sequence[float],
        pixels: float | None,
    ) -> None:
        self._frames, self._losses = frames, losses
        self._style = style + STYLE + GROUND
        self._picture_width, self._picture_height = size_of(frames[0].picture)
        self._width = max(self._picture_width, LEAST_WIDTH) + 2 * MARGIN
        room = self._width - 2 * MARGIN
        self._captions = [
            write_caption(frame.caption, frame.head, _token(frame.direction), room)
            for frame in frames
        ]
        self._deep = max(caption.down for caption in self._captions)
        self._pixels = self._size(pixels)

    def _size(self, pixels: float | None) -> tuple[int, int]:
        """The width and height of a frame in whole pixels, so that none is drawn twice, or not."""
        wide = round(pixels or min(USUAL * self._width, MOST_WIDTH))
        curve = CURVE if self._losses else 0.0
        height = MARGIN + self._picture_height + GAP + self._deep + curve + MARGIN
        return wide, math.ceil(height * wide / self._width)

    def write(self, number: int, picture: str) -> str:
        """A frame as an `<svg>` element, its colours as CSS variables."""
        frame, top = self._frames[number], MARGIN + self._picture_height + GAP
        wide, high = self._pixels
        height = high * self._width / wide
        left = (self._width - self._picture_width) / 2
        size = f'width="{wide}" height="{high}" viewBox="0 0 {self._width:g} {height:.3f}"'
        place = f'transform="translate({left:g} {MARGIN:g})"'
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{html.escape(SANS)}">',
            f'<style>{self._style}</style><rect width="100%" height="100%" class="ground"/>',
            f'<g class="{frame.direction or "moment"}" {place}>{picture}</g>',
            _beside(self._captions[number], frame.direction, self._deep).at(MARGIN, top),
        ]
        if self._losses:
            curve = _curve(self._losses, number, self._width - 2 * MARGIN - INDENT - 8)
            at = f"translate({MARGIN + INDENT:g} {top + self._deep + 6:g})"
            parts.append(f'<g transform="{at}">{curve}</g>')
        return "".join([*parts, "</svg>"])


def size_of(picture: str) -> tuple[float, float]:
    """The width and height of an `<svg>` element.

    >>> size_of('<svg width="30" height="20.5"/>')
    (30.0, 20.5)
    """
    found = _SIZE.search(picture)
    assert found is not None
    return float(found[1]), float(found[2])


def _token(direction: Pass | None) -> str:
    return "grad" if direction == "backward" else "fore"


def _beside(caption: Box, direction: Pass | None, height: float) -> Box:
    """A caption with the line at its left, dashed in the backward pass."""
    if direction is None:
        line = ""
    else:
        dash = ";stroke-dasharray:7 4" if direction == "backward" else ""
        look = f"stroke:var(--{_token(direction)});stroke-width:5{dash}"
        line = f'<path d="M5 0V{height:g}" style="{look}"/>'
    svg = f'<g class="caption">{line}{caption.svg}</g>'
    return Box(caption.width, caption.up, caption.down, svg)


def _curve(losses: Sequence[float], moment: int, width: float) -> str:
    """The loss at each moment as a line, with a dot at the one that is shown."""
    known = [(k, loss) for k, loss in enumerate(losses) if math.isfinite(loss)]
    if len(known) < 2:
        return ""
    low, high = min(loss for _, loss in known), max(loss for _, loss in known)

    def point(k: int, loss: float) -> str:
        share = (loss - low) / ((high - low) or 1.0)
        return f"{k / (len(losses) - 1) * width:.1f} {(CURVE - 14) - share * (CURVE - 18):.1f}"

    line = "L".join(point(k, loss) for k, loss in known)
    parts = [f'<path d="M{line}" style="fill:none;stroke:var(--muted);stroke-width:1.6"/>']
    if math.isfinite(losses[moment]):
        x, y = point(moment, losses[moment]).split()
        parts.append(f'<circle cx="{x}" cy="{y}" r="5" style="fill:var(--fore)"/>')
    return "".join(parts)


def head_of(k: int, titles: Sequence[str], losses: Sequence[float]) -> str:
    """What is said at a moment: its name, and the loss if that is known.

    >>> head_of(1, ["epoch 0", "epoch 5"], [0.9, 0.25])
    'epoch 5 · loss 0.25'
    """
    loss = losses[k] if losses else math.nan
    told = f" · loss {brief(loss)}" if math.isfinite(loss) else ""
    return f"{titles[k] or f'moment {k}'}{told}"
