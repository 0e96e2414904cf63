"""What has a name is one row: one more row is found wherever the names of its kind are."""

import functools
import inspect
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import autograd
import nn
from autograd import InputTypeError, InputValueError, Value
from nn import (
    Dense,
    Sequential,
    activations,
    constraints,
    initializers,
    layers,
    optimizers,
    regularizers,
    schedules,
)
from nn.registry import Registry
from nn.training.checkpoints.architecture import MODELS

X = np.random.default_rng(0).normal(size=(6, 3))
TABLES: list[Any] = [
    activations.ACTIVATIONS,
    activations.ACTIVATIONS.part_of,
    activations.LAYER_WIDE,
    constraints.CONSTRAINTS,
    initializers.INITIALIZERS,
    layers.LAYERS,
    MODELS,
    optimizers.OPTIMIZERS,
    regularizers.REGULARIZERS,
    schedules.SCHEDULES,
]


@pytest.fixture(autouse=True)
def put_back() -> Iterator[None]:
    """Takes away what a test adds."""
    before = [dict(table) for table in TABLES]
    yield
    for table, known in zip(TABLES, before, strict=True):
        for name, thing in list(table.items()):
            if name not in known:
                table.remove(thing)
        assert dict(table) == known


def again(model: Sequential, folder: Any) -> Any:
    """The network that comes back from a file, which predicts the same."""
    model.compile("sgd", "mse")
    model.fit(X, X[:, :1])
    model.save(folder / "model.safetensors")
    found = nn.load(folder / "model.safetensors")
    assert found.predict(X).tolist() == model.predict(X).tolist()
    assert repr(found) == repr(model)
    return found


def test_an_activation(tmp_path: Any) -> None:
    @activations.ACTIVATIONS.add("bent_line", relu_like=True)
    def bent(x: Value) -> Any:
        return autograd.maximum(x, 0.1 * x)

    for name in ("bent", "Bent", "BentLine"):
        assert activations.get(name) is bent
    assert activations.is_relu_like("bent")
    assert initializers.get("auto", fed_by="bent") is initializers.he_uniform
    assert activations.from_config(activations.to_config("bent_line")) is bent
    with pytest.raises(InputValueError, match="no activation 'bnet'; did you mean 'bent'"):
        activations.get("bnet")
    model = again(Sequential([Dense(2, "bent"), Dense(1)], rng=0), tmp_path)
    assert model.layers[0].activation is bent


def test_an_activation_of_a_layer() -> None:
    @activations.LAYER_WIDE.add()
    def centered(x: Any) -> Any:
        mean = autograd.mean(x)
        return [number - mean for number in x]

    assert activations.is_layer_wide("Centered")
    assert [out.data for out in Dense(2, "centered", kernel_initializer="ones")([1.0])] == [0.0] * 2
    with pytest.raises(InputValueError, match=r"write Dense\(n, activation='centered'\)"):
        nn.Neuron(1, "centered")


def test_an_initializer(tmp_path: Any) -> None:
    @initializers.INITIALIZERS.add()
    def narrow(rng: random.Random, fan_in: int, fan_out: int, width: float = 0.1) -> float:
        return rng.uniform(-width, width)

    narrower = functools.partial(narrow, width=0.01)
    assert initializers.get("Narrow") is narrow
    assert initializers.to_config(narrower) == {"name": "narrow", "width": 0.01}
    model = again(Sequential([Dense(1, kernel_initializer=narrower)], rng=0), tmp_path)
    assert model.layers[0].kernel_initializer.func is narrow


def test_a_regularizer_and_a_constraint(tmp_path: Any) -> None:
    @regularizers.REGULARIZERS.add()
    @dataclass(frozen=True)
    class cubic:  # noqa: N801 - as regularizers are called
        strength: float = 0.01

        def __call__(self, weights: Any) -> Any:
            return self.strength * autograd.sum([abs(w) ** 3 for w in weights])

    @constraints.CONSTRAINTS.add()
    @dataclass(frozen=True)
    class at_most:  # noqa: N801
        limit: float = 1.0

        def __call__(self, weights: Any) -> Any:
            return weights.clip(-self.limit, self.limit)

    layer = Dense(1, kernel_regularizer="Cubic", kernel_constraint=at_most(0.2))
    model = again(Sequential([layer], rng=0), tmp_path)
    assert model.layers[0].kernel_regularizer == cubic(0.01)
    assert model.layers[0].kernel_constraint == at_most(0.2)


def test_an_optimizer_and_a_schedule(tmp_path: Any) -> None:
    @optimizers.OPTIMIZERS.add()
    class Sign(optimizers.Optimizer):
        def __init__(self, learning_rate: Any = 0.01, **common: Any) -> None:
            super().__init__(None, learning_rate, **common)

        def change(self, grad: Any, data: Any, rate: float, memory: dict[str, Any]) -> Any:
            return -rate * np.sign(grad)

    @schedules.SCHEDULES.add()
    @dataclass(frozen=True)
    class sawtooth:  # noqa: N801
        steps: int

        def __call__(self, step: int) -> float:
            return 0.1 / (1 + step % self.steps)

    assert repr(optimizers.get("sign")) == "Sign(learning_rate=0.01)"
    model = Sequential([Dense(1)], rng=0)
    model.compile(Sign(schedules.warm_up(sawtooth(5), steps=2), clipnorm=1.0), "mse")
    model.fit(X, X[:, 0])
    model.save(tmp_path / "model.safetensors")
    found = nn.load(tmp_path / "model.safetensors").optimizer
    assert repr(found) == repr(model.optimizer)
    assert "learning_rate=warm_up(schedule=" in repr(found)


def test_a_layer_and_a_model(tmp_path: Any) -> None:
    @layers.LAYERS.add()
    class Scale(layers.BaseLayer):
        def __init__(self, start: float = 1.0, **others: Any) -> None:
            super().__init__(**others)
            self.start = start

        def make(self, shape: tuple[int, ...]) -> None:
            self.factor = Value(self.start)

        def forward(self, x: Any) -> Any:
            return [self.read(self.factor) * number for number in x]

    @MODELS.add()
    class Chain(Sequential):
        pass

    assert layers.LAYERS.find("scale") is Scale
    assert Scale(2.0, name="s").config() == {
        "start": 2.0,
        **dict.fromkeys(["input_shape", "kernel_regularizer", "bias_regularizer"]),
        **dict.fromkeys(["bias_initializer", "kernel_constraint"]),
        "name": "s",
    }
    with pytest.raises(InputTypeError, match=r"Scale takes no argument 'strat'; .* 'start'\?"):
        Scale(strat=2.0)
    model = again(Chain([Scale(2.0), Dense(1)], rng=0), tmp_path)
    assert (type(model), type(model.layers[0])) == (Chain, Scale)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.kind)
def test_a_name_is_given_once(table: Registry[Any]) -> None:
    name = next(iter(table))
    with pytest.raises(InputValueError, match=f"there is a {table.kind} '{name}' already"):
        table.add(name=name)(print)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.kind)
def test_rows_are_documented_and_found_in_any_letters(table: Registry[Any]) -> None:
    for name, thing in table.items():
        assert thing.__doc__, name
        assert table.find(name.upper()) is thing


def test_a_class_that_needs_settings_is_no_name() -> None:
    with pytest.raises(InputValueError, match=r"'linear' describes no schedule: .*missing 3"):
        schedules.to_config("linear")


CLASSES = [
    getattr(module, name)
    for module in (nn, nn.layers, nn.losses, nn.metrics, nn.optimizers, nn.callbacks)
    for name in getattr(module, "__all__", dir(module))
    if isinstance(getattr(module, name), type)
]


@pytest.mark.parametrize("kind", dict.fromkeys(CLASSES), ids=lambda kind: kind.__name__)
def test_editors_and_help_show_all_arguments_by_name(kind: type) -> None:
    for signature in (inspect.signature(kind), inspect.signature(kind.__init__)):  # type: ignore[misc]
        assert "<class" not in str(signature)
        assert "common" not in signature.parameters
