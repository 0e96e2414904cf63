"""Old checkpoints: networks in files, as version 07958d2 saved them.

Run with the code of that commit:

    git worktree add /tmp/old 07958d2
    PYTHONPATH=/tmp/old python tests/data/make_checkpoints.py tests/data

It writes `checkpoints.json`: for each network its file (base64), the examples, what it predicted
and measured, and the losses of two more epochs.
"""

import base64
import functools
import json
import sys
import tempfile
from pathlib import Path

import nn
from nn import initializers, losses, metrics, optimizers

X = [[0.1 * i, (0.07 * i * i) % 1.0] for i in range(12)]
LABELS = [i % 2 for i in range(12)]
CLASSES = [i % 3 for i in range(12)]
ONE_HOT = [[float(k == i % 3) for k in range(3)] for i in range(12)]


def squared(y_true, y_pred):
    """A loss of one's own."""
    return (y_true - y_pred) ** 2


def worst(y_true, y_pred):
    """A metric of one's own."""
    return abs(y_true - y_pred).max()


OWN = {"squared": squared, "worst": worst}


def networks():
    """Names, networks, and what they are compiled with and trained for."""
    last = nn.Dense
    yield (
        "binary",
        [nn.Dense(4, functools.partial(nn.activations.get("leaky_relu"), slope=0.3)), last(1)],
        losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.1),
        ["accuracy", "AUC", metrics.Precision(name="prec"), metrics.BinaryAccuracy(0.4)],
        optimizers.Adam(nn.schedules.exponential(0.05, 0.9)),
        LABELS,
    )
    yield (
        "classes",
        [nn.Dense(4, "tanh", kernel_regularizer=nn.regularizers.l2(0.1)), last(3, "softmax")],
        "sparse_categorical_crossentropy",
        ["acc", metrics.TopKCategoricalAccuracy(k=2), functools.partial(metrics.f1, threshold=0.2)],
        "rmsprop",
        CLASSES,
    )
    yield (
        "distributions",
        [nn.Dense(3, kernel_initializer="he_normal"), nn.Softmax()],
        losses.KLDivergence(),
        ["categorical_accuracy"],
        "adagrad",
        ONE_HOT,
    )
    yield (
        "numbers",
        [nn.Dense(3, "gelu", kernel_constraint=nn.constraints.max_norm(1.5)), last(1)],
        losses.Huber(delta=0.5),
        ["mae", "rmse", metrics.R2Score(), metrics.MeanAbsolutePercentageError()],
        optimizers.SGD(0.1, momentum=0.9),
        LABELS,
    )
    yield (
        "own",
        [nn.Dense(3, "relu", kernel_initializer=initializers.RandomUniform(-0.5, 0.5)), last(1)],
        squared,
        [worst, "mse"],
        "sgd",
        LABELS,
    )


def main(folder):
    """Write the file."""
    found = {}
    for name, layers, loss, chosen, optimizer, targets in networks():
        model = nn.Sequential(layers, rng=3)
        model.compile(optimizer, loss, chosen)
        model.fit(X, targets, epochs=2, batch_size=5, verbose=0)
        with tempfile.TemporaryDirectory() as temporary:
            path = Path(temporary, "model.safetensors")
            model.save(path)
            file = base64.b64encode(path.read_bytes()).decode()
        found[name] = {
            "file": file,
            "X": X,
            "y": targets,
            "predictions": model.predict(X, verbose=0).tolist(),
            "evaluation": model.evaluate(X, targets, verbose=0, return_dict=True),
        }
        more = model.fit(X, targets, epochs=4, initial_epoch=2, batch_size=5, verbose=0)
        found[name]["more"] = more.history["loss"]
    Path(folder, "checkpoints.json").write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
