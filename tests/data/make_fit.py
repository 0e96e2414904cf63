"""Write fit.json: losses and weights of Keras's `fit`, for tests/nn/training/test_keras_fit.py.

python tests/data/make_fit.py     # with Keras and JAX installed; 3.15.1 wrote the file here

Each case has the loss, by name or as a class with its arguments, the name of the targets, the
outputs and their activation, the regularizer of the kernels and more arguments of `fit`, where
"weights", "inputs" and "targets" stand for data; and Keras's history and evaluation, and all
weights before and after.
"""

import json
from pathlib import Path

import numpy as np
from keras_in_doubles import keras

rng = np.random.default_rng(5)
N, K = 23, 3
X = rng.normal(size=(N, 4))
classes = rng.integers(0, K, N)
labels = (X[:, 0] + 0.3 * rng.normal(size=N) > 0.0).astype(float)
DATA = {
    "X": X,
    "labels": labels,
    "sides": 2.0 * labels - 1.0,
    "classes": classes.astype(float),
    "one-hot": np.eye(K)[classes],
    "mixed": rng.dirichlet(np.ones(K), size=N),
    "several": rng.integers(0, 2, (N, K)).astype(float),
    "number": X @ rng.normal(size=4),
    "numbers": X @ rng.normal(size=(4, K)),
    "counts": rng.poisson(2.0, N).astype(float),
    "weights": np.round(2.0 * rng.random(N), 3),
}
BCE, CCE, SPARSE = [
    f"{each}_crossentropy" for each in ("binary", "categorical", "sparse_categorical")
]
BY_CLASS = {"class_weight": {"0": 1.5, "1": 3.0}}
LOGITS = {"from_logits": True}


def case(loss, targets, outputs, activation=None, regularizer=None, arguments=None, **more):
    layers = keras.layers
    hidden = layers.Dense(5, "tanh", kernel_regularizer=regularizer)
    last = layers.Dense(outputs, activation, kernel_regularizer=regularizer)
    model = keras.Sequential([keras.Input((4,)), hidden, last])
    model.set_weights([np.round(rng.normal(size=w.shape), 2) for w in model.get_weights()])
    before = [w.tolist() for w in model.get_weights()]
    made = getattr(keras.losses, loss)(**arguments) if arguments is not None else loss
    model.compile(keras.optimizers.SGD(0.05), made)
    options = dict(more)
    if "class_weight" in more:
        options["class_weight"] = {int(key): it for key, it in more["class_weight"].items()}
    if "sample_weight" in more:
        options["sample_weight"] = DATA["weights"]
    if "validation_data" in more:
        options["validation_data"] = (X[:9], DATA[targets][:9], DATA["weights"][:9])
    y = DATA[targets]
    run = model.fit(X, y, batch_size=5, epochs=4, shuffle=False, verbose=0, **options)
    return {
        "loss": loss,
        "targets": targets,
        "outputs": outputs,
        "activation": activation,
        "regularizer": regularizer,
        "arguments": arguments,
        "more": more,
        "before": before,
        "history": run.history,
        "evaluation": model.evaluate(X, y, batch_size=7, verbose=0),
        "after": [w.tolist() for w in model.get_weights()],
    }


def main():
    regression = ["mse", "mae", "mape", "huber", "log_cosh", "cosine_similarity"]
    cases = [
        *[case(loss, "number", 1) for loss in regression],
        *[case(loss, "numbers", K) for loss in regression],
        case("msle", "counts", 1, "softplus"),
        case("poisson", "counts", 1, "softplus"),
        *[case(loss, y, 1) for loss in ("hinge", "squared_hinge") for y in ("sides", "labels")],
        case(BCE, "labels", 1, "sigmoid"),
        case(BCE, "several", K, "sigmoid"),
        case("BinaryCrossentropy", "several", K, arguments=LOGITS),
        case("BinaryCrossentropy", "labels", 1, "sigmoid", arguments={"label_smoothing": 0.1}),
        *[case(CCE, y, K, "softmax") for y in ("one-hot", "mixed")],
        case("CategoricalCrossentropy", "one-hot", K, arguments=LOGITS),
        case(SPARSE, "classes", K, "softmax"),
        case("SparseCategoricalCrossentropy", "classes", K, arguments=LOGITS),
        *[case("kl_divergence", y, K, "softmax") for y in ("one-hot", "mixed")],
        *[case("mse", "number", 1, regularizer=each) for each in ("l1", "l2")],
        case("mse", "number", 1, regularizer="l2", validation_split=0.3),
        case("mse", "numbers", K, validation_split=0.1),
        case("mse", "numbers", K, sample_weight=True),
        case(BCE, "several", K, "sigmoid", sample_weight=True, validation_split=0.3),
        case(SPARSE, "classes", K, "softmax", sample_weight=True, validation_data=True),
        case(BCE, "labels", 1, "sigmoid", **BY_CLASS),
        case("hinge", "sides", 1, class_weight={"-1": 2.0, "1": 0.5}),
        case(SPARSE, "classes", K, "softmax", **BY_CLASS),
        case(CCE, "one-hot", K, "softmax", **BY_CLASS),
        case(CCE, "mixed", K, "softmax", **BY_CLASS, validation_split=0.3),
        case("mse", "number", 1, initial_epoch=2),
    ]
    data = {name: it.tolist() for name, it in DATA.items()}
    path = Path(__file__).with_name("fit.json")
    path.write_text(json.dumps({"data": data, "cases": cases}, indent=0) + "\n")


if __name__ == "__main__":
    main()
