"""Neuron, Layer and MLP: what they compute, what they accept, and how they refuse the rest."""

import random
import re
from typing import Any

import numpy as np
import pytest

import nn
from autograd import InputTypeError, InputValueError, Value
from nn import MLP, Dense, Flatten, Input, Layer, Neuron, Sequential, activations


def outputs(model: Any, x: Any) -> list[float]:
    out = model(x)
    return [v.data for v in (out if isinstance(out, list) else [out])]


class TestWhatTheyCompute:
    def test_a_neuron_is_a_weighted_sum_and_an_activation(self) -> None:
        neuron = Neuron(2)
        neuron.w[0].data, neuron.w[1].data, neuron.b.data = 2.0, -1.0, 0.5
        assert neuron([3.0, 4.0]).data == 2.5
        assert neuron([0.0, 4.0]).data == 0.0  # relu by default

    def test_the_gradients_of_a_neuron(self) -> None:
        neuron, x = Neuron(2, "linear", rng=0), [Value(3.0), Value(4.0)]
        neuron(x).backward()
        assert [p.grad for p in neuron.parameters()] == [3.0, 4.0, 1.0]
        assert [xi.grad for xi in x] == [wi.data for wi in neuron.w]

    def test_the_sum_is_taken_from_the_bias_on_from_left_to_right(self) -> None:
        neuron = Neuron(20, "linear", rng=1)
        neuron.b.data = 0.1
        x = [0.1 * i for i in range(20)]
        expected = sum((wi * xi for wi, xi in zip(neuron.w, x, strict=True)), neuron.b)
        assert isinstance(expected, Value)
        assert neuron(x).data == expected.data

    def test_a_network_is_matrix_products_and_activations(self) -> None:
        model = MLP(3, [4, 5, 2], activation="tanh", output_activation="sigmoid", rng=0)
        x = np.array([0.5, -1.0, 2.0])
        for i, layer in enumerate(model.layers):
            weights = np.array([[w.data for w in neuron.w] for neuron in layer.neurons])
            biases = np.array([neuron.b.data for neuron in layer.neurons])
            z = weights @ x + biases
            x = np.tanh(z) if i < 2 else 1 / (1 + np.exp(-z))
        assert outputs(model, [0.5, -1.0, 2.0]) == pytest.approx(x.tolist(), rel=1e-14)

    def test_one_output_comes_without_a_list(self) -> None:
        assert isinstance(MLP(2, [3, 1])([1.0, 2.0]), Value)
        assert isinstance(Layer(2, 1)([1.0, 2.0]), Value)
        assert isinstance(Layer(2, 2)([1.0, 2.0]), list)
        assert len(MLP(2, [3, 2])([1.0, 2.0])) == 2

    def test_a_hidden_layer_of_one_neuron(self) -> None:
        assert isinstance(MLP(2, [1, 3, 1], activation="tanh")([1.0, 2.0]), Value)

    def test_activations_of_a_network(self) -> None:
        model = MLP(2, [3, 3, 1])
        assert [layer.neurons[0].activation.__name__ for layer in model.layers] == [
            "relu",
            "relu",
            "linear",
        ]

    def test_parameters_have_no_label_so_that_drawings_show_their_path(self) -> None:
        assert [p.label for p in Neuron(2).parameters()] == ["", "", ""]


class TestInputs:
    @pytest.mark.parametrize(
        "x",
        [
            (0.5, 2.0),
            [Value(0.5), 2],
            np.array([0.5, 2.0]),
            np.array([0.5, 2.0], dtype=np.float32),
            np.array([Value(0.5), 2.0], dtype=object),
            [np.float64(0.5), np.int64(2)],
            [0.5, np.array(2.0)],
            (float(i) for i in (0.5, 2)),
            range(0, 4, 2),
        ],
        ids=lambda x: type(x).__name__,
    )
    @pytest.mark.parametrize("frozen", [False, True])
    def test_any_sequence_of_values_and_numbers(self, x: Any, frozen: bool) -> None:
        numbers = [0.0, 2.0] if isinstance(x, range) else [0.5, 2.0]
        model = MLP(2, [3, 2], rng=0)
        expected = outputs(model, numbers)
        if frozen:
            model.freeze()
        if not isinstance(x, type(i for i in "")):  # a generator is used up by the first call
            assert outputs(model, x) == expected
            assert outputs(model, x) == expected

    def test_a_generator(self) -> None:
        model = MLP(2, [3, 2], rng=0)
        assert outputs(model, (i for i in (0.5, 2.0))) == outputs(model, [0.5, 2.0])

    def test_the_list_is_not_changed(self) -> None:
        x: list[Any] = [1, Value(2.0)]
        MLP(2, [1])(x)
        assert type(x[0]) is int
        assert type(x[1]) is Value

    @pytest.mark.parametrize(
        ("x", "error", "message"),
        [
            ([1.0, 2.0, 3.0], InputValueError, "takes 2 inputs, but was given 3: [1.0, 2.0, 3.0]"),
            ([], InputValueError, "takes 2 inputs, but was given 0: []"),
            (
                np.zeros((2, 2)),
                InputTypeError,
                "more than one dimension; for several samples write [model(x) for x in X]",
            ),
            ([[1, 2], [3, 4]], InputTypeError, "write [model(x) for x in X]"),
            ([np.zeros(2), np.zeros(2)], InputTypeError, "write [model(x) for x in X]"),
            (1.5, InputTypeError, "takes a list of 2 numbers or Values, but was given 1.5 (float)"),
            (Value(1.5), InputTypeError, "but was given Value(data=1.5, grad=0.0) (Value)"),
            (np.float64(1.5), InputTypeError, "(float64)"),
            (None, InputTypeError, "but was given None (NoneType)"),
            ("ab", InputTypeError, "but was given 'ab' (str)"),
            ({0: 1.0, 1: 2.0}, InputTypeError, "(dict)"),
            ({1.0, 2.0}, InputTypeError, "(set)"),
            ([1.0, "b"], InputTypeError, "must be a number or a Value, but was given 'b' (str)"),
            ([1.0, None], InputTypeError, "input 1 of"),
        ],
    )
    @pytest.mark.parametrize("kind", ["Neuron", "Layer", "MLP"])
    def test_anything_else_is_refused(self, kind: str, x: Any, error: Any, message: str) -> None:
        model: Any = {"Neuron": Neuron(2), "Layer": Layer(2, 3), "MLP": MLP(2, [3, 1])}[kind]
        with pytest.raises(error, match=re.escape(message)) as caught:
            model(x)
        assert kind in str(caught.value)

    def test_a_single_number_for_a_single_input(self) -> None:
        with pytest.raises(InputTypeError, match=r"write \[x\] for a single number"):
            Neuron(1)(2.0)  # type: ignore[arg-type]
        with pytest.raises(InputValueError, match="takes 1 input, but was given 2"):
            Neuron(1)([2.0, 3.0])

    def test_a_long_input_is_cut_in_the_message(self) -> None:
        with pytest.raises(InputValueError) as caught:
            Neuron(2)([1.0] * 10_000)
        assert len(str(caught.value)) < 120


class TestConstruction:
    @pytest.mark.parametrize(
        ("kind", "arguments", "error", "message"),
        [
            (Neuron, [0], InputValueError, "n_inputs of Neuron must be at least 1"),
            (Layer, [2, -1], InputValueError, "n_outputs of Layer must be at least 1, but"),
            (Layer, [2.0, 1], InputTypeError, "a whole number, but was given 2.0 (float)"),
            (MLP, ["2", [1]], InputTypeError, "n_inputs of MLP must be a whole number"),
            (MLP, [True, [1]], InputTypeError, "but was given True (bool)"),
            (MLP, [2, []], InputValueError, "n_outputs of MLP is empty"),
            (MLP, [2, 16], InputTypeError, "such as [16, 16, 1], but was given 16 (int)"),
            (MLP, [2, [3, 0]], InputValueError, "n_outputs[1] of MLP must be at least 1"),
            (MLP, [2, [3.5]], InputTypeError, "n_outputs[0] of MLP must be a whole number"),
            (MLP, [2, [3, 1], "rulu"], InputValueError, "did you mean 'relu'?"),
            (MLP, [2, [3, 1], "relu", "sofmax"], InputValueError, "no activation 'sofmax'"),
        ],
    )
    def test_wrong_arguments_are_refused(
        self, kind: Any, arguments: list[Any], error: Any, message: str
    ) -> None:
        with pytest.raises(error, match=re.escape(message)):
            kind(*arguments)

    @pytest.mark.parametrize("rng", ["a", True, 1.0, np.random.default_rng(0)])
    def test_what_is_no_rng(self, rng: Any) -> None:
        with pytest.raises(InputTypeError, match=r"the seed.*, a random\.Random or None, but was"):
            MLP(2, [3, 1], rng=rng)

    def test_numbers_may_come_from_numpy(self) -> None:
        assert len(MLP(np.int64(2), np.array([3, 1]), rng=np.int64(1)).parameters()) == 13  # type: ignore[arg-type]

    def test_the_same_seed_gives_the_same_network(self) -> None:
        def numbers(rng: Any) -> list[float]:
            return [p.data for p in MLP(2, [3, 1], rng=rng).parameters()]

        assert numbers(1) == numbers(1) == numbers(random.Random(1))
        assert numbers(1) != numbers(2)
        assert numbers(None) != numbers(None)
        shared = random.Random(1)
        assert numbers(shared) != numbers(shared)  # the generator goes on

    def test_a_seed_leaves_the_global_generator_alone(self) -> None:
        state = random.getstate()
        MLP(2, [3, 1], rng=0)
        assert random.getstate() == state

    def test_biases_start_at_zero(self) -> None:
        assert all(n.b.data == 0.0 for layer in MLP(2, [3, 1]).layers for n in layer.neurons)


class TestMicrograd:
    """Code written for micrograd runs with only its import changed."""

    def test_nonlin(self) -> None:
        x = [-100.0]
        for model in (Neuron(1, nonlin=False, rng=0), Layer(1, 1, nonlin=False, rng=0)):
            assert repr(model).endswith("activation='linear')")
        assert Neuron(1, False, rng=0)(x).data == Neuron(1, "linear", rng=0)(x).data
        assert Neuron(1, True).activation is activations.relu

    def test_a_step_of_its_demo(self) -> None:
        X = np.array([[0.0, 1.0], [1.0, 0.0], [-1.0, 1.0]])
        y = np.array([-1, 1, 1])
        model = MLP(2, [16, 16, 1], rng=1)
        assert len(model.parameters()) == 337

        def loss() -> Value:
            inputs = [list(map(Value, xrow)) for xrow in X]
            scores = list(map(model, inputs))
            losses = [(1 + -yi * scorei).relu() for yi, scorei in zip(y, scores, strict=True)]
            data_loss: Value = sum(losses) * (1.0 / len(losses))
            total: Value = data_loss + 1e-4 * sum(p * p for p in model.parameters())
            return total

        before = loss()
        model.zero_grad()
        before.backward()
        for p in model.parameters():
            p.data -= 0.05 * p.grad
        assert loss().data < before.data


def test_images_without_the_axis_of_channels_that_was_said() -> None:
    model = Sequential([Flatten(input_shape=(4, 4, 1)), Dense(1)])
    with pytest.raises(InputValueError, match=re.escape("shape (4, 4); add an axis: X[..., None]")):
        model.predict(np.zeros((2, 4, 4)))


class TestNetworksInANetwork:
    def test_their_layers_are_added_and_shared(self) -> None:
        encoder = Sequential([Input((4,)), Dense(2, "tanh")], rng=0)
        decoder = Sequential([Dense(4)], rng=1)
        both = Sequential([encoder, decoder])
        assert [type(layer) for layer in both.layers] == [Dense, Dense]
        assert both.layers[0] is encoder.layers[0]
        x = [1.0, 2.0, 3.0, 4.0]
        assert outputs(both, x) == outputs(decoder, encoder(x))
        both.compile("sgd", "mse")
        before = encoder.predict([x]).tolist()
        both.fit([x], [x], epochs=1)
        assert encoder.predict([x]).tolist() != before
        assert both.predict([x]).tolist() == decoder.predict(encoder.predict([x])).tolist()

    def test_what_may_compute_something_else_is_refused(self) -> None:
        class Residual(Sequential):
            def call(self, x: Any) -> Any:
                return [a + b for a, b in zip(super().call(x), x, strict=True)]

        for network in (Residual([Dense(2)]), MLP(2, [1])):
            with pytest.raises(InputTypeError, match=re.escape("write *model.layers for its")):
                Sequential([network])
        assert len(Sequential([*MLP(2, [3, 1]).layers, Dense(1)]).layers) == 3

    def test_layers_are_given_in_a_list(self) -> None:
        with pytest.raises(
            InputTypeError,
            match=re.escape("takes one list of layers, but was given 2 arguments; write "),
        ):
            Sequential(Dense(2), Dense(3))  # type: ignore[arg-type]


def test_names_of_nn_do_not_stand_in_the_way_of_ones_own_attributes():
    class Net(nn.Sequential):
        def __init__(self, layers):
            super().__init__(layers, rng=0)
            self.layer_outputs = self.output_list = []

    class Filters(nn.Conv1D):
        def __init__(self):
            super().__init__(2, 2)
            self.window = self.frame = self.result = 3

    model = Net([Filters(), nn.Flatten(), nn.Dense(1)])
    x = [[0.1], [0.2], [0.3]]
    assert model(x).data == nn.Sequential([nn.Conv1D(2, 2), *model.layers[1:]], rng=0)(x).data
    assert len(nn.attributions(model, x).neurons) == 3
    assert "Filters" in str(nn.summarize(model))
    model.compile("sgd", "mse")
    model.fit([x], [1.0], verbose=0, callbacks=[nn.callbacks.Snapshots(inputs=[x])])
