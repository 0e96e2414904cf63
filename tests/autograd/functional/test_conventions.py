"""JAX's conventions: structures of results, positions, auxiliary results; floats from floats."""

import copy
import json
import pickle
from pathlib import Path

import numpy as np
import pytest

import autograd
from autograd import Value
from tests.data.make_transforms import encoded


def f(x, y):
    return autograd.sin(x * y) + x**3 / y


class TestFloats:
    """Results are floats unless the caller's own Values are involved."""

    @pytest.mark.parametrize(
        "result",
        [
            lambda: autograd.grad(lambda x: 3.0)(1.0),
            lambda: autograd.grad(autograd.grad(autograd.relu))(1.0),
            lambda: autograd.derivative(lambda x: 3 * x + 1, 2)(2.0),
            lambda: autograd.derivative(autograd.sign, 3)(2.0),
            lambda: autograd.hessian(lambda x: 3.0)(2.0),
            lambda: autograd.hessian(lambda x: 3 * x)(2.0),
            lambda: autograd.hvp(lambda x: 3 * x, 2.0, 1.0),
            lambda: autograd.jacobian(lambda x: 3.0)(2.0),
            lambda: autograd.jvp(lambda x: 3.0, (2.0,), (1.0,))[1],
            lambda: autograd.vjp(lambda x: 3.0, 2.0)[1](1.0)[0],
            lambda: autograd.value_and_grad(lambda x: 3.0)(2.0)[1],
            lambda: autograd.grad(lambda x: autograd.grad(lambda y: 2 * y)(x) * 1.0)(1.0),
            lambda: autograd.grad(lambda x: autograd.jacobian(lambda y: [y])(x)[0] * 1.0)(1.0),
            lambda: autograd.grad(lambda y: autograd.grad(lambda x: x**2 * y)(1.7))(2.0),
            lambda: autograd.grad(lambda y: autograd.hessian(lambda x: x**2 * y)(1.7))(2.0),
            lambda: autograd.grad(lambda y: autograd.jvp(lambda x: x * y, (1.0,), (2.0,))[1])(2.0),
            lambda: autograd.grad(lambda y: autograd.vjp(lambda x: x * y, 1.0)[1](2.0)[0])(2.0),
            lambda: autograd.grad(lambda x: x * autograd.gradients(2 * x, [x])[0])(2.0),
            lambda: autograd.compile(autograd.grad(autograd.grad(autograd.relu)))(1.0),
        ],
    )
    def test_of_numbers_also_where_nothing_depends_on_them(self, result):
        assert type(result()) is float

    @pytest.mark.parametrize("n", [0.0, 1.0, 2.5])
    def test_the_variable_of_an_outer_transform_is_seen_by_an_inner_one_that_only_uses_it(self, n):
        def of(inner):
            return autograd.grad(lambda y: inner(lambda x: x**2 * y**3))(2.0)

        assert of(lambda f: autograd.grad(f)(n)) == 2 * n * 12.0
        assert of(lambda f: autograd.derivative(f, 2)(n)) == 2 * 12.0
        assert of(lambda f: autograd.hessian(f)(n)) == 2 * 12.0
        assert of(lambda f: autograd.hvp(f, n, 3.0)) == 6 * 12.0
        assert of(lambda f: autograd.jacobian(lambda x: [f(x)])(n)[0]) == 2 * n * 12.0
        assert of(lambda f: autograd.jvp(f, (n,), (3.0,))[1]) == 6 * n * 12.0
        assert of(lambda f: autograd.vjp(f, n)[1](3.0)[0]) == 6 * n * 12.0
        assert of(lambda f: autograd.grad(lambda x: (x, f(x)), has_aux=True)(n)[1]) == n**2 * 12.0

    def test_auxiliary_results_follow_the_same_rule(self):
        def f(x):
            return x * x, {"of": [x, 2 * x, (x, None)], "kind": "square", "at": np.array([x, x])}

        _, aux = autograd.grad(f, has_aux=True)(3.0)
        assert aux["of"] == [3.0, 6.0, (3.0, None)]
        assert type(aux["of"][1]) is float
        assert aux["kind"] == "square"
        assert aux["at"].dtype == float
        _, aux = autograd.grad(f, has_aux=True)(Value(3.0))
        assert isinstance(aux["of"][1], Value)

    def test_auxiliary_results_without_values_are_handed_on_as_they_are(self):
        more = {"rows": [1, "two"]}
        assert autograd.jacobian(lambda x: (x, more), has_aux=True)(1.0)[1] is more

    def test_values_are_kept_where_the_function_uses_those_of_the_caller(self):
        w = Value(5.0)
        for found in (
            autograd.grad(lambda x: w * x)(2.0),
            autograd.hessian(lambda x: w * x * x)(2.0),
            autograd.derivative(lambda x: w * x + 1, 2)(2.0),
            autograd.jacobian(lambda x: [w * x])(2.0)[0],
            autograd.grad(lambda x: (x * x, w * x), has_aux=True)(2.0)[1],
            autograd.grad(lambda x: 3.0)(w),
        ):
            assert isinstance(found, Value)
        autograd.hessian(lambda x: w * x * x)(2.0).backward()
        assert w.grad == 2.0


def as_recorded(name):
    path = Path(__file__).parents[2] / "data" / name
    return json.loads(path.read_text(encoding="utf-8"))["cases"]


NAMES = {name: getattr(autograd, name) for name in autograd.functional.__all__}
NAMES |= {name: getattr(autograd, name) for name in ("sin", "exp", "sqrt", "tanh", "relu")}
NAMES["array"] = np.array


def assert_same(found, expected):
    """The same structure, and the same numbers to 1e-12."""
    if isinstance(expected, dict):
        assert found.keys() == expected.keys()
        found, expected = list(found.values()), list(expected.values())
    if isinstance(expected, list):
        assert isinstance(found, list)
        assert len(found) == len(expected)
        for a, b in zip(found, expected, strict=True):
            assert_same(a, b)
    elif isinstance(expected, float):
        assert type(found) is float
        assert found == pytest.approx(expected, rel=1e-12, abs=1e-12)
    else:
        assert found == expected


@pytest.mark.parametrize(("case", "expected"), as_recorded("transforms.json").items())
def test_structure_and_numbers_are_those_of_jax(case, expected):
    assert_same(encoded(eval(case, NAMES)), expected)


def test_a_constant_answer_can_be_drawn_copied_and_pickled():
    slope = autograd.grad(lambda x: x * autograd.grad(lambda y: y * y * x)(1.5))(Value(2.0))
    for copied in (pickle.loads(pickle.dumps(slope)), copy.deepcopy(slope)):
        assert copied.data == slope.data == 12.0
    nothing = autograd.grad(lambda x: 3.0)(Value(2.0))
    assert pickle.loads(pickle.dumps(nothing)).op is nothing.op
    assert "&= 0\n" in str(autograd.to_latex(nothing))
    nothing.backward()
    assert nothing.grad == 1.0


class TestArgnums:
    def test_a_position_given_twice_has_its_derivative_twice(self):
        assert autograd.grad(lambda x: x * x, argnums=(0, 0))(1.0) == (2.0, 2.0)
        assert autograd.grad(f, argnums=(0, -2))(2.0, 3.0) == (autograd.grad(f)(2.0, 3.0),) * 2
        assert autograd.jacobian(lambda x: [x * x], argnums=(0, 0))(1.0) == [(2.0, 2.0)]
        assert autograd.hessian(lambda x: x * x, argnums=(0, 0))(1.0) == ((2.0, 2.0), (2.0, 2.0))

    def test_numpy_integers_are_positions(self):
        assert autograd.grad(lambda x, y: y, np.int64(1))(2.0, 3.0) == 1.0
        assert autograd.jacobian(lambda x, y: y, (np.int64(1),))(2.0, 3.0) == (1.0,)

    def test_sparse_columns_count_through_all_arguments(self):
        found = autograd.jacobian(lambda x, y: [x[1], y], (0, 1), sparse=True)([1.0, 2.0], 3.0)
        assert found == {(0, 1): 1.0, (1, 2): 1.0}

    def test_one_value_as_two_arguments_is_differentiated_by_each(self):
        x = Value(2.0)
        a, b = autograd.grad(lambda a, b: a * b**2, (0, 1))(x, x)
        assert (a.data, b.data) == (4.0, 8.0)

    def test_compiled(self):
        def g(x, y):
            return x * y**2

        assert autograd.compile(autograd.grad(g, (0, 0)))(2.0, 3.0) == (9.0, 9.0)
        hessian = autograd.hessian(g, (0, 1))
        assert autograd.compile(hessian)(2.0, 3.0) == hessian(2.0, 3.0)
        with_aux = autograd.grad(lambda x: (x * x, [x, 2 * x]), has_aux=True)
        assert autograd.compile(with_aux)(3.0) == (6.0, [3.0, 6.0])
