"""Every row of the table against 50-digit arithmetic, over the whole range of doubles."""

import math

import mpmath as mp
import pytest

from autograd.operation import TABLE
from tests.helpers.references import DIGITS, REFERENCES
from tests.helpers.sampling import points

POINTS = 10_000
FEWER_POINTS = dict.fromkeys(("lgamma", "polygamma"), 2_000)  # 0.5 ms each, on either side


def test_every_operation_has_a_reference():
    assert list(REFERENCES) == list(TABLE)
    for name, (_, *derivatives) in REFERENCES.items():
        assert len(derivatives) == len(TABLE[name].derivatives), name


def error(result, exact, accuracy, inputs):
    """The error as a share of what the row allows; 0 where the exact result is no double.

    It is 0, too, where the result is the nearest double, which is what nearly all results are: they
    are half an ulp off at most, and need no 50 digits to tell.
    """
    rounded = float(exact)
    if result == rounded and accuracy.ulp >= 1.0:
        return 0.0
    if not math.isfinite(rounded):
        return 0.0
    if not math.isfinite(result):
        # The double next to infinity may be rounded up to it.
        return 0.0 if abs(rounded) > 1.7976931348623e308 else math.inf
    allowed = max(accuracy.ulp * math.ulp(rounded), accuracy.absolute(*inputs))
    return float(abs(mp.mpf(result) - exact) / mp.mpf(allowed))


def worst(operation, function, reference, accuracy):
    """The largest share of the allowed error, and where it was found."""
    found = (0.0, None)
    for inputs in points(operation, FEWER_POINTS.get(operation.name, POINTS), seed=0):
        try:
            exact = reference(*[x if isinstance(x, bool) else mp.mpf(x) for x in inputs])
        except (ZeroDivisionError, ValueError):  # a pole
            continue
        if (
            mp.isfinite(exact)
            and (share := error(function(*inputs), exact, accuracy, inputs)) > found[0]
        ):
            found = (share, inputs)
    return found


@pytest.fixture(autouse=True)
def digits():
    with mp.workdps(DIGITS):
        yield


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLE)
def test_forward_is_within_its_bound(name):
    operation = TABLE[name]
    share, inputs = worst(operation, operation.forward, REFERENCES[name][0], operation.accuracy)
    assert share <= 1.0, f"{name}{inputs} is {share * operation.accuracy.ulp:.2f} ulp off"


DERIVATIVES = [
    (name, i)
    for name, row in TABLE.items()
    for i, rule in enumerate(row.derivatives)
    if rule is not None
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "position"), DERIVATIVES)
def test_derivative_is_within_its_bound(name, position):
    operation = TABLE[name]
    rule = operation.derivatives[position]

    def derivative(*inputs):
        return rule(operation.forward(*inputs), *inputs) if callable(rule) else rule

    bound = operation.derivative_accuracy
    share, inputs = worst(operation, derivative, REFERENCES[name][1 + position], bound)
    assert share <= 1.0, (
        f"d {name}{inputs} / d {operation.inputs[position]}: {share * bound.ulp:.2f} ulp"
    )


PI = math.pi
# The points that JAX's own tests single out (lax_autodiff_test.py, LAX_GRAD_SPECIAL_VALUE_TESTS),
# and those of PyTorch's for the same functions.
SPECIAL_POINTS = {
    "sinh": [0.0],
    "cosh": [0.0],
    "tanh": [0.0, 1000.0, 18.0],
    "sin": [0.0, PI, PI / 2, PI / 4],
    "cos": [0.0, PI, PI / 2, PI / 4],
    "tan": [0.0],
    "asin": [0.0],
    "acos": [0.0],
    "atan": [0.0, 1000.0],
    "erf": [0.0, 10.0],
    "erfc": [0.0, 10.0],
    "sigmoid": [0.0, 36.0, -36.0, 1000.0, -1000.0],
    "softplus": [0.0, 40.0, -40.0],
    "log1p": [0.0, -0.5, 1e-300],
    "expm1": [0.0, 1e-300, -40.0],
    "gelu": [0.0, 30.0, -30.0],
}


@pytest.mark.parametrize(("name", "x"), [(n, x) for n, xs in SPECIAL_POINTS.items() for x in xs])
def test_derivative_at_the_points_that_others_single_out(name, x):
    operation = TABLE[name]
    result = operation.derivatives[0](operation.forward(x), x)
    exact = REFERENCES[name][1](mp.mpf(x))
    assert error(result, exact, operation.derivative_accuracy, (x,)) <= 1.0
