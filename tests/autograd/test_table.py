"""The table is complete: every row has what its readers need, and its texts are true."""

import ast
import inspect
import math

import mpmath as mp
import pytest

import autograd
from autograd import Value, ops
from autograd.operation import TABLE, define
from tests.helpers.references import REFERENCES
from tests.helpers.sampling import points

ROWS = pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)


@ROWS
def test_a_row_is_complete(row):
    assert len(row.derivatives) == len(row.rules) == len(row.domain) == len(row.inputs)
    assert all(f"#{k}" in row.latex for k in range(1, len(row.inputs) + 1))
    assert ">>>" in row.__doc__
    assert getattr(autograd, row.name) is row
    assert row.name in dir(autograd)
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


# Where each of a row's kinks and jumps is, one point for each function of the row.
KINKS = {
    "abs": [(0.0,)],
    "hypot": [(0.0, 0.0)],
    "relu": [(0.0,)],
    "leaky_relu": [(0.0, 0.1)],
    "elu": [(0.0, 2.0)],
    "selu": [(0.0,)],
    "maximum": [(1.5, 1.5)],
    "minimum": [(1.5, 1.5)],
    "clip": [(-1.0, -1.0, 2.0), (2.0, -1.0, 2.0)],
}
JUMPS = {"step": 0.0, "sign": 0.0, "floor": 2.0, "ceil": 2.0, "round": 2.5}


def test_kinks_are_where_the_row_says_and_nowhere_else():
    assert set(KINKS) == {name for name, row in TABLE.items() if row.kinks}
    for name, places in KINKS.items():
        row, step = TABLE[name], 1e-6
        for kink, at in zip(row.kinks, places, strict=True):
            assert kink(*at) == 0.0
            x, *rest = at
            middle = row(*at)
            right = (row(x + step, *rest) - middle) / step
            left = (middle - row(x - step, *rest)) / step
            assert abs(right - left) > 0.5, name
            assert kink(x + 1.0, *rest) != 0.0


def test_jumps_are_where_the_row_says_and_nowhere_else():
    assert set(JUMPS) == {name for name, row in TABLE.items() if row.jumps}
    for name, at in JUMPS.items():
        row = TABLE[name]
        (jump,) = row.jumps
        assert jump(at) == 0.0
        assert abs(row(math.nextafter(at, 9.0)) - row(math.nextafter(at, -9.0))) >= 1.0
        assert jump(at + 0.3) != 0.0


@ROWS
def test_the_backward_pass_of_a_row_with_all_inputs_values(row):
    at = [
        min(max(x, low), high) for x, (low, high) in zip((0.7, 0.4, 0.9), row.domain, strict=False)
    ]
    if row.name in ("where", "polygamma"):
        at[0] = row.name == "where" or 1.0
    leaves = [Value(float(x)) for x in at]
    out = 3.0 * row(*leaves)
    out.backward()
    used = row.depends_on(*at) if row.depends_on else (True,) * len(at)
    for leaf, rule, is_used in zip(leaves, row.derivatives, used, strict=True):
        if rule is None or not is_used:
            assert leaf.grad == 0.0
        else:
            expected = rule(row(*at), *at) if callable(rule) else rule
            assert leaf.grad == expected * 3.0


def test_editors_are_told_the_methods_that_exist():
    source = inspect.getsource(Value)
    declared = source[source.index("if TYPE_CHECKING:  # made") :]
    for name, row in TABLE.items():
        if name in ("where", "polygamma"):
            assert not hasattr(Value, name)
        else:
            assert callable(getattr(Value, name))
            assert f" {name} = " in declared or f"def {name}(" in declared, row


def test_type_checkers_find_the_rows_and_nothing_else_in_the_table():
    tree = ast.parse(inspect.getsource(ops))
    assigned = [node.target.id for node in tree.body if isinstance(node, ast.AnnAssign)]
    others = [name for node in tree.body for name in public_names(node)]
    assert set(assigned) == set(TABLE)
    assert others == ["over_square", "inverse_square"]  # which old pickles may name


def public_names(statement):
    """What a statement defines without an annotation and without an underscore."""
    if isinstance(statement, ast.Assign):
        names = [target.id for target in statement.targets]
    else:
        names = [statement.name] if isinstance(statement, ast.FunctionDef | ast.ClassDef) else []
    return [name for name in names if not name.startswith("_")]


def test_a_name_can_be_defined_only_once():
    with pytest.raises(autograd.InputValueError, match="'tanh' is defined already"):
        define("tanh", forward=math.tanh, derivatives=(0.0,), rules=("0",), latex="", doc="")


@ROWS
def test_half_the_square_is_differentiated_by_its_own_rule(row):
    assert len(row.half_square) in (0, len(row.inputs))
    assert not row.half_square or row.kinks
    for inputs in points(row, 200) if row.half_square else ():
        out = row(*inputs)
        for rule, derivative in zip(row.half_square, row.derivatives, strict=True):
            expected = out * derivative(out, *inputs)
            assert rule(out, *inputs) == pytest.approx(expected, rel=1e-15, nan_ok=True) or (
                abs(out) > 1e150
            )
