"""Networks of scikit-learn: what its names mean here, and how its estimators become networks."""

from collections.abc import Callable
from typing import Any

from autograd import InputTypeError, InputValueError
from autograd.checks import described
from nn import activations
from nn.arguments import choose, refuse_class
from nn.mlp import MLP

_HIDDEN = {"identity": "linear", "logistic": "sigmoid"}
"""scikit-learn's names of activations of hidden layers that have another name here."""

_OUTPUTS = {
    "identity": ("linear", "mse"),
    "exp": ("exp", "poisson"),
    "logistic": ("sigmoid", "binary_crossentropy"),
    "softmax": ("softmax", "categorical_crossentropy"),
}
"""By scikit-learn's `out_activation_`: our activation of the last layer, and the loss for it."""


def activation_of(given: activations.Activation) -> Callable[..., Any]:
    """The activation of hidden layers: by scikit-learn's names first, then as for `Neuron`.

    >>> activation_of("logistic")
    <operation sigmoid(x)>
    """
    return activations.get(_HIDDEN.get(given, given) if isinstance(given, str) else given)


def from_sklearn(estimator: Any) -> MLP:
    """Open a fitted network of scikit-learn as one of ours: every weight is a Value to look at.

    Its outputs are those of `predict_proba`, or of `predict` for numbers: the last layer has
    softmax for several classes, a sigmoid for two (the probability of the second one) and for
    labels, and none for numbers (exp with `loss="poisson"`). It is compiled with the loss that
    scikit-learn has for them, so that `evaluate`, `predict_proba` and `fit` can follow.

    Args:
        estimator: A fitted `MLPClassifier` or `MLPRegressor`, scikit-learn's or of
            `nn.estimators`. Its numbers are copied.

    Raises:
        InputTypeError: If it is no such network; for a pipeline, the error says which step is.
        InputValueError: If it is not fitted.

    >>> from sklearn.datasets import load_iris
    >>> from sklearn.neural_network import MLPClassifier
    >>> X, y = load_iris(return_X_y=True)
    >>> classifier = MLPClassifier((5,), solver="lbfgs", random_state=0).fit(X, y)
    >>> model = from_sklearn(classifier)
    >>> model
    MLP of [Layer(4, 5, activation='relu'), Layer(5, 3, activation='softmax')]
    >>> bool(abs(model.predict(X) - classifier.predict_proba(X)).max() < 1e-12)
    True
    """
    _check_network(estimator)
    hidden = activation_of(estimator.activation)
    output, loss = choose("output activation", estimator.out_activation_, _OUTPUTS)
    sizes = [len(intercepts) for intercepts in estimator.intercepts_]
    model = MLP(len(estimator.coefs_[0]), sizes, hidden, output, initializer="zeros", rng=0)
    layers = zip(estimator.coefs_, estimator.intercepts_, strict=True)
    model.set_weights([numbers for layer in layers for numbers in layer])
    model.compile("adam", loss)
    return model


def _check_network(estimator: Any) -> None:
    """Raise an error unless it is a fitted network."""
    refuse_class("from_sklearn", estimator)
    name, inside = type(estimator).__name__, _network_inside(estimator)
    if inside:
        raise InputTypeError(
            f"from_sklearn takes a network, but was given a {name}: give its {inside}"
        )
    if not hasattr(estimator, "hidden_layer_sizes"):
        raise InputTypeError(
            "from_sklearn takes a fitted MLPClassifier or MLPRegressor, but was given "
            f"{described(estimator)}"
        )
    if not hasattr(estimator, "out_activation_"):
        raise InputValueError(f"this {name} has no weights yet: call fit(X, y) before")


def _network_inside(estimator: Any) -> str:
    """Where a network is in a pipeline, a search or an ensemble; empty if it is none of these."""
    for name, step in getattr(estimator, "steps", ()):
        if hasattr(step, "hidden_layer_sizes"):
            return f"step {name!r}, pipeline[{name!r}], which takes what the steps before it return"
    for attribute in ("best_estimator_", "estimators_", "estimator_", "regressor_"):
        if hasattr(estimator, attribute):
            return f"{attribute}, or a part of that"
    return ""
