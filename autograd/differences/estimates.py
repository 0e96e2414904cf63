"""Numbers with an error bar, and the limit of numbers at smaller and smaller steps.

Richardson extrapolation (1911) with Ridders' estimate of its error (Adv. Eng. Software 4 (1982),
75; Numerical Recipes, section 5.7): every entry of the tableau carries an estimate of its
truncation error and a bound of what rounding noise can do to it, and the entry with the smallest
sum wins.
"""

import functools
import math
from collections.abc import Sequence
from typing import NamedTuple

Terms = tuple[tuple[float, ...], ...]

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


def powers(steps: Sequence[float], first: int = 1, by: int = 1) -> Terms:
    """The terms of a series in step**(first + by * k), for each step in units of the first."""
    units = [step / steps[0] for step in steps]
    return tuple([tuple([u ** (first + by * k) for u in units]) for k in range(len(units) - 1)])


def extrapolate(rows: Sequence[float], noises: Sequence[float], terms: Terms) -> Estimate:
    """The limit of rows at smaller and smaller steps, about RATIO apart.

    Args:
        rows: Numbers that differ from the limit by a series.
        noises: How far rounding may have moved each of them.
        terms: The terms of the series, largest first, without their factors: terms[k][i] is the
            k-th one in rows[i]. They are those of the actual steps, which rounding of x + step may
            have brought far from an exact ratio.

    >>> steps = [1.0, 0.4, 0.2, 0.1]
    >>> rows = [1.0 + h**2 for h in steps]
    >>> limit, error, _ = extrapolate(rows, [0.0] * 4, powers(steps, first=2, by=2))
    >>> abs(limit - 1.0) <= error < 1e-15
    True
    """
    best, place = NOTHING, (0, 0)
    above: list[tuple[float, float]] = []  # the last row of the tableau: values and noises
    for i, (value, noise) in enumerate(zip(rows, noises, strict=True)):
        row = [(value, noise)]
        weights = _weights(terms)[i]
        for j, (before, noise_before) in enumerate(above):
            last, last_noise = row[j]
            new = last + (last - before) * weights[j]
            row.append((new, last_noise * (1.0 + weights[j]) + noise_before * weights[j]))
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


@functools.lru_cache(maxsize=64)
def _weights(terms: Terms) -> list[list[float]]:
    """For each row i, and each term j < i, the factor that removes this term from a difference.

    Brezinski's E-algorithm (Numer. Math. 35 (1980), 175): removing a term also changes those
    behind it.
    """
    found: list[list[float]] = []
    above: list[list[float]] = []  # what is left of all terms in the row above, by column
    for i in range(len(terms) + 1):
        left, weights = [[term[i] for term in terms]], []
        for j in range(i):
            now, before = left[j], above[j]
            weight = now[j] / (before[j] - now[j])
            weights.append(weight)
            left.append([a + (a - b) * weight for a, b in zip(now, before, strict=True)])
        found.append(weights)
        above = left
    return found
