"""The table is complete: every row has what its readers need, and its texts are true."""

import inspect
import math

import mpmath as mp
import pytest

import autograd
from autograd import Value
from autograd.operation import TABLE, define
from tests.references import REFERENCES
from tests.sampling import points

ROWS = pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)


@ROWS
def test_a_row_is_complete(row):
    assert len(row.derivatives) == len(row.rules) == len(row.domain) == len(row.inputs)
    assert all(f"#{k}" in row.latex for k in range(1, len(row.inputs) + 1))
    assert ">>>" in row.__doc__
    assert getattr(autograd, row.name) is row
    assert row.name in autograd.__all__
    assert list(inspect.signature(row).parameters) == list(row.inputs)


@ROWS
def test_the_rule_for_people_is_the_derivative(row):
    names = {name: getattr(mp, name) for name in ("cos", "sin", "cosh", "sinh", "exp", "log")}
    names |= {name: getattr(mp, name) for name in ("sqrt", "expm1", "polygamma", "pi")}
    names |= {"abs": abs, "sign": REFERENCES["sign"][0], "sigmoid": REFERENCES["sigmoid"][0]}
    names |= {name: REFERENCES[name][0] for name in ("gaussian", "normal_pdf", "normal_cdf")}
    forward, *derivatives = REFERENCES[row.name]
    for inputs in points(row, 200):
        if any(abs(x) > 50 or abs(x) < 1e-3 for x in inputs if not isinstance(x, bool)):
            continue
        with mp.workdps(60):
            exact = [x if isinstance(x, bool) else mp.mpf(x) for x in inputs]
            for rule, derivative in zip(row.rules, derivatives, strict=True):
                if derivative is None:
                    assert rule == "0"
                    continue
                try:
                    expected = derivative(*exact)
                except (ZeroDivisionError, ValueError):  # a pole
                    continue
                scope = dict(zip(row.inputs, exact, strict=True)) | {"out": forward(*exact)}
                assert mp.almosteq(eval(rule, names | scope), expected, 1e-30, 1e-30), inputs


@ROWS
def test_functions_and_methods_record_the_row(row):
    inputs = [min(max(0.7, low), high) for low, high in row.domain]
    if row.name in ("where", "polygamma"):
        inputs[0] = row.name == "where" or 1.0
    values = [x if isinstance(x, bool) else Value(x) for x in inputs]
    result = row(*values)
    assert result.op is row
    assert result.data == row(*inputs)
    if isinstance(values[0], Value) and row.derivatives[0] is not None:
        assert getattr(values[0], row.name)(*values[1:]).op is row
    for k, rule in enumerate(row.derivatives):
        if rule is None or row.depends_on:
            continue
        alone = [x if i != k else Value(x) for i, x in enumerate(inputs)]
        node = row(*alone)
        expected = rule(node.data, *inputs) if callable(rule) else rule
        assert node.local_derivatives == (expected,)


@ROWS
def test_kinks_and_jumps_are_where_the_row_says(row):
    for functions in (row.kinks, row.jumps):
        for function in functions:
            assert math.isfinite(function(*[1.25] * len(row.inputs)))


def test_editors_are_told_the_methods_that_exist():
    source = inspect.getsource(Value)
    declared = source[source.index("if TYPE_CHECKING:  # made") :]
    for name, row in TABLE.items():
        if name in ("where", "polygamma"):
            assert not hasattr(Value, name)
        else:
            assert callable(getattr(Value, name))
            assert f" {name} = " in declared or f"def {name}(" in declared, row


def test_a_name_can_be_defined_only_once():
    with pytest.raises(autograd.InputValueError, match="'tanh' is defined already"):
        define("tanh", forward=math.tanh, derivatives=(0.0,), rules=("0",), latex="", doc="")
