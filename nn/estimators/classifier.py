"""MLPClassifier: a network that tells classes apart, by scikit-learn's conventions."""

from typing import Any, Self

import numpy
from scipy.special import expit, softmax
from sklearn.base import ClassifierMixin
from sklearn.preprocessing import LabelBinarizer
from sklearn.utils.multiclass import check_classification_targets

from nn import losses
from nn.estimators.base import Estimator


class MLPClassifier(ClassifierMixin, Estimator):  # type: ignore[misc]
    """A network that tells classes apart.

    Arguments have the names, meanings and defaults of `sklearn.neural_network.MLPClassifier`. Two
    classes share one output; more than two have one each, and so have labels that do not exclude
    each other, given as a matrix of 0 and 1.

    Args:
        hidden_layer_sizes: The number of neurons of each hidden layer.
        activation: "relu", "tanh", "logistic", "identity", or any activation of `nn`.
        solver: "adam", "sgd" or "lbfgs".
        alpha: The strength of the penalty on weights: alpha/2 times the sum of their squares,
            divided by the number of samples of a batch.
        batch_size: The number of samples in a step; "auto" means 200, or all if there are fewer.
        learning_rate_init: The learning rate.
        max_iter: The most epochs.
        shuffle: Whether the order of the samples is drawn anew in each epoch.
        random_state: A seed, a `numpy.random.RandomState`, or None.
        tol: Training ends when the loss (or the score on samples held out) has not improved by tol
            for n_iter_no_change epochs.
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
        engine: As for `Model.fit`.

    Attributes:
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
        X, y = self._validated(X, y)
        check_classification_targets(y)
        self._binarizer = LabelBinarizer().fit(y)
        self.classes_ = self._binarizer.classes_
        if len(self.classes_) < 2:
            raise ValueError(
                f"a classifier tells classes apart, but there is only one class: {self.classes_[0]}"
            )
        targets = self._binarizer.transform(y).astype(float)
        self._train(X, targets, "accuracy", y if y.ndim == 1 else None)
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
