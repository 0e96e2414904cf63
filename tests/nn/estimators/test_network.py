"""`model_` is the network, of Values; `coefs_` and `intercepts_` show its numbers and set them."""

import copy
import pickle
import warnings

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.exceptions import ConvergenceWarning, NotFittedError

import nn
from autograd import InputTypeError, InputValueError, ParameterVector, Value
from nn.estimators import MLPClassifier, MLPRegressor

X, Y = load_iris(return_X_y=True)


@pytest.fixture(autouse=True)
def _short_trainings_are_meant():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


@pytest.fixture
def classifier():
    return MLPClassifier((5, 3), max_iter=2, activation="tanh", random_state=0).fit(X, Y)


def weight(classifier):
    """The weight of the third input in the second neuron."""
    return classifier.model_.layers[0].neurons[1].w[2]


def test_the_network_is_there_to_be_looked_at(classifier):
    assert isinstance(classifier.model_, nn.MLP)
    assert isinstance(weight(classifier), Value)
    assert classifier.coefs_[0][2, 1] == weight(classifier).data
    assert classifier.intercepts_[1][2] == classifier.model_.layers[1].neurons[2].b.data
    assert [each.shape for each in classifier.coefs_] == [(4, 5), (5, 3), (3, 3)]
    assert [each.shape for each in classifier.intercepts_] == [(5,), (3,), (3,)]
    hidden = X
    for coefs, intercepts in zip(classifier.coefs_[:-1], classifier.intercepts_[:-1], strict=True):
        hidden = np.tanh(hidden @ coefs + intercepts)
    logits = hidden @ classifier.coefs_[-1] + classifier.intercepts_[-1]
    assert classifier.decision_function(X) == pytest.approx(logits, abs=1e-12)
    assert classifier.model_.predict(X) == pytest.approx(logits, abs=1e-12)


class TestAssigning:
    """Whatever is assigned becomes the weights of the network."""

    def test_an_element(self, classifier):
        classifier.coefs_[0][2, 1] = 5.0
        assert weight(classifier).data == 5.0
        classifier.intercepts_[0] += 1.0
        classifier.coefs_[0][2] *= 2.0
        assert weight(classifier).data == 10.0

    def test_an_array(self, classifier):
        classifier.coefs_[0] = np.full((4, 5), 7.0)
        classifier.intercepts_[-1] = [1.0, 2.0, 3.0]
        assert weight(classifier).data == 7.0
        assert classifier.intercepts_[2].tolist() == [1.0, 2.0, 3.0]

    def test_all(self, classifier):
        classifier.coefs_ = [np.zeros(each.shape) for each in classifier.coefs_]
        classifier.intercepts_ = [[0.0] * 5, [0.0] * 3, [0.0, 1.0, 0.0]]
        assert weight(classifier).data == 0.0
        assert set(classifier.predict(X)) == {1}

    def test_an_array_that_was_taken_before(self, classifier):
        first = classifier.coefs_[0]
        before = classifier.predict_proba(X)
        first[...] = 0.0
        assert weight(classifier).data == 0.0
        assert np.abs(classifier.predict_proba(X) - before).max() > 0.01

    def test_a_value(self, classifier):
        weight(classifier).data = 5.0
        assert classifier.coefs_[0][2, 1] == 5.0

    def test_training_goes_on_from_there(self, classifier):
        classifier.coefs_[0][...] = 0.0
        classifier.set_params(warm_start=True, max_iter=1, learning_rate_init=1e-9).fit(X, Y)
        assert np.abs(classifier.coefs_[0]).max() < 1e-6

    @pytest.mark.parametrize(
        ("place", "numbers", "message"),
        [
            (0, np.zeros((5, 4)), r"coefs_\[0\] has the shape \(4, 5\), but was given .* \(5, 4\)"),
            (2, 0.0, r"coefs_\[2\] takes a list or an array, but was given 0\.0"),
            (1, "wide", r"coefs_\[1\] takes numbers in lists or arrays"),
            (slice(None), None, "coefs_ has 3 arrays, .*; 3 of them cannot be set to None"),
            (slice(None), [np.zeros((4, 5))], "coefs_ has 3 arrays, one for each layer; 3 of them"),
        ],
    )
    def test_other_sizes_are_refused(self, classifier, place, numbers, message):
        before = classifier.coefs_[0].copy()
        with pytest.raises((InputTypeError, InputValueError), match=message):
            classifier.coefs_[place] = numbers
        assert classifier.coefs_[0].tolist() == before.tolist()

    def test_there_is_nothing_to_assign_before_it_is_fitted(self):
        assert not hasattr(MLPClassifier(), "coefs_")
        with pytest.raises(NotFittedError):
            MLPClassifier().coefs_ = []


def test_the_network_can_be_trained_by_others(classifier):
    before = classifier.coefs_[0].copy()
    classifier.model_.fit(X, Y, epochs=1)
    assert np.abs(classifier.coefs_[0] - before).max() > 1e-5
    assert len(ParameterVector(classifier.model_)) == len(classifier.model_.parameters())


def test_what_is_frozen_stays_as_it_is(classifier):
    classifier.model_.layers[0].freeze()
    before = [each.copy() for each in classifier.coefs_]
    classifier.set_params(alpha=1.0, warm_start=True).fit(X, Y)
    assert classifier.coefs_[0].tolist() == before[0].tolist()
    assert np.abs(classifier.coefs_[1] - before[1]).max() > 1e-5
    classifier.model_.unfreeze()
    assert np.abs(classifier.fit(X, Y).coefs_[0] - before[0]).max() > 1e-5


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))])
def test_a_copy_goes_on_by_itself(classifier, copied):
    other = copied(classifier)
    assert other.predict_proba(X).tolist() == classifier.predict_proba(X).tolist()
    for each in (classifier, other, other):
        each.partial_fit(X, Y)
    assert other.loss_curve_[:3] == classifier.loss_curve_
    assert len(other.loss_curve_) == 4
    assert np.abs(other.coefs_[0] - classifier.coefs_[0]).max() > 1e-5


def test_a_copy_of_a_copy_keeps_the_memory_of_the_optimizer(classifier):
    other = pickle.loads(pickle.dumps(copy.deepcopy(classifier)))
    first = other.coefs_[0]
    assert (
        other.partial_fit(X, Y).coefs_[0].tolist()
        == classifier.partial_fit(X, Y).coefs_[0].tolist()
    )
    assert first.tolist() == other.coefs_[0].tolist()


def test_both_engines_predict_the_same(classifier):
    compiled = classifier.predict_proba(X)
    assert classifier.set_params(engine="eager").predict_proba(X) == pytest.approx(compiled, 1e-12)


def test_counts_are_exp_of_the_outputs():
    regressor = MLPRegressor("poisson", (3,), max_iter=3, random_state=0).fit(X[:, :3], Y)
    logarithms = regressor.model_.predict(X[:, :3])[:, 0]
    assert regressor.predict(X[:, :3]) == pytest.approx(np.exp(logarithms))
