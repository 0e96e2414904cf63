"""MLPRegressor: a network that predicts numbers, by scikit-learn's conventions."""

from dataclasses import dataclass
from typing import Any, Self

import numpy
from scipy.sparse import issparse
from sklearn.base import RegressorMixin
from sklearn.metrics import r2_score
from sklearn.utils.metaestimators import available_if

from autograd import InputValueError
from nn import losses
from nn.data import Samples
from nn.estimators.base import Estimator, has_partial_fit


@dataclass(repr=False, eq=False)
class MLPRegressor(RegressorMixin, Estimator):  # type: ignore[misc]
    """A network that predicts numbers: `sklearn.neural_network.MLPRegressor`, of Values.

    The same `random_state` gives the same network; see `MLPClassifier`, whose arguments and
    attributes it shares but for the classes.

    Args:
        loss: "squared_error", half the mean squared error; or "poisson", half the deviance of
            counts from predictions that are exp of the network's outputs. The reported loss is the
            mean over several outputs with "squared_error", the sum with "poisson"; the gradient is
            that of the sum in both, as in scikit-learn.

    Attributes:
        model_: The network: `nn.MLP`. With loss="poisson" its outputs are the logarithms of the
            predictions.
        out_activation_: "identity", or "exp" with loss="poisson".
        validation_scores_: With early_stopping, the coefficient of determination after each epoch.

    >>> X = numpy.linspace(-1.0, 1.0, 50)[:, None]
    >>> y = X[:, 0] ** 2
    >>> regressor = MLPRegressor(hidden_layer_sizes=(8,), solver="lbfgs", random_state=0).fit(X, y)
    >>> regressor.score(X, y) > 0.99
    True
    """

    loss: Any = "squared_error"
    hidden_layer_sizes: Any = (100,)
    activation: Any = "relu"

    @available_if(has_partial_fit)  # type: ignore[untyped-decorator]
    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Train for one epoch on these samples; the optimizer goes on from call to call.

        Args:
            X: As for `fit`.
            y: As for `fit`.
            sample_weight: As for `fit`.

        Raises:
            InputValueError: As for `fit`.
        """
        return self._fit(X, y, sample_weight, incremental=True)

    def _targets(self, X: Any, y: Any, incremental: bool, reset: bool) -> tuple[Any, Any]:
        X, y = self._validated(X, y, reset, y_numeric=True)
        targets = numpy.asarray(y.toarray() if issparse(y) else y, dtype=float)
        targets = targets.reshape(len(X), -1)
        if self.loss == "poisson" and targets.min() < 0.0:
            raise InputValueError(
                f"loss='poisson' takes targets of at least 0, but one is {targets.min()}"
            )
        return X, targets

    def _output_activation(self) -> str:
        return "exp" if self.loss == "poisson" else "identity"

    def _stratified_by(self, targets: Any) -> Any:
        return None

    def _score_of(self, predicted: Any, held_out: Samples) -> float:
        if not numpy.isfinite(predicted).all():
            return numpy.nan
        return float(r2_score(held_out.y, predicted, sample_weight=held_out.weights))

    def predict(self, X: Any) -> Any:
        """The number, or numbers, predicted for each sample."""
        found = self._predictions(X)
        return found[:, 0] if found.shape[1] == 1 else found


def half_squared_error(predictions: Any, targets: Any) -> Any:
    """Half of `losses.mean_squared_error`: the loss of `model_` in pickles of version 0.1.

    >>> from autograd import Value
    >>> half_squared_error([Value(3.0)], [1.0]).data
    2.0
    """
    return 0.5 * losses.mean_squared_error(predictions, targets)
