"""Base class of the estimators: scikit-learn's parameters, fitting, and the network as arrays."""

from dataclasses import KW_ONLY, dataclass
from typing import Any, Self

from autograd import InputValueError
from autograd.checks import missing
from nn import module
from nn.arguments import choose
from nn.importing.scikit import activation_of
from nn.mlp import MLP

try:
    import numpy
    from scipy.sparse import issparse
    from sklearn.base import BaseEstimator
    from sklearn.model_selection import train_test_split
    from sklearn.utils.validation import (
        _check_sample_weight,
        check_is_fitted,
        column_or_1d,
        validate_data,
    )
except ImportError as error:
    raise missing("nn.estimators", "scikit-learn", otherwise="1.6 or later") from error

from nn.data import Samples
from nn.estimators import parameters
from nn.estimators.network import ENGINES, Arrays, Programs, by_layer, vector_of
from nn.estimators.outputs import OUTPUTS
from nn.estimators.training import Descent, Epochs, Objective, minimize_by_lbfgs


def has_partial_fit(estimator: Any) -> bool:
    """Whether there is `partial_fit`; an error that says why not is what scikit-learn asks for."""
    if estimator.solver == "lbfgs":
        raise AttributeError(
            "partial_fit is only available for stochastic optimizers. lbfgs is not stochastic."
        )
    return True


@dataclass(repr=False, eq=False)
class Estimator(BaseEstimator):  # type: ignore[misc]
    """Base class of classifier and regressor; see `MLPClassifier` for the arguments."""

    _: KW_ONLY
    solver: str = "adam"
    alpha: float = 0.0001
    batch_size: int | str = "auto"
    learning_rate: str = "constant"
    learning_rate_init: float = 0.001
    power_t: float = 0.5
    max_iter: int = 200
    shuffle: bool = True
    random_state: Any = None
    tol: float = 1e-4
    verbose: bool | int = False
    warm_start: bool = False
    momentum: float = 0.9
    nesterovs_momentum: bool = True
    early_stopping: bool = False
    validation_fraction: float = 0.1
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-8
    n_iter_no_change: float = 10
    max_fun: int = 15000
    engine: str = "compiled"

    # ------------------------------------------------------------- what a subclass defines

    def _targets(self, X: Any, y: Any, incremental: bool, reset: bool) -> tuple[Any, Any]:
        """Samples and targets, checked by scikit-learn: arrays of two axes."""
        raise NotImplementedError

    def _output_activation(self) -> str:
        """A name in `OUTPUTS`."""
        raise NotImplementedError

    def _stratified_by(self, targets: Any) -> Any:
        """What the samples held out should have in the same proportions; None for nothing."""
        raise NotImplementedError

    def _score_of(self, predicted: Any, held_out: Samples) -> float:
        """The score of predictions, as `score` has it."""
        raise NotImplementedError

    # ------------------------------------------------------------------------------- fitting

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Learn from samples.

        Args:
            X: Inputs, shape (n, features); a sparse matrix is made dense.
            y: Classes, numbers or strings, shape (n,), or a matrix of 0 and 1 with a column for
                each label; for a regressor numbers, shape (n,) or (n, outputs).
            sample_weight: A factor for the loss of each sample, shape (n,).

        Raises:
            InputValueError: If a parameter is out of its range, or training ends in weights that
                are not finite.
            InputTypeError: If a parameter is of the wrong type.
        """
        return self._fit(X, y, sample_weight, incremental=False)

    def _fit(self, X: Any, y: Any, sample_weight: Any, incremental: bool) -> Self:
        parameters.check(self.get_params(deep=False))
        first = not hasattr(self, "model_") or not (self.warm_start or incremental)
        X, targets = self._targets(X, y, incremental, first)
        weights = None if sample_weight is None else _check_sample_weight(sample_weight, X)
        rng = parameters.random_state("random_state", self.random_state)
        if first:
            self._begin(X.shape[1], targets.shape[1], rng)
        else:
            self._check_goes_on(targets.shape[1])
        data = Samples(X, targets, weights)
        objective = Objective(self._programs_now(), float(self.alpha))
        if self.solver == "lbfgs":
            minimize_by_lbfgs(self, objective, data)
        else:
            self._descend(objective, data, rng, first, incremental)
        self._check_finite(objective)
        return self

    def _validated(self, X: Any, y: Any, reset: bool, **checks: Any) -> tuple[Any, Any]:
        """Samples and targets, checked by scikit-learn; a single column of targets as one axis."""
        X, y = validate_data(
            self,
            X,
            y,
            accept_sparse=["csr", "csc"],
            multi_output=True,
            dtype=float,
            reset=reset,
            **checks,
        )
        y = column_or_1d(y, warn=True) if y.ndim == 2 and y.shape[1] == 1 else y
        return X.toarray() if issparse(X) else X, y

    def _begin(self, n_inputs: int, n_outputs: int, rng: Any) -> None:
        """Make the network, with weights and biases drawn as scikit-learn draws them.

        Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
        networks" (2010), equation 16, https://proceedings.mlr.press/v9/glorot10a.html; the bound
        is divided by sqrt(3) for the logistic activation.
        """
        hidden, activation = self._architecture()
        factor = 2.0 if activation is activation_of("logistic") else 6.0
        self.out_activation_ = self._output_activation()
        self.model_ = MLP(n_inputs, [*hidden, n_outputs], activation, initializer="zeros", rng=0)
        if OUTPUTS[self.out_activation_].loss is not None:
            self.model_.compile("adam", OUTPUTS[self.out_activation_].loss)
        for coefs, intercepts in zip(self.coefs_, self.intercepts_, strict=True):
            bound = numpy.sqrt(factor / sum(coefs.shape))
            coefs[...] = rng.uniform(-bound, bound, coefs.shape)
            intercepts[...] = rng.uniform(-bound, bound, intercepts.shape)
        self.n_iter_ = self.t_ = 0

    def _architecture(self) -> tuple[list[int], Any]:
        """The sizes and the activation of the hidden layers, as the parameters are now."""
        return (
            parameters.sizes("hidden_layer_sizes", self.hidden_layer_sizes),
            activation_of(self.activation),
        )

    def _check_goes_on(self, n_outputs: int) -> None:
        """Raise an error if the network that is trained further does not fit the parameters."""
        (sizes, activation), layers = self._architecture(), self.model_.layers
        hidden = [activation_of(layer.activation) for layer in layers[:-1]]
        for what, asked, known in (
            ("hidden layers of sizes", sizes, [layer.n_outputs for layer in layers[:-1]]),
            ("outputs", n_outputs, self.n_outputs_),
            ("the activation", [activation] * len(sizes), hidden),
        ):
            if asked != known:
                raise InputValueError(
                    f"training goes on with a network of {what} {known}, but was given {asked}; "
                    "for another network set warm_start=False, or make a new estimator"
                )

    def _descend(
        self, objective: Objective, data: Samples, rng: Any, first: bool, incremental: bool
    ) -> None:
        """Train by "adam" or "sgd"."""
        if self.early_stopping and incremental:
            raise InputValueError("partial_fit does not support early_stopping=True")
        watches_score = getattr(self, "best_validation_score_", None) is not None
        is_reported = hasattr(self, "_epochs_without_progress")  # not after "lbfgs"
        if first or not is_reported or watches_score != self.early_stopping:
            self._begin_report()
        if not incremental or not hasattr(self, "_descent"):
            self._descent = Descent(self)
        data, held_out = self._split(data, rng) if self.early_stopping else (data, None)
        best = objective.vector.data.copy() if first else None
        Epochs(self, objective, data, held_out, rng, best).run(once=incremental)

    def _begin_report(self) -> None:
        """Set the attributes that report a training."""
        self.loss_curve_: list[float] = []
        self._epochs_without_progress = 0
        self.best_loss_ = None if self.early_stopping else numpy.inf
        self.validation_scores_: list[float] | None = [] if self.early_stopping else None
        self.best_validation_score_ = -numpy.inf if self.early_stopping else None

    def _split(self, data: Samples, rng: Any) -> tuple[Samples, Samples]:
        """The samples to learn from, and those held out."""
        parts = [part for part in (data.X, data.y, data.weights) if part is not None]
        found = train_test_split(
            *parts,
            random_state=rng,
            test_size=float(self.validation_fraction),
            stratify=self._stratified_by(data.y),
        )
        held_out = Samples(*found[1::2])
        if len(held_out) < 2:
            raise InputValueError(
                "The validation set is too small. Increase 'validation_fraction' or the size of "
                "your dataset."
            )
        return Samples(*found[::2]), held_out

    def _check_finite(self, objective: Objective) -> None:
        if not numpy.isfinite(objective.vector.data).all():
            raise InputValueError(
                "Solver produced non-finite parameter weights. The input data may contain large "
                "values and need to be preprocessed."
            )

    # --------------------------------------------------------------------------- predicting

    def _programs_now(self) -> Programs:
        """The programs of the network; they are made again when layers were frozen or unfrozen."""
        key = (self.model_, self.engine, module.freezings)
        if getattr(self, "_made_for", None) != key:
            make = choose("engine", self.engine, ENGINES)
            self._programs: Programs = make(self.model_, OUTPUTS[self.out_activation_])
            self._made_for = key
        return self._programs

    def _logits(self, X: Any) -> Any:
        """The outputs of `model_`, a row for each sample."""
        X = self._inputs(X)
        return self._programs_now().logits(X)

    def _predictions(self, X: Any) -> Any:
        """The outputs with their activation, a row for each sample."""
        outputs = self._logits(X)
        return OUTPUTS[self.out_activation_].predictions(outputs)

    def _inputs(self, X: Any) -> Any:
        """Samples to predict for, checked by scikit-learn."""
        check_is_fitted(self, "model_")
        X = validate_data(self, X, accept_sparse=["csr", "csc"], dtype=float, reset=False)
        return X.toarray() if issparse(X) else X

    # ------------------------------------------------------------------ the network as arrays

    @property
    def n_layers_(self) -> int:
        """The number of layers, that of the inputs included."""
        check_is_fitted(self, "model_")
        return len(self.model_.layers) + 1

    @property
    def n_outputs_(self) -> int:
        """The number of outputs."""
        check_is_fitted(self, "model_")
        return self.model_.layers[-1].n_outputs

    @property
    def coefs_(self) -> Arrays:
        """The weights of each layer, shape (inputs, outputs): views of the numbers of `model_`.

        What is assigned, to all of them, to one, or to its elements, becomes the weights of
        `model_`.
        """
        return self._arrays()[0]

    @coefs_.setter
    def coefs_(self, arrays: Any) -> None:
        self.coefs_[:] = arrays

    @property
    def intercepts_(self) -> Arrays:
        """The biases of each layer, views as in `coefs_`."""
        return self._arrays()[1]

    @intercepts_.setter
    def intercepts_(self, arrays: Any) -> None:
        self.intercepts_[:] = arrays

    def _arrays(self) -> tuple[Arrays, Arrays]:
        check_is_fitted(self, "model_")
        return by_layer(self.model_, vector_of(self.model_).data)

    # ------------------------------------------------------------------------------- copying

    def __getstate__(self) -> dict[str, Any]:
        """A copy has no programs yet: they are made when it needs them."""
        state: dict[str, Any] = super().__getstate__()
        return {name: state[name] for name in state if name not in ("_programs", "_made_for")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        if "model_" in state and "out_activation_" not in state:  # a pickle of an earlier version
            self.out_activation_, self.t_ = self._output_activation(), 0

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn is told about the estimator."""
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags
