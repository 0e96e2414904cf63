"""What the body of a compiled function may do: everything that needs no number."""

import copy
import math
import random

import numpy as np
import pytest

import autograd
from autograd import Value


@pytest.fixture
def cube():
    op = autograd.custom_operation(
        "cube_of", forward=lambda x: x**3, derivatives=lambda out, x: 3 * x**2
    )
    yield op
    autograd.remove_operation(autograd.operation("cube_of"))


# -------------------------------------------------------------- conditions and derivatives


def test_conditions_are_decided_at_each_run():
    f = autograd.compile(lambda x: autograd.where((x > 1.0) & ~(x >= 3.0), x * x, -x))
    found = [f.value_and_grad(x)[:2] for x in (2.0, 0.5, 3.0)]
    assert found == [(4.0, (4.0,)), (-0.5, (-1.0,)), (-3.0, (-1.0,))]


@pytest.mark.parametrize(
    "other",
    [
        lambda x: x / 0.0,
        lambda x: x * math.inf,
        lambda x: 1.0 / (x - 1.0),
        lambda x: autograd.log(x - 1.0) * math.inf,
        lambda x: (x - 1.0) ** 0.5,
    ],
    ids=["x / 0", "x * inf", "1 / (x - 1)", "log(x - 1) * inf", "(x - 1) ** 0.5"],
)
@pytest.mark.parametrize("batched", [False, True])
def test_no_gradient_comes_out_of_a_branch_that_is_not_taken(other, batched):
    """However infinite it is there: one is the point x = 1."""
    f = autograd.compile(lambda x: autograd.where(x >= 1.0, 3.0 * x, other(x)))
    if batched:
        assert f.batched().value_and_grad([1.0, 1.0]).arguments[0].tolist() == [1.5, 1.5]
    else:
        assert f.value_and_grad(1.0)[:2] == (3.0, (3.0,))


def test_a_comparison_as_the_result_is_one_or_zero():
    f = autograd.compile(lambda a, b: [a < b, a <= b, a == b, a != b, a > b, a >= b])
    assert f(1.0, 2.0) == [1.0, 1.0, 0.0, 1.0, 0.0, 0.0]
    assert f(2.0, 2.0) == [0.0, 1.0, 1.0, 0.0, 0.0, 1.0]


def test_loops_and_plain_python_run_while_it_is_recorded():
    n = 5

    def power(x):
        y = 1.0
        for _ in range(n):
            y = y * x
        return y

    f = autograd.compile(power)
    assert f(2.0) == 32.0
    n = 2
    assert f(3.0) == 243.0


@pytest.mark.parametrize(
    "constant",
    [lambda x: x.detach(), autograd.stop_gradient, lambda x: autograd.stop_gradient([x])[0]],
)
def test_a_detached_value_follows_the_number_but_not_the_gradient(constant):
    f = autograd.compile(lambda x: x * constant(x * x))
    assert f.value_and_grad(2.0)[:2] == (8.0, (4.0,))
    assert f.value_and_grad(3.0)[:2] == (27.0, (9.0,))


def test_within_no_grad_numbers_are_computed_anew_without_a_gradient():
    def f(x):
        with autograd.no_grad():
            scale = autograd.exp(x)
        return x * scale

    compiled = autograd.compile(f)
    for x in (0.0, 1.0):
        assert compiled.value_and_grad(x)[:2] == (x * math.exp(x), (math.exp(x),))


def test_called_within_no_grad_it_is_recorded_all_the_same():
    f = autograd.compile(square)
    with autograd.no_grad():
        assert f.value_and_grad(3.0)[:2] == (9.0, (6.0,))


def square(x):
    return x * x


def test_derivatives_within_a_function():
    f = autograd.compile(lambda x: autograd.grad(lambda y: y**4)(x) + x)
    assert f.value_and_grad(2.0)[:2] == (34.0, (49.0,))
    h = autograd.compile(autograd.hessian(lambda x: x[0] ** 2 * x[1]))
    assert h([1.0, 2.0]) == [[4.0, 2.0], [2.0, 0.0]]
    assert h([3.0, 5.0]) == [[10.0, 6.0], [6.0, 0.0]]


def test_derivatives_of_a_compiled_function():
    f = autograd.compile(lambda x: x**3)
    assert autograd.grad(f)(2.0) == 12.0
    assert autograd.derivative(f, 2)(2.0) == 12.0
    assert autograd.jacobian(autograd.compile(lambda x: [x[0] * x[1]]))([2.0, 3.0]) == [[3.0, 2.0]]


def test_given_values_it_gives_a_value_with_its_graph():
    x = Value(3.0)
    f = autograd.compile(lambda x, y: x[0] * y)
    for found in (f([x], 2.0), f([1.0], y=x), f(np.array([x]), 2.0)):
        assert isinstance(found, Value)
    y = f([x], 2.0)
    y.backward()
    assert (y.data, x.grad) == (6.0, 2.0)


# ------------------------------------------------------------- functions within functions


def test_a_compiled_function_within_another():
    w = Value(2.0)
    inner = autograd.compile(lambda x: w * x)
    outer = autograd.compile(lambda x: inner(x) * inner(3.0) + inner.__wrapped__(x))
    assert outer(5.0) == 10.0 * 6.0 + 10.0
    w.data = 3.0
    found = outer.value_and_grad(5.0)
    assert (found.value, found.arguments) == (15.0 * 9.0 + 15.0, (30.0,))
    assert found.parameters.tolist() == [2.0 * 5.0 * 3.0 * w.data + 5.0]


def test_a_compiled_function_that_calls_itself():
    @autograd.compile
    def power(x, bits):
        return x if not bits else x * power(x, bits[1:])

    assert power(2.0, "1111") == 32.0
    assert power.value_and_grad(3.0, "1").arguments == (6.0, None)


@pytest.mark.parametrize(
    "run",
    [
        lambda inner, graph: inner.value_and_grad(3.0).value,
        lambda inner, graph: inner.backward(3.0),
        lambda inner, graph: inner.batched()([3.0])[0],
        lambda inner, graph: graph.forward(),
    ],
    ids=["value_and_grad", "backward", "batched", "graph"],
)
def test_a_parameter_read_by_an_inner_run_is_not_frozen(run):
    """What a run inside the body returns would be a constant of the recording."""
    w = Value(2.0)
    inner, graph = autograd.compile(lambda x: w * x), autograd.compile(w * 3.0)
    f = autograd.compile(lambda x: x * run(inner, graph))
    with pytest.raises(autograd.TracingError, match="while a function is recorded for compile"):
        f(1.0)
    w.data = 5.0
    assert run(inner, graph) == 15.0


# -------------------------------------------------------------------------- custom operations


def test_custom_operations_run_as_any_other(cube):
    f = autograd.compile(lambda x: cube(x) * 2.0)
    assert f.value_and_grad(2.0)[:2] == (16.0, (24.0,))
    assert f.batched()([1.0, 3.0]).tolist() == [2.0, 54.0]
    x = Value(2.0)
    graph = autograd.compile(cube(x))
    x.data = 3.0
    assert graph.forward() == 27.0
    graph.backward()
    assert x.grad == 27.0


def redefine():
    autograd.remove_operation(autograd.operation("cube_of"))
    return autograd.custom_operation(
        "cube_of", forward=lambda x: x**4, derivatives=lambda out, x: 4 * x**3
    )


def test_a_redefined_operation_is_another_one_in_what_is_compiled_from_now_on(cube):
    assert autograd.compile(cube)(2.0) == 8.0
    other = redefine()
    f = autograd.compile(other)
    assert f.value_and_grad(2.0)[:2] == (16.0, (32.0,))


def test_what_is_known_of_an_operation_is_forgotten_with_it():
    for factor in (2.0, 3.0):
        op = autograd.custom_operation(
            "factor_of",
            forward=lambda x, factor=factor: factor * x,
            derivatives=lambda out, x, factor=factor: factor,
            inputs=["x"],
        )
        found = autograd.compile(op).value_and_grad(5.0)
        autograd.remove_operation(op)
        assert found[:2] == (5.0 * factor, (factor,))


def test_a_redefined_operation_leaves_value_and_gradient_in_accord(cube):
    f = autograd.compile(lambda x: autograd.operation("cube_of")(x) + 0.0)
    expected = {8.0: 12.0, 16.0: 32.0}
    assert f(2.0) == 8.0
    redefine()
    found = f.value_and_grad(2.0)
    assert f(2.0) == found.value
    assert found.arguments == (expected[found.value],)


# ----------------------------------------------------------------------------- random numbers


@pytest.mark.parametrize("generator", [random.Random, np.random.default_rng])
@pytest.mark.parametrize("kind", [autograd.uniform, autograd.normal])
def test_random_numbers_are_drawn_afresh_as_in_plain_runs(generator, kind):
    ours, plain = generator(7), generator(7)
    f = autograd.compile(lambda x: [x + kind(ours), x * kind(ours)])
    found = [f(1.0) for _ in range(3)]
    assert found == [[1.0 + kind(plain), 1.0 * kind(plain)] for _ in range(3)]
    assert len({x for pair in found for x in pair}) == 6


def test_the_same_generator_for_two_kinds_and_two_functions():
    ours, plain = random.Random(3), random.Random(3)
    f = autograd.compile(lambda x: [autograd.normal(ours), x * autograd.uniform(ours)])
    g = autograd.compile(lambda x: x * autograd.uniform(ours))
    found = [f(1.0), g(1.0), f(1.0)]
    assert found[0] == [autograd.normal(plain), autograd.uniform(plain)]
    assert found[1] == autograd.uniform(plain)
    assert found[2] == [autograd.normal(plain), autograd.uniform(plain)]


def test_a_random_number_that_nothing_depends_on_is_drawn_all_the_same():
    """So that the numbers that follow are those of a plain run."""

    def f(x, rng):
        autograd.uniform(rng)
        return x * autograd.uniform(rng)

    ours, plain = random.Random(0), random.Random(0)
    assert autograd.compile(lambda x: f(x, ours))(1.0) == f(1.0, plain)


def test_every_example_has_random_numbers_of_its_own():
    ours, plain = random.Random(5), random.Random(5)
    f = autograd.compile(lambda x: [x + autograd.uniform(ours), autograd.uniform(ours)]).batched()
    first, second = f([10.0, 20.0, 30.0])
    numbers = [plain.random() for _ in range(6)]
    assert first.tolist() == [10.0 + numbers[0], 20.0 + numbers[2], 30.0 + numbers[4]]
    assert second.tolist() == numbers[1::2]


def test_gradients_are_those_of_the_numbers_drawn_for_the_same_run():
    rng = random.Random(2)
    f = autograd.compile(lambda x: x * autograd.uniform(rng))
    slopes = set()
    for _ in range(3):
        found = f.value_and_grad(2.0)
        assert found.value == 2.0 * found.arguments[0]
        slopes.add(found.value)
    assert len(slopes) == 3


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_copies_of_what_is_computed_and_of_parameters(copied):
    parameter = Value(3.0)
    f = autograd.compile(lambda x: copied(x * 3.0) + copied(parameter))
    assert f(2.0) == 9.0
    parameter.data = 1.0
    assert f(4.0) == 13.0


def test_a_graph_may_be_captured():
    captured = []

    def f(x):
        captured.append(autograd.capture(x * 0.0 + 1.0))
        return x * 2.0

    assert autograd.compile(f)(5.0) == 10.0
    data, values = captured[0].data, captured[0].values
    assert [data[node] for node in values] == [5.0, 0.0, 1.0]
