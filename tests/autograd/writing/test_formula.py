"""Formulas are read and written back: the same text, or the same number."""

import functools
import math
import operator
import random

import pytest

from autograd.diagnosis.rewrites import CANCELLATIONS, GUARDS, IDENTITIES
from autograd.ops import TABLE
from autograd.writing.formula import Applied, Number, Other, Rank, Symbol, named, names_in, read
from autograd.writing.infix import Style, rewritten, write

RULES = {rule for op in TABLE.values() for rule in op.rules}
REWRITES = {
    formula
    for rule in (*IDENTITIES, *CANCELLATIONS, *GUARDS)
    for formula in (*rule.patterns, rule.instead)
}


@pytest.mark.parametrize("text", sorted(RULES | REWRITES))
def test_the_formulas_of_the_tables_are_written_as_they_were_read(text):
    assert rewritten(text, {}) == text


def test_symbols_are_replaced_everywhere_and_functions_nowhere():
    assert rewritten("exp(exp) + exp**2", {"exp": "y"}) == "exp(y) + y**2"


def random_formula(rng, depth):
    if depth == 0 or rng.random() < 0.2:
        return rng.choice([Symbol("x"), Symbol("y"), Number(rng.choice([2.0, 0.5, -1.5]))])
    name = rng.choice(["add", "sub", "mul", "div", "neg", "pow", "tanh", "<", "and", "or", "if"])
    count = {"neg": 1, "tanh": 1, "if": 3}.get(name, 2)
    return Applied(name, tuple(random_formula(rng, depth - 1) for _ in range(count)))


def calculate(formula, numbers):
    if isinstance(formula, Number):
        return formula.value
    if isinstance(formula, Symbol):
        return numbers[formula.text]
    name, inputs = formula.name, [calculate(x, numbers) for x in formula.inputs]
    if name in TABLE:
        return TABLE[name](*map(float, inputs))
    if name == "if":
        value, condition, otherwise = inputs
        return value if condition else otherwise
    relation = {"<": operator.lt, "and": lambda a, b: a and b, "or": lambda a, b: a or b}[name]
    return functools.reduce(relation, inputs)


STYLES = [
    Style(),
    Style(power="**", negated=Rank.PRODUCT, grouped=False),
    Style(negated=Rank.POWER, exponent=Rank.SIGN),
]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("seed", range(100))
def test_python_reads_what_is_meant(seed, style):
    formula = random_formula(random.Random(seed), 4)
    numbers = {"x": 0.75, "y": 1.25}
    text = write(formula, style)
    again = read(text)
    assert write(again, style) == text
    expected, found = calculate(formula, numbers), calculate(again, numbers)
    assert found == pytest.approx(expected, rel=1e-9, nan_ok=True)


def test_names_with_spaces_or_signs_are_enclosed_where_they_could_be_misread():
    power = Applied("pow", (named("my x"), named("-y")))
    assert write(power) == "(my x) ** (-y)"
    assert write(Applied("tanh", (named("my x"),))) == "tanh(my x)"


def test_names_of_symbols_and_functions_but_not_of_operators():
    assert set(names_in(read("sum(exp(x) for x in xs) / n - 1"))) == {
        *("sum", "exp", "for", "x", "xs", "n")
    }


@pytest.mark.parametrize("text", ["a.b", "[a]", "a @ b", "'x'", "1 -", "", "lambda: 0", "a[0]"])
def test_what_is_no_formula_is_kept_as_text(text):
    formula = read(text)
    assert isinstance(formula, Other)
    assert formula.why
    assert write(formula) == text


def test_keywords_are_kept():
    assert write(read("clip(x, low=-1, high=inf)")) == "clip(x, low=-1, high=inf)"
    assert math.isinf(read("1e400").value)
