"""Activations, initializers and schedules: chosen by name or given as functions."""

import functools
import math
import pickle
import random
import re
import statistics
from typing import Any

import numpy as np
import pytest

import autograd
from autograd import InputTypeError, InputValueError, Value
from nn import MLP, Layer, Module, Neuron, activations, initializers, losses, schedules


class TestActivations:
    @pytest.mark.parametrize("name", activations.ACTIVATIONS)
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
        assert "The choices are: linear, relu, leaky_relu" in message

    @pytest.mark.parametrize(
        ("activation", "error", "message"),
        [
            (autograd.add, InputValueError, "<operation add(a, b)> has 2 inputs"),
            (autograd.clip, InputValueError, "lambda x: clip(x, ...)"),
            (3, InputTypeError, "or None, but was given 3 (int)"),
        ],
    )
    def test_what_is_no_activation(self, activation: Any, error: Any, message: str) -> None:
        with pytest.raises(error, match=re.escape(message)):
            Neuron(2, activation)


class TestInitializers:
    @pytest.mark.parametrize(
        ("name", "variance", "bound"),
        [
            ("uniform", 1 / 3, 1.0),
            ("normal", 0.05**2, math.inf),
            ("glorot_uniform", 2 / (6 + 10), math.sqrt(6 / (6 + 10))),
            ("glorot_normal", 2 / (6 + 10), math.inf),
            ("he_uniform", 2 / 6, math.sqrt(6 / 6)),
            ("he_normal", 2 / 6, math.inf),
            ("lecun_uniform", 1 / 6, math.sqrt(3 / 6)),
            ("lecun_normal", 1 / 6, math.inf),
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

    def test_what_is_no_initializer(self) -> None:
        with pytest.raises(InputValueError, match=r"no initializer 'he'; .*The choices are: auto"):
            Neuron(2, initializer="he")
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
    assert losses.get("mse") is losses.get("mean_squared_error") is losses.mean_squared_error
    assert losses.get("binary_crossentropy") is losses.binary_cross_entropy
    assert losses.get(losses.hinge) is losses.hinge
    with pytest.raises(InputValueError, match=r"no loss 'huberr'; did you mean 'huber'?"):
        losses.get("huberr")
    with pytest.raises(InputTypeError, match="but was given None"):
        losses.get(None)  # type: ignore[arg-type]
