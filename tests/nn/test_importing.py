"""`from_sklearn` opens networks of scikit-learn as ours: the same predictions, every scalar."""

import warnings

import numpy as np
import pytest
from sklearn import datasets, neural_network
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import nn
from autograd import InputTypeError, InputValueError, Value
from nn import estimators

X, Y = datasets.load_wine(return_X_y=True)
X = StandardScaler().fit_transform(X)
LABELS = np.stack([Y == 0, Y > 0, X[:, 0] > 0.0], axis=1).astype(int)


@pytest.fixture(autouse=True)
def _short_trainings_are_meant():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def fitted(kind="MLPClassifier", y=Y, module=neural_network, **options):
    estimator = getattr(module, kind)(random_state=0, **{"max_iter": 15} | options)
    return estimator.fit(X, y)


class TestPredictions:
    """They are equal to 1e-12."""

    @pytest.mark.parametrize("module", [neural_network, estimators])
    @pytest.mark.parametrize("activation", ["identity", "logistic", "tanh", "relu"])
    def test_several_classes(self, activation, module):
        classifier = fitted(activation=activation, hidden_layer_sizes=(6, 4), module=module)
        model = nn.from_sklearn(classifier)
        assert np.abs(model.predict(X) - classifier.predict_proba(X)).max() < 1e-12
        assert (model.predict(X).argmax(axis=1) == classifier.predict(X)).all()

    @pytest.mark.parametrize("y", [Y > 0, np.where(Y == 1, "one", "other")])
    def test_two_classes(self, y):
        classifier = fitted(y=y)
        model = nn.from_sklearn(classifier)
        assert np.abs(model.predict(X)[:, 0] - classifier.predict_proba(X)[:, 1]).max() < 1e-12
        assert np.abs(model.predict_proba(X) - classifier.predict_proba(X)).max() < 1e-12

    def test_labels(self):
        classifier = fitted(y=LABELS)
        model = nn.from_sklearn(classifier)
        assert np.abs(model.predict(X) - classifier.predict_proba(X)).max() < 1e-12

    @pytest.mark.parametrize("loss", ["squared_error", "poisson"])
    @pytest.mark.parametrize("y", [Y, LABELS])
    def test_numbers(self, y, loss):
        regressor = fitted("MLPRegressor", y=y, loss=loss, hidden_layer_sizes=5)
        found = nn.from_sklearn(regressor).predict(X).squeeze()
        assert np.abs(found - regressor.predict(X)).max() < 1e-12

    def test_no_hidden_layer(self):
        classifier = fitted(hidden_layer_sizes=())
        model = nn.from_sklearn(classifier)
        assert np.abs(model.predict(X) - classifier.predict_proba(X)).max() < 1e-12

    def test_single_precision(self):
        classifier = neural_network.MLPClassifier((3,), max_iter=5).fit(X.astype(np.float32), Y)
        assert classifier.coefs_[0].dtype == np.float32
        model = nn.from_sklearn(classifier)
        assert np.abs(model.predict(X) - classifier.predict_proba(X)).max() < 1e-12


def test_every_scalar_is_a_value():
    classifier = fitted(hidden_layer_sizes=(5,))
    model = nn.from_sklearn(classifier)
    weight = model.layers[0].neurons[3].w[7]
    assert isinstance(weight, Value)
    assert weight.data == classifier.coefs_[0][7, 3]
    assert model.layers[1].neurons[2].b.data == classifier.intercepts_[1][2]
    attributions = nn.attributions(model, X[0])
    assert attributions.output == pytest.approx(classifier.predict_proba(X[:1]).max())


def test_its_numbers_are_a_copy():
    classifier = fitted(module=estimators)
    nn.from_sklearn(classifier).layers[0].neurons[0].w[0].data = 100.0
    assert np.abs(classifier.coefs_[0]).max() < 10.0


def test_it_can_be_measured_and_trained_further():
    classifier = fitted(alpha=0.0)
    model = nn.from_sklearn(classifier)
    before = model.evaluate(X, Y)
    assert before == pytest.approx(-np.log(classifier.predict_proba(X)[range(len(Y)), Y]).mean())
    model.fit(X, Y, epochs=3, verbose=0)
    assert model.evaluate(X, Y) < before
    model = nn.from_sklearn(fitted("MLPRegressor"))
    assert model.evaluate(X, Y) == pytest.approx(((model.predict(X)[:, 0] - Y) ** 2).mean())


def test_it_needs_no_scikit_learn():
    class Network:
        hidden_layer_sizes, activation, out_activation_ = (1,), "relu", "identity"
        coefs_, intercepts_ = [[[2.0], [-1.0]], [[3.0]]], [[1.0], [0.5]]

    assert nn.from_sklearn(Network())([2.0, 1.0]).data == 12.5


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        (neural_network.MLPClassifier(), InputValueError, "this MLPClassifier has no weights yet"),
        (estimators.MLPRegressor(), InputValueError, "this MLPRegressor has no weights yet"),
        (neural_network.MLPClassifier, InputTypeError, "was given a class; write MLPClassifier()"),
        (LogisticRegression(), InputTypeError, "but was given LogisticRegression()"),
        (None, InputTypeError, "takes a fitted MLPClassifier or MLPRegressor, but was given None"),
        (
            make_pipeline(StandardScaler(), neural_network.MLPClassifier()),
            InputTypeError,
            r"was given a Pipeline: give its step 'mlpclassifier', pipeline\['mlpclassifier'\]",
        ),
        (
            make_pipeline(StandardScaler(), LogisticRegression()),
            InputTypeError,
            "takes a fitted MLPClassifier or MLPRegressor, but was given Pipeline",
        ),
    ],
)
def test_what_is_refused(given, error, message):
    with pytest.raises(error, match=message):
        nn.from_sklearn(given)


def test_of_a_search_the_best_network_is_taken():
    search = GridSearchCV(estimators.MLPClassifier((2,), max_iter=1), {"alpha": [0.1]}, cv=2)
    search.fit(X, Y)
    with pytest.raises(InputTypeError, match="was given a GridSearchCV: give its best_estimator_"):
        nn.from_sklearn(search)
    assert len(nn.from_sklearn(search.best_estimator_).layers) == 2
