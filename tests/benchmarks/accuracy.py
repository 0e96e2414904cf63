"""Compare the test scores of our estimators with those of scikit-learn's, hyperparameters alike.

    .venv/bin/python tests/benchmarks/accuracy.py [--seeds 5]

For each of scikit-learn's own data sets and each seed, a quarter of the samples is held out. Both
`MLPClassifier`s (`MLPRegressor`s for diabetes) learn the others, standardised. It prints the mean
score over the seeds, in per cent: accuracy, and R2 for diabetes.
"""

import argparse
import statistics
import warnings
from typing import Any

from sklearn import datasets, neural_network
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from nn import estimators

CLASSIFIER: dict[str, Any] = {"hidden_layer_sizes": (32,), "max_iter": 1000}
WORKS: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "digits": (datasets.load_digits, "MLPClassifier", CLASSIFIER | {"batch_size": 32}),
    "iris": (datasets.load_iris, "MLPClassifier", CLASSIFIER),
    "wine": (datasets.load_wine, "MLPClassifier", CLASSIFIER),
    "breast cancer": (datasets.load_breast_cancer, "MLPClassifier", CLASSIFIER),
    "diabetes": (
        datasets.load_diabetes,
        "MLPRegressor",
        {
            "hidden_layer_sizes": (16,),
            "early_stopping": True,
            "learning_rate_init": 0.01,
            "batch_size": 32,
            "max_iter": 1000,
        },
    ),
}


def score(kind: Any, options: dict[str, Any], data: tuple[Any, Any], seed: int) -> float:
    """The test score of an estimator."""
    X, y = data
    parts = train_test_split(
        X, y, test_size=0.25, random_state=seed, stratify=y if len(set(y)) < 20 else None
    )
    model = make_pipeline(StandardScaler(), kind(**options, random_state=seed))
    return float(100.0 * model.fit(parts[0], parts[2]).score(parts[1], parts[3]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5)
    seeds = range(parser.parse_args().seeds)
    warnings.simplefilter("ignore", ConvergenceWarning)
    print(f"{'data':<14} {'ours':>7} {'theirs':>7} {'ours - theirs':>14}")
    for name, (load, kind, options) in WORKS.items():
        data = load(return_X_y=True)
        ours, theirs = (
            statistics.mean(score(getattr(module, kind), options, data, seed) for seed in seeds)
            for module in (estimators, neural_network)
        )
        print(f"{name:<14} {ours:>7.2f} {theirs:>7.2f} {ours - theirs:>+14.2f}", flush=True)


if __name__ == "__main__":
    main()
