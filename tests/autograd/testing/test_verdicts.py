"""One verdict for each thing that can be the matter, and a text that says why."""

import random
from itertools import pairwise

import pytest

import autograd
from autograd import Value, cbrt, cos, exp, floor, log, maximum, relu, sin, sqrt, tanh
from autograd.testing import Verdict, assert_gradients, check_gradients


def the_entry(f, *at, **options):
    (entry,) = check_gradients(f, *at, **options).entries
    return entry


def test_ok():
    entry = the_entry(lambda x: sin(x) * x, 0.5)
    assert (entry.verdict, entry.ok, entry.detail) == ("ok", True, "")
    assert entry.verdict is Verdict.OK
    assert entry.value == 0.5
    assert entry.error < 1e-10
    assert entry.difference < 1.0
    assert abs(entry.derivative - entry.numerical) == pytest.approx(entry.difference * entry.error)


def test_a_derivative_that_is_lost_halfway():
    report = check_gradients(lambda x: x * x.data, 3.0)
    (entry,) = report.failures
    assert entry.verdict == "wrong rule"
    assert entry.culprit is None
    assert "every operation of the graph has the right local derivative" in str(report)
    assert "look for .data" in str(report)


def test_a_derivative_that_is_lost_altogether():
    report = check_gradients(lambda x: x.data**2, 3.0)
    assert not report
    assert "f returned a plain number" in str(report)


def test_a_kink_passes_at_any_slope_between_those_of_its_sides():
    entry = the_entry(lambda x: 3 * relu(x) + x, 0.0)
    assert (entry.verdict, entry.detail, entry.ok) == ("kink here", "relu at 0", True)
    assert entry.sides == pytest.approx((1.0, 4.0))
    assert the_entry(lambda x: maximum(x, 2.0), 2.0).detail == "maximum at (2, 2)"


@pytest.mark.parametrize(("slope", "ok"), [(-1.0, True), (0.3, True), (1.0, True), (1.1, False)])
def test_which_slopes_pass_at_a_kink(slope, ok):
    entry = the_entry(abs, 0.0, against=lambda x: slope)
    assert entry.ok is ok
    assert entry.verdict == ("kink here" if ok else "wrong rule")


@pytest.mark.parametrize(
    "f",
    [
        lambda x: x - 1 if x > 1.0 else 3 * x - 3,
        lambda x: x - 1 if x > 1.0 else 0.0,
        lambda x: x - 1 if x >= 1.0 else 0.0,
    ],
)
def test_a_kink_of_pythons_own_making(f):
    entry = the_entry(f, 1.0)
    assert (entry.verdict, entry.detail, entry.ok) == (
        "kink here",
        "f takes another branch here",
        True,
    )


def test_a_gradient_that_the_chain_rule_spoils_at_a_kink():
    report = check_gradients(lambda x: relu(x) - relu(-x), 0.0)
    (entry,) = report.failures
    assert (entry.verdict, entry.detail, entry.derivative) == ("kink here", "relu at 0", 0.0)
    assert entry.numerical == pytest.approx(1.0)
    assert "the chain rule does not hold through a kink" in str(report)


def test_a_discontinuity():
    entry = the_entry(lambda x: floor(x) * x, 2.0)
    assert (entry.verdict, entry.detail, entry.ok) == ("discontinuity", "floor at 2", True)
    assert entry.sides == pytest.approx((1.0, 2.0))


def test_a_discontinuity_at_the_edge_of_the_domain():
    entry = the_entry(lambda y: autograd.pow(0.0, y), 0.0)  # infinite below, 1 at 0, 0 above
    assert (entry.verdict, entry.ok, entry.sides) == ("discontinuity", True, (0.0, 0.0))


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda x: (x + 1e16) - 1e16, 0.3),
        (lambda x: (x + 1e16) - 1e16, 1.0),
        (lambda x: (x + 1e10) - 1e10, 1e-9),
        (lambda x: (1 - cos(x)) / x**2, 1e-8),
        (lambda x: log(1 + x) / x - 1, 1e-14),
    ],
)
def test_cancellation(f, x):
    report = check_gradients(f, x)
    (entry,) = report.failures
    assert (entry.verdict, entry.detail) == ("cancellation", "f is too noisy to judge")
    assert "f has lost more than half of its digits" in str(report)
    assert check_gradients(f, x, atol=1e12).ok


def test_what_changes_too_fast():
    report = check_gradients(autograd.tan, 5e16)
    assert report.failures[0].verdict == "cancellation"
    assert report.failures[0].detail == "f changes too fast to judge"


def test_a_large_or_infinite_derivative_does_not_hide_a_wrong_small_one():
    def f(x, y):
        return 1e10 * x + 1e-8 * y * y.data

    assert [entry.name for entry in check_gradients(f, 0.0, 3.0).failures] == ["y"]
    report = check_gradients(lambda x, y: sqrt(x) + y * y.data, 0.0, 3.0)
    assert [entry.verdict for entry in report.entries] == ["not differentiable", "wrong rule"]


def test_a_small_derivative_of_an_exact_function_is_no_cancellation():
    assert check_gradients(tanh, 15.0).ok
    assert check_gradients(sin, 1.5707963267948966).ok
    assert check_gradients(lambda x, y: log(exp(x) + exp(y)) - x, 30.0, 1.0).ok
    assert check_gradients(lambda x: x - x, 0.3).ok


@pytest.mark.parametrize(
    ("f", "x", "detail"),
    [
        (sqrt, 0.0, "inf from sqrt(0)"),
        (cbrt, 0.0, "inf from cbrt(0)"),
        (lambda x: sqrt(x * x), 0.0, "nan from sqrt(0)"),
        (autograd.asin, -1.0, "inf from asin(-1)"),
    ],
)
def test_not_differentiable(f, x, detail):
    entry = the_entry(f, x)
    assert (entry.verdict, entry.detail, entry.ok) == ("not differentiable", detail, False)


@pytest.mark.parametrize(
    ("f", "x", "detail"),
    [
        (log, -1.0, "log(-1) is nan"),
        (log, 0.0, "log(0) is -inf"),
        (lambda x: 1 / (x - 2), 2.0, "div(1, 0) is inf"),
        (lambda x: exp(1000 * x), 1.0, "exp(1000) is inf"),
        (lambda x: sqrt(-x * x), 0.0, "f has no finite values nearby"),
    ],
)
def test_outside_the_domain(f, x, detail):
    entry = the_entry(f, x)
    assert (entry.verdict, entry.detail, entry.ok) == ("outside the domain", detail, False)


def test_the_edge_of_the_domain_is_checked_from_one_side():
    assert the_entry(lambda x: x * sqrt(x + 1e-30), 0.0).verdict == "ok"
    assert the_entry(lambda x: autograd.pow(x, 1.5), 0.0).verdict == "ok"


def test_an_error_of_f_next_to_the_point_is_the_edge_of_its_domain():
    def f(x):
        if x.data < 1.0:
            raise ValueError("only from 1 up")
        return x * x

    assert the_entry(f, 1.0).verdict == "ok"
    with pytest.raises(ValueError, match="only from 1 up"):
        check_gradients(f, 0.5)


def test_nondeterministic():
    rng = random.Random(0)
    report = check_gradients(lambda x: x * rng.random(), 1.0)
    (entry,) = report.failures
    assert entry.verdict == "nondeterministic"
    assert "fix the seed" in str(report)


def test_tolerances_add_to_the_error_bar():
    def almost(x):
        return 2 * x * (1 + 1e-7)

    assert not check_gradients(lambda x: x * x, 3.0, against=almost)
    assert check_gradients(lambda x: x * x, 3.0, against=almost, rtol=1e-6)
    assert check_gradients(lambda x: x * x, 3.0, against=almost, atol=1e-5)


def test_asserting_raises_with_the_report():
    assert assert_gradients(lambda x: x**3, 2.0).ok
    with pytest.raises(AssertionError) as caught:
        assert_gradients(lambda x: x * x.data, 3.0)
    assert str(caught.value) == str(check_gradients(lambda x: x * x.data, 3.0))


def test_it_works_inside_hypothesis():
    from hypothesis import given, settings
    from hypothesis.strategies import floats

    @settings(max_examples=20, derandomize=True, database=None, deadline=None)
    @given(floats(-10.0, 10.0), floats(-10.0, 10.0))
    def holds(x, y):
        assert_gradients(lambda a, b: tanh(a) * sin(b) + a * b, x, y)

    holds()


def test_the_same_call_gives_the_same_report():
    def f(x):
        return sum(sin(a * b) for a, b in pairwise(x))

    one, two = (check_gradients(f, [0.1 * k for k in range(150)]) for _ in range(2))
    assert str(one) == str(two)
    assert one == two
    assert Value(1.0).grad == 0.0
