"""What earlier versions pickled loads and means the same, though modules and names have moved."""

import base64
import importlib
import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

RECORDED = json.loads((Path(__file__).parent / "data" / "pickles.json").read_text(encoding="utf-8"))


def loaded(text):
    return pickle.loads(base64.b64decode(text))


def test_a_graph():
    recorded = RECORDED["graph"]
    out = loaded(recorded["pickle"])
    assert (out.data, out.grad) == (recorded["data"], 1.0)
    x = next(value for value in leaves(out) if value.label == "x")
    assert x.grad == recorded["grad"]
    out.backward()
    assert x.grad == 2.0 * recorded["grad"]


def leaves(root):
    """The leaves below a node, one after the other."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        waiting.extend(node.operands)
        if node.is_leaf:
            yield node


@pytest.mark.parametrize("name", RECORDED["models"])
def test_a_network_predicts_and_goes_on_training(name):
    recorded = RECORDED["models"][name]
    model = loaded(recorded["pickle"])
    inputs, targets = recorded["inputs"], recorded["targets"]
    assert model.predict(inputs, verbose=0).tolist() == recorded["predictions"]
    assert model.evaluate(inputs, targets, verbose=0) == recorded["evaluation"]
    assert model.history.history == recorded["history"]
    more = model.fit(inputs, targets, epochs=4, initial_epoch=2, batch_size=5, verbose=0)
    if "more" in recorded:
        assert more.history["loss"] == pytest.approx(recorded["more"], rel=1e-14)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("binary", "Adam(learning_rate=0.01, beta_1=0.9, beta_2=0.999, epsilon=1e-07, "),
        ("classes", "RMSprop(learning_rate=0.001, rho=0.9, momentum=0.0, epsilon=1e-07, "),
        ("images", "Adagrad(learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-07, "),
    ],
)
def test_an_optimizer_keeps_the_place_of_epsilon(name, rule):
    written = repr(loaded(RECORDED["models"][name]["pickle"]).optimizer)
    assert written.startswith(rule)
    assert written.endswith("epsilon_as='pytorch')")


def test_a_constraint_keeps_exact_lengths():
    layer = loaded(RECORDED["models"]["regression"]["pickle"]).layers[0]
    assert repr(layer.kernel_constraint) == "max_norm(max_value=2.0, axis=None, epsilon=0.0)"


@pytest.mark.parametrize("name", RECORDED["estimators"])
def test_an_estimator(name):
    recorded = RECORDED["estimators"][name]
    estimator = loaded(recorded["pickle"])
    points = RECORDED["models"]["binary"]["inputs"]
    assert estimator.predict(points).tolist() == recorded["predictions"]
    labels = RECORDED["models"]["binary"]["targets"]
    for _ in range(50):
        estimator.partial_fit(points, labels)
    assert estimator.loss_curve_[-1] < estimator.loss_curve_[0]


def test_callbacks():
    stopping, plateau = loaded(RECORDED["callbacks"])
    assert (type(stopping).__name__, type(plateau).__name__) == (
        "EarlyStopping",
        "ReduceLROnPlateau",
    )


@pytest.mark.parametrize("name", RECORDED["names"])
def test_every_public_name_is_found(name):
    module, name = name.split(":")
    assert callable(getattr(importlib.import_module(module), name))


def test_who_looks_through_all_modules_imports_nothing():
    program = (
        "import autograd, importlib.util, inspect, sys; before = set(sys.modules)\n"
        "inspect.stack()\n"
        "for module in list(sys.modules.values()):\n"
        "    getattr(module, '__warningregistry__', None)\n"
        "assert importlib.util.find_spec('autograd.contexts')\n"
        "print([name for name in set(sys.modules) - before if name.split('.')[0] == 'autograd'])\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"
