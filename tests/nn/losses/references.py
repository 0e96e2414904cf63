"""The losses' other half: for each row of `LOSSES` a formula by other means, and examples.

A new loss needs a line in `REFERENCES`; the examples follow from what it takes.
"""

import numpy as np
import scipy.special
import scipy.stats
import sklearn.metrics

from nn.losses import LOSSES

ROWS = list(dict.fromkeys(LOSSES.values()))
RNG = np.random.default_rng(0)
N, K = 8, 4
NUMBERS = 3.0 * RNG.normal(size=N)
SURE = np.array([40.0, -40.0, 800.0, -800.0, 0.0, 36.9, -700.0, 38.0])
LABELS = np.array([1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0])
SIDES = 2.0 * LABELS - 1.0
SHARES = RNG.random(N)
PROBABILITIES = np.array([0.0, 1.0, 0.3, 1e-310, 1 - 2.0**-53, 0.0, 1.0, 0.9])
LOGITS = 2.0 * RNG.normal(size=(N, K))
LOGITS[:2] = [[40.0, 0.0, 1.0, 2.0], [0.0, 900.0, 1.0, -900.0]]
CLASSES = np.array([0.0, 1.0, 2.0, 3.0, 0.0, 3.0, 1.0, 2.0])
ONE_HOT = np.eye(K)[CLASSES.astype(int)]
MIXED = RNG.dirichlet(np.ones(K), size=N)
SOFTMAX = scipy.special.softmax(LOGITS, axis=1)

EXAMPLES = {
    ("numbers", "numbers"): [(NUMBERS, LABELS), (LOGITS, MIXED)],
    ("numbers", "vectors"): [(LOGITS, MIXED), (NUMBERS, SHARES)],
    ("scores", "sides"): [(NUMBERS, LABELS), (NUMBERS, SIDES), (SURE, LABELS)],
    ("probabilities", "labels"): [(PROBABILITIES, y) for y in (LABELS, 1.0 - LABELS, SHARES)],
    ("logits", "labels"): [(SURE, y) for y in (LABELS, 1.0 - LABELS, SHARES)],
    ("probabilities", "classes"): [(SOFTMAX, y) for y in (CLASSES, ONE_HOT, MIXED)],
    ("logits", "classes"): [(LOGITS, y) for y in (CLASSES, ONE_HOT, MIXED)],
    ("scores", "classes"): [(LOGITS, y) for y in (CLASSES, ONE_HOT, MIXED)],
    ("probabilities", "distributions"): [(SOFTMAX, y) for y in (ONE_HOT, MIXED)],
}
"""Predictions and targets by what a loss takes, and of which kind its targets are."""

POSITIVE = {"poisson": [(np.abs(NUMBERS), LABELS), (PROBABILITIES, LABELS)]}
"""Examples of the losses that do not take all that others of their kind take."""

CASES = [
    (row, *arrays)
    for row in ROWS
    for arrays in POSITIVE.get(row.__name__, EXAMPLES[row.takes, row.targets])
]

MILD = {
    ("numbers", "numbers"): (np.abs(NUMBERS) + 0.1, SHARES + 0.1),
    ("numbers", "vectors"): (RNG.normal(size=(N, K)), MIXED),
    ("scores", "sides"): (NUMBERS, SIDES),
    ("probabilities", "labels"): (SHARES, LABELS),
    ("logits", "labels"): (NUMBERS, LABELS),
    ("probabilities", "classes"): (MIXED, CLASSES),
    ("logits", "classes"): (RNG.normal(size=(N, K)), CLASSES),
    ("scores", "classes"): (RNG.normal(size=(N, K)), CLASSES),
    ("probabilities", "distributions"): (MIXED, MIXED[::-1]),
}
"""Examples that the formulas of `REFERENCES` are accurate for."""


def of_class(p, t):
    """The predicted number of the right class of each sample."""
    return p[np.arange(len(t)), t.astype(int)]


def focal(q):
    """The focal loss of the probabilities of what happened."""
    return -((1.0 - q) ** 2 * np.log(q)).mean()


REFERENCES = {
    "mean_squared_error": lambda p, t: sklearn.metrics.mean_squared_error(t, p),
    "mean_absolute_error": lambda p, t: sklearn.metrics.mean_absolute_error(t, p),
    "mean_absolute_percentage_error": lambda p, t: (
        100.0 * sklearn.metrics.mean_absolute_percentage_error(t, p)
    ),
    "mean_squared_logarithmic_error": lambda p, t: sklearn.metrics.mean_squared_log_error(t, p),
    "huber": lambda p, t: scipy.special.huber(1.0, p - t).mean(),
    "log_cosh": lambda p, t: np.log(np.cosh(p - t)).mean(),
    "poisson": lambda p, t: (p - t * np.log(p + 1e-7)).mean(),
    "cosine_similarity": lambda p, t: (
        -sklearn.metrics.pairwise.cosine_similarity(p, t).diagonal().mean()
    ),
    "hinge": lambda p, t: sklearn.metrics.hinge_loss(t, p),
    "squared_hinge": lambda p, t: (np.maximum(0.0, 1.0 - t * p) ** 2).mean(),
    "binary_cross_entropy": lambda p, t: sklearn.metrics.log_loss(t, p),
    "binary_cross_entropy_with_logits": lambda p, t: sklearn.metrics.log_loss(
        t, scipy.special.expit(p)
    ),
    "categorical_cross_entropy": lambda p, t: sklearn.metrics.log_loss(t, p),
    "categorical_cross_entropy_with_logits": lambda p, t: sklearn.metrics.log_loss(
        t, scipy.special.softmax(p, axis=1)
    ),
    "categorical_hinge": lambda p, t: np.mean(
        [
            max(0.0, 1.0 + max(0.0, *np.delete(pi, int(k))) - pi[int(k)])
            for pi, k in zip(p, t, strict=True)
        ]
    ),
    "binary_focal_cross_entropy": lambda p, t: focal(np.where(t == 1.0, p, 1.0 - p)),
    "binary_focal_cross_entropy_with_logits": lambda p, t: focal(
        scipy.special.expit((2 * t - 1) * p)
    ),
    "categorical_focal_cross_entropy": lambda p, t: 0.25 * focal(of_class(p, t)),
    "categorical_focal_cross_entropy_with_logits": lambda p, t: (
        0.25 * focal(of_class(scipy.special.softmax(p, axis=1), t))
    ),
    "categorical_generalized_cross_entropy": lambda p, t: (
        -scipy.special.boxcox(of_class(p, t), 0.5).mean()
    ),
    "kl_divergence": lambda p, t: scipy.stats.entropy(t, p, axis=1).mean(),
}
"""The mean loss of predictions and targets, by the name of the row."""
