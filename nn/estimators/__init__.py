"""Estimators: scikit-learn's networks, `MLPClassifier` and `MLPRegressor`, made of Values.

They work wherever scikit-learn's do: pipelines, cross-validation, searches, ensembles; and the same
`random_state` gives the same network. It is a `nn.MLP`, in `model_`: every weight can be looked at.

>>> from sklearn.datasets import load_iris
>>> X, y = load_iris(return_X_y=True)
>>> classifier = MLPClassifier((8,), solver="lbfgs", max_iter=1000, random_state=0).fit(X, y)
>>> classifier.score(X, y) > 0.95
True
"""

from nn.estimators import base as _base  # noqa: F401 - first: it asks for scikit-learn in words
from nn.estimators.classifier import MLPClassifier
from nn.estimators.regressor import MLPRegressor, half_squared_error  # noqa: F401 - for pickles

__all__ = ["MLPClassifier", "MLPRegressor"]
