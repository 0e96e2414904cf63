"""Write metrics.json: numbers of Keras's metrics, for tests/nn/metrics/test_keras.py.

python tests/data/make_metrics.py     # with Keras and JAX installed; 3.15.1 wrote the file here

Each case has the class and its arguments, or a name as `compile` takes it; the names of the targets
and predictions, which come with the file in batches; and the number after all batches.
"""

import json
from pathlib import Path

import keras_in_doubles  # noqa: F401 - before Keras
import numpy as np
from keras import metrics
from keras.src.trainers.compile_utils import get_metric

rng = np.random.default_rng(7)
N, K = 37, 4
labels = rng.integers(0, 2, (N, 1)).astype(float)
classes = rng.integers(0, K, N).astype(float)
several = rng.integers(0, 2, (N, K)).astype(float)
numbers = rng.normal(size=(N, K)) + 2.0
DATA = {
    "labels": (labels, np.clip(0.4 * labels + 0.6 * rng.random((N, 1)), 0.0, 1.0)),
    "logits": (labels, 2.0 * rng.normal(size=(N, 1)) + labels),
    "edges": (labels, rng.integers(0, 6, (N, 1)) / 5.0),
    "one-hot": (np.eye(K)[classes.astype(int)], rng.dirichlet(np.ones(K), size=N)),
    "classes": (classes, rng.dirichlet(np.ones(K), size=N)),
    "several": (several, np.clip(0.4 * several + 0.6 * rng.random((N, K)), 0.0, 1.0)),
    "one class": (np.ones((N, 1)), rng.random((N, 1))),
    "numbers": (numbers, numbers + 0.5 * rng.normal(size=(N, K))),
    "number": (numbers[:, :1], numbers[:, :1] + rng.normal(size=(N, 1))),
    "counts": (numbers.round().clip(0.0), abs(numbers) + 0.1),
    "sides": (2.0 * labels - 1.0, rng.normal(size=(N, 1))),
    "ends": (labels, rng.integers(0, 3, (N, 1)) / 2.0),
    "classes here": (rng.integers(-1, K, N).astype(float), rng.dirichlet(np.ones(K), size=N)),
    "classes alike": (classes, rng.integers(0, K, N).astype(float)),
    "steps": (np.eye(K)[rng.integers(0, K, (N, 3))], rng.dirichlet(np.ones(K), size=(N, 3))),
    "labels in steps": (rng.integers(0, 2, (N, 3, 1)).astype(float), rng.random((N, 3, 1))),
    "flat labels in steps": (rng.integers(0, 2, (N, 3)).astype(float), rng.random((N, 3, 1))),
    "several in steps": (rng.integers(0, 2, (N, 3, K)).astype(float), rng.random((N, 3, K))),
    "classes in steps": (rng.integers(0, K, (N, 3)), rng.dirichlet(np.ones(K), size=(N, 3))),
    "flat": (rng.integers(0, 2, N).astype(float), rng.random(N)),
    "rounded": (numbers.round(), (numbers + 0.4 * rng.normal(size=(N, K))).round()),
}
BINARY, MULTI, REAL = ["labels", "edges"], ["one-hot", "several"], ["number", "numbers"]
COUNTED = [{}, {"thresholds": 0.3}, {"thresholds": 0.7, "class_id": 1}, {"top_k": 2}]
COUNTED += [{"top_k": 2, "class_id": 0}, {"top_k": 1, "thresholds": 0.6}]
AREAS = [{}, {"num_thresholds": 11}, {"multi_label": True}, {"curve": "PR"}, {"from_logits": True}]
AREAS += [{"curve": "PR", "summation_method": "minoring"}, {"summation_method": "majoring"}]
AREAS += [{"thresholds": [0.5, 0.2, 0.9]}, {"curve": "PR", "num_thresholds": 5}]
AREAS += [{"curve": "PRGAIN"}, {"curve": "prgain", "summation_method": "minoring"}, {"curve": "pr"}]
OF_LABELS = [{"multi_label": True, "label_weights": [1.0, 0.0, 2.5, 0.5], "num_labels": K}]
OF_LABELS += [{"label_weights": [1.0, 0.0, 2.5, 0.5]}]
ADJUSTED = [{"num_regressors": 3}, {"class_aggregation": "variance_weighted_average"}]
CASES = [
    ("Accuracy", [{}], ["rounded", "labels", "edges"]),
    ("BinaryAccuracy", [{}, {"threshold": 0.2}], [*BINARY, *MULTI, "logits"]),
    ("CategoricalAccuracy", [{}], MULTI),
    ("SparseCategoricalAccuracy", [{}], ["classes"]),
    ("TopKCategoricalAccuracy", [{}, {"k": 1}, {"k": 2}], ["one-hot"]),
    ("SparseTopKCategoricalAccuracy", [{}, {"k": 3}], ["classes"]),
    *[(name, COUNTED[:2], [*BINARY, "logits"]) for name in ("Precision", "Recall")],
    *[(name, COUNTED, MULTI) for name in ("Precision", "Recall")],
    ("AUC", AREAS, [*BINARY, *MULTI, "logits", "one class"]),
    ("AUC", OF_LABELS, ["several"]),
    ("MeanSquaredError", [{}], REAL),
    ("RootMeanSquaredError", [{}], REAL),
    ("MeanAbsoluteError", [{}], REAL),
    ("MeanAbsolutePercentageError", [{}], [*REAL, "labels"]),
    ("R2Score", [{}, *ADJUSTED], REAL),
]
LIMITS = [{}, {"num_thresholds": 1}, {"num_thresholds": 6}]
CASES += [
    *[(name, [{}], [*REAL, "counts"]) for name in ("MeanSquaredLogarithmicError", "LogCoshError")],
    *[(name, [{}], ["sides", "labels", "several"]) for name in ("Hinge", "SquaredHinge")],
    ("CategoricalHinge", [{}], ["one-hot", "steps"]),
    ("CosineSimilarity", [{}], ["numbers", "one-hot", "steps"]),
    ("KLDivergence", [{}], ["one-hot", "several", "steps"]),
    ("Poisson", [{}], ["counts"]),
    ("PearsonCorrelation", [{}], ["numbers", "one-hot", "steps"]),
    ("ConcordanceCorrelation", [{}], ["numbers", "one-hot", "steps"]),
    ("BinaryCrossentropy", [{}, {"label_smoothing": 0.2}], [*BINARY, *MULTI, "ends"]),
    ("BinaryCrossentropy", [{"from_logits": True}], ["logits", "numbers"]),
    ("CategoricalCrossentropy", [{}, {"label_smoothing": 0.2}], [*MULTI, "steps"]),
    ("CategoricalCrossentropy", [{"from_logits": True}], ["one-hot", "steps"]),
    ("SparseCategoricalCrossentropy", [{}, {"from_logits": True}], ["classes"]),
    ("SparseCategoricalCrossentropy", [{"ignore_class": 2}], ["classes"]),
    ("SparseCategoricalCrossentropy", [{"ignore_class": -1}], ["classes here"]),
    *[
        (name, [{}, {"thresholds": 0.2}, {"thresholds": [0.6]}], [*BINARY, "several", "logits"])
        for name in ("TruePositives", "TrueNegatives", "FalsePositives", "FalseNegatives")
    ],
    *[
        (name, [{what: least, **each} for least in (0.0, 0.4, 0.8) for each in LIMITS], data)
        for name, what in (
            ("SensitivityAtSpecificity", "specificity"),
            ("SpecificityAtSensitivity", "sensitivity"),
            ("PrecisionAtRecall", "recall"),
            ("RecallAtPrecision", "precision"),
        )
        for data in ([*BINARY, "ends", "several", "one class"],)
    ],
    ("PrecisionAtRecall", [{"recall": 0.5, "class_id": 2}], ["several"]),
    (
        "F1Score",
        [
            {"average": average, **each}
            for average in ("micro", "macro", "weighted")
            for each in ({}, {"threshold": 0.4})
        ],
        MULTI,
    ),
    ("F1Score", [{"threshold": 0.5}, {}], ["labels"]),
    (
        "FBetaScore",
        [{"average": average, "beta": 2.0} for average in ("micro", "macro", "weighted")],
        MULTI,
    ),
    ("FBetaScore", [{"average": "macro", "beta": 0.5, "threshold": 0.3}], MULTI),
    ("IoU", [{"num_classes": K, "target_class_ids": [0, 2]}], ["classes alike"]),
    ("MeanIoU", [{"num_classes": K}, {"num_classes": 3}], ["classes alike"]),
    ("MeanIoU", [{"num_classes": K, "ignore_class": 1}], ["classes alike"]),
    ("MeanIoU", [{"num_classes": K, "sparse_y_pred": False}], ["classes", "classes here"]),
    ("OneHotIoU", [{"num_classes": K, "target_class_ids": [1]}], ["one-hot", "steps"]),
    ("OneHotMeanIoU", [{"num_classes": K}, {"num_classes": K, "ignore_class": 0}], ["one-hot"]),
    ("BinaryIoU", [{}, {"target_class_ids": [1], "threshold": 0.3}], [*BINARY, "several"]),
]
FLAT = ["CosineSimilarity", "KLDivergence", "PearsonCorrelation", "ConcordanceCorrelation"]
FLAT += ["BinaryCrossentropy", "AUC", "Precision", "BinaryAccuracy", "CategoricalCrossentropy"]
CASES += [(name, [{}], ["flat"]) for name in FLAT]
CASES += [(name, [{"top_k": 2}], ["flat"]) for name in ("Precision", "Recall")]
STEPS = ["labels in steps", "several in steps"]
CASES += [
    ("SparseCategoricalCrossentropy", [{}], ["classes in steps"]),
    ("SparseCategoricalAccuracy", [{}], ["classes in steps"]),
    ("SparseTopKCategoricalAccuracy", [{"k": 2}], ["classes in steps"]),
    ("CategoricalAccuracy", [{}], ["several in steps", "steps"]),
    ("TopKCategoricalAccuracy", [{"k": 2}], ["steps"]),
    *[(name, [{}], STEPS) for name in ("BinaryAccuracy", "BinaryCrossentropy", "AUC", "BinaryIoU")],
    *[(name, [{}, {"thresholds": 0.2}], STEPS) for name in ("Precision", "Recall")],
    *[(name, [{"top_k": 2}, {"class_id": 1}], STEPS[1:]) for name in ("Precision", "Recall")],
    ("PrecisionAtRecall", [{"recall": 0.5}, {"recall": 0.5, "class_id": 0}], STEPS),
    ("MeanSquaredError", [{}], STEPS),
    ("BinaryAccuracy", [{}], ["flat labels in steps"]),
]
NAMES = {
    "accuracy": [
        *STEPS,
        "flat labels in steps",
        "classes in steps",
        "steps",
        "labels",
        "logits",
        "one-hot",
        "classes",
        "several",
    ],
    "acc": ["labels", "classes"],
    "Accuracy": ["several"],
    "binary_accuracy": ["labels", "several"],
    "categorical_accuracy": ["one-hot"],
    "sparse_categorical_accuracy": ["classes"],
    "top_k_categorical_accuracy": ["one-hot"],
    "sparse_top_k_categorical_accuracy": ["classes"],
    **{name: ["labels", "several", "logits"] for name in ("precision", "Recall", "recall")},
    **{name: ["labels", "several", "one class"] for name in ("auc", "AUC")},
    **{name: ["labels"] for name in ("bce", "BCE", "binary_crossentropy", "BinaryCrossentropy")},
    **{name: ["one-hot"] for name in ("categorical_crossentropy", "kl_divergence", "KLDivergence")},
    **{name: ["classes"] for name in ("sparse_categorical_crossentropy",)},
    **{name: ["sides"] for name in ("hinge", "squared_hinge", "Hinge")},
    **{name: ["several"] for name in ("true_positives", "false_negatives", "TrueNegatives")},
    **{name: ["several"] for name in ("binary_io_u", "BinaryIoU", "categorical_hinge")},
    **{name: ["labels"] for name in ("f1_score", "F1Score", "f_beta_score", "FBetaScore")},
    **{name: ["counts"] for name in ("msle", "MSLE", "poisson", "log_cosh_error")},
    **{name: ["numbers"] for name in ("cosine_similarity", "pearson_correlation")},
    **{name: ["numbers"] for name in ("mse", "MSE", "mae", "mape", "mean_squared_error")},
    **{name: ["numbers"] for name in ("r2_score", "R2Score", "root_mean_squared_error")},
}


def number(metric, data):
    targets, predictions = DATA[data]
    batches = (slice(0, 20), slice(20, N))
    for batch in batches[:1] if data == "flat" else batches:  # a flat batch is one vector
        metric.update_state(targets[batch], predictions[batch])
    return np.asarray(metric.result()).item()


def main():
    cases = []
    for name, settings, data in CASES:
        for setting in settings:
            for each in data:
                found = number(getattr(metrics, name)(**setting), each)
                cases.append({"class": name, "arguments": setting, "data": each, "result": found})
    for name, data in NAMES.items():
        for each in data:
            metric = get_metric(name, *DATA[each])
            cases.append({"name": name, "data": each, "result": number(metric, each)})
    DATA["flat"] = tuple(part[:20] for part in DATA["flat"])
    data = {name: [part.tolist() for part in parts] for name, parts in DATA.items()}
    path = Path(__file__).with_name("metrics.json")
    path.write_text(json.dumps({"data": data, "cases": cases}, indent=0) + "\n")


if __name__ == "__main__":
    main()
