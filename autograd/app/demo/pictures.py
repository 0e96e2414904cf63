"""Pictures in files: the network, a neuron, the loss of a sample, the boundary, the curve."""

from pathlib import Path
from typing import TYPE_CHECKING

from autograd import Value, draw
from autograd.app.demo.training import COLUMNS, ROWS, Training, sample_loss, surface
from autograd.visual.style import LIGHT
from nn import Module

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def write_drawings(training: Training, out: Path) -> list[Path]:
    """Draw the network, the graph of a neuron, and that of the loss of the worst sample."""
    model, worst = training.model, training.worst()
    neuron = model.layers[0].neurons[0]
    x = training.X[0]
    activation = neuron([Value(number, label=f"x[{k}]") for k, number in enumerate(x)])
    activation.label = "activation"
    loss = sample_loss(model, training.X[worst], training.y[worst])
    return [
        training.draw(width=980.0, theme="light").save(out / "network.svg"),
        draw_with_gradients(activation, neuron, out / "neuron.svg"),
        draw_with_gradients(loss, model, out / "sample_loss.svg"),
    ]


def draw_with_gradients(root: Value, model: Module, path: Path) -> Path:
    """Draw a graph with the gradients of its root, without those left by training."""
    model.zero_grad()
    root.backward()
    saved: Path = draw(root, model=model).save(path)
    model.zero_grad()
    return saved


def write_plots(training: Training, out: Path) -> list[Path]:
    """Plot the decision boundary with the points, and the loss at every step."""
    from matplotlib.figure import Figure

    boundary, curve = out / "decision_boundary.png", out / "loss.png"
    figure = Figure(figsize=(6, 5), layout="constrained")
    plot_boundary(figure.subplots(), training)
    figure.savefig(boundary, dpi=150)

    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    history = training.history
    axes.plot(range(1, len(history) + 1), history, color=LIGHT["ink"])
    axes.set(title="Training", xlabel="step", ylabel="loss", yscale="log")
    axes.grid(alpha=0.3, which="both")
    figure.savefig(curve, dpi=150)
    return [boundary, curve]


def plot_boundary(axes: "Axes", training: Training) -> None:
    """Draw the output as colours, its zeros as a line, and the points of both classes."""
    from matplotlib.colors import LinearSegmentedColormap

    scores = surface(training.model)
    reach = max(1.0, abs(scores).max())
    signs = [LIGHT["neg"], LIGHT["zero"], LIGHT["pos"]]
    colours = LinearSegmentedColormap.from_list("signs", signs)
    axes.contourf(
        COLUMNS, ROWS, scores, levels=20, cmap=colours, vmin=-reach, vmax=reach, alpha=0.8
    )
    axes.contour(COLUMNS, ROWS, scores, levels=[0.0], colors="black", linewidths=1.5)
    for sign, colour, marker in ((1, LIGHT["pos"], "o"), (-1, LIGHT["neg"], "s")):
        pairs = zip(training.X, training.y, strict=True)
        xs, ys = zip(*[x for x, target in pairs if target == sign], strict=True)
        axes.scatter(xs, ys, c=colour, marker=marker, s=28, edgecolors="white", label=f"{sign:+d}")
    axes.set(title="Decision boundary", xlabel="x[0]", ylabel="x[1]")
    axes.legend(title="class", loc="upper right")
