"""Runs the demo: data, training, pictures, and the page."""

from pathlib import Path

from autograd.errors import MissingDependencyError
from nn import MLP


def run(out: Path, steps: int = 100, seed: int = 1337) -> float:
    """Train a 2-16-16-1 classifier on two moons; write pictures and a page into the folder `out`.

    The task is that of micrograd's demo: 100 points, hinge loss with L2, and gradient descent on
    all points with a learning rate that falls from 1 to 0.1. Plain Python computes the loss once;
    its graph is compiled, and run again for each step.

    Returns:
        The share of the training points that are classified correctly, 0 to 1.

    Raises:
        MissingDependencyError: If the packages of the extra `train` are not installed.
    """
    try:
        import matplotlib.figure  # noqa: F401 - fail before training, not after it
        from sklearn.datasets import make_moons
        from tqdm import tqdm
    except ImportError as error:
        raise MissingDependencyError(
            f"the demo cannot import {error.name}: pip install scikit-learn matplotlib tqdm"
        ) from None
    from autograd.app.demo import page, pictures
    from autograd.app.demo.training import SAMPLES, Training

    points, labels = make_moons(n_samples=SAMPLES, noise=0.1, random_state=seed)
    model = MLP(2, [16, 16, 1], rng=seed)
    print(f"{model}\n{len(model.parameters())} parameters, {SAMPLES} points, {steps} steps")
    training = Training(model, points.tolist(), [2 * int(label) - 1 for label in labels])

    out.mkdir(parents=True, exist_ok=True)  # fail before training, not after it
    with tqdm(range(steps), unit="step", mininterval=0.5) as counted:
        training.run(steps, counted)
    for path in (
        *pictures.write_drawings(training, out),
        *pictures.write_plots(training, out),
        page.write_page(training, out),
    ):
        print(f"wrote {path}")
    accuracy = training.accuracy
    print(f"accuracy on the {SAMPLES} training points: {accuracy:.0%}")
    print(f"open {out / page.NAME}")
    return accuracy
