"""Checks a problem along directions from its point: one input at a time, or many at once."""

import math
from collections.abc import Iterator, Sequence
from operator import mul
from typing import NamedTuple

from autograd.differences.differentiating import Slopes
from autograd.differences.estimates import EPSILON, RESOLVED
from autograd.errors import InputValueError
from autograd.testing.culprits import (
    Known,
    break_between,
    find_culprit,
    first_bad,
    first_infinite,
    staircase,
)
from autograd.testing.problem import ForeignProblem, Problem
from autograd.testing.report import Culprit, Entry
from autograd.testing.verdicts import NOISY, Judgement, Tolerance, Verdict, Weights, judge
from autograd.value import Value

NO_CULPRIT = (
    "every operation of the graph has the right local derivative, so a part of f does not pass "
    "through the graph: look for .data, float(), detach(), stop_gradient() or math functions, "
    "and for Values that were computed before f was called"
)
NO_CULPRIT_IN_GRADIENT = (
    "every operation of the gradient's graph has the right local derivative, so a part of it does "
    "not pass through the graph: look for a rule that is not written in autograd's own operations"
)
BROKEN_CHAIN = (
    "every operation of the graph has a right local derivative, but the chain rule does not hold "
    "through a kink: relu(x) - relu(-x) is x, and its gradient at 0 comes out as 0; check at "
    "another point"
)
CANCELLATION = (
    "f has lost more than half of its digits: its rounding noise is {} its size, so "
    "differences cannot tell its derivative; rewrite it (log1p, expm1, logsumexp, ...), check at "
    "another point, or say by atol= how far off is fine"
)
NONDETERMINISTIC = (
    "f has to give the same result each time: fix the seed inside f, and switch dropout and noise "
    "off"
)
NO_VALUE = "f returned a plain number, so there is no graph: look for .data, float() or detach()"


UNDEFINED = (Verdict.NOT_DIFFERENTIABLE, Verdict.OUTSIDE)


Runs = dict[float, list[float]]  # results of f along a direction, by the distance from the point


class Direction(NamedTuple):
    """A direction from a point, with a share in it for each input that changes."""

    name: str
    point: Sequence[float]
    shares: dict[int, float]

    def at(self, t: float) -> list[float]:
        """The point plus t times the shares."""
        point = list(self.point)
        for k, share in self.shares.items():
            point[k] += share * t
        return point

    def along(self, row: Sequence[float]) -> float:
        """The derivative along this direction, from the derivatives by the inputs."""
        return sum(row[k] * share for k, share in self.shares.items())

    @property
    def is_exact(self) -> bool:
        """Whether only one input changes, and by steps that can be chosen to add up exactly."""
        return list(self.shares.values()) == [1.0]

    @property
    def value(self) -> float:
        """The value of the only input that changes; nan for several."""
        return self.point[next(iter(self.shares))] if len(self.shares) == 1 else math.nan

    def halves(self) -> tuple["Direction", "Direction"]:
        """Two directions that change one half of the inputs each."""
        items = list(self.shares.items())
        middle = len(items) // 2
        first, second = dict(items[:middle]), dict(items[middle:])
        return self._replace(shares=first), self._replace(shares=second)


class Check:
    """The comparison of a problem's derivatives with finite differences, by direction."""

    def __init__(self, problem: Problem, tolerance: Tolerance, order: int) -> None:
        self.problem = problem
        self.tolerance = tolerance
        self.order = order
        self.rows = problem.derivatives()
        self.noises = problem.noises()
        self.weights = [
            [abs(weight) if math.isfinite(weight) else 0.0 for weight in row]
            for row in problem.weights() or self.rows
        ]
        self.roots, self.leaves = problem.graph(problem.point)
        self.known: Known = {}
        self.evaluations = 0
        self.pair = self._evaluate(problem.point), self._evaluate(problem.point)

    def entries(self, directions: Sequence[Direction]) -> Iterator[Entry]:
        """One entry for each direction and result; a wrong direction is narrowed to one input."""
        narrowed = False
        for direction in directions:
            values = {0.0: self.pair[0]}
            for k in range(len(self.problem.outputs)):
                entry = self._entry(direction, k, values)
                yield entry
                if entry.verdict == Verdict.WRONG and len(direction.shares) > 1 and not narrowed:
                    narrowed = True
                    yield from self._narrow(direction, k)

    def _evaluate(self, point: Sequence[float]) -> list[float]:
        self.evaluations += 1
        return self.problem.evaluate(point)

    def _nearby(self, direction: Direction, t: float, values: Runs) -> list[float]:
        count = len(self.problem.outputs)
        if t not in values:
            try:
                values[t] = self._evaluate(direction.at(t))
            except (ArithmeticError, ValueError):  # outside the domain of what f calls
                values[t] = [math.nan] * count
        if len(values[t]) != count:
            raise InputValueError(
                "check_gradients needs a function that returns as many numbers each time, but it "
                f"returned {count} and then {len(values[t])}"
            )
        return values[t]

    def _entry(self, direction: Direction, k: int, values: Runs) -> Entry:
        derivative = direction.along(self.rows[k])
        judged = self._judged(direction, k, values, derivative)
        culprit = None
        if judged.verdict == Verdict.WRONG and self.roots:
            culprit, judged = self._blame(direction, k, judged)
        numerical, error, _ = judged.numerical
        return Entry(
            name=direction.name,
            output=self.problem.outputs[k],
            order=self.order,
            value=direction.value,
            derivative=derivative,
            numerical=numerical,
            error=error,
            verdict=judged.verdict,
            ok=judged.ok,
            detail=self._detail(direction, k, judged),
            sides=sides(judged.slopes),
            culprit=culprit,
            explanation="" if judged.ok or culprit else self._explanation(k, judged, derivative),
        )

    def _judged(self, direction: Direction, k: int, values: Runs, derivative: float) -> Judgement:
        one, two = (run[k] for run in self.pair)
        if one != two and not (math.isnan(one) and math.isnan(two)):
            detail = f"f is {one!r}, then {two!r}"
            return Judgement(Verdict.NONDETERMINISTIC, False, detail)
        noise = self.noises[k]
        if noise is not None and not direction.is_exact:  # point + t * share is rounded, too
            noise += EPSILON * math.hypot(*map(mul, direction.point, self.rows[k]))
        own = sum(self.weights[k][i] * abs(share) for i, share in direction.shares.items())
        x = direction.value if direction.is_exact else 0.0
        return judge(
            lambda t: self._nearby(direction, t, values)[k],
            derivative,
            x=x,
            scale=abs(x) or 1.0,
            noise=noise,
            weights=Weights(own, max(own, *self.weights[k])),
            tolerance=self.tolerance,
        )

    def _blame(
        self, direction: Direction, k: int, judged: Judgement
    ) -> tuple[Culprit | None, Judgement]:
        """The operation with the wrong rule; without one, what else is wrong."""
        root, leaves = self.roots[k], self.leaves
        if not isinstance(root, Value):
            return None, judged
        culprit, broken = find_culprit(root, [leaves[i] for i in direction.shares], self.known)
        if culprit is None and (steps := staircase(root)):
            return None, judged._replace(verdict=Verdict.JUMP, ok=True, detail=steps)
        derivative = direction.along(self.rows[k])
        if culprit is None and broken and math.isfinite(derivative):
            return None, judged._replace(verdict=Verdict.KINK, detail=broken)
        if culprit is None and not math.isfinite(derivative):
            return None, judged._replace(verdict=Verdict.NOT_DIFFERENTIABLE, detail=str(derivative))
        if culprit is None and _is_below_promise(derivative, judged.numerical.value):
            return None, judged._replace(verdict=Verdict.OK, ok=True)
        if culprit is None and judged.slopes.is_noisy:
            return None, judged._replace(verdict=Verdict.CANCELLATION, detail=NOISY)
        return culprit, judged

    def _detail(self, direction: Direction, k: int, judged: Judgement) -> str:
        """A word about the verdict, such as the operation at a kink."""
        problem = self.problem
        is_break = judged.verdict in (Verdict.KINK, Verdict.JUMP)
        place = judged.ok and is_break and not judged.detail
        if isinstance(problem, ForeignProblem) or not (place or judged.verdict in UNDEFINED):
            return judged.detail
        root = problem.original(problem.point, k)
        if place:
            step = judged.slopes.step
            left, right = (problem.original(direction.at(t), k) for t in (-step, step))
            return break_between(root, left, right)
        if judged.verdict == Verdict.NOT_DIFFERENTIABLE:
            return judged.detail + ("" if root is None else first_infinite(root))
        return judged.detail if root is None or math.isfinite(root.data) else first_bad(root)

    def _explanation(self, k: int, judged: Judgement, derivative: float) -> str:
        if judged.verdict == Verdict.WRONG and self.roots:
            if not isinstance(self.roots[k], Value) and self.order == 1:
                return NO_VALUE
            return NO_CULPRIT if self.order == 1 else NO_CULPRIT_IN_GRADIENT
        if judged.verdict == Verdict.WRONG:
            return compare(derivative, judged.numerical.value)
        if judged.verdict == Verdict.KINK:
            return BROKEN_CHAIN
        if judged.verdict == Verdict.CANCELLATION and judged.detail == NOISY:
            noise = judged.slopes.noise
            return CANCELLATION.format(f"{noise:.0e} of" if noise < 1.0 else "as large as")
        return NONDETERMINISTIC if judged.verdict == Verdict.NONDETERMINISTIC else ""

    def _narrow(self, direction: Direction, k: int) -> Iterator[Entry]:
        """The one input that makes a direction fail, found by halving."""
        while len(direction.shares) > 1:
            first, second = direction.halves()
            direction = second if self._entry(first, k, {0.0: self.pair[0]}).ok else first
        (index,) = direction.shares
        alone = Direction(self.problem.names[index], direction.point, {index: 1.0})
        entry = self._entry(alone, k, {0.0: self.pair[0]})
        if not entry.ok:
            yield entry


def _is_below_promise(derivative: float, numerical: float) -> bool:
    """Whether they differ by less than a millionth, where differences may be too sure of it.

    They are where a small part of f oscillates faster than they see, as in hypot(1e7, sin(1e7)).
    """
    return abs(derivative - numerical) <= RESOLVED * abs(numerical)


def compare(given: float, right: float) -> str:
    """A sentence about two numbers that should be equal."""
    if given == 0.0 or right == 0.0 or not math.isfinite(given):
        return f"the gradient function gives {given:.12g}"
    ratio = given / right
    if abs(ratio + 1.0) < RESOLVED:
        return "the sign of the given derivative is wrong"
    return f"the given derivative is {ratio:.7g} times the right one"


def sides(slopes: Slopes) -> tuple[float, float] | None:
    """The slopes on both sides of a kink or a jump, or None."""
    if slopes.kind not in ("kink", "jump"):
        return None
    left, right = [
        0.0 if abs(value) <= error else value for value, error, _ in (slopes.left, slopes.right)
    ]
    return left, right
