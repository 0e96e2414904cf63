"""Derivatives of functions of floats by finite differences, with an error bar.

Values of f at geometrically spaced steps on both sides of a point are extrapolated to step 0, each
result with an error bar (see `estimates`). So neither a step nor a tolerance has to be guessed.
"""

import math
from collections.abc import Callable
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from autograd.differences.estimates import (
    EPSILON,
    NOTHING,
    RATIO,
    RESOLVED,
    SIGNIFICANT,
    Estimate,
    extrapolate,
    powers,
)

SINGLE = 2.0**-23  # the epsilon of single precision, in which PyTorch and JAX compute
TINY = 5e-324  # the spacing of the smallest doubles
ULPS = 4.0  # the assumed accuracy of f if it is unknown: that of a row of the table
SHORTEST = 1e-300  # the least scale: its smallest step is a double with several digits
ROWS = 8
FEWEST_ROWS = 5
TARGET = 1e-9  # the relative error bar that is good enough to stop at


class Slopes(NamedTuple):
    """The slopes of a function at a point, by finite differences.

    Attributes:
        kind: "smooth"; "kink" or "jump"; "edge" where there are neighbours on one side only;
            "steep" where the slope grows without bound; "isolated" without neighbours.
        slope: The derivative; at an edge the one-sided one, where steep the last quotient.
        left: The derivative of the left branch, at a kink or a jump.
        right: The derivative of the right branch, at a kink or a jump.
        epsilon: The precision of f's arithmetic, relative to the largest |f| nearby.
        noise: The rounding noise of f, relative to the largest |f| nearby.
        step: A distance at which neighbours show the kink or jump.
    """

    kind: str
    slope: Estimate = NOTHING
    left: Estimate = NOTHING
    right: Estimate = NOTHING
    epsilon: float = EPSILON
    noise: float = 0.0
    step: float = 0.0

    @property
    def is_clear(self) -> bool:
        """Whether f changes slowly enough for its smallest steps to show a slope."""
        if self.kind in ("kink", "jump"):
            return self.left.is_clear and self.right.is_clear
        return self.slope.is_clear

    @property
    def is_noisy(self) -> bool:
        """Whether f has lost more than half of its digits."""
        return self.noise > math.sqrt(self.epsilon)


class Ladder:
    """Values of f at ROWS steps on both sides of 0, the largest first, and estimates from them.

    On each side only the steps closer than the last value that is not finite are used.
    """

    def __init__(
        self, f: Callable[[float], float], x: float, start: float, noise: float, learn: bool
    ) -> None:
        self.start = start
        # The steps are rounded so that x + h and x - h are doubles.
        self.steps = [(abs(x) + start * RATIO**-i) - abs(x) for i in range(ROWS)]
        self.centre = f(0.0)
        self.sides = {
            1: _finite_end([f(h) for h in self.steps]),
            -1: _finite_end([f(-h) for h in self.steps]),
        }
        values = (self.centre, *self.sides[1], *self.sides[-1])
        self.size = max(map(abs, values))
        self.epsilon = SINGLE if learn and _are_single(values) else EPSILON
        self.noise = max(noise, ULPS * max(self.epsilon * self.size, TINY))

    @cached_property
    def kind(self) -> str:
        """The kind of point that the values at these steps show; see `Slopes`."""
        if not self._open:
            return "isolated"
        bent = abs(self.bend.value) > SIGNIFICANT * self.bend.error
        if self._pairs and not bent and self.slope.error <= 1e-3 * abs(self.slope.value):
            return "smooth"
        if any(abs(gap.value) > SIGNIFICANT * gap.error for gap in self.gaps):
            return "jump"
        if not self._pairs:
            return "edge"
        return "kink" if bent and self.bend.bound > RESOLVED * self.slope.bound else "smooth"

    @cached_property
    def slope(self) -> Estimate:
        """The limit of central differences, whose error is a series in even powers of the step."""
        rows = [(a - b) / (2.0 * h) for a, b, h in self._pairs]
        return self._limit(rows, 1.0, first=2, by=2)

    @cached_property
    def bend(self) -> Estimate:
        """Half the difference of the slopes on both sides: 0 where f is smooth."""
        rows = [(0.5 * (a + b) - self.centre) / h for a, b, h in self._pairs]
        return self._limit(rows, 2.0, first=1, by=2)

    @cached_property
    def gaps(self) -> list[Estimate]:
        """The distance of the limit on each side from the value at 0."""
        # Within the smallest step f may still change by slope * step, which is no jump.
        near = self.steps[-1] * max(self.branch(side).bound for side in self._open) + self.noise
        limits = []
        for values in map(self.sides.__getitem__, self._open):
            terms = powers(self.steps[-len(values) :])
            limits.append(extrapolate(values, [self.noise] * len(values), terms))
        return [Estimate(limit - self.centre, error + near) for limit, error, _ in limits]

    def branch(self, side: int) -> Estimate:
        """The slope on the right (1) or left (-1), without using the value at 0.

        At an edge of the domain it is that of the side where f is defined.
        """
        side = side if side in self._open else self._side
        values = self.sides[side]
        steps = self.steps[ROWS - len(values) :]
        pairs = zip(pairwise(values), pairwise(steps), strict=True)
        rows = [side * (y - y2) / (h - h2) for (y, y2), (h, h2) in pairs]
        noises = [2.0 * self.noise / (h - h2) for h, h2 in pairwise(steps)]
        # The mean over a step of the terms of the derivative.
        terms = [
            tuple(
                [
                    (a - b) / (h - h2) * steps[0]
                    for (a, b), (h, h2) in zip(pairwise(term), pairwise(steps), strict=True)
                ]
            )
            for term in powers(steps, first=2)[:-1]
        ]
        return extrapolate(rows, noises, tuple(terms))

    def refutes(self, other: "Ladder") -> bool:
        """Whether this ladder, with smaller steps, shows that there is no such kink or jump."""
        if self.start >= other.start or not self._pairs:
            return False
        apart = abs(self.slope.value - other.slope.value) - other.bend.bound
        if self.slope.is_clear and apart > SIGNIFICANT * (self.slope.error + other.slope.error):
            return True  # the other steps were longer than a period of f
        if other.kind == "kink":
            return self.bend.bound < 0.5 * abs(other.bend.value)
        return max(g.bound for g in self.gaps) < 0.5 * max(abs(g.value) for g in other.gaps)

    @property
    def wobble(self) -> float:
        """The distance of the closest values from a straight line: noise, if f is smooth."""
        return max(abs(0.5 * (a - b) - self.slope.value * h) for a, b, h in self._pairs[-3:])

    @property
    def main(self) -> Estimate:
        """The slope; at an edge, that of the side where f is defined."""
        return self.slope if self._pairs else self.branch(self._side)

    @property
    def last_quotient(self) -> float:
        """The difference quotient of the closest neighbour."""
        return self._side * (self.sides[self._side][-1] - self.centre) / self.steps[-1]

    @property
    def is_steep(self) -> bool:
        """Whether the quotients grow at every smaller step, far above the noise."""
        changes = [abs(y - self.centre) for y in self.sides[self._side]]
        quotients = [c / h for c, h in zip(changes[::-1], self.steps[::-1], strict=False)]
        grow = all(near > 1.05 * far for near, far in pairwise(quotients))
        return grow and min(changes) > 20.0 * self.noise

    @property
    def _side(self) -> int:
        return 1 if len(self.sides[1]) >= len(self.sides[-1]) else -1

    @property
    def _open(self) -> list[int]:
        """The sides on which f is defined."""
        return [side for side in (-1, 1) if len(self.sides[side]) >= FEWEST_ROWS]

    @cached_property
    def _pairs(self) -> list[tuple[float, float, float]]:
        """(f(h), f(-h), h) where both are finite."""
        count = min(map(len, self.sides.values()))
        if count < FEWEST_ROWS:
            return []
        right, left, steps = (y[-count:] for y in (self.sides[1], self.sides[-1], self.steps))
        return list(zip(right, left, steps, strict=True))

    def _limit(self, rows: list[float], noise: float, first: int, by: int) -> Estimate:
        noises = [noise * self.noise / h for _, _, h in self._pairs]
        steps = [h for _, _, h in self._pairs]
        return extrapolate(rows, noises, powers(steps, first, by))


def _are_single(values: tuple[float, ...]) -> bool:
    """Whether numbers have no more digits than single precision, and are not just integers."""
    return all((math.frexp(y)[0] * 2.0**24).is_integer() for y in values) and not all(
        y.is_integer() for y in values
    )


def _finite_end(values: list[float]) -> list[float]:
    """The values behind the last one that is not finite, which are closer to 0."""
    count = len(values)
    while count and math.isfinite(values[count - 1]):
        count -= 1
    return values[count:]


def differentiate(
    f: Callable[[float], float],
    x: float,
    scale: float,
    noise: float | None = None,
    *,
    thorough: bool = False,
) -> Slopes:
    """The derivative of f(t) at t = 0, or the kind of point where there is none.

    Args:
        f: The function. It may give nan or inf, but not at 0.
        x: The number that f adds t to, so that steps can be chosen that add up exactly.
        scale: A first guess of the distance over which f changes.
        noise: The rounding noise of f, absolute; None to learn it from the values.
        thorough: Whether to try smaller steps also where all looks clear.

    >>> differentiate(lambda t: (3.0 + t) ** 2, 3.0, 3.0).slope.value
    6.0
    """
    ladders: list[Ladder] = []
    learn, noise = noise is None, noise or 0.0
    scale = max(scale, SHORTEST)
    # The usual step first, then a large one, where noise matters least, then smaller and smaller.
    starts = (scale / 2**8, max(scale, 1.0) / 8, *(scale / 2**k for k in (18, 28, 38)))
    for start in starts:
        if start > scale / 2**8 and ladders[0].kind != "smooth":
            continue  # near a break or an edge only smaller steps help
        if start < scale / 2**28 and any(o.slope.is_clear for o in ladders) and not thorough:
            break
        ladder = Ladder(f, x, start, noise, learn)
        ladders.append(ladder)
        enough = ladder.kind == "smooth" and ladder.slope.error <= TARGET * abs(ladder.slope.value)
        if enough and not thorough:
            break
        # The noise of f is the same at all steps: the next ladders start from what this one shows.
        if ladder.epsilon == SINGLE:
            noise = max(noise, ladder.noise)
        clear = ladder.kind == "smooth" and ladder.slope.error <= 1e-3 * abs(ladder.slope.value)
        if learn and clear:
            noise = max(noise, ladder.wobble)
    return _conclusion(ladders)


def _conclusion(ladders: list[Ladder]) -> Slopes:
    """What all ladders show together."""
    # A kink or a jump counts unless smaller steps show that f is smooth there.
    broken = [
        ladder
        for ladder in ladders
        if ladder.kind in ("kink", "jump") and not any(o.refutes(ladder) for o in ladders)
    ]
    gaps = [
        max(abs(gap.value) for gap in ladder.gaps) for ladder in broken if ladder.kind == "jump"
    ]
    if len(gaps) > 1 and all(near < 0.9 * far for far, near in pairwise(gaps)):
        # A jump has the same height at every step; this one shrinks: a pole or a vertical tangent.
        return _slopes(broken[-1], "steep", Estimate(broken[-1].last_quotient, math.inf))
    if broken:
        sharp = min(broken, key=lambda ladder: ladder.branch(-1).error + ladder.branch(1).error)
        return _slopes(sharp, sharp.kind, sharp.slope)
    kind = "smooth" if any(ladder.kind == "smooth" for ladder in ladders) else "edge"
    seen = [ladder for ladder in ladders if ladder.kind == kind]
    if not seen:
        return Slopes("isolated")
    best = _best(seen)
    slope = best.main
    if not slope.error < 0.1 * abs(slope.value) and all(ladder.is_steep for ladder in seen):
        kind, slope = "steep", Estimate(seen[-1].last_quotient, math.inf)
    return _slopes(best, kind, slope)


def _best(ladders: list[Ladder]) -> Ladder:
    """The most exact ladder of those that agree with the one with the smallest steps."""
    clear = [ladder for ladder in ladders if ladder.main.is_clear]
    if not clear:
        return min(ladders, key=lambda ladder: ladder.main.error)
    # Larger steps have less noise, but are trusted only if they agree with smaller ones.
    best, *others = sorted(clear, key=lambda ladder: ladder.start)
    for other in others:
        (one, error, _), (two, error2, _) = best.main, other.main
        if error2 < error and abs(one - two) <= SIGNIFICANT * (error + error2):
            best = other
    return best


def _slopes(ladder: Ladder, kind: str, slope: Estimate) -> Slopes:
    noise = ladder.noise / max(ladder.size, TINY / EPSILON)
    left, right = ladder.branch(-1), ladder.branch(1)
    return Slopes(kind, slope, left, right, ladder.epsilon, noise, ladder.steps[0])
