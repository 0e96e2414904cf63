"""Estimators: networks for scikit-learn, with the parameters of its own `MLPClassifier`.

They work wherever scikit-learn's do: pipelines, cross-validation, searches, ensembles. What is
learnt is a `nn.MLP`, in `model_`: every weight can be looked at.

>>> from sklearn.datasets import load_iris
>>> X, y = load_iris(return_X_y=True)
>>> classifier = MLPClassifier((8,), solver="lbfgs", max_iter=1000, random_state=0).fit(X, y)
>>> classifier.score(X, y) > 0.95
True
"""

import functools
from types import FunctionType
from typing import Any, Self

from autograd import InputValueError
from autograd.checks import whole_number
from nn import losses, optimizers, regularizers
from nn.arguments import number_in, warn
from nn.mlp import MLP
from nn.training.callbacks import EarlyStopping

try:
    import numpy
    from scipy.special import expit, softmax
    from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import LabelBinarizer
    from sklearn.utils import check_random_state
    from sklearn.utils.multiclass import check_classification_targets
    from sklearn.utils.validation import check_is_fitted, column_or_1d, validate_data
except ImportError as error:
    raise ImportError(
        "nn.estimators needs scikit-learn 1.6 or later: pip install 'glassgrad[train]'"
    ) from error

__all__ = ["MLPClassifier", "MLPRegressor"]

_ACTIVATIONS = {"identity": "linear", "logistic": "sigmoid"}
"""scikit-learn's names for activations that have another one here."""


class _MLPEstimator(BaseEstimator):  # type: ignore[misc]
    """What classifier and regressor have in common."""

    def __init__(
        self,
        hidden_layer_sizes: Any = (100,),
        activation: Any = "relu",
        *,
        solver: str = "adam",
        alpha: float = 0.0001,
        batch_size: int | str = "auto",
        learning_rate_init: float = 0.001,
        max_iter: int = 200,
        shuffle: bool = True,
        random_state: Any = None,
        tol: float = 1e-4,
        verbose: int = 0,
        warm_start: bool = False,
        momentum: float = 0.9,
        nesterovs_momentum: bool = True,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        n_iter_no_change: int = 10,
        engine: str = "compiled",
    ) -> None:
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.solver = solver
        self.alpha = alpha
        self.batch_size = batch_size
        self.learning_rate_init = learning_rate_init
        self.max_iter = max_iter
        self.shuffle = shuffle
        self.random_state = random_state
        self.tol = tol
        self.verbose = verbose
        self.warm_start = warm_start
        self.momentum = momentum
        self.nesterovs_momentum = nesterovs_momentum
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.n_iter_no_change = n_iter_no_change
        self.engine = engine

    def __init_subclass__(cls, **options: Any) -> None:
        """Give the class an `__init__` of its own, so that errors about arguments name it."""
        super().__init_subclass__(**options)
        if "__init__" not in vars(cls):
            init: Any = cls.__init__
            own = FunctionType(init.__code__, init.__globals__, "__init__", init.__defaults__)
            functools.update_wrapper(own, init)
            own.__kwdefaults__ = init.__kwdefaults__
            own.__qualname__ = f"{cls.__qualname__}.__init__"
            setattr(cls, "__init__", own)  # noqa: B010 - see mypy #2427

    # ------------------------------------------------------------------------------- fitting

    def _train(self, X: Any, targets: Any, score: str, held_out: Any) -> None:
        """Learn `model_`, and what scikit-learn's estimators report beside it."""
        batch = self._batch_size(len(X))
        self.model_.compile(self._optimizer(), self._loss(), [score] if held_out else [])
        alpha = number_in("alpha", self.alpha)
        for layer in self.model_.layers:
            layer.kernel_regularizer = regularizers.l2(0.5 * alpha / batch)
        monitor = EarlyStopping(
            monitor=f"val_{score}" if held_out else "loss",
            mode="max" if held_out else "min",
            min_delta=self.tol,
            patience=self.n_iter_no_change,
            restore_best_weights=held_out is not None,
        )
        if self.max_iter == 0:
            raise InputValueError("max_iter must be at least 1, but was given 0")
        history = self.model_.fit(
            X,
            targets,
            batch_size=batch,
            epochs=self.max_iter,
            verbose=2 if self.verbose else 0,
            callbacks=[] if self.solver == "lbfgs" else [monitor],
            validation_data=held_out,
            shuffle=self.shuffle,
            engine=self.engine,
        )
        self.loss_curve_ = history.history["loss"]
        self.loss_, self.best_loss_ = self.loss_curve_[-1], min(self.loss_curve_)
        self.n_iter_ = len(self.loss_curve_)
        if held_out:
            self.validation_scores_ = history.history[f"val_{score}"]
        if self.n_iter_ == self.max_iter and not self.model_.stop_training:
            warn(
                f"training ended after max_iter={self.max_iter} epochs, before the "
                f"{'score' if held_out else 'loss'} stopped improving",
                ConvergenceWarning,
            )

    def _begin(self, n_inputs: int, n_outputs: int) -> int:
        """Make the network, unless it goes on with the one it has; a seed for what else is drawn.

        Weights are drawn as scikit-learn's are: Glorot and Bengio's.
        """
        seed = int(check_random_state(self.random_state).randint(2**31 - 1))
        if not (self.warm_start and hasattr(self, "model_")):
            sizes = self.hidden_layer_sizes
            hidden = list(sizes) if numpy.iterable(sizes) else [sizes]
            self.model_ = MLP(
                n_inputs,
                [*hidden, n_outputs],
                _ACTIVATIONS.get(self.activation, self.activation),
                initializer="glorot_uniform",
                rng=seed,
            )
        return seed

    def _batch_size(self, n_samples: int) -> int:
        if self.solver == "lbfgs":
            return n_samples
        if self.batch_size == "auto":
            return min(200, n_samples)
        return min(whole_number("batch_size", self.batch_size), n_samples)

    def _optimizer(self) -> optimizers.Optimizer:
        rate = number_in("learning_rate_init", self.learning_rate_init)
        if self.solver == "adam":
            return optimizers.Adam(
                learning_rate=rate,
                beta_1=self.beta_1,
                beta_2=self.beta_2,
                epsilon=self.epsilon,
            )
        if self.solver == "sgd":
            return optimizers.SGD(
                learning_rate=rate,
                momentum=self.momentum,
                nesterov=self.nesterovs_momentum and self.momentum > 0.0,
            )
        if self.solver == "lbfgs":
            return optimizers.LBFGS(tolerance=2.2e-9, gradient_tolerance=max(self.tol, 0.0))
        raise InputValueError(
            f"solver takes 'adam', 'sgd' or 'lbfgs', but was given {self.solver!r}"
        )

    def _loss(self) -> losses.Loss:
        raise NotImplementedError

    # --------------------------------------------------------------------------- predicting

    def _outputs(self, X: Any) -> Any:
        """The outputs of the network, shape (n, outputs)."""
        check_is_fitted(self)
        X = validate_data(self, X, reset=False)
        return self.model_.predict(X, batch_size=256, engine=self.engine)

    @property
    def coefs_(self) -> list[Any]:
        """The weights of each layer, of shape (inputs, outputs)."""
        return [
            numpy.array([[w.data for w in kernel] for kernel in layer.kernels()]).T
            for layer in self.model_.layers
        ]

    @property
    def intercepts_(self) -> list[Any]:
        """The biases of each layer."""
        return [numpy.array([b.data for b in layer.biases()]) for layer in self.model_.layers]


class MLPClassifier(ClassifierMixin, _MLPEstimator):  # type: ignore[misc]
    """A network that tells classes apart.

    Parameters have the names, meanings and defaults of `sklearn.neural_network.MLPClassifier`. Two
    classes make one output, more make one each; labels that do not exclude each other, given as a
    matrix of 0 and 1, make one each, too.

    Parameters
        hidden_layer_sizes: The number of neurons of each hidden layer.
        activation: "relu", "tanh", "logistic", "identity", or any activation of `nn`.
        solver: "adam", "sgd" or "lbfgs".
        alpha: The strength of the penalty on weights: alpha/2 times the sum of their squares,
            divided by the number of samples of a batch.
        batch_size: Samples to a step; "auto" means 200, or all if there are fewer.
        learning_rate_init: The learning rate.
        max_iter: The number of epochs at most.
        shuffle: Whether the order of the samples is drawn anew in each epoch.
        random_state: A seed, a `numpy.random.RandomState`, or None.
        tol: Training ends when the loss (or the score on samples kept apart) did not get better
            by tol for n_iter_no_change epochs.
        verbose: Whether to print a line an epoch.
        warm_start: Whether `fit` goes on with what an earlier call learnt.
        momentum: Of "sgd".
        nesterovs_momentum: Of "sgd".
        early_stopping: Whether to keep samples apart, and stop when their score gets no better.
        validation_fraction: The share that is kept apart.
        beta_1: Of "adam".
        beta_2: Of "adam".
        epsilon: Of "adam".
        n_iter_no_change: See tol.
        engine: As for `Model.fit`.

    Attributes
        model_: The network: `nn.MLP`. Its outputs are logits.
        classes_: The classes.
        n_features_in_: The number of inputs.
        n_iter_: The number of epochs.
        loss_: The last loss, penalties included; `best_loss_` the lowest, `loss_curve_` all.
        validation_scores_: With early_stopping, the score after each epoch.
    """

    def fit(self, X: Any, y: Any) -> Self:
        """Learn from samples and their classes.

        Args:
            X: Inputs, shape (n, features).
            y: Classes, numbers or strings, shape (n,); or a matrix of 0 and 1.
        """
        X, y = validate_data(self, X, y, multi_output=True, dtype=float, ensure_min_samples=1)
        y = column_or_1d(y, warn=True) if y.ndim == 2 and y.shape[1] == 1 else y
        check_classification_targets(y)
        self._binarizer = LabelBinarizer().fit(y)
        self.classes_ = self._binarizer.classes_
        if len(self.classes_) < 2:
            raise ValueError(
                f"a classifier tells classes apart, but there is only one class: {self.classes_[0]}"
            )
        targets = self._binarizer.transform(y).astype(float)
        seed = self._begin(X.shape[1], targets.shape[1])
        held_out = None
        if self.early_stopping:
            X, left, targets, right = train_test_split(
                X,
                targets,
                test_size=self.validation_fraction,
                random_state=seed,
                stratify=y if y.ndim == 1 else None,
            )
            held_out = left, right
        self._train(X, targets, "accuracy", held_out)
        return self

    def _loss(self) -> losses.Loss:
        if self._binarizer.y_type_ == "multiclass":
            return losses.categorical_cross_entropy_with_logits
        return losses.binary_cross_entropy_with_logits

    def decision_function(self, X: Any) -> Any:
        """The logits: shape (n,) for two classes, else (n, classes)."""
        found = self._outputs(X)
        return found[:, 0] if found.shape[1] == 1 else found

    def predict_proba(self, X: Any) -> Any:
        """The probability of each class, shape (n, classes)."""
        found = self._outputs(X)
        if self._binarizer.y_type_ == "multiclass":
            return softmax(found, axis=1)
        found = expit(found)
        return numpy.hstack([1.0 - found, found]) if found.shape[1] == 1 else found

    def predict_log_proba(self, X: Any) -> Any:
        """The logarithm of the probabilities."""
        with numpy.errstate(divide="ignore"):
            return numpy.log(self.predict_proba(X))

    def predict(self, X: Any) -> Any:
        """The class of each sample."""
        found = self._outputs(X)
        if self._binarizer.y_type_ == "multiclass":
            return self.classes_[found.argmax(axis=1)]
        return self._binarizer.inverse_transform((found > 0.0).astype(int))


class MLPRegressor(RegressorMixin, _MLPEstimator):  # type: ignore[misc]
    """A network that predicts numbers.

    Parameters have the names, meanings and defaults of `sklearn.neural_network.MLPRegressor`; see
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
        X, y = validate_data(
            self, X, y, multi_output=True, y_numeric=True, dtype=float, ensure_min_samples=1
        )
        y = column_or_1d(y, warn=True) if y.ndim == 2 and y.shape[1] == 1 else y
        targets = numpy.asarray(y, dtype=float)
        seed = self._begin(X.shape[1], 1 if targets.ndim == 1 else targets.shape[1])
        held_out = None
        if self.early_stopping:
            X, left, targets, right = train_test_split(
                X, targets, test_size=self.validation_fraction, random_state=seed
            )
            held_out = left, right
        self._single = targets.ndim == 1
        self._train(X, targets, "r2", held_out)
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
