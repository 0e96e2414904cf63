"""Losses with Keras's names have Keras's numbers, recorded in tests/data/losses.json."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

import autograd
import nn
from autograd import InputTypeError, InputValueError, Value
from nn import Dense, Sequential, losses

RECORDED = json.loads(Path("tests/data/losses.json").read_text())
DATA = {name: [np.array(part) for part in it] for name, it in RECORDED["data"].items()}


def label(case):
    return f"{case.get('class', case.get('name'))} {case.get('arguments', '')} {case['data']}"


def loss_of(case):
    made = case["name"] if "name" in case else getattr(losses, case["class"])(**case["arguments"])
    return losses.get(made)


def near(number):
    return pytest.approx(number, rel=1e-12, abs=1e-12)


EACH = pytest.mark.parametrize("case", RECORDED["cases"], ids=label)


@EACH
def test_it_is_keras_number(case):
    targets, predictions = DATA[case["data"]]
    loss = loss_of(case)
    assert loss(predictions, targets).data == near(case["loss"])
    assert loss(predictions, targets, RECORDED["weights"]).data == near(case["weighted"])


def is_rounded(case):
    """Whether Keras divides rounded probabilities by their sum, which we do with numbers only."""
    return "rounded" in case["data"] and "Categorical" in case["class"]


SMOOTH = [
    it
    for it in RECORDED["cases"]
    if it["gradient"] and not (is_rounded(it) and "Focal" in it["class"])
]


@pytest.mark.parametrize("case", SMOOTH, ids=label)
def test_it_has_keras_gradient(case):
    """Of probabilities of classes, that along which they keep adding up to 1."""
    targets, predictions = DATA[case["data"]]
    loss, values = loss_of(case), np.vectorize(Value, otypes=[object])(predictions)
    loss(values, targets).backward()
    found, expected = np.vectorize(lambda p: p.grad)(values), np.array(case["gradient"])
    if "ategorical" in label(case) and not losses.takes_logits(loss):
        found, expected = (g - g.mean(axis=-1, keepdims=True) for g in (found, expected))
    assert found == near(expected)


@EACH
def test_the_same_in_a_program(case):
    """But for rounded probabilities: a program does not divide them by their sum."""
    if is_rounded(case):
        return
    targets, predictions = DATA[case["data"]]
    loss = loss_of(case)
    each = autograd.compile(lambda p, t: loss([p], [t])).batched()(predictions, targets)
    assert each.mean() == near(case["loss"])
    assert each @ RECORDED["weights"] / len(each) == near(case["weighted"])


class TestKerasArguments:
    def test_those_that_say_nothing_here(self):
        made = losses.MeanSquaredError(reduction="sum_over_batch_size", name="mse", dtype="float64")
        assert losses.get(made) is losses.mean_squared_error
        made = losses.BinaryCrossentropy(True, 0.0, axis=-1, reduction="mean")
        assert losses.get(made) is losses.binary_cross_entropy_with_logits

    @pytest.mark.parametrize(
        ("make", "error", "message"),
        [
            (
                lambda: losses.MeanSquaredError(reduction="sum"),
                InputValueError,
                "reduction of MeanSquaredError is 'sum_over_batch_size', the mean over the samples",
            ),
            (
                lambda: losses.Huber(2.0, reduction=None),
                InputValueError,
                "reduction of Huber is 'sum_over_batch_size'",
            ),
            (
                lambda: losses.CategoricalCrossentropy(axis=1),
                InputValueError,
                "axis of CategoricalCrossentropy is -1, that of the outputs, but was given 1",
            ),
            (
                lambda: losses.SparseCategoricalCrossentropy(ignore_class=-1),
                InputValueError,
                "SparseCategoricalCrossentropy cannot ignore the class -1; leave out its examples",
            ),
            (
                lambda: losses.Hinge(margin=2.0),
                InputTypeError,
                "Hinge takes no argument 'margin'; Its arguments are: reduction, axis, name, dtype",
            ),
        ],
    )
    def test_those_that_cannot_be_kept(self, make, error, message):
        with pytest.raises(error, match=re.escape(message)):
            make()

    @pytest.mark.parametrize(
        ("call", "message"),
        [
            (
                lambda: losses.mean_squared_error(y_true=[1.0], y_pred=[2.0]),
                "'y_true'; write mean_squared_error(y_pred, y_true), the predictions first, or nn.",
            ),
            (
                lambda: losses.hinge([1.0]),
                "hinge takes (predictions, targets, sample_weight=None); give both",
            ),
            (
                lambda: losses.huber([1.0], [2.0], None, 1.0, 2.0),
                "huber takes (predictions, targets, sample_weight=None, delta); too many",
            ),
        ],
    )
    def test_functions_take_the_predictions_first(self, call, message):
        with pytest.raises(InputTypeError, match=re.escape(message)):
            call()


def test_the_labels_are_checked_before_the_predictions():
    with pytest.raises(InputValueError, match=r"for the labels -1 and 1 use \(y \+ 1\) / 2, or h"):
        losses.binary_cross_entropy([-0.5, 0.2], [-1, 1])


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("Dice", "give compile a function (y_true, y_pred): 1 - 2 * sum(y_true * y_pred) /"),
        ("dice", "it is one number for all samples of a batch"),
        ("Tversky", "1 - hits / (hits + alpha * sum((1 - y_true) * y_pred) + beta"),
        ("tversky", "losses here are means over samples"),
        ("Circle", "compares the samples of a batch in pairs"),
        ("circle", "the nearest is sparse_categorical_crossentropy"),
        ("CTC", "with a class for each step use sparse_categorical_crossentropy"),
        ("ctc", "adds up all alignments"),
    ],
)
def test_those_that_are_missing_say_what_to_do(name, instead):
    text = re.escape(f"nn has no loss {name}: ") + ".*" + re.escape(instead)
    with pytest.raises(ImportError, match=text):
        getattr(losses, name)
    with pytest.raises(InputValueError, match=text):
        losses.get(name)


def test_names_that_keras_has_not_are_no_attributes():
    assert not hasattr(losses, "Dicer")


class TestSettings:
    def test_a_weight_for_each_class(self):
        p, t = [[0.5, 0.25, 0.25], [0.1, 0.7, 0.2]], [0, 1]
        one, two = (
            losses.categorical_focal_cross_entropy([pk], [tk], alpha=1.0).data
            for pk, tk in zip(p, t, strict=True)
        )
        each = losses.CategoricalFocalCrossentropy(alpha=(2.0, 3.0, 0.0))
        assert each(t, p).data == pytest.approx((2.0 * one + 3.0 * two) / 2, rel=1e-15)

    @pytest.mark.parametrize(
        ("make", "error", "message"),
        [
            (
                lambda: losses.BinaryFocalCrossentropy(apply_class_balancing=1),
                InputTypeError,
                "apply_class_balancing of BinaryFocalCrossentropy must be True or False",
            ),
            (
                lambda: losses.BinaryFocalCrossentropy(alpha=1.5),
                InputValueError,
                "alpha of BinaryFocalCrossentropy must be a finite number between 0.0 and 1.0",
            ),
            (
                lambda: losses.CategoricalFocalCrossentropy(alpha=[1.0, -1.0]),
                InputValueError,
                "alpha of CategoricalFocalCrossentropy must be a finite number",
            ),
            (
                lambda: losses.CategoricalFocalCrossentropy([1.0, 1.0])([0], [[0.5, 0.3, 0.2]]),
                InputValueError,
                "has one for each of the 3 classes, but has 2: [1.0, 1.0]",
            ),
            *(
                (
                    lambda q=q: losses.CategoricalGeneralizedCrossEntropy(q),
                    InputValueError,
                    "q of CategoricalGeneralizedCrossEntropy must be a finite number between",
                )
                for q in (0.0, 1.0)
            ),
        ],
    )  # fmt: skip
    def test_what_is_refused(self, make, error, message):
        with pytest.raises(error, match=re.escape(message)):
            make()

    def test_a_single_score_has_a_loss_of_its_own(self):
        with pytest.raises(InputTypeError, match="for a single score use hinge"):
            losses.categorical_hinge([0.5], [1])


@pytest.mark.parametrize(
    ("last", "loss"),
    [
        (Dense(3), losses.CategoricalHinge()),
        (Dense(3, "softmax"), losses.CategoricalFocalCrossentropy([0.5, 1.0, 2.0], 1.5)),
        (Dense(3), losses.CategoricalFocalCrossentropy(from_logits=True)),
        (Dense(3, "softmax"), losses.CategoricalGeneralizedCrossEntropy(0.7)),
        (Dense(1, "sigmoid"), losses.BinaryFocalCrossentropy(True, 0.7)),
        (Dense(1), losses.BinaryFocalCrossentropy(from_logits=True, label_smoothing=0.1)),
    ],
    ids=lambda it: type(it).__name__,
)
def test_a_network_learns_by_it_and_is_saved_with_it(last, loss, tmp_path):
    X = np.random.default_rng(0).normal(size=(30, 2))
    y = (X[:, 0] > 0.0) + (X[:, 1] > 0.0) * (last.units > 1)
    model = Sequential([Dense(last.units, last.activation)], rng=0)
    model.compile("adam", loss)
    before = model.evaluate(X, y, verbose=0)
    model.fit(X, y, epochs=3, batch_size=5, verbose=0)
    model.save(tmp_path / "model.safetensors")
    again = nn.load(tmp_path / "model.safetensors")
    assert again.evaluate(X, y, verbose=0) == model.evaluate(X, y, verbose=0)
    assert again.evaluate(X, y, verbose=0) < before
