"""`fit` and `evaluate` measure what Keras's do, epoch by epoch: tests/data/histories.json."""

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nn
from nn import losses, metrics

RECORDED = json.loads(Path("tests/data/histories.json").read_text())
DATA = {name: np.array(it) for name, it in RECORDED["data"].items()}


def made(given: Any, module: Any) -> Any:
    """A loss or a metric, by name or as an object."""
    if isinstance(given, str):
        return given
    settings = dict(given)
    return getattr(module, settings.pop("class"))(**settings)


@pytest.mark.parametrize("case", RECORDED["cases"], ids=lambda case: case["name"])
def test_it_is_the_history_of_keras(case: Any) -> None:
    X, y, weights = DATA["X"], DATA[case["targets"]], DATA["weights"]
    layers = [nn.Dense(5, "tanh"), nn.Dense(case["outputs"], case["activation"])]
    model = nn.Sequential(layers)
    model.build((4,))
    model.set_weights([np.array(each) for each in case["weights"]])
    chosen = [made(each, metrics) for each in case["metrics"]]
    model.compile(nn.optimizers.SGD(0.05), made(case["loss"], losses), metrics=chosen)
    more = case["more"]
    options: dict[str, Any] = {"validation_split": more.get("validation_split", 0.0)}
    if "weighted" in more:
        options["sample_weight"] = weights
    if "validation" in more:
        options["validation_data"] = (X[9:], y[9:], weights[9:])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a threshold beside logits
        fitted = model.fit(X, y, batch_size=5, epochs=3, shuffle=False, verbose=0, **options)
    assert sorted(fitted.history) == sorted(case["history"])
    for name, numbers in case["history"].items():
        assert fitted.history[name] == pytest.approx(numbers, rel=1e-11), name
    evaluated = model.evaluate(X, y, batch_size=7, verbose=0, return_dict=True)
    assert evaluated == pytest.approx(case["evaluation"], rel=1e-11)
