"""Rows of metrics: each has a reference, and one that is added is found everywhere."""

import functools
import inspect
import pickle

import numpy as np
import pytest

import nn
from autograd import InputValueError
from nn import metrics
from nn.metrics import METRICS
from nn.metrics.objects import MetricObject, NamedMetric
from nn.metrics.rows import metric
from nn.training.callbacks.monitoring import Monitor
from tests.nn.metrics.references import EXAMPLES, NEEDED, REFERENCES, ROWS

EACH = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.__name__)
FALL = {"mean_squared_error", "root_mean_squared_error", "mean_absolute_error"}
FALL |= {"mean_absolute_percentage_error", "mean_squared_logarithmic_error", "log_cosh", "poisson"}
FALL |= {"binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy"}
FALL |= {"hinge", "squared_hinge", "categorical_hinge", "kl_divergence"}
FALL |= {"false_positives", "false_negatives"}


def test_every_row_has_a_reference():
    assert [row.__name__ for row in ROWS if row.__name__ not in REFERENCES] == []


@EACH
class TestEachRow:
    def test_it_is_its_reference(self, row):
        examples, reference, *settings = REFERENCES[row.__name__]
        targets, predictions = EXAMPLES[examples]
        found = row(targets, predictions.reshape(len(targets), -1), **dict(*settings))
        single = 1e-6 if row.__name__.endswith("iou") else 1e-13  # Keras's in single precision
        assert type(found) is float
        assert found == pytest.approx(reference(targets, predictions), rel=single)

    def test_it_is_known_by_its_names(self, row):
        name = row.__name__
        assert METRICS.name_of(row) == name
        for known in (each for each in METRICS if METRICS[each] is row):
            found = METRICS.find(known)
            assert getattr(found, "func", found) is row
        assert getattr(metrics, name) is row
        assert pickle.loads(pickle.dumps(row)) is row
        assert metrics.from_config(metrics.to_config(row)) is row

    def test_it_is_documented(self, row):
        assert f"`{row.__name__}`" in metrics.__doc__
        assert [*inspect.signature(row).parameters][:2] == ["targets", "predictions"]

    def test_its_direction(self, row):
        assert metrics.more_is_better(row) == (row.__name__ not in FALL)
        for name in row.keras_classes:
            made = getattr(metrics, name)(name="mine", **NEEDED.get(name, {}))
            assert metrics.more_is_better(made) == row.more_is_better

    def test_its_classes(self, row):
        for name in row.keras_classes:
            made = getattr(metrics, name)
            assert issubclass(made, MetricObject)
            settings = NEEDED.get(name, {})
            again = pickle.loads(pickle.dumps(made(**settings)))
            assert (type(again), again.func) == (made, row)
            assert metrics.name_of(made(name="mine", **settings)) == "mine"


@pytest.fixture
def within():
    """A row, its class beside it."""

    @metric("near", more_is_better=True)
    def within_reach(targets, predictions, reach=1.0):
        """The share of predictions that are at most so far from their target."""
        return (abs(targets - predictions) <= reach).mean()

    yield within_reach
    METRICS.remove(within_reach)


X, Y = np.array([[0.1], [0.9], [3.0]]), np.array([0.0, 1.0, 1.0])


class TestARowThatIsAdded:
    def test_as_a_function(self, within):
        assert within(Y, [[0.0], [2.0], [5.0]]) == pytest.approx(2 / 3)
        assert within(Y, X, 0.5) == within(Y, X, reach=0.5) == pytest.approx(2 / 3)
        with pytest.raises(InputValueError, match="within_reach takes a target for each pred"):
            within([1.0], [[1.0], [2.0]])

    @pytest.mark.parametrize("name", ["within_reach", "WithinReach", "within reach", "NEAR"])
    def test_by_name(self, within, name):
        assert metrics.get(name) is within

    def test_as_a_class_of_keras(self, within):
        class Near(NamedMetric, of=within):
            """Keras's class, if it had it."""

        assert within.keras_classes == ("Near",)
        assert Near()(Y, X) == within(Y, X)
        assert [metrics.name_of(Near()), metrics.name_of(Near("mine"))] == ["near", "mine"]

    def test_in_a_checkpoint(self, within, tmp_path):
        model = nn.Sequential([nn.Dense(1)], rng=0)
        model.compile("sgd", "mse", ["near", functools.partial(within, reach=0.1)])
        model.fit(X, Y, verbose=0)
        model.save(tmp_path / "model.safetensors")
        again = nn.load(tmp_path / "model.safetensors")
        assert again.metrics["near"] is within
        assert again.metrics["within_reach"].keywords == {"reach": 0.1}
        assert again.evaluate(X, Y, verbose=0) == model.evaluate(X, Y, verbose=0)

    def test_its_direction(self, within):
        model = nn.Sequential([nn.Dense(1)], rng=0)
        model.compile("sgd", "mse", ["near", functools.partial(within, reach=0.1)])
        for name in ("val_near", "within_reach"):
            monitor = Monitor("EarlyStopping", name)
            monitor.begin(model, validates=True)
            assert monitor.improved(0.9, 0.8)

    def test_in_the_documentation(self, within):
        row = "| `within_reach` | `near` | True | The share of predictions that are at most so far"
        assert row in METRICS.table("more_is_better")


def test_it_is_gone_again():
    assert "within_reach" not in METRICS
