"""Metrics: against scikit-learn's, and what shapes they take."""

import functools
import math
import re
import warnings
from typing import Any

import numpy as np
import pytest
import sklearn.metrics

from autograd import InputTypeError, InputValueError
from nn import Dense, Sequential, metrics
from nn.metrics import METRICS
from nn.optimizers import SGD
from tests.nn.metrics.references import REFERENCES

RNG = np.random.default_rng(0)
N, K = 40, 5
LABELS = RNG.integers(0, 2, N).astype(float)
SCORES = RNG.random((N, 1))
CLASSES = RNG.integers(0, K, N).astype(float)
PROBABILITIES = RNG.dirichlet(np.ones(K), size=N)
GUESSES = PROBABILITIES.argmax(axis=1)
SEVERAL = RNG.integers(0, 2, (N, K)).astype(float)
ONE_HOT = np.eye(K)[CLASSES.astype(int)]
NAMES = ["precision", "recall", "f1"]
KNOWN = {
    "precision": sklearn.metrics.precision_score,
    "recall": sklearn.metrics.recall_score,
    "f1": sklearn.metrics.f1_score,
}


AVERAGES = ["micro", "macro", "weighted"]


class TestCounts:
    """precision, recall and f1: with an average, scikit-learn's."""

    @pytest.mark.parametrize("threshold", [0.3, 0.5])
    @pytest.mark.parametrize("name", NAMES)
    def test_of_one_label(self, name: str, threshold: float) -> None:
        found = getattr(metrics, name)(LABELS, SCORES, threshold=threshold)
        expected = KNOWN[name](LABELS, SCORES[:, 0] > threshold)
        assert found == pytest.approx(expected, rel=1e-15)
        binary = getattr(metrics, name)(LABELS, SCORES, average="binary", threshold=threshold)
        assert binary == found
        assert metrics.get(name)(LABELS, SCORES) == pytest.approx(
            KNOWN[name](LABELS, SCORES[:, 0] > 0.5), rel=1e-15
        )

    @pytest.mark.parametrize("average", AVERAGES)
    @pytest.mark.parametrize("name", NAMES)
    def test_of_one_label_both_classes_may_count(self, name: str, average: str) -> None:
        expected = KNOWN[name](LABELS, SCORES[:, 0] > 0.5, average=average)
        found = getattr(metrics, name)(LABELS, SCORES, average=average)
        assert found == pytest.approx(expected, rel=1e-14)

    @pytest.mark.parametrize("average", [*AVERAGES, "samples"])
    @pytest.mark.parametrize("name", NAMES)
    def test_of_several_labels(self, name: str, average: str) -> None:
        guesses = PROBABILITIES > 0.25
        expected = KNOWN[name](SEVERAL, guesses, average=average, zero_division=0.0)
        found = getattr(metrics, name)(SEVERAL, PROBABILITIES, average=average, threshold=0.25)
        assert found == pytest.approx(expected, rel=1e-14)

    @pytest.mark.parametrize("name", NAMES)
    def test_without_an_average_all_labels_count_alike(self, name: str) -> None:
        together = getattr(metrics, name)(SEVERAL, PROBABILITIES)
        assert together == getattr(metrics, name)(SEVERAL, PROBABILITIES, average="micro")

    @pytest.mark.parametrize("average", AVERAGES)
    @pytest.mark.parametrize("name", NAMES)
    def test_of_classes(self, name: str, average: str) -> None:
        found = getattr(metrics, name)(CLASSES, PROBABILITIES, average=average)
        expected = KNOWN[name](CLASSES, GUESSES, average=average, zero_division=0.0)
        assert found == pytest.approx(expected, rel=1e-14)

    @pytest.mark.parametrize("name", NAMES)
    def test_a_class_that_is_nowhere_does_not_count(self, name: str) -> None:
        found = getattr(metrics, name)([0, 1, 1], np.eye(K)[[0, 1, 0]], average="macro")
        assert found == pytest.approx(KNOWN[name]([0, 1, 1], [0, 1, 0], average="macro"))

    def test_targets_are_not_cut_at_the_threshold(self) -> None:
        scores = [[-3], [-0.5], [2], [-0.2], [-2], [1]]
        assert metrics.precision([0, 0, 1, 1, 1, 0], scores, threshold=1.0) == 1.0

    @pytest.mark.parametrize("name", NAMES)
    def test_nothing_found_is_0(self, name: str) -> None:
        assert metrics.get(name)([1.0, 0.0], [[0.1], [0.1]]) == 0.0
        assert metrics.get(name)([0.0, 0.0], [[0.1], [0.1]]) == 0.0

    @pytest.mark.parametrize("name", NAMES)
    def test_what_is_refused(self, name: str) -> None:
        metric = getattr(metrics, name)
        with pytest.raises(InputValueError, match=r"for classes write .* average='macro'"):
            metric(CLASSES, PROBABILITIES)
        with pytest.raises(InputValueError, match="no threshold; leave it out"):
            metric(CLASSES, PROBABILITIES, average="macro", threshold=0.2)
        with pytest.raises(InputValueError, match=r"binary' is for one output, but there are 5"):
            metric(SEVERAL, PROBABILITIES, average="binary")
        with pytest.raises(InputValueError, match=r"no average of .* 'macr'; did you mean 'macro'"):
            metric(SEVERAL, PROBABILITIES, average="macr")
        with pytest.raises(
            InputValueError, match=r"labels 0 and 1, but among .* is -1; for the la"
        ):
            metric(2.0 * LABELS - 1.0, SCORES)
        with pytest.raises(InputValueError, match=r"labels 0 and 1, but among the targets is 0\.7"):
            metric([0.7], [[0.5]])


class TestClasses:
    def test_accuracy(self) -> None:
        right = sklearn.metrics.accuracy_score(CLASSES, GUESSES)
        for name in ("accuracy", "acc", "sparse_categorical_accuracy"):
            assert metrics.get(name)(CLASSES, PROBABILITIES) == right
        for name in ("accuracy", "acc", "categorical_accuracy"):
            assert metrics.get(name)(ONE_HOT, PROBABILITIES) == right
        binary = sklearn.metrics.accuracy_score(LABELS, SCORES[:, 0] > 0.5)
        for name in ("accuracy", "binary_accuracy"):
            assert metrics.get(name)(LABELS, SCORES) == binary
            assert METRICS[name](LABELS, SCORES - 0.5, threshold=0.0) == binary

    def test_the_kind_of_targets_is_told_by_the_name(self) -> None:
        with pytest.raises(InputValueError, match="write sparse_categorical_accuracy, or accuracy"):
            metrics.categorical_accuracy(CLASSES, PROBABILITIES)
        with pytest.raises(InputValueError, match="write categorical_accuracy, or accuracy"):
            metrics.sparse_categorical_accuracy(ONE_HOT, PROBABILITIES)
        with pytest.raises(
            InputValueError, match=r"numbers of classes from 0 to 4, .* targets is 5"
        ):
            metrics.accuracy([5.0], PROBABILITIES[:1])

    def test_of_signs(self) -> None:
        binary = sklearn.metrics.accuracy_score(LABELS, SCORES[:, 0] > 0.5)
        for labels in (LABELS, 2.0 * LABELS - 1.0):
            assert metrics.sign_accuracy(labels, SCORES - 0.5) == binary
        with pytest.raises(InputValueError, match="among the targets is 2"):
            metrics.sign_accuracy([2.0], [[0.5]])

    def test_binary_accuracy_takes_each_output_by_itself(self) -> None:
        targets = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 0.0]])
        assert metrics.binary_accuracy(targets, targets) == 1.0
        assert metrics.binary_accuracy(targets, np.abs(targets - [1.0, 0.0, 0.0])) == 4 / 6

    def test_targets_that_are_no_labels_are_wrong_as_in_keras(self) -> None:
        assert metrics.binary_accuracy([0.0, 1.0, 1.0], [[0.2], [0.9], [0.1]]) == 2 / 3
        assert metrics.accuracy([17.0, 0.7, 1.0], [[17.0], [0.7], [1.0]]) == pytest.approx(1 / 3)
        with pytest.raises(InputValueError, match="for the labels -1 and 1 there is sign_accuracy"):
            metrics.accuracy([-1.0, 1.0], [[0.2], [0.9]])

    def test_area(self) -> None:
        ties = SCORES.round(1)
        for labels in (LABELS, 2.0 * LABELS - 1.0):
            for scores in (SCORES, ties, 3.0 - ties):
                expected = sklearn.metrics.roc_auc_score(LABELS, scores)
                assert metrics.roc_auc(labels, scores) == pytest.approx(expected, rel=1e-14)
        together = sklearn.metrics.roc_auc_score(ONE_HOT, PROBABILITIES, average="micro")
        assert metrics.roc_auc(ONE_HOT, PROBABILITIES) == pytest.approx(together, rel=1e-14)

    def test_area_of_one_class(self) -> None:
        with pytest.warns(RuntimeWarning, match="roc_auc is not defined where all targets are of"):
            assert math.isnan(metrics.roc_auc([1.0, 1.0], [[0.5], [0.7]]))
        with pytest.warns(RuntimeWarning, match=r"auc is not defined .* as in Keras, it is 0"):
            assert metrics.auc([1.0, 1.0], [[0.5], [0.7]]) == 0.0

    def test_area_of_nan(self) -> None:
        assert math.isnan(metrics.auc([0.0, 1.0], [[math.nan], [0.7]]))

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
            for metric in (metrics.accuracy, metrics.top_k_accuracy):
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
        with pytest.warns(RuntimeWarning, match="r2 is not defined where all targets are equal"):
            assert metrics.r2([1.0, 1.0], [[1.0], [2.0]]) == 0.0


class TestArguments:
    @pytest.mark.parametrize("name", ["mse", "mae", "mape", "r2", "auc", "binary_accuracy", *NAMES])
    def test_shapes_that_do_not_go_together(self, name: str) -> None:
        with pytest.raises(InputValueError, match=r"the shapes are \(3, 1\) and \(2, 1\)"):
            metrics.get(name)([1.0, 0.0, 1.0], [[0.5], [0.5]])

    @pytest.mark.parametrize("name", ["accuracy", "categorical_accuracy", "top_k_accuracy"])
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

        for name in ("MAE", "RootMeanSquaredError", "r2_score"):
            assert metrics.name_of(name) == name  # as in Keras
        assert metrics.name_of(metrics.R2Score()) == "r2_score"
        assert metrics.name_of(metrics.recall) == "recall"
        assert metrics.name_of(functools.partial(metrics.recall, threshold=0.2)) == "recall"
        assert metrics.name_of(Score()) == "score"


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


LOGITS = np.array([[-1.8], [-0.8], [0.2], [1.2]])


def fitted(loss: Any, metric: Any, y: Any) -> Any:
    """The history of a network whose outputs are `LOGITS` and whose rate is 0."""
    model = Sequential([Dense(1, kernel_initializer="ones")], rng=0)
    model.compile(SGD(0.0), loss, metrics=[metric])
    return model.fit(LOGITS, y, verbose=0).history


class TestNamesOfKerasBesideLogits:
    """Their numbers are Keras's; where that is hardly what is meant, `fit` says so."""

    @pytest.mark.parametrize("name", ["accuracy", "binary_accuracy", "recall"])
    def test_half_is_half(self, name: str) -> None:
        with pytest.warns(RuntimeWarning, match=f"{name} takes probabilities.* 'sign_accuracy'"):
            found = fitted("binary_cross_entropy_with_logits", name, [0, 0, 1, 1])[name]
        assert found == [0.5 if name == "recall" else 0.75]

    @pytest.mark.parametrize(
        "metric",
        [
            "sign_accuracy",
            metrics.BinaryAccuracy(threshold=0.0),
            functools.partial(metrics.recall, threshold=0.0),
            metrics.AUC(from_logits=True),
        ],
    )
    def test_what_takes_logits_is_not_warned_of(self, metric: Any) -> None:
        found = fitted("binary_cross_entropy_with_logits", metric, [0, 0, 1, 1])
        assert found[metrics.name_of(metric)] == [1.0]

    def test_hinge(self) -> None:
        assert fitted("hinge", "sign_accuracy", [-1, -1, 1, 1])["sign_accuracy"] == [1.0]
        with pytest.raises(InputValueError, match="for the labels -1 and 1 there is sign_accuracy"):
            fitted("hinge", "accuracy", [-1, -1, 1, 1])

    def test_accuracy_of_several_labels(self) -> None:
        model = Sequential([Dense(2, "sigmoid")], rng=0)
        model.compile("sgd", "binary_crossentropy", ["accuracy"])
        with pytest.warns(RuntimeWarning, match=r"accuracy of several labels .* 'binary_accuracy'"):
            model.fit(LOGITS, [[0, 1], [1, 1], [0, 0], [1, 0]], verbose=0)


class TestNames:
    def history(self, *chosen: Any) -> Any:
        model = Sequential([Dense(3, "softmax")], rng=0)
        model.compile("sgd", "sparse_categorical_crossentropy", list(chosen))
        return model.fit(LOGITS, [0, 1, 2, 2], verbose=0).history

    def test_the_second_of_a_name_has_a_number(self) -> None:
        found = self.history(*[metrics.TopKCategoricalAccuracy(k=k) for k in (1, 3, 2)])
        names = [f"top_k_categorical_accuracy{number}" for number in ("", "_1", "_2")]
        assert [*found] == ["loss", *names]
        assert found[names[1]] == [1.0] > found[names[0]]

    def test_so_have_functions(self) -> None:
        def first(y: Any, p: Any) -> float:
            return 1.0

        found = self.history(first, functools.partial(first), lambda y, p: 2.0, lambda y, p: 3.0)
        assert found.keys() == {"loss", "first", "first_1", "lambda", "lambda_1"}
        assert found["lambda_1"] == [3.0]

    @pytest.mark.parametrize("name", ["loss", "val_loss", "val_accuracy"])
    def test_the_names_of_losses_are_taken(self, name: str) -> None:
        with pytest.raises(InputValueError, match=f"a metric cannot have the name '{name}'"):
            self.history(metrics.MetricObject(lambda y, p: 0.0, name=name))


class TestBeforeTraining:
    """What a metric cannot measure is said before weights change."""

    def model(self, metric: Any, outputs: int = 1) -> Any:
        model = Sequential([Dense(outputs, "sigmoid")], rng=0)
        model.compile("sgd", "binary_crossentropy", [metric])
        model.build((1,))
        return model

    def test_targets(self) -> None:
        model = self.model("top_k_accuracy")
        before = model.get_weights()[0].copy()
        with pytest.raises(InputValueError, match="top_k_accuracy takes the class of each"):
            model.fit(LOGITS, [0, 1, 1, 0], verbose=0)
        assert (model.get_weights()[0] == before).all()

    def test_targets_for_validation(self) -> None:
        model = self.model(functools.partial(metrics.precision, average="micro", class_id=3), 2)
        targets = np.array([[0, 1], [1, 1], [0, 0], [1, 0]])
        before = model.get_weights()[0].copy()
        with pytest.raises(InputValueError, match="class_id of precision is 3"):
            model.fit(LOGITS, targets, validation_data=(LOGITS, targets), verbose=0)
        assert (model.get_weights()[0] == before).all()

    @pytest.mark.parametrize("name", ["auc", "roc_auc"])
    def test_one_class_in_the_validation_part_is_a_warning(self, name: str) -> None:
        model = self.model(name)
        with pytest.warns(RuntimeWarning, match=f"{name} is not defined where all targets are"):
            found = model.fit(LOGITS, [0, 1, 1, 1], validation_split=0.5, verbose=0).history
        assert len(found[f"val_{name}"]) == 1


@pytest.mark.parametrize("row", dict.fromkeys(METRICS.values()), ids=lambda row: row.__name__)
@pytest.mark.parametrize(
    "given",
    [None, 1, 1.0, "x", b"x", [], [None], ["x"], {1}, {}, [[1.0], [1.0, 2.0]]],
    ids=repr,
)
def test_what_is_no_array_of_numbers(row: Any, given: Any) -> None:
    settings = dict(*REFERENCES[row.__name__][2:])
    for arguments in ((given, [[0.5]]), ([1.0], given), (given, given)):
        with pytest.raises((InputTypeError, InputValueError)):
            row(*arguments, **settings)


def test_a_metric_object_takes_a_function() -> None:
    with pytest.raises(InputTypeError, match=r"MetricObject takes a function .* given 1.0"):
        metrics.MetricObject(1.0)
    with pytest.raises(InputTypeError, match="name of AUC takes text, but was given 3"):
        metrics.AUC(name=3)  # type: ignore[arg-type]


def test_a_name_that_needs_settings_is_refused_at_compile() -> None:
    with pytest.raises(InputValueError, match=r"write nn.metrics.PrecisionAtRecall\(recall=...\)"):
        Sequential([Dense(1)]).compile("sgd", "mse", ["precision_at_recall"])
    with pytest.raises(InputValueError, match=r"nn.metrics.IoU\(num_classes=...\)"):
        metrics.get("iou")


@pytest.mark.parametrize(
    ("loss", "metric", "warned"),
    [
        ("binary_cross_entropy_with_logits", "accuracy", True),
        ("binary_cross_entropy_with_logits", "sign_accuracy", False),
        ("binary_cross_entropy_with_logits", metrics.AUC(), True),
        ("binary_cross_entropy_with_logits", metrics.AUC(from_logits=True), False),
        ("binary_cross_entropy_with_logits", "bce", True),
        ("binary_cross_entropy_with_logits", metrics.PrecisionAtRecall(0.5), True),
        ("hinge", functools.partial(metrics.precision, threshold=0.0), False),
        ("binary_crossentropy", "accuracy", False),
        ("categorical_cross_entropy_with_logits", "accuracy", False),
        ("categorical_cross_entropy_with_logits", "precision", True),
        ("binary_crossentropy of several", "accuracy", True),
        ("mse", "accuracy", False),
    ],
)
def test_fit_warns_of_numbers_that_are_hardly_meant(loss: str, metric: Any, warned: bool) -> None:
    loss, _, several = loss.partition(" of ")
    outputs = 2 if several or loss.startswith("categorical") else 1
    y = np.eye(2)[[0, 1, 1]] if outputs == 2 else [[0.0], [1.0], [1.0]]
    model = Sequential([Dense(outputs, "sigmoid")], rng=0)
    model.compile("sgd", loss, [metric])
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        model.fit([[0.0], [1.0], [2.0]], y, verbose=0)
    assert bool(found) == warned


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"label_weights": [1.0, 2.0]}, r"for each of the 5 outputs, but was given \[1.0, 2.0\]"),
        ({"label_weights": [-1.0] * 5}, "a factor of at least 0"),
        ({"multi_label": True, "num_labels": 3}, "it is 3, there are 5"),
        ({"num_labels": 5}, "multi_label is False"),
    ],
)
def test_areas_of_several_labels(settings: Any, message: str) -> None:
    with pytest.raises(InputValueError, match=message):
        metrics.AUC(**settings)(SEVERAL, PROBABILITIES)


def test_names_that_would_meet() -> None:
    def loss(targets: Any, predictions: Any) -> float:
        return 0.0

    for chosen, message in (
        ([loss], "cannot have the name 'loss'"),
        ([metrics.AUC(name="val_auc")], "cannot have the name 'val_auc'"),
        (["mse", "mse", metrics.R2Score(name="mse_1")], "two metrics .* the name 'mse_1'"),
    ):
        with pytest.raises(InputValueError, match=message):
            Sequential([Dense(1)]).compile("sgd", "mse", chosen)


def test_a_prediction_that_is_nan() -> None:
    for made in (metrics.AUC(), metrics.PrecisionAtRecall(0.5)):
        assert math.isnan(made([0.0, 1.0], [[math.nan], [0.5]]))


def test_settings_in_lists_are_saved() -> None:
    for made in (metrics.AUC(thresholds=[0.2, 0.4]), metrics.IoU(3, [0, 2])):
        again = metrics.from_config(metrics.to_config(made))
        assert (again.func, again.keywords) == (made.func, made.keywords)


class TestSettingsOfClasses:
    @pytest.mark.parametrize(
        ("make", "message"),
        [
            (lambda: metrics.BinaryCrossentropy(label_smoothing=2), "label_smoothing of BinaryCr"),
            (lambda: metrics.BinaryCrossentropy(from_logits="yes"), "from_logits of .* is True or"),
            (lambda: metrics.PrecisionAtRecall(1.5), "recall of PrecisionAtRecall .* between 0"),
            (lambda: metrics.PrecisionAtRecall(0.5, 0), "num_thresholds of PrecisionAtRecall"),
            (lambda: metrics.RecallAtPrecision(0.5, class_id=-1), "class_id of RecallAtPrecision"),
            (lambda: metrics.TruePositives([0.1, 0.2]), "write a TruePositives for each threshold"),
            (lambda: metrics.F1Score("samples"), "no average of F1Score and FBetaScore 'samples'"),
            (lambda: metrics.FBetaScore(beta=0.0), "beta of fbeta_score"),
            (lambda: metrics.IoU(3, [3]), r"classes from 0 to 2, but was given \[3\]"),
            (
                lambda: metrics.MeanIoU(2.5),  # type: ignore[arg-type]
                "num_classes of MeanIoU",
            ),
            (
                lambda: metrics.MeanMetricWrapper(1.0),  # type: ignore[arg-type]
                "takes a function .*, but was given 1.0",
            ),
            (lambda: metrics.MetricObject(metrics.AUC), "takes an object, but was given a class"),
        ],
    )
    def test_wrong_ones_are_refused_when_it_is_made(self, make: Any, message: str) -> None:
        with pytest.raises((InputTypeError, InputValueError), match=message):
            make()

    def test_one_threshold_may_stand_in_a_list(self) -> None:
        for name in ("Precision", "TruePositives"):
            made = getattr(metrics, name)(thresholds=[0.2])
            assert made(LABELS, SCORES) == getattr(metrics, name)(0.2)(LABELS, SCORES)

    def test_an_f_score_is_one_number(self) -> None:
        with pytest.raises(
            InputValueError, match=r"of 5 classes are so many numbers.*average='mac"
        ):
            metrics.F1Score()(ONE_HOT, PROBABILITIES)


def test_a_function_of_ones_own_with_settings() -> None:
    def near(targets: Any, predictions: Any, reach: float) -> Any:
        return abs(targets - predictions) <= reach

    for make in (metrics.MetricObject, metrics.MeanMetricWrapper):
        assert make(near, reach=1.0)([1.0, 2.0], [[1.5], [4.0]]) == 0.5
        assert metrics.name_of(make(near, name="close", reach=1.0)) == "close"


def test_the_order_of_ones_own_is_that_of_keras() -> None:
    for wrong in (lambda predictions, targets: 0.0, lambda y_pred, y_true: 0.0):
        with pytest.raises(InputValueError, match="If the predictions come first, turn them"):
            metrics.get(wrong)
    for wrong in (lambda y, p, w: 0.0, len):
        with pytest.raises(InputTypeError, match=r"is called as a function .y_true, y_pred., but"):
            metrics.get(wrong)  # type: ignore[arg-type]
