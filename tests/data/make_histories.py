"""Write histories.json: what `fit` of Keras measures, for tests/nn/training/test_histories.py.

python tests/data/make_histories.py   # with Keras and JAX installed; 3.15.1 wrote the file here

Each case has the outputs, the activation, the loss, the metrics and more arguments of `fit`; the
names of the data, the initial weights, and Keras's history, evaluation and predictions. A metric or
loss is a name, or a class with its arguments.
"""

import json
from pathlib import Path

import numpy as np
from keras_in_doubles import keras

rng = np.random.default_rng(3)
N, K = 23, 3
X = rng.normal(size=(N, 4))
classes = rng.integers(0, K, N)
labels = (X[:, 0] + 0.3 * rng.normal(size=N) > 0.0).astype(float)
DATA = {
    "labels": labels[:, None],
    "flat labels": labels,
    "classes": classes,
    "one-hot": np.eye(K)[classes],
    "several": rng.integers(0, 2, (N, K)).astype(float),
    "number": X @ rng.normal(size=(4, 1)),
    "numbers": X @ rng.normal(size=(4, K)) + 3.0,
    "weights": rng.random(N),
}


def of(kind, **settings):
    return {"class": kind, **settings}


SPLIT = {"validation_split": 0.3}
HELD_OUT = {"validation": [9, None]}
LOGITS = of("BinaryCrossentropy", from_logits=True)
COUNTS = ["TruePositives", "FalseNegatives", "true_negatives", "false_positives"]
BINARY = ["accuracy", "binary_accuracy", "Precision", "recall", "AUC", "bce", "mse", *COUNTS]
BINARY += [of("AUC", curve="PR", name="area"), of("Precision", thresholds=0.3, name="prec")]
BINARY += [of("PrecisionAtRecall", recall=0.5, name="best"), "BinaryIoU"]
CLASSES = ["acc", "precision", "kl_divergence", "categorical_crossentropy", "cosine_similarity"]
CLASSES += [of("F1Score", average="macro"), "categorical_hinge", "auc"]
CLASSES += [of("TopKCategoricalAccuracy", k=k) for k in (1, 2)]
SPARSE = ["Accuracy", "sparse_categorical_crossentropy"]
SPARSE += [of("SparseTopKCategoricalAccuracy", k=2), of("MeanIoU", num_classes=K, name="overlap")]
SPARSE[-1]["sparse_y_pred"] = False
SEVERAL = ["binary_accuracy", of("Recall", class_id=1, name="second"), "binary_crossentropy"]
SEVERAL += [
    of("AUC", multi_label=True, name="areas"),
    of("F1Score", average="micro", threshold=0.4),
]
NUMBER = ["mae", "mape", "r2_score", "RootMeanSquaredError", "log_cosh_error"]
NUMBERS = ["mse", "MSE", "r2_score", "msle", "pearson_correlation", "concordance_correlation"]
NUMBERS += [of("R2Score", class_aggregation="variance_weighted_average", name="weighted")]
TWICE = [of("MeanSquaredError"), "mean_squared_error", "mse", of("MeanAbsoluteError", name="mse")]
CASES = [
    ("binary", 1, "sigmoid", "labels", "binary_crossentropy", BINARY, SPLIT),
    ("weighted", 1, "sigmoid", "labels", "binary_crossentropy", ["acc", "auc"], {"weighted": True}),
    ("flat", 1, "sigmoid", "flat labels", "binary_crossentropy", ["accuracy", "AUC"], HELD_OUT),
    ("logits", 1, None, "labels", LOGITS, ["accuracy", of("AUC", from_logits=True)], SPLIT),
    ("a hinge", 1, "tanh", "labels", "hinge", ["hinge", "squared_hinge", "precision"], SPLIT),
    ("classes", K, "softmax", "one-hot", "categorical_crossentropy", CLASSES, SPLIT),
    ("numbers of classes", K, "softmax", "classes", "sparse_categorical_crossentropy", SPARSE, {}),
    ("several labels", K, "sigmoid", "several", "binary_crossentropy", SEVERAL, SPLIT),
    ("a number", 1, None, "number", "mse", NUMBER, SPLIT),
    ("a number, held out", 1, None, "number", "mae", NUMBER, HELD_OUT),
    ("numbers", K, None, "numbers", "mse", NUMBERS, SPLIT),
    ("one name twice", K, None, "numbers", "mse", TWICE, SPLIT),
]


def made(given, module):
    """A metric or a loss."""
    if isinstance(given, str):
        return given
    settings = {key: it for key, it in given.items() if key != "class"}
    found = getattr(module, given["class"])(**settings)
    if module is keras.metrics and "name" not in given:
        found.name = keras.src.utils.naming.to_snake_case(
            given["class"]
        )  # without a number for each object of a class
    return found


def trained(name, outputs, activation, targets, loss, metrics, more):
    keras.utils.set_random_seed(len(name))
    layers = [keras.layers.Dense(5, "tanh"), keras.layers.Dense(outputs, activation)]
    model = keras.Sequential(layers)
    model.build((None, 4))
    weights = [np.asarray(each).tolist() for each in model.get_weights()]
    y, w = DATA[targets], DATA["weights"]
    options = {key: it for key, it in more.items() if key == "validation_split"}
    if "weighted" in more:
        options["sample_weight"] = w
    if "validation" in more:
        options["validation_data"] = (X[9:], y[9:], w[9:])
    chosen = [made(each, keras.metrics) for each in metrics]
    model.compile(keras.optimizers.SGD(0.05), made(loss, keras.losses), metrics=chosen)
    fitted = model.fit(X, y, batch_size=5, epochs=3, shuffle=False, verbose=0, **options)
    found = model.evaluate(X, y, batch_size=7, verbose=0, return_dict=True)
    return {
        "name": name,
        "outputs": outputs,
        "activation": activation,
        "targets": targets,
        "loss": loss,
        "metrics": metrics,
        "more": more,
        "weights": weights,
        "history": {key: np.asarray(it).ravel().tolist() for key, it in fitted.history.items()},
        "evaluation": {key: np.asarray(it).item() for key, it in found.items()},
    }


def main():
    data = {"X": X.tolist(), **{name: it.tolist() for name, it in DATA.items()}}
    cases = [trained(*case) for case in CASES]
    path = Path(__file__).with_name("histories.json")
    path.write_text(json.dumps({"data": data, "cases": cases}, indent=0) + "\n")


if __name__ == "__main__":
    main()
