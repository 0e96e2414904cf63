"""Where a kink is smoothed out, derivatives of derivatives are those of the smooth function."""

import math

import pytest

import autograd
from autograd import (
    Value,
    abs,
    cos,
    cosh,
    exp,
    gaussian,
    grad,
    hessian,
    hypot,
    log,
    maximum,
    norm,
    sqrt,
)
from autograd.functional.kinks import DIVIDED, quotient

# A function with a kink inside, and its derivatives of order 1 to 4 at 0.
SMOOTH = {
    "abs(x)**2": (lambda x: abs(x) ** 2, (0.0, 2.0, 0.0, 0.0)),
    "abs(x)**4": (lambda x: abs(x) ** 4, (0.0, 0.0, 0.0, 24.0)),
    "abs(x)*abs(x)": (lambda x: abs(x) * abs(x), (0.0, 2.0, 0.0, 0.0)),
    "abs(abs(x))**2": (lambda x: abs(abs(x)) ** 2, (0.0, 2.0, 0.0, 0.0)),
    "(2*abs(x))**2": (lambda x: (2.0 * abs(x)) ** 2, (0.0, 8.0, 0.0, 0.0)),
    "abs(x)/3*abs(x)": (lambda x: abs(x) / 4.0 * abs(x), (0.0, 0.5, 0.0, 0.0)),
    "exp(x)*abs(x)**2": (lambda x: exp(x) * abs(x) ** 2, (0.0, 2.0, 6.0, 12.0)),
    "exp(-abs(x)**2)": (lambda x: exp(-(abs(x) ** 2)), (0.0, -2.0, 0.0, 12.0)),
    "log(1+abs(x)**2)": (lambda x: log(1.0 + abs(x) ** 2), (0.0, 2.0, 0.0, -12.0)),
    "sqrt(1+abs(x)**2)": (lambda x: sqrt(1.0 + abs(x) ** 2), (0.0, 1.0, 0.0, -3.0)),
    "abs(x)**2/(1+abs(x)**2)": (
        lambda x: abs(x) ** 2 / (1.0 + abs(x) ** 2),
        (0.0, 2.0, 0.0, -24.0),
    ),
    "hypot(1,abs(x))": (lambda x: hypot(1.0, abs(x)), (0.0, 1.0, 0.0, -3.0)),
    "hypot(x,x)**2": (lambda x: hypot(x, x) ** 2, (0.0, 4.0, 0.0, 0.0)),
    "norm([x])**2": (lambda x: norm([x]) ** 2, (0.0, 2.0, 0.0, 0.0)),
    "gaussian(abs(x))": (lambda x: gaussian(abs(x)), (0.0, -2.0, 0.0, 12.0)),
    "maximum(x,-x)**2": (lambda x: maximum(x, -x) ** 2, (0.0, 2.0, 0.0, 0.0)),
    "minimum(x,-x)**2": (lambda x: autograd.minimum(x, -x) ** 2, (0.0, 2.0, 0.0, 0.0)),
    "cos(abs(x))": (lambda x: cos(abs(x)), (0.0, -1.0, 0.0, 1.0)),
    "cosh(2*abs(x))": (lambda x: cosh(2.0 * abs(x)), (0.0, 4.0, 0.0, 16.0)),
    "sin(abs(x))**2": (lambda x: autograd.sin(abs(x)) ** 2, (0.0, 2.0, 0.0, -8.0)),
    "abs(x)*atan(abs(x))": (lambda x: abs(x) * autograd.atan(abs(x)), (0.0, 2.0, 0.0, -8.0)),
    "erf(abs(x))**2": (
        lambda x: autograd.erf(abs(x)) ** 2,
        (0.0, 8.0 / math.pi, 0.0, -64.0 / math.pi),
    ),
    "tanh(x)": (autograd.tanh, (1.0, 0.0, -2.0, 0.0)),
}


@pytest.mark.parametrize("name", SMOOTH)
def test_derivatives_of_every_order(name):
    f, expected = SMOOTH[name]
    found = [autograd.derivative(f, n)(0.0) for n in (1, 2, 3, 4)]
    assert found == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("name", SMOOTH)
def test_all_ways_to_the_second_derivative_agree(name):
    f, expected = SMOOTH[name]
    ways = {
        "grad of grad": grad(grad(f))(0.0),
        "hessian": hessian(f)(0.0),
        "hvp": autograd.hvp(f, 0.0, 1.0),
        "jacobian of grad": autograd.jacobian(grad(f))(0.0),
        "jvp of grad": autograd.jvp(grad(f), (0.0,), (1.0,))[1],
        "grad of jvp": grad(lambda x: autograd.jvp(f, (x,), (1.0,))[1])(0.0),
        "vjp of grad": autograd.vjp(grad(f), 0.0)[1](1.0)[0],
        "compiled": autograd.compile(hessian(f))(0.0),
    }
    assert ways == pytest.approx(dict.fromkeys(ways, expected[1]), rel=1e-14)


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("x", [-1.7, -1e-200, 1e-8, 0.3])
def test_beside_the_kink_recorded_and_compiled_are_one(name, x):
    second = grad(grad(SMOOTH[name][0]))
    assert autograd.compile(second)(x) == pytest.approx(second(x), rel=1e-12)


LENGTHS = {
    "norm**2": (lambda x: norm(x) ** 2, 2.0),
    "norm*norm": (lambda x: norm(x) * norm(x), 2.0),
    "hypot**2": (lambda x: hypot(hypot(x[0], x[1]), x[2]) ** 2, 2.0),
    "0.5*exp(x)*norm**2": (lambda x: 0.5 * exp(x[0]) * norm(x) ** 2, 1.0),
    "norm**4 + norm**2": (lambda x: norm(x) ** 4 + norm(x) ** 2, 2.0),
    "norm**3": (lambda x: norm(x) ** 3, 0.0),
    "sqrt(1+norm**2)": (lambda x: sqrt(1.0 + norm(x) ** 2), 1.0),
    "cos(norm)": (lambda x: cos(norm(x)), -1.0),
    "tanh(norm)**2": (lambda x: autograd.tanh(norm(x)) ** 2, 2.0),
    "asinh(norm)*norm": (lambda x: autograd.asinh(norm(x)) * norm(x), 2.0),
    "tan(norm)*norm": (lambda x: autograd.tan(norm(x)) * norm(x), 2.0),
    "hypot(1,norm)": (lambda x: hypot(1.0, norm(x)), 1.0),
}


@pytest.mark.parametrize("name", LENGTHS)
def test_the_hessian_of_a_smooth_function_of_the_length_at_the_origin(name):
    f, expected = LENGTHS[name]
    matrix = [[expected * (i == j) for j in range(3)] for i in range(3)]
    origin = [0.0, 0.0, 0.0]
    assert hessian(f)(origin) == matrix
    assert autograd.compile(hessian(f))(origin) == matrix
    assert autograd.hvp(f, origin, [1.0, 2.0, 3.0]) == [expected * k for k in (1.0, 2.0, 3.0)]


def test_a_length_of_thousand_numbers_is_no_more_work_than_its_chain():
    origin = [0.0] * 1000
    assert autograd.hvp(lambda x: norm(x) ** 2, origin, [1.0] * 1000) == [2.0] * 1000


def test_far_from_the_origin_nothing_changes():
    x = [0.3, -1.2, 0.5]
    matrix = hessian(lambda x: norm(x) ** 2)(x)
    for i in range(3):
        assert matrix[i] == pytest.approx([2.0 * (i == j) for j in range(3)], abs=1e-14)


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        (lambda x: x * abs(x), 0.0),  # -2 on the left, 2 on the right
        (lambda x: maximum(x, 0.0) ** 2, 1.0),  # 0 and 2
        (lambda x: autograd.relu(x) ** 2, 0.0),  # 0 and 2; 0 belongs to the left branch
    ],
)
def test_where_the_second_derivative_jumps_it_is_that_of_the_rule_at_the_kink(f, expected):
    assert grad(grad(f))(0.0) == expected
    assert hessian(f)(0.0) == expected


def test_the_caller_can_go_on_differentiating():
    w, x = Value(3.0), Value(0.0)
    second = grad(grad(lambda x: w * abs(x) ** 2))(x)
    second.backward()
    assert (second.data, w.grad, x.grad) == (6.0, 2.0, 0.0)


def test_a_quotient_is_found_in_sums_products_and_powers_only():
    x, y = Value(0.0), Value(4.0)
    assert quotient(y * x / 2.0 - x, x).data == 1.0
    assert quotient(-(x**3) + x * y, x).data == 4.0
    assert quotient(autograd.where(y > 0.0, y * x, 0.0), x).data == 4.0
    assert quotient(x + x**y, x).data == 1.0
    for other in (x + 1.0, cosh(x), y, 1.0 / x, x**0.5, x**1.5):
        assert quotient(other, x) is None
    assert math.isnan(quotient(x * autograd.log(Value(-1.0)), x).data)


ALGEBRAIC = {"add", "sub", "neg", "mul", "div", "pow", "power_slope", "where"}


@pytest.mark.parametrize("op", [op for op in DIVIDED if op.name not in ALGEBRAIC])
@pytest.mark.parametrize("number", [-0.7, -0.0999, 0.03, 0.0999, 0.1001])
def test_the_quotient_of_an_odd_function_is_exact_beside_0(op, number):
    x = Value(number)
    ratio = quotient(op(x), x)
    assert ratio.data * number == pytest.approx(op(number), rel=5e-16)
    (slope,) = autograd.gradients(ratio, [x])
    out, local = op(number), op(x).local_derivatives[0]
    assert slope.data == pytest.approx((local - out / number) / number, abs=1e-13)


class TestOnlyWhatIsSmoothed:
    """Where a part of the cotangent has the factor only, the chain rule holds: no number is new."""

    def test_two_variables_are_two_kinks_though_their_numbers_are_equal(self):
        for f, g in (
            (lambda x, y: abs(x) * abs(y), lambda x: abs(x[0]) * abs(x[1])),
            (
                lambda x, y: autograd.norm([x, x]) * autograd.norm([y, y]),
                lambda x: autograd.norm([x[0], x[0]]) * autograd.norm([x[1], x[1]]),
            ),
        ):
            of_two = hessian(f, argnums=(0, 1))(0.0, 0.0)
            assert (of_two[0][0], of_two[1][1]) == (0.0, 0.0)
            found = hessian(g)([0.0, 0.0])
            assert (found[0][0], found[1][1]) == (0.0, 0.0)

    def test_one_kink_that_is_written_several_times_is_looked_at_as_one(self):
        matern = hessian(lambda x: (1 + abs(x) + abs(x) ** 2 / 3) * autograd.exp(-abs(x)))

        def of_one_node(x):
            u = abs(x)
            return (1 + u + u**2 / 3) * autograd.exp(-u)

        # The middle of the slopes; that it is -1/3 is not seen.
        assert matern(0.0) == hessian(of_one_node)(0.0) == 0.0
        assert hessian(lambda x: abs(x) * abs(x) + abs(x) ** 2)(0.0) == 4.0

    def test_a_power_that_is_smooth_only_once_more(self):
        assert hessian(lambda x: abs(x) ** 2.5)(0.0) == 0.0
        assert hessian(lambda x: abs(x) ** Value(2.0))(0.0).data == 2.0
        assert hessian(lambda x, p: abs(x) ** p, argnums=(0, 1))(0.0, 2.0)[0][0] == 2.0
