"""Plots show the numbers they are about; how they look is for eyes."""

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt

import nn
from autograd import InputTypeError, InputValueError
from nn import Dense, Sequential, plots

mpl.use("Agg")
RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 2))
Y = (X[:, 0] + X[:, 1] > 0.0).astype(float)


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def trained(loss="binary_cross_entropy_with_logits", outputs=1, y=Y, **options):
    model = Sequential([Dense(6, "relu"), Dense(outputs)], rng=0)
    model.compile(nn.optimizers.SGD(0.1), loss, ["sign_accuracy" if outputs == 1 else "accuracy"])
    return model, model.fit(X, y, epochs=5, **options)


def test_curves_of_training_and_validation():
    _, history = trained(validation_split=0.25)
    axes = plots.curves(history)
    assert [ax.get_ylabel() for ax in axes] == ["loss", "sign_accuracy"]
    for ax in axes:
        name = ax.get_ylabel()
        training, validation = ax.get_lines()
        assert training.get_xdata().tolist() == [1, 2, 3, 4, 5]
        assert training.get_ydata().tolist() == history.history[name]
        assert validation.get_ydata().tolist() == history.history[f"val_{name}"]


def test_curves_of_a_plain_dict():
    (ax,) = plots.curves({"loss": [3.0, 2.0]})
    assert ax.get_lines()[0].get_ydata().tolist() == [3.0, 2.0]


def test_a_decision_boundary_runs_where_the_output_crosses_the_threshold():
    model = Sequential([Dense(1)], rng=0)
    model.build((2,))
    neuron = model.layers[0].neurons[0]
    neuron.w[0].data, neuron.w[1].data, neuron.b.data = 1.0, 0.0, -0.25
    model.compile("sgd", "binary_cross_entropy_with_logits")
    ax = plots.decision_boundary(model, X, Y)
    boundary = ax.collections[1].get_paths()[0].vertices
    assert boundary[:, 0] == pytest.approx(0.25, abs=1e-3)
    assert len(ax.collections[-1].get_offsets()) == 40


def test_the_regions_of_several_classes_and_of_estimators():
    labels = (X > 0.0).sum(axis=1)
    model, _ = trained("categorical_cross_entropy_with_logits", 3, np.eye(3)[labels])
    assert plots.decision_boundary(model, X, labels).collections
    classifier = nn.estimators.MLPClassifier((4,), solver="lbfgs", alpha=1.0).fit(X, Y)
    assert plots.decision_boundary(classifier, X, Y).collections


def test_a_confusion_matrix_counts():
    model, _ = trained()
    right = (model.predict(X)[:, 0] > 0.0) == (Y > 0.5)
    ax = plots.confusion_matrix(model, X, Y, labels=["no", "yes"])
    counts = [int(text.get_text()) for text in ax.texts]
    assert counts[0] + counts[3] == right.sum()
    assert sum(counts) == 40


def test_the_loss_landscape_has_the_loss_at_its_center_and_leaves_the_weights():
    model, _ = trained()
    before = [p.data for p in model.parameters()]
    ax = plots.loss_landscape(model, X, Y, resolution=5)
    assert [p.data for p in model.parameters()] == before
    assert len(ax.figure.axes) == 2
    assert ax.get_lines()[0].get_xdata() == [0.0]


def test_layer_statistics_show_dead_units():
    snapshots = nn.callbacks.Snapshots(inputs=X[:10])
    model = Sequential([Dense(4, "relu"), Dense(1)], rng=0)
    model.build((2,))
    for neuron in model.layers[0].neurons[:2]:
        neuron.b.data = -100.0
    model.compile("sgd", "mse")
    model.fit(X, Y, epochs=3, callbacks=[snapshots])
    axes = plots.layer_statistics(snapshots)
    assert axes[1].get_lines()[0].get_ydata().tolist() == [0.5] * 4
    assert len(axes[0].get_lines()) == 2
    assert len(axes[2].get_lines()) == 2


@pytest.mark.parametrize(
    ("plot", "error", "message"),
    [
        (lambda: plots.curves({}), InputValueError, "there is nothing to plot"),
        (lambda: plots.curves({"loss": [1.0]}, axes=[]), InputValueError, "need 1 axes, but got 0"),
        (lambda: plots.decision_boundary(None, np.ones((3, 4))), InputValueError, "two numbers"),
        (lambda: plots.decision_boundary(print, X), InputTypeError, "with predict"),
        (lambda: plots.loss_landscape(Sequential([Dense(1)]), X, Y), InputValueError, "compile"),
        (lambda: plots.layer_statistics([]), InputValueError, "Snapshots"),
        (lambda: plots.curves(None), InputTypeError, "what fit returned, but was given None"),
        (lambda: plots.decision_boundary(print, X[:0]), InputValueError, "0 samples and no class"),
        (lambda: plots.decision_boundary(print, X, [0]), InputValueError, "40 samples and 1 class"),
        (lambda: plots.confusion_matrix(trained()[0], X, [0]), InputValueError, "but y has 1"),
        (
            lambda: plots.confusion_matrix(trained()[0], X, Y, labels="a"),
            InputValueError,
            "a name for each of the 2 classes",
        ),
        (lambda: plots.loss_landscape(print, X, Y), InputTypeError, "that of an estimator is its"),
        (
            lambda: plots.loss_landscape(trained()[0], X, Y, resolution=1),
            InputValueError,
            "at least 2, but was given 1",
        ),
    ],
)
def test_what_is_refused(plot, error, message):
    with pytest.raises(error, match=message):
        plot()


@pytest.mark.parametrize(
    "plot",
    [plots.decision_boundary, plots.confusion_matrix, plots.loss_landscape],
    ids=lambda plot: plot.__name__,
)
def test_labels_lie_within_the_figure(plot):
    ax = plot(trained()[0], X, Y)
    figure = ax.figure
    figure.canvas.draw()
    for label in (ax.xaxis.label, ax.yaxis.label):
        box = label.get_window_extent()
        assert box.x0 >= 0.0
        assert box.y0 >= 0.0
        assert box.x1 <= figure.bbox.x1
        assert box.y1 <= figure.bbox.y1
