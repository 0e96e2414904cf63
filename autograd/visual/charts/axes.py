"""Axes: from numbers to pixels, with round numbers beside them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from autograd.visual.network.kit import px, text
from autograd.writing.text import brief

DECADES = 1.5  # numbers above 0 that span more powers of ten than this get a logarithmic axis


class Axis(NamedTuple):
    """A range of numbers along a range of pixels.

    >>> axis = Axis(0.0, 10.0, 100.0, 200.0)
    >>> axis.at(2.5), axis.ticks(4)
    (125.0, [0.0, 5.0, 10.0])
    >>> Axis(0.001, 1.0, 0.0, 30.0, is_log=True).at(0.01)
    10.0
    """

    low: float
    high: float
    start: float
    """The pixel of the lowest number."""
    end: float
    is_log: bool = False

    def at(self, number: float) -> float:
        """The pixel of a number; of one beyond the axis, that of its end."""
        low, high, x = self.low, self.high, min(max(number, self.low), self.high)
        if self.is_log:
            low, high, x = math.log10(low), math.log10(high), math.log10(x)
        return self.start + (x - low) / (high - low) * (self.end - self.start)

    def ticks(self, most: int) -> list[float]:
        """Round numbers on the axis, `most` steps or fewer."""
        if self.is_log:
            first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
            apart = max(1, math.ceil((last - first) / most))
            return [10.0**power for power in range(first, last + 1, apart)]
        step = round_step((self.high - self.low) / most)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [number * step for number in range(first, last + 1)]


def round_step(least: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is not below a number.

    >>> round_step(0.3), round_step(2.1)
    (0.5, 5.0)
    """
    power = 10.0 ** math.floor(math.log10(least))
    return next(
        (factor * power for factor in (1.0, 2.0, 5.0) if factor * power >= least * (1 - 1e-9)),
        10.0 * power,
    )


def fitting(numbers: Iterable[float], start: float, end: float) -> Axis:
    """An axis for numbers, all of which are finite: logarithmic if they span powers of ten.

    >>> fitting([1.0, 2.0], 0.0, 10.0).is_log, fitting([0.001, 2.0], 0.0, 10.0).is_log
    (False, True)
    """
    known = list(numbers) or [0.0, 1.0]
    low, high = min(known), max(known)
    if low > 0.0 and (decades := math.log10(high) - math.log10(low)) > DECADES:
        bottom = max(-307.0, math.log10(low) - 0.04 * decades)  # that of subnormals is no axis
        top = min(308.0, math.log10(high) + 0.04 * decades)
        return Axis(10.0**bottom, 10.0**top, start, end, is_log=True)
    margin = 0.06 * (high - low) or 0.1 * abs(high) or 1.0
    bottom = 0.0 if 0.0 <= low < 0.5 * high else low - margin
    if not math.isfinite(high + margin - bottom):  # as long as all doubles
        return Axis(-1e308 / 2, 1e308 / 2, start, end)
    return Axis(bottom, high + margin, start, end)


def number(tick: float, digits: int = 4) -> str:
    """A number at an axis or in a legend.

    >>> number(0.5), number(-20.0), number(12000.0), number(1e-05), number(0.12345, 3)
    ('0.5', '−20', '12000', '1e−5', '0.123')
    """
    size = abs(tick)
    if size and not 2e-3 <= size < 1e5:
        return brief(tick)
    shown = f"{tick:.0f}" if size >= 10.0**digits else f"{tick:.{digits}g}"
    return shown.replace("-", "−")


def beside(axis: Axis, x: float, right: float) -> str:
    """Numbers at the left of a chart, each with a faint line up to its right side."""
    shown = ""
    for tick in axis.ticks(4):
        y = axis.at(tick)
        shown += f'<path d="M{px(x)} {px(y)}H{px(right)}" stroke="var(--rim)"/>'
        shown += text(x - 6, y + 4, number(tick), 11, anchor="end", fill="muted")
    return shown


def below(axis: Axis, y: float, most: int = 5) -> str:
    """Numbers below a chart."""
    return "".join(
        text(axis.at(tick), y + 15, number(tick), 11, fill="muted") for tick in axis.ticks(most)
    )
