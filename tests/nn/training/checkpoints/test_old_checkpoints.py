"""What version 07958d2 has saved loads, and is saved alike today."""

import base64
import json
from pathlib import Path

import pytest

import nn
from nn.training.checkpoints import architecture, files, training
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


def test_its_description_is_the_same(recorded):
    _, path = recorded
    model, metadata = nn.load(path, classes=OWN), files.read(path).metadata
    assert as_json(architecture.describe(model)) == metadata["architecture"]
    assert as_json(training.describe_compile(model)) == metadata["compile"]


def as_json(description):
    return json.loads(json.dumps(description))
