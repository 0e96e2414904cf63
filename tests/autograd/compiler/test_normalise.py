"""Pass 2, normalise: chains of additions to sums of products."""

import pytest

from autograd import Value
from autograd.compiler.normalise import NONE, SUM, normalise
from autograd.compiler.record import MUL, record_graph

NAMES = "abcdefgh"


def leaves(count):
    return [Value(float(k + 1)) for k in range(count)]


def shown(root, parameters, *more):
    """The last result as text: the terms of a sum, or the name of an operation."""
    recording, _, _ = record_graph([root, *more], parameters=parameters)
    normal = normalise(recording)

    def name(reference):
        if reference < 0:
            return repr(float(recording.constants[~reference]))
        return NAMES[reference] if reference < len(parameters) else "r"

    begin, end = normal.starts[-2:]
    if normal.codes[-1] != SUM:
        return recording.operations[normal.codes[-1]]
    terms = []
    for k in range(begin, end):
        factors = name(normal.first[k])
        if normal.second[k] != NONE:
            factors += name(normal.second[k])
        terms.append(("-" if normal.signs[k] < 0 else "+") + factors)
    return "".join(terms)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a + b", "add"),
        ("a - b", "sub"),
        ("-a", "neg"),
        ("a * b", "mul"),
        ("a + b + c", "+a+b+c"),
        ("a - b - c", "+a-b-c"),
        ("a + (b + c)", "+b+c+a"),
        ("a - (b - c)", "-b+c+a"),
        ("-(a + b)", "-a-b"),
        ("-(a - b) - c", "-a+b-c"),
        ("-(-(a + b) - c)", "+a+b+c"),
        ("a * b + c", "+ab+c"),
        ("a + b * c", "+bc+a"),
        ("a * b - c * d", "+ab-cd"),
        ("a - (-(b * c))", "+bc+a"),
        ("(a + b) + (-c)", "+a+b-c"),
        ("(a + b) + (-(c * d))", "+a+b-cd"),
        ("a + 1.0 + b", "+a+1.0+b"),
        ("sum([a * b, c * d])", "+0.0+ab+cd"),
        ("a * a + b * b + c * c", "+aa+bb+cc"),
    ],
)
def test_additions(expression, expected):
    values = leaves(4)
    root = eval(expression, dict(zip(NAMES, values, strict=False)))
    found = shown(root, values)
    # a + b*c and b*c + a are the same to the last bit; a chain may begin with either
    assert found in (expected, "+a+bc" if expected == "+bc+a" else expected)


def test_a_balanced_sum_keeps_its_second_half():
    """(a + b) + (c + d) is not a + b + c + d: the rounding differs."""
    a, b, c, d = values = leaves(4)
    assert shown((a + b) + (c + d), values) == "+a+b+r"


def test_what_is_used_twice_stays():
    a, b, c = values = leaves(3)
    partial = a + b
    assert shown((partial + c) * partial, values) == "mul"
    product = a * b
    assert shown(product + c, values, product) == "add"


def test_a_root_within_a_sum_stays():
    a, b, c = values = leaves(3)
    inner = a + b
    recording, _, _ = record_graph([inner, inner + c], parameters=values)
    assert len(normalise(recording).results) == 2


def test_the_order_of_terms_is_that_of_the_additions():
    values = leaves(8)
    total = values[0]
    for value in values[1:]:
        total = total + value
    assert shown(total, values) == "+a+b+c+d+e+f+g+h"
    total = values[0]
    for value in values[1:]:
        total = value + total
    assert shown(total, values) in ("+a+b+c+d+e+f+g+h", "+b+a+c+d+e+f+g+h")


def test_products_of_products_are_one_pair():
    a, b, c, d = values = leaves(4)
    recording, _, _ = record_graph([a * b * c + d], parameters=values)
    normal = normalise(recording)
    assert normal.codes.tolist() == [MUL, SUM]


def test_a_long_chain_is_one_sum():
    x = Value(1.0)
    total = x
    for _ in range(100_000):
        total = total + x
    recording, _, _ = record_graph([total])
    normal = normalise(recording)
    assert normal.codes.tolist() == [SUM]
    assert normal.starts.tolist() == [0, 100_001]
