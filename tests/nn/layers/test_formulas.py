"""Layers do what their formulas say, one after the other."""

import math
import random
from typing import Any

import numpy as np
import pytest

import autograd
import nn
from autograd import InputTypeError, InputValueError, Value
from nn import layers
from nn.arguments import flattened
from nn.layers.base import shape_of, zeros


class TestDropout:
    def test_drops_at_its_rate_and_keeps_the_mean(self) -> None:
        layer = layers.Dropout(0.25, rng=0)
        with nn.training_mode():
            out = [float(x) for x in layer([3.0] * 20_000)]
        assert set(out) == {0.0, 4.0}
        assert out.count(0.0) / len(out) == pytest.approx(0.25, abs=0.01)

    def test_gradients_flow_where_nothing_was_dropped(self) -> None:
        layer, x = layers.Dropout(0.5, rng=0), [Value(1.0) for _ in range(50)]
        with nn.training_mode():
            out = layer(x)
        autograd.sum(out).backward()
        assert [v.grad for v in x] == [v.data for v in out]
        assert {v.grad for v in x} == {0.0, 2.0}

    def test_a_rate_of_1_drops_all(self) -> None:
        with nn.training_mode():
            assert [float(x) for x in layers.Dropout(1.0, rng=0)([1.0, 2.0])] == [0.0, 0.0]

    def test_nothing_is_drawn_outside_of_training(self) -> None:
        rng = random.Random(0)
        before, x = rng.getstate(), [1.0, 2.0]
        assert layers.Dropout(0.5, rng=rng)(x) == layers.GaussianNoise(0.5, rng=rng)(x) == x
        assert rng.getstate() == before

    def test_a_compiled_function_draws_afresh(self) -> None:
        layer = layers.Dropout(0.5, rng=0)

        def dropped(x: Any) -> Any:
            with nn.training_mode():
                return layer(x)

        layer.build((20,))
        compiled = autograd.compile(dropped)
        first, second = compiled([1.0] * 20), compiled([1.0] * 20)
        assert first != second
        assert {*first, *second} == {0.0, 2.0}

    def test_noise_has_its_deviation(self) -> None:
        with nn.training_mode():
            out = layers.GaussianNoise(0.5, rng=0)([1.0] * 20_000)
        assert (np.mean(out), np.std(out)) == pytest.approx((1.0, 0.5), abs=0.01)


class TestActivations:
    X = (-2.0, 0.0, 3.0)

    @pytest.mark.parametrize(
        ("layer", "expected"),
        [
            (layers.ReLU(), [0.0, 0.0, 3.0]),
            (layers.LeakyReLU(), [-0.6, 0.0, 3.0]),
            (layers.LeakyReLU(0.1), [-0.2, 0.0, 3.0]),
            (layers.LeakyReLU(negative_slope=0.1), [-0.2, 0.0, 3.0]),
            (layers.LeakyReLU(alpha=0.1), [-0.2, 0.0, 3.0]),
            (layers.ELU(), [math.expm1(-2.0), 0.0, 3.0]),
            (layers.ELU(alpha=0.5), [0.5 * math.expm1(-2.0), 0.0, 3.0]),
        ],
    )
    def test_as_a_layer_and_in_place_of_a_name(
        self, layer: layers.Activation, expected: list[float], tmp_path: Any
    ) -> None:
        assert [x.data for x in layer(self.X)] == pytest.approx(expected, rel=1e-15)
        model = nn.Sequential([layers.Dense(3, activation=layer), layers.Dense(1)], rng=0)
        by_layer = nn.Sequential([layers.Dense(3), layer, layers.Dense(1)], rng=0)
        assert model(self.X).data == by_layer(self.X).data
        for saved in (model, by_layer):
            saved.save(tmp_path / "model.safetensors")
            again = nn.load(tmp_path / "model.safetensors")
            assert again(self.X).data == model(self.X).data
            assert repr(again) == repr(saved)


class TestRepeated:
    def test_lists_and_pixels(self) -> None:
        assert layers.RepeatVector(2)([1.0, 2.0]) == [[1.0, 2.0], [1.0, 2.0]]
        image = np.arange(8.0).reshape(2, 2, 2)
        assert np.array_equal(
            layers.UpSampling2D((2, 3))(image), np.kron(image, np.ones((2, 3, 1)))
        )


class TestNormalize:
    X = ((1.0, 10.0, 3.0), (3.0, 30.0, 3.0), (8.0, 20.0, 3.0))

    def test_gives_mean_0_and_deviation_1(self) -> None:
        layer = layers.Normalize().adapt(self.X)
        out = np.array([layer(x) for x in self.X])
        assert out.mean(axis=0) == pytest.approx(0.0, abs=1e-15)
        assert out.std(axis=0) == pytest.approx([1.0, 1.0, 0.0])

    def test_images_are_standardised_channel_by_channel(self) -> None:
        X = np.random.default_rng(0).normal(3.0, 2.0, (5, 4, 4, 2))
        layer = layers.Normalize().adapt(X)
        assert len(layer.parameters()) == 4
        out = np.array([layer(x) for x in X])
        assert out.mean(axis=(0, 1, 2)) == pytest.approx(0.0, abs=1e-14)
        assert out.std(axis=(0, 1, 2)) == pytest.approx(1.0)

    def test_says_that_it_has_not_learnt(self) -> None:
        model = nn.Sequential([layers.Normalize(), layers.Dense(1)])
        model.compile("sgd", "mse")
        with pytest.raises(InputValueError, match=r"has learnt nothing yet: call adapt\(X\)"):
            model.fit(self.X, [1.0, 2.0, 3.0])
        model.layers[0].adapt(self.X)  # type: ignore[attr-defined]
        model.fit(self.X, [1.0, 2.0, 3.0], verbose=0)

    @pytest.mark.parametrize("engine", ["compiled", "eager"])
    def test_training_and_thawing_leave_it_alone(self, engine: str) -> None:
        model = nn.Sequential([layers.Normalize().adapt(self.X), layers.Dense(1)], rng=0)
        model.freeze()
        model.unfreeze()
        before = [p.data for p in model.layers[0].parameters()]
        model.compile("sgd", "mse")
        model.fit(self.X, [1.0, 2.0, 3.0], epochs=3, verbose=0, engine=engine)
        assert [p.data for p in model.layers[0].parameters()] == before
        assert nn.summarize(model).parameters - nn.summarize(model).trainable == 6

    def test_what_it_has_learnt_is_read_live(self) -> None:
        layer = layers.Normalize().adapt(self.X)
        compiled = autograd.compile(layer, parameters=layer)
        assert compiled([0.0, 0.0, 4.0])[2] == 1.0
        layer.statistics.mean[2].data = 2.0
        assert compiled([0.0, 0.0, 4.0])[2] == 2.0

    def test_refuses_missing_numbers_and_other_shapes(self) -> None:
        layer = layers.Normalize().adapt(self.X)
        with pytest.raises(InputValueError, match="finite numbers"):
            layer.adapt([[1.0, math.nan, 0.0]])
        with pytest.raises(InputValueError, match="3 numbers in the last axis"):
            layer.adapt([[1.0, 2.0]])


class TestEmbedding:
    def test_only_rows_that_are_used_get_gradients(self) -> None:
        layer = layers.Embedding(5, 2, rng=0)
        autograd.sum(flattened(layer([3, 1, 3]))).backward()
        assert [[w.grad for w in row] for row in layer.embeddings] == [
            [0.0, 0.0],
            [1.0, 1.0],
            [0.0, 0.0],
            [2.0, 2.0],
            [0.0, 0.0],
        ]

    @pytest.mark.parametrize("token", [-1, 5, 1.5, math.nan])
    def test_there_is_no_such_token(self, token: float) -> None:
        layer = layers.Embedding(5, 2, rng=0)
        with pytest.raises(InputValueError, match=r"rows for the tokens 0 to 4, but was given"):
            layer([token])
        with pytest.raises(InputTypeError, match="a token of Embedding must be a number"):
            layer(["one"])

    def test_compiled_it_is_the_same_and_nan_where_there_is_no_such_token(self) -> None:
        layer = layers.Embedding(5, 2, rng=0)
        layer.build((3,))
        compiled = autograd.compile(layer, parameters=layer)
        rows = [[w.data for w in layer.embeddings[k]] for k in (3, 0, 3)]
        assert compiled([3.0, 0.0, 3.0]) == rows
        assert np.isnan(flattened(compiled([-1.0, 5.0, 1.5]))).all()


class TestRecurrent:
    @pytest.mark.parametrize("kind", [layers.SimpleRNN, layers.LSTM, layers.GRU])
    def test_the_recurrent_weights_start_as_a_rotation(self, kind: Any) -> None:
        layer = kind(6, rng=0)
        layer.build((3, 2))
        rows = [row for gate in layer.gates() for row in gate.recurrent_kernel]
        U = np.array([[w.data for w in row] for row in rows])  # of all gates, as one kernel
        assert pytest.approx(np.eye(6), abs=1e-14) == U.T @ U

    def test_the_bias_of_the_forget_gate_starts_at_1(self) -> None:
        layer = layers.LSTM(2, rng=0)
        layer.build((3, 2))
        assert [[b.data for b in gate.bias] for gate in layer.gates()] == [
            [0.0, 0.0],
            [1.0, 1.0],
            [0.0, 0.0],
            [0.0, 0.0],
        ]

    @pytest.mark.parametrize("kind", [layers.SimpleRNN, layers.LSTM, layers.GRU])
    def test_without_biases(self, kind: Any) -> None:
        with_bias, without = kind(2, rng=0), kind(2, use_bias=False, rng=0)
        x = [[0.5, -1.0], [2.0, 0.25]]
        with_bias.build((2, 2))
        for bias in with_bias.biases():
            bias.data = 0.0
        assert [v.data for v in without(x)] == [v.data for v in with_bias(x)]
        assert without.biases() == []

    def test_the_last_outputs_are_those_of_the_sequence(self) -> None:
        every, last = layers.GRU(2, return_sequences=True, rng=0), layers.GRU(2, rng=0)
        x = [[0.5, -1.0], [2.0, 0.25]]
        assert [v.data for v in every(x)[-1]] == [v.data for v in last(x)]


class TestConvolution:
    def test_what_is_seen_in_one_place_is_seen_in_all(self) -> None:
        layer, image = layers.Conv2D(2, 3, activation="tanh", rng=0), np.zeros((9, 9, 1))
        image[2:4, 2:4] = 1.0
        first = np.array([v.data for v in flattened(layer(image))]).reshape(7, 7, 2)
        shifted = np.roll(image, (2, 1), axis=(0, 1))
        second = np.array([v.data for v in flattened(layer(shifted))]).reshape(7, 7, 2)
        assert (np.roll(first, (2, 1), axis=(0, 1))[2:, 1:] == second[2:, 1:]).all()

    def test_a_causal_output_does_not_see_what_comes_later(self) -> None:
        layer, x = layers.Conv1D(1, 3, padding="causal", rng=0), [[Value(1.0)] for _ in range(6)]
        layer(x)[3][0].backward()
        assert [step[0].grad != 0.0 for step in x] == [False, True, True, True, False, False]

    def test_initializers_are_told_what_a_window_holds(self) -> None:
        seen = set()

        def spy(rng: random.Random, fan_in: int, fan_out: int) -> float:
            seen.add((fan_in, fan_out))
            return 0.0

        layers.Conv2D(4, (2, 3), kernel_initializer=spy).build((5, 5, 3))
        assert seen == {(18, 24)}


class TestAttention:
    def test_attention_adds_up_to_1_and_the_mask_hides_what_comes_later(self) -> None:
        x = np.random.default_rng(0).normal(size=(4, 3))
        for mask in (False, True):
            layer = layers.Attention(2, use_causal_mask=mask, rng=0)
            scores = np.array([[v.data for v in row] for row in layer.scores(x)])
            assert scores.sum(axis=1) == pytest.approx(1.0)
            assert (scores[np.triu_indices(4, 1)] == 0.0).all() == mask

    def test_each_head_has_its_own(self) -> None:
        x = np.random.default_rng(0).normal(size=(4, 3))
        first, second = layers.MultiHeadAttention(2, 2, rng=0).scores(x)
        assert shape_of(first) == shape_of(second) == (4, 4)
        assert first[0][0].data != second[0][0].data

    def test_order_does_not_matter_without_positions(self) -> None:
        x = np.random.default_rng(0).normal(size=(4, 3))
        layer, places = layers.Attention(2, rng=0), layers.PositionalEncoding()
        plain, turned = flattened(layer(x)[0]), flattened(layer(x[[0, 2, 3, 1]])[0])
        assert [v.data for v in plain] == pytest.approx([v.data for v in turned], rel=1e-12)
        plain = flattened(layer(places(x))[0])
        turned = flattened(layer(places(x[[0, 2, 3, 1]]))[0])
        assert [v.data for v in plain] != pytest.approx([v.data for v in turned], rel=1e-3)

    def test_positions(self) -> None:
        added = layers.PositionalEncoding()(zeros((3, 5)))
        for i in range(3):
            for k in range(5):
                angle = i / 10000 ** (2 * (k // 2) / 5)
                assert added[i][k] == pytest.approx((math.sin, math.cos)[k % 2](angle))
