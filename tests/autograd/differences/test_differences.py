"""Finite differences with an error bar that can be trusted."""

import math
import warnings

import mpmath as mp
import pytest

from autograd.differences.differentiating import differentiate
from autograd.differences.estimates import extrapolate, powers

# A function, its exact derivative, and a point.
SMOOTH = {
    "sin": (math.sin, mp.cos, 1.3),
    "sin far out": (math.sin, mp.cos, 1e5),
    "sin very far out": (math.sin, mp.cos, 1e9),
    "fast sin": (lambda x: math.sin(50 * x), lambda x: 50 * mp.cos(50 * x), 0.9),
    "very fast sin": (lambda x: math.sin(2**20 * x), lambda x: 2**20 * mp.cos(2**20 * x), 1.1),
    "exp": (math.exp, mp.exp, 2.0),
    "large exp": (math.exp, mp.exp, 300.0),
    "log": (math.log, lambda x: 1 / x, 0.3),
    "log of a small number": (math.log, lambda x: 1 / x, 1e-300),
    "tanh": (math.tanh, lambda x: mp.sech(x) ** 2, 0.8),
    "atan": (math.atan, lambda x: 1 / (1 + x * x), -2.5),
    "sqrt": (math.sqrt, lambda x: 1 / (2 * mp.sqrt(x)), 5.0),
    "erf": (math.erf, lambda x: 2 / mp.sqrt(mp.pi) * mp.exp(-x * x), 0.6),
    "polynomial": (lambda x: x**7 - 3 * x, lambda x: 7 * x**6 - 3, 1.7),
    "Runge": (lambda x: 1 / (1 + 25 * x * x), lambda x: -50 * x / (1 + 25 * x * x) ** 2, 0.21),
    "flat start": (lambda x: math.exp(-1 / x), lambda x: mp.exp(-1 / x) / x**2, 0.05),
}


def at(f, x, noise=None, **options):
    """The derivative of f at x; outside its domain f is nan."""

    def near(t):
        try:
            return float(f(x + t))
        except ValueError:
            return math.nan

    return differentiate(near, x, abs(x) or 1.0, noise, **options)


@pytest.mark.parametrize("thorough", [False, True])
@pytest.mark.parametrize("name", SMOOTH)
def test_the_error_bar_is_small_and_holds_the_derivative(name, thorough):
    f, exact, x = SMOOTH[name]
    found = at(f, x, thorough=thorough)
    derivative = exact(mp.mpf(x))
    assert found.kind == "smooth"
    assert found.slope.is_clear
    assert abs(found.slope.value - derivative) <= found.slope.error
    assert found.slope.error <= 2e-8 * abs(derivative)


def test_it_is_as_accurate_as_numdifftools():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import numdifftools
    for name in ("sin", "fast sin", "exp", "tanh", "atan", "erf", "polynomial", "Runge"):
        f, exact, x = SMOOTH[name]
        derivative = exact(mp.mpf(x))
        ours = abs(at(f, x).slope.value - derivative)
        theirs = abs(float(numdifftools.Derivative(lambda y, f=f: f(float(y)))(x)) - derivative)
        assert ours <= max(8 * theirs, 1e-12 * abs(derivative)), name


def test_seventeen_evaluations_are_enough_for_a_plain_function():
    calls = []
    differentiate(lambda t: calls.append(t) or math.exp(1.0 + t), 1.0, 1.0)
    assert len(calls) == 17


@pytest.mark.parametrize("steps", [[5.0 ** (-i / 2) for i in range(5)], [9.0, 4.0, 2.0, 0.7, 0.3]])
def test_richardson_removes_the_powers_it_is_told_at_any_steps(steps):
    even = [3.0 + 2.0 * h**2 + 7.0 * h**4 for h in steps]
    found = extrapolate(even, [0.0] * 5, powers(steps, first=2, by=2))
    assert found.value == pytest.approx(3.0, abs=1e-12)
    every = [3.0 + 2.0 * h + 7.0 * h**2 for h in steps]
    assert extrapolate(every, [0.0] * 5, powers(steps)).value == pytest.approx(3.0, abs=1e-12)
    odd = [3.0 + 2.0 * h + 7.0 * h**3 for h in steps]
    found = extrapolate(odd, [0.0] * 5, powers(steps, first=1, by=2))
    assert found.value == pytest.approx(3.0, abs=1e-12)


def test_noise_makes_the_error_bar_wider():
    def quiet(x):
        return math.sin(x)

    def noisy(x):
        return 1e8 + math.sin(x) - 1e8

    assert at(quiet, 1.0).slope.error < 1e-10
    found = at(noisy, 1.0, noise=1e-8)
    assert 1e-8 < found.slope.error < 1e-3
    assert abs(found.slope.value - math.cos(1.0)) < found.slope.error


@pytest.mark.parametrize(
    ("f", "x", "kind", "left", "right"),
    [
        (abs, 0.0, "kink", -1.0, 1.0),
        (lambda x: max(x, 0.0), 0.0, "kink", 0.0, 1.0),
        (lambda x: abs(x) * math.exp(x), 0.0, "kink", -1.0, 1.0),
        (lambda x: 1e6 + abs(x), 0.0, "kink", -1.0, 1.0),
        (lambda x: x + 1e-4 * max(x, 0.0), 0.0, "kink", 1.0, 1.0001),
        (lambda x: max(x, 1.0), 1.0 + 1e-15, "kink", 0.0, 1.0),
        (lambda x: float(x >= 0.0), 0.0, "jump", 0.0, 0.0),
        (lambda x: math.copysign(1.0, x) if x else 0.0, 0.0, "jump", 0.0, 0.0),
        (lambda x: math.sin(x) + (x >= 0.5), 0.5, "jump", math.cos(0.5), math.cos(0.5)),
        (lambda x: x * math.floor(x), 2.0, "jump", 1.0, 2.0),
        (math.floor, math.nextafter(1.0, 0.0), "jump", 0.0, 0.0),
    ],
)
def test_kinks_and_jumps_are_seen_with_their_two_slopes(f, x, kind, left, right):
    found = at(f, x)
    assert found.kind == kind
    assert found.left.value == pytest.approx(left, abs=max(1e-5, found.left.error))
    assert found.right.value == pytest.approx(right, abs=max(1e-5, found.right.error))


@pytest.mark.parametrize("distance", [1e-2, 1e-4, 1e-6, 1e-8, 1e-10, 1e-12])
def test_a_kink_or_jump_nearby_does_not_disturb(distance):
    kink = at(lambda x: max(x - 1.0, 0.0), 1.0 + distance, thorough=True)
    assert kink.kind == "smooth"
    assert kink.slope.value == pytest.approx(1.0, abs=1e-9)
    jump = at(math.floor, 1.0 + distance, noise=0.0, thorough=True)
    assert jump.kind == "smooth"
    assert jump.slope.value == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("x", [1.3, 100.3, 1024.3, 1e5 + 0.3, 6065042017.73])
def test_a_staircase_is_flat_however_far_out(x):
    found = at(math.floor, x, noise=0.0, thorough=True)
    assert found.kind == "smooth"
    assert abs(found.slope.value) <= found.slope.error < 1e-2


def test_edges_of_the_domain_and_vertical_tangents():
    assert at(lambda x: x * math.sqrt(x), 0.0).kind == "edge"
    assert at(math.sqrt, 0.0).kind == "steep"
    assert at(math.cbrt, 0.0).kind == "steep"
    assert at(math.asin, 1.0).kind == "steep"
    assert at(math.atanh, math.nextafter(1.0, 0.0)).kind == "steep"
    assert at(lambda x: abs(x) ** 0.1, 0.0).kind == "steep"
    assert at(lambda x: 0.0 if x == 0.0 else math.nan, 0.0).kind == "isolated"


@pytest.mark.parametrize("x", [0.3, 1.0, 2.7, -0.011])
def test_single_precision_is_recognised(x):
    import numpy as np

    def f(y):
        return float(np.float32(np.tanh(np.float32(y))))

    found = at(f, x)
    assert found.epsilon == 2.0**-23
    exact = 1.0 - math.tanh(x) ** 2
    assert abs(found.slope.value - exact) <= found.slope.error < 1e-3 * exact
    assert not found.is_noisy


def test_what_changes_too_fast_is_not_clear():
    assert not at(math.tan, 5e16, noise=1e-15).is_clear
