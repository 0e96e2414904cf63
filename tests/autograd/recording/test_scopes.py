"""Each Value knows in which part of the program it was made."""

import contextvars
import copy
import gc
import pickle
import threading

import pytest

import autograd
from autograd import InputTypeError, Value, scope
from nn import MLP, Dense, Module, Neuron, Sequential


def test_outside_of_all_there_is_none():
    assert Value(1.0).scope is None
    assert (Value(1.0) * 2.0).scope is None


@pytest.mark.parametrize("operation", autograd.ops.TABLE.values(), ids=lambda op: op.name)
def test_every_operation_records_it(operation):
    if operation.derivatives.count(None) == len(operation.inputs):
        inputs = [0.5] * len(operation.inputs)
    else:
        inputs = [Value(0.5) for _ in operation.inputs]
    with scope("part") as part:
        out = operation(*inputs)
    assert not isinstance(out, Value) or out.scope is part


@pytest.mark.parametrize("record", [lambda x: x + x, lambda x: x - 1.0, lambda x: 1.0 - x])
def test_operators_record_it(record):
    x = Value(2.0)
    with scope("part") as part:
        assert record(x).scope is part


def test_scopes_nest_and_close():
    with scope("outer") as outer:
        with scope("inner") as inner:
            x = Value(1.0)
        y = Value(1.0)
    assert x.scope is inner
    assert y.scope is outer
    assert inner.path == (outer, inner)
    assert str(inner) == "outer/inner"
    assert Value(1.0).scope is None


def test_each_run_is_a_scope_of_its_own():
    @scope("part")
    def part(x):
        return x * x

    first, second = part(Value(1.0)), part(Value(2.0))
    assert str(first.scope) == str(second.scope) == "part"
    assert first.scope is not second.scope


def test_a_scope_is_closed_by_an_error():
    with pytest.raises(ZeroDivisionError), scope("part"):
        raise ZeroDivisionError
    assert Value(1.0).scope is None


def test_threads_have_their_own():
    found = []
    with scope("here"):
        thread = threading.Thread(target=lambda: found.append(Value(1.0).scope))
        thread.start()
        thread.join()
    assert found == [None]


def test_one_that_has_ended_is_nobodys_even_where_it_is_still_the_innermost():
    owner = object()
    with scope("first", owner) as first:
        copied = contextvars.copy_context()  # as a task of asyncio has one

    def again():
        with scope("second", owner) as second:
            return second

    second = copied.run(again)
    assert second is not first
    assert second.path == (second,)


def test_calls_of_modules_are_scopes():
    model = MLP(2, [3, 1], rng=0)
    assert str(model([1.0, 2.0]).scope) == "MLP/Layer/Neuron"
    assert str(Neuron(1, rng=0)([2.0]).scope) == "Neuron"


def test_a_layer_with_a_name_goes_by_it():
    model = Sequential([Dense(1, name="output")], rng=0)
    assert str(model([1.0]).scope) == "Sequential/output/Neuron"


def test_a_call_passed_on_to_the_superclass_is_one_scope():
    class Twice(MLP):
        def __call__(self, x):
            return super().__call__(x) * 2.0

    assert str(Twice(1, [1], rng=0)([1.0]).scope) == "Twice"


def test_a_module_that_calls_another_of_its_class_nests():
    class Outer(Module):
        def __init__(self, inner=None):
            self.inner = inner

        def __call__(self, x):
            return x * 1.0 if self.inner is None else self.inner(x)

    assert str(Outer(Outer())(Value(1.0)).scope) == "Outer/Outer"


def test_copies_and_pickles_keep_scopes_and_share_them():
    y = MLP(2, [2], rng=0)([1.0, 2.0])[0]
    for again in (copy.copy(y), copy.deepcopy(y), pickle.loads(pickle.dumps(y))):
        assert str(again.scope) == "MLP/Layer/Neuron"
        inside = [n for n in autograd.topological_order(again) if n.op and n is not again]
        assert all(node.scope is again.scope for node in inside)


def test_a_scope_keeps_no_graph_alive():
    gc.collect()
    gc.disable()
    try:
        model = MLP(2, [2, 1], rng=0)
        model.seen = model([1.0, 2.0])
        model.seen = None
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_a_name_that_is_no_text():
    with pytest.raises(
        InputTypeError, match=r"scope\(name\) takes a text, but was given 3 \(int\)"
    ):
        scope(3)
