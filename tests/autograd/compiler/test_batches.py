"""Compiled functions of many examples at once: `batched()`."""

import math
import operator
import random

import numpy as np
import pytest

import autograd
from autograd import AutogradError, InputTypeError, InputValueError, Value


@pytest.fixture
def line():
    """w * x[0] + x[1], with w = 3."""
    w = Value(3.0, label="w")
    return autograd.compile(lambda x: w * x[0] + x[1], parameters=[w]).batched()


def test_one_result_for_each_example(line):
    found = line([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    assert (found.dtype, found.tolist()) == (float, [5.0, 13.0, 21.0])


def test_the_value_is_the_mean_and_so_are_the_gradients(line):
    X = [[1.0, 2.0], [3.0, 4.0]]
    value, arguments, parameters = line.value_and_grad(X)
    assert (value, type(value)) == (9.0, float)
    assert arguments[0].tolist() == [[1.5, 0.5], [1.5, 0.5]]
    assert parameters.tolist() == [2.0]
    assert line.backward(X) == 9.0
    assert line.parameters[0].grad == 2.0


def test_with_weights_the_value_is_the_weighted_sum(line):
    X, weights = [[1.0, 2.0], [3.0, 4.0]], [2.0, -0.5]
    value, arguments, parameters = line.value_and_grad(X, weights=weights)
    assert value == 2.0 * 5.0 - 0.5 * 13.0
    assert arguments[0].tolist() == [[6.0, 2.0], [-1.5, -0.5]]
    assert parameters.tolist() == [0.5]
    assert line.backward(X, weights=np.array(weights)) == value
    assert line.parameters[0].grad == 0.5


@pytest.mark.parametrize(
    ("f", "by_w"),
    [
        (lambda x, w: w + x + w, lambda x: 2.0 + 0.0 * x),
        (lambda x, w: w + w * x, lambda x: 1.0 + x),
        (lambda x, w: w * x - w, lambda x: x - 1.0),
        (lambda x, w: w - x - w, lambda x: 0.0 * x),
        (lambda x, w: (w + x + w) * 3.0 - w * x, lambda x: 6.0 - x),
    ],
    ids=["w + x + w", "w + w x", "w x - w", "w - x - w", "(w + x + w) 3 - w x"],
)
def test_a_parameter_that_is_used_more_than_once_in_each_example(f, by_w):
    w = Value(1.5)
    X, weights = np.array([1.0, 2.0, 5.0]), np.array([1.0, 2.0, 4.0])
    found = autograd.compile(lambda x: f(x, w)).batched().value_and_grad(X, weights=weights)
    assert found.value == weights @ f(X, 1.5)
    assert found.parameters.tolist() == [weights @ by_w(X)]


@pytest.mark.parametrize("names", ["wwb", "bww"], ids=["weights before", "bias before"])
@pytest.mark.parametrize("scale", [1.0, -1.0, 0.5])
@pytest.mark.parametrize("by_bias", [1.0, -1.0, 0.5])
def test_a_bias_beside_its_weights_has_a_sign_of_its_own(names, scale, by_bias):
    """Programs compute both gradients at once where they can."""
    rows = [{"w": [], "b": []} for _ in range(3)]
    everything = [Value(0.25 * k - 1.0) for k in range(9)]
    for k, value in enumerate(everything):
        rows[k // 3][names[k % 3]].append(value)

    def f(x):
        sums = [
            scale * (row["w"][0] * x[0] + row["w"][1] * x[1]) + by_bias * row["b"][0]
            for row in rows
        ]
        return autograd.sum(k * autograd.tanh(a) for k, a in enumerate(sums, start=1))

    X = [[0.5, -1.0], [2.0, 0.25], [-0.75, 1.5]]
    found = autograd.compile(f, parameters=everything).batched().value_and_grad(X)
    (sum(f(row) for row in X) / 3.0).backward()
    assert found.parameters == pytest.approx([value.grad for value in everything], rel=1e-13)


def test_a_weight_of_zero_leaves_an_example_out(line):
    X = [[1.0, 2.0], [3.0, 4.0]]
    found = line.value_and_grad(X, weights=[0, 1])
    assert (found.value, found.parameters.tolist()) == (13.0, [3.0])


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1000])
def test_any_number_of_examples(line, size):
    X = np.random.default_rng(size).integers(-9, 9, (size, 2)).astype(float)
    assert line(X).tolist() == (3.0 * X[:, 0] + X[:, 1]).tolist()
    found = line.value_and_grad(X, weights=np.ones(size))
    assert found.value == (3.0 * X[:, 0] + X[:, 1]).sum()
    assert found.parameters.tolist() == [X[:, 0].sum()]
    assert found.arguments[0].tolist() == [[3.0, 1.0]] * size


@pytest.mark.parametrize("nothing", [np.zeros((0, 2)), np.zeros((0, 2), dtype=int)])
def test_no_examples_give_no_results(line, nothing):
    found = line(nothing)
    assert (found.shape, found.dtype) == ((0,), float)
    assert line([[1.0, 2.0]]).tolist() == [5.0]


def test_no_numbers_give_no_results():
    square = autograd.compile(lambda x: x * x).batched()
    assert square([]).tolist() == []
    assert square(np.zeros(0)).tolist() == []


def test_the_mean_of_no_examples_is_an_error(line):
    with pytest.raises(InputValueError, match=r"no examples, whose mean is not defined; give at"):
        line.value_and_grad(np.zeros((0, 2)))
    with pytest.raises(InputValueError, match="no examples"):
        line.backward(np.zeros((0, 2)))
    assert line.backward([[1.0, 2.0]]) == 5.0


def test_a_partial_last_batch_needs_no_new_recording():
    runs = []
    f = autograd.compile(lambda x: runs.append(x) or x[0] * x[1]).batched()
    X = np.arange(20.0).reshape(10, 2)
    found = [f(X[k : k + 4]).tolist() for k in range(0, 10, 4)]
    assert [len(part) for part in found] == [4, 4, 2]
    assert [y for part in found for y in part] == (X[:, 0] * X[:, 1]).tolist()
    assert len(runs) == 1


def test_many_batch_sizes_one_after_the_other(line):
    for size in [*range(1, 40), *range(39, 0, -1)]:
        X = np.full((size, 2), float(size))
        assert line(X).tolist() == [4.0 * size] * size
        assert line.value_and_grad(X).value == pytest.approx(4.0 * size, rel=1e-14)


def test_in_axes_says_which_arguments_are_shared():
    f = autograd.compile(lambda a, x: a[0] * x + a[1])
    assert f.batched((None, 0))([2.0, 1.0], [1.0, 2.0]).tolist() == [3.0, 5.0]
    assert f.batched([0, None])([[2.0, 1.0], [3.0, 0.0]], 10.0).tolist() == [21.0, 30.0]
    assert f.batched()([[2.0, 1.0], [3.0, 0.0]], [10.0, 20.0]).tolist() == [21.0, 60.0]
    found = f.batched((None, 0)).value_and_grad([2.0, 1.0], [1.0, 3.0])
    assert found.value == 5.0
    assert found.arguments[0] == [2.0, 1.0]
    assert found.arguments[1].tolist() == [1.0, 1.0]


def test_keywords_and_text_are_shared_by_all_examples():
    f = autograd.compile(lambda x, how, *, scale=1.0: (x if how == "up" else -x) * scale)
    assert f.batched()([1.0, 2.0], "up").tolist() == [1.0, 2.0]
    assert f.batched()([1.0, 2.0], "down", scale=3.0).tolist() == [-3.0, -6.0]
    assert f.batched().value_and_grad([1.0, 2.0], "up", scale=4.0).arguments[1] is None


def test_examples_in_dicts_and_tuples_of_arrays():
    f = autograd.compile(lambda d: d["a"] * d["b"][0][0] + d["b"][1])
    a, x, y = np.array([1.0, 2.0]), np.array([[3.0, 0.0], [4.0, 0.0]]), [5.0, 6.0]
    found = f.batched().value_and_grad({"a": a, "b": (x, y)}, weights=[1.0, 1.0])
    assert found.value == 1.0 * 3.0 + 5.0 + 2.0 * 4.0 + 6.0
    (gradient,) = found.arguments
    assert gradient["a"].tolist() == [3.0, 4.0]
    assert gradient["b"][0].tolist() == [[1.0, 0.0], [2.0, 0.0]]
    assert gradient["b"][1].tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("f", "results"),
    [
        (lambda x: {"a": x * x, "b": [x, 5.0]}, {"a": [4.0, 9.0], "b": [[2.0, 3.0], [5.0, 5.0]]}),
        (lambda x: 7.0, [7.0, 7.0]),
        (lambda x: x, [2.0, 3.0]),
    ],
)
def test_each_number_of_the_result_gets_an_axis_of_examples(f, results):
    found = autograd.compile(f).batched()([2.0, 3.0])
    np.testing.assert_equal(found, results)


@pytest.mark.parametrize(
    "f",
    [
        pytest.param(lambda x: x[:, None] * x, id="computed together"),
        pytest.param(lambda x: np.array([x[1], 2.0 * x[0], x[1]]), id="here and there"),
        pytest.param(lambda x: np.array([[7.0, 8.0]]), id="constant"),
        pytest.param(lambda x: np.array([x[0], 7.0]), id="partly constant"),
        pytest.param(lambda x: x[:0], id="empty"),
    ],
)
def test_an_array_of_results_has_the_examples_first(f):
    X = np.array([[1.0, 2.0], [3.0, 5.0], [-4.0, 0.5]])
    expected = np.array([f(x) for x in X])
    found = autograd.compile(f).batched()(X)
    np.testing.assert_array_equal(found, expected, strict=True)
    pair = autograd.compile(lambda x: (x[0], f(x))).batched()
    found = pair.value_and_grad(X, has_aux=True).value[1]
    np.testing.assert_array_equal(found, expected, strict=True)
    assert found.flags.c_contiguous
    found[:] = 0.0  # the caller's own
    np.testing.assert_array_equal(pair(X)[1], expected)


def test_a_matrix_is_the_array_it_is_made_of():
    array = np.array([[1.0, 2.0], [3.0, 4.0]])
    matrix = array.view(np.matrix)
    for first in (array, matrix):
        f = autograd.compile(lambda x: x[0] * 2.0).batched()
        f(first)
        assert f(array).tolist() == f(matrix).tolist() == [2.0, 6.0]


def test_each_example_is_computed_as_if_it_were_alone():
    rng = random.Random(1)
    w = [Value(rng.gauss(0.0, 1.0)) for _ in range(6)]
    f = autograd.compile(
        lambda x: (
            autograd.softmax([w[0] * x[0] + w[1], w[2] * x[1], w[3]])[0]
            * autograd.where(x[0] > x[1], autograd.sqrt(x[0] - x[1]), w[4].exp() * x[1])
            + w[5]
        )
    )
    X = np.random.default_rng(0).normal(size=(20, 2))
    together = f.batched().value_and_grad(X, weights=np.ones(20))
    alone = [f.value_and_grad(x) for x in X]
    assert together.value == pytest.approx(sum(x.value for x in alone), rel=1e-13)
    assert together.parameters == pytest.approx(sum(x.parameters for x in alone), rel=1e-12)
    assert together.arguments[0] == pytest.approx(
        np.array([x.arguments[0] for x in alone]), rel=1e-12
    )


def test_a_result_that_no_example_has_a_part_in():
    w = Value(2.0)
    f = autograd.compile(lambda x: w * w).batched()
    assert f([1.0, 2.0, 3.0]).tolist() == [4.0, 4.0, 4.0]
    found = f.value_and_grad([1.0, 2.0], weights=[1.0, 2.0])
    assert (found.value, found.parameters.tolist()) == (12.0, [12.0])
    assert found.arguments[0].tolist() == [0.0, 0.0]


def test_results_beside_the_differentiated_one():
    f = autograd.compile(lambda x: (x * x, {"twice": 2.0 * x}))
    value, arguments, _ = f.batched().value_and_grad([1.0, 3.0], has_aux=True)
    assert value[0] == 5.0
    assert value[1]["twice"].tolist() == [2.0, 6.0]
    assert arguments[0].tolist() == [1.0, 3.0]
    assert f.value_and_grad(3.0, has_aux=True)[:2] == ((9.0, {"twice": 6.0}), (6.0,))


def test_the_callers_arrays_are_left_alone_and_results_are_the_callers_own(line):
    X = np.array([[1.0, 2.0], [3.0, 4.0]])
    first, found, listed = line(X), line.value_and_grad(X), line.value_and_grad(X.tolist())
    line(10.0 * X)
    for again in (10.0 * X, (10.0 * X).tolist()):
        line.value_and_grad(again, weights=[7.0, 7.0])
    assert X.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert first.tolist() == [5.0, 13.0]
    assert found.parameters.tolist() == listed.parameters.tolist() == [2.0]
    assert found.arguments[0].tolist() == listed.arguments[0].tolist() == [[1.5, 0.5]] * 2
    first[:] = found.arguments[0][:] = found.parameters[:] = 0.0
    assert line(X).tolist() == [5.0, 13.0]


def test_examples_may_come_in_any_layout_and_type(line):
    X = np.arange(12).reshape(2, 6)
    expected = [3.0 * a + b for a, b in X.T[::2, :2]]
    assert line(X.T[::2, :2]).tolist() == expected
    assert line(X.T[::2, :2].astype("float32")).tolist() == expected
    assert line(X.T[::2, :2].tolist()).tolist() == expected


def test_a_nan_stays_in_its_example(line):
    found = line([[math.nan, 1.0], [1.0, 2.0], [math.inf, 0.0]])
    assert np.isnan(found).tolist() == [True, False, False]
    assert found[1:].tolist() == [5.0, math.inf]


# ------------------------------------------------------------------------------------- errors


@pytest.fixture
def product():
    f = autograd.compile(lambda x, y: x * y).batched()
    yield f
    assert f([1.0, 2.0], [3.0, 4.0]).tolist() == [3.0, 8.0]
    assert f.value_and_grad([1.0, 2.0], [3.0, 4.0]).value == 5.5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1.0, 2.0], [3.0]), r"argument 1 has 1 examples, but those before it have 2; give all"),
        (([[1.0], [1.0, 2.0]], [1.0, 2.0]), r"argument 0 .*all of the same shape, but was given"),
        ((3.0, [1.0]), r"argument 0 of a batched function takes a list .* but was given 3\.0"),
        (([1.0], np.array(2.0)), r"argument 1 of a batched function takes a list or array"),
        ((["a"], [1.0]), r"was given 'a' \(str\)"),
        ((["1.5"], [1.0]), r"was given '1\.5' \(str\)"),
        (([None], [1.0]), r"was given None"),
        ((np.array([1j]), [1.0]), r"given .*1j"),
        ((np.array(["1.5"]), [1.0]), r"given '1\.5'"),
        ((np.array([1.0, "a"], dtype=object), [1.0, 2.0]), r"given 'a'"),
        (({}, [1.0]), r"argument 0"),
        (((), [1.0]), r"argument 0"),
        (([Value(1.0)], [1.0]), r"was given Values; .*[Cc]all"),
    ],
)
def test_wrong_examples_are_refused_before_and_after_recording(product, arguments, message):
    product(np.ones(1), [1.0])
    for compiled in (autograd.compile(operator.mul).batched(), product):
        for call in (compiled, compiled.value_and_grad):
            with pytest.raises(AutogradError, match=message):
                call(*arguments)


@pytest.mark.parametrize(
    "in_axes", [1, -1, None, (None, None), (0, 1), "ab", True, False, (), 1.5, {0: 0}, (0.0, 0.0)]
)
def test_axes_are_zero_or_none(product, in_axes):
    with pytest.raises(
        (InputTypeError, InputValueError), match=r"in_axes takes 0 .* but was given "
    ):
        autograd.compile(operator.mul).batched(in_axes)


def test_axes_for_another_number_of_arguments():
    f = autograd.compile(operator.mul).batched((0, None))
    with pytest.raises(InputValueError, match=r"in_axes=\(0, None\) is for 2 arguments, but 3"):
        f([1.0], 2.0, 3.0)


def test_keywords_alone_are_no_examples():
    f = autograd.compile(lambda x: x * x).batched()
    with pytest.raises((InputTypeError, InputValueError), match=r"keyword|examples"):
        f(x=[1.0, 2.0])


@pytest.mark.parametrize("weights", [[1.0], 1.0, [[1.0, 2.0]], "ab", ["1", "2"], [1.0, None], 1j])
def test_weights_are_one_number_for_each_example(product, weights):
    with pytest.raises(AutogradError, match=r"weights takes one number for each of 2 examples"):
        product.value_and_grad([1.0, 2.0], [3.0, 4.0], weights=weights)
