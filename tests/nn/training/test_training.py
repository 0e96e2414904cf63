"""Optimizers step as their formulas say; trained networks learn, and the same in every process."""

import copy
import math
import os
import pickle
import re
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from autograd import InputTypeError, InputValueError, Value
from nn import MLP, Layer, Module, Neuron, losses, schedules
from nn.optimizers import SGD

TRAIN = """
from nn import MLP, losses, optimizers, schedules
model = MLP(2, [5, 3, 1], activation="tanh", rng=7)
sgd = optimizers.SGD(model, schedules.cosine(0.5, 20), momentum=0.9, nesterov=True)
X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
for _ in range(20):
    loss = losses.binary_cross_entropy_with_logits([model(x) for x in X], y)
    sgd.zero_grad()
    loss.backward()
    sgd.step()
print([p.data.hex() for p in model.parameters()])
"""


def follow(optimizer: SGD, parameter: Value, gradients: list[float]) -> list[float]:
    """The positions of a parameter after steps with those gradients."""
    positions = []
    for gradient in gradients:
        parameter.grad = gradient
        optimizer.step()
        positions.append(parameter.data)
    return positions


class TestSGD:
    """Steps small enough to be done by hand, in numbers that doubles hold exactly."""

    def test_plain(self) -> None:
        p = Value(1.0)
        assert follow(SGD([p], 0.5), p, [1.0, -2.0, 0.0]) == [0.5, 1.5, 1.5]

    def test_momentum(self) -> None:
        p = Value(1.0)  # velocity: -0.5, -0.75, -0.375
        assert follow(SGD([p], 0.5, momentum=0.5), p, [1.0, 1.0, 0.0]) == [0.5, -0.25, -0.625]

    def test_nesterov(self) -> None:
        p = Value(1.0)  # velocity as above; steps: -0.75, -0.875, -0.1875
        sgd = SGD([p], 0.5, momentum=0.5, nesterov=True)
        assert follow(sgd, p, [1.0, 1.0, 0.0]) == [0.25, -0.625, -0.8125]

    def test_a_falling_rate_lets_earlier_steps_run_out(self) -> None:
        p = Value(1.0)  # as in Keras; in PyTorch nothing would move once the rate is 0
        sgd = SGD([p], lambda step: [0.5, 0.0][step], momentum=0.5)
        assert follow(sgd, p, [1.0, 1.0]) == [0.5, 0.25]

    def test_an_infinite_gradient_leaves_no_trace_without_momentum(self) -> None:
        p = Value(1.0)
        sgd = SGD([p], 0.5)
        follow(sgd, p, [math.inf])
        p.data = 1.0
        assert follow(sgd, p, [1.0]) == [0.5]

    def test_the_rule_takes_numbers_as_well_as_arrays(self) -> None:
        sgd = SGD([Value(1.0)], 0.5, momentum=0.5, nesterov=True)
        grad, data, memory = np.array([1.0, -3.0]), np.zeros(2), {"velocity": np.zeros(2)}
        singles = [{"velocity": 0.0}, {"velocity": 0.0}]
        for _ in range(3):
            change = sgd.change(grad, data, 0.5, memory)
            for i in range(2):
                assert sgd.change(float(grad[i]), 0.0, 0.5, singles[i]) == change[i]

    def test_descends(self) -> None:
        p = Value(5.0)
        sgd = SGD([p], 0.1, momentum=0.5)
        for _ in range(100):
            sgd.zero_grad()
            ((p - 2.0) ** 2).backward()
            sgd.step()
        assert p.data == pytest.approx(2.0, abs=1e-9)

    @pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
    def test_a_copy_goes_on_where_it_was(self, duplicate: Any) -> None:
        neuron = Neuron(1, rng=0)
        sgd = SGD(neuron, schedules.linear(0.5, 0.0, 10), momentum=0.5)
        follow(sgd, neuron.b, [1.0, 2.0])
        other_neuron, other = duplicate((neuron, sgd))
        assert follow(other, other_neuron.b, [3.0, 0.0]) == follow(sgd, neuron.b, [3.0, 0.0])

    def test_prints_its_settings(self) -> None:
        sgd = SGD([Value(1.0)], schedules.linear(1.0, 0.1, 10), momentum=0.9)
        assert repr(sgd) == (
            "SGD(learning_rate=linear(start=1.0, end=0.1, steps=10), momentum=0.9, nesterov=False)"
        )


class TestLearningRate:
    def test_a_schedule_is_asked_with_the_number_of_steps_done(self) -> None:
        p, rates = Value(0.0), []
        sgd = SGD([p], lambda step: 1.0 - 0.25 * step)
        for _ in range(3):
            rates.append((sgd.iterations, sgd.learning_rate))
            follow(sgd, p, [1.0])
        assert rates == [(0, 1.0), (1, 0.75), (2, 0.5)]
        assert p.data == -2.25

    def test_can_be_changed(self) -> None:
        p = Value(0.0)
        sgd = SGD([p], 1.0)
        sgd.learning_rate = 0.5
        assert follow(sgd, p, [1.0]) == [-0.5]

    def test_the_default(self) -> None:
        assert SGD([Value(0.0)]).learning_rate == 0.01

    @pytest.mark.parametrize("rate", [-0.1, math.inf, math.nan])
    def test_must_be_finite_and_not_negative(self, rate: float) -> None:
        message = f"learning_rate must be a finite number of at least 0.0, but was given {rate}"
        with pytest.raises(InputValueError, match=re.escape(message)):
            SGD([Value(0.0)], rate)
        sgd = SGD([Value(0.0)], lambda step: rate)
        with pytest.raises(InputValueError, match=re.escape(message)):
            sgd.step()

    def test_must_be_a_number(self) -> None:
        with pytest.raises(InputTypeError, match="learning_rate must be a number, but was given"):
            SGD([Value(0.0)], "fast")  # type: ignore[arg-type]
        with pytest.raises(InputTypeError, match=r"use \.data"):
            SGD([Value(0.0)], Value(0.1))  # type: ignore[arg-type]


class TestParameters:
    def test_a_parameter_is_given_once(self) -> None:
        p = Value(0.0)
        with pytest.raises(InputValueError, match="parameters 0 and 2 are the same Value, Value"):
            SGD([p, Value(0.0), p], 1.0)

    def test_those_of_a_module_are_looked_up_at_every_step(self) -> None:
        model = MLP(1, [1, 1], rng=0)
        sgd = SGD(model, 1.0)
        model.layers.append(Layer(1, 1, rng=0))
        bias = model.layers[2].neurons[0].b
        assert follow(sgd, bias, [1.0]) == [-1.0]

    def test_velocity_does_not_move_a_frozen_parameter(self) -> None:
        neuron = Neuron(1, rng=0)
        sgd = SGD(neuron, 0.5, momentum=0.5)
        follow(sgd, neuron.b, [1.0])
        neuron.freeze()
        assert follow(sgd, neuron.b, [1.0, 1.0]) == [-0.5, -0.5]
        neuron.unfreeze()  # from rest
        assert follow(sgd, neuron.b, [0.0, 1.0]) == [-0.5, -1.0]

    def test_a_replaced_parameter_is_forgotten(self) -> None:
        neuron = Neuron(1, rng=0)
        sgd = SGD(neuron, 0.5, momentum=0.5)
        for _ in range(10):
            neuron.b = Value(0.0)
            assert follow(sgd, neuron.b, [1.0]) == [-0.5]
        assert len(sgd._memory["velocity"]) == 2

    def test_zero_grad_includes_frozen_ones(self) -> None:
        neuron, p = Neuron(1, rng=0), Value(1.0)
        neuron.b.grad = p.grad = 3.0
        neuron.freeze()
        SGD(neuron).zero_grad()
        SGD([p]).zero_grad()
        assert (neuron.b.grad, p.grad) == (0.0, 0.0)

    @pytest.mark.parametrize(
        ("parameters", "error", "message"),
        [
            ([], InputValueError, "an optimizer needs parameters, but was given none"),
            (Module(), InputValueError, "Module() has no parameters to train"),
            (Value(1.0), InputTypeError, "takes a Module or a list of Values, but was given Value"),
            ([1.0], InputTypeError, "but parameter 0 is 1.0 (float)"),
            (
                [Value(1.0) * 2.0],
                InputValueError,
                "parameter 0, Value(data=2.0, grad=0.0), was com",
            ),
            (Neuron(1).named_parameters(), InputTypeError, "but parameter 0 is ('w[0]', Value"),
        ],
    )
    def test_what_is_refused(self, parameters: Any, error: Any, message: str) -> None:
        with pytest.raises(error, match=re.escape(message)):
            SGD(parameters)

    @pytest.mark.parametrize("momentum", [-0.1, 1.5, math.nan])
    def test_momentum_is_between_0_and_1(self, momentum: float) -> None:
        with pytest.raises(InputValueError, match=r"between 0.0 and 1.0, but was given"):
            SGD([Value(1.0)], momentum=momentum)

    def test_nesterov_needs_momentum(self) -> None:
        with pytest.raises(InputValueError, match="nesterov=True needs a momentum above 0"):
            SGD([Value(1.0)], nesterov=True)


class TestTraining:
    def test_moons(self) -> None:
        """Two half circles of 8 points each, as in micrograd's demo but smaller."""
        angles = [math.pi * i / 7 for i in range(8)]
        X = [(math.cos(a), math.sin(a)) for a in angles]
        X += [(1 - math.cos(a), 0.5 - math.sin(a)) for a in angles]
        y = [-1] * 8 + [1] * 8
        model = MLP(2, [8, 8, 1], rng=0)
        sgd = SGD(model, lambda k: 1.0 - 0.9 * k / 50)
        for _ in range(50):
            scores = [model(x) for x in X]
            penalty = 1e-4 * sum(p * p for p in model.parameters())
            loss = losses.hinge(scores, y) + penalty
            model.zero_grad()
            loss.backward()
            sgd.step()
        assert [model(x).data > 0 for x in X] == [label > 0 for label in y]

    def test_only_the_thawed_layer_learns(self) -> None:
        model = MLP(2, [4, 3], activation="tanh", rng=0)
        model.layers[0].freeze()
        before = [p.data for p in model.parameters()]
        sgd = SGD(model, 0.5, momentum=0.9)
        for _ in range(30):
            sgd.zero_grad()
            loss = losses.categorical_cross_entropy_with_logits(
                [model(x) for x in ([0, 1], [1, 0], [1, 1])], [0, 1, 2]
            )
            loss.backward()
            sgd.step()
        after = [p.data for p in model.parameters()]
        assert after[:12] == before[:12]
        assert all(a != b for a, b in zip(after[12:], before[12:], strict=True))
        assert loss.data < 0.3

    def test_is_the_same_to_the_last_bit_in_every_process(self) -> None:
        results = [
            subprocess.run(
                [sys.executable, "-c", TRAIN],
                env={**os.environ, "PYTHONHASHSEED": seed},
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            for seed in ("0", "1", "12345")
        ]
        assert results[0].count("0x") == 37
        assert len(set(results)) == 1
