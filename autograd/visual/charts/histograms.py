"""Histograms: how numbers are distributed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from autograd.visual.charts.frames import frame
from autograd.visual.network.kit import px, text
from autograd.writing.text import brief

WIDTH, HEIGHT = 236.0, 96.0
_LEFT, _RIGHT, _TOP, _FLOOR = 10.0, 226.0, 10.0, 74.0
BINS = 30


class Histogram(NamedTuple):
    """The distribution of numbers.

    Attributes:
        counts: How many numbers are in each bin, from the lowest to the highest.
        low: The lowest number that is finite.
        high: The highest.
        mean: Their mean.
        deviation: Their standard deviation.
        zeros: The share of those that are exactly 0.
        broken: How many are nan or infinite.
    """

    counts: tuple[int, ...]
    low: float
    high: float
    mean: float
    deviation: float
    zeros: float
    broken: int


def histogram_of(numbers: Any) -> Histogram | None:
    """The distribution of the numbers in an array; None if there are none.

    >>> import numpy
    >>> found = histogram_of(numpy.array([0.0, 1.0, 1.0, numpy.nan]))
    >>> found.counts[0], found.counts[-1], found.high, found.broken
    (1, 2, 1.0, 1)
    """
    import numpy

    if not numbers.size:
        return None
    known = numbers[numpy.isfinite(numbers)]
    broken = int(numbers.size - known.size)
    if not known.size:
        return Histogram((0,) * BINS, 0.0, 0.0, 0.0, 0.0, 0.0, broken)
    low, high = float(known.min()), float(known.max())
    middle = numpy.full(known.shape, BINS // 2)
    with numpy.errstate(all="ignore"):  # the largest doubles have no finite sum
        mean, deviation = float(known.mean()), float(known.std())
        places = (known - low) / (high - low) * BINS if high > low else middle
    inside = numpy.clip(numpy.nan_to_num(places), 0, BINS - 1).astype(int)
    counts = numpy.bincount(inside, minlength=BINS)
    zeros = float((known == 0.0).mean())
    return Histogram(tuple(counts.tolist()), low, high, mean, deviation, zeros, broken)


def histogram(of: Histogram | None, token: str, words: str) -> str:
    """A histogram, 236 px wide.

    Args:
        of: The distribution; None while it is not known.
        token: The colour of its bars by what it stands for, a name of `style`: "fore", "grad".
        words: Whose numbers they are.
    """
    if of is None:
        return frame(WIDTH, HEIGHT, _absent(), f"{words}: not measured")
    told = f"{words}: from {brief(of.low)} to {brief(of.high)}, mean {brief(of.mean)}"
    body = _bars(of.counts, token) + _zero(of)
    body += f'<path d="M{_LEFT} {_FLOOR}H{_RIGHT}" stroke="var(--line)"/>'
    if of.low == of.high:
        body += text(WIDTH / 2, 90, brief(of.low), 11, fill="muted")
    else:
        body += text(_LEFT, 90, brief(of.low), 11, anchor="start", fill="muted")
        body += text(_RIGHT, 90, brief(of.high), 11, anchor="end", fill="muted")
    if of.broken:
        body += text(118, 22, f"{of.broken:,} not finite", 11, fill="bad", bold=True)
        told += f", {of.broken} not finite"
    return frame(WIDTH, HEIGHT, body, told)


def _absent() -> str:
    return text(WIDTH / 2, HEIGHT / 2 + 4, "not measured", 11, fill="muted")


def _bars(counts: Sequence[int], token: str) -> str:
    """Bars by the square root of their counts, so that rare numbers can be seen."""
    most, step = max(counts) or 1, (_RIGHT - _LEFT) / len(counts)
    path = ""
    for place, many in enumerate(counts):
        if many:
            height = max(1.5, (_FLOOR - _TOP) * (many / most) ** 0.5)
            x = _LEFT + place * step
            path += f"M{px(x)} {_FLOOR}v{px(-height)}h{px(step - 1)}v{px(height)}z"
    return f'<path d="{path}" fill="var(--{token})"/>'


def _zero(of: Histogram) -> str:
    """Where 0 is, if it is inside."""
    if not of.low < 0.0 < of.high:
        return ""
    x = _LEFT - of.low / (of.high - of.low) * (_RIGHT - _LEFT)
    label = text(x, 90, "0", 11, fill="muted") if _LEFT + 42 < x < _RIGHT - 42 else ""
    line = f'<path d="M{px(x)} {_TOP}V{_FLOOR}" stroke="var(--line)" stroke-dasharray="2 3"/>'
    return line + label
