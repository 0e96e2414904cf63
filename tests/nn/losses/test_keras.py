"""Losses with Keras's names have Keras's numbers, recorded in tests/data/losses.json."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

import autograd
from autograd import InputTypeError, InputValueError, Value
from nn import losses

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


@pytest.mark.parametrize("case", [it for it in RECORDED["cases"] if it["gradient"]], ids=label)
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
    if "rounded" in case["data"] and "ategorical" in case["class"]:
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
