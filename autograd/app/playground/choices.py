"""Choices: what the page lets users choose from."""

from functools import partial
from typing import Any

from autograd.app.playground import datasets, maps, settings
from autograd.app.playground.features import FEATURES


def choices() -> dict[str, Any]:
    """All choices as JSON, with pictures of data sets and features.

    >>> choices()["activations"][:2]
    ['tanh', 'relu']
    """
    grid = maps.grid(list(FEATURES))
    thumbnail = partial(datasets.make, seed=1, count=90)
    return {
        "defaults": settings.Settings().to_json(),
        "datasets": [
            {"name": name, "title": title, "points": thumbnail(name).rounded(2)}
            for name, (title, _) in datasets.DATASETS.items()
        ],
        "features": [
            {"name": name, "title": title, "map": maps.encode(maps.coarse(column))}
            for (name, (title, _)), column in zip(FEATURES.items(), grid.T, strict=True)
        ],
        "activations": list(settings.ACTIVATIONS),
        "optimizers": list(settings.OPTIMIZERS),
        "regularizations": list(settings.REGULARIZATIONS),
        "mostLayers": settings.MOST_LAYERS,
        "mostNeurons": settings.MOST_NEURONS,
        "mostCharacters": datasets.MOST_CHARACTERS,
        "reach": datasets.REACH,
        "fine": maps.FINE,
        "coarse": maps.COARSE,
    }
