"""Copies and pickles of graphs."""

import copy
import io
import pickle

import pytest

import autograd
from autograd import Value


def build():
    a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    c = a * b
    d = autograd.where(a > 0, c + a, autograd.sqrt(b)) * 2
    d.backward()
    return a, b, c, d


def describe(root):
    return [
        (n.data, n.grad, n.label, n.op, n.local_derivatives, [x for x in n.inputs if x == x])
        for n in autograd.topological_order(root)
    ]


COPIERS = {
    "deepcopy": copy.deepcopy,
    "pickle": lambda value: pickle.loads(pickle.dumps(value)),
    "python pickle": lambda value: pickle.loads(pickle._dumps(value)),
    "pickle protocol 2": lambda value: pickle.loads(pickle.dumps(value, protocol=2)),
}


@pytest.fixture(params=COPIERS)
def copier(request):
    return COPIERS[request.param]


def test_the_copy_is_the_same_graph_of_other_nodes(copier):
    *_, d = build()
    other = copier(d)
    assert describe(other) == describe(d)
    assert not set(autograd.topological_order(other)) & set(autograd.topological_order(d))


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 3, 0, 1)])
def test_nodes_that_were_shared_are_shared_in_the_copy(copier, order):
    nodes = build()
    copies = copier([nodes[i] for i in order])
    a, b, c, d = (copies[order.index(i)] for i in range(4))
    assert c.operands[0] is a
    assert c.operands[1] is b
    found = autograd.topological_order(d)
    assert any(node is c for node in found)
    assert any(node is a for node in found)


def test_the_copy_can_be_differentiated_alone(copier):
    a, *_, d = build()
    before = a.grad
    other = copier(d)
    other.backward()
    assert a.grad == before


def test_a_shallow_copy_is_a_node_of_its_own_on_the_same_operands():
    a, _, c, _ = build()
    other = copy.copy(c)
    assert other is not c
    assert other.operands[0] is a
    leaf = copy.copy(a)
    leaf.data = 7.0
    assert a.data == 2.0


def test_an_operation_is_copied_by_name(copier):
    assert copier(autograd.tanh) is autograd.tanh


def test_an_operation_on_three_values_is_copied(copier):
    high = Value(0.5)
    y = Value(5.0).clip(Value(-1.0), high * 2.0)
    other = copier(y)
    assert describe(other) == describe(y)
    other.backward()
    assert other.operands[2].operands[0].grad == 2.0


def test_branches_not_taken_are_copied_too(copier):
    x = Value(2.0, label="x")
    y = autograd.where(x > 0, x * 2, x.sqrt())
    other = copier(y)
    assert other.inputs[2].op is autograd.sqrt
    assert other.inputs[2].operands[0] is other.operands[0].operands[0]
    assert other.inputs[2] is not y.inputs[2]


def test_a_running_minimum_does_not_recurse(copier):
    best = Value(1e9)
    for k in range(3000):
        loss = Value(float(3000 - k))
        best = autograd.where(loss < best, loss, best)
    assert copier(best).data == 1.0


def test_a_pickle_holds_the_numbers_of_its_own_moment():
    w = Value(1.0)
    earlier = pickle.Pickler(io.BytesIO())
    earlier.dump(w)
    w.data = 5.0
    assert pickle.loads(pickle.dumps(w)).data == 5.0


class Named(Value):
    pass


def test_a_subclass_keeps_what_it_has_added(copier):
    v = Named(1.0)
    v.note = ["more"]
    other = copier(v)
    assert type(other) is Named
    assert other.note == ["more"]
