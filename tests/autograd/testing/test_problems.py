"""What can be checked: structures, several results, second derivatives, models, other libraries."""

import math
import time
from itertools import pairwise

import numpy as np
import pytest

import autograd
from autograd import Value, cos, exp, relu, sin, tanh
from autograd.custom import custom_operation, remove_operation
from autograd.testing import check_gradients
from nn import MLP
from nn.losses import mean_squared_error


def names(report):
    return [entry.name for entry in report.entries]


def test_structures_of_inputs_are_named_as_in_python():
    def f(w, x, *rest):
        return w["a"] * x[0] + w["b"][1] * x[1] * rest[0]

    report = check_gradients(f, {"a": 1.0, "b": (2.0, 3.0)}, [4, 5], 6.0)
    assert report.ok
    assert names(report) == ["w['a']", "w['b'][0]", "w['b'][1]", "x[0]", "x[1]", "argument 3"]
    assert [entry.derivative for entry in report.entries] == [4.0, 0.0, 30.0, 1.0, 18.0, 15.0]


def test_arrays_and_values_as_points():
    report = check_gradients(lambda x: (x * x).sum(), np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert report.ok
    assert names(report) == ["x[0, 0]", "x[0, 1]", "x[1, 0]", "x[1, 1]"]
    x = Value(3.0)
    assert check_gradients(lambda x: x * x, x).ok
    assert (x.grad, x.data) == (0.0, 3.0)


def test_every_result_of_several_is_checked():
    report = check_gradients(lambda x: [x * x, {"s": sin(x)}, 3.0], 0.5)
    assert report.ok
    assert [entry.output for entry in report.entries] == ["f[0]", "f[1]['s']", "f[2]"]
    assert "f[1]['s'] by x" in str(report)


def test_functions_with_graphs_of_their_own_inside():
    assert check_gradients(autograd.grad(lambda x: sin(x) * x), 0.7).ok


# ------------------------------------------------------------------------- second derivatives


def test_second_derivatives():
    def f(x, y):
        return sin(x * y) + exp(x) * y**3

    report = check_gradients(f, 0.5, 1.5, order=2)
    assert report.ok
    second = [entry for entry in report.entries if entry.order == 2]
    assert len(report.entries) == 2 + 4 == 2 + len(second)
    by_x_by_y = next(e for e in second if e.output == "f by x" and e.name == "y")
    assert by_x_by_y.derivative == pytest.approx(
        cos(0.75) - 0.75 * sin(0.75) + 3 * 1.5**2 * exp(0.5)
    )


def test_a_rule_that_is_right_but_cannot_be_differentiated():
    def slope(out, x):
        return math.cos(x.data if isinstance(x, Value) else x)

    op = custom_operation("my_sin", forward=math.sin, derivatives=slope)
    try:
        assert check_gradients(op, 0.5).ok
        report = check_gradients(op, 0.5, order=2)
    finally:
        remove_operation(op)
    (entry,) = report.failures
    assert (entry.order, entry.verdict) == (2, "wrong rule")
    assert "a rule that is not written in autograd's own operations" in str(report)


def test_a_wrong_rule_within_a_rule_is_named():
    double = custom_operation(
        "double", forward=lambda x: 2 * x, derivatives=lambda out, x: 2.0 + 1e-5 * x
    )
    square = custom_operation(
        "my_square", forward=lambda x: x * x, derivatives=lambda out, x: double(x)
    )
    try:
        (entry,) = check_gradients(square, 1.0, order=2).failures
    finally:
        remove_operation(double)
        remove_operation(square)
    assert (entry.order, entry.culprit.operation) == (2, "double")


def test_a_kink_of_the_gradient_is_named_too():
    report = check_gradients(lambda x: relu(x) * x, 0.0, order=2)
    assert report.ok
    assert [(e.verdict, e.detail) for e in report.entries] == [
        ("ok", ""),
        ("kink here", "relu at 0"),
    ]


# ------------------------------------------------------------------------------------- models


def model_and_loss():
    model = MLP(2, [3, 1], rng=0)
    X, y = [[0.5, -1.0], [2.0, 0.3], [-0.7, 0.9]], [1.0, -1.0, 0.5]
    return model, lambda: mean_squared_error([model(x) for x in X], y)


@pytest.mark.parametrize(
    "give", [lambda m: m, lambda m: m.named_parameters(), lambda m: dict(m.named_parameters())]
)
def test_a_loss_by_the_parameters_of_a_model(give):
    model, loss = model_and_loss()
    loss().backward()
    before = [(p.data, p.grad) for p in model.parameters()]
    report = check_gradients(loss, parameters=give(model))
    assert report.ok
    assert names(report) == [path for path, _ in model.named_parameters()]
    assert [(p.data, p.grad) for p in model.parameters()] == before
    assert [e.derivative for e in report.entries] == pytest.approx([g for _, g in before])


def test_parameters_and_arguments_together():
    w = Value(2.0, label="w")
    report = check_gradients(lambda x: tanh(w * x), 0.3, parameters=[w])
    assert report.ok
    assert names(report) == ["x", "w"]


def test_parameters_are_restored_after_an_error():
    w = Value(2.0)

    def f():
        if w.data != 2.0:
            raise RuntimeError("moved")
        return w * w

    with pytest.raises(RuntimeError, match="moved"):
        check_gradients(f, parameters={"w": w})
    assert w.data == 2.0


def test_second_derivatives_of_a_loss():
    model, loss = model_and_loss()
    assert check_gradients(loss, parameters=model, order=2, directions=2).ok


# --------------------------------------------------------------------------------- directions


def chain(x):
    return sum(sin(a) * b for a, b in pairwise(x))


@pytest.mark.slow
def test_many_inputs_are_checked_along_a_few_directions():
    small = check_gradients(chain, [0.01 * k for k in range(101)])
    large = check_gradients(chain, [0.01 * k for k in range(1001)])
    assert small.ok
    assert large.ok
    assert names(large) == [f"direction {k}" for k in range(1, 6)]
    assert math.isnan(large.entries[0].value)
    assert large.evaluations < 2 * small.evaluations < 400


@pytest.mark.slow
def test_up_to_a_hundred_inputs_are_checked_one_by_one():
    assert len(check_gradients(chain, [0.01 * k for k in range(100)]).entries) == 100
    assert (
        len(check_gradients(chain, [0.01 * k for k in range(101)], directions="full").entries)
        == 101
    )
    assert len(check_gradients(chain, [0.5, 0.6, 0.7], directions=2).entries) == 2


def test_the_seed_chooses_the_directions():
    def slopes(seed):
        entries = check_gradients(chain, [0.5, 0.6, 0.7], directions=2, seed=seed).entries
        return [entry.derivative for entry in entries]

    assert slopes(1) == slopes(1) != slopes(2)


@pytest.mark.slow
def test_a_direction_that_fails_is_narrowed_down_to_an_input():
    def f(x):
        return chain(x) + x[371] * x[371].data

    report = check_gradients(f, [0.01 * k for k in range(500)])
    assert len(report.failures) == 6
    assert "x[371]" in names(report)


def test_a_wrong_derivative_of_one_input_in_a_thousand_is_seen():
    def gradient(x):
        right = autograd.grad(chain)(x)
        right[700] *= 1 + 1e-5
        return right

    report = check_gradients(chain, [0.01 * k for k in range(1000)], against=gradient)
    assert not report
    assert "x[700]" in names(report)


# ---------------------------------------------------------------------------- other gradients


def test_a_gradient_written_by_hand():
    def f(x, y):
        assert type(x) is type(y) is float
        return math.sin(x) * y

    assert check_gradients(f, 0.5, 2.0, against=lambda x, y: (math.cos(x) * y, math.sin(x))).ok
    report = check_gradients(f, 0.5, 2.0, against=lambda x, y: [math.cos(x), -math.sin(x)])
    assert [entry.name for entry in report.failures] == ["x", "y"]
    assert "x: the given derivative is 0.5 times the right one" in str(report)
    assert "y: the sign of the given derivative is wrong" in str(report)


def test_a_gradient_written_with_numpy():
    def f(w):
        return np.sum(np.tanh(w) ** 2)

    def gradient(w):
        return 2 * np.tanh(w) / np.cosh(w) ** 2

    point = np.linspace(-1.0, 1.0, 6).reshape(2, 3)
    assert check_gradients(f, point, against=gradient).ok
    assert not check_gradients(f, point, against=lambda w: gradient(w) * (1 + 1e-6))


def test_a_gradient_in_single_precision():
    def f(w):
        return np.sum(np.tanh(w.astype(np.float32)) ** 2)

    def gradient(w):
        w = w.astype(np.float32)
        return 2 * np.tanh(w) / np.cosh(w) ** 2

    point = np.linspace(-1.0, 1.0, 6)
    assert check_gradients(f, point, against=gradient).ok
    assert not check_gradients(f, point, against=lambda w: gradient(w) * 1.001)


class Tensor:
    """What other libraries return: numbers with a shape and `tolist`."""

    def __init__(self, numbers):
        self.numbers = numbers
        self.shape = (len(numbers),) if isinstance(numbers, list) else ()

    def tolist(self):
        return self.numbers

    def __float__(self):
        return float(self.numbers)


def test_tensors_of_another_library():
    def f(x):
        return Tensor(x[0] ** 2 * x[1])

    def gradient(x):
        return Tensor([2 * x[0] * x[1], x[0] ** 2])

    assert check_gradients(f, [3.0, 2.0], against=gradient).ok
    assert check_gradients(f, [3.0, 2.0], against=lambda x: (gradient(x),)).ok


def test_our_own_functional_gradient():
    def f(x):
        return sin(x["a"]) * x["b"][0]

    point = {"a": 0.5, "b": [2.0]}
    assert check_gradients(f, point, against=autograd.grad(f)).ok


def test_a_complex_number_is_outside_the_domain():
    entry = check_gradients(lambda x: x**0.5, 1e-3, against=lambda x: 0.5 * x**-0.5).entries[0]
    assert entry.verdict == "ok"
    entry = check_gradients(lambda x: x**0.5, -1.0, against=lambda x: 0.0).entries[0]
    assert entry.verdict == "outside the domain"


def test_a_check_takes_milliseconds():
    start = time.perf_counter()
    for _ in range(20):
        check_gradients(lambda x, y: tanh(x * y) + x, 0.5, 2.0)
    assert (time.perf_counter() - start) / 20 < 0.02
