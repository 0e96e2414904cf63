"""The network and the data that settings describe."""

from dataclasses import dataclass
from typing import Any

import numpy

from autograd.app.playground import datasets, features
from autograd.app.playground.points import Points
from autograd.app.playground.settings import OPTIMIZERS, REGULARIZATIONS, Settings
from autograd.app.playground.tasks import CLASSIFY, Task
from nn import Dense, Sequential


def build(settings: Settings, task: Task = CLASSIFY) -> Sequential:
    """An untrained network: its hidden layers, and one output, the logit of class 1 or a number.

    >>> build(Settings(layers=(3,)))
    Sequential([Dense(3, activation='tanh'), Dense(1)])
    """
    kind = REGULARIZATIONS[settings.regularization]
    regularizer = kind and kind(settings.strength)
    hidden = [
        Dense(units, settings.activation, kernel_regularizer=regularizer)
        for units in settings.layers
    ]
    output = Dense(1, kernel_regularizer=regularizer)
    model = Sequential([*hidden, output], rng=settings.seed)
    model.build((len(settings.features),))
    optimizer, options = OPTIMIZERS[settings.optimizer]
    model.compile(optimizer(settings.rate, **options), task.loss, metrics=[task.metric])
    return model


@dataclass(frozen=True)
class Data:
    """The points, and the arrays that the network is trained and tested on.

    Attributes:
        points: The points.
        X: The features, an array with a row for each point.
        y: The label of each point.
        train: The indices of the points to train on.
        test: The indices of the points to test on.
    """

    points: Points
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
