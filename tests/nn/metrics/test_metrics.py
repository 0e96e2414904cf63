"""Metrics: against scikit-learn's, and what shapes they take."""

import functools
import math
import re
from typing import Any

import numpy as np
import pytest
import sklearn.metrics

from autograd import InputTypeError, InputValueError
from nn import Dense, Sequential, metrics

RNG = np.random.default_rng(0)
N, K = 40, 5
LABELS = RNG.integers(0, 2, N).astype(float)
SCORES = RNG.random((N, 1))
CLASSES = RNG.integers(0, K, N).astype(float)
PROBABILITIES = RNG.dirichlet(np.ones(K), size=N)
GUESSES = PROBABILITIES.argmax(axis=1)
ONE_HOT = np.eye(K)[CLASSES.astype(int)]
NAMES = ["precision", "recall", "f1"]
KNOWN = {
    "precision": sklearn.metrics.precision_score,
    "recall": sklearn.metrics.recall_score,
    "f1": sklearn.metrics.f1_score,
}


class TestClasses:
    @pytest.mark.parametrize("threshold", [0.3, 0.5])
    @pytest.mark.parametrize("name", NAMES)
    def test_of_two_classes(self, name: str, threshold: float) -> None:
        got = metrics.get(name, threshold)(LABELS, SCORES)
        assert got == pytest.approx(KNOWN[name](LABELS, SCORES[:, 0] > threshold), rel=1e-15)

    @pytest.mark.parametrize("name", NAMES)
    def test_labels_minus_1_and_1(self, name: str) -> None:
        got = metrics.get(name, 0.0)(2.0 * LABELS - 1.0, SCORES - 0.5)
        assert got == metrics.get(name)(LABELS, SCORES)

    @pytest.mark.parametrize("targets", [CLASSES, ONE_HOT], ids=["classes", "one-hot"])
    @pytest.mark.parametrize("name", NAMES)
    def test_of_several_classes_it_is_the_mean(self, name: str, targets: Any) -> None:
        got = metrics.get(name)(targets, PROBABILITIES)
        expected = KNOWN[name](CLASSES, GUESSES, average="macro", zero_division=0.0)
        assert got == pytest.approx(expected, rel=1e-14)

    @pytest.mark.parametrize("name", NAMES)
    def test_a_class_that_is_nowhere_does_not_count(self, name: str) -> None:
        got = metrics.get(name)([0.0, 1.0, 1.0], np.eye(K)[[0, 1, 0]])
        assert got == pytest.approx(KNOWN[name]([0, 1, 1], [0, 1, 0], average="macro"))

    @pytest.mark.parametrize("name", NAMES)
    def test_nothing_found_is_0(self, name: str) -> None:
        assert metrics.get(name)([1.0, 0.0], [[0.1], [0.1]]) == 0.0
        assert metrics.get(name)([0.0, 0.0], [[0.1], [0.1]]) == 0.0

    def test_accuracy(self) -> None:
        right = sklearn.metrics.accuracy_score(CLASSES, GUESSES)
        for name in ("accuracy", "acc", "categorical_accuracy", "sparse_categorical_accuracy"):
            assert metrics.get(name)(CLASSES, PROBABILITIES) == right
            assert metrics.get(name)(ONE_HOT, PROBABILITIES) == right
        binary = sklearn.metrics.accuracy_score(LABELS, SCORES[:, 0] > 0.5)
        for name in ("accuracy", "binary_accuracy"):
            assert metrics.get(name)(LABELS, SCORES) == binary
            assert metrics.get(name, 0.0)(LABELS, SCORES - 0.5) == binary

    def test_binary_accuracy_takes_each_output_by_itself(self) -> None:
        targets = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 0.0]])
        assert metrics.binary_accuracy(targets, targets) == 1.0
        assert metrics.binary_accuracy(targets, np.abs(targets - [1.0, 0.0, 0.0])) == 4 / 6

    @pytest.mark.parametrize("labels", [[0.0, 1.0, 1.0], [-1.0, 1.0, 1.0]])
    def test_targets_that_are_no_labels_are_wrong_as_in_keras(self, labels: Any) -> None:
        predictions = [[0.2], [0.9], [0.1]]
        assert metrics.binary_accuracy(labels, predictions) == pytest.approx(2 / 3)
        assert metrics.accuracy([17.0, 0.7, 1.0], [[17.0], [0.7], [1.0]]) == pytest.approx(1 / 3)

    def test_auc(self) -> None:
        ties = SCORES.round(1)
        for labels in (LABELS, 2.0 * LABELS - 1.0):
            for scores in (SCORES, ties, 3.0 - ties):
                expected = sklearn.metrics.roc_auc_score(LABELS, scores)
                assert metrics.auc(labels, scores) == pytest.approx(expected, rel=1e-14)
        together = sklearn.metrics.roc_auc_score(ONE_HOT, PROBABILITIES, average="micro")
        assert metrics.get("AUC")(ONE_HOT, PROBABILITIES) == pytest.approx(together, rel=1e-14)

    def test_auc_of_one_class(self) -> None:
        with pytest.raises(InputValueError, match="auc is not defined where all targets are of on"):
            metrics.auc([1.0, 1.0], [[0.5], [0.7]])

    @pytest.mark.parametrize("k", [1, 2, 3, 5])
    def test_top_k_accuracy(self, k: int) -> None:
        expected = (
            sklearn.metrics.top_k_accuracy_score(
                CLASSES, PROBABILITIES[:, :K], k=k, labels=range(K)
            )
            if k < K
            else 1.0
        )
        assert metrics.top_k_accuracy(CLASSES, PROBABILITIES, k=k) == expected
        assert metrics.top_k_accuracy(ONE_HOT, PROBABILITIES, k=k) == expected

    def test_sequences(self) -> None:
        """The outputs of all steps stand one after the other, as `predict` returns them."""
        classes, flat = CLASSES.reshape(10, 4), PROBABILITIES.reshape(10, 4 * K)
        for targets in (classes, ONE_HOT.reshape(10, 4, K)):
            for metric in (metrics.accuracy, metrics.f1, metrics.top_k_accuracy):
                assert metric(targets, flat) == metric(CLASSES, PROBABILITIES)


class TestNumbers:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("mse", sklearn.metrics.mean_squared_error),
            ("rmse", sklearn.metrics.root_mean_squared_error),
            ("mae", sklearn.metrics.mean_absolute_error),
            ("MAPE", lambda y, p: 100 * sklearn.metrics.mean_absolute_percentage_error(y, p)),
            ("r2", sklearn.metrics.r2_score),
        ],
    )
    def test_against_scikit_learn(self, name: str, expected: Any) -> None:
        y, p = CLASSES + 1.0, CLASSES + RNG.normal(size=N)
        assert metrics.get(name)(y, p[:, None]) == pytest.approx(expected(y, p), rel=1e-13)

    def test_several_outputs(self) -> None:
        y, p = ONE_HOT, PROBABILITIES
        assert metrics.r2(y, p) == pytest.approx(sklearn.metrics.r2_score(y, p), rel=1e-13)
        assert metrics.root_mean_squared_error(y, p) == math.sqrt(((y - p) ** 2).mean())

    def test_percentages_of_0_are_finite(self) -> None:
        assert metrics.mean_absolute_percentage_error([0.0], [[1e-7]]) == pytest.approx(100.0)

    def test_r2_of_equal_targets(self) -> None:
        with pytest.raises(InputValueError, match="r2 is not defined where all targets are equal"):
            metrics.r2([1.0, 1.0], [[1.0], [2.0]])


class TestArguments:
    @pytest.mark.parametrize("name", ["mse", "mae", "mape", "r2", "auc", "binary_accuracy", *NAMES])
    def test_shapes_that_do_not_go_together(self, name: str) -> None:
        with pytest.raises(InputValueError, match=r"the shapes are \(3, 1\) and \(2, 1\)"):
            metrics.get(name)([1.0, 0.0, 1.0], [[0.5], [0.5]])

    @pytest.mark.parametrize("name", ["accuracy", "f1", "top_k_accuracy"])
    def test_classes_that_do_not_go_with_predictions(self, name: str) -> None:
        message = re.escape("a prediction for each class, but the shapes are (2, 2) and (2, 3)")
        with pytest.raises(InputValueError, match=message):
            metrics.get(name)([[1.0, 0.0], [1.0, 0.0]], np.ones((2, 3)))

    def test_top_k_of_one_output(self) -> None:
        with pytest.raises(InputValueError, match="a prediction for each class"):
            metrics.top_k_accuracy([1.0, 0.0], [[0.5], [0.5]])
        with pytest.raises(InputValueError, match="k of top_k_accuracy must be at least 1"):
            metrics.top_k_accuracy(CLASSES, PROBABILITIES, k=0)

    def test_what_is_no_metric(self) -> None:
        with pytest.raises(InputValueError, match="no metric 'acuracy'; did you mean 'accuracy'"):
            metrics.get("acuracy")
        with pytest.raises(InputTypeError, match="but was given 3"):
            metrics.get(3)  # type: ignore[arg-type]

    def test_a_class_is_not_yet_a_metric(self) -> None:
        for chosen in (metrics.MeanAbsoluteError, [metrics.MeanAbsoluteError]):
            with pytest.raises(InputTypeError, match=re.escape("write MeanAbsoluteError()")):
                Sequential([Dense(1)]).compile("sgd", "mse", metrics=chosen)  # type: ignore[arg-type]

    @pytest.mark.parametrize("name", ["MeanSquaredError", "meanSquared-error", "MSE"])
    def test_names_in_other_letters(self, name: str) -> None:
        assert metrics.get(name) is metrics.mean_squared_error

    def test_names(self) -> None:
        class Score:
            def __repr__(self) -> str:
                return "Score()"

            def __call__(self, targets: Any, predictions: Any) -> float:
                return 0.0

        assert metrics.name_of("f1_score") == "f1_score"
        assert [metrics.name_of(name) for name in ("MAE", "RootMeanSquaredError", "R2Score")] == [
            "MAE",
            "root_mean_squared_error",
            "r2_score",
        ]
        assert metrics.name_of(metrics.recall) == "recall"
        assert metrics.name_of(functools.partial(metrics.recall, threshold=0.2)) == "recall"
        assert metrics.name_of(Score()) == "Score()"


class TestOnesOwn:
    def seen(self, targets: Any, predictions: Any) -> Any:
        found: list[Any] = []

        def metric(y_true: Any, y_pred: Any) -> float:
            found.extend([y_true.shape, y_pred.shape])
            return 0.0

        metrics.get(metric)(targets, predictions)
        return found

    @pytest.mark.parametrize(
        ("targets", "predictions", "shapes"),
        [
            ((4,), (4, 1), [(4, 1), (4, 1)]),
            ((4, 1), (4, 1), [(4, 1), (4, 1)]),
            ((4, 3), (4, 3), [(4, 3), (4, 3)]),
            ((4, 2, 3), (4, 6), [(4, 2, 3), (4, 2, 3)]),  # sequences, whose predictions are rows
            ((4,), (4, 3), [(4,), (4, 3)]),  # numbers of classes
        ],
    )
    def test_shapes(self, targets: Any, predictions: Any, shapes: Any) -> None:
        assert self.seen(np.zeros(targets), np.zeros(predictions)) == shapes

    @pytest.mark.parametrize(
        "metric",
        [
            lambda y_true, y_pred: np.mean(np.abs(y_true - y_pred)),
            lambda y_true, y_pred: np.abs(y_true - y_pred),  # one for each output
            lambda y_true, y_pred: np.mean(np.abs(y_true - y_pred), axis=-1),
            sklearn.metrics.mean_absolute_error,
        ],
    )
    def test_in_fit(self, metric: Any) -> None:
        X, y = RNG.normal(size=(N, 3)), LABELS
        model = Sequential([Dense(1)], rng=0)
        for targets in (y, y[:, None]):
            model.compile("sgd", "mse", metrics=[metric, "mae"])
            _, own, known = model.evaluate(X, targets)
            assert own == pytest.approx(known, rel=1e-12)

    @pytest.mark.parametrize(
        "name", ["roc_auc_score", "average_precision_score", "log_loss", "r2_score"]
    )
    def test_of_scikit_learn(self, name: str) -> None:
        metric = getattr(sklearn.metrics, name)
        assert metrics.get(metric)(LABELS, SCORES) == metric(LABELS, SCORES[:, 0])

    def test_of_classes(self) -> None:
        got = metrics.get(lambda y, p: np.mean(y == p.argmax(axis=1)))(CLASSES, PROBABILITIES)
        assert got == metrics.accuracy(CLASSES, PROBABILITIES)
        got = metrics.get(sklearn.metrics.log_loss)(CLASSES, PROBABILITIES)
        assert got == sklearn.metrics.log_loss(CLASSES, PROBABILITIES)

    def test_is_wrapped_once(self) -> None:
        once = metrics.get(sklearn.metrics.r2_score)
        assert metrics.get(once) is once
        assert repr(once) == repr(sklearn.metrics.r2_score)
        assert metrics.name_of(once) == "r2_score"


def test_fit_takes_the_threshold_of_its_loss() -> None:
    X = np.array([[0.0], [1.0], [2.0], [3.0]])
    model = Sequential([Dense(1, kernel_initializer="ones")], rng=0)
    model.compile("sgd", "binary_crossentropy_with_logits", metrics=["accuracy", "recall"])
    found = model.evaluate(X - 1.8, [0, 0, 1, 1], return_dict=True)
    assert (found["accuracy"], found["recall"]) == (1.0, 1.0)
