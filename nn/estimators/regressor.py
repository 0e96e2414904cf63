"""MLPRegressor: a network that predicts numbers, by scikit-learn's conventions."""

from typing import Any, Self

import numpy
from sklearn.base import RegressorMixin

from nn import losses
from nn.estimators.base import Estimator


class MLPRegressor(RegressorMixin, Estimator):  # type: ignore[misc]
    """A network that predicts numbers.

    Arguments have the names, meanings and defaults of `sklearn.neural_network.MLPRegressor`; see
    `MLPClassifier`. The loss is half the mean squared error, as there.

    Attributes:
        model_: The network: `nn.MLP`.
        n_features_in_: The number of inputs.
        n_iter_: The number of epochs.
        loss_: The last loss, penalties included; `best_loss_` the lowest, `loss_curve_` all.
        validation_scores_: With early_stopping, the coefficient of determination after each epoch.

    >>> import numpy
    >>> X = numpy.linspace(-1.0, 1.0, 50)[:, None]
    >>> regressor = MLPRegressor((8,), solver="lbfgs", random_state=0).fit(X, X[:, 0] ** 2)
    >>> regressor.score(X, X[:, 0] ** 2) > 0.99
    True
    """

    def fit(self, X: Any, y: Any) -> Self:
        """Learn from samples and their targets.

        Args:
            X: Inputs, shape (n, features).
            y: Numbers, shape (n,) or (n, outputs).
        """
        X, y = self._validated(X, y, y_numeric=True)
        targets = numpy.asarray(y, dtype=float)
        self._single = targets.ndim == 1
        self._train(X, targets, "r2")
        return self

    def _loss(self) -> losses.Loss:
        return half_squared_error

    def predict(self, X: Any) -> Any:
        """The number, or numbers, predicted for each sample."""
        found = self._outputs(X)
        return found[:, 0] if self._single else found


def half_squared_error(predictions: Any, targets: Any) -> Any:
    """Half of `losses.mean_squared_error`: what scikit-learn minimises.

    >>> from autograd import Value
    >>> half_squared_error([Value(3.0)], [1.0]).data
    2.0
    """
    return 0.5 * losses.mean_squared_error(predictions, targets)
