"""Activations, initializers and schedules: chosen by name or given as functions."""

import functools
import json
import math
import pickle
import random
import re
import statistics
from typing import Any

import mpmath
import numpy as np
import pytest

import autograd
from autograd import InputTypeError, InputValueError, Value
from autograd.testing import assert_gradients
from nn import (
    MLP,
    Activation,
    Dense,
    Layer,
    LeakyReLU,
    Module,
    Neuron,
    Sequential,
    activations,
    initializers,
    load,
    losses,
    schedules,
)

KERAS = [
    "linear",
    "sigmoid",
    "tanh",
    "relu",
    "leaky_relu",
    "elu",
    "selu",
    "gelu",
    "silu",
    "swish",
    "softplus",
    "softsign",
    "softmax",
    "log_softmax",
    "hard_sigmoid",
    "exponential",
    "mish",
]


class TestActivations:
    @pytest.mark.parametrize("name", [n for n in activations.ACTIVATIONS if n != "threshold"])
    def test_every_name_trains_a_neuron(self, name: str) -> None:
        neuron = Neuron(2, name, rng=0)
        out = neuron([Value(0.3), 0.2])
        out.backward()
        expected = activations.ACTIVATIONS[name](
            Value(neuron.w[0].data * 0.3 + neuron.w[1].data * 0.2)
        )
        assert out.data == pytest.approx(expected.data, rel=1e-14)

    def test_an_operation_a_function_numpy_or_none(self) -> None:
        x, w = [0.5], Neuron(1, rng=0).w[0].data
        assert Neuron(1, autograd.tanh, rng=0)(x).data == math.tanh(
            Neuron(1, autograd.tanh, rng=0).w[0].data * 0.5
        )
        square = functools.partial(initializers.uniform, low=w, high=w)
        assert Neuron(1, lambda v: v * v, initializer=square)(x).data == (w * 0.5) ** 2
        assert Neuron(1, np.tanh, initializer=square)(x).data == math.tanh(w * 0.5)
        assert Neuron(1, None, initializer=square)(x).data == w * 0.5

    def test_a_module_with_parameters_of_its_own(self) -> None:
        class PReLU(Module):
            def __init__(self) -> None:
                self.slope = Value(0.25)

            def __call__(self, x: Value) -> Any:
                return autograd.leaky_relu(x, self.read(self.slope))

        layer = Layer(2, 3, PReLU(), initializer=lambda rng, fan_in, fan_out: -1.0)
        assert len(layer.parameters()) == 10
        autograd.sum(layer([1.0, 1.0])).backward()  # type: ignore[union-attr]
        assert layer.neurons[0].activation.slope.grad == -6.0  # type: ignore[attr-defined]

    def test_a_wrong_name_is_answered_with_the_right_ones(self) -> None:
        with pytest.raises(InputValueError) as caught:
            activations.get("Sigmod")
        message = str(caught.value)
        assert message.startswith("there is no activation 'Sigmod'; did you mean 'sigmoid'?")
        assert "The choices are: linear, elu, silu, swish" in message

    @pytest.mark.parametrize(
        ("name", "formula"),
        [
            ("hard_sigmoid", lambda x: min(1.0, max(0.0, x / 6.0 + 0.5))),
            ("mish", lambda x: x * mpmath.tanh(mpmath.log1p(mpmath.exp(x)))),
            ("swish", lambda x: x / (1 + mpmath.exp(-x))),
            ("exponential", mpmath.exp),
        ],
    )
    @pytest.mark.parametrize("x", [-40.0, -3.0, -1e-9, 0.0, 0.7, 3.0, 40.0])
    def test_values_and_gradients(self, name: str, formula: Any, x: float) -> None:
        with mpmath.workdps(60):
            expected = float(formula(mpmath.mpf(x)))
        assert activations.get(name)(Value(x)).data == pytest.approx(expected, rel=1e-15)
        assert_gradients(activations.get(name), x)

    @pytest.mark.parametrize("name", KERAS)
    def test_names_of_keras_work_in_a_layer(self, name: str) -> None:
        model = Sequential([Dense(2, name)], rng=0)
        model.compile("sgd", "mse")
        history = {}
        for engine in ("compiled", "eager"):
            found = model.evaluate([[1.0, -2.0]], [[0.5, 0.5]], engine=engine)
            history[engine] = found
        assert history["compiled"] == pytest.approx(history["eager"], rel=1e-14)
        assert name in repr(model) or name in ("linear", "swish", "exponential")

    @pytest.mark.parametrize(
        ("activation", "error", "message"),
        [
            ("softmax", InputValueError, "softmax acts on all outputs of a layer, not on a single"),
            (autograd.softmax, InputValueError, "write Dense(n, activation='softmax')"),
            (autograd.add, InputValueError, "<operation add(a, b)> has 2 inputs"),
            (autograd.clip, InputValueError, "lambda x: clip(x, ...)"),
            (3, InputTypeError, "or None, but was given 3 (int)"),
            (LeakyReLU, InputTypeError, "was given a class; write LeakyReLU()"),
        ],
    )
    def test_what_is_no_activation(self, activation: Any, error: Any, message: str) -> None:
        with pytest.raises(error, match=re.escape(message)):
            Neuron(2, activation)


class TestSoftmax:
    @pytest.mark.parametrize("activation", ["softmax", autograd.softmax])
    def test_of_a_layer_it_makes_probabilities_of_all_outputs(self, activation: Any) -> None:
        plain, layer = Dense(3, rng=0), Dense(3, activation, rng=0)
        x = [0.5, -1.0]
        sums = np.array([out.data for out in plain(x)])
        expected = np.exp(sums) / np.exp(sums).sum()
        assert [out.data for out in layer(x)] == pytest.approx(expected.tolist(), rel=1e-14)
        assert repr(layer) == "Dense(3, activation='softmax')"
        assert Activation("softmax")(sums) == pytest.approx(expected.tolist(), rel=1e-14)

    def test_of_each_step_of_a_sequence(self) -> None:
        layer = Dense(3, "softmax", rng=0)
        for row in layer([[0.5, -1.0], [2.0, 1.0]]):
            assert sum(out.data for out in row) == pytest.approx(1.0, rel=1e-15)

    def test_log_softmax_keeps_what_softmax_rounds_to_0(self) -> None:
        assert activations.log_softmax([0.0, 1000.0, -1000.0]) == [-1000.0, 0.0, -2000.0]
        assert_gradients(activations.log_softmax, [0.5, -1.0, 2.0])

    def test_of_an_mlp(self) -> None:
        model = MLP(2, [4, 3], output_activation="softmax", rng=0)
        assert sum(out.data for out in model([1.0, 2.0])) == pytest.approx(1.0, rel=1e-15)

    def test_a_single_unit_is_refused(self) -> None:
        with pytest.raises(InputValueError, match="softmax of a single unit is the same for every"):
            Dense(1, "softmax")

    def test_what_comes_after_it(self) -> None:
        model = Sequential([Dense(3, "softmax"), Dense(2)], rng=0)
        assert len(model([1.0, 2.0])) == 2
        assert not activations.is_relu_like("softmax")


class TestConfigs:
    @pytest.mark.parametrize(
        "name", sorted({*activations.ACTIVATIONS, *activations.LAYER_WIDE} - {"threshold"})
    )
    def test_activations(self, name: str) -> None:
        function = activations.get(name, layer_wide=True)
        config = json.loads(json.dumps(activations.to_config(function)))
        assert activations.from_config(config) is function

    @pytest.mark.parametrize("name", ["auto", *initializers.INITIALIZERS])
    def test_initializers(self, name: str) -> None:
        config = json.loads(json.dumps(initializers.to_config(name)))
        assert initializers.get(initializers.from_config(config)) is initializers.get(name)

    def test_functions_with_settings(self) -> None:
        steep = functools.partial(autograd.leaky_relu, slope=0.3)
        found = activations.from_config(json.loads(json.dumps(activations.to_config(steep))))
        assert found(Value(-2.0)).data == pytest.approx(-0.6)
        assert activations.is_relu_like(steep)
        narrow = functools.partial(initializers.uniform, low=2.0, high=3.0)
        draw = initializers.get(initializers.from_config(initializers.to_config(narrow)))
        assert draw(random.Random(0), 1, 1) == narrow(random.Random(0), 1, 1)

    @pytest.mark.parametrize(
        "function",
        [
            lambda x: x,
            np.tanh,
            functools.partial(autograd.leaky_relu, slope=Value(0.3)),
            functools.partial(autograd.clip, low=0.0, high=1.0),
        ],
    )
    def test_what_has_no_name_cannot_be_saved(self, function: Any) -> None:
        with pytest.raises(InputValueError, match="is no activation of nn, so it cannot be saved"):
            activations.to_config(function)

    @pytest.mark.parametrize("config", [{}, 3, None, {"name": 3}, "tahn"])
    def test_what_is_no_config(self, config: Any) -> None:
        for module in (activations, initializers):
            with pytest.raises(InputValueError, match=r"describes no|there is no"):
                module.from_config(config)


class TestInitializers:
    @pytest.mark.parametrize(
        ("name", "variance", "bound"),
        [
            ("micrograd", 1 / 3, 1.0),
            ("uniform", 0.05**2 / 3, 0.05),
            ("normal", 0.05**2, math.inf),
            ("truncated_normal", (0.8796 * 0.05) ** 2, 2 * 0.05),
            ("glorot_uniform", 2 / (6 + 10), math.sqrt(6 / (6 + 10))),
            ("glorot_normal", 2 / (6 + 10), 2 / 0.8796 * math.sqrt(2 / (6 + 10))),
            ("he_uniform", 2 / 6, math.sqrt(6 / 6)),
            ("he_normal", 2 / 6, 2 / 0.8796 * math.sqrt(2 / 6)),
            ("lecun_uniform", 1 / 6, math.sqrt(3 / 6)),
            ("lecun_normal", 1 / 6, 2 / 0.8796 * math.sqrt(1 / 6)),
        ],
    )
    def test_variance_and_bounds(self, name: str, variance: float, bound: float) -> None:
        rng, draw = random.Random(0), initializers.get(name)
        sample = [draw(rng, 6, 10) for _ in range(20_000)]
        assert statistics.pvariance(sample) == pytest.approx(variance, rel=0.04)
        assert statistics.fmean(sample) == pytest.approx(0.0, abs=0.03 * math.sqrt(variance))
        assert 0.99 * min(bound, 3 * math.sqrt(variance)) < max(map(abs, sample)) <= bound

    def test_constants(self) -> None:
        assert [w.data for w in Neuron(2, initializer="zeros").w] == [0.0, 0.0]
        assert [w.data for w in Neuron(2, initializer="ones").w] == [1.0, 1.0]

    def test_a_layer_tells_its_size(self) -> None:
        seen = []

        def spy(rng: random.Random, fan_in: int, fan_out: int) -> float:
            seen.append((fan_in, fan_out))
            return 0.5

        model = MLP(2, [3, 1], initializer=spy)
        assert seen == [(2, 3)] * 6 + [(3, 1)] * 3
        assert all(p.data in (0.5, 0.0) for p in model.parameters())

    def test_auto_is_he_after_relu_and_lecun_in_the_first_layer_and_after_others(self) -> None:
        def bounds(model: MLP) -> list[float]:
            weights = [[w.data for n in layer.neurons for w in n.w] for layer in model.layers]
            return [max(map(abs, layer)) for layer in weights]

        lecun, he = math.sqrt(3 / 32), math.sqrt(6 / 32)
        sizes = [32, 32, 8]
        assert bounds(MLP(32, sizes, rng=0)) == pytest.approx([lecun, he, he], rel=0.05)
        assert bounds(MLP(32, sizes, "tanh", rng=0)) == pytest.approx([lecun] * 3, rel=0.05)
        for kind in ("relu", "gelu"):
            assert initializers.get("auto", fed_by=kind) is initializers.he_uniform
        assert initializers.get("auto", lambda v: v) is initializers.lecun_uniform

    @pytest.mark.parametrize(
        ("made", "draws"),
        [
            (initializers.HeNormal(), "he_normal"),
            (initializers.HeUniform(), "he_uniform"),
            (initializers.GlorotNormal(), "glorot_normal"),
            (initializers.GlorotUniform(seed=None), "GlorotUniform"),
            (initializers.LecunNormal(), "LecunNormal"),
            (initializers.LecunUniform(), "lecun_uniform"),
            (initializers.RandomNormal(), "RandomNormal"),
            (initializers.RandomNormal(0.0, 0.05), "random_normal"),
            (initializers.RandomUniform(), "random_uniform"),
            (initializers.RandomUniform(minval=-0.05, maxval=0.05), "RandomUniform"),
            (initializers.Zeros(), "zeros"),
            (initializers.Ones(), "Ones"),
            (initializers.Constant(1.0), "ones"),
            (initializers.Constant(), "Constant"),
        ],
    )
    def test_classes_of_keras(self, made: Any, draws: str, tmp_path: Any) -> None:
        model, named = (
            Sequential([Dense(3, kernel_initializer=chosen, input_dim=4)], rng=0)
            for chosen in (made, draws)
        )
        weights = [p.data for p in model.parameters()]
        assert weights == [p.data for p in named.parameters()]
        model.save(tmp_path / "model.safetensors")
        again = load(tmp_path / "model.safetensors")
        assert repr(again) == repr(model)
        assert initializers.from_config(initializers.to_config(made)).__repr__() == repr(made)

    @pytest.mark.parametrize(
        ("make", "message"),
        [
            (lambda: initializers.HeNormal(seed=42), r"takes no seed.*\[...\], rng=7"),
            (lambda: initializers.RandomNormal(0.0, -1.0), "stddev of RandomNormal must be"),
            (lambda: initializers.RandomUniform(1.0, 0.0), "maxval of RandomUniform must be"),
            (lambda: initializers.Constant(math.nan), "value of Constant must be a finite"),
        ],
    )
    def test_wrong_settings(self, make: Any, message: str) -> None:
        with pytest.raises(InputValueError, match=message):
            make()

    def test_what_is_no_initializer(self) -> None:
        with pytest.raises(InputValueError, match=r"no initializer 'he'; .*The choices are: auto"):
            Neuron(2, initializer="he")
        for made in (initializers.HeNormal, initializers.Constant):
            with pytest.raises(InputTypeError, match=rf"given {made.__name__} itself; write"):
                Dense(2, kernel_initializer=made)
        with pytest.raises(InputTypeError, match=r"\(rng, fan_in, fan_out\) -> float"):
            MLP(2, [1], initializer=0.5)  # type: ignore[arg-type]


class TestSchedules:
    @pytest.mark.parametrize(
        ("schedule", "rates"),
        [
            (schedules.constant(0.5), {0: 0.5, 10**6: 0.5}),
            (schedules.linear(1.0, 0.0, 4), {0: 1.0, 1: 0.75, 4: 0.0, 5: 0.0}),
            (schedules.linear(0.0, 1.0, 4), {0: 0.0, 3: 0.75, 9: 1.0}),
            (schedules.exponential(8.0, 0.5), {0: 8.0, 1: 4.0, 4: 0.5}),
            (schedules.exponential(8.0, 0.25, 2), {0: 8.0, 1: 4.0, 2: 2.0}),
            (schedules.step_decay(8.0, 0.5, 3), {0: 8.0, 2: 8.0, 3: 4.0, 5: 4.0, 6: 2.0}),
            (schedules.cosine(2.0, 6, end=1.0), {0: 2.0, 2: 1.75, 3: 1.5, 6: 1.0, 7: 1.0}),
        ],
        ids=repr,
    )
    def test_rates(self, schedule: schedules.Schedule, rates: dict[int, float]) -> None:
        for step, rate in rates.items():
            assert schedule(step) == pytest.approx(rate, rel=1e-15, abs=0.0)
        assert pickle.loads(pickle.dumps(schedule)) == schedule

    def test_the_schedule_of_micrograd(self) -> None:
        schedule = schedules.linear(1.0, 0.1, steps=100)
        for k in range(100):
            assert schedule(k) == pytest.approx(1.0 - 0.9 * k / 100, rel=1e-15)

    @pytest.mark.parametrize(
        ("kind", "arguments", "message"),
        [
            (schedules.constant, [-0.1], "rate of constant must be a finite number of at"),
            (schedules.linear, [1.0, math.nan, 3], "end of linear must be a finite number"),
            (schedules.cosine, [1.0, 0], "steps of cosine must be at least 1"),
            (schedules.exponential, ["a", 1], "start of exponential must be a number"),
            (schedules.step_decay, [1.0, 0.5, 1.5], "steps of step_decay must be a whole"),
        ],
    )
    def test_wrong_arguments(self, kind: Any, arguments: list[Any], message: str) -> None:
        with pytest.raises((InputValueError, InputTypeError), match=message):
            kind(*arguments)


def test_losses_by_name() -> None:
    for names, loss in (
        ("mse mean_squared_error", losses.mean_squared_error),
        ("mae mean_absolute_error", losses.mean_absolute_error),
        ("huber", losses.huber),
        ("hinge", losses.hinge),
        ("squared_hinge", losses.squared_hinge),
        ("binary_crossentropy", losses.binary_cross_entropy),
        ("binary_crossentropy_with_logits", losses.binary_cross_entropy_with_logits),
        ("categorical_crossentropy", losses.categorical_cross_entropy),
        ("sparse_categorical_crossentropy", losses.categorical_cross_entropy),
        (
            "categorical_crossentropy_with_logits sparse_categorical_crossentropy_with_logits",
            losses.categorical_cross_entropy_with_logits,
        ),
        ("kl_divergence kld", losses.kl_divergence),
    ):
        for name in names.split():
            assert losses.get(name) is loss
            assert losses.get(name.replace("crossentropy", "cross_entropy")) is loss
    assert losses.get(losses.hinge) is losses.hinge
    with pytest.raises(InputValueError, match=r"no loss 'huberr'; did you mean 'huber'?"):
        losses.get("huberr")
    with pytest.raises(InputTypeError, match="but was given None"):
        losses.get(None)  # type: ignore[arg-type]
