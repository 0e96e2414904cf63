"""ParameterVector: parameters in one array, and each still a Value."""

import copy
import pickle

import numpy as np
import pytest

import autograd
from autograd import InputTypeError, InputValueError, ParameterVector, Value
from nn import MLP, losses
from nn.optimizers import SGD, Optimizer

POINTS, LABELS = [[0.5, 1.0], [1.5, -0.5], [-1.0, 2.0], [0.0, -1.0]], [1.0, 0.0, 1.0, 0.0]


@pytest.fixture
def values():
    return [Value(float(k), label=f"p{k}") for k in range(4)]


def subclasses(kind):
    for one in kind.__subclasses__():
        if one.__module__.startswith("nn."):
            yield one
        yield from subclasses(one)


# ---------------------------------------------------------------------------------- in sync


def test_numbers_and_gradients_are_seen_from_both_sides(values):
    vector = ParameterVector(values)
    assert (len(vector), vector.data.dtype, vector.grad.dtype) == (4, float, float)
    values[1].data, values[2].grad = 10.0, 20.0
    assert vector.data.tolist() == [0.0, 10.0, 2.0, 3.0]
    assert vector.grad.tolist() == [0.0, 0.0, 20.0, 0.0]
    vector.data += 1.0
    vector.grad[:] = [5.0, 6.0, 7.0, 8.0]
    assert [(v.data, v.grad) for v in values] == [(1, 5), (11, 6), (3, 7), (4, 8)]
    assert all(type(v.data) is type(v.grad) is float for v in values)
    vector.zero_grad()
    assert [v.grad for v in values] == [0.0] * 4


def test_what_the_values_held_before_is_kept(values):
    values[3].grad = 9.0
    vector = ParameterVector(values)
    assert vector.data.tolist() == [0.0, 1.0, 2.0, 3.0]
    assert vector.grad.tolist() == [0.0, 0.0, 0.0, 9.0]
    assert all(a is b for a, b in zip(vector.parameters, values, strict=True))
    assert values[2].label == "p2"


@pytest.mark.parametrize(
    "numbers",
    [
        np.array([1.0, 2.0, 3.0, 4.0]),
        np.array([1, 9, 2, 9, 3, 9, 4, 9])[::2],
        np.array([1.0, 9.0, 2.0, 9.0, 3.0, 9.0, 4.0, 9.0])[::2],
        np.array([1.0, 2.0, 3.0, 4.0], dtype="float32"),
        [1.0, 2.0, 3.0, 4.0],
    ],
    ids=["array", "integers", "strided", "float32", "list"],
)
def test_new_numbers_may_be_assigned_as_a_whole(values, numbers):
    vector = ParameterVector(values)
    graph = autograd.compile(values[0] + 10.0 * values[1] + 100.0 * values[2], parameters=vector)
    graph.forward()
    vector.data = numbers
    vector.grad = numbers
    assert [v.data for v in values] == [v.grad for v in values] == [1.0, 2.0, 3.0, 4.0]
    assert graph.forward() == 321.0
    graph.backward()
    assert [v.grad for v in values] == [2.0, 12.0, 103.0, 4.0]


def test_arrays_of_another_length_are_refused(values):
    vector = ParameterVector(values)
    with pytest.raises(ValueError, match="4"):
        vector.data = np.ones(5)
    assert vector.data.tolist() == [0.0, 1.0, 2.0, 3.0]


def test_a_bound_value_computes_and_is_differentiated_like_any_other(values):
    ParameterVector(values)
    y = values[1] * values[2] + values[3] ** 2
    y.backward()
    y.backward()
    assert y.data == 11.0
    assert [v.grad for v in values] == [0.0, 4.0, 2.0, 12.0]
    assert autograd.gradients(y, values)[3].data == 6.0
    assert values[1] < values[2]
    assert values[0].is_leaf
    assert repr(values[1]) == "Value(data=1.0, grad=4.0, label='p1')"


def test_a_bound_value_is_drawn_and_explained(values):
    ParameterVector(values)
    y = values[2] * values[3]
    y.backward()
    bound = autograd.draw(y).picture, str(autograd.explain(y, values[2]))
    a = Value(2.0, label="p2")
    y = a * Value(3.0, label="p3")
    y.backward()
    assert bound == (autograd.draw(y).picture, str(autograd.explain(y, a)))
    assert "3.0" in bound[1]


# ---------------------------------------------------------------------- compiled programs


def test_graphs_and_functions_work_on_the_arrays():
    model = MLP(2, [3, 1], activation="tanh", rng=1)
    loss = losses.mean_squared_error([model(x) for x in POINTS], LABELS)
    loss.backward()
    expected = [p.grad for p in model.parameters()]
    model.zero_grad()
    vector = ParameterVector(model)

    def error(x, y):
        return (model(x) - y) ** 2

    graph = autograd.compile(loss, parameters=vector)
    f = autograd.compile(error, parameters=vector).batched()
    graph.backward()
    assert vector.grad == pytest.approx(expected, rel=1e-12)
    vector.zero_grad()
    assert f.backward(POINTS, LABELS) == pytest.approx(loss.data, rel=1e-13)
    assert vector.grad == pytest.approx(expected, rel=1e-12)


def test_what_was_compiled_before_follows_into_a_vector_and_out_of_it(values):
    f = autograd.compile(lambda x: values[1] * x + values[3])
    graph = autograd.compile(values[3] * values[2])
    for step in range(3):
        vector = ParameterVector(values[::-1] if step == 1 else values[1:])
        vector.data[:] = range(len(vector))
        assert f(10.0) == values[1].data * 10.0 + values[3].data
        assert graph.forward() == values[2].data * values[3].data
        vector.zero_grad()
        f.backward(10.0)
        assert (values[1].grad, values[3].grad) == (10.0, 1.0)
        vector.release()
        values[1].data = 7.0
        assert f(10.0) == 70.0 + values[3].data


def test_parameters_in_several_vectors_and_in_none(values):
    ParameterVector(values[:2])
    second = ParameterVector(values[2:3])
    f = autograd.compile(lambda x: autograd.dot(values, [x, 10 * x, 100 * x, 1000 * x]))
    assert f(1.0) == 3210.0
    second.data[0] = 5.0
    values[3].data = 4.0
    assert f(1.0) == 4510.0
    f.backward(1.0)
    assert [v.grad for v in values] == [1.0, 10.0, 100.0, 1000.0]


@pytest.mark.parametrize("bound", [False, True])
def test_gradients_are_as_of_the_last_forward_pass(bound):
    w = Value(3.0)
    graph = autograd.compile(w * w * w)
    if bound:
        ParameterVector([w])
    graph.forward()
    w.data = 10.0
    graph.backward()
    assert w.grad == 27.0


# --------------------------------------------------------------------------------- optimizers


@pytest.mark.parametrize("kind", [lambda m: m, lambda m: m.parameters()], ids=["model", "list"])
@pytest.mark.parametrize(
    ("optimizer", "options"),
    [
        *[(it, {}) for it in dict.fromkeys(subclasses(Optimizer)) if it.step is Optimizer.step],
        (SGD, {"momentum": 0.9}),
        (SGD, {"momentum": 0.5, "nesterov": True}),
        (SGD, {"learning_rate": lambda step: 0.1 / (1 + step)}),
    ],
)
def test_steps_on_the_vector_are_steps_on_the_values(optimizer, options, kind):
    one, other = (MLP(2, [3, 1], activation="tanh", rng=1) for _ in range(2))
    vector = ParameterVector(one)
    options = {"learning_rate": 0.1, **options}
    steppers = [(one, optimizer(vector, **options)), (other, optimizer(kind(other), **options))]
    for _ in range(5):
        for model, stepper in steppers:
            loss = losses.mean_squared_error([model(x) for x in POINTS], LABELS)
            stepper.zero_grad()
            loss.backward()
            stepper.step()
        assert vector.data.tolist() == [p.data for p in other.parameters()]
        assert [p.data for p in one.parameters()] == vector.data.tolist()
        assert vector.grad.tolist() == [p.grad for p in other.parameters()]


def test_an_optimizer_on_the_values_moves_the_vector(values):
    vector = ParameterVector(values)
    optimizer = SGD(values, learning_rate=0.5)
    vector.grad[:] = [1.0, 2.0, 3.0, 4.0]
    optimizer.step()
    assert vector.data.tolist() == [-0.5, 0.0, 0.5, 1.0]
    optimizer.zero_grad()
    assert vector.grad.tolist() == [0.0] * 4


# ------------------------------------------------------------------------- binding, releasing


def test_released_values_keep_their_numbers_and_are_plain_again(values):
    vector = ParameterVector(values)
    vector.data += 10.0
    values[1].grad = 5.0
    vector.release()
    vector.data[:] = vector.grad[:] = 99.0
    assert [(v.data, v.grad) for v in values] == [(10.0, 0.0), (11.0, 5.0), (12.0, 0.0), (13.0, 0)]
    assert {type(v) for v in values} == {Value}
    assert values[2].local_derivatives == ()
    vector.release()
    assert values[0].data == 10.0
    assert ParameterVector(values).data.tolist() == [10.0, 11.0, 12.0, 13.0]


def test_releasing_an_old_vector_leaves_a_new_one_alone(values):
    old = ParameterVector(values)
    old.release()
    new = ParameterVector(values)
    old.release()
    new.data[0] = 50.0
    assert values[0].data == 50.0


def test_a_value_is_in_one_vector_only(values):
    vector = ParameterVector(values[:2])
    with pytest.raises(InputValueError, match=r"p1.* is in a ParameterVector already: use that"):
        ParameterVector(values[::-1])
    values[3].data = 8.0
    assert (type(values[3]), values[3].data) == (Value, 8.0)
    vector.data[1] = 4.0
    assert values[1].data == 4.0


@pytest.mark.parametrize("copied", [lambda vector: vector, copy.deepcopy])
def test_a_vector_may_yield_its_values_to_the_next_one(values, copied):
    first = copied(ParameterVector(values, yields=True))
    second = ParameterVector(first.parameters[1:])
    second.data[0] = 50.0
    first.data[:] = -1.0
    assert first.parameters[1].data == 50.0
    assert type(first.parameters[0]) is Value


def test_duplicates_and_shared_values_are_there_once(values):
    a, b, *_ = values
    vector = ParameterVector([a, b, a, b, b])
    assert len(vector) == 2
    model = MLP(2, [2, 1], rng=0)
    model.layers[0].neurons[1].w = model.layers[0].neurons[0].w
    shared = ParameterVector(model)
    assert len(shared) == len(model.parameters()) == 7
    model.layers[0].neurons[1].w[0].data = 0.25
    assert shared.data[0] == 0.25


def test_an_empty_vector():
    vector = ParameterVector([])
    vector.zero_grad()
    assert (len(vector), vector.data.shape, vector.grad.shape) == (0, (0,), (0,))
    vector.release()
    assert repr(vector) == "ParameterVector of 0 parameters"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (3, r"takes a model or a list of Values, but was given 3 \(int\)"),
        ("abc", r"takes a model or a list of Values, but was given 'abc' \(str\)"),
        (None, r"but was given None \(NoneType\)"),
        (Value(1.0), r"a list of Values, but was given Value\(.*\) \(Value\)"),
        ([Value(1.0), 2.0], r"among them is 2\.0 \(float\)"),
        ([[Value(1.0)]], r"among them is \[Value\(.*\)\] \(list\)"),
        ([Value(1.0) * 2.0], r"was computed, so it is no parameter; give leaves, .*\.detach\(\)"),
    ],
)
def test_what_is_no_list_of_leaves_is_refused(given, message):
    with pytest.raises((InputTypeError, InputValueError), match=message):
        ParameterVector(given)


# ------------------------------------------------------------------------------------ copies


@pytest.mark.parametrize(
    "copied",
    [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))],
    ids=["deepcopy", "pickle"],
)
class TestCopies:
    def test_a_copied_value_is_a_plain_one(self, values, copied):
        ParameterVector(values)
        y = values[1] * values[2]
        other = copied(y)
        assert {type(node) for node in autograd.topological_order(other)} == {Value}
        other.operands[0].data = 50.0
        assert values[1].data == 1.0

    def test_a_copied_vector_is_in_sync_with_values_of_its_own(self, values, copied):
        vector = ParameterVector(values)
        vector.grad[:] = 7.0
        other = copied(vector)
        other.data[0] = 50.0
        assert other.parameters[0].data == 50.0
        other.parameters[1].grad = 60.0
        assert other.grad.tolist() == [7.0, 60.0, 7.0, 7.0]
        assert (values[0].data, values[1].grad) == (0.0, 7.0)
        assert [p.label for p in other.parameters] == ["p0", "p1", "p2", "p3"]

    def test_a_model_and_its_vector_stay_together(self, copied):
        model = MLP(2, [2, 1], rng=0)
        vector = ParameterVector(model)
        other, others = copied([model, vector])
        others.data[:] = 0.5
        assert [p.data for p in other.parameters()] == [0.5] * len(others)
        assert model.parameters()[0].data != 0.5


def test_parameters_may_be_in_a_vector_in_part():
    """As where some layers are frozen: the vector holds those that are trained."""
    moving, still = [Value(2.0), Value(3.0)], Value(5.0)
    vector = autograd.ParameterVector(moving)
    f = autograd.compile(lambda x: x * moving[1] * still + moving[0], parameters=vector)
    assert f(10.0) == 152.0
    vector.data[:], still.data = [1.0, 2.0], 4.0
    assert f.backward(10.0) == 81.0
    assert vector.grad.tolist() == [1.0, 40.0]
    assert still.grad == 20.0


def test_names_come_from_a_dict():
    w = Value(2.0)
    vector = autograd.ParameterVector({"speed": w})
    assert "speed * x" in str(autograd.compile(lambda x: w * x, parameters=vector).trace(1.0))
