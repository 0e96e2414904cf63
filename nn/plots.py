"""Plots of training, and of what a network has learnt.

Each function draws on given axes, or on new ones, and returns them. They need matplotlib:
pip install matplotlib.
"""

import random
from collections.abc import Mapping, Sequence
from typing import Any

import numpy

import autograd
from autograd import InputTypeError, InputValueError
from autograd.checks import described, missing, whole_number
from nn import losses
from nn.arguments import generator
from nn.data import array, classes_of, samples
from nn.layers import BaseLayer
from nn.module import Module, modules
from nn.training.engines import Compiled
from nn.training.model import Model

__all__ = ["confusion_matrix", "curves", "decision_boundary", "layer_statistics", "loss_landscape"]


def curves(history: Any, axes: Any = None) -> Any:
    """Plot the loss and the metrics after each epoch, dashed for validation.

    Args:
        history: What `fit` returned, or its `history`: lists of numbers by name.
        axes: Matplotlib's axes, one for each of the loss and the metrics; by default new ones.

    Returns:
        The axes, in an array.

    Raises:
        InputValueError: If there is no epoch, or there are too few axes.
    """
    numbers: Mapping[str, Sequence[float]] = getattr(history, "history", history)
    if not isinstance(numbers, Mapping):
        raise InputTypeError(f"curves takes what fit returned, but was given {described(history)}")
    epochs = getattr(history, "epoch", None)
    names = [name for name in numbers if not name.startswith("val_")]
    if not names or not len(numbers[names[0]]):
        raise InputValueError("there is nothing to plot: the history has no epochs")
    axes = _row_of(axes, len(names), 4.5 * len(names), 3.2)
    if len(axes) < len(names):
        raise InputValueError(f"{', '.join(names)} need {len(names)} axes, but got {len(axes)}")
    for ax, name in zip(axes, names, strict=False):
        for key, style, what in ((name, "-", "training"), (f"val_{name}", "--", "validation")):
            if key in numbers:
                places = epochs if epochs else range(len(numbers[key]))
                ax.plot([epoch + 1 for epoch in places], numbers[key], style, label=what)
        ax.set(xlabel="epoch", ylabel=name)
        ax.grid(alpha=0.3)
        if f"val_{name}" in numbers:
            ax.legend()
    return axes


def layer_statistics(snapshots: Any, axes: Any = None) -> Any:
    """Plot the outputs and gradients of each layer in the course of training.

    Left: the outputs for the chosen inputs, as their median and the band from the 10th to the 90th
    percentile.
    Middle: the share of neurons whose outputs are 0 for all these inputs; with relu, they are dead.
    Right: the root mean square of the gradients of the weights, on a logarithmic axis; if it falls
    from layer to layer towards the input, gradients vanish.

    Args:
        snapshots: A `nn.callbacks.Snapshots` with inputs, after training.
        axes: Three of matplotlib's axes; by default new ones.

    Returns:
        The axes, in an array.

    Raises:
        InputValueError: If there are no snapshots, or they were taken without inputs.
    """
    taken = getattr(snapshots, "taken", snapshots)
    if not taken or not taken[0].activations:
        raise InputValueError(
            "there is nothing to plot: give a Snapshots(inputs=X[:50]) to fit as a callback before"
        )
    axes = _row_of(axes, 3, 13.0, 3.4)
    steps = [snapshot.step for snapshot in taken]
    for name in taken[0].activations:
        outputs = [snapshot.activations[name].ravel() for snapshot in taken]
        low, middle, high = numpy.percentile(outputs, [10, 50, 90], axis=1)
        (line,) = axes[0].plot(steps, middle, label=name)
        axes[0].fill_between(steps, low, high, alpha=0.2, color=line.get_color())
        dead = [(snapshot.activations[name] == 0.0).all(axis=0).mean() for snapshot in taken]
        axes[1].plot(steps, dead, label=name)
    later = [snapshot for snapshot in taken if snapshot.gradients]
    for name in later[0].gradients if later else ():
        if not name.endswith("bias"):
            sizes = [float((s.gradients[name] ** 2).mean() ** 0.5) for s in later]
            axes[2].plot([s.step for s in later], numpy.maximum(sizes, 1e-18), label=name)
    axes[2].set_yscale("log")
    titles = ("outputs", "neurons that are 0 throughout", "size of gradients")
    for ax, title in zip(axes, titles, strict=False):
        ax.set(xlabel="step", title=title)
        ax.grid(alpha=0.3)
        ax.legend(fontsize="small")
    axes[1].set_ylim(-0.03, 1.03)
    return axes


def decision_boundary(
    model: Any, X: Any, y: Any = None, ax: Any = None, resolution: int = 150
) -> Any:
    """Plot the output of a network over the plane of its two inputs, with samples.

    Args:
        model: A network or an estimator of scikit-learn, for samples of two numbers. One output is
            shown by colour, with the line where the class changes; several by the regions of the
            classes.
        X: The samples, shape (n, 2); the part of the plane around them is shown.
        y: Their classes, shown by colour.
        ax: Matplotlib's axes; by default new ones.
        resolution: The number of points in each direction.

    Returns:
        The axes.

    Raises:
        InputValueError: If samples do not have two inputs.
    """
    X = array("X", X)
    if X.ndim != 2 or X.shape[1] != 2:
        raise InputValueError(
            f"a decision boundary is drawn in the plane, for samples of two numbers, but X has the "
            f"shape {X.shape}"
        )
    if not len(X) or (y is not None and len(y) != len(X)):
        raise InputValueError(
            f"a decision boundary is drawn with samples, and a class for each if there are any, "
            f"but was given {len(X)} samples and {'no' if y is None else len(y)} classes"
        )
    (ax,) = _row_of(ax, 1, 4.5, 3.8)
    low, high = X.min(axis=0), X.max(axis=0)
    margin = 0.08 * numpy.where(high > low, high - low, 1.0)
    count = whole_number("resolution", resolution)
    sides = [numpy.linspace(low[k] - margin[k], high[k] + margin[k], count) for k in range(2)]
    grid = numpy.stack(numpy.meshgrid(*sides), axis=-1).reshape(-1, 2)
    outputs, threshold = _scores(model, grid)
    if numpy.isnan(outputs).any():
        raise InputValueError("there is nothing to draw: outputs of the network are nan")
    shape = (resolution, resolution)
    if outputs.shape[1] == 1:
        _draw_one_output(ax, sides, outputs[:, 0].reshape(shape), threshold)
    else:
        regions = outputs.argmax(axis=1).reshape(shape)
        levels = numpy.arange(outputs.shape[1] + 1) - 0.5
        ax.contourf(*sides, regions, levels=levels, cmap="tab10", alpha=0.3, vmin=0, vmax=9)
    if y is not None:
        _, label = numpy.unique(classes_of(numpy.asarray(y).squeeze()), return_inverse=True)
        several = label.max(initial=0) > 1
        colors = {"cmap": "tab10", "vmin": 0, "vmax": 9} if several else {"cmap": "RdBu_r"}
        ax.scatter(X[:, 0], X[:, 1], c=label, s=22, edgecolors="k", linewidths=0.5, **colors)
    ax.set(xlabel="x[0]", ylabel="x[1]")
    return ax


def confusion_matrix(model: Any, X: Any, y: Any, ax: Any = None, labels: Any = None) -> Any:
    """Plot how many samples of each class (row) are predicted as each class (column).

    Args:
        model: A network or an estimator of scikit-learn.
        X: The samples.
        y: Their classes, as numbers, or with a probability for each class.
        ax: Matplotlib's axes; by default new ones.
        labels: The names of the classes.

    Returns:
        The axes.
    """
    try:
        from sklearn.metrics import ConfusionMatrixDisplay
    except ImportError as error:
        raise missing("a confusion matrix", "scikit-learn") from error
    X, y = array("X", X), numpy.asarray(y)
    if len(X) != len(y):
        raise InputValueError(f"X has {len(X)} samples, but y has {len(y)}; give as many")
    actual = classes_of(y) if y.ndim == 2 and y.shape[1] > 1 else y.reshape(len(y))
    outputs, threshold = _scores(model, X)
    if outputs.shape[1] == 1:
        lower, upper = (actual.min(), actual.max()) if len(numpy.unique(actual)) == 2 else (0, 1)
        predicted = numpy.where(outputs[:, 0] > threshold, upper, lower)
    else:
        classes = getattr(model, "classes_", numpy.arange(outputs.shape[1]))
        predicted = classes[outputs.argmax(axis=1)]
    seen = len(numpy.unique(numpy.concatenate([actual, predicted])))
    if labels is not None and len(labels) != seen:
        raise InputValueError(
            f"labels takes a name for each of the {seen} classes that there are among y and the "
            f"predictions, but was given {len(labels)}"
        )
    (ax,) = _row_of(ax, 1, 4.5, 4.0)
    ConfusionMatrixDisplay.from_predictions(
        actual, predicted, display_labels=labels, ax=ax, cmap="Blues", colorbar=False
    )
    return ax


def loss_landscape(
    model: Any,
    X: Any,
    y: Any,
    ax: Any = None,
    *,
    span: float = 1.0,
    resolution: int = 31,
    rng: int | random.Random | None = 0,
) -> Any:
    """Plot the loss around the weights, along two random directions.

    The directions are filter-normalised: for each neuron, they are as long as its weights, so that
    networks with weights of different sizes can be compared.

    Args:
        model: A network with a loss (see `Model.compile`).
        X: Samples.
        y: Their targets.
        ax: Matplotlib's axes; by default new ones.
        span: How far to go in each direction, in units of the length of the weights.
        resolution: The number of points in each direction.
        rng: The generator for the directions, or a seed.

    Returns:
        The axes. The weights are as before.

    Source: Li, Xu, Taylor, Studer and Goldstein, "Visualizing the loss landscape of neural nets"
    (2018), section 4, https://arxiv.org/abs/1712.09913
    """
    data = samples(X, y)
    if not isinstance(model, Model):
        raise InputTypeError(
            f"loss_landscape takes a network, but was given {described(model)}; that of an "
            "estimator is its model_"
        )
    if whole_number("resolution", resolution) < 2:
        raise InputValueError("resolution must be at least 2, but was given 1")
    model.build(data.X.shape[1:])
    if model.loss is None:
        raise InputValueError("loss_landscape needs a loss: call compile(loss=...) before")
    generator_ = numpy.random.default_rng(generator(rng).getrandbits(64))
    vector = autograd.ParameterVector(model)
    try:
        directions = [_direction(model, vector, generator_) for _ in range(2)]
        center, engine = vector.data.copy(), Compiled(model, model.loss)
        steps = numpy.linspace(-span, span, resolution)
        height = numpy.empty((len(steps), len(steps)))
        for row, up in enumerate(steps):
            for column, right in enumerate(steps):
                vector.data[:] = center + right * directions[0] + up * directions[1]
                height[row, column], _ = engine.test(data)
        vector.data[:] = center
    finally:
        vector.release()
    (ax,) = _row_of(ax, 1, 4.8, 3.8)
    drawn = ax.contourf(steps, steps, height, levels=24, cmap="viridis")
    ax.contour(steps, steps, height, levels=24, colors="k", linewidths=0.3, alpha=0.5)
    ax.plot(0.0, 0.0, "r*", markersize=11)
    ax.set(xlabel="direction 1", ylabel="direction 2")
    ax.figure.colorbar(drawn, ax=ax, label="loss")
    return ax


def _direction(model: Module, vector: Any, rng: Any) -> Any:
    """A random direction, for each neuron as long as its weights; 0 for biases."""
    places = {p: k for k, p in enumerate(vector.parameters)}
    direction = numpy.zeros(len(vector))
    for layer in modules(model):
        if isinstance(layer, BaseLayer):
            for kernel in layer.kernels():
                index = [places[w] for w in kernel]
                step = rng.normal(size=len(index))
                length = numpy.linalg.norm(vector.data[index])
                direction[index] = step * (length / numpy.linalg.norm(step))
    return direction


def _scores(model: Any, X: Any) -> tuple[Any, float]:
    """The outputs of a network or an estimator, and the threshold between class 0 and 1."""
    if isinstance(model, Model):
        if losses.takes_logits(model.loss):
            return _of_classes(model.predict_proba(X, batch_size=1024))
        threshold = 0.5 if model.loss is None else losses.threshold_of(model.loss)
        return model.predict(X, batch_size=1024).reshape(len(X), -1), threshold
    if hasattr(model, "predict_proba"):
        return _of_classes(model.predict_proba(X))
    if not callable(getattr(model, "predict", None)):
        raise InputTypeError(
            f"a network or an estimator with predict(X) is needed, but was given {described(model)}"
        )
    found = numpy.asarray(model.predict(X), dtype=float)
    return found.reshape(len(X), -1), 0.5


def _of_classes(probabilities: Any) -> tuple[Any, float]:
    """The probability of class 1 if there are two, else of each, and the threshold."""
    return probabilities[:, 1:] if probabilities.shape[1] == 2 else probabilities, 0.5


def _draw_one_output(ax: Any, sides: Any, heights: Any, threshold: float) -> None:
    """Draw an output as colours, with the line where it crosses the threshold."""
    reach = max(abs(heights - threshold).max(), 1e-12)
    drawn = ax.pcolormesh(
        *sides,
        heights,
        cmap="RdBu_r",
        vmin=threshold - reach,
        vmax=threshold + reach,
        alpha=0.6,
        shading="auto",
    )
    ax.figure.colorbar(drawn, ax=ax, label="output")
    if heights.min() < threshold < heights.max():
        ax.contour(*sides, heights, levels=[threshold], colors="k", linewidths=1.2)


def _row_of(axes: Any, count: int, width: float, height: float) -> Any:
    """The given axes as an array; without any, `count` axes side by side in a new figure."""
    if axes is None:
        try:
            from matplotlib import pyplot
        except ImportError as error:
            raise missing("a plot", "matplotlib") from error
        # This layout leaves room for labels.
        _, axes = pyplot.subplots(1, count, figsize=(width, height), layout="constrained")
    return numpy.ravel(numpy.asarray(axes, dtype=object))
