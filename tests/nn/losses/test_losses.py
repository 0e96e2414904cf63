"""Losses: their values and gradients, to the last digits, and what they accept."""

import functools
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import mpmath
import numpy as np
import pytest
import scipy.stats
import sklearn.metrics

from autograd import InputTypeError, InputValueError, Value, compile, softmax
from autograd.testing import assert_gradients
from nn import Dense, Sequential, losses
from tests.nn.losses.references import ROWS

ELEMENTWISE = [row for row in ROWS if row.targets in ("numbers", "labels", "sides")]


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

    @pytest.mark.parametrize("error", [0.0, 1e-9, -0.1, 0.7, 5.0, -19.9, 20.1, 500.0, -1e200])
    def test_log_cosh(self, error: float) -> None:
        value, slope = with_gradients(losses.log_cosh, [error], [0.0])
        x = abs(mpmath.mpf(error))
        assert value == exact(x if x > 1e6 else mpmath.log(mpmath.cosh(x)))
        assert slope == exact(mpmath.tanh(error))

    def test_log_cosh_between_two_targets(self) -> None:
        assert losses.log_cosh([20.0 + 1e-9], [0.0]).data == pytest.approx(20.0 - math.log(2.0))

    def test_against_scikit_learn(self) -> None:
        rng = np.random.default_rng(2)
        t, p = rng.poisson(3.0, 20) + 1.0, rng.uniform(0.5, 6.0, 20)
        percentage = 100.0 * sklearn.metrics.mean_absolute_percentage_error(t, p)
        assert losses.mean_absolute_percentage_error(p, t).data == pytest.approx(percentage)
        logarithmic = sklearn.metrics.mean_squared_log_error(t, p)
        assert losses.mean_squared_logarithmic_error(p, t).data == pytest.approx(logarithmic)
        deviance = sklearn.metrics.mean_poisson_deviance(t, p)
        least = losses.poisson(t, t).data  # what no prediction can avoid
        assert losses.poisson(p, t).data - least == pytest.approx(deviance / 2)

    def test_cosine_similarity(self) -> None:
        p, t = np.random.default_rng(3).normal(size=(2, 5, 4))
        each = -sklearn.metrics.pairwise.cosine_similarity(p, t).diagonal()
        assert losses.cosine_similarity(p, t).data == pytest.approx(np.mean(each))
        weighted = losses.cosine_similarity(p, t, [2.0, 0.0, 0.0, 0.0, 0.0])
        assert weighted.data == pytest.approx(2.0 * each[0] / 5)
        assert_gradients(lambda row: losses.cosine_similarity([row], t[:1]), p[0].tolist())
        assert losses.cosine_similarity(p.reshape(1, 5, 4), t.reshape(1, 5, 4)).data == (
            losses.cosine_similarity(p, t).data  # the vectors of a sequence
        )

    def test_cosine_similarity_without_a_direction(self) -> None:
        assert with_gradients(losses.cosine_similarity, [0.0], [2.0]) == [0.0, -1e7]
        assert losses.cosine_similarity(-0.5, 2.0).data == 1.0
        with pytest.raises(InputValueError, match="cosine_similarity takes a target for each pred"):
            losses.cosine_similarity([[1.0, 2.0]], [[1.0]])

    def test_percentages_of_0(self) -> None:
        got = with_gradients(losses.mean_absolute_percentage_error, [1e-7, 6.0], [0.0, 4.0])
        assert got == pytest.approx([75.0, 0.5e9, 12.5])

    def test_negative_numbers_have_the_logarithm_of_1e_7(self) -> None:
        got = with_gradients(losses.mean_squared_logarithmic_error, [-3.0, 0.5], [0.0, -0.5])
        assert got == pytest.approx([math.log(1.5) ** 2 / 2, 0.0, math.log(1.5) / 1.5])

    def test_poisson_of_no_prediction_is_finite(self) -> None:
        assert losses.poisson([0.0], [2]).data == -2.0 * math.log(1e-7)
        assert losses.poisson([0.0], [0]).data == 0.0
        assert math.isnan(losses.poisson([-1.0], [2]).data)

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
    @pytest.mark.parametrize("loss", [losses.hinge, losses.squared_hinge])
    def test_other_labels_are_refused(self, loss: losses.Loss, labels: list[float]) -> None:
        message = f"^{loss.__name__} takes the labels -1 and 1, or 0 and 1"  # type: ignore[attr-defined]
        with pytest.raises(InputValueError, match=message):
            loss([1.0, 1.0], labels)

    def test_squared(self) -> None:
        got = with_gradients(losses.squared_hinge, [0.5, -2.0, -0.5, 1.0], [1, 0, 1, 1])
        assert got == [0.625, -0.25, 0.0, -0.75, 0.0]
        scores, labels = np.array([0.3, -1.2, 2.0]), np.array([-1.0, 1.0, -1.0])
        assert losses.squared_hinge(scores, labels).data == pytest.approx(
            (np.maximum(0.0, 1.0 - labels * scores) ** 2).mean(), rel=1e-15
        )
        assert losses.hinge(scores, labels).data == pytest.approx(
            sklearn.metrics.hinge_loss(labels, scores), rel=1e-15
        )


class TestBinaryCrossEntropy:
    @pytest.mark.parametrize("y", [0.0, 0.25, 1.0])
    @pytest.mark.parametrize("p", [1.1e-7, 1e-3, 0.3, 0.5, 0.999, 1 - 1.1e-7])
    def test_values_and_gradients(self, p: float, y: float) -> None:
        x = mpmath.mpf(p)
        value, slope = with_gradients(losses.binary_cross_entropy, [p], [y])
        assert value == exact(-(y * mpmath.log(x) + (1 - y) * mpmath.log1p(-x)))
        # For 0 < y < 1 the two terms of the slope may cancel.
        expected = float((x - y) / (x * (1 - x)))
        assert slope == pytest.approx(expected, rel=1e-15 if y in (0, 1) else 1e-13)

    @pytest.mark.parametrize("y", [0, 0.5, 1])
    @pytest.mark.parametrize(
        ("p", "nearest"),
        [(0.0, 1e-7), (9e-8, 1e-7), (1.0, 1 - 1e-7), (1 - 2.0**-53, 1 - 1e-7)],
    )
    def test_certain_costs_as_much_as_the_nearest_probability(
        self, p: float, y: float, nearest: float
    ) -> None:
        assert with_gradients(losses.binary_cross_entropy, [p], [y]) == [
            losses.binary_cross_entropy([nearest], [y]).data,
            0.0,
        ]

    @pytest.mark.parametrize("y", [0.0, 0.3, 1.0])
    @pytest.mark.parametrize("z", [-1e308, -800.0, -720.0, -690.0, 36.0, 38.0, 800.0, 1e308])
    def test_nothing_is_infinite_behind_a_sigmoid(self, z: float, y: float) -> None:
        x = Value(z)
        loss = losses.binary_cross_entropy([x.sigmoid()], [y], sample_weight=[1e6])
        loss.backward()
        assert math.isfinite(loss.data)
        assert x.grad == 0.0

    def test_nan_is_not_hidden(self) -> None:
        for y in (0, 0.5, 1):
            assert math.isnan(losses.binary_cross_entropy([math.nan], [y]).data)

    @pytest.mark.parametrize("y", [0.0, 1.0])
    @pytest.mark.parametrize("p", [-0.5, 1.5])
    def test_what_is_no_probability_is_nan_in_a_program(self, p: float, y: float) -> None:
        """So that `fit`, whose programs check nothing, sees it."""
        assert math.isnan(compile(lambda p: losses.binary_cross_entropy([p], [y]))(p))

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
            ([1], [[0.2, 0.8]], InputTypeError, "the predictions come first, then the targets"),
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

    def test_the_gradient_is_that_of_finite_differences(self, loss: Any) -> None:
        assert_gradients(lambda p: loss(p, [0, 1, 1], [2.0, 0.5, 1.0]), [0.3, 0.8, 0.6])

    def test_weights_multiply_the_losses_of_their_samples(self, loss: Any) -> None:
        p, y, weights = [[0.3, 0.8], [0.6, 0.1]], [[0, 1], [1, 1]], [0.5, 3.0]
        first, second = (loss(p[i], y[i]).data for i in range(2))
        expected = pytest.approx((0.5 * first + 3.0 * second) / 2, rel=1e-15)
        assert loss(p, y, sample_weight=weights).data == expected
        assert loss(p, y, np.array(weights)).data == expected
        assert loss(0.3, 0, sample_weight=2.0).data == 2.0 * loss(0.3, 0).data
        assert loss(p, y, sample_weight=[1, 1]).data == pytest.approx(loss(p, y).data, rel=1e-15)

    @pytest.mark.parametrize(
        ("weights", "error", "message"),
        [
            ([1.0], InputValueError, "takes a number for each of the 2 samples, but was given [1"),
            (2.0, InputValueError, "takes a number for each of the 2 samples, but was given 2.0"),
            ([1.0, -0.5], InputValueError, "is not negative, but one is -0.5"),
            ([1.0, math.nan], InputValueError, "is not negative, but one is nan"),
            ([1.0, "a"], InputTypeError, "but was given 'a' (str)"),
        ],
    )
    def test_wrong_weights(self, loss: Any, weights: Any, error: Any, message: str) -> None:
        with pytest.raises(error, match=re.escape(message)) as caught:
            loss([0.5, 0.5], [1, 1], sample_weight=weights)
        assert f"sample_weight of {loss.__name__}" in str(caught.value)


def test_mean_squared_error_between_values_moves_both() -> None:
    a, b = Value(1.0), Value(3.0)
    losses.mean_squared_error([a], [b]).backward()
    assert (a.grad, b.grad) == (-4.0, 4.0)


class TestProbabilities:
    @pytest.mark.parametrize(("p", "t"), [(1.5, 1), (-0.5, 0)])
    def test_logits_given_by_mistake_are_refused(self, p: float, t: int) -> None:
        with pytest.raises(InputValueError, match=r"takes probabilities.*_with_logits"):
            losses.binary_cross_entropy([Value(p)], [t])

    @pytest.mark.parametrize("loss", [losses.categorical_cross_entropy, losses.kl_divergence])
    def test_of_classes_they_add_up_to_1(self, loss: Any) -> None:
        with pytest.raises(InputValueError, match=r"takes probabilities.*categorical_cross_entr"):
            loss([[2.0, -1.0]], [[0, 1]])
        with pytest.raises(InputValueError, match=r"of a sample add up to 1.2; .* with a softmax"):
            loss([[Value(0.5), 0.7]], [[0, 1]])

    @pytest.mark.parametrize("y", [0, 1, 2])
    def test_categorical(self, y: int) -> None:
        p, one_hot = [0.2, 0.5, 0.3], np.eye(3)[y]
        for target in (y, float(y), np.int64(y), one_hot, one_hot.tolist(), Value(float(y))):
            row = [Value(pk) for pk in p]
            loss = losses.categorical_cross_entropy([row], [target])
            loss.backward()
            assert loss.data == -math.log(p[y])
            assert [pk.grad for pk in row] == pytest.approx((-one_hot / p).tolist(), rel=1e-15)

    def test_categorical_agrees_with_scikit_learn(self) -> None:
        rng = np.random.default_rng(0)
        p, y, w = rng.dirichlet(np.ones(4), size=9), rng.integers(0, 4, 9), rng.random(9)
        expected = sklearn.metrics.log_loss(y, p, labels=range(4))
        assert losses.categorical_cross_entropy(p, y).data == pytest.approx(expected, rel=1e-14)
        weighted = sklearn.metrics.log_loss(y, p, labels=range(4), sample_weight=w, normalize=False)
        assert losses.categorical_cross_entropy(p, y, w).data == pytest.approx(
            weighted / 9, rel=1e-14
        )

    @pytest.mark.parametrize("gap", [0.0, 20.0, 690.0, 800.0, 1e300])
    def test_nothing_is_infinite_behind_a_softmax(self, gap: float) -> None:
        for target in (0, 1, [0.25, 0.75], [0.0, 1.0]):
            z = [Value(gap), Value(0.0)]
            loss = losses.categorical_cross_entropy([softmax(z)], [target])
            loss.backward()
            assert all(math.isfinite(number) for number in (loss.data, z[0].grad, z[1].grad))

    def test_kl_divergence(self) -> None:
        rng = np.random.default_rng(1)
        p, t = rng.dirichlet(np.ones(4), size=(2, 6))
        expected = scipy.stats.entropy(t, p, axis=1).mean()
        assert losses.kl_divergence(p, t).data == pytest.approx(expected, rel=1e-13)
        assert losses.kl_divergence(p, p).data == 0.0
        entropy = scipy.stats.entropy(t, axis=1).mean()
        surprise = losses.categorical_cross_entropy(p, t).data
        assert surprise - entropy == pytest.approx(expected, rel=1e-13)

    def test_kl_divergence_of_what_is_impossible_is_finite(self) -> None:
        loss = losses.kl_divergence([[0.0, 1.0]], [[1.0, 0.0]])
        assert loss.data == pytest.approx((1.0 - 1e-7) * -math.log(1e-7))

    def test_kl_divergence_takes_distributions_only(self) -> None:
        with pytest.raises(InputTypeError, match="takes a list with the probability of each class"):
            losses.kl_divergence([[0.5, 0.5]], [1])

    @pytest.mark.parametrize("target", [[0.2, 0.3, 0.5], [0.0, 0.0, 1.0]])
    @pytest.mark.parametrize("loss", [losses.categorical_cross_entropy, losses.kl_divergence])
    def test_gradients_through_a_softmax(self, loss: Any, target: list[float]) -> None:
        assert_gradients(lambda z: loss([softmax(z)], [target], [0.5]), [0.5, -1.0, 2.0])


class TestLabelSmoothing:
    @pytest.mark.parametrize("s", [0.1, 1.0])
    @pytest.mark.parametrize(
        "loss", [losses.binary_cross_entropy, losses.binary_cross_entropy_with_logits]
    )
    def test_binary(self, loss: Any, s: float) -> None:
        p, y = [0.3, 0.8, 0.6], np.array([0.0, 1.0, 0.25])
        got = loss(p, y, label_smoothing=s).data
        assert got == pytest.approx(loss(p, y * (1 - s) + s / 2).data, rel=1e-15)

    @pytest.mark.parametrize("target", [2, [0, 0, 1], [0.5, 0.25, 0.25]])
    @pytest.mark.parametrize(
        "loss", [losses.categorical_cross_entropy, losses.categorical_cross_entropy_with_logits]
    )
    def test_categorical(self, loss: Any, target: Any) -> None:
        row, s = [0.2, 0.5, 0.3], 0.1
        t = np.eye(3)[target] if isinstance(target, int) else np.array(target)
        got = loss([row], [target], label_smoothing=s).data
        assert got == pytest.approx(loss([row], [t * (1 - s) + s / 3]).data, rel=1e-15)
        assert_gradients(lambda z: loss([softmax(z)], [target], label_smoothing=s), row)

    @pytest.mark.parametrize("s", [-0.1, 1.5, math.nan])
    def test_a_share_is_between_0_and_1(self, s: float) -> None:
        for loss, p, y in (
            (losses.binary_cross_entropy, [0.5], [1]),
            (losses.categorical_cross_entropy_with_logits, [[0.5, 0.5]], [1]),
        ):
            with pytest.raises(InputValueError, match=f"label_smoothing of {loss.__name__} must"):
                loss(p, y, label_smoothing=s)


@pytest.mark.parametrize(
    "loss", [losses.categorical_cross_entropy, losses.categorical_cross_entropy_with_logits]
)
def test_a_sequence_has_a_class_for_each_of_its_steps(loss: Any) -> None:
    steps = [[[0.2, 0.8], [0.5, 0.5], [0.9, 0.1]], [[0.3, 0.7], [0.6, 0.4], [1.0, 0.0]]]
    classes = [[0, 1, 0], [1, 1, 0]]
    flat = loss([row for sample in steps for row in sample], [0, 1, 0, 1, 1, 0])
    assert loss(steps, classes).data == flat.data
    assert loss(np.array(steps), np.eye(2)[classes]).data == flat.data
    each = [loss(sample, y).data for sample, y in zip(steps, classes, strict=True)]
    assert loss(steps, classes, [1.0, 3.0]).data == pytest.approx((each[0] + 3 * each[1]) / 2)
    with pytest.raises(InputValueError, match="was given 3 predictions and 2 targets"):
        loss(steps, [[0, 1], [1, 1]])
    with pytest.raises(
        InputValueError, match="each of the 3 rows of a prediction, but was given o"
    ):
        loss(steps, [1, 0])


def test_a_flatten_that_was_forgotten() -> None:
    model = Sequential([Dense(3, "softmax", input_shape=(4, 2))], rng=0)
    model.compile("sgd", "sparse_categorical_crossentropy")
    with pytest.raises(InputValueError, match=r"such as Dense makes after Flatten\(\)"):
        model.fit(np.zeros((2, 4, 2)), [0, 1], verbose=0)
