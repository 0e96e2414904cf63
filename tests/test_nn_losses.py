"""Losses: their values and gradients, to the last digits, and what they accept."""

import functools
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import mpmath
import numpy as np
import pytest

from autograd import InputTypeError, InputValueError, Value
from nn import losses

ELEMENTWISE = [
    losses.mean_squared_error,
    losses.mean_absolute_error,
    losses.huber,
    losses.hinge,
    losses.binary_cross_entropy,
    losses.binary_cross_entropy_with_logits,
]


@pytest.fixture(autouse=True)
def _digits() -> Iterator[None]:
    with mpmath.workdps(700):  # holds exp(-1000) beside 1
        yield


def with_gradients(loss: Callable[..., Value], predictions: Any, targets: Any) -> list[float]:
    """The loss of a list of numbers and its gradient by each of them."""
    values = [Value(p) for p in predictions]
    result = loss(values, targets)
    result.backward()
    return [result.data, *[v.grad for v in values]]


def exact(number: Any) -> Any:
    """Equal to a reference of 700 digits, within 4 units in the last place."""
    return pytest.approx(float(number), rel=4 * 2.0**-52, abs=0.0)


class TestRegression:
    def test_mean_squared_error(self) -> None:
        got = with_gradients(losses.mean_squared_error, [1.0, 4.0], [3.0, 3.0])
        assert got == [2.5, -2.0, 1.0]

    def test_mean_absolute_error(self) -> None:
        got = with_gradients(losses.mean_absolute_error, [1.0, 4.0, 5.0, 5.0], [3.0, 3.0, 5.0, 4.0])
        assert got == [1.0, -0.25, 0.25, 0.0, 0.25]

    @pytest.mark.parametrize("delta", [1.0, 0.3, 4.0])
    @pytest.mark.parametrize("error", [0.0, 0.1, -0.3, 0.7, 1.0, -1.0, 3.0, -1e10, 1e200])
    def test_huber(self, error: float, delta: float) -> None:
        value, slope = with_gradients(functools.partial(losses.huber, delta=delta), [error], [0])
        size = abs(error)
        expected = error * error / 2 if size <= delta else delta * (size - delta / 2)
        assert value == pytest.approx(expected, rel=1e-15)
        assert slope == max(-delta, min(delta, error))

    @pytest.mark.parametrize("delta", [0.0, -1.0, math.inf, math.nan])
    def test_huber_needs_a_positive_delta(self, delta: float) -> None:
        with pytest.raises(InputValueError, match="delta of huber must be a finite number"):
            losses.huber([1.0], [1.0], delta=delta)

    def test_several_outputs_count_alike(self) -> None:
        predictions = [[Value(1.0), Value(2.0)], [Value(3.0), Value(5.0)]]
        for loss, expected in (
            (losses.mean_squared_error, (0 + 4 + 9 + 25) / 4),
            (losses.mean_absolute_error, (0 + 2 + 3 + 5) / 4),
            (losses.huber, (0 + 1.5 + 2.5 + 4.5) / 4),
        ):
            assert loss(predictions, [[1, 0], [0, 0]]).data == expected
            assert loss(predictions, np.array([[1, 0], [0, 0]])).data == expected


class TestHinge:
    def test_margins(self) -> None:
        got = with_gradients(losses.hinge, [0.5, -2.0, -0.5, 1.0], [1, -1, 1, 1])
        assert got == [0.5, -0.25, 0.0, -0.25, 0.0]

    def test_labels_0_and_1_are_taken_for_minus_1_and_1(self) -> None:
        scores = [0.5, -0.25, 3.0]
        expected = with_gradients(losses.hinge, scores, [1, -1, -1])
        assert with_gradients(losses.hinge, scores, [1, 0, 0]) == expected
        assert with_gradients(losses.hinge, scores, [True, False, False]) == expected

    @pytest.mark.parametrize("labels", [[-1, 0], [1, 2], [0.5, 1], [math.nan, 1]])
    def test_other_labels_are_refused(self, labels: list[float]) -> None:
        with pytest.raises(InputValueError, match="hinge takes the labels -1 and 1, or 0 and 1"):
            losses.hinge([1.0, 1.0], labels)


class TestBinaryCrossEntropy:
    @pytest.mark.parametrize("y", [0.0, 0.25, 1.0])
    @pytest.mark.parametrize("p", [1e-300, 1e-17, 0.3, 0.5, 0.999, 1 - 2.0**-53])
    def test_values_and_gradients(self, p: float, y: float) -> None:
        x = mpmath.mpf(p)
        value, slope = with_gradients(losses.binary_cross_entropy, [p], [y])
        assert value == exact(-(y * mpmath.log(x) + (1 - y) * mpmath.log1p(-x)))
        # For 0 < y < 1 the two terms of the slope may cancel.
        expected = float((x - y) / (x * (1 - x)))
        assert slope == pytest.approx(expected, rel=1e-15 if y in (0, 1) else 1e-13)

    def test_certain_and_right_costs_nothing(self) -> None:
        assert with_gradients(losses.binary_cross_entropy, [0.0, 1.0], [0, 1]) == [0.0, 0.5, -0.5]

    def test_certain_and_wrong_is_infinite_and_not_hidden(self) -> None:
        for p, y in ((0.0, 1), (1.0, 0)):
            value, slope = with_gradients(losses.binary_cross_entropy, [p], [y])
            assert (value, abs(slope)) == (math.inf, math.inf)

    @pytest.mark.parametrize("y", [0.0, 0.25, 0.9, 1.0])
    @pytest.mark.parametrize("z", [-1000.0, -40.0, -1e-9, 0.0, 0.5, 40.0, 700.0, 1000.0])
    def test_with_logits(self, z: float, y: float) -> None:
        x = mpmath.mpf(z)
        value, slope = with_gradients(losses.binary_cross_entropy_with_logits, [z], [y])
        assert value == exact(
            y * mpmath.log1p(mpmath.exp(-x)) + (1 - y) * mpmath.log1p(mpmath.exp(x))
        )
        expected = float(1 / (1 + mpmath.exp(-x)) - y)
        if y in (0.0, 1.0):
            assert slope == exact(expected)
        else:
            assert slope == pytest.approx(expected, rel=1e-14, abs=1e-16)

    def test_with_logits_keeps_the_digits_of_a_confident_prediction(self) -> None:
        """The common softplus(z) - y z gives 0 here, and a gradient of 0."""
        got = with_gradients(losses.binary_cross_entropy_with_logits, [40.0], [1])
        assert got == [exact(math.exp(-40)), exact(-math.exp(-40))]

    @pytest.mark.parametrize(
        "loss", [losses.binary_cross_entropy, losses.binary_cross_entropy_with_logits]
    )
    def test_targets_out_of_range(self, loss: losses.Loss) -> None:
        with pytest.raises(InputValueError, match=r"takes labels 0 and 1, or .* given 2\.0"):
            loss([0.5], [2])
        with pytest.raises(InputValueError, match=r"use \(y \+ 1\) / 2, or hinge"):
            loss([0.5, 0.5], [1, -1])
        with pytest.raises(InputValueError, match="but was given nan"):
            loss([0.5], [math.nan])

    def test_a_target_that_is_a_value_gets_its_gradient(self) -> None:
        y = Value(1.0)
        losses.binary_cross_entropy([0.25], [y]).backward()
        assert y.grad == pytest.approx(math.log(0.75) - math.log(0.25))
        y.grad = 0.0
        losses.binary_cross_entropy_with_logits([3.0], [y]).backward()
        assert y.grad == pytest.approx(-3.0)


class TestCategoricalCrossEntropy:
    @pytest.mark.parametrize("k", [0, 1, 2])
    @pytest.mark.parametrize(
        "logits",
        [[0.5, -0.25, 2.0], [1000.0, 0.0, -1000.0], [40.0, 0.0, 1.0], [-1e5, -1e5, 0.0], [0.0] * 3],
        ids=str,
    )
    def test_values_and_gradients(self, logits: list[float], k: int) -> None:
        powers = [mpmath.exp(z) for z in logits]
        total = mpmath.fsum(powers)
        one_hot = [float(i == k) for i in range(3)]
        for target in (k, one_hot, np.int64(k), float(k), np.array(one_hot)):
            z = [Value(v) for v in logits]
            loss = losses.categorical_cross_entropy_with_logits([z], [target])
            loss.backward()
            expected = float(-mpmath.log(powers[k] / total))
            assert loss.data == pytest.approx(expected, rel=1e-14, abs=0.0)
            for zi, power, hot in zip(z, powers, one_hot, strict=True):
                share = (power - total) / total if hot else power / total
                assert zi.grad == pytest.approx(float(share), rel=1e-14, abs=0.0)

    def test_probabilities_as_targets(self) -> None:
        logits, target = [0.5, -0.25, 2.0], [0.2, 0.0, 0.8]
        z = [Value(v) for v in logits]
        loss = losses.categorical_cross_entropy_with_logits([z], [target])
        loss.backward()
        softmax = np.exp(logits) / np.exp(logits).sum()
        assert loss.data == pytest.approx(-(np.array(target) * np.log(softmax)).sum(), rel=1e-14)
        assert [zi.grad for zi in z] == pytest.approx((softmax - target).tolist(), rel=1e-14)

    def test_an_impossible_class_without_probability_does_no_harm(self) -> None:
        loss = losses.categorical_cross_entropy_with_logits(
            [[0.0, 0.0, -math.inf]], [[0.5, 0.5, 0]]
        )
        assert loss.data == pytest.approx(math.log(2.0))

    def test_probabilities_that_are_values_get_their_gradients(self) -> None:
        target = [Value(1.0), Value(0.0)]
        losses.categorical_cross_entropy_with_logits([[0.0, 3.0]], [target]).backward()
        total = math.log(1.0 + math.exp(3.0))
        assert [t.grad for t in target] == pytest.approx([total, total - 3.0])

    def test_two_classes_are_the_binary_loss(self) -> None:
        two = losses.categorical_cross_entropy_with_logits([[0.5, 2.0]], [1])
        assert two.data == losses.binary_cross_entropy_with_logits([1.5], [1]).data

    def test_it_is_the_mean_over_samples(self) -> None:
        loss = losses.categorical_cross_entropy_with_logits([[0.0, 0.0], [0.0, 0.0, 0.0]], [0, 2])
        assert loss.data == pytest.approx((math.log(2) + math.log(3)) / 2, rel=1e-15)

    @pytest.mark.parametrize(
        ("predictions", "targets", "error", "message"),
        [
            ([[0, 0, 0]], [3], InputValueError, "0 to 2 for 3 logits, but was given 3"),
            ([[0, 0, 0]], [-1], InputValueError, "0 to 2 for 3 logits, but was given -1"),
            ([[0, 0, 0]], [0.5], InputValueError, "the number of a class"),
            ([[0, 0, 0]], [math.nan], InputValueError, "the number of a class"),
            ([[0, 0, 0]], [[0, 1]], InputValueError, "was given 3 logits, but 2 probabilities"),
            ([[0, 0]], [[1, 1]], InputValueError, "add up to 1, or the number of a class"),
            ([[0, 0]], [[2, -1]], InputValueError, "add up to 1"),
            ([[0, 0]], [["a", 0]], InputTypeError, "but was given 'a' (str)"),
            ([[0, 0]], [0, 1], InputValueError, "given 1 predictions and 2 targets"),
            ([[0]], [0], InputValueError, "two or more logits"),
            ([0.5, 1.0], [0, 1], InputTypeError, "takes a list of logits for each sample, but was"),
            (0.5, 0, InputTypeError, "for a single sample write [logits], [target]"),
            ([], [], InputValueError, "of no predictions is not defined"),
        ],
    )
    def test_wrong_arguments(
        self, predictions: Any, targets: Any, error: Any, message: str
    ) -> None:
        with pytest.raises(error, match=re.escape(message)):
            losses.categorical_cross_entropy_with_logits(predictions, targets)


@pytest.mark.parametrize("loss", ELEMENTWISE, ids=lambda loss: loss.__name__)
class TestStructure:
    def test_lists_tuples_arrays_and_single_numbers_agree(self, loss: Any) -> None:
        p, y = Value(0.25), 1
        expected = loss([p], [y]).data
        for predictions, targets in (
            (p, y),
            (0.25, np.int64(1)),
            ((p,), np.array([1.0])),
            (np.array([p]), [True]),
            ([[p]], [[y]]),
            ([p, p], (y, y)),
        ):
            result = loss(predictions, targets)
            assert isinstance(result, Value)
            assert result.data == expected

    @pytest.mark.parametrize(
        ("predictions", "targets", "error", "message"),
        [
            ([0.5, 0.5], [1], InputValueError, "was given 2 predictions and 1 targets"),
            ([], [], InputValueError, "of no predictions is not defined; give at least one"),
            ([[]], [[]], InputValueError, "of no predictions is not defined"),
            (0.5, [1], InputTypeError, "one is a list and the other is not: 0.5 and [1]"),
            ([0.5], [[1]], InputTypeError, "one is a list and the other is not: 0.5 and [1]"),
            ([[0.5, 0.5]], [[1]], InputValueError, "was given 2 predictions and 1 targets"),
            (["a"], [1], InputTypeError, "but was given 'a' (str)"),
            ([0.5], [None], InputTypeError, "must be a number or a Value, but was given None"),
            ("a", "b", InputTypeError, "but was given 'a' (str)"),
        ],
    )
    def test_what_does_not_match_is_refused(
        self, loss: Any, predictions: Any, targets: Any, error: Any, message: str
    ) -> None:
        with pytest.raises(error, match=re.escape(message)) as caught:
            loss(predictions, targets)
        assert loss.__name__ in str(caught.value)

    def test_the_gradient_can_be_differentiated_numerically(self, loss: Any) -> None:
        p, h = [0.3, 0.8, 0.6], 6e-6
        got = with_gradients(loss, p, [0, 1, 1])[1:]
        for i, slope in enumerate(got):
            up, down = ([v + s * h * (j == i) for j, v in enumerate(p)] for s in (1, -1))
            difference = loss(up, [0, 1, 1]).data - loss(down, [0, 1, 1]).data
            assert slope == pytest.approx(difference / (2 * h), rel=1e-8)


def test_mean_squared_error_between_values_moves_both() -> None:
    a, b = Value(1.0), Value(3.0)
    losses.mean_squared_error([a], [b]).backward()
    assert (a.grad, b.grad) == (-4.0, 4.0)


class TestProbabilities:
    @pytest.mark.parametrize(("p", "t"), [(1.5, 1), (-0.5, 0)])
    def test_logits_given_by_mistake_are_refused(self, p: float, t: int) -> None:
        with pytest.raises(InputValueError, match=r"takes probabilities.*_with_logits"):
            losses.binary_cross_entropy([Value(p)], [t])
