"""Saved networks come back to the last bit; files that are none are refused, and run nothing."""

import copy
import functools
import json
import math
import os
import random
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors
import safetensors.numpy

import autograd
import nn
from autograd import InputValueError, MissingDependencyError, Value
from nn import (
    MLP,
    Dense,
    Layer,
    Module,
    Sequential,
    constraints,
    layers,
    losses,
    optimizers,
    tensors,
)
from nn.initializers import uniform

X = [[0.1 * i, math.sin(i), 1.0 / (i + 1)] for i in range(10)]
Y = [[math.cos(i), 0.05 * i] for i in range(10)]


def numbers(model: Module) -> list[float]:
    return [p.data for p in model.parameters()]


def network(**settings: Any) -> Sequential:
    """Built, with something of everything, and compiled."""
    model = Sequential(
        [
            Dense(4, "tanh", kernel_regularizer="l2", kernel_constraint=constraints.max_norm(3.0)),
            layers.Dropout(0.25),
            Dense(2, use_bias=False),
        ],
        rng=1,
        **settings,
    )
    model.build((3,))
    model.compile(optimizers.SGD(0.05, momentum=0.9), "mse", ["mae"])
    return model


def saved(model: Any, folder: Path, **options: Any) -> Path:
    model.save(folder / "model.safetensors", **options)
    return folder / "model.safetensors"


def change(path: Path, **changes: Any) -> None:
    """Replace parts of the metadata of a file."""
    with safetensors.safe_open(path, framework="numpy") as file:
        metadata, content = file.metadata(), {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    metadata |= {name: json.dumps(part) for name, part in changes.items()}
    path.write_bytes(safetensors.numpy.save(content, metadata))


def architecture(path: Path) -> Any:
    with safetensors.safe_open(path, framework="numpy") as file:
        return json.loads(file.metadata()["architecture"])


class TestRoundTrip:
    @pytest.mark.parametrize(
        "model",
        [
            MLP(3, [4, 2], activation="tanh", rng=0),
            Sequential([Layer(3, 4, "gelu", rng=0), Dense(1)], name="mine", rng=0),
            Sequential([Dense(4, autograd.relu, kernel_initializer="he_normal"), Dense(2)], rng=0),
            Sequential([Dense(2, kernel_initializer=functools.partial(uniform, low=0.0))]),
            Sequential([Dense(2, bias_regularizer=nn.regularizers.l1_l2(0.1, 0.2), name="first")]),
            Sequential([Dense(2, bias_initializer="ones")]),
        ],
        ids=["MLP", "Layer", "he_normal", "partial", "regularizer", "bias_initializer"],
    )
    @pytest.mark.parametrize("built", [True, False])
    def test_class_settings_and_numbers(self, model: Any, built: bool, tmp_path: Path) -> None:
        model = copy.deepcopy(model)
        if built:
            model.build((3,))
        again = nn.load(saved(model, tmp_path))
        assert type(again) is type(model)
        assert repr(again) == repr(model)
        assert again.name == model.name
        assert [type(layer) for layer in again.layers] == [type(layer) for layer in model.layers]
        assert [x.built_for for x in again.layers] == [x.built_for for x in model.layers]
        assert numbers(again) == numbers(model)
        assert [path for path, _ in again.named_parameters()] == [
            path for path, _ in model.named_parameters()
        ]

    def test_every_number_comes_back_exactly(self, tmp_path: Path) -> None:
        model = MLP(3, [2], rng=0)
        odd = [5e-324, -0.0, 0.1 + 0.2, 1.7976931348623157e308, math.inf, 1e-310, -math.pi, 1 / 3]
        for parameter, number in zip(model.parameters(), odd, strict=True):
            parameter.data = number
        again = nn.load(saved(model, tmp_path))
        assert [x.hex() for x in numbers(again)] == [x.hex() for x in odd]

    def test_tensors_have_the_names_and_shapes_that_others_expect(self, tmp_path: Path) -> None:
        model = network()
        found = safetensors.numpy.load_file(saved(model, tmp_path))
        shapes = {name: tensor.shape for name, tensor in found.items()}
        assert shapes == {
            "layers.0.kernel": (4, 3),
            "layers.0.bias": (4,),
            "layers.2.kernel": (2, 4),
        }
        assert {tensor.dtype for tensor in found.values()} == {np.dtype("float64")}
        neuron = model.layers[0].neurons[2]
        assert found["layers.0.kernel"][2].tolist() == [w.data for w in neuron.w]

    def test_places_that_fill_no_rectangle_make_a_row(self) -> None:
        class Ragged(Module):
            def __init__(self) -> None:
                self.rows = [[Value(1.0)], [Value(2.0), Value(3.0)]]
                self.by_name = {"a": [Value(4.0)], "b": Value(5.0)}

        found = tensors.arrays(Ragged())
        assert {name: tensor.tolist() for name, tensor in found.items()} == {
            "rows": [1.0, 2.0, 3.0],
            "by_name.a": [4.0],
            "by_name.b": 5.0,
        }

    def test_what_was_frozen_is_frozen(self, tmp_path: Path) -> None:
        model = network()
        model.layers[0].freeze()
        again = nn.load(saved(model, tmp_path))
        assert [layer.frozen for layer in again.layers] == [True, False, False]

    def test_how_it_is_trained(self, tmp_path: Path) -> None:
        model = network()
        model.compile(optimizers.SGD(0.05), functools.partial(losses.huber, delta=2.0), ["r2"])
        again = nn.load(saved(model, tmp_path))
        assert repr(again.optimizer) == repr(model.optimizer)
        assert again.loss.func is losses.huber
        assert again.loss.keywords == {"delta": 2.0}
        assert again.evaluate(X, Y) == model.evaluate(X, Y)
        assert list(again.metrics) == ["r2"]

    def test_an_accuracy_of_logits_stays_one(self, tmp_path: Path) -> None:
        model = MLP(3, [1], rng=0)
        model.compile("sgd", "binary_cross_entropy_with_logits", ["accuracy"])
        again = nn.load(saved(model, tmp_path))
        labels = [float(i % 2) for i in range(10)]
        assert again.evaluate(X, labels) == model.evaluate(X, labels)

    def test_without_training(self, tmp_path: Path) -> None:
        model = network()
        for again in (
            nn.load(saved(model, tmp_path, training=False)),
            nn.load(saved(model, tmp_path), compile=False),
        ):
            assert again.optimizer is None
            assert again.predict(X).tolist() == model.predict(X).tolist()
            again.compile("sgd", "mse")
            again.fit(X, Y)  # dropout has a generator

    @pytest.mark.parametrize("engine", ["compiled", "eager"])
    def test_training_goes_on_to_the_same_bits(self, engine: str, tmp_path: Path) -> None:
        model = network()
        model.fit(X, Y, epochs=6, batch_size=3, engine=engine)
        first = network()
        first.fit(X, Y, epochs=2, batch_size=3, engine=engine)
        again = nn.load(saved(first, tmp_path))
        assert again.history.history == first.history.history
        epochs = len(again.history.epoch)
        history = again.fit(X, Y, epochs=6, batch_size=3, initial_epoch=epochs, engine=engine)
        assert history.epoch == [2, 3, 4, 5]
        assert numbers(again) == numbers(model)

    def test_a_history_with_nan(self, tmp_path: Path) -> None:
        model = network()
        model.fit(X, Y)
        model.history.history["loss"] = [math.inf, -math.inf, math.nan]
        found = nn.load(saved(model, tmp_path)).history.history["loss"]
        assert list(map(repr, found)) == ["inf", "-inf", "nan"]


class Scaled(nn.layers.BaseLayer):
    """A layer of one's own."""

    def __init__(self, factor: float = 1.0, **common: Any) -> None:
        super().__init__(**common)
        self.factor = factor

    def forward(self, x: Any) -> Any:
        return [self.factor * each for each in x]


class Line(nn.Model):
    """A model of one's own."""

    def __init__(self, slope: float = 0.0) -> None:
        self.start, self.slope = slope, Value(slope)

    def __call__(self, x: Any) -> Any:
        return self.slope * x[0]


class Described(Line):
    def config(self) -> dict[str, Any]:
        return {"slope": self.start}


def double_error(y_true: Any, y_pred: Any) -> Value:
    return 2.0 * losses.mean_squared_error(y_pred, y_true)


class TestOnesOwnClasses:
    def test_a_layer(self, tmp_path: Path) -> None:
        path = saved(Sequential([Scaled(3.0), Dense(1)], rng=0), tmp_path)
        with pytest.raises(InputValueError, match=r"'Scaled', which is not one of nn.*classes="):
            nn.load(path)
        again = nn.load(path, classes={"Scaled": Scaled})
        assert again.layers[0].factor == 3.0

    def test_a_model_with_config(self, tmp_path: Path) -> None:
        model = Described(2.0)
        model.slope.data = 5.0
        path = saved(model, tmp_path)
        assert nn.load(path, classes={"Described": Described})([1.0]).data == 5.0

    def test_a_model_without_config_has_its_weights_saved(self, tmp_path: Path) -> None:
        model, path = Line(2.0), tmp_path / "line.safetensors"
        with pytest.raises(InputValueError, match=r"define config\(self\).*save_weights\(path\)"):
            model.save(path)
        assert not path.exists()
        model.save_weights(path)
        other = Line()
        other.load_weights(path)
        assert other.slope.data == 2.0
        with pytest.raises(InputValueError, match=r"weights only.*load_weights\(path\)"):
            nn.load(path)

    def test_a_loss_and_an_activation(self, tmp_path: Path) -> None:
        def bent(x: Any) -> Any:
            return x + autograd.tanh(x)

        model = Sequential([Dense(1, bent)], rng=0)
        model.compile("sgd", double_error)
        model.build((3,))
        path = saved(model, tmp_path)
        with pytest.raises(InputValueError, match="needs 'bent'"):
            nn.load(path)
        with pytest.raises(InputValueError, match="needs 'double_error'"):
            nn.load(path, classes={"bent": bent})
        again = nn.load(path, classes={"bent": bent, "double_error": double_error})
        assert again.loss.function is double_error
        assert again([1.0, 2.0, 3.0]).data == model([1.0, 2.0, 3.0]).data

    def test_a_lambda_has_no_name(self, tmp_path: Path) -> None:
        with pytest.raises(
            InputValueError, match=r"lambda.*cannot be saved.*define the activation"
        ):
            saved(Sequential([Dense(1, lambda x: x * x)]), tmp_path)
        assert list(tmp_path.iterdir()) == []

    def test_a_class_with_the_name_of_ours(self, tmp_path: Path) -> None:
        other = type("Dense", (Dense,), {})
        with pytest.raises(InputValueError, match="the name of another class in nn; rename it"):
            saved(Sequential([other(1)]), tmp_path)


class TestLoadWeights:
    def test_of_another_program(self, tmp_path: Path) -> None:
        """Tensors with the right names will do, in float32 as well."""
        path = tmp_path / "other.safetensors"
        kernel = np.array([[1.0, 2.0, 3.0]], dtype=np.float32)
        content = {"layers.0.kernel": kernel, "layers.0.bias": np.zeros(1, dtype=np.float32)}
        path.write_bytes(safetensors.numpy.save(content))
        model = MLP(3, [1], rng=0)
        model.load_weights(path)
        assert model([1.0, 1.0, 1.0]).data == 6.0

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ({"layers.0.kernel": np.zeros((1, 2))}, "it lacks layers.0.bias, and the network has"),
            (
                {"layers.0.kernel": np.zeros((1, 2)), "layers.0.bias": np.zeros(1)},
                "its layers.0.kernel has shape (1, 2) of float64, but the network takes shape",
            ),
            (
                {"layers.0.kernel": np.zeros((1, 3), np.int64), "layers.0.bias": np.zeros(1)},
                "has shape (1, 3) of int64",
            ),
            (
                {
                    "layers.0.kernel": np.zeros((1, 3)),
                    "layers.0.bias": np.zeros(1),
                    "x": np.ones(1),
                },
                "it has x, and the network",
            ),
        ],
    )
    def test_what_does_not_fit_changes_nothing(
        self, content: Any, message: str, tmp_path: Path
    ) -> None:
        path = tmp_path / "other.safetensors"
        path.write_bytes(safetensors.numpy.save(content))
        model = MLP(3, [1], rng=0)
        before = numbers(model)
        with pytest.raises(InputValueError, match=re.escape(message)):
            model.load_weights(path)
        assert numbers(model) == before

    def test_a_network_without_sizes(self, tmp_path: Path) -> None:
        path = saved(MLP(3, [1]), tmp_path)
        with pytest.raises(InputValueError, match=r"no parameters yet: build\(shape\)"):
            Sequential([Dense(1)]).load_weights(path)


class TestFilesThatAreNone:
    def test_any_truncation(self, tmp_path: Path) -> None:
        path = saved(network(), tmp_path)
        whole = path.read_bytes()
        for length in {0, 1, 7, 8, 9, 100, len(whole) // 2, len(whole) - 8, len(whole) - 1}:
            path.write_bytes(whole[:length])
            with pytest.raises(InputValueError, match=r"model\.safetensors cannot be loaded"):
                nn.load(path)

    def test_any_flipped_byte_of_the_description(self, tmp_path: Path) -> None:
        """It may load, if it was a digit; it may not raise anything but our error."""
        path, rng = saved(network(), tmp_path), random.Random(0)
        whole = path.read_bytes()
        refused = 0
        for _ in range(300):
            place = rng.randrange(8 + int.from_bytes(whole[:8], "little"))
            path.write_bytes(whole[:place] + bytes([rng.randrange(256)]) + whole[place + 1 :])
            try:
                nn.load(path)
            except InputValueError:
                refused += 1
        assert refused > 100

    @pytest.mark.parametrize(
        "content",
        [b"PK\x03\x04" + bytes(100), b"\x80\x04\x95cos\nsystem\n.", b"[1, 2]", bytes(1000)],
        ids=["zip", "pickle", "json", "zeros"],
    )
    def test_foreign_files(self, content: bytes, tmp_path: Path) -> None:
        path = tmp_path / "model.safetensors"
        path.write_bytes(content)
        with pytest.raises(InputValueError, match="no safetensors file, or damaged"):
            nn.load(path)

    def test_a_safetensors_file_of_another_program(self, tmp_path: Path) -> None:
        path = tmp_path / "model.safetensors"
        path.write_bytes(safetensors.numpy.save({"w": np.zeros(2)}, {"format": "pt"}))
        with pytest.raises(InputValueError, match="it has weights only; make the network"):
            nn.load(path)

    def test_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            nn.load(tmp_path / "none.safetensors")
        with pytest.raises(IsADirectoryError):
            nn.load(tmp_path)

    def test_a_later_version(self, tmp_path: Path) -> None:
        path = saved(network(), tmp_path)
        change(path, version=3)
        with pytest.raises(
            InputValueError, match="of version 3, but this Glassgrad reads version 2"
        ):
            nn.load(path)

    @pytest.mark.parametrize(
        "name", ["system", "os.system", "Module", "BaseLayer", "__import__", 3]
    )
    def test_a_class_that_is_no_layer_is_not_even_looked_up(
        self, name: Any, tmp_path: Path
    ) -> None:
        path = saved(network(), tmp_path)
        found = architecture(path)
        found["layers"][0]["class"] = name
        change(path, architecture=found)
        with pytest.raises(InputValueError, match="which is not one of nn"):
            nn.load(path)

    @pytest.mark.parametrize(
        "hostile",
        [
            [],
            None,
            "Sequential",
            {"class": "Sequential"},
            {"class": "Sequential", "name": "x", "layers": 7, "frozen": []},
            {"class": "Sequential", "name": "x", "layers": [7], "frozen": []},
            {"class": ["Sequential"], "name": "x", "layers": [], "frozen": []},
            {
                "class": "MLP",
                "config": {"n_inputs": 10**9, "n_outputs": [10**9]},
                "built_for": None,
            },
        ],
        ids=repr,
    )
    def test_descriptions_of_nothing(self, hostile: Any, tmp_path: Path) -> None:
        path = saved(network(), tmp_path)
        change(path, architecture=hostile)
        with pytest.raises(InputValueError, match="cannot be loaded"):
            nn.load(path)

    @pytest.mark.parametrize(
        ("setting", "value"),
        [
            ("units", 10**12),
            ("units", -1),
            ("units", "many"),
            ("activation", {"choice": {"known": "__import__"}}),
            ("activation", {"choice": {"custom": "eval"}}),
            ("activation", {"choice": 3}),
            ("activation", {"run": "os"}),
            ("activation", {}),
            ("forward", 1),
            ("input_shape", [10**15]),
        ],
    )
    def test_settings_that_are_none(self, setting: str, value: Any, tmp_path: Path) -> None:
        path = saved(network(), tmp_path)
        found = architecture(path)
        found["layers"][0]["config"][setting] = value
        if setting == "input_shape":
            found["layers"][0]["built_for"] = value
        change(path, architecture=found)
        with pytest.raises(InputValueError, match="cannot be loaded"):
            nn.load(path)

    def test_json_too_deep_to_read(self, tmp_path: Path) -> None:
        path = saved(network(), tmp_path)
        with safetensors.safe_open(path, framework="numpy") as file:
            metadata = file.metadata() | {"architecture": "[" * 100_000}
        path.write_bytes(safetensors.numpy.save({"w": np.zeros(1)}, metadata))
        with pytest.raises(InputValueError, match="cannot be loaded"):
            nn.load(path)

    def test_weights_of_another_shape(self, tmp_path: Path) -> None:
        path = saved(network(), tmp_path)
        found = architecture(path)
        found["layers"][0]["config"]["units"] = 3
        change(path, architecture=found)
        with pytest.raises(InputValueError, match=r"its layers\.0\.kernel has shape \(4, 3\)"):
            nn.load(path)


class TestWriting:
    def test_is_all_or_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = saved(network(), tmp_path)
        before = path.read_bytes()

        def fail(*_: Any) -> None:
            raise KeyboardInterrupt

        for step in ("fsync", "replace"):
            with monkeypatch.context() as patch:
                patch.setattr(os, step, fail)
                with pytest.raises(KeyboardInterrupt):
                    MLP(3, [2]).save(path)
            assert path.read_bytes() == before
            assert list(tmp_path.iterdir()) == [path]

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError, match=r"there is no such folder: '.*no'$"):
            network().save(tmp_path / "no" / "model.safetensors")

    def test_replaces_what_was_there(self, tmp_path: Path) -> None:
        saved(network(), tmp_path)
        assert repr(nn.load(saved(MLP(3, [2]), tmp_path))).startswith("MLP")

    def test_the_file_is_as_readable_as_any_other(self, tmp_path: Path) -> None:
        (tmp_path / "other").write_text("", encoding="utf-8")
        assert saved(network(), tmp_path).stat().st_mode == (tmp_path / "other").stat().st_mode

    def test_without_safetensors(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "safetensors", None)
        for attempt in (network().save, nn.load):
            with pytest.raises(MissingDependencyError, match="pip install safetensors"):
                attempt(tmp_path / "x")


LAYERS: dict[str, tuple[Any, Any]] = {
    "Activation": (lambda: layers.Activation("tanh"), [0.1, 0.2]),
    "Attention": (lambda: layers.MultiHeadAttention(2, 2), [[0.1, 0.2], [0.3, 0.4]]),
    "Conv1D": (lambda: layers.Conv1D(2, 2, activation="relu"), [[0.1], [0.2], [0.3]]),
    "Conv2D": (lambda: layers.Conv2D(2, (2, 1)), [[[0.1], [0.2]], [[0.3], [0.4]]]),
    "Embedding": (lambda: layers.Embedding(4, 2), [0.0, 3.0, 1.0]),
    "Flatten": (layers.Flatten, [[0.1], [0.2]]),
    "GRU": (lambda: layers.GRU(2), [[0.1], [0.2]]),
    "LSTM": (lambda: layers.LSTM(2, return_sequences=True), [[0.1], [0.2]]),
    "LayerNorm": (lambda: layers.LayerNorm(eps=0.1), [0.1, 0.4]),
    "MaxPooling2D": (lambda: layers.MaxPooling2D((2, 1)), [[[0.1], [0.2]], [[0.3], [0.4]]]),
    "Normalize": (lambda: layers.Normalize().adapt([[1.0, 2.0], [3.0, 5.0]]), [0.1, 0.4]),
    "Reshape": (lambda: layers.Reshape((2, 1)), [0.1, 0.2]),
    "SimpleRNN": (lambda: layers.SimpleRNN(3), [[0.1], [0.2]]),
}


@pytest.mark.parametrize("name", LAYERS)
def test_layers_of_all_kinds(name: str, tmp_path: Path) -> None:
    make, x = LAYERS[name]
    model = Sequential([make()], rng=0)
    before = model(x)
    again = nn.load(saved(model, tmp_path))
    assert repr(again) == repr(model)
    assert [path for path, _ in again.named_parameters()] == [
        path for path, _ in model.named_parameters()
    ]
    assert autograd.stop_gradient(again(x)) == autograd.stop_gradient(before)
    for tensor in tensors.arrays(model):
        assert re.fullmatch(r"layers\.0\.(heads\.\d\.)?[a-z_.]+", tensor)


class TestSenselessDescriptions:
    """Well-formed JSON that means nothing is refused when the file is read."""

    HOSTILE = (None, -1, 10**30, "x" * 10_000, {}, [[]], ["a"], {"a": 1})

    def leaves(self, part: Any, place: tuple[Any, ...] = ()) -> Any:
        inside = part.items() if isinstance(part, dict) else enumerate(part)
        for key, it in inside:
            yield (*place, key)
            if isinstance(it, dict | list):
                yield from self.leaves(it, (*place, key))

    def with_changed(self, part: Any, place: tuple[Any, ...], value: Any) -> Any:
        changed = inner = copy.deepcopy(part)
        for key in place[:-1]:
            inner = inner[key]
        inner[place[-1]] = value
        return changed

    def refusal(self, path: Path) -> str:
        """Why the file is refused; else the network is loaded and does all that networks do."""
        try:
            model = nn.load(path)
        except InputValueError as error:
            return str(error)
        inputs = np.ones((2, 3))
        model.evaluate(inputs, model.predict(inputs), verbose=0)
        str(model.summary())
        model.save(path.with_name("again.safetensors"))
        return ""

    @pytest.mark.parametrize("part", ["architecture", "compile"])
    def test_every_leaf(self, part: str, tmp_path: Path, capsys: Any) -> None:
        path = saved(network(), tmp_path)
        with safetensors.safe_open(path, framework="numpy") as file:
            description = json.loads(file.metadata()[part])
        found = []
        for place in self.leaves(description):
            for value in self.HOSTILE:
                change(path, **{part: self.with_changed(description, place, value)})
                found.append(self.refusal(path))
        refused = [why for why in found if why]
        assert len(found) / 2 < len(refused) < len(found)
        assert all(str(path) in why and len(why) < 1_000 for why in refused)

    @pytest.mark.parametrize(
        ("part", "place", "value", "why"),
        [
            ("architecture", ("name",), ["x"], "name of Sequential takes text"),
            ("architecture", ("layers", 0, "config", "name"), 1, "name of Dense takes text"),
            ("compile", ("loss", "arguments"), {"nothing": 1}, "unexpected keyword argument"),
            ("compile", ("loss", "arguments"), {"p": 1}, "describes no loss"),
        ],
    )
    def test_it_is_said(
        self, part: str, place: tuple[Any, ...], value: Any, why: str, tmp_path: Path
    ) -> None:
        path = saved(network(), tmp_path)
        with safetensors.safe_open(path, framework="numpy") as file:
            description = json.loads(file.metadata()[part])
        change(path, **{part: self.with_changed(description, place, value)})
        with pytest.raises(InputValueError, match=why):
            nn.load(path)

    def test_a_partial_of_a_function_of_ones_own_is_refused(self, tmp_path: Path) -> None:
        def scaled(targets: Any, predictions: Any, factor: float) -> Any:
            return factor * (predictions[0] - targets[0]) ** 2

        model = network()
        model.compile("sgd", functools.partial(scaled, factor=2.0))
        with pytest.raises(InputValueError, match="no place for the settings of a loss"):
            saved(model, tmp_path)


class TestSameBytes:
    def test_each_time_and_after_loading(self, tmp_path: Path) -> None:
        for fitted in (False, True):
            model = network()
            if fitted:
                model.fit(np.ones((4, 3)), np.ones((4, 2)), verbose=0)
            first = saved(model, tmp_path).read_bytes()
            assert saved(model, tmp_path).read_bytes() == first
            again = nn.load(tmp_path / "model.safetensors")
            assert saved(again, tmp_path).read_bytes() == first
