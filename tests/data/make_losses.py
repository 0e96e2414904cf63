"""Write losses.json: numbers of Keras's losses, for tests/nn/losses/test_keras.py.

python tests/data/make_losses.py     # with Keras and JAX installed; 3.15.1 wrote the file here

Each case has the class and its arguments, or a name as `compile` takes it; the name of the targets
and predictions, which come with the file; the loss, that with weights, and the gradient of the loss
by the predictions.
"""

import json
from pathlib import Path

import keras_in_doubles  # noqa: F401 - before Keras
import numpy as np
from keras import losses
from keras.src.losses.losses import LossFunctionWrapper

rng = np.random.default_rng(11)
N, K, STEPS = 9, 4, 3
labels = rng.integers(0, 2, (N, 1)).astype(float)
several = rng.integers(0, 2, (N, K)).astype(float)
classes = rng.integers(0, K, N)
numbers = 3.0 * rng.normal(size=(N, K))
softmax = rng.dirichlet(np.ones(K), size=N)
one_hot = np.eye(K)[classes]
sure = np.eye(K)[rng.integers(0, K, N)]
nearly = np.array([0.0, 1.0, 1e-8, 1 - 1e-8, 1.5e-7, 1e-6, 1 - 1e-6, 0.5, 1.0])[:, None]
steps = rng.integers(0, K, (N, STEPS))
NUMBERS = {
    "number": (numbers[:, :1], numbers[:, :1] + rng.normal(size=(N, 1))),
    "numbers": (numbers, numbers + 2.0 * rng.normal(size=(N, K))),
    "positive": (np.abs(numbers), np.abs(numbers + rng.normal(size=(N, K)))),
    "counts": (rng.poisson(2.0, (N, K)).astype(float), rng.exponential(2.0, (N, K))),
    "zeros": (np.zeros((N, K)), rng.normal(size=(N, K))),
    "zeros predicted": (rng.poisson(1.0, (N, K)).astype(float), np.zeros((N, K))),
    "far": (np.zeros((N, K)), 700.0 * rng.normal(size=(N, K))),
    "sequences": (rng.normal(size=(N, STEPS, K)), rng.normal(size=(N, STEPS, K))),
    "tiny": (1e-9 * rng.normal(size=(N, K)), 1e-9 * rng.normal(size=(N, K))),
}
DATA = {
    **NUMBERS,
    "labels": (labels, rng.random((N, 1))),
    "certain": (labels, nearly),
    "certainly not": (1.0 - labels, nearly),
    "several": (several, rng.random((N, K))),
    "shares": (rng.random((N, K)), rng.random((N, K))),
    "label logits": (labels, 5.0 * rng.normal(size=(N, 1))),
    "several logits": (several, 50.0 * rng.normal(size=(N, K))),
    "sides": (2.0 * labels - 1.0, 2.0 * rng.normal(size=(N, 1))),
    "several sides": (2.0 * several - 1.0, 2.0 * rng.normal(size=(N, K))),
    "one-hot": (one_hot, softmax),
    "one-hot rounded": (one_hot, softmax.astype("float32").astype(float)),
    "one-hot certain": (one_hot, sure),
    "mixed": (rng.dirichlet(np.ones(K), size=N), softmax),
    "mixed certain": (rng.dirichlet(np.ones(K), size=N), sure),
    "one-hot logits": (one_hot, 9.0 * rng.normal(size=(N, K))),
    "mixed logits": (rng.dirichlet(np.ones(K), size=N), 9.0 * rng.normal(size=(N, K))),
    "classes": (classes.astype(float), softmax),
    "classes certain": (classes.astype(float), sure),
    "class logits": (classes.astype(float), 9.0 * rng.normal(size=(N, K))),
    "steps": (steps.astype(float), rng.dirichlet(np.ones(K), size=(N, STEPS))),
    "step logits": (steps.astype(float), rng.normal(size=(N, STEPS, K))),
    "one-hot steps": (np.eye(K)[steps], rng.dirichlet(np.ones(K), size=(N, STEPS))),
}
WEIGHTS = np.round(2.0 * rng.random(N), 3)
REAL, POSITIVE = [*NUMBERS], ["positive", "counts", "zeros predicted"]
SMOOTH = [{}, {"label_smoothing": 0.1}]
BINARY, SIDES = ["labels", "certain", "certainly not", "several", "shares"], ["sides"]
SIDES += ["several sides", "label logits", "several logits"]
ONE_HOT = ["one-hot", "one-hot rounded", "one-hot certain", "mixed", "mixed certain"]
SHARES, SPARSE = [*ONE_HOT, "one-hot steps"], ["classes", "classes certain", "steps"]
LOGITS = [{"from_logits": True}, {"from_logits": True, "label_smoothing": 0.2}]
BALANCED = {"apply_class_balancing": True, "alpha": 0.7, "gamma": 1.5}
FOCAL = [{}, {"gamma": 0.0}, BALANCED, {**BALANCED, "label_smoothing": 0.1}]
FOCAL_LOGITS = [{**BALANCED, "from_logits": True}]
ALPHA = [{}, {"alpha": 1.0, "gamma": 0.0}, {"alpha": [0.1, 1.0, 2.0, 0.5], "gamma": 3.0}]
ALPHA += [{"alpha": 0.5, "gamma": 1.5, "label_smoothing": 0.1}]
ALPHA_LOGITS = [{**setting, "from_logits": True} for setting in ALPHA[1:]]
CASES = [
    *[(f"Mean{name}Error", [{}], REAL) for name in ("Squared", "Absolute", "AbsolutePercentage")],
    ("MeanSquaredLogarithmicError", [{}], REAL),
    ("Huber", [{}, {"delta": 0.3}, {"delta": 4.0}], REAL),
    *[(name, [{}], REAL) for name in ("LogCosh", "CosineSimilarity")],
    ("Poisson", [{}], POSITIVE),
    *[(name, [{}], SIDES) for name in ("Hinge", "SquaredHinge")],
    ("BinaryCrossentropy", SMOOTH, BINARY),
    ("BinaryCrossentropy", LOGITS, ["label logits", "several logits"]),
    ("CategoricalCrossentropy", SMOOTH, SHARES),
    ("CategoricalCrossentropy", LOGITS, ["one-hot logits", "mixed logits"]),
    ("SparseCategoricalCrossentropy", [{}], SPARSE),
    ("SparseCategoricalCrossentropy", LOGITS[:1], ["class logits", "step logits"]),
    ("KLDivergence", [{}], SHARES),
    ("CategoricalHinge", [{}], [*SHARES, "one-hot logits", "mixed logits"]),
    ("BinaryFocalCrossentropy", FOCAL, BINARY),
    ("BinaryFocalCrossentropy", LOGITS + FOCAL_LOGITS, ["label logits", "several logits"]),
    ("CategoricalFocalCrossentropy", ALPHA, SHARES),
    ("CategoricalFocalCrossentropy", LOGITS + ALPHA_LOGITS, ["one-hot logits", "mixed logits"]),
    ("CategoricalGeneralizedCrossEntropy", [{}, {"q": 0.1}, {"q": 0.9}], SPARSE),
]
NAMES = {
    **{name: ["numbers"] for name in ("mse", "MSE", "mae", "mape", "mean_squared_error")},
    "msle": ["positive"],
    **{name: ["numbers"] for name in ("huber", "log_cosh", "cosine_similarity")},
    "poisson": ["counts"],
    **{name: ["sides", "label logits"] for name in ("hinge", "squared_hinge")},
    **{name: ["labels", "several"] for name in ("binary_crossentropy", "bce", "BCE")},
    "categorical_crossentropy": ["one-hot"],
    "sparse_categorical_crossentropy": ["classes"],
    **{name: ["one-hot"] for name in ("kl_divergence", "kld", "KLD", "categorical_hinge")},
    "binary_focal_crossentropy": ["labels", "several"],
    "categorical_focal_crossentropy": ["one-hot"],
}


def _weights(predictions):
    """Those of the samples; of their steps in sequences."""
    return WEIGHTS if predictions.ndim < 3 else np.repeat(WEIGHTS[:, None], STEPS, axis=1)


def _is_kink(name, data):
    """Where JAX has a gradient by a rule of its own, or by rounded numbers.

    At a tie it halves a gradient, has that of one side, or nan; and the 1 - p of sure logits is
    rounded.
    """
    one_sided = "MeanAbsoluteError", "MeanAbsolutePercentageError", "CosineSimilarity"
    if data == "zeros predicted":
        return name in one_sided
    certain = name in ("KLDivergence", "CategoricalHinge") and "certain" in data
    return certain or (name == "BinaryFocalCrossentropy" and data == "several logits")


def case(loss, data, **known):
    import jax  # after keras_in_doubles, which sets it up

    targets, predictions = DATA[data]
    slopes = np.asarray(jax.grad(lambda p: loss(targets, p))(predictions))
    is_known = np.isfinite(slopes).all() and not _is_kink(known.get("class"), data)
    return {
        **known,
        "data": data,
        "loss": float(loss(targets, predictions)),
        "weighted": float(loss(targets, predictions, sample_weight=_weights(predictions))),
        "gradient": slopes.tolist() if is_known else None,
    }


def main():
    cases = []
    for name, settings, data in CASES:
        for setting in settings:
            made = getattr(losses, name)(**setting)
            cases += [case(made, each, **{"class": name}, arguments=setting) for each in data]
    for name, data in NAMES.items():
        cases += [case(LossFunctionWrapper(losses.get(name)), each, name=name) for each in data]
    data = {name: [part.tolist() for part in parts] for name, parts in DATA.items()}
    found = {"weights": WEIGHTS.tolist(), "data": data, "cases": cases}
    Path(__file__).with_name("losses.json").write_text(json.dumps(found, indent=0) + "\n")


if __name__ == "__main__":
    main()
