"""Choices: what the page lets users choose from."""

from functools import partial
from typing import Any

from autograd.app.playground import csv_files, datasets, maps, points, settings
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
            {
                "name": name,
                "title": data.title,
                "classes": data.target is None,
                "points": thumbnail(name).rounded(2),
            }
            for name, data in datasets.DATASETS.items()
        ],
        "features": [
            {"name": name, "title": title, **maps.encoded(column)}
            for (name, (title, _)), column in zip(FEATURES.items(), grid.T, strict=True)
        ],
        "activations": list(settings.ACTIVATIONS),
        "optimizers": list(settings.OPTIMIZERS),
        "regularizations": list(settings.REGULARIZATIONS),
        "mostLayers": settings.MOST_LAYERS,
        "mostNeurons": settings.MOST_NEURONS,
        "mostCharacters": csv_files.MOST_CHARACTERS,
        "reach": points.REACH,
        "side": maps.SIDE,
    }
