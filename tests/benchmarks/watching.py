"""How much `nn.callbacks.Watch` slows a training: the same `fit` with and without it, in turn.

    .venv/bin/python tests/benchmarks/watching.py [--rounds 9]

The data are scikit-learn's digits, in batches of 32; the network is 64-32-10, and one with a
convolution. The times are processor seconds of the process, the best of the rounds, so that other
programs on the machine hardly count. The promise is 5 %, and for trainings that are shorter than
2 seconds one picture at their end, 0.1 seconds or less.
"""

import argparse
import contextlib
import gc
import io
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
from sklearn.datasets import load_digits

import nn

BAR, ONE_PICTURE = 0.05, 0.1
X, Y = load_digits(return_X_y=True)
X = X / 16.0


def dense() -> tuple[nn.Sequential, Any]:
    return nn.Sequential([nn.Dense(32, "relu"), nn.Dense(10)], rng=0), X


def convolution() -> tuple[nn.Sequential, Any]:
    layers = [nn.Conv2D(4, 3, activation="relu"), nn.Flatten(), nn.Dense(10)]
    return nn.Sequential(layers, rng=0), X.reshape(-1, 8, 8, 1)


def seconds(make: Callable[[], Any], epochs: int, engine: str, samples: int, where: Any) -> float:
    """Processor seconds of a fit, watched unless `where` is None."""
    model, inputs = make()
    model.build(inputs.shape[1:])
    model.compile("adam", "sparse_categorical_cross_entropy_with_logits", ["accuracy"])
    callbacks = [] if where is None else [nn.callbacks.Watch(where)]
    gc.collect()
    start = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()):
        model.fit(
            inputs[:samples],
            Y[:samples],
            epochs=epochs,
            verbose=0,
            callbacks=callbacks,
            engine=engine,
        )
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    numpy.seterr(all="ignore")
    file = Path(tempfile.mkdtemp(), "training.html")
    cases = [
        ("64-32-10, 20 epochs, page", dense, 20, "compiled", len(X), "page"),
        ("64-32-10, 20 epochs, file", dense, 20, "compiled", len(X), file),
        ("64-32-10, 200 epochs, page", dense, 200, "compiled", len(X), "page"),
        ("64-32-10, eager, 64 examples", dense, 2, "eager", 64, "page"),
        ("8x8x4 convolution, 40 epochs, page", convolution, 40, "compiled", len(X), "page"),
    ]
    print(f"{'digits':36} {'an epoch':>10} {'watched':>10} {'slower by':>10} {'at most':>8}")
    for name, make, epochs, engine, samples, where in cases:
        times: dict[Any, list[float]] = {None: [], where: []}
        for turn in range(rounds + 1):  # the first round is warming up
            for each in list(times)[:: 1 if turn % 2 else -1]:
                times[each].append(seconds(make, epochs, engine, samples, each) / epochs)
        plain, watched = (min(found[1:]) for found in times.values())
        share, most = watched / plain - 1.0, max(BAR, ONE_PICTURE / (plain * epochs))
        print(f"{name:36} {plain * 1e3:7.2f} ms {watched * 1e3:7.2f} ms {share:10.1%} {most:8.0%}")


if __name__ == "__main__":
    main()
