"""Gradients against finite differences, with a verdict for each."""

import random
import sys
from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any

from autograd.checks import abbreviate, is_iterable, is_whole
from autograd.errors import InputTypeError, InputValueError
from autograd.recording.contexts import recording
from autograd.testing.directions import Check, Direction
from autograd.testing.problem import (
    EngineProblem,
    ForeignProblem,
    GradientProblem,
    Problem,
    restored,
)
from autograd.testing.report import GradientReport
from autograd.testing.verdicts import Tolerance
from autograd.value import Value

FULL_UP_TO = 100  # inputs that are checked one by one, if nothing else is asked for
DIRECTIONS = 5


def check_gradients(
    f: Callable[..., Any],
    *at: Any,
    order: int = 1,
    parameters: Any = None,
    against: Callable[..., Any] | None = None,
    directions: int | str = "auto",
    seed: int = 0,
    rtol: float = 0.0,
    atol: float = 0.0,
) -> GradientReport:
    """Compare the derivatives of f with finite differences, and say why where they differ.

    Finite differences come with an error bar of their own, made of the truncation error of an
    extrapolation (Ridders, Adv. Eng. Software 4 (1982), 75; Numerical Recipes, section 5.7) and the
    rounding noise of f, which follows from its graph. So no tolerance is guessed: a derivative that
    is wrong by a millionth fails wherever f is exact enough to show it. At a kink every slope
    between those of the two sides passes. Where a rule is wrong, its operation is found by
    comparing all local derivatives of the graph with differences of the operation itself.

    Args:
        f: The function of Values, which returns a number or a structure of numbers. It is run often
            and has to give the same each time.
        at: The point: for each argument of f a number or nested lists, tuples, dicts or arrays.
        order: 2 to check second derivatives too, that is, the derivatives of the gradient against
            finite differences of the gradient.
        parameters: Leaves that f uses, to be checked as well: a module with `named_parameters`, or
            a dict or list of Values by name. Their data is varied and restored, their grad is not
            touched.
        against: A gradient function to check in place of the engine, of any library or by hand:
            called like f, it returns the structure of its argument (a tuple for several). It and f
            then get plain floats.
        directions: The number of random directions to check in place of each input alone, so that
            the cost does not grow with the number of inputs; "full" for each input; "auto" for
            "full" up to 100 inputs and 5 directions beyond.
        seed: The seed of the random directions.
        rtol: The tolerance beyond the error bar, relative to the derivative.
        atol: The tolerance beyond the error bar, absolute.

    Returns:
        A report: true if all is right, a table when printed.

    Raises:
        InputTypeError: If f is no function, or does not return numbers.
        InputValueError: If there is nothing to differentiate by, or an option is impossible.

    >>> from autograd import sin
    >>> print(check_gradients(lambda x, y: sin(x) * y, 0.5, 2.0))
    gradients of f: 2 of 2 passed
    <BLANKLINE>
    input  value  derivative      by differences           apart  verdict
    x      0.5    1.75516512378   1.75516512378 ± ...  ok
    y      2      0.479425538604  0.479425538604 ± ...  ok
    >>> bool(check_gradients(lambda x: x**2, 3.0, against=lambda x: 3 * x))
    False
    """
    _check_options(f, order, directions, {"rtol": rtol, "atol": atol})
    leaves = _named(parameters)
    with recording(), restored(leaves.values()):
        if against is not None:
            problem: Problem = _foreign(f, at, leaves, order, against)
        else:
            problem = EngineProblem(f, at, leaves)
        along, shares = _directions(problem, directions, random.Random(seed))
        checks = [Check(problem, Tolerance(rtol, atol), 1)]
        if order == 2 and isinstance(problem, EngineProblem):
            second = GradientProblem(problem, shares)
            checks.append(Check(second, Tolerance(rtol, atol), 2))
        entries = tuple(chain.from_iterable(check.entries(along) for check in checks))
    name = getattr(f, "__name__", type(f).__name__)
    runs = sum(check.evaluations for check in checks)
    return GradientReport("f" if name == "<lambda>" else name, entries, runs)


def assert_gradients(f: Callable[..., Any], *at: Any, **options: Any) -> GradientReport:
    """Like `check_gradients`, but raise an AssertionError with the report if something fails.

    >>> report = assert_gradients(lambda x: x**3, 2.0)
    >>> report.ok
    True
    """
    __tracebackhide__ = True  # pytest then points at the caller's line
    report = check_gradients(f, *at, **options)
    if not report:
        raise AssertionError(str(report))
    return report


def _directions(
    problem: Problem, directions: int | str, rng: random.Random
) -> tuple[list[Direction], list[float] | None]:
    """The directions to check; and shares for a sum of derivatives, unless each is checked."""
    point = problem.point
    if not point:
        raise InputValueError(
            "check_gradients has nothing to differentiate by: give a point, as in "
            "check_gradients(f, 2.0), or parameters=model.named_parameters()"
        )
    if directions == "auto":
        directions = "full" if len(point) <= FULL_UP_TO else DIRECTIONS
    if isinstance(directions, str):
        return [Direction(name, point, {k: 1.0}) for k, name in enumerate(problem.names)], None
    names = [f"direction {k + 1}" for k in range(directions)]
    along = [Direction(name, point, _shares(point, rng)) for name in names]
    return along, list(_shares(point, rng).values())


def _shares(point: list[float], rng: random.Random) -> dict[int, float]:
    """All inputs at once, each by a random share of its size."""
    return {
        k: rng.choice((-1.0, 1.0)) * rng.uniform(0.5, 1.0) * max(abs(x), 1.0)
        for k, x in enumerate(point)
    }


def _foreign(
    f: Callable[..., Any],
    at: tuple[Any, ...],
    leaves: Mapping[str, Value],
    order: int,
    against: Callable[..., Any],
) -> ForeignProblem:
    if not callable(against):
        raise InputTypeError(
            f"against= takes a function that returns the gradient, but was given "
            f"{abbreviate(against)}"
        )
    if leaves or order != 1:
        what = "parameters=" if leaves else f"order={order}"
        raise InputValueError(
            f"against= compares a gradient by the arguments of f: leave {what} out, and give all "
            "numbers to differentiate by as arguments"
        )
    return ForeignProblem(f, at, against)


def _named(parameters: Any) -> dict[str, Value]:
    """Parameters by name."""
    if parameters is None:
        return {}
    if hasattr(parameters, "named_parameters"):
        parameters = parameters.named_parameters()
    items = parameters.items() if isinstance(parameters, Mapping) else parameters
    found: dict[str, Value] = {}
    seen: set[Value] = set()
    wanted = "parameters= takes a module, or a dict or list of Values by name"
    if not is_iterable(items):
        raise InputTypeError(f"{wanted}, but was given {abbreviate(parameters)}")
    for k, item in enumerate(items):
        pair = isinstance(item, tuple) and len(item) == 2
        name, leaf = item if pair else (getattr(item, "label", "") or f"parameters[{k}]", item)
        if not isinstance(leaf, Value):
            raise InputTypeError(f"{wanted}, but {name} is {abbreviate(leaf)}")
        if not leaf.is_leaf:
            raise InputValueError(
                f"parameters= takes leaves, whose data can be varied, but {name} is the result of "
                f"an operation ({leaf.op.name if leaf.op else ''})"
            )
        if name in found or leaf in seen:
            raise InputValueError(f"parameters= has {name} twice; name each parameter once")
        found[str(name)] = leaf
        seen.add(leaf)
    return found


def _check_options(f: Any, order: Any, directions: Any, tolerances: Mapping[str, Any]) -> None:
    if not callable(f):
        raise InputTypeError(
            f"check_gradients(f, *at) takes a function first, but was given {abbreviate(f)}; "
            "write check_gradients(lambda x: x**2, 3.0)"
        )
    if not is_whole(order) or order not in (1, 2):
        raise InputValueError(
            f"order= is 1 for first derivatives or 2 for second ones as well, but was "
            f"{abbreviate(order)}"
        )
    count = is_whole(directions) and 0 < directions <= sys.maxsize
    if not count and not (isinstance(directions, str) and directions in ("auto", "full")):
        raise InputValueError(
            'directions= is a number of random directions, "full" or "auto", but was '
            f"{abbreviate(directions)}"
        )
    for name, tolerance in tolerances.items():
        # an integer may be greater than any double
        if not isinstance(tolerance, int | float) or not (
            0.0 <= tolerance <= sys.float_info.max or tolerance == float("inf")
        ):
            raise InputValueError(f"{name}= is a number from 0 up, but was {abbreviate(tolerance)}")
