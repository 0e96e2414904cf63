"""Numbers with an error bar, and the limit of numbers at smaller and smaller steps.

Richardson extrapolation (1911) with Ridders' estimate of its error (Adv. Eng. Software 4 (1982),
75; Numerical Recipes, section 5.7): every entry of the tableau carries an estimate of its
truncation error and a bound of what rounding noise can do to it, and the entry with the smallest
sum wins.
"""

import math
from typing import NamedTuple

EPSILON = 2.0**-52
RATIO = math.sqrt(5.0)  # of successive steps; irrational, so that they do not hit a period of f
RESOLVED = 1e-6  # the relative error that a check promises to see
SIGNIFICANT = 4.0  # a difference of more error bars than this is a kink or a jump


class Estimate(NamedTuple):
    """A number, its error bar, and the share of rounding noise in the bar."""

    value: float
    error: float
    noise: float = 0.0

    @property
    def bound(self) -> float:
        """The largest size that the exact value may have."""
        return abs(self.value) + self.error

    @property
    def is_clear(self) -> bool:
        """Whether the error bar is small, or mere noise: the steps are short enough for f."""
        return self.error <= max(1e-2 * abs(self.value), 10.0 * self.noise)


NOTHING = Estimate(math.nan, math.inf)


def extrapolate(rows: list[float], noises: list[float], first: int = 1, by: int = 1) -> Estimate:
    """The limit of rows[i] at steps RATIO**-i, whose error is a series in step**(first + by * k).

    >>> limit, error, _ = extrapolate([1.0 + 5.0**-i for i in range(4)], [0.0] * 4, first=2, by=2)
    >>> abs(limit - 1.0) <= error < 1e-15
    True
    """
    best, place = NOTHING, (0, 0)
    above: list[tuple[float, float]] = []  # the last row of the tableau: values and noises
    for i, (value, noise) in enumerate(zip(rows, noises, strict=True)):
        row = [(value, noise)]
        for j, (before, noise_before) in enumerate(above):
            weight = 1.0 / (RATIO ** (first + by * j) - 1.0)
            last, last_noise = row[j]
            new = last + (last - before) * weight
            row.append((new, last_noise * (1.0 + weight) + noise_before * weight))
            error = max(abs(new - last), abs(new - before)) + row[-1][1]
            if error < best.error:
                best, place = Estimate(new, error, row[-1][1]), (i, j + 1)
        # At finer steps the same column shows the noise, which grows as the step shrinks: scaled
        # back to the step of the best entry, it is a bound for the error there.
        if i > place[0]:
            seen = abs(row[place[1]][0] - best.value) * RATIO ** (place[0] - i)
            best = best._replace(error=max(best.error, seen))
        above = row
    return best
