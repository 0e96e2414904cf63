"""Losses while a function is compiled: the same numbers, and the checks that were not made then."""

import functools
import math
import re
import sys
from typing import Any

import numpy as np
import pytest

import autograd
from autograd import InputValueError, Value
from nn import Dense, Sequential, losses
from nn.optimizers import SGD
from tests.nn.losses.references import CASES, CLASSES, LABELS, LOGITS, MIXED, ONE_HOT, K, N

SUBNORMAL = sys.float_info.min  # below, numbers have fewer digits
REFUSALS = (autograd.InputTypeError, InputValueError)
SMOOTH = [
    (functools.partial(loss, label_smoothing=0.1), *arrays)
    for loss, *arrays in CASES
    if "label_smoothing" in loss.settings
]


@pytest.mark.parametrize(("loss", "predictions", "targets"), CASES + SMOOTH)
def test_compiled_losses_are_the_eager_ones(loss: Any, predictions: Any, targets: Any) -> None:
    compiled = autograd.compile(lambda p, t: loss([p], [t])).batched()
    values = compiled(predictions, targets)
    slopes = compiled.value_and_grad(predictions, targets, weights=np.ones(N)).arguments[0]
    for p, t, value, slope in zip(predictions, targets, values, slopes, strict=True):
        x = [Value(number) for number in p] if np.ndim(p) else Value(p)
        eager = loss([x], [t.tolist()])
        eager.backward()
        gradient = [xk.grad for xk in x] if isinstance(x, list) else x.grad
        assert math.isfinite(value)
        assert value == pytest.approx(eager.data, rel=1e-14, abs=0.0)
        assert slope.tolist() == pytest.approx(gradient, rel=1e-12, abs=SUBNORMAL)


def test_targets_that_are_differentiated_by_get_the_eager_gradient() -> None:
    for loss, p, t in (
        (losses.binary_cross_entropy, 0.3, 1.0),
        (losses.binary_cross_entropy_with_logits, 40.0, 0.0),
        (losses.categorical_cross_entropy, [0.2, 0.3, 0.5], [0.0, 1.0, 0.0]),
        (losses.categorical_cross_entropy_with_logits, [1.0, 4.0, 0.5], [0.0, 1.0, 0.0]),
        (losses.kl_divergence, [0.2, 0.3, 0.5], [0.1, 0.4, 0.5]),
    ):

        def f(p: Any, t: Any, loss: Any = loss) -> Any:
            return loss([p], [t])

        eager = autograd.value_and_grad(f, argnums=1)(p, t)[1]
        compiled = autograd.compile(f).value_and_grad(p, t).arguments[1]
        assert np.asarray(compiled) == pytest.approx(np.asarray(eager), rel=1e-12)


def test_weights_may_be_arguments_of_a_compiled_function() -> None:
    def f(z: Any, y: Any, w: Any) -> Any:
        return losses.binary_cross_entropy_with_logits(z, y, sample_weight=w)

    z, y, w = [0.5, -1.0], [1.0, 1.0], [2.0, 0.5]
    assert autograd.compile(f)(z, y, w) == pytest.approx(f(z, y, w).data, rel=1e-15)


@pytest.mark.parametrize(
    ("last", "loss", "y"),
    [
        (Dense(1), "hinge", LABELS),
        (Dense(1), "squared_hinge", 2.0 * LABELS - 1.0),
        (Dense(1, "sigmoid"), "binary_crossentropy", LABELS),
        (Dense(1), "binary_crossentropy_with_logits", LABELS),
        (Dense(K, "softmax"), "sparse_categorical_crossentropy", CLASSES),
        (Dense(K, "softmax"), "categorical_crossentropy", ONE_HOT),
        (Dense(K, "softmax"), "kld", MIXED),
        (Dense(K), "sparse_categorical_crossentropy_with_logits", CLASSES),
    ],
    ids=str,
)
def test_both_engines_of_fit_learn_the_same(last: Dense, loss: str, y: Any) -> None:
    runs = {}
    for engine in ("compiled", "eager"):
        model = Sequential([Dense(3, "tanh"), Dense(last.units, last.activation)], rng=0)
        model.compile(SGD(0.1), loss)
        runs[engine] = model.fit(LOGITS, y, epochs=4, batch_size=3, verbose=0, engine=engine)
    compiled, eager = (runs[engine].history["loss"] for engine in ("compiled", "eager"))
    assert compiled == pytest.approx(eager, rel=1e-12)
    assert compiled[-1] < compiled[0]


@pytest.mark.parametrize("engine", ["compiled", "eager"])
@pytest.mark.parametrize(
    ("last", "loss", "y"),
    [
        (Dense(1, "sigmoid"), "binary_crossentropy", LABELS),
        (Dense(2, "softmax"), "sparse_categorical_crossentropy", LABELS),
    ],
    ids=str,
)
def test_large_steps_make_no_nan(last: Dense, loss: str, y: Any, engine: str) -> None:
    """Some of these examples cannot be told apart, so that steps of 300 end in certain mistakes."""
    X = 10.0 * np.array([[0.1], [0.1], [2.0], [-1.0], [1.0], [1.0], [0.5], [-2.0]])
    model = Sequential([Dense(last.units, last.activation)], rng=0)
    model.compile(SGD(300.0), loss)
    history = model.fit(X, y, epochs=10, batch_size=2, verbose=0, engine=engine)
    assert np.isfinite(history.history["loss"]).all()
    assert max(history.history["loss"]) > -math.log(1e-7) / len(X)


class TestCheckTargets:
    @pytest.mark.parametrize(("loss", "predictions", "targets"), CASES + SMOOTH)
    def test_what_a_loss_takes_passes(self, loss: Any, predictions: Any, targets: Any) -> None:
        losses.check_targets(loss, targets, predictions[0].size)

    @pytest.mark.parametrize(
        ("loss", "targets", "outputs", "message"),
        [
            ("hinge", [0, 2], 1, "hinge takes the labels -1 and 1, or 0 and 1"),
            ("squared_hinge", [-1, 0], 1, "squared_hinge takes the labels"),
            ("binary_crossentropy", [0, 2], 1, "labels 0 and 1, or probabilities"),
            ("binary_crossentropy_with_logits", [-1, 1], 1, "use (y + 1) / 2, or hinge"),
            ("sparse_categorical_crossentropy", [0, 0.5], 3, "y has 0.5: give the number of a cl"),
            ("sparse_categorical_crossentropy", [0, -1], 3, "y has -1: give the number of a class"),
            ("sparse_categorical_crossentropy", [0, 1, 2], 2, "3 classes end the network with De"),
            ("sparse_categorical_crossentropy", [1, 2, 3], 3, "subtract 1 from the labels, or gi"),
            ("sparse_categorical_crossentropy", [1, 2, 4], 3, "end the network with Dense(5)"),
            ("categorical_crossentropy", [1, 2], 2, "(sparse_)categorical_cross_entropy takes the"),
            ("categorical_crossentropy", [[0, 1], [1, 1]], 2, "add up to 1, or the number of a"),
            ("categorical_crossentropy_with_logits", [[0, 1, 0]], 2, "but y has 3 numbers for"),
            ("categorical_crossentropy_with_logits", [0, 1], 1, "for two classes and one output"),
            ("kld", [0, 1], 2, "takes a list with the probability of each class"),
            ("kld", [[0.5, 0.4]], 2, "add up to 1"),
            ("mse", [1.0, math.nan], 1, "mean_squared_error takes finite targets, but y[1] is nan"),
            ("mae", [[1.0, 2.0], [math.inf, 0.0]], 2, "but y[1] is [inf, 0.0]; leave out"),
            ("huber", [0.5, 1.5], 3, "the network has 3, but y has 1 for each example"),
            ("mse", [0, 2], 3, "for numbers of classes use sparse_categorical_crossentropy"),
            ("binary_crossentropy", [[0, 1]], 1, "the network has 1, but y has 2"),
        ],
    )
    def test_what_it_does_not_take_is_refused(
        self, loss: str, targets: Any, outputs: int, message: str
    ) -> None:
        for chosen in (losses.get(loss), functools.partial(losses.get(loss))):
            with pytest.raises(
                (InputValueError, autograd.InputTypeError), match=re.escape(message)
            ):
                losses.check_targets(chosen, np.array(targets, dtype=float), outputs)

    def test_a_class_for_each_step_of_a_sequence(self) -> None:
        loss = losses.categorical_cross_entropy
        losses.check_targets(loss, np.array([[0.0, 2.0], [1.0, 1.0]]), outputs=6)
        losses.check_targets(loss, np.eye(3)[[[0, 2], [1, 1]]], outputs=6)
        with pytest.raises(InputValueError, match="0 to 2 for 3 outputs, but y has 3"):
            losses.check_targets(loss, np.array([[0.0, 3.0], [1.0, 1.0]]), outputs=6)

    def test_a_loss_of_ones_own_takes_anything(self) -> None:
        losses.check_targets(lambda p, t: Value(0.0), np.array([math.nan]), outputs=3)


class TestCheckPredictions:
    def test_a_linear_layer_is_told_from_probabilities(self) -> None:
        found = np.array([[0.5], [1.5]])
        with pytest.raises(InputValueError, match=r"given 1\.5: end the network with a sigmoid;"):
            losses.check_predictions(losses.binary_cross_entropy, found)
        with pytest.raises(InputValueError, match=r"network with a softmax; .* categorical"):
            losses.check_predictions(losses.categorical_cross_entropy, found)

    def test_others_pass(self) -> None:
        losses.check_predictions(losses.binary_cross_entropy, np.array([0.0, 1.0, math.nan]))
        losses.check_predictions(losses.binary_cross_entropy_with_logits, np.array([-7.0]))


def test_what_a_loss_takes() -> None:
    from_logits = functools.partial(
        losses.categorical_cross_entropy_with_logits, label_smoothing=0.1
    )
    assert losses.takes_logits(from_logits)
    assert not losses.takes_logits(losses.categorical_cross_entropy)
    assert not losses.takes_logits(None)
    assert [losses.threshold_of(f) for f in (from_logits, losses.squared_hinge)] == [0.0, 0.0]
    assert [losses.threshold_of(losses.get(name)) for name in ("mse", "kld")] == [0.5, 0.5]
