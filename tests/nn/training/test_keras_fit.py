"""`fit` reaches Keras's losses and weights, recorded in tests/data/fit.json."""

import json
from pathlib import Path

import numpy as np
import pytest

import nn
from autograd import InputValueError

RECORDED = json.loads(Path("tests/data/fit.json").read_text())
DATA = {name: np.array(it) for name, it in RECORDED["data"].items()}
X = DATA["X"]


def label(case):
    more = ", ".join([*case["more"], *filter(None, [case["regularizer"]])])
    return f"{case['loss']} {case['arguments'] or ''} {case['targets']} {more}"


def options(more, y):
    """Arguments of `fit`, with the data that words in the file stand for."""
    found = dict(more)
    if "class_weight" in more:
        found["class_weight"] = {int(key): it for key, it in more["class_weight"].items()}
    if "sample_weight" in more:
        found["sample_weight"] = DATA["weights"]
    if "validation_data" in more:
        found["validation_data"] = (X[:9], y[:9], DATA["weights"][:9])
    return found


@pytest.mark.parametrize("case", RECORDED["cases"], ids=label)
def test_it_learns_what_keras_learns(case):
    hidden = nn.Dense(5, "tanh", kernel_regularizer=case["regularizer"])
    last = nn.Dense(case["outputs"], case["activation"], kernel_regularizer=case["regularizer"])
    model = nn.Sequential([hidden, last])
    model.build((4,))
    model.set_weights([np.array(w) for w in case["before"]])
    loss, y = case["loss"], DATA[case["targets"]]
    if case["arguments"] is not None:
        loss = getattr(nn.losses, loss)(**case["arguments"])
    model.compile(nn.optimizers.SGD(0.05), loss)
    given = options(case["more"], y)
    history = model.fit(X, y, 5, 4, shuffle=False, verbose=0, **given).history
    assert history.keys() == case["history"].keys()
    for name, numbers in case["history"].items():
        assert history[name] == pytest.approx(numbers, rel=1e-11), name
    assert model.evaluate(X, y, batch_size=7) == pytest.approx(case["evaluation"], rel=1e-11)
    for found, expected in zip(model.get_weights(), case["after"], strict=True):
        assert found == pytest.approx(np.array(expected), rel=1e-10, abs=1e-12)


class TestClassWeight:
    @pytest.mark.parametrize(
        ("y", "message"),
        [
            (
                DATA["several"],
                r"the probabilities of its classes .* but y\[\d+\] is \[.*\]; for num",
            ),
            (
                DATA["number"],
                r"needs the number of its class .*; for numbers or several labels use",
            ),
            (DATA["numbers"], "needs the probabilities of its classes"),
            (np.zeros((23, 2, 2)), "class_weight needs targets that are classes"),
        ],
        ids=["several labels", "a number", "numbers", "sequences"],
    )
    def test_targets_that_are_no_classes_are_refused(self, y, message):
        model = nn.Sequential([nn.Dense(y[0].size)], rng=0)
        model.compile("sgd", "mse")
        with pytest.raises(InputValueError, match=message):
            model.fit(X, y, class_weight={0: 1.0, 1: 2.0}, verbose=0)


def test_a_network_without_softmax_is_refused_before_it_trains():
    model = nn.Sequential([nn.Dense(3, "sigmoid")], rng=0)
    model.compile("sgd", "categorical_crossentropy")
    for verb in (model.fit, model.evaluate):
        with pytest.raises(InputValueError, match=r"add up to 1, but .* end the network with a so"):
            verb(X, DATA["one-hot"], verbose=0)
