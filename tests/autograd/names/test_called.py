"""What everything in a graph is called."""

import pytest

import autograd
from autograd import Value
from autograd.graph import topological_order
from autograd.names.called import MOST_CALLED, called
from autograd.names.variables import names_and_parameters
from nn import MLP, Neuron, Sequential, layers, losses


def names_of(root, **variables):
    """The names in the graph of a root, in topological order, and the constants that have one."""
    order = topological_order(root)
    paths, parameters = names_and_parameters(order, variables)
    labels = {node: node.label for node in order if node.label}
    found = called(order, paths, labels, parameters)
    constants = dict.fromkeys(found.constants.values())
    return [found.values[node] for node in order], [x.name for x in constants]


class TestNetworks:
    def test_a_neuron(self):
        model = Neuron(2, "tanh", rng=0)
        names, constants = names_of(model([0.5, -1.0]) * 2.0, model=model)
        assert names == ["b", "w₁", "w₁·x₁", "sum", "w₂", "w₂·x₂", "z", "h", "L"]
        assert constants == ["x₁", "x₂", ""]

    def test_two_layers(self):
        model = MLP(1, [2, 1], activation="tanh", rng=0)
        names, _ = names_of(model([0.5]), model=model)
        assert {"z¹₁", "z¹₂", "h¹₁", "h¹₂", "w²₁₁·h¹₁", "w²₁₂·h¹₂", "sum", "L"} < set(names)

    def test_a_loss_has_no_two_equal_names(self):
        model = MLP(2, [4, 4, 1], activation="tanh", rng=0)
        inputs = [[0.5, -1.0], [0.1, 0.2], [0.3, 0.4]]
        loss = losses.mean_squared_error([model(x) for x in inputs], [1.0, 0.0, 1.0])
        names, constants = names_of(loss, model=model)
        assert len(set(names)) == len(names)
        assert [x for x in constants if x] == ["x₁", "x₂", "x₁#2", "x₂#2", "x₁#3", "x₂#3"]

    def test_a_window_that_moves_has_no_fixed_inputs(self):
        model = Sequential([layers.Conv1D(1, 2), layers.Flatten()])
        out = autograd.sum(model([[1.0], [2.0], [3.0]]))
        _, constants = names_of(out, model=model)
        assert not any(constants)

    def test_inputs_that_are_values_are_called_as_the_user_does(self):
        model = MLP(1, [1], rng=0)
        signal = Value(2.0)
        names, _ = names_of(model([signal]), model=model, signal=signal)
        assert "w¹₁₁·signal" in names


class TestOperations:
    @pytest.mark.parametrize(
        ("make", "name"),
        [
            (lambda a, b: a + b, "sum"),
            (lambda a, b: a - b, "difference"),
            (lambda a, b: a * b, "a·b"),
            (lambda a, b: a * a, "squared"),
            (lambda a, b: a / b, "quotient"),
            (lambda a, b: -a, "negative"),
            (lambda a, b: a**2, "squared"),
            (lambda a, b: a**3, "cubed"),
            (lambda a, b: a**-1, "reciprocal"),
            (lambda a, b: a**b, "power"),
            (lambda a, b: a * 2.0, "product"),
            (lambda a, b: (a + b) * b, "product"),
            (lambda a, b: a.tanh(), "tanh"),
            (lambda a, b: autograd.leaky_relu(a), "leaky relu"),
            (autograd.maximum, "maximum"),
        ],
    )
    def test_a_value_is_called_by_what_it_is(self, make, name):
        inner = make(Value(2.0, label="a"), Value(3.0, label="b"))
        assert names_of(inner.exp())[0][-2] == name

    def test_the_second_of_a_kind_has_a_number(self):
        x = Value(1.0, label="x")
        names, _ = names_of(x.tanh().tanh().tanh().exp())
        assert names == ["x", "tanh", "tanh₂", "tanh₃", "L"]

    def test_labels_go_first(self):
        x = Value(1.0, label="tanh")
        assert names_of(x.tanh().exp())[0] == ["tanh", "tanh₂", "L"]

    def test_equal_labels_get_numbers(self):
        assert names_of(Value(1.0, label="x") + Value(2.0, label="x"))[0] == ["x", "x#2", "L"]

    def test_long_products_are_products(self):
        a, b = Value(1.0, label="a_long_name"), Value(2.0, label="another_name")
        assert names_of((a * b).exp())[0][-2] == "product"

    def test_in_a_large_graph_what_has_no_name_has_a_number(self):
        x = y = Value(1.0, label="x")
        for _ in range(MOST_CALLED):
            y = y + 0.5
        order = topological_order(y)
        found = called(order, {}, {x: "x"}, ())
        assert (list(found.values.values()), found.constants) == (["x", "L"], {})
