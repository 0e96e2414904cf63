"""The estimators keep scikit-learn's conventions and work wherever its own do."""

import warnings

import joblib
import numpy as np
import pytest
from dask.distributed import Client, LocalCluster
from sklearn.base import clone
from sklearn.datasets import load_diabetes, load_iris
from sklearn.ensemble import BaggingClassifier
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.inspection import partial_dependence
from sklearn.model_selection import GridSearchCV, LeaveOneOut, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from nn.estimators import MLPClassifier, MLPRegressor

X, Y = load_iris(return_X_y=True)


@pytest.fixture(autouse=True)
def _short_trainings_are_meant():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def quick(**options):
    return MLPClassifier((8,), solver="lbfgs", max_iter=30, random_state=0, **options)


@parametrize_with_checks([MLPClassifier(max_iter=20), MLPRegressor()])
def test_the_checks_of_scikit_learn(estimator, check):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check(estimator)


class TestClassifier:
    @pytest.mark.slow
    def test_pipelines_and_cross_validation(self):
        scores = cross_val_score(make_pipeline(StandardScaler(), quick()), X, Y, cv=5)
        assert scores.mean() > 0.93

    def test_leaving_one_out(self):
        few = np.r_[0:6, 50:56]
        scores = cross_val_score(quick(), X[few], Y[few], cv=LeaveOneOut())
        assert len(scores) == 12
        assert scores.mean() == 1.0

    @pytest.mark.slow
    def test_grid_search(self):
        grid = {"mlpclassifier__hidden_layer_sizes": [(1,), (8,)], "mlpclassifier__alpha": [0, 1]}
        search = GridSearchCV(make_pipeline(StandardScaler(), quick()), grid, cv=3).fit(X, Y)
        assert search.best_score_ > 0.93
        assert len(search.cv_results_["params"]) == 4

    def test_a_grid_of_numpys_numbers(self):
        grid = {"max_iter": np.arange(1, 3), "hidden_layer_sizes": np.array([2, 3])}
        search = GridSearchCV(quick(), grid, cv=2).fit(X, Y)
        assert search.best_estimator_.n_iter_ <= 2

    def test_bagging(self):
        bag = BaggingClassifier(quick(), n_estimators=3, random_state=0).fit(X, Y)
        assert bag.score(X, Y) > 0.93

    @pytest.mark.slow
    def test_a_search_on_a_cluster_of_processes(self):
        with (
            LocalCluster(
                n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
            ) as cluster,
            Client(cluster) as client,
        ):
            assert len(client.scheduler_info()["workers"]) == 2
            search = GridSearchCV(quick(), {"alpha": [0.0, 1e-3, 1.0]}, cv=2)
            with joblib.parallel_backend("dask"):
                search.fit(X, Y)
        here = GridSearchCV(quick(), {"alpha": [0.0, 1e-3, 1.0]}, cv=2).fit(X, Y)
        found = search.cv_results_["mean_test_score"]
        assert found.tolist() == here.cv_results_["mean_test_score"].tolist()

    def test_partial_dependence(self):
        found = partial_dependence(quick().fit(X, Y), X, features=[2], grid_resolution=5)
        assert found["average"].shape == (3, 5)

    def test_classes_may_be_names(self):
        names = np.array(["setosa", "versicolor", "virginica"])[Y]
        classifier = quick().fit(X, names)
        assert classifier.classes_.tolist() == ["setosa", "versicolor", "virginica"]
        assert (classifier.predict(X) == names).mean() > 0.95

    def test_two_classes_make_one_output(self):
        classifier = quick().fit(X[:100], Y[:100])
        assert classifier.decision_function(X[:100]).shape == (100,)
        probabilities = classifier.predict_proba(X[:100])
        assert probabilities.shape == (100, 2)
        assert probabilities.sum(axis=1) == pytest.approx(1.0)

    def test_labels_that_do_not_exclude_each_other(self):
        labels = np.stack([Y == 0, Y > 0, Y == 2], axis=1).astype(int)
        predicted = quick().fit(X, labels).predict(X)
        assert predicted.shape == labels.shape
        assert (predicted == labels).mean() > 0.95

    def test_warm_start_goes_on(self):
        classifier = MLPClassifier((8,), max_iter=5, warm_start=True, random_state=0)
        first = classifier.fit(X, Y).loss_
        losses = classifier.fit(X, Y).loss_curve_
        assert len(losses) == 10
        assert losses[4] == first > losses[9]
        assert (classifier.n_iter_, classifier.t_) == (5, 1500)

    def test_a_warm_start_may_change_the_solver(self):
        classifier = quick(warm_start=True).fit(X, Y)
        assert not hasattr(classifier, "loss_curve_")
        classifier.set_params(solver="adam", max_iter=3).fit(X, Y)
        assert classifier.validation_scores_ is None
        classifier.set_params(early_stopping=True).fit(X, Y)
        assert len(classifier.loss_curve_) == len(classifier.validation_scores_) == 3

    def test_an_interruption_keeps_what_was_learnt(self, monkeypatch):
        turns = iter(range(3))

        def interrupted(order, random_state):
            if next(turns, None) is None:
                raise KeyboardInterrupt
            return order

        monkeypatch.setattr("nn.estimators.training.shuffle", interrupted)
        with pytest.warns(UserWarning, match="Training interrupted by user"):
            classifier = MLPClassifier((3,), random_state=0).fit(X, Y)
        assert len(classifier.loss_curve_) == classifier.n_iter_ == 3

    def test_the_scores_of_labels_are_those_of_score(self):
        labels = np.stack([Y == 0, Y > 0, Y == 2], axis=1).astype(int)
        classifier = MLPClassifier((8,), early_stopping=True, max_iter=3, random_state=0)
        classifier.fit(np.tile(X, (2, 1)), np.tile(labels, (2, 1)))
        assert all(
            score * 30 == pytest.approx(round(score * 30))
            for score in classifier.validation_scores_
        )

    def test_early_stopping_keeps_samples_apart(self):
        classifier = MLPClassifier((8,), early_stopping=True, n_iter_no_change=3, random_state=0)
        classifier.set_params(learning_rate_init=0.05).fit(X, Y)
        assert len(classifier.validation_scores_) == classifier.n_iter_ < 200

    def test_training_that_was_too_short_is_told(self):
        with pytest.warns(ConvergenceWarning, match=r"Maximum iterations \(2\) reached") as caught:
            MLPClassifier((2,), max_iter=2).fit(X, Y)
        assert caught[0].filename == __file__  # the user's line

    def test_not_fitted(self):
        with pytest.raises(NotFittedError):
            clone(quick().fit(X, Y)).predict(X)


class TestRegressor:
    @pytest.mark.slow
    def test_diabetes(self):
        features, target = load_diabetes(return_X_y=True)
        model = make_pipeline(
            StandardScaler(),
            MLPRegressor(hidden_layer_sizes=(4,), solver="lbfgs", alpha=1.0, random_state=0),
        )
        assert cross_val_score(model, features, target, cv=3).mean() > 0.4

    def test_several_outputs(self):
        target = np.stack([X[:, 0], -X[:, 1]], axis=1)
        regressor = MLPRegressor(hidden_layer_sizes=(8,), solver="lbfgs", random_state=0).fit(
            X[:, :2], target
        )
        assert regressor.predict(X[:, :2]).shape == (150, 2)
        assert regressor.score(X[:, :2], target) > 0.99
