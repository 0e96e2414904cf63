"""IEEE 754 special values: as numpy gives them, without exceptions or warnings."""

import itertools
import math

import numpy as np
import pytest

from autograd import Value, ops
from autograd.operation import TABLE

SPECIAL = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -2.0,
    3.0,
    5e-324,
    1e308,
    -1e308,
    math.inf,
    -math.inf,
    math.nan,
]

# Which of two equal zeros, 0.0 and -0.0, is the larger depends on numpy's build.
ZERO_SIGN_OPEN = {"maximum", "minimum", "clip"}

EXPECTED = {
    # Operations that numpy lacks: the limits at 0, -0, inf, -inf.
    "erf": (0.0, -0.0, 1.0, -1.0),
    "erfc": (1.0, 1.0, 0.0, 2.0),
    "gaussian": (1.0, 1.0, 0.0, 0.0),
    "gelu": (0.0, -0.0, math.inf, -0.0),
    "lgamma": (math.inf, math.inf, math.inf, math.inf),
    "normal_cdf": (0.5, 0.5, 1.0, 0.0),
    "normal_pdf": (0.3989422804014327, 0.3989422804014327, 0.0, 0.0),
    "relu": (0.0, 0.0, math.inf, 0.0),
    "selu": (0.0, -0.0, math.inf, -1.7580993408473766),
    "sigmoid": (0.5, 0.5, 1.0, 0.0),
    "silu": (0.0, -0.0, math.inf, -0.0),
    "softplus": (0.6931471805599453, 0.6931471805599453, math.inf, 0.0),
    "softsign": (0.0, -0.0, 1.0, -1.0),
    "step": (1.0, 1.0, 1.0, 0.0),
}


def same(a, b, *, ulp=0, signed_zero=True):
    """Equal as doubles: nan to nan, and 0.0 not to -0.0."""
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    if a == b:
        return not signed_zero or a != 0.0 or math.copysign(1.0, a) == math.copysign(1.0, b)
    return math.isfinite(a) and math.isfinite(b) and abs(a - b) <= ulp * math.ulp(b)


def special_inputs(operation):
    return itertools.product(SPECIAL, repeat=len(operation.inputs))


UFUNCS = [row for row in TABLE.values() if isinstance(row.array, str) and row.name != "where"]


@pytest.mark.parametrize("operation", UFUNCS, ids=lambda row: row.name)
def test_floats_give_what_numpy_gives(operation):
    ufunc = getattr(np, operation.array)
    for inputs in special_inputs(operation):
        with np.errstate(all="ignore"):
            expected = float(ufunc(*inputs))
        result = operation(*inputs)
        if operation.name == "pow" and inputs[1] == 0.5:
            continue  # numpy takes the square root, which is -0.0 at -0.0; C's pow is 0.0
        signed = operation.name not in ZERO_SIGN_OPEN
        assert same(result, expected, ulp=4, signed_zero=signed), (operation.name, inputs)


@pytest.mark.parametrize("name", EXPECTED)
def test_limits_of_operations_that_numpy_lacks(name):
    for x, expected in zip((0.0, -0.0, math.inf, -math.inf), EXPECTED[name], strict=True):
        assert same(TABLE[name](x), expected, ulp=1, signed_zero=name != "relu"), (name, x)
    assert math.isnan(TABLE[name](math.nan))


# These select one of their inputs, or are constant where another input decides.
NAN_MAY_BE_IGNORED = {"where", "binade", "pow", "power_slope", "hypot", "polygamma"}


@pytest.mark.parametrize(
    "operation", [TABLE[name] for name in TABLE if name not in NAN_MAY_BE_IGNORED]
)
def test_nan_in_gives_nan_out(operation):
    inputs = [math.nan] + [2.0] * (len(operation.inputs) - 1)
    assert math.isnan(operation(*inputs))


@pytest.mark.parametrize("operation", TABLE.values(), ids=TABLE)
def test_arrays_give_what_floats_give(operation):
    points = list(special_inputs(operation))
    columns = [np.array(column) for column in zip(*points, strict=True)]
    result = operation(*columns)
    assert result.dtype == float
    for inputs, element in zip(points, result.tolist(), strict=True):
        expected = operation(*inputs)
        signed = operation.name not in ZERO_SIGN_OPEN | {"relu"}
        assert same(element, expected, ulp=8, signed_zero=signed), (inputs, element, expected)


@pytest.mark.parametrize("operation", TABLE.values(), ids=TABLE)
def test_derivative_rules_run_on_arrays(operation):
    generator = np.random.default_rng(0)
    columns = [generator.uniform(0.1, 0.9, 7) for _ in operation.inputs]
    out = operation(*columns)
    for rule in operation.derivatives:
        if not callable(rule):
            continue
        with np.errstate(all="ignore"):
            result = np.broadcast_to(rule(out, *columns), (7,))
        for k in range(7):
            inputs = [float(column[k]) for column in columns]
            expected = rule(operation(*inputs), *inputs)
            assert same(float(result[k]), expected, ulp=16), (operation.name, inputs)


@pytest.mark.parametrize("operation", TABLE.values(), ids=TABLE)
def test_derivative_rules_never_raise(operation):
    for inputs in special_inputs(operation):
        for rule in operation.derivatives:
            if callable(rule):
                assert isinstance(rule(operation(*inputs), *inputs), float), (
                    operation.name,
                    inputs,
                )


KINKS = [
    (ops.relu, (0.0,), 0.0),
    (ops.leaky_relu, (0.0,), 0.01),
    (ops.elu, (0.0, 2.0), 2.0),
    (ops.selu, (0.0,), 1.7580993408473766),
    (ops.abs, (0.0,), 0.0),
    (ops.maximum, (1.0, 1.0), 0.5),
    (ops.minimum, (1.0, 1.0), 0.5),
    (ops.clip, (1.0, -1.0, 1.0), 1.0),
    (ops.clip, (-1.0, -1.0, 1.0), 1.0),
    (ops.clip, (1.5, -1.0, 1.0), 0.0),
    (ops.clip, (1.0, 1.0, 1.0), 0.0),
    (ops.atan2, (math.inf, 1.0), 0.0),
    (ops.atan2, (1.0, -math.inf), 0.0),
    (ops.power_slope, (0.0, 0.0), 0.0),
    (ops.hypot, (0.0, 0.0), 0.0),
    (ops.pow, (0.0, 0.0), 0.0),
    (ops.pow, (0.0, 1.0), 1.0),
    (ops.pow, (0.0, 2.0), 0.0),
    (ops.pow, (-2.0, 3.0), 12.0),
    (ops.pow, (-2.0, -1.0), -0.25),
    (ops.pow, (0.0, 0.5), math.inf),
    (ops.sqrt, (0.0,), math.inf),
    (ops.step, (0.0,), 0.0),
    (ops.floor, (2.0,), 0.0),
    (ops.round, (2.5,), 0.0),
]


@pytest.mark.parametrize(("operation", "inputs", "slope"), KINKS)
def test_the_derivative_at_a_kink_is_the_one_documented(operation, inputs, slope):
    x = Value(inputs[0])
    operation(x, *inputs[1:]).backward()
    assert x.grad == slope


def test_power_by_its_exponent_at_a_base_of_zero():
    for y, slope in [(2.0, 0.0), (0.5, 0.0), (0.0, 0.0)]:
        exponent = Value(y)
        (0.0**exponent).backward()
        assert exponent.grad == slope


def test_the_derivative_for_a_constant_is_never_evaluated():
    x = Value(-2.0)
    inverse = x**-1  # by the exponent the derivative would need log(-2)
    inverse.backward()
    assert (inverse.data, x.grad, inverse.local_derivatives) == (-0.5, -0.25, (-0.25,))


def test_nothing_of_the_branch_not_taken_reaches_the_gradient():
    x = Value(0.0)
    ops.where(x < 1, x, ops.sqrt(x)).backward()
    assert x.grad == 1.0
