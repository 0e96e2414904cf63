"""Judges a derivative by finite differences."""

import math
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from autograd.differences.differentiating import ULPS, Slopes, differentiate
from autograd.differences.estimates import RESOLVED, SIGNIFICANT, Estimate

NOISY = "f is too noisy to judge"


class Verdict(StrEnum):
    """The verdict on one derivative. It equals its text: `Verdict.OK == "ok"`."""

    OK = "ok"
    WRONG = "wrong rule"
    KINK = "kink here"
    JUMP = "discontinuity"
    CANCELLATION = "cancellation"
    NOT_DIFFERENTIABLE = "not differentiable"
    OUTSIDE = "outside the domain"
    NONDETERMINISTIC = "nondeterministic"


class Tolerance(NamedTuple):
    """The tolerance beyond the error bars: rtol * |numerical derivative| + atol."""

    rtol: float = 0.0
    atol: float = 0.0

    def of(self, value: float) -> float:
        """The tolerance for a derivative of that value."""
        return self.rtol * abs(value) + self.atol


class Weights(NamedTuple):
    """The sum of |product of local derivatives| over all paths, see `path_weights`.

    A local derivative that is wrong by a millionth moves a derivative by up to a millionth of this
    sum. So an error bar has to be small against the sum, not against the derivative, which may be
    small because paths cancel, or small beside those by other inputs.

    Attributes:
        own: The sum for this input.
        largest: The largest sum for any input.
    """

    own: float = 0.0
    largest: float = 0.0


class Judgement(NamedTuple):
    """A verdict, whether it is a pass, a word about it, and the measurement behind it."""

    verdict: Verdict
    ok: bool
    detail: str = ""
    slopes: Slopes = Slopes("isolated")

    @property
    def numerical(self) -> Estimate:
        """The derivative by differences; at a kink or a jump the interval between the two sides."""
        found = self.slopes
        if found.kind not in ("kink", "jump"):
            return found.slope
        low, high = sorted([found.left.value, found.right.value])
        return Estimate(0.5 * (low + high), 0.5 * (high - low))


def judge(
    f: Callable[[float], float],
    derivative: float,
    *,
    x: float,
    scale: float,
    noise: float | None,
    weights: Weights = Weights(),  # noqa: B008 - a tuple does not change
    tolerance: Tolerance = Tolerance(),  # noqa: B008
) -> Judgement:
    """Compare a claimed f'(0) with finite differences of f; see `differentiate`.

    Args:
        f: The function, of the distance from the point.
        derivative: The claimed derivative.
        x: The point, or 0.
        scale: The first guess of a step.
        noise: The rounding noise of f, absolute, if it is known.
        weights: The scale for rounding in the backward pass and for the error bar.
        tolerance: The tolerance beyond the error bar.

    At a kink every slope between those of the two sides passes, since all of them are
    subderivatives; the same holds where f jumps.
    """
    centre = f(0.0)
    if not math.isfinite(centre):
        return Judgement(Verdict.OUTSIDE, False, f"f is {centre}")
    for thorough in (False, True):  # what seems wrong is examined again with smaller steps
        found = differentiate(f, x, scale, noise, thorough=thorough)
        judged = _compare(derivative, found, weights, tolerance)
        if judged.ok:
            break
    return judged


def _compare(derivative: float, found: Slopes, weights: Weights, tolerance: Tolerance) -> Judgement:
    if found.kind == "isolated":
        return Judgement(Verdict.OUTSIDE, False, "f has no finite values nearby", found)
    if not math.isfinite(derivative):
        if found.kind in ("smooth", "edge") and found.is_clear:
            return Judgement(Verdict.WRONG, False, "", found)
        return Judgement(Verdict.NOT_DIFFERENTIABLE, False, str(derivative), found)
    if found.kind in ("kink", "jump"):
        return _at_a_break(derivative, found, tolerance)
    if found.kind == "steep":
        return _where_steep(derivative, found)
    numerical, error, _ = found.slope
    slack = tolerance.of(numerical) + ULPS * found.epsilon * max(abs(derivative), weights.own)
    bar = error if found.is_clear else SIGNIFICANT * error
    if abs(derivative - numerical) > bar + slack:
        return _wrong(found)
    small = max(RESOLVED * max(abs(numerical), weights.largest), tolerance.of(numerical))
    if found.is_noisy and error > small and weights.largest:  # else there is nothing to judge
        return Judgement(Verdict.CANCELLATION, False, NOISY, found)
    return Judgement(Verdict.OK, True, "", found)


def _wrong(found: Slopes, detail: str = "") -> Judgement:
    """The judgement on a derivative outside of the error bars: wrong, if these are reliable."""
    if found.is_clear:
        return Judgement(Verdict.WRONG, False, detail, found)
    return Judgement(Verdict.CANCELLATION, False, "f changes too fast to judge", found)


def _at_a_break(derivative: float, found: Slopes, tolerance: Tolerance) -> Judgement:
    sides = (found.left, found.right)
    bars = [(side.value, side.error + tolerance.of(side.value)) for side in sides]
    low, high = min(value - bar for value, bar in bars), max(value + bar for value, bar in bars)
    if low <= derivative <= high:
        verdict = Verdict.KINK if found.kind == "kink" else Verdict.JUMP
        return Judgement(verdict, True, "", found)
    return _wrong(found, "not between the slopes of the two sides")


def _where_steep(derivative: float, found: Slopes) -> Judgement:
    """A vertical tangent, or one so close that differences cannot tell."""
    last = found.slope.value
    if derivative * last > 0.0 and abs(derivative) >= abs(last):
        return Judgement(Verdict.OK, True, "steeper than differences can show", found)
    return Judgement(Verdict.WRONG, False, "the slope grows without bound", found)
