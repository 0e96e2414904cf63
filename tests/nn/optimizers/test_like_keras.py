"""`fit` takes the steps of Keras: clipping by variables, constraints, regularizers, schedules."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nn
from autograd import Value
from nn import (
    LSTM,
    Conv2D,
    Dense,
    Flatten,
    Sequential,
    constraints,
    optimizers,
    regularizers,
    schedules,
)

RECORDED = json.loads(
    (Path(__file__).parents[2] / "data" / "optimizers.json").read_text(encoding="utf-8")
)
LAYERS: dict[str, Any] = {
    "dense": lambda **options: [Dense(3, "tanh", **options), Dense(1)],
    "conv": lambda **options: [
        Conv2D(2, 2, activation="tanh", **options),
        Flatten(),
        Dense(1),
    ],
    "lstm": lambda **options: [LSTM(2, **options), Dense(1)],
}
SHAPES: dict[str, tuple[int, ...]] = {"dense": (4,), "conv": (3, 3, 2), "lstm": (3, 2)}


MADE: dict[str, tuple[Any, tuple[int, ...]]] = {
    "Dense": (nn.Dense(3), (4,)),
    "Conv1D": (nn.Conv1D(2, 3), (6, 2)),
    "Conv2D": (nn.Conv2D(2, 3), (6, 6, 2)),
    "Embedding": (nn.Embedding(5, 3), (4,)),
    "LayerNormalization": (nn.LayerNormalization(), (4,)),
    "SimpleRNN": (nn.SimpleRNN(2), (5, 3)),
    "LSTM": (nn.LSTM(2), (5, 3)),
    "MultiHeadAttention": (nn.MultiHeadAttention(2, 3), (4, 6)),
}


def wave(*shape: int) -> Any:
    """As in tests/data/make_optimizers.py."""
    count = math.prod(shape)
    return np.array([math.sin(1.0 + 2.3 * k * k) for k in range(count)]).reshape(shape)


def keras_weights(model: Sequential) -> list[list[Any]]:
    """The parameters in the order of Keras's weights, a list for each of its arrays."""
    found = []
    for layer in model.layers:
        if isinstance(layer, LSTM):
            gates = [layer.input_gate, layer.forget_gate, layer.candidate, layer.output_gate]
            for kernels in ([gate.kernel for gate in gates], [g.recurrent_kernel for g in gates]):
                rows = [row for kernel in kernels for row in kernel]
                found.append([w for column in zip(*rows, strict=True) for w in column])
            found.append([b for gate in gates for b in gate.bias])
        elif layer.parameters():
            found.append([w for column in zip(*layer.kernels(), strict=True) for w in column])
            found.append(layer.biases())
    return found


def network(case: Any) -> Sequential:
    """The network of a case, with the weights that Keras's began with."""
    modules = {"kernel_constraint": constraints}
    options = {
        argument: getattr(modules.get(argument, regularizers), name)(**settings)
        for argument, (name, settings) in case["parts"].items()
    }
    model = Sequential(LAYERS[case["network"]](**options), rng=0)
    model.build(SHAPES[case["network"]])
    for variable in keras_weights(model):
        for value, number in zip(variable, 0.8 * wave(len(variable)), strict=True):
            value.data = float(number)
    return model


def title(case: Any) -> str:
    parts = [f"{name}{settings}" for name, settings in case["parts"].values()]
    schedule = case["schedule"][:1] if case["schedule"] else []
    return " ".join([case["network"], case["optimizer"], str(case["arguments"]), *parts, *schedule])


@pytest.mark.parametrize("engine", ["compiled", "eager"])
@pytest.mark.parametrize("case", RECORDED["fits"], ids=title)
def test_fit_is_that_of_keras(case: Any, engine: str) -> None:
    model, name = network(case), case["network"]
    rate = {}
    if case["schedule"]:
        schedule, arguments = case["schedule"]
        rate["learning_rate"] = getattr(schedules, schedule)(*arguments)
    model.compile(getattr(optimizers, case["optimizer"])(**case["arguments"], **rate), "mse")
    X, y = wave(12, *SHAPES[name]), 3.0 * wave(12, 1)
    history = model.fit(X, y, epochs=6, batch_size=5, shuffle=False, verbose=0, engine=engine)
    assert history.history["loss"] == pytest.approx(case["loss"], rel=1e-11)
    weights = [value.data for variable in keras_weights(model) for value in variable]
    assert weights == pytest.approx(case["weights"], rel=1e-11, abs=1e-12)


@pytest.mark.parametrize("name", RECORDED["variables"])
def test_clipnorm_clips_the_variables_of_keras(name: str) -> None:
    layer, shape = MADE[name]
    model = Sequential([layer], rng=0)
    model.build(shape)
    for value in model.parameters():
        value.data, value.grad = 0.0, 1.0
    optimizers.SGD(model, 1.0, clipnorm=1.0).step()  # n gradients of 1 have the length sqrt(n)
    lengths = [value.data**-2 for value in model.parameters()]
    expected = [float(size) for size in RECORDED["variables"][name] for _ in range(size)]
    assert sorted(lengths) == pytest.approx(expected, rel=1e-12)


def test_an_attribute_of_a_module_of_ones_own_is_a_variable() -> None:
    class Own(nn.Module):
        def __init__(self) -> None:
            self.slopes = [[Value(0.0), Value(0.0)], [Value(0.0)]]
            self.offset = Value(0.0)
            self.first = nn.Dense(1, input_dim=2)
            self.first.build()

    own = Own()
    for value in own.parameters():
        value.data, value.grad = 0.0, 1.0
    optimizers.SGD(own, 1.0, clipnorm=1.0).step()
    found = [-value.data for value in own.parameters()]
    assert found == pytest.approx([3**-0.5] * 3 + [1.0] + [2**-0.5] * 2 + [1.0], rel=1e-15)


def test_a_frozen_parameter_does_not_count() -> None:
    model = Sequential([nn.Dense(1, input_dim=2), nn.Dense(1, input_dim=1)], rng=0)
    model.build()
    optimizer = optimizers.SGD(model, 1.0, global_clipnorm=1.0)
    model.layers[0].freeze()
    before = [value.data for value in model.parameters()]
    for value in model.parameters():
        value.grad = 1.0
    optimizer.step()
    moved = [b - value.data for b, value in zip(before, model.parameters(), strict=True)]
    assert moved == pytest.approx([0.0, 0.0, 0.0, 2**-0.5, 2**-0.5], rel=1e-12)
