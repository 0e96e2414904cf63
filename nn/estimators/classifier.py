"""MLPClassifier: a network that tells classes apart, by scikit-learn's conventions."""

from dataclasses import dataclass
from typing import Any, Self

import numpy
from sklearn.base import ClassifierMixin
from sklearn.metrics import accuracy_score
from sklearn.preprocessing import LabelBinarizer
from sklearn.utils.metaestimators import available_if
from sklearn.utils.multiclass import check_classification_targets, type_of_target, unique_labels

from autograd import InputValueError
from autograd.checks import abbreviate
from nn.data import Samples
from nn.estimators.base import Estimator, has_partial_fit


@dataclass(repr=False, eq=False)
class MLPClassifier(ClassifierMixin, Estimator):  # type: ignore[misc]
    """A network that tells classes apart: `sklearn.neural_network.MLPClassifier`, of Values.

    Arguments and attributes have scikit-learn's names, order, meanings and defaults, and the same
    `random_state` gives the same network: weights, iterations and losses are those of scikit-learn
    1.9, as far as rounding goes. What is added: `engine`, `model_`, `decision_function`, any
    activation of `nn`. Everything is computed in double precision, float32 inputs included.

    Two classes share one output; more than two have one each, and so have labels that do not
    exclude each other, given as a matrix of 0 and 1.

    Args:
        hidden_layer_sizes: The number of neurons of each hidden layer.
        activation: "relu", "tanh", "logistic", "identity", or any activation of `nn`.
        solver: "adam", "sgd" or "lbfgs".
        alpha: The strength of the penalty on weights: alpha/2 times the sum of their squares,
            divided by the number of samples of a batch.
        batch_size: The number of samples in a step; "auto" means 200, or all if there are fewer.
        learning_rate: For "sgd": "constant"; "invscaling", which divides the rate by
            (t_ + 1)**power_t after each epoch; or "adaptive", which divides it by 5 where training
            would end.
        learning_rate_init: The learning rate at first.
        power_t: The exponent of "invscaling".
        max_iter: The most epochs; for "lbfgs", the most iterations.
        shuffle: Whether the order of the samples is drawn anew in each epoch.
        random_state: A seed, a `numpy.random.RandomState`, or None.
        tol: Training ends when the loss (or the score on samples held out) has not improved by tol
            for more than n_iter_no_change epochs; with "lbfgs", when no gradient is larger.
        verbose: Whether to print a line an epoch.
        warm_start: Whether `fit` goes on from the weights of an earlier call.
        momentum: The momentum of the solver "sgd".
        nesterovs_momentum: Whether "sgd" takes Nesterov's momentum.
        early_stopping: Whether to hold samples out, and end when their score stops improving.
        validation_fraction: The share that is held out.
        beta_1: `beta_1` of the solver "adam".
        beta_2: `beta_2` of the solver "adam".
        epsilon: `epsilon` of the solver "adam".
        n_iter_no_change: See tol.
        max_fun: The most evaluations of the loss by "lbfgs".
        engine: As for `Model.fit`.

    Attributes:
        model_: The network: `nn.MLP`. Its outputs are logits; `nn.from_sklearn(classifier)` is one
            with probabilities.
        coefs_: The weights of each layer, shape (inputs, outputs): views of the numbers of
            `model_`, which can be assigned.
        intercepts_: The biases of each layer, views, too.
        classes_: The classes.
        n_features_in_: The number of inputs; `feature_names_in_` their names, if they have some.
        n_layers_: The number of layers, that of the inputs included; `n_outputs_` of outputs.
        out_activation_: "softmax" for several classes, else "logistic".
        n_iter_: The number of epochs, or of iterations.
        t_: The number of samples seen in all epochs.
        loss_: The last loss, penalties included. With "adam" and "sgd" also `best_loss_`, the
            lowest (None with early_stopping), and `loss_curve_`, all.
        validation_scores_: With early_stopping, the score after each epoch, and
            `best_validation_score_` the highest; else None.
    """

    hidden_layer_sizes: Any = (100,)
    activation: Any = "relu"

    @available_if(has_partial_fit)  # type: ignore[untyped-decorator]
    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None, classes: Any = None) -> Self:
        """Train for one epoch on these samples; the optimizer goes on from call to call.

        Args:
            X: As for `fit`.
            y: As for `fit`.
            sample_weight: As for `fit`.
            classes: All classes that will come in any call; needed in the first one.

        Raises:
            InputValueError: As for `fit`; or if classes are missing in the first call, or others
                than in that.
        """
        self._know_classes(y, classes)
        return self._fit(X, y, sample_weight, incremental=True)

    def _know_classes(self, y: Any, classes: Any) -> None:
        """Set the classes in the first call of `partial_fit`; check them in others."""
        known = getattr(self, "classes_", None)
        if known is None and classes is None:
            raise InputValueError("classes must be passed on the first call to partial_fit.")
        if known is None:
            self.classes_ = unique_labels(classes)
            has_labels = type_of_target(y).startswith("multilabel")
            self._binarizer = LabelBinarizer().fit(y if has_labels else classes)
        elif classes is not None and not numpy.array_equal(known, unique_labels(classes)):
            raise InputValueError(
                f"`classes={abbreviate(classes)}` is not the same as on last call to partial_fit, "
                f"was: {abbreviate(known)}"
            )

    def _targets(self, X: Any, y: Any, incremental: bool, reset: bool) -> tuple[Any, Any]:
        X, y = self._validated(X, y, reset)
        check_classification_targets(y)
        if not hasattr(self, "classes_") or not (self.warm_start or incremental):
            self._binarizer = LabelBinarizer().fit(y)
            self.classes_ = self._binarizer.classes_
        else:
            self._check_classes(unique_labels(y))
        return X, self._binarizer.transform(y).astype(float)

    def _check_classes(self, classes: Any) -> None:
        """Raise an error if training goes on with classes that the network does not know."""
        known, given = set(self.classes_.tolist()), set(classes.tolist())
        if self.warm_start and given != known:
            raise InputValueError(
                "warm_start can only be used where `y` has the same classes as in the previous "
                f"call to fit. Previously got {abbreviate(self.classes_)}, `y` has "
                f"{abbreviate(classes)}"
            )
        if given - known:
            raise InputValueError(
                f"`y` has classes not in `self.classes_`. `self.classes_` has "
                f"{abbreviate(self.classes_)}. 'y' has {abbreviate(classes)}."
            )

    def _output_activation(self) -> str:
        return "softmax" if self._binarizer.y_type_ == "multiclass" else "logistic"

    def _stratified_by(self, targets: Any) -> Any:
        return targets if targets.shape[1] == 1 else None

    def _score_of(self, predicted: Any, held_out: Samples) -> float:
        labels, found = map(self._binarizer.inverse_transform, (held_out.y, predicted))
        return float(accuracy_score(labels, found, sample_weight=held_out.weights))

    def decision_function(self, X: Any) -> Any:
        """The logits: shape (n,) for two classes, else (n, classes)."""
        found = self._logits(X)
        return found[:, 0] if found.shape[1] == 1 else found

    def predict_proba(self, X: Any) -> Any:
        """The probability of each class, shape (n, classes)."""
        found = self._predictions(X)
        return numpy.hstack([1.0 - found, found]) if found.shape[1] == 1 else found

    def predict_log_proba(self, X: Any) -> Any:
        """The logarithm of the probabilities."""
        with numpy.errstate(divide="ignore"):
            return numpy.log(self.predict_proba(X))

    def predict(self, X: Any) -> Any:
        """The class of each sample."""
        found = self._predictions(X)
        return self._binarizer.inverse_transform(found)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags
