"""The network and the data that settings describe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy

from autograd.app.playground import datasets, features
from autograd.app.playground.settings import OPTIMIZERS, Settings
from nn import Dense, Sequential, optimizers, regularizers

LOSS = "binary_cross_entropy_with_logits"


def build(settings: Settings) -> Sequential:
    """An untrained network: its hidden layers, and one output, the logit of class 1.

    >>> build(Settings(layers=(3,)))
    Sequential([Dense(3, activation='tanh'), Dense(1)])
    """
    model = Sequential(rng=settings.seed)
    for units in settings.layers:
        model.add(Dense(units, settings.activation, kernel_regularizer=_regularizer(settings)))
    model.add(Dense(1, kernel_regularizer=_regularizer(settings)))
    model.build((len(settings.features),))
    model.compile(optimizer(settings), LOSS, metrics=["accuracy"])
    return model


def optimizer(settings: Settings) -> optimizers.Optimizer:
    """The optimizer, with its learning rate."""
    name = OPTIMIZERS[settings.optimizer].partition("(")[0]
    options = {"momentum": 0.9} if settings.optimizer == "momentum" else {}
    made: optimizers.Optimizer = getattr(optimizers, name)(settings.rate, **options)
    return made


def _regularizer(settings: Settings) -> regularizers.Regularizer | None:
    if settings.regularization == "none":
        return None
    kind = regularizers.l1 if settings.regularization == "l1" else regularizers.l2
    return kind(settings.strength)


@dataclass(frozen=True)
class Data:
    """The points, and what the network is given of them.

    Attributes:
        points: The points.
        X: The features, an array with a row for each point.
        y: The class of each point, 0.0 or 1.0.
        train: The indices of the points to train on.
        test: The indices of the others.
    """

    points: datasets.Points
    X: Any
    y: Any
    train: list[int]
    test: list[int]


def data(settings: Settings) -> Data:
    """The points that settings ask for.

    Raises:
        InputValueError: If the text of a CSV file cannot be used.
    """
    if settings.data == "csv":
        points = datasets.from_csv(settings.csv)
    else:
        points = datasets.make(settings.data, settings.noise / 100.0, settings.seed)
    train, test = points.split(settings.train / 100.0, settings.seed)
    X = numpy.array([features.compute(settings.features, place) for place in points.positions])
    return Data(points, X, numpy.array(points.labels, dtype=float), train, test)
