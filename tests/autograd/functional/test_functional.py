"""Transforms: derivatives as functions of functions, in JAX's conventions."""

import itertools
import math
import random
from typing import NamedTuple

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
from autograd import InputTypeError, InputValueError, Value
from autograd.operation import TABLE
from nn import MLP


def f(x, y):
    return autograd.sin(x * y) + x**3 / y


F_X = math.cos(6.0) * 3.0 + 3.0 * 4.0 / 3.0
F_Y = math.cos(6.0) * 2.0 - 8.0 / 9.0


class Point(NamedTuple):
    x: float
    y: float


class TestGrad:
    def test_numbers_in_numbers_out(self):
        slope = autograd.grad(f)(2.0, 3.0)
        assert type(slope) is float
        assert slope == pytest.approx(F_X, rel=1e-15)

    def test_argnums(self):
        assert autograd.grad(f, argnums=1)(2.0, 3.0) == pytest.approx(F_Y, rel=1e-15)
        both = autograd.grad(f, argnums=(1, 0))(2.0, 3.0)
        assert both == (pytest.approx(F_Y), pytest.approx(F_X))
        assert autograd.grad(f, argnums=-1)(2.0, 3.0) == pytest.approx(F_Y)

    def test_structures_are_kept(self):
        def loss(w):
            return w["a"][0] * 2.0 + w["b"] * w["c"].x

        w = {"a": [1, 2.0], "b": np.float64(3.0), "c": Point(4.0, 5.0)}
        assert autograd.grad(loss)(w) == {"a": [2.0, 0.0], "b": 4.0, "c": Point(3.0, 0.0)}

    def test_arrays_come_back_as_arrays(self):
        x = np.array([[1.0, 2.0], [3.0, 4.0]])
        slope = autograd.grad(lambda a: (a * a).sum())(x)
        assert slope.dtype == float
        assert slope.tolist() == (2 * x).tolist()

    def test_value_and_grad_and_auxiliary_results(self):
        value, slope = autograd.value_and_grad(f)(2.0, 3.0)
        assert (value, slope) == (pytest.approx(math.sin(6.0) + 8.0 / 3.0), pytest.approx(F_X))
        assert autograd.grad(lambda x: (x * x, "more"), has_aux=True)(3.0) == (6.0, "more")
        both = autograd.value_and_grad(lambda x: (x * x, "more"), has_aux=True)(3.0)
        assert both == ((9.0, "more"), 6.0)

    def test_named_arguments_are_passed_on(self):
        assert autograd.grad(lambda x, *, k: x * k)(2.0, k=5.0) == 5.0

    def test_no_grad_attribute_is_touched(self):
        x = Value(2.0)
        autograd.grad(lambda v: v * x)(x)
        assert x.grad == 0.0


class TestComposition:
    def test_any_order(self):
        g = autograd.exp
        for _ in range(5):
            g = autograd.grad(g)
        assert g(0.5) == math.exp(0.5)
        assert autograd.derivative(autograd.sin, 4)(0.3) == pytest.approx(math.sin(0.3), rel=1e-14)
        assert autograd.derivative(autograd.sin, 0)(0.3) == math.sin(0.3)

    def test_an_inner_derivative_does_not_mix_with_an_outer_one(self):
        # d/dx (x * d/dy (x + y)) = 1: the classic test for perturbation confusion.
        def outer(x):
            return x * autograd.grad(lambda y: x + y)(1.0)

        assert autograd.grad(outer)(1.0) == 1.0

        def same(x):
            return autograd.grad(lambda y: x * y)(x)

        assert autograd.grad(same)(3.0) == 1.0

    def test_forward_and_reverse_mode_nest_both_ways(self):
        def g(x):
            return autograd.tanh(x) * x**2

        x = 0.7
        over_reverse = autograd.jvp(autograd.grad(g), (x,), (1.0,))[1]
        over_forward = autograd.grad(lambda v: autograd.jvp(g, (v,), (1.0,))[1])(x)
        twice = autograd.derivative(g, 2)(x)
        assert over_reverse == pytest.approx(twice, rel=1e-13)
        assert over_forward == pytest.approx(twice, rel=1e-13)

    def test_values_in_values_out(self):
        x = Value(2.0)
        slope = autograd.grad(lambda v: v**3)(x)
        slope.backward()
        assert (slope.data, x.grad) == (12.0, 12.0)

    def test_parameters_that_the_function_uses_can_be_trained_through_a_derivative(self):
        model = MLP(1, [4, 1], activation="tanh", rng=0)
        residual = autograd.grad(lambda x: model([x]))(0.5)
        residual.backward()
        parameter, step = model.layers[0].neurons[0].w[0], 1e-6
        before = parameter.data
        slopes = []
        for parameter.data in (before + step, before - step):
            slopes.append(autograd.grad(lambda x: model([x]))(0.5).data)
        assert parameter.grad == pytest.approx((slopes[0] - slopes[1]) / (2 * step), rel=1e-7)

    def test_gradients_within_a_compiled_function(self):
        f = autograd.compile(lambda x: autograd.gradients(x * x, [x])[0])
        assert (f(3.0), f(4.0)) == (6.0, 8.0)

    def test_gradients_within_no_grad_are_refused(self):
        x = Value(2.0)
        with autograd.no_grad():
            for y in (x * x, x * 1.0):  # also where the numbers are equal
                with pytest.raises(InputValueError, match=r"gradients\(\) of .* within no_grad"):
                    autograd.gradients(y, [x])
            assert autograd.gradients(x, [x])[0].data == 1.0

    def test_gradients_of_interior_nodes_and_of_what_is_not_in_the_graph(self):
        x, other = Value(3.0), Value(1.0)
        square = x * x
        inner, outer, nothing = autograd.gradients(square * x, [square, x, other])
        assert (inner.data, outer.data, nothing.data) == (3.0, 27.0, 0.0)

    def test_data_changed_after_recording_is_noticed(self):
        x = Value(3.0)
        y = x.exp() * x
        x.data = 4.0
        with pytest.raises(InputValueError, match="changed after the operation was recorded"):
            autograd.gradients(y, [x])


class TestMatrices:
    def test_jacobian_of_structures(self):
        def g(p):
            return {"sum": p["a"] + p["b"][0], "products": [p["a"] * p["b"][0], p["b"][1] ** 2]}

        assert autograd.jacobian(g)({"a": 2.0, "b": [3.0, 5.0]}) == {
            "sum": {"a": 1.0, "b": [1.0, 0.0]},
            "products": [{"a": 3.0, "b": [2.0, 0.0]}, {"a": 0.0, "b": [0.0, 10.0]}],
        }

    @pytest.mark.parametrize(("results", "inputs"), [(2, 5), (5, 2), (3, 3)])
    def test_forward_and_reverse_agree_with_the_formula(self, results, inputs):
        rng = random.Random(0)
        a = [[rng.gauss(0, 1) for _ in range(inputs)] for _ in range(results)]

        def g(x):
            return [autograd.tanh(autograd.dot(row, x)) for row in a]

        x = [rng.gauss(0, 1) for _ in range(inputs)]
        found = autograd.jacobian(g)(x)
        for i, row in enumerate(a):
            slope = 1 / math.cosh(sum(p * q for p, q in zip(row, x, strict=True))) ** 2
            assert found[i] == pytest.approx([slope * entry for entry in row], rel=1e-13)

    def test_hessian_is_symmetric_and_right(self):
        def g(x):
            return x[0] ** 2 * x[1] + autograd.exp(x[1] * x[2])

        h = autograd.hessian(g)([1.0, 2.0, 0.5])
        e = math.exp(1.0)
        expected = [[4.0, 2.0, 0.0], [2.0, 0.25 * e, e * 2.0], [0.0, e * 2.0, 4.0 * e]]
        assert h == [pytest.approx(row, rel=1e-14) for row in expected]

    def test_hessian_vector_product(self):
        def g(x):
            return x[0] ** 2 * x[1] + autograd.exp(x[1] * x[2])

        x, v = [1.0, 2.0, 0.5], [0.3, -1.0, 2.0]
        h = autograd.hessian(g)(x)
        expected = [sum(p * q for p, q in zip(row, v, strict=True)) for row in h]
        assert autograd.hvp(g, x, v) == pytest.approx(expected, rel=1e-13)

    def test_of_arrays_they_are_arrays(self):
        x = np.array([1.0, 2.0])
        assert autograd.jacobian(lambda v: v**2)(x).tolist() == [[2.0, 0.0], [0.0, 4.0]]
        assert autograd.hessian(lambda v: (v**3).sum())(x).tolist() == [[6.0, 0.0], [0.0, 12.0]]
        cube = autograd.jacobian(autograd.jacobian(lambda v: v**3))(x)
        assert cube.shape == (2, 2, 2)
        assert cube[1, 1, 1] == 12.0

    def test_sparse_results(self):
        def rosenbrock(x):
            pairs = itertools.pairwise(x)
            return autograd.sum(100.0 * (b - a * a) ** 2 + (1.0 - a) ** 2 for a, b in pairs)

        n = 30
        entries = autograd.hessian(rosenbrock, sparse=True)([0.5] * n)
        assert set(entries) == {(i, j) for i in range(n) for j in range(n) if abs(i - j) <= 1}

    def test_vjp_and_jvp(self):
        def g(x, y):
            return [x * y, autograd.sin(x)]

        result, pull = autograd.vjp(g, 2.0, 3.0)
        assert result == [6.0, math.sin(2.0)]
        assert pull([1.0, 10.0]) == (pytest.approx(3.0 + 10.0 * math.cos(2.0)), 2.0)
        assert pull([0.0, 1.0]) == (math.cos(2.0), 0.0)
        values, slopes = autograd.jvp(g, (2.0, 3.0), (1.0, 0.5))
        assert (values, slopes) == (result, [3.0 + 0.5 * 2.0, math.cos(2.0)])


class TestPowers:
    @pytest.mark.parametrize("y", [0.0, 1.0, 2.0, 3.0])
    def test_by_the_exponent_the_second_derivative_has_no_hole(self, y):
        def curvature(y):
            return autograd.derivative(lambda x: x**y, 2)(1.7)

        expected = (2 * y - 1 + y * (y - 1) * math.log(1.7)) * 1.7 ** (y - 2)
        assert autograd.grad(curvature)(y) == pytest.approx(expected, rel=1e-14)

    def test_at_0_the_mixed_derivative_is_0(self):
        assert autograd.hessian(autograd.pow, (0, 1))(0.0, 3.0) == ((0.0, 0.0), (0.0, 0.0))


class TestMistakes:
    @pytest.mark.parametrize(
        ("mistake", "error", "message"),
        [
            (lambda: autograd.grad(3)(1.0), InputTypeError, r"takes a function.*3 \(int\)"),
            (lambda: autograd.grad(f, 2)(1.0, 2.0), InputValueError, "by argument 2.*2 arguments"),
            (lambda: autograd.grad(f, "x"), InputTypeError, "position or several"),
            (lambda: autograd.grad(f, ()), InputTypeError, "position or several"),
            (lambda: autograd.grad(f, True), InputTypeError, r"position or several.*True \(bool"),
            (lambda: autograd.grad(f, np.array([0, 1])), InputTypeError, "position or several"),
            (
                lambda: autograd.grad(f, -3)(1.0, 2.0),
                InputValueError,
                "by argument -3.*2 arguments",
            ),
            (lambda: autograd.grad(f, 1)(1.0, y=2.0), InputValueError, "1 argument by position"),
            (lambda: autograd.jacobian(f, argnum=1), InputTypeError, "argnum=; write argnums="),
            (lambda: autograd.hessian(f, argnum=1), InputTypeError, "argnum=; write argnums="),
            (lambda: autograd.grad(f, argnum=1), InputTypeError, "argnum=; write argnums="),
            (lambda: autograd.grad(f, holomorphic=True), InputTypeError, "given holomorphic="),
            (lambda: autograd.grad(lambda x: None)(1.0), InputTypeError, "is None; does it end"),
            (lambda: autograd.grad(lambda x: x > 2)(1.0), InputTypeError, "False, a truth value"),
            (lambda: autograd.jacobian(lambda x: [x > 2])(1.0), InputTypeError, "a truth value"),
            (lambda: autograd.grad(lambda x: x)(3j), InputTypeError, r"3j \(complex\)"),
            (lambda: autograd.grad(lambda x: 1j)(3.0), InputTypeError, r"1j \(complex\)"),
            (lambda: autograd.grad(f)(None, 1.0), InputTypeError, "None"),
            (lambda: autograd.jacobian(lambda x: x, has_aux=True)(1.0), InputTypeError, "jacobian"),
            (lambda: autograd.grad(lambda x: (x, 1, 2), has_aux=True)(1.0), InputTypeError, "aux"),
            (lambda: autograd.grad(lambda x: [x])(1.0), InputTypeError, "one number.*jacobian"),
            (lambda: autograd.grad(lambda x: "a")(1.0), InputTypeError, "the result of a function"),
            (lambda: autograd.grad(abs)("1"), InputTypeError, "convert text"),
            (lambda: autograd.grad(abs, has_aux=True)(1.0), InputTypeError, r"\(result, auxiliary"),
            (lambda: autograd.gradients(1.0, []), InputTypeError, "takes a Value for y"),
            (lambda: autograd.gradients(Value(1.0), 3), InputTypeError, "list of Values"),
            (lambda: autograd.gradients(Value(1.0), Value(1.0)), InputTypeError, "list of Values"),
            (lambda: autograd.jvp(f, 1.0, 2.0), InputTypeError, "primals of jvp takes a tuple"),
            (lambda: autograd.jvp(f, (1.0, 2.0), (1.0,)), InputValueError, "same shape"),
            (lambda: autograd.hvp(abs, [1.0], [1.0, 2.0]), InputValueError, "same shape"),
            (lambda: autograd.vjp(abs, 1.0)[1]([1.0]), InputValueError, "same shape"),
            (lambda: autograd.derivative(abs, -1), InputValueError, "n = 0, 1, 2"),
            (lambda: autograd.derivative(abs, True), InputValueError, "n = 0, 1, 2"),
        ],
    )
    def test_it_says_what_was_given_and_what_to_do(self, mistake, error, message):
        with pytest.raises(error, match=message):
            mistake()


class TestStopGradient:
    def test_it_is_a_constant_in_any_structure(self):
        x = Value(3.0)
        assert autograd.stop_gradient([x, (2.0, x)]) == [3.0, (2.0, 3.0)]
        assert autograd.grad(lambda v: v * autograd.stop_gradient(v))(3.0) == 3.0


@pytest.fixture
def cubed():
    operation = autograd.custom_operation(
        "cubed", forward=lambda x: x**3, derivatives=lambda out, x: 3.0 * x**2, symbol="x³"
    )
    yield operation
    autograd.remove_operation(operation)


class TestCustomOperations:
    def test_it_works_like_any_row(self, cubed):
        x = Value(2.0)
        y = cubed(x)
        y.backward()
        assert (y.data, x.grad, cubed(2.0)) == (8.0, 12.0, 8.0)
        assert cubed(np.array([1.0, 2.0])).tolist() == [1.0, 8.0]
        assert autograd.derivative(cubed, 3)(2.0) == 6.0
        assert "x³" in autograd.draw(y).source

    def test_several_inputs(self):
        operation = autograd.custom_operation(
            "scaled_sum",
            forward=lambda a, b: 2.0 * a + 3.0 * b,
            derivatives=lambda out, a, b: (2.0, 3.0),
        )
        try:
            assert autograd.grad(operation, (0, 1))(1.0, 1.0) == (2.0, 3.0)
        finally:
            autograd.remove_operation(operation)

    def test_mistakes(self, cubed):
        with pytest.raises(InputValueError, match="'cubed' is defined already"):
            autograd.custom_operation("cubed", forward=abs, derivatives=abs)
        with pytest.raises(InputValueError, match="is an identifier"):
            autograd.custom_operation("not a name", forward=abs, derivatives=abs)
        wrong = autograd.custom_operation(
            "wrong", forward=lambda a, b: a, derivatives=lambda out, a, b: 1.0
        )
        try:
            with pytest.raises(InputValueError, match=r"returned 1 for 2 inputs.*return a tuple"):
                wrong(Value(1.0), 2.0)
        finally:
            autograd.remove_operation(wrong)


# Two points at which a row is smooth, where they are not those of most rows.
SMOOTH = {
    "acosh": [(1.7,), (3.2,)],
    "hypot": [(0.6, 0.8), (-1.5, 0.3)],
    "polygamma": [(1.0, 0.7), (2.0, 3.3)],
    "where": [(True, 0.7, 0.4), (False, 0.7, 0.4)],
}


def higher_orders():
    for name, row in TABLE.items():
        for inputs in SMOOTH.get(name, [(0.7, 0.4, 0.9), (0.3, 0.45, 0.6)]):
            for position, rule in enumerate(row.derivatives):
                if rule is not None:
                    at = inputs[: len(row.inputs)]
                    yield pytest.param(row, at, position, id=f"{name}{at}-{position}")


@pytest.mark.parametrize(("row", "inputs", "position"), list(higher_orders()))
@pytest.mark.parametrize("order", [2, 3])
def test_second_and_third_derivatives_of_every_row(row, inputs, position, order):
    from tests.helpers.references import REFERENCES

    derivative = REFERENCES[row.name][1 + position]

    def slope(x):
        exact = [mp.mpf(v) for v in inputs]
        exact[position] = x
        return derivative(*exact)

    with mp.workdps(80):
        expected = mp.diff(slope, mp.mpf(inputs[position]), order - 1)

    def alone(x):
        return row(*[x if k == position else v for k, v in enumerate(inputs)])

    found = autograd.derivative(alone, order)(inputs[position])
    assert found == pytest.approx(float(expected), rel=1e-12, abs=1e-13)


# `binade` jumps where the others are smooth, and is not differentiated.
OPERATIONS = [row for row in TABLE.values() if row.name != "binade"]


def apply(row, rng, nodes):
    """The operation on random nodes and constants, brought to where it is smooth."""

    def pick(share=0.8):
        x = rng.choice(nodes) if rng.random() < share else rng.uniform(-2.0, 2.0)
        return 0.1 + 0.35 * autograd.sigmoid(x) + (1.5 if row.name == "acosh" else 0.0)

    if row.name == "where":
        a, b = pick(share=1.0), pick()
        return row(a > b, a, 2.0 * b - a)  # no jump where they meet
    if row.name == "polygamma":
        return row(float(rng.randint(0, 2)), pick(share=1.0))
    if row.name == "clip":
        low = pick()
        return row(pick(share=1.0), low, low + pick())  # no interval of one point
    return row(pick(share=1.0), *[pick() for _ in row.inputs[1:]])


def random_graph(seed, size, xs):
    """A graph of all operations with fan-out, constants and shared nodes, its numbers near 1."""
    rng = random.Random(seed)
    nodes = list(xs)
    for _ in range(size):
        nodes.append(3.0 * autograd.tanh(0.2 * apply(rng.choice(OPERATIONS), rng, nodes)))
    return autograd.sum(nodes[len(xs) :])


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.integers(0, 10**6), st.integers(1, 20))
def test_on_random_graphs_reverse_is_forward_is_finite_differences(seed, size):
    rng = random.Random(seed + 10**7)  # not the graph's, whose constants would be these numbers
    at = [rng.uniform(-2.0, 2.0) for _ in range(3)]

    def g(xs):
        return random_graph(seed, size, xs)

    reverse = autograd.grad(g)(at)
    leaves = [Value(x) for x in at]
    g(leaves).backward()
    assert [leaf.grad for leaf in leaves] == pytest.approx(reverse, rel=1e-13, abs=1e-13)
    for k in range(3):
        direction = [float(k == j) for j in range(3)]
        assert autograd.jvp(g, (at,), (direction,))[1] == pytest.approx(
            reverse[k], rel=1e-10, abs=1e-12
        )

        def along(x, k=k):
            return g([x if j == k else v for j, v in enumerate(at)])

        step = 1e-5
        numerical = (along(at[k] + step) - along(at[k] - step)) / (2 * step)
        assert numerical == pytest.approx(reverse[k], rel=1e-5, abs=1e-5)
