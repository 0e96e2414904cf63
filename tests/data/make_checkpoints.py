"""Old checkpoints: networks in files of version 1 of the format.

Run with the code of commit 07958d2, for the networks of `main`, and of 314e102, for the others:

    git worktree add /tmp/old 314e102
    PYTHONPATH=/tmp/old python tests/data/make_checkpoints.py tests/data names sequences words

It writes into `checkpoints.json`, for each network, its file and the backup of its training (both
in base64), the examples, what it predicted and measured, and the losses of two more epochs.
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
WORDS = [[(i + k) % 12 for k in range(3)] for i in range(12)]
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
        "names",
        [
            nn.Dense(4, "leaky_relu", kernel_initializer="he_normal"),
            nn.LayerNorm(),
            nn.Dense(3, nn.LeakyReLU(0.1), kernel_initializer="uniform"),
            nn.RMSNorm(epsilon=1e-3),
            nn.LeakyReLU(),
            last(1, kernel_initializer=initializers.RandomNormal(0.1, 0.2)),
        ],
        "mse",
        ["mae"],
        optimizers.Adam(0.05, epsilon=1e-2, clipnorm=0.1),
        LABELS,
    )
    yield (
        "sequences",
        [
            nn.Reshape((2, 1)),
            nn.Conv1D(2, 2, 1, "same", "leaky_relu"),
            nn.MultiHeadAttention(1, 2, use_causal_mask=True),
            nn.GRU(2, "leaky_relu", return_sequences=True),
            nn.LSTM(2),
            last(1, kernel_constraint="max_norm", kernel_regularizer="l1_l2"),
        ],
        "mse",
        [],
        optimizers.RMSprop(0.02, epsilon=1e-2, clipnorm=0.5),
        LABELS,
    )
    yield (
        "words",
        [nn.Embedding(12, 2, kernel_regularizer="l2"), nn.SimpleRNN(2), last(1)],
        "mse",
        [],
        optimizers.Adagrad(0.1, epsilon=1e-2),
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


def record(layers, loss, chosen, optimizer, targets, X=X):
    """What is recorded of a network."""
    model = nn.Sequential(layers, rng=3)
    model.compile(optimizer, loss, chosen)
    with tempfile.TemporaryDirectory() as folder:
        keep = nn.callbacks.BackupAndRestore(folder, delete_checkpoint=False)
        model.fit(X, targets, epochs=2, batch_size=5, verbose=0, callbacks=[keep])
        path = Path(folder, "model.safetensors")
        model.save(path)
        file, backup = (
            base64.b64encode(each.read_bytes()).decode()
            for each in (path, Path(folder, "backup.safetensors"))
        )
    found = {
        "file": file,
        "backup": backup,
        "X": X,
        "y": targets,
        "predictions": model.predict(X, verbose=0).tolist(),
        "evaluation": model.evaluate(X, targets, verbose=0, return_dict=True),
    }
    more = model.fit(X, targets, epochs=4, initial_epoch=2, batch_size=5, verbose=0)
    return {**found, "more": more.history["loss"]}


def main(folder, *names):
    """Write the file; without names, all networks are recorded anew."""
    path = Path(folder, "checkpoints.json")
    found = json.loads(path.read_text()) if names else {}
    for name, *network in networks():
        if name in names or not names:
            found[name] = record(*network, **({"X": WORDS} if name == "words" else {}))
    path.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
