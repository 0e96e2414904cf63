"""The metrics' other half: for each row of `METRICS` the same by other means, and examples.

A new metric needs a line in `REFERENCES`, with the name of its examples.
"""

import numpy as np
import scipy.special
import sklearn.metrics

from nn.metrics import METRICS

ROWS = list(dict.fromkeys(METRICS.values()))
RNG = np.random.default_rng(0)
N, K = 40, 7
LABELS = RNG.integers(0, 2, N).astype(float)
CLASSES = RNG.integers(0, K, N).astype(float)
PREDICTED = np.clip(0.5 * LABELS + 0.5 * RNG.random(N), 0.0, 1.0)
EXAMPLES = {
    "numbers": (RNG.normal(size=N) + 3.0, RNG.normal(size=N) + 3.0),
    "labels": (LABELS, PREDICTED),
    "classes": (CLASSES, RNG.dirichlet(np.ones(K), size=N)),
    "one-hot": (np.eye(K)[CLASSES.astype(int)], RNG.dirichlet(np.ones(K), size=N)),
    "scores": (2.0 * LABELS - 1.0, RNG.normal(size=N)),
    "rounded": (CLASSES, RNG.integers(0, K, N).astype(float)),
    "tenths": (LABELS, RNG.integers(0, 11, N) / 10.0),
    "alike": (CLASSES, np.where(RNG.random(N) < 0.6, CLASSES, CLASSES[::-1])),
    "vectors": (RNG.normal(size=(N, 4)), RNG.normal(size=(N, 4))),
    "counts": (CLASSES, 1.0 + RNG.random(N)),
}
"""Targets and predictions."""


def at_half(metric):
    """A metric of scikit-learn of predicted labels."""
    return lambda t, p: metric(t, p > 0.5)


def in_table(row, column):
    """A count of scikit-learn's confusion matrix."""
    return lambda t, p: sklearn.metrics.confusion_matrix(t, p > 0.5)[row, column]


def row_by_row(metric):
    """The mean of a function of one target and one prediction, both vectors."""
    return lambda t, p: np.mean([metric(*each) for each in zip(t, p, strict=True)])


def f_score(t, p):
    """F1 of all classes together, with Keras's 1e-7 in each divisor."""
    share = (t.argmax(axis=1) == p.argmax(axis=1)).sum() / (N + 1e-7)
    return 2.0 * share * share / (share + share + 1e-7)


def roc(t, p):
    """Specificities and sensitivities."""
    wrong, right, _ = sklearn.metrics.roc_curve(t, p, drop_intermediate=False)
    return 1.0 - wrong, right


def best_on(curve, wanted, limited, least):
    """The largest number of one kind where one of another kind is at least `least`."""

    def best(t, p):
        found = curve(t, p)
        return found[wanted][found[limited] >= least].max()

    return best


def concordance(t, p):
    covariance = np.cov(t, p, ddof=0)
    return 2.0 * covariance[0, 1] / (covariance.trace() + (t.mean() - p.mean()) ** 2 + 1e-7)


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
    "true_negatives": ("labels", in_table(0, 0)),
    "false_positives": ("labels", in_table(0, 1)),
    "false_negatives": ("labels", in_table(1, 0)),
    "true_positives": ("labels", in_table(1, 1)),
    "f1_score": ("one-hot", f_score, {"average": "micro"}),
    "fbeta_score": ("one-hot", f_score, {"average": "micro"}),
    "iou": (
        "alike",
        lambda t, p: sklearn.metrics.jaccard_score(t, p, average="macro"),
        {"num_classes": K},
    ),
    "sensitivity_at_specificity": ("tenths", best_on(roc, 1, 0, 0.5), {"specificity": 0.5}),
    "specificity_at_sensitivity": ("tenths", best_on(roc, 0, 1, 0.5), {"sensitivity": 0.5}),
    "precision_at_recall": (
        "tenths",
        best_on(sklearn.metrics.precision_recall_curve, 0, 1, 0.3),
        {"recall": 0.3},
    ),
    "recall_at_precision": (
        "tenths",
        best_on(sklearn.metrics.precision_recall_curve, 1, 0, 0.6),
        {"precision": 0.6},
    ),
    "binary_iou": (
        "labels",
        lambda t, p: sklearn.metrics.jaccard_score(t, p >= 0.5, average="macro"),
    ),
    "binary_crossentropy": (
        "labels",
        lambda t, p: sklearn.metrics.log_loss(t, p.clip(1e-7, 1.0 - 1e-7)),
    ),
    "categorical_crossentropy": (
        "one-hot",
        lambda t, p: sklearn.metrics.log_loss(t.argmax(axis=1), p, labels=range(K)),
    ),
    "sparse_categorical_crossentropy": (
        "classes",
        lambda t, p: sklearn.metrics.log_loss(t, p, labels=range(K)),
    ),
    "hinge": ("scores", sklearn.metrics.hinge_loss),
    "squared_hinge": ("scores", lambda t, p: (np.maximum(0.0, 1.0 - t * p) ** 2).mean()),
    "categorical_hinge": (
        "one-hot",
        row_by_row(lambda t, p: max(0.0, 1.0 + max(p[t == 0.0]) - p[t == 1.0][0])),
    ),
    "kl_divergence": (
        "one-hot",
        lambda t, p: scipy.special.rel_entr(np.maximum(t, 1e-7), np.maximum(p, 1e-7)).sum() / N,
    ),
    "poisson": ("counts", lambda t, p: (p - t * np.log(p + 1e-7)).mean()),
    "log_cosh": ("numbers", lambda t, p: np.log(np.cosh(p - t)).mean()),
    "mean_squared_logarithmic_error": (
        "counts",
        lambda t, p: sklearn.metrics.mean_squared_log_error(np.maximum(t, 1e-7), p),
    ),
    "cosine_similarity": (
        "vectors",
        row_by_row(lambda t, p: t @ p / np.linalg.norm(t) / np.linalg.norm(p)),
    ),
    "pearson_correlation": ("vectors", row_by_row(lambda t, p: np.corrcoef(t, p)[0, 1])),
    "concordance_correlation": ("vectors", row_by_row(concordance)),
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
"""By the name of the row: the name of examples, a function of them, and settings of the row."""

NEEDED = {
    "IoU": {"num_classes": 3, "target_class_ids": [0, 1]},
    "MeanIoU": {"num_classes": 3},
    "OneHotIoU": {"num_classes": 3, "target_class_ids": [0, 1]},
    "OneHotMeanIoU": {"num_classes": 3},
    "PrecisionAtRecall": {"recall": 0.5},
    "RecallAtPrecision": {"precision": 0.5},
    "SensitivityAtSpecificity": {"specificity": 0.5},
    "SpecificityAtSensitivity": {"sensitivity": 0.5},
}
"""What Keras's classes must be given."""
