"""Time building and differentiating the two-moons loss, side by side with PyPI's micrograd.

    python tests/benchmarks/two_moons.py [--runs 7] [--collector-off]

The loss is the one of micrograd's demo: 100 samples, a 2-16-16-1 network with relu, hinge loss and
L2, built by the same plain loops for both engines, with the garbage collector on as users have it;
or, to see its share, off for both.
Each engine runs in fresh processes of its own, in turn; the ratio of each pair and their median are
printed. micrograd is installed into a temporary virtual environment where it is missing.
"""

import argparse
import gc
import itertools
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

STEPS = 10


def two_moons_loss(value_class, X, y):
    """A function that builds the loss, and the parameters."""
    rng = random.Random(1337)
    sizes = [2, 16, 16, 1]
    layers = [
        [
            ([value_class(rng.uniform(-1, 1)) for _ in range(n_in)], value_class(0.0))
            for _ in range(n_out)
        ]
        for n_in, n_out in itertools.pairwise(sizes)
    ]
    parameters = [p for layer in layers for w, b in layer for p in [*w, b]]

    def model(x):
        for depth, layer in enumerate(layers, 1):
            x = [sum((wi * xi for wi, xi in zip(w, x, strict=True)), b) for w, b in layer]
            if depth < len(layers):
                x = [xi.relu() for xi in x]
        return x[0]

    def loss():
        scores = [model([value_class(xi) for xi in row]) for row in X]
        losses = [(1 + -yi * score).relu() for yi, score in zip(y, scores, strict=True)]
        return sum(losses) * (1.0 / len(losses)) + 1e-4 * sum(p * p for p in parameters)

    return loss, parameters


def measure(engine, collector_off):
    """Seconds of the median step, and the last loss, in this process."""
    if collector_off:
        gc.disable()
    from sklearn.datasets import make_moons

    if engine == "micrograd":
        from micrograd.engine import Value
    else:
        from autograd import Value
    X, labels = make_moons(n_samples=100, noise=0.1, random_state=1337)
    loss, parameters = two_moons_loss(Value, X.tolist(), [2 * int(t) - 1 for t in labels])
    seconds = []
    for _ in range(STEPS):
        start = time.perf_counter()
        result = loss()
        result.backward()
        seconds.append(time.perf_counter() - start)
        for p in parameters:
            p.data -= 0.1 * p.grad
            p.grad = 0.0
    return {"seconds": statistics.median(seconds), "loss": result.data}


def python_with_micrograd(folder):
    """The path of a Python that can import micrograd: this one, or a new environment's."""
    try:
        import micrograd  # noqa: F401
    except ImportError:
        environment = Path(folder) / "venv"
        venv.create(environment, with_pip=True, system_site_packages=False)
        python = environment / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        packages = ["micrograd==0.1.0", "scikit-learn"]
        subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
        return str(python)
    return sys.executable


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7, help="pairs of processes (default 7)")
    parser.add_argument("--collector-off", action="store_true", help="no garbage collection")
    parser.add_argument("--engine", choices=["glassgrad", "micrograd"], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.engine:
        print(json.dumps(measure(arguments.engine, arguments.collector_off)))
        return
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        pythons = {"glassgrad": sys.executable, "micrograd": python_with_micrograd(folder)}
        for _ in range(arguments.runs):
            results = {}
            for engine, python in pythons.items():
                command = [python, __file__, "--engine", engine]
                command += ["--collector-off"] * arguments.collector_off
                results[engine] = json.loads(subprocess.check_output(command))
            ours, theirs = results["glassgrad"], results["micrograd"]
            if abs(ours["loss"] - theirs["loss"]) > 1e-9:
                sys.exit(f"the engines disagree: {results}")
            ratios.append(theirs["seconds"] / ours["seconds"])
            print(
                f"glassgrad {ours['seconds'] * 1e3:6.1f} ms   micrograd "
                f"{theirs['seconds'] * 1e3:6.1f} ms   micrograd / glassgrad {ratios[-1]:.2f}"
            )
    print(f"two-moons loss, forward + backward: {statistics.median(ratios):.2f} times faster")


if __name__ == "__main__":
    main()
