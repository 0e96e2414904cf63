"""Networks of every kind of layer: their numbers are those of the network, and they are drawn."""

import copy
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import nn
from autograd import InputValueError, Value, draw
from autograd.visual.network import NARROW, WIDE, diagram_of, write_svg
from nn import losses
from nn.arguments import flattened
from nn.layers.base import filled
from tests.helpers.boxes import collisions
from tests.nn.layers.test_training import NETWORKS, TOKENS

REPEATING = ("repeated", "UpSampling2D")
"""Networks in which layers give out a number several times: other sums of the same gradients."""


def network(name):
    stages, shape = NETWORKS[name]
    x = TOKENS[0] if name == "embedding" else np.random.default_rng(0).normal(size=shape)
    model = nn.Sequential(copy.deepcopy(stages), rng=1)
    model.build(shape)
    return model, x


@pytest.mark.parametrize("name", NETWORKS)
def test_the_numbers_are_those_of_the_network_and_of_backward(name):
    model, x = network(name)
    target = [0.5] * len(flattened(model(x.tolist())))
    diagram = diagram_of(model, x, target if len(target) > 1 else target[0], "mse")
    assert {parameter.grad for parameter in model.parameters()} == {0.0}
    leaves = [Value(number) for number in x.ravel().tolist()]
    inputs = filled(x.shape, iter(leaves))
    columns = [leaves, *map(flattened, model.layer_outputs(inputs))]
    losses.mean_squared_error(columns[-1], target).backward()
    for column, values in zip(diagram.columns, columns, strict=True):
        gradients = column.gradients.ravel().tolist()
        assert column.values.ravel().tolist() == [value.data for value in values]
        expected = [value.grad for value in values]
        if name not in REPEATING:
            assert gradients == expected
        elif column.kind != "Flatten":  # whose outputs are those of a recurrent layer themselves
            assert gradients == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", NETWORKS)
def test_each_is_drawn_with_a_sample_and_without(name, width):
    model, x = network(name)
    for diagram in (diagram_of(model, x), diagram_of(model)):
        svg = write_svg(diagram, width=width)
        root = ET.fromstring(svg)
        assert float(root.get("width")) <= (NARROW if width == NARROW else WIDE + 400)
        assert collisions(svg) == []
        for layer in model.layers:
            kind = type(layer).__name__
            assert kind in svg or isinstance(layer, nn.Dense)


def test_a_layer_is_told_by_its_class_window_and_choices():
    model = nn.Sequential([nn.Conv2D(8, 3, activation="relu", input_shape=(6, 6, 1))], rng=1)
    svg = draw(model).svg()
    for words in ("Conv2D 3 × 3", "8 filters · relu", "80 parameters", "4 × 4 × 8"):
        assert words in svg


def test_steps_of_a_recurrent_layer_are_its_states():
    layer = nn.LSTM(3, return_sequences=True, rng=1)
    model = nn.Sequential([layer])
    x = np.random.default_rng(0).normal(size=(5, 2))
    column = diagram_of(model, x).columns[1]
    assert column.states["h"].tolist() == column.values.tolist()
    assert list(column.states) == ["c", "h"]
    assert column.gates == ("sigmoid", "sigmoid", "tanh", "sigmoid")
    backwards = nn.Sequential([nn.LSTM(3, go_backwards=True)])
    assert diagram_of(backwards, x).columns[1].read.tolist() == x[::-1].tolist()


def test_attention_is_drawn_head_by_head():
    layer = nn.MultiHeadAttention(2, 3, use_causal_mask=True, rng=1)
    x = np.random.default_rng(0).normal(size=(4, 2))
    column = diagram_of(nn.Sequential([layer]), x).columns[1]
    assert column.attention.shape == (2, 4, 4)
    assert column.attention.sum(axis=2) == pytest.approx(np.ones((2, 4)))
    scores = [[[value.data for value in row] for row in head] for head in layer.scores(x)]
    assert column.attention.tolist() == scores


def test_large_layers_are_strips_and_pictures():
    model = nn.Sequential([nn.Dense(128, "relu", input_shape=(784,)), nn.Dense(10, "softmax")])
    svg = draw(model, np.linspace(0.0, 1.0, 784)).svg()
    assert svg.count("<image") == 1
    assert len(re.findall('class="cell"', svg)) >= 138
    for words in ("shown as 28 × 28", "Dense 784 → 128", "100,480 parameters", "largest |w|"):
        assert words in svg


def test_networks_in_a_network_are_bracketed():
    class Two(nn.Model):
        def __init__(self):
            super().__init__(name="two")
            self.layers = [nn.MLP(2, [3, 2], rng=1), nn.Layer(2, 1, "tanh", rng=2)]

        def call(self, x):
            return self.layers[1](self.layers[0](x))

    model = Two()
    diagram = diagram_of(model, [0.5, -1.0])
    assert [column.path for column in diagram.columns] == [
        "",
        "layers[0].layers[0]",
        "layers[0].layers[1]",
        "layers[1]",
    ]
    assert diagram.columns[-1].values.tolist() == [model([0.5, -1.0]).data]
    assert "MLP · layers[0]" in write_svg(diagram)


def test_layers_in_a_layer_are_inside():
    class Block(nn.BaseLayer):
        def __init__(self, **common):
            super().__init__(**common)
            self.layers = [nn.Layer(2, 3, "tanh", rng=1), nn.Layer(3, 2, rng=2)]

        def forward(self, x):
            return self.layers[1](self.layers[0](x))

    diagram = diagram_of(nn.Sequential([Block(), nn.Dense(1)]), [1.0, 2.0])
    inside = diagram.columns[1].inside
    assert [column.size for column in inside.columns] == [2, 3, 2]
    assert inside.columns[-1].values.tolist() == diagram.columns[1].values.tolist()


class TestErrors:
    def test_an_unknown_order_of_layers(self):
        class Own(nn.Module):
            def __init__(self):
                self.first, self.second = nn.Layer(2, 2), nn.Layer(2, 1)

            def __call__(self, x):
                return self.second(self.first(x))

        with pytest.raises(InputValueError, match=r"Own does not say in which order .*draw\(mod"):
            draw(Own())

    def test_a_network_that_computes_something_else(self):
        class Skipping(nn.Model):
            def __init__(self):
                super().__init__()
                self.layers = [nn.Layer(2, 2, rng=1), nn.Layer(2, 2, rng=2)]

            def call(self, x):
                return self.layers[0](x)

        with pytest.raises(InputValueError, match=r"Skipping computes something else than its la"):
            draw(Skipping(), [1.0, 2.0])

    def test_a_network_whose_shape_is_not_known(self):
        with pytest.raises(
            InputValueError, match=r"is not known; give one, as in draw\(model, x\)"
        ):
            draw(nn.Sequential([nn.Dense(2)]))

    def test_a_sample_of_another_shape(self):
        with pytest.raises(
            InputValueError, match=r"input_shape=\(2,\), but a sample has the shape \(3,\)"
        ):
            draw(nn.Sequential([nn.Dense(1, input_shape=(2,))]), [1.0, 2.0, 3.0])
