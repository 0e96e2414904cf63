"""The metrics' other half: for each row of `METRICS` the same by other means, and examples.

A new metric needs a line in `REFERENCES`, with the name of its examples.
"""

import numpy as np
import sklearn.metrics

from nn.metrics import METRICS

ROWS = list(dict.fromkeys(METRICS.values()))
RNG = np.random.default_rng(0)
N, K = 40, 7
LABELS = RNG.integers(0, 2, N).astype(float)
CLASSES = RNG.integers(0, K, N).astype(float)
EXAMPLES = {
    "numbers": (RNG.normal(size=N) + 3.0, RNG.normal(size=N) + 3.0),
    "labels": (LABELS, np.clip(0.5 * LABELS + 0.5 * RNG.random(N), 0.0, 1.0)),
    "classes": (CLASSES, RNG.dirichlet(np.ones(K), size=N)),
    "one-hot": (np.eye(K)[CLASSES.astype(int)], RNG.dirichlet(np.ones(K), size=N)),
    "scores": (2.0 * LABELS - 1.0, RNG.normal(size=N)),
    "rounded": (CLASSES, RNG.integers(0, K, N).astype(float)),
    "tenths": (LABELS, RNG.integers(0, 11, N) / 10.0),
}
"""Targets and predictions."""


def at_half(metric):
    """A metric of scikit-learn of predicted labels."""
    return lambda t, p: metric(t, p > 0.5)


REFERENCES = {
    "accuracy": ("classes", lambda t, p: (t == p.argmax(axis=1)).mean()),
    "binary_accuracy": ("labels", at_half(sklearn.metrics.accuracy_score)),
    "sign_accuracy": ("scores", lambda t, p: (t == np.sign(p)).mean()),
    "categorical_accuracy": ("one-hot", lambda t, p: (t.argmax(1) == p.argmax(1)).mean()),
    "sparse_categorical_accuracy": ("classes", lambda t, p: (t == p.argmax(axis=1)).mean()),
    "equality": ("rounded", sklearn.metrics.accuracy_score),
    "precision": ("labels", at_half(sklearn.metrics.precision_score)),
    "recall": ("labels", at_half(sklearn.metrics.recall_score)),
    "f1": ("labels", at_half(sklearn.metrics.f1_score)),
    "top_k_accuracy": (
        "classes",
        lambda t, p: sklearn.metrics.top_k_accuracy_score(t, p, k=5, labels=range(K)),
    ),
    "auc": ("tenths", sklearn.metrics.roc_auc_score),  # the thresholds lie between tenths
    "roc_auc": ("labels", sklearn.metrics.roc_auc_score),
    "mean_squared_error": ("numbers", sklearn.metrics.mean_squared_error),
    "root_mean_squared_error": ("numbers", sklearn.metrics.root_mean_squared_error),
    "mean_absolute_error": ("numbers", sklearn.metrics.mean_absolute_error),
    "mean_absolute_percentage_error": (
        "numbers",
        lambda t, p: 100.0 * sklearn.metrics.mean_absolute_percentage_error(t, p),
    ),
    "r2": ("numbers", sklearn.metrics.r2_score),
}
"""Names of examples, and functions of their targets and predictions, by the name of the row."""
