"""Time an epoch of `fit` side by side with PyTorch and scikit-learn.

    .venv/bin/python tests/benchmarks/training.py [--peers PATH]

The data are scikit-learn's digits, 1,797 images of 64 pixels; the network is 64-32-10, with batches
of 32 in random order, Adam and softmax cross-entropy. All sides train for several epochs in one
call; the preparation before the first epoch is divided among them. Ours is `fit` as users call it,
with the accuracy of each epoch; PyTorch's is the usual loop without it; scikit-learn's is
`MLPClassifier`.

The peers are installed into `.venv-peers`; see `compiled.py`. How it is measured: `peers.py`.
"""

import argparse
import warnings
from collections.abc import Callable
from typing import Any

from peers import (
    Row,
    agree,
    check_names,
    label,
    print_head,
    print_row,
    python_with_peers,
    run_apart,
    run_here,
    side_by_side,
)

EPOCHS, BATCH, RATE, EPSILON = 20, 32, 0.001, 1e-8


def digits() -> tuple[Any, Any]:
    """The images, 0 to 1, and their classes."""
    from sklearn.datasets import load_digits

    X, y = load_digits(return_X_y=True)
    return X / 16.0, y


def our_fit(X: Any, y: Any) -> tuple[Any, Callable[..., Any]]:
    """Our network, and a function that trains it."""
    import nn

    model = nn.Sequential([nn.Dense(32, "relu"), nn.Dense(10)], rng=0)
    model.build((64,))

    def fit(epochs: int = EPOCHS, shuffle: bool = True) -> Any:
        model.compile(
            nn.optimizers.Adam(RATE, epsilon=EPSILON, epsilon_as="pytorch"),
            "sparse_categorical_cross_entropy_with_logits",
            ["accuracy"],
        )
        return model.fit(X, y, batch_size=BATCH, epochs=epochs, shuffle=shuffle, verbose=0)

    return model, fit


def against_torch() -> list[Row]:
    import torch

    torch.set_num_threads(1)
    X, y = digits()
    model, ours = our_fit(X, y)
    network = torch.nn.Sequential(
        torch.nn.Linear(64, 32, dtype=torch.float64),
        torch.nn.ReLU(),
        torch.nn.Linear(32, 10, dtype=torch.float64),
    )
    with torch.no_grad():
        for linear, layer in zip(network[::2], model.layers, strict=True):
            weights = [[w.data for w in kernel] for kernel in layer.kernels()]
            linear.weight.copy_(torch.tensor(weights, dtype=torch.float64))
            linear.bias.zero_()
    inputs, labels = torch.from_numpy(X), torch.from_numpy(y)

    def theirs(epochs: int = EPOCHS, shuffle: bool = True) -> float:
        optimizer = torch.optim.Adam(network.parameters(), lr=RATE, eps=EPSILON)
        total = 0.0
        for _ in range(epochs):
            order = torch.randperm(len(X)) if shuffle else torch.arange(len(X))
            total = 0.0
            for start in range(0, len(X), BATCH):
                index = order[start : start + BATCH]
                loss = torch.nn.functional.cross_entropy(network(inputs[index]), labels[index])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                total += loss.item() * len(index)
        return total / len(X)

    history = ours(2, shuffle=False)
    agree("loss", history.history["loss"][-1:], [theirs(2, shuffle=False)])
    times = side_by_side(ours, theirs, rounds=5)
    return [_row(label("PyTorch", "torch", " eager"), times, 1 / 2)]


def against_sklearn() -> list[Row]:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    warnings.simplefilter("ignore", ConvergenceWarning)
    X, y = digits()
    _, ours = our_fit(X, y)
    classifier = MLPClassifier((32,), batch_size=BATCH, max_iter=EPOCHS, n_iter_no_change=EPOCHS)
    times = side_by_side(ours, lambda: classifier.fit(X, y), rounds=5)
    return [_row(label("scikit-learn", "scikit-learn", " MLPClassifier"), times, 1.0)]


def _row(peer: str, times: tuple[float, float], bar: float) -> Row:
    return Row("digits: epoch of fit", peer, times[0] / EPOCHS, times[1] / EPOCHS, bar)


JOBS = {"PyTorch": against_torch, "scikit-learn": against_sklearn}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--peers", metavar="PATH", help="an environment, or a Python, that has the peers"
    )
    parser.add_argument("--job", choices=JOBS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job:
        run_here(JOBS[options.job])
        return
    python = python_with_peers(options.peers)
    check_names(python)
    print_head()
    for job in JOBS:
        for found in run_apart(__file__, job, python):
            print_row(Row(*found))


if __name__ == "__main__":
    main()
