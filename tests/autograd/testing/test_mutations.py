"""Wrong rules are caught, every one, and blamed on the right operation."""

import pytest

import autograd
from autograd import cosh, exp, hypot, normal_cdf, normal_pdf, sigmoid, sin
from autograd.operation import TABLE
from autograd.testing import check_gradients
from tests.helpers.mutations import mutated

# name: (which input, a point, a rule without one term, a rule without one factor)
MUTATIONS = {
    "div": (1, (1.3, 0.7), lambda out, a, b: -a / b, lambda out, a, b: -1.0 / b**2),
    "pow": (0, (1.3, 2.6), lambda out, x, y: y * x**y, lambda out, x, y: x ** (y - 1)),
    "power_slope": (
        0,
        (1.3, 3.4),
        lambda out, x, y: y * y * x ** (y - 2),
        lambda out, x, y: y * x ** (y - 2),
    ),
    "tan": (0, (0.6,), lambda out, x: 1.0, lambda out, x: 1.0 / autograd.cos(x)),
    "asin": (0, (0.4,), lambda out, x: 1.0, lambda out, x: (1 - x) ** -0.5),
    "acos": (0, (0.4,), lambda out, x: -1.0, lambda out, x: -((1 - x) ** -0.5)),
    "atan": (0, (0.9,), lambda out, x: 1 / x**2, lambda out, x: (1 + x**2) ** -0.5),
    "atan2": (
        0,
        (0.8, 1.7),
        lambda out, y, x: 1 / x,
        lambda out, y, x: 1 / (x**2 + y**2),
    ),
    "hypot": (0, (0.8, 1.7), lambda out, x, y: 1.0, lambda out, x, y: x),
    "sinh": (0, (0.9,), lambda out, x: 0.5 * exp(x), lambda out, x: 2 * cosh(x)),
    "tanh": (0, (0.7,), lambda out, x: 1.0, lambda out, x: 1 - out),
    "asinh": (0, (0.7,), lambda out, x: 1 / x, lambda out, x: 1 / (1 + x**2)),
    "acosh": (0, (1.9,), lambda out, x: 1 / x, lambda out, x: (x - 1) ** -0.5),
    "atanh": (0, (0.3,), lambda out, x: 1.0, lambda out, x: 1 / (1 - x)),
    "expm1": (0, (0.8,), lambda out, x: out, lambda out, x: 1.0),
    "log1p": (0, (0.8,), lambda out, x: 1 / x, lambda out, x: 1.0),
    "sigmoid": (0, (0.6,), lambda out, x: out, lambda out, x: 1 - out),
    "gelu": (0, (0.6,), lambda out, x: normal_cdf(x), lambda out, x: normal_cdf(x) + normal_pdf(x)),
    "silu": (
        0,
        (0.6,),
        lambda out, x: sigmoid(x),
        lambda out, x: sigmoid(x) * (1 - sigmoid(x)) * x,
    ),
    "softsign": (0, (0.6,), lambda out, x: 1 / x**2, lambda out, x: 1 / (1 + abs(x))),
}


def kinds_of_mistakes(name):
    row = TABLE[name]
    position, _, without_term, without_factor = MUTATIONS[name]
    right = row.derivatives[position]
    return {
        "off by 1e-5": lambda out, *x: (1 + 1e-5) * right(out, *x),
        "off by 1e-6": lambda out, *x: (1 + 1e-6) * right(out, *x),
        "wrong sign": lambda out, *x: -right(out, *x),
        "missing term": without_term,
        "missing factor": without_factor,
    }


def deep_in_a_graph(op, position, others):
    """A function in which the operation is one among several; right ones of its kind are others."""
    twin = TABLE[op.name.removeprefix("wrong_")]

    def f(x, y):
        inputs = list(others)
        inputs[position] = x
        inner = op(*inputs) * hypot(x, y)
        return sin(inner) + exp(y) * twin(*inputs)

    return f


@pytest.mark.parametrize("mistake", kinds_of_mistakes("tanh"))
@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mistake_is_caught_and_blamed_on_its_operation(name, mistake):
    position, point, *_ = MUTATIONS[name]
    wrong = mutated(TABLE[name], position, kinds_of_mistakes(name)[mistake])
    report = check_gradients(deep_in_a_graph(wrong, position, point), point[position], 0.4)
    (entry,) = report.failures
    assert entry.name == "x"
    assert entry.verdict == "wrong rule"
    assert entry.culprit.operation == wrong.name
    assert entry.culprit.position == TABLE[name].inputs[position]
    right = TABLE[name].derivatives[position](TABLE[name](*point), *point)
    assert entry.culprit.right == pytest.approx(right, rel=1e-9)
    assert wrong.name in str(report)


def test_there_are_twenty_operations():
    assert len(MUTATIONS) == 20


HINTS = {
    ("tanh", "wrong sign"): "the sign is wrong",
    ("tanh", "off by 1e-5"): "it is off by a constant factor: right / wrong = 0.99999",
    ("tanh", "missing factor"): "the power 2 is missing: this is 1 - out",
    ("pow", "missing factor"): "y is missing: this is x ** (y - 1)",
    ("sigmoid", "missing factor"): "out is missing: this is 1 - out",
    ("gelu", "missing term"): "x * normal_pdf(x) is missing: this is normal_cdf(x)",
    ("sinh", "missing factor"): "right / wrong = 0.5",
    ("softsign", "missing factor"): "the power 2 is missing",
}


def hint_of(name, rule):
    position, point, *_ = MUTATIONS[name]
    wrong = mutated(TABLE[name], position, rule)
    (entry,) = check_gradients(
        deep_in_a_graph(wrong, position, point), point[position], 0.4
    ).failures
    return entry.culprit.hint


@pytest.mark.parametrize(("name", "mistake"), HINTS)
def test_a_telling_mistake_gets_a_hint(name, mistake):
    assert HINTS[name, mistake] in hint_of(name, kinds_of_mistakes(name)[mistake])
