"""Choices: all that the page offers, in one place."""

from __future__ import annotations

from typing import Any

from autograd.app.playground import datasets, maps
from autograd.app.playground.features import FEATURES
from autograd.app.playground.settings import (
    ACTIVATIONS,
    MOST_LAYERS,
    MOST_NEURONS,
    OPTIMIZERS,
    REGULARIZATIONS,
    Settings,
)


def choices() -> dict[str, Any]:
    """All choices as JSON, with pictures of data sets and features.

    >>> choices()["activations"][:2]
    ['tanh', 'relu']
    """
    grid = maps.grid(list(FEATURES))
    return {
        "defaults": Settings().to_json(),
        "datasets": [
            {"name": name, "title": title, "points": _thumbnail(name)}
            for name, (title, _) in datasets.DATASETS.items()
        ],
        "features": [
            {"name": name, "title": title, "map": maps.encode(maps.coarse(column))}
            for (name, (title, _)), column in zip(FEATURES.items(), grid.T, strict=True)
        ],
        "activations": list(ACTIVATIONS),
        "optimizers": list(OPTIMIZERS),
        "regularizations": list(REGULARIZATIONS),
        "mostLayers": MOST_LAYERS,
        "mostNeurons": MOST_NEURONS,
        "mostCharacters": datasets.MOST_CHARACTERS,
        "reach": datasets.REACH,
        "fine": maps.FINE,
        "coarse": maps.COARSE,
    }


def _thumbnail(name: str) -> list[list[float]]:
    """A few points, each with its class."""
    points = datasets.make(name, seed=1, count=90)
    return [
        [round(x, 2), round(y, 2), label]
        for (x, y), label in zip(points.positions, points.labels, strict=True)
    ]
