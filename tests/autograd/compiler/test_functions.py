"""Compiled functions: how they are called, what they return, when they are recorded."""

import copy
import functools
import math
import pickle
import random
from typing import NamedTuple

import numpy as np
import pytest

import autograd
from autograd import CompiledFunction, TracingError, Value


def counted(f):
    """A function, and a list that grows by one at each time its body runs."""
    runs = []

    @functools.wraps(f)
    def counting(*args, **named):
        runs.append(args)
        return f(*args, **named)

    return counting, runs


def square(x):
    """The square."""
    return x * x


class Pair(NamedTuple):
    first: object
    second: object


class Scaled:
    def __init__(self, factor):
        self.factor = Value(factor)

    def times(self, x):
        return self.factor * x

    def __call__(self, x, y=1.0):
        return self.factor * x + y

    @autograd.compile
    def plus(self, x):
        return self.factor + x


# ------------------------------------------------------------------------------- made from


def test_as_a_call_and_as_a_decorator_with_and_without_parentheses():
    w = Value(3.0)

    @autograd.compile
    def plain(x):
        return w * x

    @autograd.compile(parameters=[w])
    def named(x):
        return w * x

    for f in (plain, named, autograd.compile(lambda x: w * x)):
        assert isinstance(f, CompiledFunction)
        assert f(2.0) == 6.0
    assert named.parameters[0] is w
    assert autograd.compile(plain) is plain


def test_it_keeps_the_name_and_the_docstring():
    f = autograd.compile(square)
    assert (f.__name__, f.__doc__, f.__wrapped__) == ("square", "The square.", square)
    assert repr(f) == "<compiled square>"
    assert repr(f.batched()) == "<compiled square, batched, in_axes=0>"


def test_methods_partial_functions_and_callable_objects():
    scaled = Scaled(3.0)
    partial = functools.partial(lambda a, x, *, b: a * x + b, 2.0, b=1.0)
    assert autograd.compile(scaled.times)(2.0) == 6.0
    assert autograd.compile(scaled)(2.0, y=0.5) == 6.5
    assert autograd.compile(partial).value_and_grad(5.0)[:2] == (11.0, (2.0,))


def test_the_argument_of_a_method_has_its_own_name_in_print():
    f = autograd.compile(Scaled(3.0).times)
    f(2.0)
    assert "x[0]" in str(f.program) or "* x" in str(f.program)
    assert "self" not in str(f.program)


def test_a_decorated_method_is_called_on_its_object():
    first, second = Scaled(3.0), Scaled(4.0)
    assert [first.plus(1.0), second.plus(1.0), first.plus(2.0)] == [4.0, 5.0, 5.0]


# ------------------------------------------------------------------------------- arguments


@pytest.mark.parametrize(
    "number",
    [3, 3.0, np.float64(3), np.float32(3), np.int8(3), np.array(3.0), np.array(3)],
    ids=lambda x: f"{type(x).__name__} {getattr(x, 'dtype', '')}",
)
def test_any_real_number_will_do(number):
    f, runs = counted(square)
    compiled = autograd.compile(f)
    found = compiled(number)
    assert (type(found), found) == (float, 9.0)
    assert compiled.value_and_grad(number)[:2] == (9.0, (6.0,))
    compiled([1.0][0])
    assert len(runs) == (2 if isinstance(number, np.ndarray) else 1)


@pytest.mark.parametrize(
    ("f", "argument", "gradient"),
    [
        (lambda x: x[0] * x[1], [2.0, 3.0], [3.0, 2.0]),
        (lambda x: x[0] * x[1], (2, 3), (3.0, 2.0)),
        (lambda x: x.first * x.second[0], Pair(2.0, [3.0]), Pair(3.0, [2.0])),
        (lambda x: x["a"] * x["b"][1][0], {"a": 2, "b": [9, [3]]}, {"a": 3.0, "b": [0.0, [2.0]]}),
        (lambda x: x[0][1] * x[1][0], [[2.0, 3.0], [5.0]], [[0.0, 5.0], [3.0]]),
        (lambda x: x["w"][0] * x["w"][1], {"w": np.array([2.0, 3.0])}, {"w": [3.0, 2.0]}),
    ],
)
def test_gradients_have_the_structure_of_the_argument(f, argument, gradient):
    found = autograd.compile(f).value_and_grad(argument).arguments[0]
    assert type(found) is type(argument)
    np.testing.assert_equal(found, gradient)


@pytest.mark.parametrize("kind", [float, int, np.float32, bool])
def test_arrays_of_any_real_type_give_arrays_of_gradients(kind):
    a = np.array([[1, 0], [1, 1]], dtype=kind)
    f = autograd.compile(lambda a: (a @ a).sum())
    ones = np.ones((2, 2))
    (gradient,) = f.value_and_grad(a).arguments
    assert f(a) == (a.astype(float) @ a).sum()
    assert gradient.tolist() == (ones @ a.T + a.T @ ones).tolist()
    assert gradient.dtype == float


def test_arrays_need_not_be_contiguous():
    a = np.arange(12.0).reshape(3, 4)
    f = autograd.compile(lambda a: a[0, 1] * a[1, 0])
    assert [f(a.T[:2, :2]), f(a[::2, ::-2]), f(a[:2, :2])] == [4.0, 11.0, 4.0]


def test_keywords_are_arguments_but_not_differentiated_by():
    f = autograd.compile(lambda x, *, scale=2.0: x * scale)
    assert [f(3.0), f(3.0, scale=5.0), f(3.0, scale=7)] == [6.0, 15.0, 21.0]
    found = f.value_and_grad(3.0, scale=7.0)
    assert (found.value, found.arguments) == (21.0, (7.0,))


def test_keywords_may_come_in_any_order():
    f = autograd.compile(lambda *, a, b: a - b)
    assert [f(a=3.0, b=1.0), f(b=1.0, a=3.0), f(a=1.0, b=3.0)] == [2.0, 2.0, -2.0]


def test_text_booleans_and_none_are_taken_as_they_are_and_recorded_once_each():
    def act(x, how=None):
        return x.tanh() if how == "tanh" else x if how is None else -x

    f, runs = counted(act)
    compiled = autograd.compile(f)
    for _ in range(2):
        assert compiled(2.0, "tanh") == math.tanh(2.0)
        assert compiled(2.0, None) == 2.0
        assert compiled(2.0, True) == -2.0
        assert compiled(2.0, how="neg") == -2.0
    assert len(runs) == 4
    assert compiled.value_and_grad(2.0, True).arguments == (-1.0, None)


def test_true_is_not_the_number_one():
    f = autograd.compile(lambda x, flag: x if flag is True else -x)
    assert [f(2.0, True), f(2.0, 1), f(2.0, 1.0)] == [2.0, -2.0, -2.0]


def test_without_arguments():
    w = Value(3.0)
    f = autograd.compile(lambda: w * w)
    assert f() == 9.0
    w.data = 4.0
    value, arguments, parameters = f.value_and_grad()
    assert (value, arguments, parameters.tolist()) == (16.0, (), [8.0])


def test_an_argument_of_no_numbers():
    f = autograd.compile(lambda x, y: autograd.sum(x) + y)
    assert f([], 3.0) == 3.0
    assert f.value_and_grad([], 3.0).arguments == ([], 1.0)


# --------------------------------------------------------------------------------- results


@pytest.mark.parametrize(
    ("f", "result"),
    [
        (lambda x: {"s": x * x, "t": (x, [5, x])}, {"s": 9.0, "t": (3.0, [5.0, 3.0])}),
        (lambda x: Pair(x, x * x), Pair(3.0, 9.0)),
        (lambda x: [x * x, x * x], [9.0, 9.0]),
        (lambda x: [], []),
        (lambda x: x, 3.0),
        (lambda x: 7, 7.0),
    ],
)
def test_results_may_have_any_structure(f, result):
    found = autograd.compile(f)(3.0)
    assert type(found) is type(result)
    assert found == result


def test_arrays_of_results():
    found = autograd.compile(lambda x: x[:, None] * x)(np.array([1.0, 2.0]))
    assert found.dtype == float
    assert found.tolist() == [[1.0, 2.0], [2.0, 4.0]]


def test_an_array_of_lists_is_no_result():
    def nested(x):
        result = np.empty(2, dtype=object)
        result[0], result[1] = [x, x], [x * x, x]
        return result

    with pytest.raises(
        autograd.InputTypeError, match=r"in the result of nested is \[Value.*\(list"
    ):
        autograd.compile(nested)(2.0)


@pytest.mark.parametrize("arguments", [(), (3.0,), ([],), ("text",)])
def test_a_constant_has_gradients_of_zero(arguments):
    f = autograd.compile(lambda *args: 7.0)
    assert f(*arguments) == 7.0
    value, gradients, parameters = f.value_and_grad(*arguments)
    assert value == 7.0
    assert gradients == tuple({3.0: 0.0}.get(x) if x != [] else [] for x in arguments)
    assert parameters.tolist() == []


def test_the_argument_itself_as_the_result():
    f = autograd.compile(lambda x: x[1])
    assert f.value_and_grad([3.0, 4.0])[:2] == (4.0, ([0.0, 1.0],))


def test_results_and_gradients_are_the_callers_own():
    w = Value(2.0)
    f = autograd.compile(lambda a: w * a, parameters=[w])
    g = autograd.compile(lambda a: w * a[0] * a[1])
    first, before = f(np.array([1.0])), g.value_and_grad(np.array([3.0, 4.0]))
    f(np.array([5.0]))
    g.value_and_grad(np.array([7.0, 8.0]))
    assert first.tolist() == [2.0]
    assert (before.arguments[0].tolist(), before.parameters.tolist()) == ([8.0, 6.0], [12.0])


# ------------------------------------------------------------------------------- recording


def test_it_is_recorded_for_a_new_structure_and_only_then():
    f, runs = counted(autograd.mean)
    compiled = autograd.compile(f)
    for x in ([1.0, 2.0], [3.0, 4.0], [5, np.float64(6)]):
        compiled(x)
        compiled.value_and_grad(x)
        compiled.backward(x)
    assert len(runs) == 1
    for k, x in enumerate([[1.0], (1.0, 2.0), np.ones(2), np.ones(3), np.ones((2,)).tolist()]):
        compiled(x)
        assert len(runs) == min(k + 2, 5)


def test_tracing_computes_nothing_but_the_program():
    rng = random.Random(0)
    f = autograd.compile(lambda x: x + autograd.uniform(rng))
    program = f.trace(1.0)
    assert program is f.program
    assert rng.random() == random.Random(0).random()


def test_values_from_outside_are_parameters_whose_data_may_change():
    w, b = Value(2.0), Value(1.0)
    f, runs = counted(lambda x: w * x + b)
    compiled = autograd.compile(f)
    assert compiled(3.0) == 7.0
    w.data = 10.0
    assert compiled(3.0) == 31.0
    found = compiled.value_and_grad(3.0)
    by = {id(p): g for p, g in zip(compiled.parameters, found.parameters, strict=True)}
    assert (found.arguments, by) == ((10.0,), {id(w): 3.0, id(b): 1.0})
    assert len(runs) == 1
    assert (w.grad, b.grad) == (0.0, 0.0)


def test_backward_adds_to_the_gradients_of_the_parameters():
    w = Value(2.0)
    w.grad = 100.0
    f = autograd.compile(lambda x: w * w * x)
    assert f.backward(3.0) == 12.0
    assert f.backward(5.0) == 20.0
    assert w.grad == 100.0 + 12.0 + 20.0
    assert w.data == 2.0


def test_parameters_come_in_the_order_given_and_unused_ones_get_zero():
    a, b, unused = Value(2.0), Value(3.0), Value(4.0)
    f = autograd.compile(lambda x: a * x + b, parameters=[unused, b, a])
    assert [id(p) for p in f.parameters] == [id(unused), id(b), id(a)]
    assert f.value_and_grad(5.0).parameters.tolist() == [0.0, 1.0, 5.0]


class TestResultsBesideTheOneThatIsDifferentiated:
    """`has_aux=True`: the function returns a pair (number, more)."""

    @staticmethod
    def loss(x, t):
        h = [autograd.tanh(2.0 * a) for a in x]
        return (autograd.sum(h) - t) ** 2, {"hidden": h, "twice": 2.0 * h[0]}

    def test_the_value_is_the_pair(self):
        found = autograd.compile(self.loss).value_and_grad([1.0, -2.0], 0.5, has_aux=True)
        alone = autograd.compile(lambda x, t: self.loss(x, t)[0]).value_and_grad([1.0, -2.0], 0.5)
        assert found.value[0] == pytest.approx(alone.value, rel=1e-14)
        assert found.value[1] == self.loss([1.0, -2.0], 0.5)[1]
        assert found.arguments[0] == pytest.approx(alone.arguments[0], rel=1e-14)

    def test_in_a_batch_the_others_have_an_axis_of_examples(self):
        X, t = np.array([[1.0, -2.0], [0.5, 0.0], [3.0, 1.0]]), np.array([0.5, 1.0, -1.0])
        value, aux = autograd.compile(self.loss).batched().value_and_grad(X, t, has_aux=True).value
        assert value == pytest.approx(
            np.mean([self.loss(x, a)[0] for x, a in zip(X, t, strict=True)])
        )
        assert aux["hidden"][1] == pytest.approx(np.tanh(2.0 * X[:, 1]))
        assert aux["twice"] == pytest.approx(2.0 * np.tanh(2.0 * X[:, 0]))

    def test_backward_adds_the_gradient_of_the_first_only(self):
        w = Value(3.0)
        f = autograd.compile(lambda x: (w * x, [w * w, 7.0]))
        assert f.backward(2.0, has_aux=True) == (6.0, [9.0, 7.0])
        assert w.grad == 2.0

    @pytest.mark.parametrize("result", [lambda x: x, lambda x: [x, x], lambda x: ([x, x], x)])
    def test_what_is_no_pair(self, result):
        with pytest.raises(autograd.InputTypeError, match=r"must return a pair \(number, more\)"):
            autograd.compile(result).value_and_grad(1.0, has_aux=True)

    def test_without_it_several_numbers_have_no_gradient(self):
        with pytest.raises(autograd.InputTypeError, match="pass has_aux=True"):
            autograd.compile(self.loss).value_and_grad([1.0], 0.5)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda x: copy.deepcopy([x])[0]])
@pytest.mark.parametrize("f", [lambda x: x, lambda x: x * 3.0], ids=["argument", "computed"])
def test_a_copy_follows_the_argument(copied, f):
    compiled = autograd.compile(lambda x: copied(f(x)) * x)
    for x in (2.0, 4.0, 5.0):
        assert compiled(x) == copied(f(Value(x))).data * x
        own = Value(x)
        (copied(f(own)) * own).backward()
        assert compiled.value_and_grad(x)[1] == (own.grad,)


def test_a_copy_of_a_constant_is_one():
    assert autograd.compile(lambda x: copy.deepcopy(Value(3.0)) * x)(2.0) == 6.0


def test_a_recorded_function_cannot_pickle_a_value():
    compiled = autograd.compile(lambda x: pickle.loads(pickle.dumps(x * 3.0)))
    with pytest.raises(TracingError, match="A Value was pickled while a function is recorded"):
        compiled(2.0)
