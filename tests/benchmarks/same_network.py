"""Train the networks of scikit-learn and ours with the same `random_state`, and compare them.

    .venv/bin/python -m tests.benchmarks.same_network [--seed 0]

Six data sets with five settings each, as in tests/nn/estimators/same.py but with 50 hidden neurons
in each layer and up to 200 epochs. A line has the largest difference of the weights in units of
the largest weight, that of the losses, the iterations, and the seconds of both. It ends with the
number of networks that are the same: weights and losses within 1e-6, and as many iterations.
"""

import argparse
import time
import warnings
from typing import Any

from sklearn import neural_network

from nn import estimators
from tests.nn.estimators.same import REGRESSIONS, SETS, SETTINGS, largest, report, samples


def trained(module: Any, name: str, options: dict[str, Any]) -> tuple[Any, float]:
    """An estimator of a module after a training, and the seconds that took."""
    kind = module.MLPRegressor if name in REGRESSIONS else module.MLPClassifier
    started = time.perf_counter()
    estimator = kind(**options).fit(*samples(name))
    return estimator, time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=0)
    options: dict[str, Any] = {"random_state": parser.parse_args().seed}
    warnings.simplefilter("ignore")
    print(f"{'data and setting':<28} {'weights':>8} {'losses':>8} {'iterations':>10}   ours theirs")
    same = 0
    for name in SETS:
        for setting, chosen in SETTINGS.items():
            hidden = (50, 50) if setting == "sgd" else (50,)
            both = [
                trained(module, name, {**options, **chosen, "hidden_layer_sizes": hidden})
                for module in (estimators, neural_network)
            ]
            ours, theirs = (report(estimator) for estimator, _ in both)
            unit = largest(theirs["coefs"], 0.0)
            weights = largest(ours["coefs"], theirs["coefs"]) / unit
            weights = max(weights, largest(ours["intercepts"], theirs["intercepts"]) / unit)
            iterations = [estimator.n_iter_ for estimator, _ in both]
            losses = abs(ours["loss_"] - theirs["loss_"])
            same += iterations[0] == iterations[1] and max(weights, losses) <= 1e-6
            print(
                f"{name + ', ' + setting:<28} {weights:>8.1e} {losses:>8.1e} {iterations[0]:>5}"
                f"{iterations[1]:>5} {both[0][1]:>7.2f}{both[1][1]:>7.2f}",
                flush=True,
            )
    print(f"{same} of {len(SETS) * len(SETTINGS)} networks are the same")


if __name__ == "__main__":
    main()
