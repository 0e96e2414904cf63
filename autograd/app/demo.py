"""The demo: a small network learns two moons, and pictures show what it has learnt."""

from pathlib import Path
from typing import TYPE_CHECKING

from autograd import CompiledRoot, ParameterVector, Value, compile, draw, no_grad
from autograd.errors import MissingDependencyError
from nn import MLP, Module, losses
from nn.optimizers import SGD

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SAMPLES = 100
L2 = 1e-4


def run(out: Path, steps: int = 100, seed: int = 1337) -> float:
    """Train a 2-16-16-1 classifier on two moons and write four pictures into the folder `out`.

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

    points, labels = make_moons(n_samples=SAMPLES, noise=0.1, random_state=seed)
    X, y = points.tolist(), [2 * int(label) - 1 for label in labels]
    model = MLP(2, [16, 16, 1], rng=seed)
    print(f"{model}\n{len(model.parameters())} parameters, {SAMPLES} points, {steps} steps")
    vector = ParameterVector(model)
    loss = compile(total_loss(model, X, y), parameters=model)
    print(f"the loss: {loss.program.nodes:,} scalars as {len(loss.program.instructions)} arrays")
    optimizer = SGD(vector, learning_rate=lambda step: 1.0 - 0.9 * step / max(steps, 1))

    out.mkdir(parents=True, exist_ok=True)  # fail before training, not after it
    history: list[float] = []
    with tqdm(range(steps), unit="step", mininterval=0.5) as progress:
        try:
            for _ in progress:
                history.append(train_step(loss, optimizer))
                progress.set_postfix(loss=f"{history[-1]:.4f}", refresh=False)
        except KeyboardInterrupt:  # the pictures show what was learnt so far
            print(f"interrupted after {len(history)} of {steps} steps")
    vector.release()

    with no_grad():
        right = [(model(x).data > 0) == (target > 0) for x, target in zip(X, y, strict=True)]
    accuracy: float = sum(right) / SAMPLES
    for path in (*write_drawings(model, X, y, out), *write_plots(model, X, y, history, out)):
        print(f"wrote {path}")
    print(f"accuracy on the {SAMPLES} training points: {accuracy:.0%}")
    return accuracy


def train_step(loss: CompiledRoot, optimizer: SGD) -> float:
    """Do a step of gradient descent on all points; return the loss before it."""
    optimizer.zero_grad()
    result = loss.forward()
    loss.backward()
    optimizer.step()
    return result


def total_loss(model: MLP, X: list[list[float]], y: list[int]) -> Value:
    """The mean hinge loss of the scores, plus the squares of all parameters."""
    penalty = L2 * sum(p * p for p in model.parameters())
    return losses.hinge([model(x) for x in X], y) + penalty


def write_drawings(model: MLP, X: list[list[float]], y: list[int], out: Path) -> list[Path]:
    """Draw the graph of a neuron, and that of the loss of the worst sample."""
    inputs = [Value(X[0][0], label="x[0]"), Value(X[0][1], label="x[1]")]
    neuron = model.layers[0].neurons[0]
    activation = neuron(inputs)
    activation.label = "activation"
    neuron_path = draw_with_gradients(activation, neuron, out / "neuron.svg")

    samples = [losses.hinge([model(x)], [target]) for x, target in zip(X, y, strict=True)]
    worst = max(samples, key=lambda loss: loss.data)
    worst.label = "loss"
    return [neuron_path, draw_with_gradients(worst, model, out / "sample_loss.svg")]


def draw_with_gradients(root: Value, model: Module, path: Path) -> Path:
    """Draw a graph with the gradients of its root, without those left by training."""
    model.zero_grad()
    root.backward()
    saved: Path = draw(root, model=model).save(path)
    model.zero_grad()
    return saved


def write_plots(
    model: MLP, X: list[list[float]], y: list[int], history: list[float], out: Path
) -> list[Path]:
    """Plot the decision boundary with the points, and the loss at every step."""
    from matplotlib.figure import Figure

    boundary, curve = out / "decision_boundary.png", out / "loss.png"
    figure = Figure(figsize=(6, 5), layout="constrained")
    plot_boundary(figure.subplots(), model, X, y)
    figure.savefig(boundary, dpi=150)

    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    axes.plot(range(1, len(history) + 1), history, color="#1f4e9c")
    axes.set(title="Training", xlabel="step", ylabel="loss", yscale="log")
    axes.grid(alpha=0.3, which="both")
    figure.savefig(curve, dpi=150)
    return [boundary, curve]


def plot_boundary(axes: "Axes", model: MLP, X: list[list[float]], y: list[int]) -> None:
    """Draw the output as colours, its zeros as a line, and the points of both classes."""
    columns = [-1.7 + 0.1 * k for k in range(45)]
    rows = [-1.2 + 0.1 * k for k in range(30)]
    grid = [[a, b] for b in rows for a in columns]
    surface = compile(model).batched()(grid).reshape(len(rows), len(columns))
    reach = max(1.0, abs(surface).max())
    axes.contourf(
        columns, rows, surface, levels=20, cmap="RdBu", vmin=-reach, vmax=reach, alpha=0.8
    )
    axes.contour(columns, rows, surface, levels=[0.0], colors="black", linewidths=1.5)
    for sign, colour, marker in ((1, "#1f4e9c", "o"), (-1, "#b2182b", "s")):
        of_class = [x for x, target in zip(X, y, strict=True) if target == sign]
        xs, ys = zip(*of_class, strict=True)
        axes.scatter(xs, ys, c=colour, marker=marker, s=28, edgecolors="white", label=f"{sign:+d}")
    axes.set(title="Decision boundary", xlabel="x[0]", ylabel="x[1]")
    axes.legend(title="class", loc="upper right")
