"""Attributions: what they add up to, and what they say of networks that are understood."""

import math

import numpy as np
import pytest

import autograd
import nn
from autograd import InputTypeError, InputValueError, Value


def trained():
    """A network that has seen some data."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 3))
    model = nn.Sequential([nn.Dense(12, "relu"), nn.Dense(8, "tanh"), nn.Dense(2)], rng=0)
    model.compile(nn.optimizers.SGD(0.1), "mse")
    model.fit(X, np.stack([X[:, 0] * X[:, 1], X[:, 2]], axis=1), epochs=20)
    return model, X


class TestInputs:
    def test_the_gradient_is_the_gradient(self):
        found = nn.attributions(lambda x: x[0] * x[1] + x[2], [3.0, 4.0, 5.0])
        assert found.gradient.tolist() == [4.0, 3.0, 1.0]
        assert found.saliency.tolist() == [4.0, 3.0, 1.0]
        assert found.input_times_gradient.tolist() == [12.0, 12.0, 5.0]
        assert (found.output, found.baseline_output) == (17.0, 0.0)

    def test_saliency_has_no_sign(self):
        assert nn.attributions(lambda x: -2.0 * x[0], [1.0]).saliency.tolist() == [2.0]

    def test_of_a_linear_network_all_that_have_a_size_are_weight_times_input(self):
        model = nn.MLP(3, [1], rng=0)
        x = [1.0, -2.0, 0.5]
        found = nn.attributions(model, x)
        expected = [w.data * a for w, a in zip(model.layers[0].neurons[0].w, x, strict=True)]
        assert found.input_times_gradient == pytest.approx(expected)
        assert found.integrated_gradients == pytest.approx(expected)

    @pytest.mark.parametrize("baseline", [0.0, -1.0, [0.3, 0.2, 0.1]])
    @pytest.mark.parametrize("target", [0, 1])
    def test_integrated_gradients_add_up_to_the_change_of_the_output(self, baseline, target):
        model, X = trained()
        for x in X[:5]:
            found = nn.attributions(model, x, target=target, baseline=baseline)
            start = np.broadcast_to(baseline, 3)
            change = model(x)[target].data - model(start)[target].data
            assert found.output - found.baseline_output == pytest.approx(change, abs=1e-12)
            assert abs(found.completeness_gap) <= 1e-6 * max(1.0, abs(change))

    def test_integrated_gradients_are_exact_where_the_integral_is_known(self):
        # Along (t a, t b) the gradients of x² y are 2 t² a b and t² a².
        found = nn.attributions(lambda x: x[0] ** 2 * x[1], [2.0, 3.0], tolerance=1e-12)
        assert found.integrated_gradients == pytest.approx([8.0, 4.0], rel=1e-12)

    def test_a_kink_on_the_way_is_found(self):
        # relu(x - 1/3) from 0 to 1: all of the change is the input's.
        found = nn.attributions(lambda x: autograd.relu(x[0] - 1.0 / 3.0), [1.0])
        assert found.integrated_gradients[0] == pytest.approx(2.0 / 3.0, abs=1e-6)

    def test_symmetric_inputs_get_the_same(self):
        found = nn.attributions(lambda x: autograd.tanh(x[0] + x[1]), [0.7, 0.7])
        assert found.integrated_gradients[0] == pytest.approx(found.integrated_gradients[1])

    def test_images(self):
        model = nn.Sequential(
            [nn.Conv2D(2, 3, activation="relu"), nn.Flatten(), nn.Dense(1)], rng=0
        )
        image = np.random.default_rng(0).random((5, 5, 1))
        found = nn.attributions(model, image)
        assert found.saliency.shape == found.integrated_gradients.shape == (5, 5, 1)
        assert [layer.shape for layer in found.neurons] == [(3, 3, 2), (18,), (1,)]
        assert abs(found.completeness_gap) < 1e-6


class TestNeurons:
    def test_each_neuron_counts_its_output_times_the_gradient(self):
        model = nn.MLP(1, [2, 1], activation="linear", rng=0)
        hidden, (out,) = model.layers[0].neurons, model.layers[1].neurons
        found = nn.attributions(model, [2.0])
        outputs = [neuron.w[0].data * 2.0 + neuron.b.data for neuron in hidden]
        expected = [w.data * h for w, h in zip(out.w, outputs, strict=True)]
        assert found.neurons[0] == pytest.approx(expected)
        assert found.neurons[1] == pytest.approx([found.output])

    def test_they_are_arrays_of_numbers_without_a_graph(self):
        model = nn.Sequential([nn.Dense(2, "relu"), nn.Dense(1)], rng=0)
        found = nn.attributions(model, [2.0, 1.0])
        assert [layer.dtype for layer in found.neurons] == [float, float]

    def test_a_function_has_none(self):
        assert nn.attributions(lambda x: x[0] * 1.0, [1.0]).neurons is None


class TestManners:
    def test_no_gradient_is_left_behind(self):
        model, X = trained()
        for parameter in model.parameters():
            parameter.grad = 7.0
        nn.attributions(model, X[0])
        assert {parameter.grad for parameter in model.parameters()} == {7.0}

    def test_the_largest_output_by_default(self):
        assert nn.attributions(lambda x: [x[0], 2.0 * x[0]], [1.0]).target == 1
        assert nn.attributions(lambda x: [x[0], 2.0 * x[0]], [-1.0]).target == 0

    def test_prints_a_table_with_names_that_html_cannot_break(self):
        found = nn.attributions(lambda x: x[0] * x[1], [3.0, 4.0], names=["age", "<b>"])
        assert str(found).split("\n")[1].split() == (
            ["input", "number", "saliency", "input", "x", "gradient", "integrated", "gradients"]
        )
        assert "age" in str(found)
        assert "&lt;b&gt;" in found._repr_html_()

    @pytest.mark.parametrize(
        ("options", "error", "message"),
        [
            ({"target": 5}, InputValueError, "there is no output 5: the network has 1"),
            ({"target": "a"}, InputTypeError, "target takes the number of an output"),
            ({"baseline": [1.0]}, InputValueError, r"baseline has the shape \(1,\)"),
            ({"names": ["a"]}, InputValueError, "there are 2 inputs, but 1 names"),
            ({"names": 3}, InputValueError, "there are 2 inputs, but 1 names"),
            ({"baseline": "a"}, InputTypeError, "baseline takes a number, or a sample, but was"),
            ({"baseline": math.inf}, InputValueError, "takes finite numbers"),
            ({"tolerance": 0.0}, InputValueError, "tolerance must be a finite number of at least"),
        ],
    )
    def test_what_is_refused(self, options, error, message):
        with pytest.raises(error, match=message):
            nn.attributions(lambda x: x[0] + x[1], [1.0, 2.0], **options)

    def test_a_jump_on_the_way_is_an_error(self):
        with pytest.raises(InputValueError, match="the output jumps"):
            nn.attributions(lambda x: autograd.step(x[0] - 0.5), [1.0])

    def test_what_is_no_network(self):
        with pytest.raises(InputTypeError, match="returns Values"):
            nn.attributions(lambda x: 1.0, [1.0])
        with pytest.raises(InputTypeError, match=r"but was given 3 \(int\)$"):
            nn.attributions(3, [1.0])
        with pytest.raises(InputTypeError, match="network of an estimator of nn is its model_"):
            nn.attributions(nn.estimators.MLPRegressor(), [1.0])

    def test_a_sample_with_missing_values(self):
        with pytest.raises(InputValueError, match=r"finite numbers, but x is \[1.0, nan\]"):
            nn.attributions(lambda x: x[0] + x[1], [1.0, math.nan])

    def test_constant_output(self):
        found = nn.attributions(lambda x: 0.0 * x[0] + Value(math.pi), [1.0])
        assert found.integrated_gradients.tolist() == [0.0]
