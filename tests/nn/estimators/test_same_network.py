"""The same `random_state` gives the network of scikit-learn 1.9: weights, iterations, losses."""

import inspect
import json
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
import sklearn
from sklearn import neural_network

from nn import estimators
from tests.nn.estimators.same import CASES, difference, report, trained

RECORDED = json.loads(
    (Path(__file__).parents[2] / "data" / "estimators.json").read_text(encoding="utf-8")
)["cases"]


@pytest.mark.parametrize("name", CASES)
def test_the_network_is_the_recorded_one(name):
    assert difference(report(trained(name, estimators)), RECORDED[name]) < 1e-9


@pytest.mark.parametrize("name", ["iris, adam", "labels, sgd", "counts, lbfgs", "weighted"])
def test_values_train_to_the_same_network(name):
    assert difference(report(trained(name, estimators, engine="eager")), RECORDED[name]) < 1e-9


ALONE = """
import json, sys
for name in ("", "._base", "._multilayer_perceptron", "._stochastic_optimizers"):
    sys.modules["sklearn.neural_network" + name] = None  # importing it is an error
from nn import estimators
from tests.nn.estimators.same import report, trained
names = json.loads(sys.argv[1])
print(json.dumps({name: report(trained(name, estimators)) for name in names}))
"""


@pytest.mark.slow
def test_the_programs_are_ours():
    names = ["iris, adam", "diabetes, adaptive", "three targets, lbfgs"]
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ALONE, json.dumps(names)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    found = json.loads(result.stdout)
    assert {
        name: difference(found[name], RECORDED[name]) < 1e-9 for name in names
    } == dict.fromkeys(names, True)


def drawn(seed):
    """Data and the options of an estimator, at random."""
    rng = np.random.RandomState(seed)
    X = rng.normal(size=(rng.randint(30, 90), rng.randint(1, 5)))
    z = X @ rng.normal(size=(X.shape[1], 3))
    kind = rng.randint(6)
    y = [z.argmax(axis=1), z[:, 0] > 0.0, (z > 0.0).astype(int), z, z[:, 0], 2.0 * (z > 0.0)][kind]
    options = {name: values[rng.randint(len(values))] for name, values in CHOICES.items()}
    if kind == 5:
        options |= {"loss": "poisson", "learning_rate_init": 1e-3}  # larger ones diverge
    weights = rng.uniform(0.1, 1.0, len(X)) if rng.randint(3) == 0 else None
    return "MLPRegressor" if kind > 2 else "MLPClassifier", options, X, y, weights


CHOICES = {
    "solver": ["adam", "sgd", "lbfgs"],
    "activation": ["identity", "logistic", "tanh", "relu"],
    "hidden_layer_sizes": [(5,), (4, 3), 3, ()],
    "alpha": [0.0, 1e-4, 1.0],
    "batch_size": ["auto", 7, 16],
    "learning_rate": ["constant", "invscaling", "adaptive"],
    "learning_rate_init": [1e-3, 1e-2],
    "power_t": [0.5, 0.0],
    "max_iter": [1, 20],
    "shuffle": [True, False],
    "tol": [1e-4, 1e-2, 0.0],
    "momentum": [0.9, 0.0],
    "nesterovs_momentum": [True, False],
    "early_stopping": [True, False],
    "validation_fraction": [0.1, 0.3],
    "beta_1": [0.9, 0.0],
    "beta_2": [0.999, 0.9],
    "epsilon": [1e-8, 1e-3],
    "n_iter_no_change": [1, 3, 10],
}


@pytest.mark.skipif(
    not sklearn.__version__.startswith("1.9."), reason="the numbers are those of 1.9"
)
@pytest.mark.parametrize("seed", range(40))
def test_any_options_train_the_same_network(seed):
    kind, options, X, y, weights = drawn(seed)
    found = []
    for module in (estimators, neural_network):
        estimator = getattr(module, kind)(random_state=seed, **options)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", category=UserWarning)
            estimator.fit(X, y, sample_weight=weights)
        found.append(estimator)
    ours, theirs = found
    assert difference(report(ours), report(theirs)) < 1e-6
    assert ours.predict(X) == pytest.approx(theirs.predict(X), abs=1e-6)
    assert ours.score(X, y) == pytest.approx(theirs.score(X, y), abs=1e-6)
    if kind == "MLPClassifier":
        assert ours.predict_proba(X) == pytest.approx(theirs.predict_proba(X), abs=1e-6)


@pytest.mark.parametrize("name", ["MLPClassifier", "MLPRegressor"])
def test_the_parameters_have_their_order_and_defaults(name):
    ours, theirs = (getattr(module, name)() for module in (estimators, neural_network))
    assert {**theirs.get_params(), "engine": "compiled"} == ours.get_params()
    order = [
        [(each.name, each.kind) for each in inspect.signature(type(it)).parameters.values()]
        for it in (ours, theirs)
    ]
    assert order[0] == [*order[1], ("engine", inspect.Parameter.KEYWORD_ONLY)]


def test_single_precision_gives_the_network_of_the_same_numbers():
    X, y = np.linspace(-1.0, 1.0, 40, dtype=np.float32).reshape(20, 2), np.arange(20) % 2
    single, double = (
        estimators.MLPClassifier((3,), random_state=0, solver="sgd", max_iter=300).fit(inputs, y)
        for inputs in (X, X.astype(float))
    )
    assert difference(report(single), report(double)) == 0.0


def test_what_is_printed_is_what_scikit_learn_prints(capsys):
    for name in ("iris, adaptive", "patience"):
        printed = []
        for module in (estimators, neural_network):
            trained(name, module, verbose=True)
            printed.append(capsys.readouterr().out)
        assert printed[0] == printed[1]
        assert "did not improve more than tol" in printed[0]
