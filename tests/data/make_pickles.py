"""Old pickles: a graph, networks and an estimator, as version 07958d2 wrote them.

Run at that commit, where the classes and functions that they name stood in other modules:

    git worktree add /tmp/old 07958d2
    cd /tmp/old && /path/to/.venv/bin/python /path/to/tests/data/make_pickles.py FOLDER

"constrained" is from 314e102. With names after the folder, only these are recorded.

It writes `pickles.json`: the pickles (base64) with the numbers that they hold, and what else a
pickle of that version may refer to: the public classes and functions, by module and name.
"""

import base64
import functools
import importlib
import json
import pickle
import random
import sys
import types
from pathlib import Path

import autograd
import nn
from nn import callbacks, losses, metrics, optimizers
from nn.estimators import MLPClassifier, MLPRegressor

POINTS = [[0.1 * i, (0.07 * i * i) % 1.0] for i in range(12)]
LABELS = [i % 2 for i in range(12)]


def graph():
    """A graph of all kinds of nodes, after a backward pass."""
    x, y = autograd.Value(0.5, label="x"), autograd.Value(-2.0, label="y")
    with autograd.scope("inside"):
        part = autograd.clip(x * y, -3.0, 3.0) + autograd.where(x > 0.0, x, y)
    out = autograd.sum([part, 2.0 - x, y**2, autograd.hypot(x, y)])
    out.backward()
    return out, {"data": out.data, "grad": x.grad}, [x.data, y.data]


def trained(layers, loss, metric_list, optimizer, targets=LABELS, inputs=POINTS):
    """A network that was trained for two epochs."""
    model = nn.Sequential(layers, rng=3)
    model.compile(optimizer, loss, metric_list)
    model.fit(inputs, targets, epochs=2, batch_size=5, verbose=0)
    return model


def networks():
    """Networks of all kinds of layers, losses, metrics and optimizers."""
    one_hot = [[float(k == i % 3) for k in range(3)] for i in range(12)]
    images = [[[[0.1 * ((i + a * b) % 7)] for a in range(4)] for b in range(4)] for i in range(12)]
    words = [[(i + k) % 5 for k in range(4)] for i in range(12)]
    yield (
        "binary",
        trained(
            [nn.Dense(4, "tanh", kernel_regularizer="l2"), nn.Dropout(0.2), nn.Dense(1, "sigmoid")],
            losses.BinaryCrossentropy(),
            ["accuracy", metrics.AUC(), metrics.Precision(name="prec")],
            optimizers.Adam(0.01),
        ),
        POINTS,
        LABELS,
    )
    yield (
        "regression",
        trained(
            [nn.Dense(3, "leaky_relu", kernel_constraint="max_norm"), nn.LayerNorm(), nn.Dense(1)],
            losses.Huber(delta=0.5),
            ["mae", metrics.R2Score(), functools.partial(metrics.f1, threshold=0.3)],
            optimizers.SGD(optimizers_rate(), momentum=0.9),
        ),
        POINTS,
        LABELS,
    )
    yield (
        "classes",
        trained(
            [nn.Dense(3, nn.LeakyReLU(0.1)), nn.Dense(3), nn.Softmax()],
            "categorical_crossentropy",
            [metrics.TopKCategoricalAccuracy(k=2)],
            "rmsprop",
            one_hot,
        ),
        POINTS,
        one_hot,
    )
    yield (
        "images",
        trained(
            [nn.Conv2D(2, 2, activation="relu"), nn.MaxPooling2D(2), nn.Flatten(), nn.Dense(1)],
            "hinge",
            ["binary_accuracy"],
            "adagrad",
            LABELS,
            images,
        ),
        images,
        LABELS,
    )
    yield (
        "words",
        trained(
            [nn.Embedding(5, 3), nn.LSTM(3), nn.Dense(1, "sigmoid")],
            functools.partial(losses.binary_cross_entropy, label_smoothing=0.1),
            ["acc"],
            optimizers.Adam(nn.schedules.exponential(0.01, 0.9, 5)),
            LABELS,
            words,
        ),
        words,
        LABELS,
    )


def later_networks():
    """Networks whose names have another meaning today."""
    words = [[(i + k) % 5 for k in range(4)] for i in range(12)]
    yield (
        "constrained",
        trained(
            [
                nn.Embedding(5, 3, kernel_constraint="max_norm"),
                nn.GRU(3, "leaky_relu"),
                nn.LayerNorm(),
                nn.LeakyReLU(),
                nn.Dense(1, kernel_constraint="unit_norm", kernel_initializer="uniform"),
            ],
            "mse",
            ["mae"],
            optimizers.Adam(0.05, epsilon=1e-2, clipnorm=0.1),
            LABELS,
            words,
        ),
        words,
        LABELS,
    )


def optimizers_rate():
    """A learning rate that is a schedule."""
    from nn import schedules

    return schedules.cosine(0.1, 20)


PUBLIC = """autograd autograd.compiler autograd.diagnosis autograd.functional autograd.ops
autograd.stepping autograd.testing autograd.visual nn nn.activations nn.attribution nn.augmentation
nn.callbacks nn.checkpoints nn.constraints nn.estimators nn.initializers nn.layers nn.losses
nn.metrics nn.models nn.optimizers nn.plots nn.regularizers nn.schedules nn.training nn.utils"""


def referable():
    """`module:name` of all public classes and functions, as a pickle calls them."""
    found = set()
    for module in map(importlib.import_module, PUBLIC.split()):
        for name in getattr(module, "__all__", vars(module)):
            thing = getattr(module, name)
            home = getattr(thing, "__module__", "")
            listed = hasattr(module, "__all__") and home.startswith(("autograd.", "nn."))
            if isinstance(thing, type | types.FunctionType) and (listed or home == module.__name__):
                found.add(f"{home}:{thing.__qualname__}")
    return sorted(name for name in found if ":_" not in name)


def encoded(thing):
    """A pickle as text."""
    return base64.b64encode(pickle.dumps(thing)).decode()


def add_later(path, names):
    """Record networks into the file that is there, with the losses of two more epochs."""
    result = json.loads(path.read_text(encoding="utf-8"))
    for name, model, inputs, targets in later_networks():
        if name in names:
            found = result["models"][name] = recorded(model, inputs, targets)
            more = model.fit(inputs, targets, epochs=4, initial_epoch=2, batch_size=5, verbose=0)
            found["more"] = more.history["loss"]
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def recorded(model, inputs, targets):
    """What is recorded of a network."""
    return {
        "pickle": encoded(model),
        "inputs": inputs,
        "targets": targets,
        "predictions": model.predict(inputs, verbose=0).tolist(),
        "evaluation": model.evaluate(inputs, targets, verbose=0),
        "history": {name: list(numbers) for name, numbers in model.history.history.items()},
    }


def main(folder):
    """Write the file."""
    random.seed(0)
    out, numbers, _ = graph()
    result = {"graph": {"pickle": encoded(out), **numbers}, "models": {}, "estimators": {}}
    for name, model, inputs, targets in networks():
        result["models"][name] = recorded(model, inputs, targets)
    for kind in (MLPClassifier, MLPRegressor):
        estimator = kind(hidden_layer_sizes=(3,), max_iter=20, random_state=0).fit(POINTS, LABELS)
        result["estimators"][kind.__name__] = {
            "pickle": encoded(estimator),
            "predictions": estimator.predict(POINTS).tolist(),
        }
    result["callbacks"] = encoded(
        [callbacks.EarlyStopping(patience=3), callbacks.ReduceLROnPlateau()]
    )
    result["names"] = referable()
    Path(folder, "pickles.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[2:]:
        add_later(Path(sys.argv[1], "pickles.json"), sys.argv[2:])
    else:
        main(sys.argv[1])
