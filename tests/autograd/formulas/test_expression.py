"""Arithmetic as text, and what is said when it is none."""

import math

import pytest

from autograd import InputValueError
from autograd.formulas.reading import parse

VALUES = {"a": 2.0, "b": -3.0, "c": 10.0}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("a + b", -1.0),
        ("a - b", 5.0),
        ("a * b", -6.0),
        ("a / b", -2.0 / 3.0),
        ("a ** 3", 8.0),
        ("-a + +b", -5.0),
        ("2 * (a + 1)", 6.0),
        ("tanh(a*b + c)", math.tanh(4.0)),
        ("max(a, b, c) - min(a, b, c)", 13.0),
        ("leaky_relu(b, slope=0.5)", -1.5),
        ("where(a > b, a, c)", 2.0),
        ("a if b > 0 else c", 10.0),
        ("a if a >= 2 else c", 2.0),
        ("a if a < 2 else c", 10.0),
        ("a if a <= 2 else c", 2.0),
        ("a if a == 2 else c", 2.0),
        ("a if a != 2 else c", 10.0),
        ("sin(pi) + e", math.sin(math.pi) + math.e),
        ("1e-3 + 2", 2.001),
    ],
)
def test_it_is_computed(text, result):
    assert parse(text, VALUES)[0].data == pytest.approx(result, rel=1e-15)


def test_the_gradients_are_by_the_variables():
    result, values = parse("a * b + c", VALUES)
    result.backward()
    assert {name: value.grad for name, value in values.items()} == {"a": -3.0, "b": 2.0, "c": 1.0}
    assert values["a"].label == "a"


def test_a_variable_goes_before_a_constant():
    assert parse("e", {"e": 5.0})[0].data == 5.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a + d", r"there is no value for d: add d=NUMBER\n  a \+ d\n      \^"),
        ("tanhh(a)", r"there is no function tanhh; did you mean tanh\?\n  tanhh\(a\)\n  \^"),
        ("__import__('os')", "there is no function __import__"),
        ("a.real", "this is not arithmetic"),
        ("[a]", "this is not arithmetic"),
        ("lambda: a", "this is not arithmetic"),
        ("a < b < c", "this is not arithmetic"),
        ("exp", r"exp is a function: write exp\(\.\.\.\)"),
        ("exp(a, b)", "too many positional arguments"),
        ("max()", "max of no numbers"),
        ("'x' + a", "'x' is no real number"),
        ("1j * a", "1j is no real number"),
        ("a +", r"\^"),
        ("", r"\^"),
        ("(" * 500 + "a" + ")" * 500, "nested"),
        ("-" * 5000 + "a", "nested too deeply"),
        ("a" * 10_001, "has 10001 characters"),
        ("9" * 400, "which no double can hold"),
        ("ñ + d", r"there is no value for ñ"),
        ("a + exp(ñ)", r"\n  a \+ exp\(ñ\)\n          \^"),
    ],
)
def test_a_mistake_is_shown_with_its_place(text, message):
    with pytest.raises(InputValueError, match=message):
        parse(text, VALUES)
