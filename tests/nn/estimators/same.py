"""Trainings whose networks are to be scikit-learn's: six data sets, five settings each, and more.

`trained(name, module)` runs one with the estimators of `module`: `nn.estimators` or
`sklearn.neural_network`. `report(estimator)` is all that is compared.
"""

import functools
import warnings

import numpy as np
from sklearn import datasets
from sklearn.base import is_classifier
from sklearn.exceptions import ConvergenceWarning

ATTRIBUTES = (
    *("n_iter_", "t_", "loss_", "loss_curve_", "best_loss_"),
    *("validation_scores_", "best_validation_score_"),
    *("n_layers_", "n_outputs_", "out_activation_", "n_features_in_", "classes_"),
)


def scaled(X):
    return (X - X.mean(axis=0)) / X.std(axis=0)


@functools.cache
def samples(name):
    """Inputs and targets."""
    if name == "three targets":
        X, y = datasets.make_regression(100, 4, n_targets=3, random_state=0)
    elif name == "labels":
        X, y = datasets.make_multilabel_classification(100, 4, n_classes=4, random_state=0)
    elif name == "counts":
        rng = np.random.RandomState(0)
        X = rng.normal(size=(80, 3))
        return X, rng.poisson(np.exp(0.5 * X[:, :2]))
    else:
        X, y = getattr(datasets, f"load_{name.replace(' ', '_')}")(return_X_y=True)
    return scaled(X), scaled(y) if name in REGRESSIONS else y


REGRESSIONS = {"diabetes", "three targets", "counts"}
SETS = ("iris", "wine", "breast cancer", "diabetes", "three targets", "labels")
SETTINGS = {
    "adam": {"hidden_layer_sizes": (4,), "learning_rate_init": 0.01},
    "sgd": {
        "solver": "sgd",
        "hidden_layer_sizes": (3, 2),
        "activation": "tanh",
        "batch_size": 37,
        "learning_rate_init": 0.01,
    },
    "invscaling": {
        "solver": "sgd",
        "learning_rate": "invscaling",
        "power_t": 0.3,
        "alpha": 0.1,
        "hidden_layer_sizes": [4],
        "activation": "logistic",
        "learning_rate_init": 0.1,
        "nesterovs_momentum": False,
        "shuffle": False,
    },
    "adaptive": {
        "solver": "sgd",
        "learning_rate": "adaptive",
        "hidden_layer_sizes": (4,),
        "activation": "identity",
        "learning_rate_init": 0.01,
        "batch_size": 32,
        "early_stopping": True,
        "n_iter_no_change": 2,
        "validation_fraction": 0.2,
    },
    "lbfgs": {"solver": "lbfgs", "hidden_layer_sizes": 4, "max_iter": 25, "alpha": 0.01},
}


def fit(estimator, X, y):
    estimator.fit(X, y)


def fit_strings(estimator, X, y):
    estimator.fit(X, np.array(["no", "yes"])[y % 2])


def fit_weighted(estimator, X, y):
    estimator.fit(X, y, sample_weight=np.linspace(0.5, 2.0, len(X)))


def fit_batches(estimator, X, y):
    """`partial_fit` of one batch after the other."""
    classes = {"classes": np.unique(y)} if is_classifier(estimator) else {}
    for part in np.array_split(np.arange(len(X)), 4):
        estimator.partial_fit(X[part], y[part], **classes)


def fit_twice(estimator, X, y):
    """A second training goes on from the first, by another solver."""
    estimator.fit(X, y)
    estimator.set_params(solver="sgd", learning_rate_init=0.02, max_iter=7).fit(X[::-1], y[::-1])


def fit_and_go_on(estimator, X, y):
    estimator.fit(X, y)
    estimator.partial_fit(X[:50], y[:50])
    estimator.partial_fit(X[50:], y[50:])


SHORT = {"hidden_layer_sizes": (3,), "max_iter": 6}
STOPPING = {"early_stopping": True, "warm_start": True, "learning_rate_init": 0.05}
CASES = {
    **{
        f"{name}, {setting}": (name, {"max_iter": 12} | options, fit)
        for name in SETS
        for setting, options in SETTINGS.items()
    },
    "names": ("iris", SHORT, fit_strings),
    "weighted": ("wine", SHORT | {"batch_size": 50}, fit_weighted),
    "weighted, lbfgs": ("three targets", SHORT | {"solver": "lbfgs"}, fit_weighted),
    "weighted, early stopping": ("diabetes", SHORT | {"early_stopping": True}, fit_weighted),
    "counts": ("counts", SHORT | {"loss": "poisson", "learning_rate_init": 0.02}, fit),
    "counts, lbfgs": ("counts", SHORT | {"loss": "poisson", "solver": "lbfgs"}, fit),
    "partial_fit": ("wine", SHORT | {"learning_rate_init": 0.01}, fit_batches),
    "partial_fit, sgd": (
        "diabetes",
        SHORT | {"solver": "sgd", "learning_rate": "invscaling"},
        fit_batches,
    ),
    "partial_fit after fit": ("iris", SHORT, fit_and_go_on),
    "warm start": ("iris", SHORT | {"warm_start": True}, fit_twice),
    "warm start, early stopping": ("breast cancer", SHORT | STOPPING, fit_twice),
    "linear": ("wine", {"hidden_layer_sizes": (), "max_iter": 6}, fit),
    "patience": (
        "iris",
        {"hidden_layer_sizes": (3,), "tol": 0.02, "n_iter_no_change": 3, "batch_size": 16},
        fit,
    ),
    "few evaluations": ("wine", SHORT | {"solver": "lbfgs", "max_fun": 4}, fit),
}
"""By its name: the data, the options of the estimator, and what is done with it."""


def trained(name, module, **more):
    """The estimator of a module after a training."""
    data, options, story = CASES[name]
    kind = module.MLPRegressor if data in REGRESSIONS else module.MLPClassifier
    estimator = kind(random_state=0, **options, **more)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        story(estimator, *samples(data))
    return estimator


def report(estimator):
    """The weights and all that is reported, as JSON has it; attributes that it lacks are left out.

    Rounding to 15 digits keeps the file small.
    """
    found = {name: getattr(estimator, name) for name in ATTRIBUTES if hasattr(estimator, name)}
    parts = {"coefs": estimator.coefs_, "intercepts": estimator.intercepts_}
    return plain(found | {name: list(arrays) for name, arrays in parts.items()})


def plain(thing):
    if isinstance(thing, dict):
        return {key: plain(inside) for key, inside in thing.items()}
    if isinstance(thing, list):
        return [plain(inside) for inside in thing]
    thing = thing.tolist() if isinstance(thing, np.ndarray | np.generic) else thing
    if isinstance(thing, list):
        return plain(thing)
    return float(f"{thing:.15g}") if isinstance(thing, float) else thing


def difference(ours, theirs):
    """The largest difference of two reports, of weights in units of the largest weight.

    All that is no float has to be equal.
    """
    assert ours.keys() == theirs.keys()
    unit = largest([theirs["coefs"], theirs["intercepts"]], 0.0)
    return max(
        largest(ours[name], theirs[name]) / (unit if name in ("coefs", "intercepts") else 1.0)
        for name in theirs
    )


def largest(ours, theirs):
    """The largest difference of floats in nested lists, or from a single float."""
    if isinstance(ours, list):
        others = theirs if isinstance(theirs, list) else [theirs] * len(ours)
        assert len(ours) == len(others)
        return max(map(largest, ours, others), default=0.0)
    if isinstance(ours, float):
        return abs(ours - theirs)
    assert ours == theirs
    return 0.0
