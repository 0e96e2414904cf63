"""The numbers of a diagram are those that the network and `backward()` give, to the last bit."""

import random

import pytest

from autograd import Value
from autograd.visual.network import diagram_of
from nn import MLP, Dense, Sequential, losses


def by_backward(model, x, target, loss):
    """The values of all columns, and the gradients that `backward()` leaves, column by column."""
    inputs = [Value(number) for number in x]
    columns = [inputs, *model.layer_outputs(inputs)]
    last = columns[-1]
    loss([last if len(last) > 1 else last[0]], [target]).backward()
    return columns


@pytest.mark.parametrize("activation", ["tanh", "relu", "gelu", "linear"])
@pytest.mark.parametrize("sizes", [[1], [4, 4, 1], [16, 3]])
def test_values_and_gradients_are_those_of_backward(sizes, activation):
    draw = random.Random(1)
    model = MLP(3, sizes, activation=activation, rng=1)
    for parameter in model.parameters():
        parameter.data = draw.gauss(0.0, 1.0)
    x, target = [0.5, -1.0, 0.25], 1.0 if sizes[-1] == 1 else [1.0, 0.5, -1.0]
    diagram = diagram_of(model, x, target, "mse")
    assert {parameter.grad for parameter in model.parameters()} == {0.0}
    columns = by_backward(model, x, target, losses.mean_squared_error)
    for column, expected in zip(diagram.columns, columns, strict=True):
        assert column.values.tolist() == [value.data for value in expected]
        assert column.gradients.tolist() == [value.grad for value in expected]
    for column, layer in zip(diagram.columns[1:], model.layers, strict=True):
        weights = [[w.grad for w in neuron.w] for neuron in layer.neurons]
        assert column.kernel_gradients.tolist() == weights
        assert column.bias_gradients.tolist() == [neuron.b.grad for neuron in layer.neurons]


def test_softmax_and_classes():
    model = Sequential([Dense(5, "tanh", input_shape=(2,)), Dense(3, "softmax")], rng=1)
    diagram = diagram_of(model, [0.5, -1.0], 2, "sparse_categorical_crossentropy")
    columns = by_backward(model, [0.5, -1.0], 2, losses.categorical_cross_entropy)
    assert diagram.target_is_class
    for column, expected in zip(diagram.columns, columns, strict=True):
        assert column.values.tolist() == [value.data for value in expected]
        assert column.gradients.tolist() == [value.grad for value in expected]
