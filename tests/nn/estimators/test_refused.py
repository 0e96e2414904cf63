"""What scikit-learn refuses is refused, in words, and so is what it does wrong in silence."""

import math
import re

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.exceptions import ConvergenceWarning

from autograd import InputTypeError, InputValueError
from nn.estimators import MLPClassifier, MLPRegressor, parameters
from tests.helpers import hostile

X, Y = load_iris(return_X_y=True)
QUICK = {"hidden_layer_sizes": (3,), "max_iter": 1, "random_state": 0}
pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"solver": "adma"}, "there is no solver 'adma'; did you mean 'adam'?"),
        ({"learning_rate": "bad"}, "learning_rate 'bad'.* constant, invscaling, adaptive"),
        ({"activation": "rleu"}, "there is no activation 'rleu'; did you mean 'relu'?"),
        ({"engine": "fast"}, "there is no engine 'fast'.* compiled, eager"),
        ({"alpha": -1}, r"alpha takes a number in \[0, inf\), but was given -1.0"),
        ({"alpha": math.nan}, r"alpha must be a finite number|alpha takes a number in"),
        ({"alpha": math.inf}, r"alpha takes a number in \[0, inf\), but was given inf"),
        ({"learning_rate_init": 0.0}, r"learning_rate_init takes a number in \(0, inf\)"),
        ({"power_t": -0.5}, r"power_t takes a number in \[0, inf\)"),
        ({"tol": -1e-9}, r"tol takes a number in \[0, inf\)"),
        ({"momentum": 1.1}, r"momentum takes a number in \[0, 1\], but was given 1.1"),
        ({"validation_fraction": 1.0}, r"validation_fraction takes a number in \[0, 1\)"),
        ({"beta_1": 1}, r"beta_1 takes a number in \[0, 1\), but was given 1.0"),
        ({"beta_2": 1}, r"beta_2 takes a number in \[0, 1\), but was given 1.0"),
        ({"epsilon": 0.0}, r"epsilon takes a number in \(0, inf\)"),
        ({"hidden_layer_sizes": (0,)}, "each of hidden_layer_sizes must be at least 1"),
        ({"hidden_layer_sizes": -3}, "each of hidden_layer_sizes must be at least 1"),
        ({"batch_size": 0}, "batch_size must be at least 1, but was given 0"),
        ({"batch_size": "all"}, "batch_size takes 'auto' or a whole number from 1"),
        ({"max_iter": 0}, "max_iter must be at least 1, but was given 0"),
        ({"max_fun": 0}, "max_fun must be at least 1, but was given 0"),
        ({"n_iter_no_change": 0}, "n_iter_no_change must be at least 1, but was given 0"),
        ({"random_state": -1}, "random_state takes a seed"),
        ({"random_state": "one"}, "random_state takes a seed"),
        ({"verbose": -1}, "verbose must be at least 0, but was given -1"),
    ],
)
def test_a_value_out_of_range(options, message):
    with pytest.raises(InputValueError, match=message):
        MLPClassifier(**QUICK | options).fit(X, Y)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"solver": None}, "solver takes a name, one of adam, sgd, lbfgs"),
        ({"alpha": "small"}, "alpha must be a number, but was given 'small'"),
        ({"alpha": [0.1]}, "alpha must be a number"),
        ({"max_iter": 2.5}, "max_iter must be a whole number, but was given 2.5"),
        ({"max_iter": True}, "max_iter must be a whole number, but was given True"),
        ({"n_iter_no_change": None}, "n_iter_no_change must be a whole number"),
        ({"hidden_layer_sizes": (2.0,)}, "each of hidden_layer_sizes must be a whole number"),
        ({"hidden_layer_sizes": "12"}, "hidden_layer_sizes takes whole numbers"),
        (
            {"hidden_layer_sizes": np.ones((2, 2), int)},
            "each of hidden_layer_sizes must be a whole",
        ),
        ({"shuffle": 1}, r"shuffle takes True or False, but was given 1 \(int\)"),
        ({"early_stopping": "yes"}, "early_stopping takes True or False"),
        ({"warm_start": None}, "warm_start takes True or False"),
        ({"verbose": "yes"}, "verbose must be a whole number"),
    ],
)
def test_a_value_of_the_wrong_type(options, message):
    with pytest.raises(InputTypeError, match=message):
        MLPClassifier(**QUICK | options).fit(X, Y)


@pytest.mark.parametrize("name", MLPRegressor().get_params())
def test_values_that_no_parameter_can_take(name):
    calls = {
        what: (lambda make=make: parameters.check({name: make()}))
        for what, make in hostile.VALUES.items()
    }
    assert {what: hostile.fault(call) for what, call in calls.items()} == dict.fromkeys(calls)
    with pytest.raises((InputTypeError, InputValueError), match=name):
        MLPRegressor(**{name: ["x" * 1000] * 1000}).fit(X, Y)


def test_the_loss_is_the_first_argument_as_in_scikit_learn():
    with pytest.raises(InputTypeError, match=r"loss takes .* write hidden_layer_sizes=... by name"):
        MLPRegressor((8,)).fit(X, Y)
    with pytest.raises(InputValueError, match="there is no loss 'log_loss'"):
        MLPRegressor(loss="log_loss").fit(X, Y)


def test_counts_are_not_negative():
    with pytest.raises(InputValueError, match=r"targets of at least 0, but one is -1\.0"):
        MLPRegressor("poisson").fit(X, Y - 1)


HUGE = np.where(np.arange(150)[:, None] == 3, 1e308, X)


@pytest.mark.parametrize("solver", ["adam", "sgd"])
def test_training_that_ends_in_nan(solver):
    regressor = MLPRegressor(activation="identity", solver=solver, random_state=0, max_iter=20)
    with pytest.raises(InputValueError, match="Solver produced non-finite parameter weights"):
        regressor.fit(HUGE, Y * 1e300)


def test_lbfgs_stays_where_the_loss_is_nan():
    regressor = MLPRegressor(activation="identity", solver="lbfgs", random_state=0)
    with pytest.warns(ConvergenceWarning, match=r"lbfgs failed to converge after 0 iteration\(s\)"):
        regressor.fit(HUGE, Y * 1e300)


def test_weights_that_add_up_to_0():
    weights = np.r_[np.zeros(50), np.ones(100)]
    with pytest.raises(InputValueError, match="all samples of a batch add up to 0"):
        MLPClassifier(**QUICK, shuffle=False, batch_size=50).fit(X, Y, sample_weight=weights)


@pytest.mark.parametrize("targets", [Y + 1, np.where(Y == 2, 3, Y), Y > 0, Y.astype(str)])
def test_a_warm_start_has_the_same_classes(targets):
    classifier = MLPClassifier(**QUICK, warm_start=True).fit(X, Y)
    before = classifier.coefs_[0].tolist()
    message = "warm_start can only be used where `y` has the same classes as in the previous call"
    with pytest.raises(InputValueError, match=message):
        classifier.fit(X, targets)
    assert classifier.coefs_[0].tolist() == before
    assert classifier.classes_.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"hidden_layer_sizes": (4,)}, r"hidden layers of sizes \[3\], but was given \[4\]"),
        ({"hidden_layer_sizes": (3, 3)}, r"hidden layers of sizes \[3\], but was given \[3, 3\]"),
        (
            {"activation": "tanh"},
            r"the activation .*relu.*, but was given .*tanh.*warm_start=False",
        ),
    ],
)
def test_a_warm_start_has_the_same_network(changed, message):
    classifier = MLPClassifier(**QUICK, warm_start=True).fit(X, Y)
    with pytest.raises(InputValueError, match=message):
        classifier.set_params(**changed).fit(X, Y)
    regressor = MLPRegressor(**QUICK, warm_start=True).fit(X, Y)
    with pytest.raises(InputValueError, match="outputs 1, but was given 4"):
        regressor.fit(X, X)
    with pytest.raises(ValueError, match="X has 3 features, but MLPRegressor is expecting 4"):
        regressor.fit(X[:, :3], Y)


class TestPartialFit:
    def test_the_classes_are_needed_first(self):
        with pytest.raises(InputValueError, match="classes must be passed on the first call"):
            MLPClassifier(**QUICK).partial_fit(X[:50], Y[:50])

    def test_the_classes_stay_the_same(self):
        classifier = MLPClassifier(**QUICK).partial_fit(X[:50], Y[:50], classes=[0, 1])
        classifier.partial_fit(X[:50], Y[:50], classes=[1, 0])
        with pytest.raises(InputValueError, match=re.escape("is not the same as on last call to")):
            classifier.partial_fit(X, Y, classes=[0, 1, 2])
        with pytest.raises(InputValueError, match=r"`y` has classes not in `self\.classes_`"):
            classifier.partial_fit(X, Y)

    def test_there_is_no_early_stopping(self):
        with pytest.raises(InputValueError, match="partial_fit does not support early_stopping"):
            MLPRegressor(**QUICK, early_stopping=True).partial_fit(X, Y)

    @pytest.mark.parametrize("estimator", [MLPClassifier, MLPRegressor])
    def test_there_is_none_by_lbfgs(self, estimator):
        assert hasattr(estimator(solver="sgd"), "partial_fit")
        assert not hasattr(estimator(solver="lbfgs"), "partial_fit")


def test_too_few_samples_to_hold_out():
    with pytest.raises(InputValueError, match="The validation set is too small"):
        MLPRegressor(**QUICK, early_stopping=True).fit(X[:9], Y[:9])


@pytest.mark.parametrize("estimator", [MLPClassifier, MLPRegressor])
def test_errors_about_arguments_name_the_class(estimator):
    with pytest.raises(TypeError, match=rf"^{estimator.__name__}.__init__\(\) got an unexpected"):
        estimator(learning_rte="adaptive")
