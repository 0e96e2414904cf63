"""Every layer trains in `fit`, compiled and eager alike, and compiles to a short array program."""

import copy
import re
from typing import Any

import numpy as np
import pytest

import autograd
import nn
from autograd import Value
from nn import layers, optimizers
from nn.arguments import flattened

TOKENS = np.random.default_rng(0).integers(0, 5, (6, 3))

NETWORKS: dict[str, tuple[list[layers.BaseLayer], tuple[int, ...]]] = {
    "dropout": (
        [layers.Dense(4, "relu"), layers.Dropout(0.4), layers.GaussianNoise(0.2), layers.Dense(2)],
        (3,),
    ),
    "reshape": ([layers.Reshape((2, -1)), layers.Dense(2), layers.Flatten()], (6,)),
    "activation": ([layers.Dense(3), layers.Activation("tanh"), layers.Softmax()], (2,)),
    "activations": (
        [layers.Dense(3), layers.LeakyReLU(), layers.Dense(3, layers.ELU(0.5)), layers.ReLU()],
        (2,),
    ),
    "repeated": (
        [layers.RepeatVector(3), layers.SimpleRNN(2, return_sequences=True), layers.Flatten()],
        (2,),
    ),
    "UpSampling2D": (
        [layers.Conv2D(2, 2), layers.UpSampling2D((2, 3)), layers.Conv2D(1, 2), layers.Flatten()],
        (3, 3, 1),
    ),
    "one output": ([layers.Dense(1), layers.Activation("sigmoid")], (2,)),
    "normalisation": (
        [layers.LayerNorm(), layers.Dense(3), layers.RMSNorm(), layers.Flatten()],
        (2, 4),
    ),
    "embedding": ([layers.Embedding(5, 2), layers.Flatten(), layers.Dense(2)], (3,)),
    "SimpleRNN": ([layers.SimpleRNN(3, return_sequences=True), layers.SimpleRNN(1)], (4, 2)),
    "LSTM": ([layers.LSTM(3, kernel_regularizer="l2"), layers.Dense(1)], (4, 2)),
    "GRU": ([layers.GRU(3, kernel_constraint="unit_norm"), layers.Dense(1)], (4, 2)),
    "Conv1D": (
        [
            layers.Conv1D(3, 3, padding="causal", activation="tanh"),
            layers.MaxPooling1D(),
            layers.AveragePooling1D(2, 1, "same"),
            layers.GlobalMaxPooling1D(),
        ],
        (6, 2),
    ),
    "Conv2D": (
        [
            layers.Conv2D(2, 3, padding="same", activation="relu", kernel_constraint="max_norm"),
            layers.MaxPooling2D(),
            layers.Conv2D(
                2, 2, kernel_regularizer=nn.regularizers.l1_l2(0.01, 0.01), bias_regularizer="l2"
            ),
            layers.GlobalAveragePooling2D(),
        ],
        (6, 6, 1),
    ),
    "Attention": (
        [layers.PositionalEncoding(), layers.Attention(2), layers.GlobalAveragePooling1D()],
        (4, 2),
    ),
    "MultiHeadAttention": (
        [
            layers.MultiHeadAttention(
                2, 3, use_causal_mask=True, kernel_regularizer="l2", kernel_constraint="max_norm"
            ),
            layers.Flatten(),
            layers.Dense(1),
        ],
        (4, 2),
    ),
}


def network(name: str) -> tuple[nn.Sequential, Any, Any]:
    """A network, and examples that another one of its kind made."""
    stages, shape = NETWORKS[name]
    rng = np.random.default_rng(0)
    X = TOKENS if name == "embedding" else rng.normal(size=(6, *shape))
    model, teacher = (nn.Sequential(copy.deepcopy(stages), rng=seed) for seed in (1, 2))
    y = teacher.predict(X)
    model.compile(optimizers.SGD(0.05, momentum=0.5), "mse")
    return model, X, y


@pytest.mark.parametrize("name", NETWORKS)
def test_both_engines_have_the_same_history(name: str) -> None:
    losses, numbers = [], []
    for engine in ("compiled", "eager"):
        model, X, y = network(name)
        history = model.fit(
            X, y, epochs=4, batch_size=4, validation_data=(X, y), engine=engine, verbose=0
        )
        losses.append(history.history["loss"] + history.history["val_loss"])
        numbers.append([p.data for p in model.parameters()])
        assert model.predict(X) == pytest.approx(model.predict(X, engine="eager"), rel=1e-12)
    assert losses[0] == pytest.approx(losses[1], rel=1e-9)
    assert numbers[0] == pytest.approx(numbers[1], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", [name for name in NETWORKS if name != "dropout"])
def test_the_loss_falls(name: str) -> None:
    model, X, y = network(name)
    losses = model.fit(X, y, epochs=40, verbose=0).history["loss"]
    assert losses[-1] < 0.9 * losses[0]


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("engine", ["compiled", "eager"])
def test_a_frozen_layer_keeps_its_numbers(name: str, engine: str) -> None:
    stages, X, y = network(name)
    model = nn.Sequential([*stages.layers, layers.Flatten(), layers.Dense(y.shape[1])], rng=0)
    model.compile("sgd", "mse")
    model.build(X.shape[1:])
    model.layers[0].freeze()
    before = [p.data for p in model.layers[0].parameters()]
    model.fit(X, y, epochs=2, verbose=0, engine=engine)
    assert [p.data for p in model.layers[0].parameters()] == before


@pytest.mark.parametrize("name", ["LSTM", "Conv2D", "MultiHeadAttention", "embedding"])
def test_a_saved_network_is_the_same(name: str, tmp_path: Any) -> None:
    model, X, y = network(name)
    model.fit(X, y, epochs=2, verbose=0)
    model.save(tmp_path / "model.safetensors")
    again = nn.load(tmp_path / "model.safetensors")
    assert repr(again) == repr(model)
    assert (again.predict(X) == model.predict(X)).all()


class TestRegularizers:
    def squares(self, weights: list[Value]) -> float:
        return sum(w.data**2 for w in weights)

    def test_of_a_convolution_and_of_gates(self) -> None:
        for layer, shape in (
            (layers.Conv2D(2, 2, kernel_regularizer="l2", bias_regularizer="l2"), (3, 3, 2)),
            (layers.LSTM(2, kernel_regularizer="l2", bias_regularizer="l2"), (3, 2)),
        ):
            layer.build(shape)
            named = layer.named_parameters()
            counted = [p for path, p in named if "recurrent" not in path]
            assert layer.penalty().data == pytest.approx(0.01 * self.squares(counted))

    def test_of_attention_counts_every_weight_once(self) -> None:
        layer = layers.MultiHeadAttention(2, 3, kernel_regularizer="l2", rng=0)
        layer.build((4, 2))
        weights = [p for path, p in layer.named_parameters() if not path.endswith(".b")]
        assert len(weights) == 2 * 3 * 3 * 2 + 2 * 6
        assert layer.penalty().data == pytest.approx(0.01 * self.squares(weights))


def lines(layer: layers.BaseLayer, shape: tuple[int, ...]) -> list[str]:
    """The program of a layer for a batch, an instruction in each line."""
    layer.build(shape)
    compiled = autograd.compile(lambda x: flattened(layer(x.tolist())), parameters=layer).batched()
    compiled(np.zeros((2, *shape)))
    program = [re.sub(r"\s+", " ", line).strip() for line in str(compiled.program).splitlines()]
    return [line for line in program[1:] if not line.startswith("returns")]


class TestPrograms:
    def test_a_convolution_is_one_strided_window(self) -> None:
        assert lines(layers.Conv2D(4, 3, activation="relu"), (8, 8, 1)) == [
            (
                "v0[b,i,j,k] = neurons[i].b + sum_lm neurons[i].w[3l+m] * x[b,8j+8l+k+m] "
                "i<4 j<6 k<6 l<3 m<3"
            ),
            "v1[b,i] = relu(v0[b,i]) i<144",
        ]

    def test_with_padding_it_is_one_matrix_product(self) -> None:
        program = lines(layers.Conv2D(4, 3, padding="same"), (8, 8, 3))
        assert len(program) <= 6
        assert sum("sum_" in line for line in program) == 1

    def test_a_step_of_an_lstm_is_one_sum_of_products(self) -> None:
        program = lines(layers.LSTM(3), (5, 2))
        assert sum("sum_" in line for line in program) == 5
        assert len(program) <= 7 * 5

    @pytest.mark.parametrize("mask", [False, True])
    def test_attention_does_not_grow_with_the_sequence(self, mask: bool) -> None:
        short = lines(layers.Attention(3, use_causal_mask=mask), (4, 2))
        long = lines(layers.Attention(3, use_causal_mask=mask), (8, 2))
        assert sum("sum_" in line for line in long) == 4
        assert len(long) <= len(short) + 1  # one more round to find the largest number

    def test_an_embedding_is_a_matrix_product(self) -> None:
        program = lines(layers.Embedding(7, 3), (4,))
        assert sum("embeddings" in line for line in program) == 1
        assert len(program) <= 6
