"""Files of version 1 of the format keep their meaning, and are saved in today's version."""

import base64
import json
import random
import statistics
from pathlib import Path

import pytest

import nn
from nn import losses
from nn.training.checkpoints import architecture, files, training, versions
from tests.data.make_checkpoints import OWN

DATA = Path(__file__).parents[3] / "data" / "checkpoints.json"
RECORDED = json.loads(DATA.read_text())


@pytest.fixture(params=RECORDED)
def recorded(request, tmp_path):
    """What was recorded of a network, and the path of its file."""
    recorded = RECORDED[request.param]
    path = tmp_path / "model.safetensors"
    path.write_bytes(base64.b64decode(recorded["file"]))
    return recorded, path


def test_it_predicts_and_goes_on_training_to_the_same_losses(recorded):
    recorded, path = recorded
    model, X, y = nn.load(path, classes=OWN), recorded["X"], recorded["y"]
    assert model.predict(X, verbose=0).tolist() == recorded["predictions"]
    assert model.evaluate(X, y, verbose=0, return_dict=True) == recorded["evaluation"]
    history = model.fit(X, y, epochs=4, initial_epoch=2, batch_size=5, verbose=0).history
    assert history["loss"] == recorded["more"]


def test_saved_again_it_is_the_same_in_todays_version(recorded, tmp_path):
    _, path = recorded
    model = nn.load(path, classes=OWN)
    model.save(tmp_path / "again.safetensors")
    assert files.read(tmp_path / "again.safetensors").metadata["version"] == 2
    again = nn.load(tmp_path / "again.safetensors", classes=OWN)
    assert repr(again) == repr(model)
    assert as_json(architecture.describe(again)) == as_json(architecture.describe(model))
    assert as_json(training.describe_compile(again)) == as_json(training.describe_compile(model))


def test_a_backup_goes_on_where_it_was_made(recorded, tmp_path):
    recorded, path = recorded
    if "backup" not in recorded:
        pytest.skip("recorded without a backup")
    model, X, y = nn.load(path), recorded["X"], recorded["y"]
    (tmp_path / "backup.safetensors").write_bytes(base64.b64decode(recorded["backup"]))
    again = nn.callbacks.BackupAndRestore(tmp_path)
    history = model.fit(X, y, epochs=4, batch_size=5, verbose=0, callbacks=[again]).history
    assert history["loss"][2:] == recorded["more"]


def test_weights_of_a_gru_with_one_bias_fit_into_one_with_two(tmp_path):
    path = tmp_path / "model.safetensors"
    path.write_bytes(base64.b64decode(RECORDED["sequences"]["file"]))
    model = nn.load(path, compile=False)
    tensors = {name: t for name, t in files.read(path).tensors.items() if "optimizer" not in name}
    files.write(tmp_path / "weights.safetensors", tensors, {"version": 1})
    stages = [
        nn.GRU(2, "autograd.leaky_relu", return_sequences=True)
        if isinstance(layer, nn.GRU)
        else layer
        for layer in nn.load(path, compile=False).layers
    ]
    twin = nn.Sequential(stages)
    twin.build((2,))
    twin.load_weights(tmp_path / "weights.safetensors")
    x = RECORDED["sequences"]["X"]
    expected = model.predict(x, verbose=0)
    assert twin.predict(x, verbose=0) == pytest.approx(expected, rel=1e-14)


def layers_in_version_1(*layers):
    """Layers, described as version 1 did, in the words of today."""
    described = {"frozen": [], "class": "Sequential", "name": None, "layers": list(layers)}
    file = files.File({}, {"version": 1, "architecture": described})
    return [
        (layer["class"], layer["config"])
        for layer in versions.upgraded(file).metadata["architecture"]["layers"]
    ]


UNTRUNCATED = {"name": "variance_scaling", "arguments": {"distribution": "untruncated_normal"}}


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("uniform", "micrograd"),
        ("lecun_normal", {"choice": UNTRUNCATED}),
        ("LecunNormal", {"choice": UNTRUNCATED}),
        ({"choice": {"name": "lecun_normal", "arguments": {}}}, {"choice": UNTRUNCATED}),
        (
            {"choice": {"name": "uniform", "arguments": {"low": 2.0}}},
            {"choice": {"name": "micrograd", "arguments": {"low": 2.0}}},
        ),
        ({"choice": {"custom": "mine"}}, {"choice": {"custom": "mine"}}),
    ],
)
def test_initializers(given, meant):
    config = {"kernel_initializer": given}
    ((_, found),) = layers_in_version_1({"class": "Dense", "config": config, "built_for": None})
    assert found == {"kernel_initializer": meant}


@pytest.mark.parametrize(
    ("name", "variance"), [("he_normal", 2 / 6), ("glorot_normal", 1 / 8), ("lecun_normal", 1 / 6)]
)
def test_normal_weights_were_not_truncated(name, variance):
    draw, rng = nn.initializers.from_config(nn.initializers.upgraded(name)), random.Random(0)
    drawn = [draw(rng, 6, 10) for _ in range(20_000)]
    assert statistics.pstdev(drawn) == pytest.approx(variance**0.5, rel=0.02)
    assert max(drawn) > 3.5 * variance**0.5


@pytest.mark.parametrize("same", ["glorot_uniform", "random_uniform", "orthogonal", "auto", None])
def test_initializers_that_mean_the_same(same):
    config = {"kernel_initializer": same}
    ((_, found),) = layers_in_version_1({"class": "Dense", "config": config, "built_for": None})
    assert found == config


def test_activations_and_layers_inside_layers():
    leaky = {"choice": {"known": {"name": "leaky_relu", "slope": 0.3}}}
    inside = {"layer": {"class": "LayerNorm", "config": {"epsilon": 0.1}, "built_for": None}}
    config = {"activation": leaky, "parts": [inside, {"dict": {"last_activation": "leaky_relu"}}]}
    ((_, found),) = layers_in_version_1({"class": "Own", "config": config, "built_for": None})
    known = {"name": "autograd.leaky_relu", "slope": 0.3}
    assert found["activation"] == {"choice": {"known": known}}
    assert found["parts"][0]["layer"]["class"] == "LayerNormalization"
    assert found["parts"][1] == {"dict": {"last_activation": "autograd.leaky_relu"}}


def test_a_loss_of_ones_own_keeps_the_order_that_its_names_told():
    config = losses.upgraded({"custom": "own"})
    for function, difference in (
        (lambda y, f: y - f, -2.0),
        (lambda predictions, targets: predictions - targets, -2.0),
        (lambda y_true, guess: y_true - guess, 2.0),
    ):
        found = training._restored_loss(config, {"own": function})
        assert found([[1.0]], [[3.0]]).data == difference


def as_json(description):
    return json.loads(json.dumps(description))
