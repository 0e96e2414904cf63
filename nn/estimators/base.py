"""Base class of the estimators: scikit-learn's arguments, and training by `nn`."""

from dataclasses import KW_ONLY, dataclass
from typing import Any

from autograd import InputValueError
from autograd.checks import missing, whole_number
from nn import losses, optimizers, regularizers
from nn.arguments import give_own_init, number_in, warn
from nn.mlp import MLP
from nn.training.callbacks import EarlyStopping

try:
    import numpy
    from sklearn.base import BaseEstimator
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.model_selection import train_test_split
    from sklearn.utils import check_random_state
    from sklearn.utils.validation import check_is_fitted, column_or_1d, validate_data
except ImportError as error:
    raise missing("nn.estimators", "scikit-learn", otherwise="1.6 or later") from error

_ACTIVATIONS = {"identity": "linear", "logistic": "sigmoid"}
"""scikit-learn's names of activations that have another name here."""


@dataclass(repr=False, eq=False)
class Estimator(BaseEstimator):  # type: ignore[misc]
    """Base class of classifier and regressor; see `MLPClassifier` for the arguments."""

    hidden_layer_sizes: Any = (100,)
    activation: Any = "relu"
    _: KW_ONLY
    solver: str = "adam"
    alpha: float = 0.0001
    batch_size: int | str = "auto"
    learning_rate_init: float = 0.001
    max_iter: int = 200
    shuffle: bool = True
    random_state: Any = None
    tol: float = 1e-4
    verbose: int = 0
    warm_start: bool = False
    momentum: float = 0.9
    nesterovs_momentum: bool = True
    early_stopping: bool = False
    validation_fraction: float = 0.1
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-8
    n_iter_no_change: int = 10
    engine: str = "compiled"

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        give_own_init(cls)  # from which scikit-learn reads the names of the parameters, too

    # ------------------------------------------------------------------------------- fitting

    def _validated(self, X: Any, y: Any, **checks: Any) -> tuple[Any, Any]:
        """Samples and targets, checked by scikit-learn; a single column of targets as one axis."""
        X, y = validate_data(
            self, X, y, multi_output=True, dtype=float, ensure_min_samples=1, **checks
        )
        return X, column_or_1d(y, warn=True) if y.ndim == 2 and y.shape[1] == 1 else y

    def _train(self, X: Any, targets: Any, score: str, classes: Any = None) -> None:
        """Learn `model_`, and set what scikit-learn's estimators report beside it.

        Args:
            X: The samples.
            targets: Numbers for the loss.
            score: The metric that is watched with `early_stopping`.
            classes: The classes, if the samples held out should have them in the same proportions.
        """
        seed = self._begin(X.shape[1], 1 if targets.ndim == 1 else targets.shape[1])
        held_out = None
        if self.early_stopping:
            share = self.validation_fraction
            X, left, targets, right = train_test_split(
                X, targets, test_size=share, random_state=seed, stratify=classes
            )
            held_out = left, right
        else:
            score = ""
        batch = self._batch_size(len(X))
        self.model_.compile(self._optimizer(), self._loss(), [score] if score else [])
        # Like scikit-learn's, the penalty of a batch is divided by its size.
        alpha = number_in("alpha", self.alpha)
        for layer in self.model_.layers:
            layer.kernel_regularizer = regularizers.l2(0.5 * alpha / batch)
        if self.max_iter == 0:
            raise InputValueError("max_iter must be at least 1, but was given 0")
        history = self.model_.fit(
            X,
            targets,
            batch_size=batch,
            epochs=self.max_iter,
            verbose=2 if self.verbose else 0,
            callbacks=self._callbacks(score),
            validation_data=held_out,
            shuffle=self.shuffle,
            engine=self.engine,
        )
        self._report(history.history, score)

    def _callbacks(self, score: str) -> list[EarlyStopping]:
        """What ends training: early stopping by the score on samples held out, or by the loss."""
        monitor = EarlyStopping(
            monitor=f"val_{score}" if score else "loss",
            mode="max" if score else "min",
            min_delta=self.tol,
            patience=self.n_iter_no_change,
            restore_best_weights=bool(score),
        )
        return [] if self.solver == "lbfgs" else [monitor]

    def _report(self, history: dict[str, list[float]], score: str) -> None:
        """Set the attributes that report the training; warn if it ended at max_iter."""
        self.loss_curve_ = history["loss"]
        self.loss_, self.best_loss_ = self.loss_curve_[-1], min(self.loss_curve_)
        self.n_iter_ = len(self.loss_curve_)
        if score:
            self.validation_scores_ = history[f"val_{score}"]
        if self.n_iter_ == self.max_iter and not self.model_.stop_training:
            warn(
                f"training ended after max_iter={self.max_iter} epochs, before the "
                f"{'score' if score else 'loss'} stopped improving",
                ConvergenceWarning,
            )

    def _begin(self, n_inputs: int, n_outputs: int) -> int:
        """Make the network, unless a warm start goes on with the one there is.

        Weights are drawn as scikit-learn draws them, by Glorot and Bengio's rule.

        Returns:
            A seed for whatever else is drawn.
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
                learning_rate=rate, beta_1=self.beta_1, beta_2=self.beta_2, epsilon=self.epsilon
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
        """The outputs of the network, of shape (n, outputs)."""
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
