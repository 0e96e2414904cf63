"""The options of films."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

from autograd.checks import abbreviate
from autograd.errors import InputValueError
from autograd.visual.network import Theme
from autograd.visual.network.drawing import check_theme

SUFFIXES = (".gif", ".webp")
STOP = 1.1  # seconds at each stop
WHOLE = 12.0  # seconds of the film of a training, which no moment outlasts
FLOW = 0.12  # seconds from one place of the dots to the next
NARROWEST, WIDEST = 200, 4000


@dataclass(frozen=True)
class FilmOptions:
    """How a film is made.

    Attributes:
        seconds: How long each stop is shown.
        width: Its width in px; None for one that can be read.
        theme: The colours.
    """

    seconds: float
    width: float | None = None
    theme: Theme = "light"

    @property
    def flow(self) -> float:
        """How long the dots on active edges stay in one place."""
        return min(FLOW, self.seconds / 5)


def film_options(seconds: Any, width: Any, theme: Any, *, moments: int) -> FilmOptions:
    """The options as they were given, with defaults for the others.

    Args:
        seconds: As for `FilmOptions`; None for 1.1, or for a film of a training as much as makes it
            last about 12 seconds.
        width: As for `FilmOptions`.
        theme: The name of a theme, or None.
        moments: How many moments of a training there are; 1 without one.

    Raises:
        InputValueError: If one of them has an impossible value.

    >>> film_options(None, None, None, moments=100).seconds
    0.12
    """
    check_seconds(seconds)
    check_film_width(width)
    check_theme(theme)
    usual = STOP if moments == 1 else min(STOP, max(0.08, WHOLE / moments))
    return FilmOptions(float(seconds or usual), width, theme or "light")


def check_seconds(seconds: Any) -> None:
    """Raise an error for what is no time between two frames.

    >>> check_seconds(0)
    Traceback (most recent call last):
    autograd.errors.InputValueError: seconds is 0; give how long each stop is shown, 0.05 to 60
    """
    if seconds is not None and not (_is_number(seconds) and 0.05 <= seconds <= 60):
        raise InputValueError(
            f"seconds is {abbreviate(seconds)}; give how long each stop is shown, 0.05 to 60"
        )


def check_film_width(width: Any) -> None:
    """Raise an error for what is no width of a film.

    >>> check_film_width(10)
    Traceback (most recent call last):
    autograd.errors.InputValueError: width is 10; give the width of a film in px, 200 to 4000
    """
    if width is not None and not (_is_number(width) and NARROWEST <= width <= WIDEST):
        raise InputValueError(
            f"width is {abbreviate(width)}; give the width of a film in px, {NARROWEST} to {WIDEST}"
        )


def refuse_for_others(suffix: str, given: Mapping[str, Any]) -> None:
    """Raise an error for options of films that were given for something else.

    >>> refuse_for_others(".html", {"seconds": 2.0})
    Traceback (most recent call last):
    autograd.errors.InputValueError: seconds is for films, .gif and .webp, not for .html; leave ...
    """
    names = [name for name, option in given.items() if option is not None]
    if names:
        raise InputValueError(
            f"{names[0]} is for films, {' and '.join(SUFFIXES)}, not for {suffix}; leave it out"
        )


def _is_number(thing: Any) -> bool:
    return isinstance(thing, Real) and not isinstance(thing, bool) and math.isfinite(thing)
