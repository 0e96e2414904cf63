"""Compiled graphs: forward and backward on Values that are there already."""

import copy
import gc
import math
import pickle
import weakref

import pytest

import autograd
from autograd import CompiledRoot, InputValueError, Program, Value
from nn import MLP, losses


def network():
    """A loss with sums, products, conditions, shared nodes and constants, and its leaves."""
    leaves = [Value(0.3 * k - 0.8, label=f"w{k}") for k in range(6)]
    a, b, c, d, e, f = leaves
    shared = (a * b + c * 0.5 + 2.0).tanh()
    taken = autograd.where(d > 0, shared * e, autograd.exp(d) - f)
    y = autograd.hypot(shared, taken) + autograd.clip(e, -0.5, 0.5) ** 3 / (shared + 3.0)
    return leaves, y


def condition(c, a, b):
    """A graph whose condition is a leaf, and its two branches."""
    left, right = a.tanh() * 2.0, b.exp() * 3.0
    return autograd.where(c, left, right), left, right


def numbers(root):
    """All that one can see of the nodes of a graph, in bits."""
    return [
        (
            node.op,
            node.data.hex(),
            node.grad.hex() if not node.is_leaf else None,
            [x.hex() for x in node.local_derivatives],
            node.operand_positions,
        )
        for node in autograd.topological_order(root, untaken=True)
    ]


def test_forward_reads_the_leaves_and_writes_the_root():
    x, w = Value(2.0), Value(3.0)
    y = x * w + 1.0
    graph = autograd.compile(y)
    assert isinstance(graph, CompiledRoot)
    assert isinstance(graph.program, Program)
    assert graph.root is y
    x.data = 5.0
    assert y.data == 7.0
    found = graph.forward()
    assert (type(found), found, y.data) == (float, 16.0, 16.0)


def test_backward_adds_to_the_leaves_and_sets_the_root():
    x, w = Value(2.0), Value(3.0)
    x.grad = 100.0
    graph = autograd.compile(x * w)
    graph.forward()
    graph.backward()
    graph.backward(seed=-2.0)
    assert (x.grad, w.grad, graph.root.grad) == (100.0 + 3.0 - 6.0, 2.0 - 4.0, -2.0)
    x.data = w.data = 5.0
    graph.backward()
    assert x.grad == 100.0 + 3.0 - 6.0 + 3.0  # as of the last forward pass


def test_backward_alone_computes_what_it_needs():
    x = Value(3.0)
    autograd.compile(x * x).backward()
    assert x.grad == 6.0


@pytest.mark.parametrize("seed", [0.0, -0.0, math.inf, math.nan, 1e-300, -1, True])
def test_any_number_is_a_seed(seed):
    x, plain = Value(3.0), Value(3.0)
    autograd.compile(x.exp()).backward(seed)
    plain.exp().backward(seed)
    assert x.grad == pytest.approx(plain.grad, rel=1e-14, nan_ok=True)


def test_values_and_gradients_are_those_of_an_eager_run():
    leaves, y = network()
    graph = autograd.compile(y)
    for shift in (0.0, 0.4, -0.7, 1.5):
        for leaf in leaves:
            leaf.data, leaf.grad = leaf.data + shift, 0.0
        ours = graph.forward()
        graph.backward()
        others = [Value(leaf.data) for leaf in leaves]
        eager = rebuilt(y, dict(zip(leaves, others, strict=True)))
        eager.backward()
        assert ours == pytest.approx(eager.data, rel=1e-14)
        assert [x.grad for x in leaves] == pytest.approx([x.grad for x in others], rel=1e-13)


def rebuilt(root, known):
    """The same operations on other leaves."""
    for node in autograd.topological_order(root, untaken=True):
        if node.op is not None:
            inputs = [known[x] if isinstance(x, Value) else x for x in node.inputs]
            known[node] = node.op(*inputs)
    return known[root]


# --------------------------------------------------------------------------------- refresh


def test_refreshed_nodes_are_in_every_bit_those_of_an_eager_run():
    leaves, y = network()
    graph = autograd.compile(y)
    for k, leaf in enumerate(leaves):
        leaf.data, leaf.grad = math.sin(k + 1.0), 7.0
    graph.forward()
    graph.refresh()
    others = [Value(leaf.data) for leaf in leaves]
    eager = rebuilt(y, dict(zip(leaves, others, strict=True)))
    eager.backward()
    assert numbers(y) == numbers(eager)
    assert [leaf.grad for leaf in leaves] == [7.0] * len(leaves)


def test_refresh_takes_the_other_branch_and_back():
    c, a, b = Value(1.0), Value(2.0), Value(3.0)
    y, left, right = condition(c, a, b)
    graph = autograd.compile(y)
    for choice in (0.0, 1.0, 0.0):
        c.data = choice
        graph.refresh()
        expected, *_ = condition(Value(choice), Value(2.0), Value(3.0))
        assert y.data == expected.data == (left if choice else right).data
        assert y.operands == ((left,) if choice else (right,))


def test_what_python_decided_stays_decided_unless_the_function_is_compiled():
    x = Value(2.0)

    def f(x):
        return autograd.where(x > 0, x * x, -x)

    graph = autograd.compile(f(x))
    x.data = -3.0
    assert graph.forward() == 9.0
    assert autograd.compile(f)(-3.0) == 3.0


def test_a_branch_that_is_no_longer_taken_loses_its_gradient():
    c, a, b = Value(1.0), Value(2.0), Value(3.0)
    y, left, right = condition(c, a, b)
    y.backward()
    graph = autograd.compile(y)
    c.data = 0.0
    graph.refresh()
    assert (left.grad, right.grad) == (0.0, 1.0)
    assert left.operands[0].grad == 0.0


def test_a_refreshed_graph_is_drawn_and_explained():
    x, w = Value(2.0, label="x"), Value(3.0, label="w")
    h = x * w
    y = h + x
    graph = autograd.compile(y)
    x.data = 10.0
    graph.refresh()
    drawn = {node.name: (node.data, node.grad) for node in autograd.draw(y).picture.nodes}
    assert drawn["h"] == (30.0, 1.0)
    assert drawn["y"] == (40.0, 1.0)
    assert "4.0" in str(autograd.explain(y, x))


def test_refresh_within_no_grad_keeps_the_graph():
    x = Value(2.0)
    y = x * x
    graph = autograd.compile(y)
    x.data = 3.0
    with autograd.no_grad():
        graph.refresh()
    assert (y.data, y.operands, y.local_derivatives) == (9.0, (x, x), (3.0, 3.0))


# -------------------------------------------------------------------------- all kinds of graphs


def test_a_leaf_is_a_graph():
    x = Value(3.0)
    graph = autograd.compile(x)
    x.data = 4.0
    assert graph.forward() == 4.0
    x.grad = 10.0
    graph.backward()
    graph.backward(2.0)
    assert x.grad == 13.0


@pytest.mark.slow
def test_a_chain_of_a_hundred_thousand():
    x = Value(1.0)
    y = x
    for _ in range(3_000):
        y = y * 0.5 + 0.25
    graph = autograd.compile(y)
    assert graph.forward() == 0.5
    graph.backward()
    assert x.grad == 0.0

    y = x
    for _ in range(100_000):
        y = y + 1.0
    graph = autograd.compile(y)
    assert graph.forward() == 100_001.0
    graph.backward()
    assert x.grad == 1.0


def test_compiled_twice_and_after_its_values_changed():
    x = Value(2.0)
    y = x * x
    first = autograd.compile(y)
    x.data = 5.0
    second = autograd.compile(y)
    assert (first.forward(), second.forward()) == (25.0, 25.0)
    first.backward()
    second.backward()
    assert x.grad == 20.0
    assert y.local_derivatives == (2.0, 2.0)


def test_two_graphs_on_the_same_leaves():
    w = Value(2.0)
    first, second = autograd.compile(w * w), autograd.compile(w.exp())
    for graph in (first, second):
        graph.forward()
        graph.backward()
    assert w.grad == pytest.approx(4.0 + math.exp(2.0), rel=1e-15)


def test_only_the_parameters_get_gradients():
    x, w, unused = Value(2.0), Value(3.0), Value(4.0)
    graph = autograd.compile(w * x, parameters=[unused, w])
    assert [id(p) for p in graph.parameters] == [id(unused), id(w)]
    x.data = 5.0
    assert graph.forward() == 15.0
    graph.backward()
    assert (x.grad, w.grad, unused.grad) == (0.0, 5.0, 0.0)


def test_a_leaf_that_is_no_parameter_gets_no_gradient_as_the_root_either():
    x, w = Value(2.0), Value(3.0)
    graph = autograd.compile(x, parameters=[w])
    graph.forward()
    graph.backward()
    assert (x.grad, w.grad) == (0.0, 0.0)


def test_parameters_are_leaves():
    w = Value(3.0)
    with pytest.raises(InputValueError, match=r"was computed, so it is no parameter; give leaves"):
        autograd.compile(w * 2.0, parameters=[w * 1.0])


def test_the_order_of_a_models_parameters_is_the_models():
    model = MLP(2, [3, 1], rng=0)
    loss = losses.mean_squared_error([model(x) for x in ([1, 2], [3, 4])], [1, 0])
    graph = autograd.compile(loss, parameters=model)
    assert [id(p) for p in graph.parameters] == [id(p) for p in model.parameters()]
    graph.backward()
    found = [p.grad for p in model.parameters()]
    model.zero_grad()
    loss.backward()
    assert found == pytest.approx([p.grad for p in model.parameters()], rel=1e-13)


# -------------------------------------------------------------------------------- lifetime


def test_the_compiled_graph_keeps_the_root_and_lets_go_of_all_of_it():
    class Node(Value):
        __slots__ = ("__weakref__",)

    gc.disable()
    try:
        x = Node(2.0)
        gone = weakref.ref(x)
        graph = autograd.compile(x.exp() * 2.0)
        assert graph.forward() == pytest.approx(2.0 * math.exp(2.0), rel=1e-15)
        graph.backward()
        del x
        assert gone().grad == graph.root.data
        del graph
        assert gone() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda g: pickle.loads(pickle.dumps(g))])
@pytest.mark.parametrize("used", [False, True])
def test_a_copy_has_values_and_memory_of_its_own(copied, used):
    x = Value(2.0)
    graph = autograd.compile(x * x + 1.0)
    if used:
        graph.backward()
    other = copied(graph)
    (y,) = other.parameters
    y.data = 5.0
    assert (other.forward(), graph.forward(), x.data) == (26.0, 5.0, 2.0)
    before = y.grad, x.grad
    other.backward()
    assert (y.grad, x.grad) == (before[0] + 10.0, before[1])
