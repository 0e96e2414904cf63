"""Layers, activations and initializers are Keras's: make_keras_layers.py recorded them."""

import functools
import json
import random
import statistics
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd
import nn
from autograd import Value
from nn import activations, initializers, layers, tensors
from nn.arguments import flattened
from nn.layers.activation import Activation

DATA = Path(__file__).parents[2] / "data" / "keras_layers.json"
RECORDED = json.loads(DATA.read_text(encoding="utf-8"))


def title(case: Any) -> str:
    """What a recorded case is about."""
    settings = case.get("arguments") or case.get("settings") or {}
    return f"{case.get('layer') or case['name']}({settings})"


def with_weights(case: Any) -> Any:
    """Our layer, with the weights of Keras's."""
    arguments = {
        name: tuple(setting) if isinstance(setting, list) else setting
        for name, setting in case["arguments"].items()
    }
    layer = getattr(layers, case["layer"])(**arguments)
    layer.build(np.shape(case["x"])[1:])
    layer.set_weights(case["weights"])
    return layer


def near(numbers: Any) -> Any:
    return pytest.approx(np.array(numbers), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("case", RECORDED["layers"], ids=title)
class TestLayers:
    def test_outputs(self, case: Any) -> None:
        layer = with_weights(case)
        for x, expected in zip(case["x"], case["output"], strict=True):
            assert np.array(autograd.stop_gradient(layer(x))).astype(float) == near(expected)

    def test_weights_are_those_of_keras_in_its_order(self, case: Any) -> None:
        weights = with_weights(case).get_weights()
        assert [w.shape for w in weights] == [np.shape(w) for w in case["weights"]]
        assert all((a == np.array(b)).all() for a, b in zip(weights, case["weights"], strict=True))

    def test_gradients(self, case: Any) -> None:
        layer = with_weights(case)
        x = case["x"] if case["x_gradient"] is None else nested(case["x"])
        total = autograd.sum(
            autograd.dot(flattened(layer(sample)), flattened(factors))
            for sample, factors in zip(x, case["factors"], strict=True)
        )
        total.backward()
        found = [v.grad for _, vs in tensors.groups_in_keras(layer).values() for v in vs]
        assert found == near([g for w in case["weight_gradients"] for g in np.ravel(w)])
        if case["x_gradient"] is not None:
            assert [v.grad for v in flattened(x)] == near(np.ravel(case["x_gradient"]))

    def test_saved(self, case: Any, tmp_path: Any) -> None:
        model = nn.Sequential([with_weights(case)])
        model.save(tmp_path / "model.safetensors")
        again = nn.load(tmp_path / "model.safetensors")
        assert repr(again) == repr(model)
        assert (again.predict(case["x"]) == model.predict(case["x"])).all()


def nested(x: Any) -> Any:
    """Nested lists of Values."""
    return [nested(part) for part in x] if isinstance(x, list) else Value(x)


@pytest.mark.parametrize("case", RECORDED["activations"], ids=title)
class TestActivations:
    def test_functions(self, case: Any) -> None:
        function = getattr(activations, case["name"])
        assert outputs(functools.partial(function, **case["settings"]), case) == near(
            case["outputs"]
        )

    def test_names(self, case: Any) -> None:
        if not case["settings"]:
            function = Activation(case["name"]).activation
            assert outputs(function, case) == near(case["outputs"])
            named = Activation("".join(map(str.title, case["name"].split("_"))))
            assert activations.name_of(named.activation) == activations.name_of(function)

    def test_as_a_layer_and_in_a_file(self, case: Any, tmp_path: Any) -> None:
        function = functools.partial(getattr(activations, case["name"]), **case["settings"])
        model = nn.Sequential([Activation(function)])
        model.build((len(case["inputs"]),))
        model.save(tmp_path / "model.safetensors")
        again = nn.load(tmp_path / "model.safetensors")
        assert again.predict([case["inputs"]])[0] == near(case["outputs"])


def outputs(function: Any, case: Any) -> list[float]:
    """What an activation makes of the recorded inputs."""
    if activations.is_layer_wide(function):
        found = function(list(map(Value, case["inputs"])))
    else:
        found = [function(Value(x)) for x in case["inputs"]]
    return [value.data for value in found]


def test_every_activation_of_keras_is_known() -> None:
    recorded = {case["name"] for case in RECORDED["activations"]}
    ours = {"step", "sin", "gaussian", "exp", "autograd.leaky_relu"}
    assert recorded | ours == {*activations.ACTIVATIONS, *activations.LAYER_WIDE}


def test_threshold_needs_its_settings() -> None:
    with pytest.raises(autograd.InputValueError, match=r"partial\(nn.activations.threshold, thr"):
        layers.Dense(2, "threshold")


@pytest.mark.parametrize("name", ["softmax", "log_softmax", "glu"])
def test_another_axis_is_refused(name: str) -> None:
    with pytest.raises(autograd.InputValueError, match=f"{name} acts along the last axis"):
        getattr(activations, name)([1.0, 2.0], axis=0)


def alike(drawn: Any, recorded: Any) -> None:
    """Assert that numbers are drawn from the distribution that recorded ones are from.

    The bounds are five standard errors of the differences of mean and deviation; lowest and highest
    of many numbers lie near each other where a distribution has bounds.
    """
    numbers = np.ravel(drawn).tolist()
    deviation, count = recorded["deviation"], len(numbers)
    error = 5.0 * deviation * (2.0 / count) ** 0.5
    assert statistics.fmean(numbers) == pytest.approx(recorded["mean"], abs=error + 1e-15)
    assert statistics.pstdev(numbers) == pytest.approx(deviation, abs=error + 1e-15)
    for ours, theirs in ((min(numbers), "lowest"), (max(numbers), "highest")):
        span = recorded["highest"] - recorded["lowest"]
        bounded = span < 5.0 * deviation
        assert ours == pytest.approx(recorded[theirs], abs=(0.02 if bounded else 0.3) * span)


@pytest.mark.parametrize("case", RECORDED["initializers"], ids=title)
def test_initializers(case: Any) -> None:
    named = initializers.get(case["name"]) if not case["settings"] else None
    draw = named or getattr(initializers, case["name"])(**case["settings"])
    for recorded in case["drawn"]:
        inputs, units = recorded["shape"]
        drawn = initializers.kernel(draw, random.Random(0), inputs, units, (inputs, units))
        alike(drawn, recorded)


@pytest.mark.parametrize("case", RECORDED["drawn"], ids=title)
def test_what_layers_draw(case: Any) -> None:
    layer = getattr(layers, case["layer"])(**case["arguments"], rng=0)
    layer.build(case["sample"])
    weights = layer.get_weights()
    assert [list(w.shape) for w in weights] == [found["shape"] for found in case["drawn"]]
    for array, recorded in zip(weights, case["drawn"], strict=True):
        alike(array, recorded)


@pytest.mark.parametrize(
    ("name", "bound"),
    [("truncated_normal", 2 * 0.05), ("lecun_normal", 2 / 0.87962566103423978 / 60**0.5)],
)
def test_truncated_normals_come_near_their_bound_and_not_beyond(name: str, bound: float) -> None:
    draw, rng = initializers.get(name), random.Random(0)
    numbers = [abs(draw(rng, 60, 400)) for _ in range(20_000)]
    assert 0.999 * bound < max(numbers) <= bound


@pytest.mark.parametrize(("inputs", "units"), [(5, 3), (3, 5), (4, 4)])
def test_orthogonal_kernels(inputs: int, units: int) -> None:
    draw = initializers.Orthogonal(gain=2.0)
    kernel = np.array(draw(random.Random(0), inputs, units))
    assert kernel.shape == (inputs, units)
    product = kernel @ kernel.T if inputs < units else kernel.T @ kernel
    assert product == pytest.approx(4.0 * np.eye(min(inputs, units)), abs=1e-14)


def test_identity_kernels() -> None:
    layer = layers.Dense(3, kernel_initializer=initializers.Identity(2.0), input_dim=2)
    layer.build()
    assert layer.get_weights()[0].tolist() == [[2.0, 0.0, 0.0], [0.0, 2.0, 0.0]]
    with pytest.raises(autograd.InputValueError, match="identity draws kernels; biases take"):
        layers.Dense(3, bias_initializer="identity", input_dim=2).build()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: initializers.VarianceScaling(0.0), "scale of VarianceScaling must be"),
        (lambda: initializers.VarianceScaling(mode="fan"), "no mode of VarianceScaling 'fan'"),
        (lambda: initializers.VarianceScaling(distribution="x"), "The choices are: truncated_n"),
        (lambda: initializers.TruncatedNormal(stddev=-1.0), "stddev of TruncatedNormal must be"),
        (lambda: initializers.Orthogonal(seed=3), "an initializer takes no seed"),
    ],
)
def test_wrong_settings_of_initializers(make: Any, message: str) -> None:
    with pytest.raises(autograd.InputValueError, match=message):
        make()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: layers.Conv2D(1, 2, data_format="channels_first"),
            "Conv2D takes data_format=None or 'channels_last' only, but was given 'channels_first'",
        ),
        (lambda: layers.Flatten(data_format="channels_first"), "move that axis"),
        (lambda: layers.MaxPooling2D(data_format="channels_first"), "move that axis"),
        (lambda: layers.Dense(1, dtype="float32"), "all numbers are doubles"),
        (lambda: layers.Dense(1, activity_regularizer="l2"), "activity_regularizer=None only"),
        (lambda: layers.Dense(1, bias_constraint="non_neg"), "only kernels have constraints"),
        (lambda: layers.Dense(1, trainable=False), r"call freeze\(\) on the layer"),
        (lambda: layers.Dropout(0.5, seed=7), "write rng=7 for a seed"),
        (lambda: layers.Dropout(0.5, noise_shape=(1, 3)), "dropped by itself"),
        (lambda: layers.Embedding(3, 2, mask_zero=True), "there are no masks"),
        (lambda: layers.LSTM(2, dropout=0.5), "put Dropout before the layer"),
        (lambda: layers.GRU(2, return_state=True), r"call step\(x, state\) for each step"),
        (lambda: layers.SimpleRNN(2, stateful=True), r"call step\(x, state\) for each step"),
        (lambda: layers.MultiHeadAttention(2, 3, dropout=0.1), "put Dropout before or after"),
        (lambda: layers.GlobalMaxPooling1D(keepdims=True), "put Reshape after the layer"),
        (lambda: layers.LayerNormalization(axis=1), "along the last axis, axis=-1"),
        (lambda: layers.LayerNormalization(gamma_initializer="zeros"), "`gamma` when"),
        (lambda: layers.Softmax(axis=1), "it acts along the last axis of a sample"),
        (lambda: layers.Conv1D(3, 2, groups=2), "divides 3 filters into groups=2 equal groups"),
        (lambda: layers.Conv1D(2, 2, groups=2).build((4, 3)), "divides 3 channels into groups=2"),
        (lambda: layers.UpSampling2D(interpolation="bilinear"), "pixels are repeated"),
        (lambda: layers.GRU(2, gate_biases=3), "gate_biases of GRU is 1 or 2, but was given 3"),
        (lambda: layers.LayerNorm((2, 3)), "takes the number of features"),
        (lambda: layers.LayerNorm(3).build((2,)), "normalises 3 features, but was given"),
        (lambda: layers.RMSNorm(3).build((2,)), "normalises 3 features, but was given"),
        (lambda: layers.PReLU(shared_axes=[3]).build((2, 2)), "shares slopes along an axis"),
    ],
)
def test_arguments_of_keras_that_mean_something_else_are_refused(make: Any, message: str) -> None:
    with pytest.raises(autograd.InputValueError, match=message):
        make()


def test_arguments_of_keras_that_mean_what_is_done_anyway() -> None:
    assert repr(layers.Conv2D(1, 2, data_format="channels_last", dtype="float64", trainable=True))
    assert repr(layers.LSTM(2, unroll=True, dropout=0.0, seed=None)) == "LSTM(2)"
    assert repr(layers.Flatten(data_format=None)) == "Flatten()"
